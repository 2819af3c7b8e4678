"""Completes an id by its name or number."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
)

Index = QModelIndex | QPersistentModelIndex


_ID = Qt.ItemDataRole.UserRole + 1


class NamedCompleter(QCompleter):
    """Offers "name · id" and writes the id; a list that has not changed is kept.

    Signals:
        highlighted(str), activated(str): the line says this id now.
    """

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line)
        self._offered: tuple[tuple[str, str], ...] = ()
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setCompletionRole(Qt.ItemDataRole.DisplayRole)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        line.setCompleter(self)

    def pathFromIndex(self, index: Index) -> str:
        return str(index.data(_ID))

    def offer(self, items: Sequence[tuple[str, str]]) -> None:
        """Offer these ids with their names, in this order."""
        if tuple(items) == self._offered:
            return
        self._offered = tuple(items)
        self._items.clear()
        for plain, name in items:
            item = QStandardItem(f"{name} · {plain}" if name != plain else plain)
            item.setData(plain, _ID)
            self._items.appendRow(item)
