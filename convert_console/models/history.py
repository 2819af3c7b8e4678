"""The history as a table: what is under way on top, then what the store keeps, newest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from convert_console.models.history_cells import alignment, cell_text, cell_tip
from convert_console.models.history_lines import record_of, row_before
from convert_console.models.tasks import Tasks
from convert_console.protocol.catalog import Catalog
from convert_console.protocol.exchange import Exchange
from convert_console.services.files import StoreFailed
from convert_console.services.history_store import Filter, HistoryStore, Record, Row

if TYPE_CHECKING:
    from concurrent.futures import Future

Index = QModelIndex | QPersistentModelIndex

PAGE = 200
ROW = Qt.ItemDataRole.UserRole + 1
"""The whole `Row` of a line, for delegates."""


class Column(IntEnum):
    """The table's columns, left to right."""

    VERDICT, TIME, METHOD, EVENTS, GOALS, REVENUE, VISITOR, STATUS, TOOK = range(9)


TITLES = (
    "Verdict", "Time", "Method", "Events", "Goals", "Revenue", "Visitor", "Status", "Took",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tally:
    """What was sent in this session; `revenue` is the exact sum of accepted ones."""

    sent: int = 0
    accepted: int = 0
    revenue: Decimal = Decimal(0)


class HistoryModel(QAbstractTableModel):
    """Reads a page at a time, so that a million rows open like ten.

    Signals:
        tallied: `tally` has grown.
        failed(str): the history could not be read or kept; why, in a sentence.
    """

    tallied = Signal()
    failed = Signal(str)

    def __init__(self, store: HistoryStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._tasks = Tasks()
        self._filter = Filter()
        self._rows: list[Row] = []
        self._recent: dict[str, Exchange] = {}
        self._all_read = False
        self._catalog: Catalog | None = None
        self.tally = Tally()

    @property
    def total(self) -> int:
        """How many exchanges are kept, whatever the filter."""
        try:
            return self._store.count() + sum(not row.id for row in self._rows[: len(self._recent)])
        except StoreFailed:
            return len(self._rows)

    @property
    def words(self) -> str:
        """What the rows are filtered by."""
        return self._filter.words

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(row, TITLES[index.column()], self._catalog)
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell_tip(row, TITLES[index.column()], self._catalog)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(TITLES[index.column()])
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(TITLES):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return TITLES[section]
        return alignment(TITLES[section]) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and not self._all_read

    def fetchMore(self, parent: Index) -> None:
        if not parent.isValid():
            self._read_on()

    def set_catalog(self, catalog: Catalog | None) -> None:
        """Name goals by this catalog."""
        self._catalog = catalog
        if self._rows:
            last = self.index(len(self._rows) - 1, Column.GOALS)
            self.dataChanged.emit(self.index(0, Column.GOALS), last)

    def filter_by(self, words: str) -> None:
        """Show only rows that hold all these words; "" shows every row."""
        self._filter = Filter(words=words.strip())
        self.read()

    def read(self) -> None:
        """Begin anew: what is under way, whatever the filter, and the newest page."""
        self.beginResetModel()
        self._rows = [row_before(record_of(one)) for one in reversed(self._recent.values())]
        self._all_read = False
        self._rows += self._page()
        self.endResetModel()

    def begin(self, exchange: Exchange) -> None:
        """Show an exchange that is under way."""
        self._recent[exchange.id] = exchange
        self.beginInsertRows(QModelIndex(), 0, 0)
        self._rows.insert(0, row_before(record_of(exchange)))
        self.endInsertRows()

    def finish(self, exchange: Exchange) -> None:
        """Show what became of it, and keep it."""
        self._recent[exchange.id] = exchange
        record = record_of(exchange)
        self._replace(row_before(record))
        revenue = record.summary.revenue or Decimal(0)
        accepted = record.verdict == "accepted"
        self.tally = Tally(
            self.tally.sent + 1,
            self.tally.accepted + accepted,
            self.tally.revenue + (revenue if accepted else 0),
        )
        self.tallied.emit()
        kept = self._store.append(record)
        self._tasks.spawn(self._when_kept(record, kept), "keeping an exchange")

    def exchange_at(self, place: int) -> Exchange | None:
        """The whole exchange of a line."""
        if not 0 <= place < len(self._rows):
            return None
        row = self._rows[place]
        if row.uid in self._recent:
            return self._recent[row.uid]
        try:
            return self._store.exchange(row.id)
        except StoreFailed as why:
            self.failed.emit(str(why))
            return None

    async def end(self) -> None:
        """Stop following what the store still writes; it writes on until it is closed."""
        await self._tasks.finish()

    async def _when_kept(self, record: Record, kept: Future[int]) -> None:
        from asyncio import shield, wrap_future

        try:
            row_id = await shield(wrap_future(kept))
        except StoreFailed as why:
            self.failed.emit(str(why))
            return
        self._replace(replace(row_before(record), id=row_id))
        self._recent.pop(record.exchange.id, None)

    def _replace(self, row: Row) -> None:
        place = next((i for i, known in enumerate(self._rows) if known.uid == row.uid), -1)
        if place >= 0:
            self._rows[place] = row
            self.dataChanged.emit(self.index(place, 0), self.index(place, len(Column) - 1))

    def _read_on(self) -> None:
        more = self._page()
        if more:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(more) - 1)
            self._rows += more
            self.endInsertRows()

    def _page(self) -> list[Row]:
        kept = [row.id for row in self._rows if row.id]
        try:
            if kept:
                more = self._store.page(kept[-1], PAGE, self._filter)
            else:
                more = self._store.newest(PAGE, self._filter)
        except StoreFailed as why:
            self._all_read = True
            self.failed.emit(str(why))
            return []
        self._all_read = len(more) < PAGE
        return [row for row in more if row.uid not in self._recent]
