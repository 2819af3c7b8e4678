"""The line above a pane or a group of fields: its title, a count, and widgets at the right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from convert_console.widgets.kit.badge import CountBadge
from convert_console.widgets.theme.theme import px


class PanelHeader(QWidget):
    """A pane's title line, 42 pixels high. Widgets are added left of the gap or right of it."""

    _role, _height, _padding = "strong", 42, 12

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel(title, self)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty("role", self._role)
        self.count = CountBadge("", self)
        self.count.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(px(self._padding), 0, px(self._padding), 0)
        self._row.setSpacing(px(12))
        self._row.addWidget(self.title)
        self._row.addWidget(self.count)
        self._row.addStretch(1)

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, px(self._height)))

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(0, px(self._height)))

    def set_count(self, text: str) -> None:
        """Show a number next to the title; "" removes it."""
        self.count.set_text(text)
        self.count.setVisible(bool(text))

    def add_left(self, widget: QWidget) -> None:
        """Put a widget after the title."""
        self._row.insertWidget(self._stretch_place(), widget)

    def add_right(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self._row.addWidget(widget)

    def _stretch_place(self) -> int:
        items = (self._row.itemAt(place) for place in range(self._row.count()))
        return next(place for place, item in enumerate(items) if item and item.spacerItem())


class SectionHeader(PanelHeader):
    """A quieter title above a group of fields, flush with them."""

    _role, _height, _padding = "small", 28, 0
