"""Where things stand that flow from line to line, with a field taking what is left of the last."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize

from convert_console.widgets.theme.theme import px


class Flow:
    """Places for sizes within a width; `rest` is for the field, `height` what all of it takes."""

    def __init__(self, sizes: Sequence[QSize], width: int) -> None:
        self._left, self._right = px(9), max(width - px(9), px(60))
        self._line, self._gap, self._top = px(20), px(6), px(5)
        self._x, self._y = self._left, self._top
        self.places = [self._place(size.width()) for size in sizes]
        least = min(px(110), self._right - self._left)
        if self._x > self._left and self._x + least > self._right:
            self._break()
        self.rest = QRect(self._x, self._y, self._right - self._x, self._line)
        self.height = self._y + self._line + self._top

    def _place(self, wanted: int) -> QRect:
        width = min(wanted, self._right - self._left)
        if self._x > self._left and self._x + width > self._right:
            self._break()
        place = QRect(self._x, self._y, width, self._line)
        self._x += width + self._gap
        return place

    def _break(self) -> None:
        self._x = self._left
        self._y += self._line + px(4)
