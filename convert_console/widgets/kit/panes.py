"""The header of a pane or of a group of fields, and the line between two areas."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from convert_console.widgets.kit.badge import CountBadge
from convert_console.widgets.theme.theme import px


class PanelHeader(QWidget):
    """The title of a pane, with a count; other widgets stand behind it or at the right end."""

    _role, _height, _padding = "strong", 40, 12

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
        self._left = 2

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, px(self._height)))

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(0, px(self._height)))

    def add_left(self, widget: QWidget) -> None:
        """Put a widget after the title."""
        self._row.insertWidget(self._left, widget)
        self._left += 1

    def add_right(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self._row.addWidget(widget)

    def set_count(self, text: str) -> None:
        """Show a number next to the title; "" removes it."""
        self.count.set_text(text)
        self.count.setVisible(bool(text))


class SectionHeader(PanelHeader):
    """A smaller title above a group of fields, aligned with them."""

    _role, _height, _padding = "small", 28, 0


class Hairline(QFrame):
    """One pixel at every zoom, horizontal by default."""

    def __init__(
        self,
        parent: QWidget | None = None,
        orientation: Qt.Orientation = Qt.Orientation.Horizontal,
    ) -> None:
        super().__init__(parent)
        self.setProperty("hairline", True)
        if orientation == Qt.Orientation.Horizontal:
            self.setFixedHeight(1)
        else:
            self.setFixedWidth(1)
