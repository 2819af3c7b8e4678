"""A line for one id, which hands on several when they are pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from convert_console.widgets.theme.theme import set_look

if TYPE_CHECKING:
    from convert_console.core.paste.pasted_ids import PastedIds


class IdLine(QLineEdit):
    """Holds an id of `key`, "exps" or "vars". One id is pasted as into any line.

    Signals:
        several(object): the person pasted more than one id, or a pair; `PastedIds`.
    """

    several = Signal(object)

    def __init__(self, key: str, name: str, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._key = key
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        set_look(self, mono=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        found = self._pasted() if event.matches(QKeySequence.StandardKey.Paste) else None
        if found is None or self.isReadOnly():
            super().keyPressEvent(event)
        else:
            self.several.emit(found)

    def _pasted(self) -> PastedIds | None:
        from convert_console.core.paste.pasted_ids import PastedIds, ids_in, pairs_in

        text = QGuiApplication.clipboard().text()
        pairs = pairs_in(text)
        if pairs is not None:
            return pairs
        ids = ids_in(text)
        if len(ids) < 2:
            return None
        return PastedIds(ids, []) if self._key == "exps" else PastedIds([], ids)
