#!/usr/bin/env python3
"""Everything a developer does with CRM Desk, on a machine that has Python 3.11 and nothing else.

    python3 dev.py run              open the demo book in a window (without a display: perform the tour)
    python3 dev.py test             every check and every test; with arguments: pytest alone, with those arguments
    python3 dev.py tour [...]       leave a picture of every screen in build/tour
    python3 dev.py bench [...]      measure speed and memory, each beside its floor
    python3 dev.py build            make the program in dist/
    python3 dev.py texts            collect the texts of the program for translation, and compile the catalogue
    python3 dev.py lock             renew the lock files from pyproject.toml

Standard library only.  The first command makes `.venv` and installs the locked versions, checked by their hashes; later
ones start at once as long as the lock files stay as they are.
"""

from __future__ import annotations

import hashlib
import json
import locale
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BUILD = ROOT / "build"
PROGRAM_LOCK = ROOT / "requirements.lock"
DEVELOPER_LOCK = ROOT / "requirements-dev.lock"  # holds the program's versions too
UV = "uv==0.13.9"  # resolves the lock files for all platforms at once, which pip cannot
OLDEST_PYTHON = (3, 11)


class SetUpError(Exception):
    """A sentence for the developer: what is missing, and the one command that helps."""


def main(arguments: list[str]) -> int:
    """Run one command.  Returns the exit status: 0 done, 1 something failed, 2 wrong usage."""
    if sys.version_info < OLDEST_PYTHON:
        say(f"CRM Desk needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 1
    commands = {"run": run, "test": test, "tour": tour, "bench": bench, "build": build, "texts": texts, "lock": lock}
    command = commands.get(arguments[0]) if arguments else None
    if command is None:
        print(__doc__)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    try:
        return command(arguments[1:])
    except SetUpError as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        return 130


# --- the commands -----------------------------------------------------------------------------------------------------


def run(arguments: list[str]) -> int:
    """Open the demo book, made at the first run; without a display perform the tour."""
    prepare(PROGRAM_LOCK, QT_NEEDS)
    if not has_display():
        say("There is no display here, so the tour is performed without one.")
        return tour(arguments)
    book = BUILD / "demo.crmdesk"
    if not book.exists():
        say(f"Making the demo book {shown(book)}")
        if status := python("-m", "crmdesk", "demo", str(book), "--language", system_language()):
            return status
    return python("-m", "crmdesk", str(book), *arguments)


def tour(arguments: list[str]) -> int:
    """Leave a picture of every screen, in build/tour unless the arguments name a folder."""
    prepare(PROGRAM_LOCK, QT_NEEDS)
    pictures = BUILD / "tour"
    if "--out" not in arguments:
        # pictures of screens that no longer exist would look like today's
        shutil.rmtree(pictures, ignore_errors=True)
        arguments = ["--out", str(pictures), "--language", system_language(), *arguments]
    status = python("-m", "crmdesk", "tour", *arguments, QT_QPA_PLATFORM="offscreen")
    if status == 0:
        say(f"The pictures are in {arguments[arguments.index('--out') + 1]}")
    return status


def test(arguments: list[str]) -> int:
    """Check the imports, the style and the types, then run the tests.  pytest's own closing line comes last."""
    prepare(DEVELOPER_LOCK, QT_NEEDS + TEST_NEEDS)
    if arguments:
        return python("-m", "pytest", *arguments, **TEST_ENVIRONMENT)
    checks = {
        "import-linter": ["-c", "from importlinter.cli import lint_imports_command as main; main()"],
        "ruff check": ["-m", "ruff", "check", "."],
        "ruff format": ["-m", "ruff", "format", "--check", "."],
        "mypy": ["-m", "mypy"],
        "pytest": ["-m", "pytest", "-n", "auto"],
    }
    failed = []
    for name, command in checks.items():
        say(name)
        if python(*command, **TEST_ENVIRONMENT):
            failed.append(name)
    if failed:
        say(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


def bench(arguments: list[str]) -> int:
    """Measure; the platform is left to the caller, offscreen where there is no display."""
    prepare(PROGRAM_LOCK, QT_NEEDS)
    return python("-m", "benchmarks", *arguments, **({} if has_display() else {"QT_QPA_PLATFORM": "offscreen"}))


def build(arguments: list[str]) -> int:
    """Make the program in dist/crmdesk with PyInstaller."""
    prepare(DEVELOPER_LOCK, QT_NEEDS + BUILD_NEEDS)
    log = BUILD / "pyinstaller.log"
    options = ["--noconfirm", "--distpath", str(ROOT / "dist"), "--workpath", str(BUILD / "pyinstaller")]
    say("Building; this takes about half a minute")
    quietly([venv_python(), "-m", "PyInstaller", *options, *arguments, str(ROOT / "crmdesk.spec")], log)
    say(f"The program is {shown(ROOT / 'dist' / 'crmdesk')}")
    return 0


def texts(arguments: list[str]) -> int:
    """Bring the catalogue up to date with the program's texts, and compile it."""
    prepare(DEVELOPER_LOCK, [])
    return python("-m", "tools.catalogue", *arguments)


def lock(arguments: list[str]) -> int:
    """Write both lock files anew, for all platforms; `--upgrade` takes the newest versions that pyproject allows."""
    prepare(DEVELOPER_LOCK, [])
    place = BUILD / "uv"
    quietly([venv_python(), "-m", "pip", "install", "--target", str(place), UV], BUILD / "uv.log")
    resolve = [str(place / "bin" / ("uv.exe" if os.name == "nt" else "uv")), "pip", "compile", "pyproject.toml"]
    resolve += ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--quiet"]
    resolve += ["--no-emit-find-links", "--no-annotate", "--custom-compile-command", "python3 dev.py lock", *arguments]
    program = [*resolve, "--output-file", PROGRAM_LOCK.name]
    developer = [*resolve, "--group", "dev", "--constraints", PROGRAM_LOCK.name, "--output-file", DEVELOPER_LOCK.name]
    return subprocess.run(program, cwd=ROOT).returncode or subprocess.run(developer, cwd=ROOT).returncode


# --- .venv ------------------------------------------------------------------------------------------------------------


def prepare(lock_file: Path, needs: list[Need]) -> None:
    """Make `.venv` hold what the lock file says, and the system what is needed; does nothing where both already do."""
    BUILD.mkdir(exist_ok=True)
    stamp = VENV / "crmdesk-state.json"
    state = read_state(stamp)
    known = dict(state)
    missing_venv = not venv_works()
    if missing_venv:
        needs = [*needs, PIP_NEED]
    install_system_packages([need for need in needs if need.package not in state.get("system", [])])
    # what could not be installed is not tried at every start
    state["system"] = sorted({*state.get("system", []), *(need.package for need in needs)})
    wanted = hashlib.sha256(lock_file.read_bytes()).hexdigest()
    if missing_venv:
        say("Making .venv (the first run takes a minute or two)")
        make_venv()
        state.pop(lock_file.name, None)
    if state.get(lock_file.name) != wanted:
        say(f"Installing what {lock_file.name} lists")
        quietly([*pip(), "install", "--require-hashes", "--no-deps", "-r", str(lock_file)], BUILD / "pip.log")
        # the checkout itself is found from any folder, without being built and installed
        (site_packages() / "crmdesk-checkout.pth").write_text(f"{ROOT}\n", encoding="utf-8")
        state[lock_file.name] = wanted
        if lock_file == DEVELOPER_LOCK:
            state[PROGRAM_LOCK.name] = hashlib.sha256(PROGRAM_LOCK.read_bytes()).hexdigest()
    if state != known:
        stamp.write_text(json.dumps(state), encoding="utf-8")


def read_state(stamp: Path) -> dict[str, Any]:
    """What `.venv` was filled from: the hash of each lock file, and `system`, the packages already asked for."""
    try:
        return dict(json.loads(stamp.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def venv_python() -> str:
    """The interpreter inside `.venv`."""
    return str(VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def venv_works() -> bool:
    """Whether `.venv` has an interpreter that starts (a Python that was upgraded leaves a dangling one)."""
    return runs(venv_python(), "-c", "")


def site_packages() -> Path:
    """The folder of `.venv` that packages are installed into."""
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    return Path(subprocess.run([venv_python(), "-c", code], capture_output=True, text=True, check=True).stdout.strip())


def make_venv() -> None:
    """Make `.venv`, with pip where this Python can bring it.

    Debian packs `ensurepip` apart from Python.  Without it a pip of the system can install into a `.venv` that has none
    (see `pip`); where neither is there, `PIP_NEED` has installed the package or asked for it.
    """
    options = [] if has_ensurepip() else ["--without-pip"]
    quietly([sys.executable, "-m", "venv", "--clear", *options, str(VENV)], BUILD / "venv.log")


def pip() -> list[str]:
    """The command that installs into `.venv`: its own pip, or the system's told where to install."""
    own = [venv_python(), "-m", "pip"]
    return own if runs(*own, "--version") else [sys.executable, "-m", "pip", "--python", venv_python()]


def has_pip() -> bool:
    """Whether packages can be installed into a new `.venv`."""
    return has_ensurepip() or runs(sys.executable, "-m", "pip", "--version")


def has_ensurepip() -> bool:
    """Whether `venv` can bring pip.  Debian leaves an empty shell of the module, so its wheels are asked for."""
    return runs(sys.executable, "-c", "import ensurepip; ensurepip.version()")


# --- what the system has to bring -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Need:
    """Something outside `.venv` that Linux distributions pack apart.

    Attributes:
        name: how people call it: a library, a program.
        package: the Debian and Ubuntu package that brings it.
        present: whether it is there.
        vital: nothing works without it; the rest only narrows what can be done.
    """

    name: str
    package: str
    present: Callable[[], bool]
    vital: bool = False


def library(name: str, package: str, vital: bool = False) -> Need:
    """A shared library, by the start of its file name."""
    return Need(name, package, lambda: f"{name}.so" in linker_cache(), vital)


def program(name: str, package: str) -> Need:
    """A program on the PATH."""
    return Need(name, package, lambda: shutil.which(name) is not None)


@cache
def linker_cache() -> str:
    """The libraries the dynamic linker knows; on systems without `ldconfig` every library is taken for present."""
    ldconfig = shutil.which("ldconfig", path=os.pathsep.join([os.environ.get("PATH", ""), "/sbin", "/usr/sbin"]))
    if ldconfig is None:
        return " ".join(f"{need.name}.so" for need in QT_NEEDS)
    return subprocess.run([ldconfig, "-p"], capture_output=True, text=True).stdout


def has_inter() -> bool:
    """Whether the font of the pictures is installed."""
    return any(Path("/usr/share/fonts").glob("*/*nter*"))


def has_shared_python() -> bool:
    """Whether PyInstaller finds this Python as a shared library, which Debian packs apart."""
    file = f"libpython3.{sys.version_info.minor}.so"
    return file in linker_cache() or Path(str(sysconfig.get_config_var("LIBDIR")), file).exists()


PIP_NEED = Need("pip", f"python3.{sys.version_info.minor}-venv", has_pip, vital=True)
QT_NEEDS = [
    library("libEGL", "libegl1", vital=True),
    library("libGL", "libgl1", vital=True),
    library("libfontconfig", "libfontconfig1", vital=True),
    library("libglib-2.0", "libglib2.0-0", vital=True),
    library("libdbus-1", "libdbus-1-3", vital=True),
    library("libxkbcommon", "libxkbcommon0", vital=True),
    library("libX11-xcb", "libx11-xcb1"),
    library("libxkbcommon-x11", "libxkbcommon-x11-0"),
    library("libxcb-cursor", "libxcb-cursor0"),
    library("libxcb-icccm", "libxcb-icccm4"),
    library("libxcb-image", "libxcb-image0"),
    library("libxcb-keysyms", "libxcb-keysyms1"),
    library("libxcb-randr", "libxcb-randr0"),
    library("libxcb-render-util", "libxcb-render-util0"),
    library("libxcb-shape", "libxcb-shape0"),
    library("libxcb-xkb", "libxcb-xkb1"),
    Need("the font Inter", "fonts-inter", has_inter),
]
TEST_NEEDS = [program("Xvfb", "xvfb"), program("openbox", "openbox")]
BUILD_NEEDS = [
    program("objdump", "binutils"),
    Need("libpython", f"libpython3.{sys.version_info.minor}", has_shared_python),
]


def install_system_packages(needs: list[Need]) -> None:
    """Install what is missing where this user may, otherwise print the one command that does.

    Raises:
        SetUpError: something vital is missing and cannot be installed from here.
    """
    if not sys.platform.startswith("linux"):
        return  # Windows and macOS bring all of it
    missing = [need for need in needs if not need.present()]
    if not missing:
        return
    packages = [need.package for need in missing]
    advice = f"install {', '.join(need.name for need in missing)} with the system's package manager"
    if shutil.which("apt-get"):
        advice = f"sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
        if os.geteuid() == 0 and apt_installs(packages):
            return
    if any(need.vital for need in missing):
        raise SetUpError(f"Something the system has to bring is missing. Please run:\n    {advice}")
    say(f"Not everything will work before you run:\n    {advice}")


def apt_installs(packages: list[str]) -> bool:
    """Install Debian or Ubuntu packages; False, with the reason said, when that fails."""
    say(f"Installing {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        quietly(["apt-get", "update"], BUILD / "apt.log", environment)
        quietly(["apt-get", "install", "-y", "--no-install-recommends", *packages], BUILD / "apt.log", environment)
    except SetUpError as problem:
        say(str(problem))
        return False
    return True


# --- small things -----------------------------------------------------------------------------------------------------

# The tests choose their own platform and displays (tests/conftest.py); what the caller's session says must not leak in.
TEST_ENVIRONMENT = {"QT_QPA_PLATFORM": None, "DISPLAY": None, "WAYLAND_DISPLAY": None}


def python(*arguments: str, **environment: str | None) -> int:
    """Run the interpreter of `.venv` in the checkout; a variable given as None is taken away.  Returns its status."""
    wanted = {**os.environ, **environment}
    kept = {name: value for name, value in wanted.items() if value is not None}
    return subprocess.run([venv_python(), *arguments], cwd=ROOT, env=kept).returncode


def runs(*command: str) -> bool:
    """Whether a command is there and succeeds, without showing what it says."""
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


def quietly(command: list[str], log: Path, environment: dict[str, str] | None = None) -> None:
    """Run a command with its output in a log.

    Raises:
        SetUpError: it failed; the end of the log is shown.
    """
    with log.open("w", encoding="utf-8") as stream:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=stream, stderr=subprocess.STDOUT, cwd=ROOT, env=environment
        )
    if done.returncode:
        end = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
        raise SetUpError(f"{end}\nFailed: {' '.join(command)}\nThe whole output is in {shown(log)}")


def has_display() -> bool:
    """Whether a window can be shown."""
    return not sys.platform.startswith("linux") or any(os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY"))


def system_language() -> str:
    """`es` where the system speaks Spanish, else `en`."""
    spoken = [os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    first = next((name for name in spoken if name), None) or locale.getlocale()[0] or ""
    return "es" if first.lower().startswith(("es", "spanish")) else "en"


def shown(path: Path) -> str:
    """A path as the developer in the checkout would type it."""
    return str(path.relative_to(ROOT))


def say(sentence: str) -> None:
    """A line to the developer, in order with the output of the commands it announces."""
    print(f"dev.py: {sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
