"""Lets the spaces between widgets follow the zoom while a window is open."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLayout, QWidget

from convert_console.widgets.theme.theme import Theme, px

_DESIGNED, _SET = "look_designed", "look_set"


class Rescaling(QObject):
    """Margins and gaps are set once, when a layout is made: at the zoom of that moment.

    Style sheets and what is painted by hand follow by themselves. Each layout keeps its lengths as
    they were designed, so that going to and fro loses nothing.
    """

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._scale = _scale()
        theme.changed.connect(self.rescale)

    def rescale(self) -> None:
        """Bring the spaces of the window and its dialogs to the zoom in force."""
        before, self._scale = self._scale, _scale()
        if before == self._scale:
            return
        for layout in self._window.findChildren(QLayout):
            if isinstance(layout, QBoxLayout | QGridLayout):
                _rescale(layout, before)


def _rescale(layout: QBoxLayout | QGridLayout, before: float) -> None:
    held = _lengths(layout)
    if layout.property(_SET) != held:  # made, or set by its owner, at the zoom before
        layout.setProperty(_DESIGNED, [length / before for length in held])
    left, top, right, bottom, *gaps = map(px, layout.property(_DESIGNED))
    layout.setContentsMargins(left, top, right, bottom)
    if isinstance(layout, QGridLayout):
        layout.setHorizontalSpacing(gaps[0])
        layout.setVerticalSpacing(gaps[1])
    else:
        layout.setSpacing(gaps[0])
    layout.setProperty(_SET, _lengths(layout))


def _lengths(layout: QBoxLayout | QGridLayout) -> list[int]:
    margins = layout.contentsMargins()
    sides = [margins.left(), margins.top(), margins.right(), margins.bottom()]
    if not isinstance(layout, QGridLayout):
        return [*sides, layout.spacing()]
    return [*sides, layout.horizontalSpacing(), layout.verticalSpacing()]


def _scale() -> float:
    return px(1_000) / 1_000
