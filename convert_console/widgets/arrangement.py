"""Where the window's panes stand, and how much room each has; kept from one run to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QMainWindow, QScrollArea, QSplitter, QVBoxLayout, QWidget

from convert_console.widgets.kit.known_viewport import know_viewport

SMALLEST = (640, 400)
"""Pixels below which a window is of no use."""


class Arrangement:
    """Strips over two columns, and one pane below them; both divisions can be moved.

    The panes of the first paint come first; `add` brings the others, where room is kept for them.
    """

    def __init__(self, window: QMainWindow, strip: QWidget, left: QWidget) -> None:
        self._window = window
        self.columns = QSplitter(Qt.Orientation.Horizontal, window)
        self.columns.setChildrenCollapsible(False)
        self.rows = QSplitter(Qt.Orientation.Vertical, window)
        self.rows.addWidget(self.columns)
        for splitter in (self.columns, self.rows):
            splitter.setHandleWidth(1)
        page = QWidget(window)
        self._strips = _stack(page, (strip, self.rows))
        self._strips.setStretch(1, 1)
        # At a large zoom the panes may need more room than the screen has: then they scroll.
        self.page = QScrollArea(window)
        viewport = know_viewport(self.page)
        self.page.setWidgetResizable(True)
        self.page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.page.setWidget(page)
        # Qt lets both cover what is below them: the window would never hear that it is painted.
        page.setAutoFillBackground(False)
        viewport.setAutoFillBackground(False)
        window.setCentralWidget(self.page)
        window.setMinimumSize(*SMALLEST)
        stacked = QWidget(window)
        self._right = _stack(stacked, ())
        self.columns.addWidget(left)
        self.columns.addWidget(stacked)
        room = QWidget(window)
        self._below = _stack(room, ())
        self.rows.addWidget(room)
        self.rows.setStretchFactor(0, 1)

    def add(self, strips: Sequence[QWidget], right: Sequence[QWidget], below: QWidget) -> None:
        """Put the other panes in their places: under the strip, at the right, and below."""
        for place, strip in enumerate(strips, 1):
            self._strips.insertWidget(place, strip)
        for pane in right:
            self._right.addWidget(pane)
        self._right.setStretch(0, 1)
        self._below.addWidget(below)

    def sizes(self) -> dict[str, Any]:
        """What `restore` takes, as plain JSON values."""
        return {
            "geometry": bytes(self._window.saveGeometry().toHex().data()).decode("ascii"),
            "columns": self.columns.sizes(),
            "rows": self.rows.sizes(),
        }

    def restore(self, layout: Mapping[str, Any]) -> None:
        """Take earlier sizes; the usual ones where a value makes no sense."""
        self._window.resize(1280, 800)
        self.columns.setSizes(_sizes(layout.get("columns")) or [560, 720])
        self.rows.setSizes(_sizes(layout.get("rows")) or [520, 200])
        geometry = layout.get("geometry")
        if isinstance(geometry, str):
            hexadecimal = geometry.encode("ascii", "replace")
            self._window.restoreGeometry(QByteArray.fromHex(hexadecimal))


def _stack(owner: QWidget, parts: Sequence[QWidget]) -> QVBoxLayout:
    column = QVBoxLayout(owner)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part in parts:
        column.addWidget(part)
    return column


def _sizes(value: object) -> list[int]:
    sizes = value if isinstance(value, list) else []
    return sizes if len(sizes) == 2 and all(isinstance(i, int) and i > 0 for i in sizes) else []
