"""What every test runs under: its own user folders, its own screen, English, and no warning that nobody named."""

from __future__ import annotations

import atexit
import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from crmdesk import texts

ROOT = Path(__file__).resolve().parent.parent
JOBS_END_WITHIN_MS = 10_000
SCREEN_STARTS_WITHIN_S = 30

hypothesis.settings.register_profile("desk", deadline=None)
# the same examples in every run, so that a change is never blamed for what chance found
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "desk")


# --- the screen -------------------------------------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    """Give this process a screen before anything makes a QApplication.

    A platform named in QT_QPA_PLATFORM is kept.  Otherwise, on Linux, each worker of xdist gets an X server and a
    window manager of its own: workers on one screen would take each other's focus and drops.
    """
    starts_workers = config.getoption("dist", "no") != "no" and not hasattr(config, "workerinput")
    if starts_workers or not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return
    if shutil.which("Xvfb") and shutil.which("openbox"):
        os.environ["DISPLAY"] = start_screen()
        os.environ["QT_QPA_PLATFORM"] = "xcb"
    else:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def start_screen() -> str:
    """Start an X server with a window manager for this process.  Returns the name of its display."""
    folder = Path(tempfile.mkdtemp(prefix="crmdesk-screen-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    number, ready = folder / "display", folder / "ready"
    with number.open("w") as answer:
        options = ["-displayfd", str(answer.fileno()), "-nolisten", "tcp", "-screen", "0", "1600x1000x24"]
        keep_until_exit(["Xvfb", *options], pass_fds=[answer.fileno()])
    wait_until(lambda: number.read_text().endswith("\n"), "Xvfb")
    display = f":{number.read_text().strip()}"
    manager = ["openbox", "--sm-disable", "--startup", f"touch {ready}"]
    keep_until_exit(manager, env={**os.environ, "DISPLAY": display, "HOME": str(folder)})
    wait_until(ready.exists, "openbox")
    return display


def wait_until(started: Callable[[], bool], name: str) -> None:
    """Wait for a program that says in a file that it is ready."""
    end = time.monotonic() + SCREEN_STARTS_WITHIN_S
    while not started():
        if time.monotonic() > end:
            pytest.exit(f"{name} did not start in {SCREEN_STARTS_WITHIN_S} s", returncode=1)
        time.sleep(0.02)


def keep_until_exit(command: list[str], **options: object) -> None:
    """Start a program that ends with this process, also when this process is killed."""
    if setpriv := shutil.which("setpriv"):
        command = [setpriv, "--pdeathsig", "TERM", *command]
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)  # type: ignore[call-overload]

    def end() -> None:
        started.terminate()
        started.wait()

    atexit.register(end)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip real drags where the platform cannot perform them."""
    if item.get_closest_marker("gesture") and os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        pytest.skip("a drag needs a screen: install xvfb and openbox, or set QT_QPA_PLATFORM=minimal")


# --- around every test ------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def user_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of this test's own, so that nobody's settings are read or changed."""
    home = tmp_path_factory.mktemp("home")
    places = {
        "HOME": "",
        "USERPROFILE": "",
        "APPDATA": "AppData/Roaming",
        "LOCALAPPDATA": "AppData/Local",
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_STATE_HOME": ".local/state",
        "XDG_CACHE_HOME": ".cache",
        "XDG_RUNTIME_DIR": "run",
    }
    for name, place in places.items():
        folder = home / place
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # Qt refuses a runtime folder that others can read
        monkeypatch.setenv(name, str(folder))
    return home


@pytest.fixture(autouse=True)
def speaks_english() -> Iterator[None]:
    """Every test begins and ends in the source language; the catalogue belongs to the process."""
    texts.use("en")
    texts.show_values_with(str)
    yield
    texts.use("en")
    texts.show_values_with(str)


@pytest.fixture(autouse=True)
def jobs_end() -> Iterator[None]:
    """Work left in the pool ends before the next test, which may have another book."""
    yield
    core = sys.modules.get("PySide6.QtCore")
    if core is not None:
        assert core.QThreadPool.globalInstance().waitForDone(JOBS_END_WITHIN_MS), "a job did not end"


class LoggedWarnings(logging.Handler):
    """Collects what is logged as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.levelname}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def expect_log() -> Iterator[Callable[[str], None]]:
    """Fails a test in which something unexpected was logged as a warning or worse.

    A test that means it says so: `expect_log("the book is damaged")`, a pattern that one line at least has to match.
    """
    handler = LoggedWarnings()
    patterns: list[str] = []
    logging.getLogger().addHandler(handler)
    yield patterns.append
    logging.getLogger().removeHandler(handler)
    unexpected = [line for line in handler.lines if not any(re.search(pattern, line) for pattern in patterns)]
    unseen = [pattern for pattern in patterns if not any(re.search(pattern, line) for line in handler.lines)]
    assert not unexpected, "logged, and not expected"
    assert not unseen, "expected to be logged, and was not"


# --- what tests ask for -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sample_data() -> Path:
    """The folder of sample offices, which is not part of the project.

    It is named by CRMDESK_SAMPLE_DATA, or stands beside the checkout as `shared/data`.
    """
    folder = Path(os.environ.get("CRMDESK_SAMPLE_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("no sample data: name its folder in CRMDESK_SAMPLE_DATA")
    return folder
