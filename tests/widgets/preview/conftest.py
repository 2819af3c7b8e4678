"""A window for each test of the previews, closed at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from support.driver import Driver, console


@pytest.fixture
def driver(home: Path, qtbot: QtBot, run: Callable[..., Any]) -> Iterator[Driver]:
    """A window as it opens for the first time."""
    with console(home / "console", qtbot, run) as opened:
        yield opened
