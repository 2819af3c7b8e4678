"""The history as a Qt table: its columns, and what each cell says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.history.cells import alignment, cell_text, cell_tip
from convert_console.models.history.row_cache import HistoryReading, Stretch, runs
from convert_console.services.history.store import HistoryStore, Row

Index = QModelIndex | QPersistentModelIndex

ROW = Qt.ItemDataRole.UserRole + 1
"""The whole `Row` of a line, for delegates; `None` where it is gone by now."""

STRETCHES = 20
"""Rows that stand apart in so many places are taken out one stretch at a time, so that the view
keeps its scroll and choice; for more it begins anew.
"""


class Column(IntEnum):
    """The table's columns, left to right."""

    VERDICT, TIME, METHOD, PROFILE, EVENTS, GOALS, REVENUE, VISITOR, STATUS, TOOK, STAR, NOTE = (
        range(12)
    )


TITLES = (
    "Verdict", "Time", "Method", "Profile", "Events", "Goals", "Revenue", "Visitor", "Status",
    "Took", "★", "Note",
)  # fmt: skip

ORDERS = {
    Column.VERDICT: "verdict",
    Column.TIME: "",
    Column.METHOD: "method",
    Column.PROFILE: "profile",
    Column.EVENTS: "events",
    Column.GOALS: "goals",
    Column.REVENUE: "revenue",
    Column.VISITOR: "vid",
    Column.STATUS: "status",
    Column.TOOK: "seconds",
    Column.STAR: "starred",
    Column.NOTE: "note",
}
"""What the store calls the order of a column."""


class HistoryTable(QAbstractTableModel):
    """Knows every place at once, and reads a row when it is asked for.

    Signals:
        failed(str): the history could not be read or kept; why, in a sentence.
        noted(int, str): the person wrote a note into the row of this place.
    """

    failed = Signal(str)
    noted = Signal(int, str)

    def __init__(
        self, store: HistoryStore, catalog: CurrentCatalog, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._reading = HistoryReading(store)
        self._catalog = catalog
        catalog.changed.connect(self._refresh_goals)

    @property
    def places(self) -> int:
        """How many rows the table has."""
        return len(self._reading.places)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._reading.places)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and index.column() == Column.NOTE:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in _ROLES:
            return None
        title = TITLES[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(title)
        row = self.row(index.row())
        if role == ROW or row is None:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell_tip(row, title, self._catalog.value)
        return cell_text(row, title, self._catalog.value)

    def words(self, row: Row, column: int) -> str:
        """What a row says in a column."""
        return cell_text(row, TITLES[column], self._catalog.value)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or index.column() != Column.NOTE:
            return False
        row = self.row(index.row())
        if row is None or not row.id or row.note == value:
            return False
        self.noted.emit(index.row(), str(value))
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(TITLES):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return TITLES[section]
        if role == Qt.ItemDataRole.ToolTipRole and section == Column.STAR:
            return "Rows you marked with a star (S)"
        return alignment(TITLES[section]) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def row(self, place: int) -> Row | None:
        """The row of a line; `None` where there is none, or it is gone by now."""
        row = self._reading.row(place)
        if self._reading.trouble:
            why, self._reading.trouble = self._reading.trouble, ""
            self.failed.emit(why)
        return row

    def ids_at(self, places: Sequence[int]) -> list[int]:
        """The ids of rows; those that are not kept yet have none."""
        return self._reading.ids_at(places)

    def change(self, change: object, row_id: int = 0, **values: Any) -> None:
        """Show a row's star or note as it will be kept, until the change is `kept`."""
        self._reading.change(change, row_id, **values)
        if row_id:
            self._say_changed(Column.STAR, Column.NOTE)

    def kept(self, change: object) -> None:
        """The store knows of a change, or will not."""
        self._reading.kept(change)

    def take_out(self, places: Sequence[int]) -> list[Stretch]:
        """Take the rows of these places, in rising order, out of the table; to be put back."""
        taken: list[Stretch] = []
        found = list(runs(places))
        with self._anew(len(found) > STRETCHES) as anew:
            for first, last in reversed(found):
                taken.append(self._reading.places.stretch(first, last))
                if not anew:
                    self.beginRemoveRows(QModelIndex(), first, last)
                self._reading.places.take_out(first, last)
                if not anew:
                    self.endRemoveRows()
        return taken[::-1]

    def put_back(self, taken: Sequence[Stretch]) -> None:
        """Let rows stand where they stood before they were taken out, by no search since."""
        with self._anew(len(taken) > STRETCHES) as anew:
            for stretch in taken:
                place = self._reading.places.place_of(stretch)
                if not anew:
                    self.beginInsertRows(QModelIndex(), place, place + len(stretch.ids) - 1)
                self._reading.places.put_in(stretch)
                if not anew:
                    self.endInsertRows()

    @contextmanager
    def _anew(self, anew: bool) -> Iterator[bool]:
        """Let the view begin anew after many changes."""
        if anew:
            self.beginResetModel()
        yield anew
        if anew:
            self.endResetModel()

    def _refresh_goals(self) -> None:
        self._say_changed(Column.GOALS, Column.GOALS)

    def _goals_named(self, name: str) -> tuple[str, ...]:
        catalog = self._catalog.value
        goals = catalog.goals if catalog else {}
        return tuple(i for i, goal in goals.items() if goal.name.casefold() == name.casefold())

    def _say_changed(self, first: Column = Column.VERDICT, last: Column = Column.NOTE) -> None:
        if self.places:
            self.dataChanged.emit(self.index(0, first), self.index(self.places - 1, last))


_ROLES = frozenset(
    {
        ROW,
        int(Qt.ItemDataRole.DisplayRole),
        int(Qt.ItemDataRole.EditRole),
        int(Qt.ItemDataRole.ToolTipRole),
        int(Qt.ItemDataRole.TextAlignmentRole),
    }
)
