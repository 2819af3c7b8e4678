"""Fixtures that open the real window; a folder's conftest imports those it wants."""

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
    """Open a window over this test's folder; whatever is still open at the end is closed."""
    with ExitStack() as windows:
        yield lambda: windows.enter_context(console(home / "console", qtbot, run))


@pytest.fixture
def driver(open_console: Callable[[], Driver]) -> Driver:
    """A window as it opens for the first time."""
    return open_console()
