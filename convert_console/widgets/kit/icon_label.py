"""An icon next to a text, in a colour of the theme."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from convert_console.widgets.kit.painted import Painted
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, px
from convert_console.widgets.theme.tokens import tokens


class IconLabel(Painted):
    """Draws an icon; `color` is the name of a colour in the tokens, `side` pixels at 100 % zoom."""

    def __init__(
        self, name: str, color: str = "muted", side: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._color = name, color
        self._side = side or tokens().size.icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, name: str, color: str) -> None:
        if (name, color) != (self._name, self._color):
            self._name, self._color = name, color
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(self._side), px(self._side))

    def paintEvent(self, event: QPaintEvent) -> None:
        color = str(getattr(colors(), self._color))
        paint_icon(QPainter(self), self.rect(), self._name, color)
