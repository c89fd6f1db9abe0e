"""A desktop without a tray is asked to show what is told, and says when it is clicked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

_SIDES = [sys.executable, "-m", "tests.ui.notified"]


@pytest.fixture
def bus() -> Iterator[dict[str, str]]:
    """The environment with a bus of its own, as a desktop's session has it."""
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("this machine has no dbus-daemon")
    command = [daemon, "--session", "--nofork", "--nopidfile", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        assert running.stdout is not None
        address = running.stdout.readline().strip()
        yield {**os.environ, "DBUS_SESSION_BUS_ADDRESS": address, "QT_QPA_PLATFORM": "offscreen"}
        running.terminate()


def test_the_desktop_shows_it_and_a_click_comes_back(bus: dict[str, str]) -> None:
    with subprocess.Popen([*_SIDES, "desktop"], env=bus, stdout=subprocess.PIPE, text=True) as desktop:
        assert desktop.stdout is not None
        assert desktop.stdout.readline() == "ready\n"
        told = subprocess.run(
            [*_SIDES, "program", "9000"], env=bus, capture_output=True, text=True, timeout=30, check=True
        )
        assert desktop.stdout.readline() == "Call | Tom &amp; Jerry &lt;Ltd&gt;\n"
        desktop.terminate()
    assert told.stdout == "clicked\n"


def test_without_a_desktop_that_shows_it_nothing_fails(bus: dict[str, str]) -> None:
    nobody = {name: value for name, value in bus.items() if name != "DBUS_SESSION_BUS_ADDRESS"}
    for environment in (bus, nobody):
        running = subprocess.Popen([*_SIDES, "program", "200"], env=environment, stdout=subprocess.PIPE, text=True)
        out, _err = running.communicate(timeout=30)
        assert (running.returncode, out) == (0, "")
