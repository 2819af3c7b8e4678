"""Underlined tabs over a stack of pages, with counts beside their titles and room at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from convert_console.widgets.kit.hairline import Hairline
from convert_console.widgets.kit.tabs import Tabs
from convert_console.widgets.theme import px


class TabbedPane(QWidget):
    """Pages are made by their owner; `corner` takes what belongs at the right end.

    Signals:
        turned(int): another page is in front.
    """

    turned = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "pane")
        self.bar = Tabs(name, self)
        self.stack = QStackedWidget(self)
        self.corner = QHBoxLayout()
        self.corner.setSpacing(px(8))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(px(12), 0, px(12), 0)
        head.addWidget(self.bar)
        head.addStretch(1)
        head.addLayout(self.corner)
        self._column.addLayout(head)
        self._column.addWidget(Hairline(self))
        self._column.addWidget(self.stack, 1)
        self.bar.currentChanged.connect(self.stack.setCurrentIndex)
        self.bar.currentChanged.connect(self.turned)

    def add_page(self, title: str, page: QWidget) -> int:
        """Append a page; its position."""
        self.stack.addWidget(page)
        return self.bar.addTab(title)

    def set_count(self, place: int, text: str) -> None:
        """Say a count or size beside a title; "" takes it away."""
        self.bar.set_count(place, text)

    def turn_to(self, place: int) -> None:
        """Bring a page to the front."""
        self.bar.setCurrentIndex(place)
