"""The history: what is under way on top, then what the store keeps, filtered and sorted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, Signal

from convert_console.models.history_edits import HistoryEdits
from convert_console.models.history_following import HistoryFollowing
from convert_console.models.history_lines import record_of, row_before
from convert_console.models.history_table import ROW, TITLES, Column
from convert_console.models.tasks import Tasks, outcome_of
from convert_console.protocol.exchange import Exchange
from convert_console.protocol.summary import exact_sum
from convert_console.services.files import StoreFailed
from convert_console.services.history_store import HistoryStore, Record, Row

if TYPE_CHECKING:
    from concurrent.futures import Future

__all__ = ["ROW", "TITLES", "Column", "HistoryModel", "Row", "Tally"]


TRIED_AGAIN = "What was sent stays on top here; keeping it is tried again with the next send."


@dataclass(frozen=True, slots=True)
class Tally:
    """What was sent in this session; `revenue` is the exact sum of accepted ones."""

    sent: int = 0
    accepted: int = 0
    revenue: Decimal = Decimal(0)

    def with_one(self, revenue: Decimal | None, accepted: bool) -> Tally:
        """With another send, and what its acceptance adds."""
        total = exact_sum([self.revenue, revenue or Decimal(0)]) or Decimal(0)
        return Tally(self.sent + 1, self.accepted + accepted, total)


class HistoryModel(HistoryFollowing):
    """New sends come on top whatever the filter, until it is set again.

    Signals:
        begun(Exchange): a send begins.
        tallied: `tally` has grown.
    """

    begun = Signal(object)
    tallied = Signal()

    def __init__(self, store: HistoryStore, parent: QObject | None = None) -> None:
        super().__init__(store, parent)
        self._tasks = Tasks()
        self._recent: dict[str, Exchange] = {}
        self._owed: list[Record] = []  # what the disk refused
        self.tally = Tally()
        self.edits = HistoryEdits(self, store)

    @property
    def total(self) -> int:
        """How many exchanges are kept or under way, whatever the filter."""
        try:
            return self._store.count() + len(self._recent)
        except StoreFailed:
            return self.places

    @property
    def keeping(self) -> bool:
        """Whether an exchange is under way, or not kept yet."""
        return bool(self._recent)

    def begin(self, exchange: Exchange) -> None:
        """Show an exchange that is under way."""
        self._recent[exchange.id] = exchange
        self.beginInsertRows(QModelIndex(), 0, 0)
        self._reading.places.top.insert(0, row_before(record_of(exchange)))
        self.endInsertRows()
        self.begun.emit(exchange)

    def finish(self, exchange: Exchange) -> None:
        """Show what became of it, and keep it."""
        record = record_of(exchange, self._catalog)
        self._recent[exchange.id] = record.exchange
        self._replace(row_before(record))
        accepted = record.verdict == "accepted"
        self.tally = self.tally.with_one(record.summary.revenue if accepted else None, accepted)
        self.tallied.emit()
        self._keep(record)

    def exchange_at(self, place: int) -> Exchange | None:
        """The whole exchange of a line."""
        row = self.row(place)
        if row is None:
            return None
        if row.uid in self._recent:
            return self._recent[row.uid]
        return self.exchange(row.id)

    def exchange(self, row_id: int) -> Exchange | None:
        """The whole exchange of a row that is kept; `None` where it is gone."""
        try:
            return self._store.exchange(row_id)
        except StoreFailed as why:
            self.failed.emit(str(why))
            return None

    async def end(self) -> None:
        """Stop looking, and following what the store still writes; it writes on until closed, also
        what it refused before.
        """
        self._keep_owed()
        self.watch.stop()
        self.search.end()
        self.sums.end()
        await self.edits.end()
        await self._tasks.finish()

    def _keep(self, record: Record) -> None:
        kept = self._store.append(record)
        self._tasks.spawn(self._when_kept(record, kept), "keeping an exchange")

    def _keep_owed(self) -> None:
        owed, self._owed = self._owed, []
        for record in owed:
            self._keep(record)

    async def _when_kept(self, record: Record, kept: Future[int]) -> None:
        try:
            row_id = await outcome_of(kept)
        except StoreFailed as why:
            self._owed.append(record)
            self.failed.emit(f"{why} {TRIED_AGAIN}")
            return
        self._keep_owed()  # now that there is room, or nobody else holds the file
        self._recent.pop(record.exchange.id, None)
        row = replace(row_before(record), id=row_id)
        if row_id <= self._horizon:  # all was read anew meanwhile, and this with it
            self._drop(row)
            return
        self._own.add(row_id)
        self._replace(row)
        self._reading.remember([row])
        self._reading.places.settle()

    def _replace(self, row: Row) -> None:
        place = self._place_on_top(row)
        if place >= 0:
            self._reading.places.top[place] = row
            self.dataChanged.emit(self.index(place, 0), self.index(place, Column.NOTE))

    def _drop(self, row: Row) -> None:
        place = self._place_on_top(row)
        if place >= 0:
            self.beginRemoveRows(QModelIndex(), place, place)
            del self._reading.places.top[place]
            self.endRemoveRows()

    def _place_on_top(self, row: Row) -> int:
        top = self._reading.places.top
        return next((place for place, known in enumerate(top) if known.uid == row.uid), -1)
