"""The set-up: what dev.py decides without installing anything."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import dev

ROOT = Path(dev.__file__).parent


def locked(file: Path) -> dict[str, str]:
    """The version of each package in a lock file, by its normalised name."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", file.read_text(encoding="utf-8"), re.MULTILINE))


def normalised(requirement: str) -> str:
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-")


def test_the_lock_holds_everything_pyproject_asks_for():
    """`python3 dev.py lock` renews it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    program = {normalised(one) for one in project["project"]["dependencies"]}
    developer = {normalised(one) for one in project["dependency-groups"]["dev"]}
    assert program <= locked(dev.PROGRAM_LOCK).keys()
    assert developer <= locked(dev.DEVELOPER_LOCK).keys()


def test_developers_test_the_versions_that_people_get():
    assert locked(dev.PROGRAM_LOCK).items() <= locked(dev.DEVELOPER_LOCK).items()


def test_every_locked_version_has_a_hash():
    for file in (dev.PROGRAM_LOCK, dev.DEVELOPER_LOCK):
        entries = re.split(r"^(?=[a-z0-9-]+==)", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
        assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_set_up_imports_nothing_that_has_to_be_installed():
    """-I -S leaves the standard library alone to import from."""
    code = f"import runpy; runpy.run_path({str(ROOT / 'dev.py')!r})"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True)
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "es_MX.UTF-8"}, "es"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "C", "LANG": "es_ES.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "es_ES.UTF-8"}, "es"),
    ],
)
def test_the_demo_speaks_the_language_of_the_system(environment, language, monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert dev.system_language() == language


def test_an_unknown_command_shows_what_there_is(capsys):
    assert dev.main(["fly"]) == 2
    assert "dev.py run" in capsys.readouterr().out


def test_what_failed_shows_the_end_of_its_output(tmp_path):
    code = "print('the reason'); raise SystemExit(3)"
    log = dev.BUILD / "test-failure.log"
    log.parent.mkdir(exist_ok=True)
    with pytest.raises(dev.SetUpError, match="the reason"):
        dev.quietly([sys.executable, "-c", code], log)
    log.unlink()
