"""Keeps a card in its place over a window, in which nothing moves for it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class FloatingCard(QObject):
    """Places a card again while it is shown: when what it follows gets another size or place, and
    when its own content or the zoom changes.
    """

    def __init__(
        self, card: QWidget, place: Callable[[], object], follows: QWidget | None = None
    ) -> None:
        """`place` gives the card its geometry; it follows its window unless something else is
        given.
        """
        super().__init__(card)
        self._card, self._place = card, place
        self._followed = follows or card.window()
        for watched in (card, self._followed):
            watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._card:
            changed = kind == QEvent.Type.LayoutRequest
        else:
            changed = kind in (QEvent.Type.Resize, QEvent.Type.Move)
        if changed and not self._card.isHidden():
            self._place()
        return False
