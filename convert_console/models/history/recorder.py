"""Records sends in the history, each before its first byte goes out and again with its outcome."""

import asyncio
from asyncio import shield, wait_for
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from PySide6.QtCore import QObject, Signal

from convert_console.core.history.columns import Column
from convert_console.core.history.row import (
    PENDING,
    Record,
    Row,
    begun_record,
    ended_record,
    record_of,
    unsaved_row,
)
from convert_console.core.verdict.exchange import Exchange
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.history.loader import HistoryLoader
from convert_console.models.history.table_rows import TableRows
from convert_console.models.tasks import LARGE, Tasks, result_of
from convert_console.services.history.store import HistoryStore, PendingSave
from convert_console.services.storage.files import StoreFailed

MARKED_AFTER = 0.15
"""Seconds that an answer waits to be saved before it is shown with a mark that it is not yet."""

_IN_A_FILE = (
    "What you send is kept in a file next to it and moved into the history automatically, also "
    "after a restart."
)
_EARLIER = "What an earlier window sent is moved into the history automatically after that."
_NOWHERE = (
    "What is sent now is lost if Convert Console ends; until then it tries again and again to "
    "save it."
)


class SendRecorder(QObject):
    """Stores sends, and shows them on top of the table, whatever the filter.

    Signals:
        begun(Exchange): a send begins; no byte was sent yet.
        ended(Exchange): a send has ended, and its row is shown.
        settled(str): the outcome of this exchange is in the history now, later than its row was
            shown; its uid.
        noticed(str): the sentence about unsaved exchanges changed; "" for none.
    """

    begun = Signal(object)
    ended = Signal(object)
    settled = Signal(str)
    noticed = Signal(str)

    def __init__(
        self,
        store: HistoryStore,
        rows: TableRows,
        loader: HistoryLoader,
        catalog: CurrentCatalog,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._rows, self._loader, self._catalog = store, rows, loader, catalog
        self._tasks = Tasks()
        self._saving = Tasks()
        self._reading: dict[str, asyncio.Future[Record]] = {}  # large documents, in a thread
        self._pending: dict[str, Record] = {}
        self._unsaved: dict[str, Exchange] = {}  # shown with their outcome, not in the store yet
        self._reasons: dict[str, str] = {}  # why each of them is not, in a sentence
        self.notice = ""
        loader.watch.polled.connect(self._check_earlier_windows)

    @property
    def busy(self) -> bool:
        """Whether an exchange is being sent, or is not saved yet."""
        return bool(self._reading or self._pending or self._unsaved)

    def is_unsaved(self, exchange: Exchange) -> bool:
        """Whether the outcome of an exchange is shown, and not in the history yet."""
        return exchange.id in self._unsaved

    def exchange(self, uid: str) -> Exchange | None:
        """The exchange of a row that is being sent or not saved yet."""
        if uid in self._unsaved:
            return self._unsaved[uid]
        if uid in self._pending:
            return self._pending[uid].exchange._replace(outcome=None)
        return None

    def begin(self, exchange: Exchange) -> asyncio.Task[None]:
        """Store an exchange before it is sent, then show it. The task ends when the record would
        survive a kill, or when storing has failed; the row and `notice` then say so.
        """
        catalog = self._catalog.value
        if len(exchange.document) >= LARGE:
            # Reading a document of 100,000 events takes 600 ms.
            read = partial(begun_record, exchange, catalog)
            reading = asyncio.get_running_loop().run_in_executor(None, read)
            self._reading[exchange.id] = reading
            return self._tasks.spawn(self._begin_large(exchange, reading), "beginning a send")
        record = begun_record(exchange, catalog)
        kept = self._save_begun(record)
        return self._tasks.spawn(self._show_begun(exchange, record, kept), "beginning a send")

    def finish(self, exchange: Exchange) -> asyncio.Task[None]:
        """Store the outcome of an exchange, then show it. The task ends when it is shown: once it
        would survive a kill, or earlier and marked as unsaved if that takes long.
        """
        reading = self._reading.pop(exchange.id, None)
        if reading is not None:
            work = self._finish_large(exchange, reading)
            return self._saving.spawn(work, "recording an exchange")
        begun = self._pending.pop(exchange.id, None)
        if begun is not None:
            record = ended_record(begun, exchange)
            kept = self._save_ended(record)
        else:
            record = record_of(exchange, self._catalog.value)
            kept = self._save_ended(record, self._loader.expect)
        return self._tasks.spawn(self._finish(record, kept), "recording an exchange")

    async def end(self) -> None:
        """Hand every outcome to the store, then stop following what it still writes; it writes on
        until it is closed.
        """
        await self._saving.settle()
        await self._tasks.finish()

    async def _begin_large(self, exchange: Exchange, reading: asyncio.Future[Record]) -> None:
        record = await shield(reading)
        if self._reading.pop(exchange.id, None) is not None:  # else it has ended already
            await self._show_begun(exchange, record, self._save_begun(record))

    async def _finish_large(self, exchange: Exchange, reading: asyncio.Future[Record]) -> None:
        """Save a send that was cancelled while its document was read: nothing has gone out, so its
        outcome is all that the store needs.
        """
        record = ended_record(await reading, exchange)
        await self._finish(record, self._save_ended(record, self._loader.expect))

    def _save_ended(self, record: Record, on_id: Callable[[int], object] = int) -> PendingSave:
        self._unsaved[record.exchange.id] = record.exchange
        return self._store.keep(record, on_id)

    def _save_begun(self, record: Record) -> PendingSave:
        self._pending[record.exchange.id] = record
        return self._store.begin(record, self._loader.expect)

    async def _show_begun(self, exchange: Exchange, record: Record, kept: PendingSave) -> None:
        await self._wait_until_safe(exchange.id, kept)
        if exchange.id not in self._pending:
            return  # it has already ended
        row = unsaved_row(record._replace(exchange=exchange, verdict=PENDING))
        self._show_with_id(row, kept)
        self.begun.emit(exchange)

    async def _finish(self, record: Record, kept: PendingSave) -> None:
        safe = self._wait_until_safe(record.exchange.id, kept)
        task = self._tasks.spawn(safe, "recording an exchange")
        with suppress(TimeoutError):
            await wait_for(shield(task), MARKED_AFTER)
        self._show_with_id(unsaved_row(record), kept)
        self.ended.emit(record.exchange)

    def _show_with_id(self, row: Row, kept: PendingSave) -> None:
        """Show a row with its id from the store, or marked as unsaved until it has one."""
        row_id = _id_of(kept)
        self._show(row._replace(id=row_id))
        if not row_id:
            self._tasks.spawn(self._wait_for_id(row, kept), "recording an exchange")
        elif row.verdict != PENDING:
            self._unsaved.pop(row.uid, None)

    async def _wait_until_safe(self, uid: str, kept: PendingSave) -> None:
        """Wait until an exchange would survive a kill; report if it is stored only in a file."""
        try:
            why = await result_of(kept.safe)
            self._set_reason(uid, f"{why} {_IN_A_FILE}" if why else "")
        except StoreFailed as refused:
            self._set_reason(uid, f"{refused} {_NOWHERE}")

    async def _wait_for_id(self, row: Row, kept: PendingSave) -> None:
        try:
            row_id = await result_of(kept.row)
        except StoreFailed as why:
            self._set_reason(row.uid, f"{why} {_NOWHERE}")
            return
        self._set_reason(row.uid, "")
        if row.verdict != PENDING:
            self._unsaved.pop(row.uid, None)
            self._show(row._replace(id=row_id))
            self.settled.emit(row.uid)
        elif row.uid in self._pending:  # otherwise its outcome is already shown
            self._show(row._replace(id=row_id))

    def _check_earlier_windows(self) -> None:
        """Say why the rows of an earlier window are missing."""
        why = self._store.behind
        self._set_reason("", f"{why} {_EARLIER}" if why else "")

    def _set_reason(self, uid: str, sentence: str) -> None:
        """Set why an exchange is not in the history yet; "" once it is."""
        if sentence:
            self._reasons[uid] = sentence
        else:
            self._reasons.pop(uid, None)
        notice = next(reversed(self._reasons.values()), "")
        if notice != self.notice:
            self.notice = notice
            self.noticed.emit(notice)

    def _show(self, row: Row) -> None:
        """Update a row wherever it is shown; a new one goes on top, or where a sort puts it."""
        rows, position = self._rows, self._rows.position_on_top(row.uid)
        row = rows.with_annotations(row)
        if row.id and self._loader.sorts:
            expected = self._loader.is_expected(row.id)
            self._loader.take_expected(row.id)
            if expected or rows.order.find(row.id) >= 0:
                self._loader.place(row)
            else:
                rows.cache.remember([row])
                rows.announce(Column.VERDICT, Column.STAR)
            return
        if position >= 0:
            rows.replace_on_top(position, row)
        elif not row.id or self._loader.is_expected(row.id):
            rows.add_on_top(row)
        if row.id:
            self._loader.take_expected(row.id)
            rows.cache.remember([row])
            rows.order.release_top()
            if position < 0:
                rows.announce(Column.VERDICT, Column.STAR)


def _id_of(kept: PendingSave) -> int:
    """The id of a row that is in the store, else 0."""
    row = kept.row
    return row.result() if row.done() and row.exception() is None else 0
