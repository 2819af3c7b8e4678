"""The history: what is under way on top, then what the store keeps, filtered and sorted."""

from __future__ import annotations

import asyncio
from asyncio import shield, wait_for
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtCore import QModelIndex, QObject, Signal

from convert_console.core.request.event_summary import exact_sum
from convert_console.core.verdict.exchange import Exchange
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.history.edits import HistoryEdits
from convert_console.models.history.loader import HistoryFollowing
from convert_console.models.history.table import ROW, TITLES, Column
from convert_console.models.history.unsaved_row import (
    begun_record,
    ended_record,
    record_of,
    row_before,
)
from convert_console.models.tasks import Tasks, outcome_of
from convert_console.services.history.store import HistoryStore, Kept, Record, Row
from convert_console.services.storage.files import StoreFailed

__all__ = ["ROW", "TITLES", "Column", "HistoryModel", "Row", "Tally"]


MARKED_AFTER = 0.15
"""Seconds that an answer waits to be kept before it is shown with a mark that it is not yet."""

_IN_A_FILE = (
    "What you send is kept in a file next to it and moved into the history automatically, also "
    "after a restart."
)
_EARLIER = "What an earlier window sent is moved into the history automatically after that."
_NOWHERE = (
    "What is sent now is lost if Convert Console ends; until then it keeps trying to save it."
)


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
        begun(Exchange): a send begins; nothing has gone out yet.
        tallied: `tally` has grown.
        settled(str): what became of this exchange is in the history now, after it was shown.
        noticed(str): `notice` is another sentence about what is not in the history yet, or "".
    """

    begun = Signal(object)
    tallied = Signal()
    settled = Signal(str)
    noticed = Signal(str)

    def __init__(
        self, store: HistoryStore, catalog: CurrentCatalog, parent: QObject | None = None
    ) -> None:
        super().__init__(store, catalog, parent)
        self._tasks = Tasks()
        self._under_way: dict[str, Record] = {}
        self._unkept: dict[str, Exchange] = {}  # what is shown and not in the store yet
        self._waiting: dict[str, str] = {}  # why each of them is not, in a sentence
        self.tally = Tally()
        self.notice = ""
        self.edits = HistoryEdits(self, store)
        self.watch.looked.connect(self._look_behind)

    @property
    def total(self) -> int:
        """How many exchanges are kept or under way, whatever the filter."""
        try:
            return self._store.count() + sum(not row.id for row in self._reading.places.top)
        except StoreFailed:
            return self.places

    @property
    def keeping(self) -> bool:
        """Whether an exchange is under way, or not kept yet."""
        return bool(self._under_way or self._unkept)

    def is_unkept(self, exchange: Exchange) -> bool:
        """Whether what became of an exchange is shown, and not in the history yet."""
        return exchange.id in self._unkept

    def begin(self, exchange: Exchange) -> asyncio.Task[None]:
        """Keep that an exchange is about to be sent, then show it. The task ends when that would
        survive a kill, or when it is known that it would not, which the row and `notice` say.
        """
        record = begun_record(exchange, self._catalog.value)
        self._under_way[exchange.id] = record
        kept = self._store.begin(record, self._own.add)
        return self._tasks.spawn(self._begin(exchange, record, kept), "beginning a send")

    def finish(self, exchange: Exchange) -> asyncio.Task[None]:
        """Keep what became of an exchange, then show it. The task ends when it is shown: once it
        would survive a kill; if that takes long, before that and with a mark.
        """
        begun = self._under_way.pop(exchange.id, None)
        catalog = self._catalog.value
        record = ended_record(begun, exchange) if begun else record_of(exchange, catalog)
        self._unkept[exchange.id] = record.exchange
        kept = (
            self._store.keep(record, self._own.add) if begun is None else self._store.keep(record)
        )
        return self._tasks.spawn(self._finish(record, kept), "keeping an exchange")

    def exchange_at(self, place: int) -> Exchange | None:
        """The whole exchange of a line."""
        row = self.row(place)
        if row is None:
            return None
        if row.uid in self._unkept:
            return self._unkept[row.uid]
        if row.uid in self._under_way:
            return replace(self._under_way[row.uid].exchange, outcome=None)
        return self.exchange(row.id)

    def exchange(self, row_id: int) -> Exchange | None:
        """The whole exchange of a row that is kept; `None` where it is gone."""
        try:
            return self._store.exchange(row_id)
        except StoreFailed as why:
            self.failed.emit(str(why))
            return None

    async def end(self) -> None:
        """Stop looking, and following what the store still writes; it writes on until closed."""
        self.watch.stop()
        self.search.end()
        self.sums.end()
        await self.edits.end()
        await self._tasks.finish()

    async def _begin(self, exchange: Exchange, record: Record, kept: Kept) -> None:
        await self._safe(exchange.id, kept)
        if exchange.id not in self._under_way:
            return  # it has ended already
        row = row_before(replace(record, exchange=exchange, verdict="pending"))
        self._show_as_kept(row, kept)
        self.begun.emit(exchange)

    async def _finish(self, record: Record, kept: Kept) -> None:

        safe = self._tasks.spawn(self._safe(record.exchange.id, kept), "keeping an exchange")
        with suppress(TimeoutError):
            await wait_for(shield(safe), MARKED_AFTER)
        self._show_as_kept(row_before(record), kept)
        accepted = record.verdict == "accepted"
        self.tally = self.tally.with_one(record.summary.revenue if accepted else None, accepted)
        self.tallied.emit()

    def _show_as_kept(self, row: Row, kept: Kept) -> None:
        """Show a row with the id that the store has given it; until then with a mark."""
        row_id = _id_of(kept)
        self._show(replace(row, id=row_id))
        if not row_id:
            self._tasks.spawn(self._when_kept(row, kept), "keeping an exchange")
        elif row.verdict != "pending":
            self._unkept.pop(row.uid, None)

    async def _safe(self, uid: str, kept: Kept) -> None:
        """Wait until an exchange would survive a kill; if it cannot, or only in a file, say so."""
        try:
            why = await outcome_of(kept.safe)
            self._wait_for(uid, f"{why} {_IN_A_FILE}" if why else "")
        except StoreFailed as refused:
            self._wait_for(uid, f"{refused} {_NOWHERE}")

    async def _when_kept(self, row: Row, kept: Kept) -> None:
        try:
            row_id = await outcome_of(kept.row)
        except StoreFailed as why:
            self._wait_for(row.uid, f"{why} {_NOWHERE}")
            return
        self._wait_for(row.uid, "")
        if row.verdict != "pending":
            self._unkept.pop(row.uid, None)
            self._show(replace(row, id=row_id))
            self.settled.emit(row.uid)
        elif row.uid in self._under_way:  # else what became of it is shown by now
            self._show(replace(row, id=row_id))

    def _look_behind(self) -> None:
        """Say why the rows of an earlier window are missing."""
        why = self._store.behind
        self._wait_for("", f"{why} {_EARLIER}" if why else "")

    def _wait_for(self, uid: str, sentence: str) -> None:
        """Say why an exchange is not in the history yet, until it is."""
        if sentence:
            self._waiting[uid] = sentence
        else:
            self._waiting.pop(uid, None)
        notice = next(reversed(self._waiting.values()), "")
        if notice != self.notice:
            self.notice = notice
            self.noticed.emit(notice)

    def _show(self, row: Row) -> None:
        """Update a row wherever it is shown; a new one goes on top."""
        place = self._place_on_top(row)
        known = self._reading.places.top[place] if place >= 0 else self._reading.at_hand(row.id)
        if known is not None:
            row = replace(row, starred=known.starred, note=known.note)
        if place >= 0:
            self._reading.places.top[place] = row
            self.dataChanged.emit(self.index(place, 0), self.index(place, Column.NOTE))
        elif not row.id or row.id in self._own:
            self.beginInsertRows(QModelIndex(), 0, 0)
            self._reading.places.top.insert(0, row)
            self.endInsertRows()
        if row.id:
            self._own.discard(row.id)
            if row.id > self._horizon:
                self._on_top.add(row.id)
            self._reading.remember([row])
            self._reading.places.settle()
            if place < 0:
                self._say_changed(Column.VERDICT, Column.STAR)

    def _place_on_top(self, row: Row) -> int:
        top = self._reading.places.top
        return next((place for place, known in enumerate(top) if known.uid == row.uid), -1)


def _id_of(kept: Kept) -> int:
    """The id of a row that is in the store, else 0."""
    row = kept.row
    return row.result() if row.done() and row.exception() is None else 0
