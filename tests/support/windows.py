"""Fixtures that open the real window, for the conftest of a folder to import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from support.driver import Driver, console


@pytest.fixture
def open_console(
    home: Path, qtbot: QtBot, run: Callable[..., Any]
) -> Iterator[Callable[[], Driver]]:
    """Opens windows with this test's folder; those that are open at the end are closed."""
    with ExitStack() as windows:
        yield lambda: windows.enter_context(console(home / "console", qtbot, run))


@pytest.fixture
def driver(open_console: Callable[[], Driver]) -> Driver:
    """A window at its first start."""
    return open_console()
