"""A window for each test that asks for one, closed at its end, and the zoom."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from convert_console.widgets.theme.theme import theme_of
from support.windows import driver, open_console

__all__ = ["driver", "open_console"]


@pytest.fixture
def zoomed(qapp: QApplication) -> Iterator[Callable[[float], None]]:
    """Changes the zoom, and puts it back at the end."""
    theme = theme_of(qapp)
    before = theme.zoom
    yield lambda zoom: theme.use(theme.scheme, zoom)
    theme.use(theme.scheme, before)
