"""Which rows the history's table has: filtered, sorted, grouped, and updated as they change."""

from __future__ import annotations

import queue
import threading
from array import array
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain, islice
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from convert_console.core.history.columns import Column
from convert_console.core.history.filter_language import Filter
from convert_console.core.history.row import Row
from convert_console.models.history.grouping import Group
from convert_console.models.history.row_cache import PAGE
from convert_console.models.history.table_rows import TableRows
from convert_console.services.history.store import HistoryStore, Search
from convert_console.services.storage.files import StoreFailed

# The search thread.

LOOK_EVERY_MS = 1
AT_ONCE_SECONDS = 0.005
"""How long the window waits for the first rows: a third of a frame, and it paints too."""

PAUSE_SECONDS = 0.025
"""Between two parts the window has the processor to itself, to paint what it got."""

PARTS_AT_A_TIME = 8
"""Received at one look, so that the window can work in between."""

# Before Python 3.13, a signal leaves the `get` of a SimpleQueue waiting for ever.
_Parts = queue.Queue["array[int] | StoreFailed | None"]


class HistorySearch(QObject):
    """Runs one search at a time in a thread; results of an earlier search are dropped.

    Signals:
        rows_found(array): ids in their order, a few at first.
        ended: all is found.
        failed(str): the history could not be read; why, in a sentence.
    """

    rows_found = Signal(object)
    ended = Signal()
    failed = Signal(str)

    def __init__(self, store: HistoryStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._parts = _Parts()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._look = QTimer(self, interval=LOOK_EVERY_MS)
        self._look.timeout.connect(self._receive)

    @property
    def going(self) -> bool:
        """Whether there is more to come."""
        return self._look.isActive()

    def start(self, search: Search, *, at_once: bool = True) -> None:
        """Start a search. With `at_once`, its first rows are signalled before this returns, if they
        come within `AT_ONCE_SECONDS`.
        """
        self.stop()
        self._parts, self._stop = _Parts(), threading.Event()
        # The thread gets no Qt object: a garbage collection in the thread would destroy it there.
        work = (self._store, search, self._parts, self._stop)
        self._thread = threading.Thread(target=_run, args=work, name="history search", daemon=True)
        self._thread.start()
        self._look.start()
        if at_once:
            with suppress(queue.Empty):
                self._handle(self._parts.get(timeout=AT_ONCE_SECONDS))

    def stop(self) -> None:
        """Drop the search that is under way."""
        self._stop.set()
        self._look.stop()

    def end(self) -> None:
        """Stop the search and wait for its thread, which takes a few milliseconds."""
        self.stop()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _receive(self) -> None:
        parts = self._parts
        for part in _waiting(parts):
            if parts is not self._parts or not self.going:
                return  # a slot has started another search, or stopped this one
            self._handle(part)

    def _handle(self, part: array[int] | StoreFailed | None) -> None:
        if isinstance(part, array):
            self.rows_found.emit(part)
            return
        self._look.stop()
        if part is None:
            self.ended.emit()
        else:
            self.failed.emit(str(part))


def _waiting(parts: _Parts) -> Iterator[array[int] | StoreFailed | None]:
    for _ in range(PARTS_AT_A_TIME):
        try:
            yield parts.get_nowait()
        except queue.Empty:
            return


def _run(store: HistoryStore, search: Search, parts: _Parts, stop: threading.Event) -> None:
    try:
        for part in store.find(search, stop.is_set):
            if stop.is_set():
                return
            parts.put(part)
            if stop.wait(PAUSE_SECONDS):
                return
        parts.put(None)
    except StoreFailed as why:
        parts.put(why)


EXPIRED = 1_000
"""Rows of the list that are gone from the history, after which it is read again."""

PLACED = 100
"""New rows up to which each is put among the others; with more, all are read again."""

# Notices commits, also of other windows.

EVERY_MS = 1_000


class CommitWatch(QObject):
    """Checks the commit counter once a second, which takes microseconds and reads no row.

    Signals:
        committed: something was written since the last check.
        quiet: nothing was written since the last check, but something before it.
        polled: it has checked, with any result.
    """

    committed = Signal()
    quiet = Signal()
    polled = Signal()

    def __init__(self, store: HistoryStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._seen = 0
        self._active = False
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.poll)

    @property
    def going(self) -> bool:
        """Whether it is active."""
        return self._timer.isActive()

    def start(self) -> None:
        """Check from now on."""
        self._timer.start()

    def stop(self) -> None:
        """Stop checking."""
        self._timer.stop()

    def poll_again(self) -> None:
        """Check once, as if something was written since."""
        self._seen = 0
        self.poll()

    def poll(self) -> None:
        """Check once."""
        try:
            version = self._store.version()
        except StoreFailed:
            return  # the next read of a row reports the reason
        if version != self._seen:
            self._seen, self._active = version, True
            self.committed.emit()
        elif self._active:
            self._active = False
            self.quiet.emit()
        self.polled.emit()


class HistoryLoader(QObject):
    """Decides which rows the table shows: all or those of a filter, in an order. New rows are where
    a sort puts them, and on top by age or in groups, until rows are read again.

    It opens with the newest rows and the exact number of all rows. A search in a thread then finds
    the position of each row.

    Signals:
        searched: a search has begun or ended.
        failed(str): the history could not be read; why, in a sentence.
    """

    searched = Signal()
    failed = Signal(str)

    def __init__(self, store: HistoryStore, rows: TableRows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._rows = rows
        self._wanted = Filter()
        self._column, self._descending = Column.TIME, True
        self._group: Group = ""
        self._last_id = 0  # the newest row that the order has
        self._expected_ids: set[int] = set()  # saved here, not shown yet; the writer adds to it
        self._new_on_top: set[int] = set()  # ids above the last one that are shown on top already
        # Ids found so far, while only the number of rows is known.
        self._counted: array[int] | None = None
        self._nothing_found = True  # since the search began
        self._held = False
        self._shows_all_by_age = False
        self._all_ids: tuple[int, array[int]] | None = None  # by age, up to an id
        self._unplaced: dict[int, Row] = {}  # new ones, by id, until the rows are sorted
        self._started = False
        self.times_read = self.times_placed = 0
        self._sent_since_read: set[int] = set()  # ids
        self.search = HistorySearch(store, self)
        self.search.rows_found.connect(self._add_found)
        self.search.ended.connect(self._end_search)
        self.search.failed.connect(self.failed)
        self.watch = CommitWatch(store, self)
        self.watch.committed.connect(self._add_committed)
        self.watch.quiet.connect(self._compare_count)
        self.watch.polled.connect(self._read_sends_of_others)

    @property
    def filter(self) -> Filter:
        """The filter in force."""
        return self._wanted

    @property
    def filtered(self) -> bool:
        """Whether only some rows are wanted."""
        return self._wanted != Filter()

    @property
    def by_age(self) -> bool:
        """Whether the newest rows come first."""
        return self._column == Column.TIME and self._descending and not self._group

    @property
    def sorts(self) -> bool:
        """Whether a new row is to be put among the others."""
        return not self.by_age and not self._group

    @property
    def order(self) -> tuple[Column, bool]:
        """The column that rows are sorted by, and whether the greatest value comes first."""
        return self._column, self._descending

    @property
    def reading(self) -> object:
        """What is shown, in what order: equal as long as the person changes neither."""
        return self.wanted, self._column, self._descending, self._group

    @property
    def group(self) -> Group:
        """What the rows are grouped by; "" for nothing."""
        return self._group

    @property
    def started(self) -> bool:
        """Whether it searches and watches in the background."""
        return self._started

    @property
    def unfiltered(self) -> int:
        """How many rows, from the top, were sent from this window since the filter was applied:
        they are listed whether they match or not.
        """
        return min(len(self._sent_since_read), self._rows.order.new) if self.filtered else 0

    @property
    def ungrouped(self) -> int:
        """How many rows, from the top, came since the rows were grouped, and are in no group yet.
        By day they are at once: today is on top.
        """
        newest_first = self._descending or self._column != Column.TIME
        if not self._group or (self._group == "day" and newest_first):
            return 0
        return self._rows.order.new

    @property
    def sent_only(self) -> bool:
        """Whether only what the console has sent is listed, unless the filter names a source."""
        return self._rows.cache.sent_only

    @property
    def wanted(self) -> Filter:
        """The filter in force, with the source where only what was sent is listed."""
        if self.sent_only and not self._wanted.source:
            return self._wanted._replace(source="sent")
        return self._wanted

    def list_sent_only(self, sent_only: bool) -> None:
        """List only what the console has sent, or also what it received."""
        if sent_only != self.sent_only:
            self._remember_all_ids()
            self._all_ids = None
            self._shows_all_by_age = False
            self._rows.cache.sent_only = sent_only
            self.read()

    def hold(self, held: bool) -> None:
        """Leave the rows as they are while others are written, or show these now."""
        self._held = held
        if not held:
            self.watch.poll_again()

    def filter_by(self, row_filter: Filter) -> None:
        """Show only rows that a filter wants; apply the same one again to what was sent since."""
        if row_filter != self._wanted or self.unfiltered:
            self._wanted = row_filter
            self.read()

    def sort_by(self, column: Column, *, descending: bool = True) -> None:
        """Show rows in the order of a column, within groups if there are any."""
        if (column, descending) != (self._column, self._descending):
            self._column, self._descending = column, descending
            self.read()

    def group_by(self, group: Group) -> None:
        """Group rows, each group in the order that is set."""
        if group != self._group:
            self._remember_all_ids()
            self._shows_all_by_age = False
            self._group = group
            self.read()

    def read(self) -> None:
        """Read again: all rows by age at once, others as soon as the first are found."""
        self._remember_all_ids()
        self.search.stop()
        all_by_age = self.by_age and not self.filtered
        try:
            newest = (
                self._store.rows_at(0, PAGE, sent_only=self.sent_only)
                if all_by_age
                else self._store.newest(1)
            )
            count = self._store.count(sent_only=self.sent_only)
            self._last_id = newest[0].id if newest else 0
            ids = self._remembered_ids(count) if all_by_age else None
            if len(newest) == count:
                ids = array("q", [row.id for row in newest])
        except StoreFailed as why:
            self.failed.emit(str(why))
            return
        self.times_read += 1
        self._sent_since_read.clear()
        self._unplaced.clear()
        self._expected_ids.difference_update(
            row_id for row_id in tuple(self._expected_ids) if row_id <= self._last_id
        )
        self._new_on_top.clear()
        self._rows.cache.clear()
        if all_by_age:
            self._all_ids = None
            self._rows.reset_newest(newest, count, ids)
        self._shows_all_by_age = all_by_age
        if not all_by_age or (self._started and not self._rows.order.complete):
            self._begin_search()
        self.searched.emit()

    def received_ids(self) -> list[int]:
        """All received and watched rows without a star. Raises `StoreFailed`."""

        def found(**more: Any) -> set[int]:
            sources = (Filter(source=source, **more) for source in ("collector", "page"))
            parts = (self._store.find_now(Search(wanted)) for wanted in sources)
            return set(chain.from_iterable(chain.from_iterable(parts)))

        return sorted(found() - found(starred=True))

    def forget_positions(self) -> None:
        """Let an undo of a deletion read all rows: positions that it knows are no longer right."""
        self.times_read += 1

    def start(self) -> None:
        """Find the position of every row, and watch for rows of other windows."""
        self._started = True
        self.watch.start()
        if not self._rows.order.complete:
            self._begin_search(at_once=False)

    def end(self) -> None:
        """Stop watching and searching."""
        self.watch.stop()
        self.search.end()

    def expect(self, row_id: int) -> None:
        """Announce a row that this window saves, so that it is not shown as one of another window.

        The writer's thread calls this before anybody can read the row. `take_expected` ends it.
        """
        self._expected_ids.add(row_id)

    def is_expected(self, row_id: int) -> bool:
        """Whether a row was saved here and is not shown yet."""
        return row_id in self._expected_ids

    def take_expected(self, row_id: int) -> None:
        """End `expect`: the row is shown now."""
        self._expected_ids.discard(row_id)
        self._sent_since_read.add(row_id)
        if row_id > self._last_id:
            self._new_on_top.add(row_id)

    def place(self, row: Row) -> None:
        """Show a saved row where the sort puts it, once all others are found."""
        if self.search.going:
            self._unplaced[row.id] = row
            return
        order = Search(order=self._column.spec.order, descending=self._descending)
        self.times_placed += 1
        try:
            self._rows.place(row, partial(self._store.sorted, order))
        except StoreFailed as why:
            self.failed.emit(str(why))

    def place_all(self, row_ids: Sequence[int]) -> None:
        """Show saved rows where the sort puts them."""
        try:
            rows = self._store.rows(row_ids)
        except StoreFailed as why:
            self.failed.emit(str(why))
            return
        for row in reversed(rows):
            self.place(row)

    def _remember_all_ids(self) -> None:
        """Remember the position of each row, for when the filter is removed again."""
        if self._shows_all_by_age and self._rows.order.complete and not self.search.going:
            self._all_ids = self._last_id, self._rows.order.all_ids()

    def _remembered_ids(self, count: int) -> array[int] | None:
        """All ids by age, if these are the remembered ones and newer ones, and none was deleted."""
        if self._all_ids is None:
            return None
        last_id, ids = self._all_ids
        search = Search(self.wanted, after=last_id, upto=self._last_id)
        newer = [*islice(self._store.find_now(search), 2)] if last_id < self._last_id else []
        # A million ids take 17 ms to copy, a frame.
        known = sum(newer, array("q")) + ids if newer else ids
        return known if len(known) == count else None

    def _begin_search(self, *, at_once: bool = True) -> None:
        self._counted = array("q") if self.by_age and not self.filtered else None
        self._nothing_found = True
        order = self._column.spec.order
        search = Search(self.wanted, order, self._descending, upto=self._last_id, group=self._group)
        # A sort reads all rows before it has the first one, so waiting is useless.
        self.search.start(search, at_once=at_once and not order)
        self.searched.emit()

    def _add_found(self, ids: array[int]) -> None:
        if self._counted is not None:
            self._counted.extend(ids)
        elif self._nothing_found:
            self._rows.reset(ids)
        else:
            self._rows.extend(ids)
        self._nothing_found = False

    def _end_search(self) -> None:
        if self._counted is not None:
            if not self._rows.order.complete_with(self._counted):
                self._rows.reset(self._counted)
        elif self._nothing_found:
            self._rows.reset(array("q"))
        self._counted = None
        unplaced, self._unplaced = self._unplaced, {}
        for row in unplaced.values():
            self.place(row)
        self.searched.emit()

    def _add_committed(self) -> None:
        """Show rows that were written elsewhere on top, and read changed ones again."""
        if self._held:
            return
        try:
            newest = self._store.newest(1)
            last = newest[0].id if newest else 0
            search = Search(self.wanted, after=self._last_id, upto=last)
            parts = [*islice(self._store.find_now(search), 3)] if last > self._last_id else []
        except StoreFailed as why:
            self.failed.emit(str(why))
            return
        if len(parts) == 3:  # too many: read all again
            self.read()
            return
        self._last_id = max(self._last_id, last)
        known = self._expected_ids | self._new_on_top
        new_ids = [row_id for part in parts for row_id in part if row_id not in known]
        self._new_on_top = {row_id for row_id in self._new_on_top if row_id > last}
        self._rows.cache.clear()
        if not self.sorts:
            self._rows.add_newer(new_ids[::-1])
            self._read_if_expired(len(new_ids))
        elif len(new_ids) > PLACED:
            self.read()
        else:
            self.place_all(new_ids)
        # Not the note, which may be in an open editor.
        self._rows.announce(Column.VERDICT, Column.STAR)

    def _read_if_expired(self, added: int) -> None:
        """Read all again once many rows at the end of the list are gone while others came in."""
        if not added or self.filtered or self.search.going:
            return
        with suppress(StoreFailed):
            count = self._store.count(sent_only=self.sent_only)
            if self._rows.order.saved + self._rows.hidden - count >= EXPIRED:
                self.read()

    def _read_sends_of_others(self) -> None:
        """Read sends of other windows again: a killed window ends its send without a commit."""
        if self._rows.cache.drop_sends_of_others():
            self._rows.announce(Column.VERDICT, Column.STAR)

    def _compare_count(self) -> None:
        """Notice rows that another window deleted or restored by the number of rows. It is not
        compared while changes of this window are unsaved.
        """
        if news := self._store.news:
            self.failed.emit(news)
        if self._rows.cache.has_unsaved_changes or self._held:
            return
        try:
            count = self._store.count(sent_only=self.sent_only)
            differs = count != self._rows.order.saved + self._rows.hidden
        except StoreFailed:
            return
        if differs and not self.filtered and not self.search.going:
            self.read()
