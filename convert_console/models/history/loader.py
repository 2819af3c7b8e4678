"""The history's table with a filter and an order."""

from __future__ import annotations

import queue
import threading
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice

from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer, Signal

from convert_console.core.history.filter_language import Filter, FilterContext
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.history.group_totals import HistorySums
from convert_console.models.history.grouping import Group, group_key
from convert_console.models.history.row_cache import STRETCH
from convert_console.models.history.table import ORDERS, Column, HistoryTable
from convert_console.services.history.store import HistoryStore, Row, Search
from convert_console.services.storage.files import StoreFailed

# Searches the history in a thread beside the window, and hands over what it finds as it comes.

LOOK_EVERY_MS = 1
AT_ONCE_SECONDS = 0.008
"""How long the window waits for the first rows: half a frame, and most searches need less."""

BREATH_SECONDS = 0.025
"""Between two parts the window has the processor to itself, to paint what it got."""

PARTS_AT_A_TIME = 8
"""Taken in at one look, so that the window goes on in between."""

_Parts = queue.SimpleQueue["array[int] | StoreFailed | None"]


class HistorySearch(QObject):
    """One search at a time; what an earlier one finds is dropped.

    Signals:
        found(array): ids in their order, a few at first.
        ended: all is found.
        failed(str): the history could not be read; why, in a sentence.
    """

    found = Signal(object)
    ended = Signal()
    failed = Signal(str)

    def __init__(self, store: HistoryStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._parts = _Parts()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._look = QTimer(self, interval=LOOK_EVERY_MS)
        self._look.timeout.connect(self._take_in)

    @property
    def going(self) -> bool:
        """Whether there is more to come."""
        return self._look.isActive()

    def start(self, search: Search, *, at_once: bool = True) -> None:
        """Begin another search. With `at_once` its first rows are signalled before this returns,
        if they come within half a frame.
        """
        self.stop()
        self._parts, self._stop = _Parts(), threading.Event()
        # The thread gets no Qt object: a garbage collection over there would destroy it there.
        work = (self._store, search, self._parts, self._stop)
        self._thread = threading.Thread(target=_run, args=work, name="history search", daemon=True)
        self._thread.start()
        self._look.start()
        if at_once:
            with suppress(queue.Empty):
                self._take(self._parts.get(timeout=AT_ONCE_SECONDS))

    def stop(self) -> None:
        """Drop the search that is under way."""
        self._stop.set()
        self._look.stop()

    def end(self) -> None:
        """Drop it and wait until its thread is gone; it looks for this every few milliseconds."""
        self.stop()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _take_in(self) -> None:
        parts = self._parts
        for part in _waiting(parts):
            if parts is not self._parts or not self.going:
                return  # a slot began another search, or stopped this one
            self._take(part)

    def _take(self, part: array[int] | StoreFailed | None) -> None:
        if isinstance(part, array):
            self.found.emit(part)
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
            if stop.wait(BREATH_SECONDS):
                return
        parts.put(None)
    except StoreFailed as why:
        parts.put(why)


# Notices what is committed to the history, also by a second window.

EVERY_MS = 1_000


class HistoryWatch(QObject):
    """Asks once a second, which takes SQLite some microseconds and reads no row.

    Signals:
        committed: something was written since the last look.
        rested: nothing was, for the first time after something was.
        looked: it has looked, whatever came of it.
    """

    committed = Signal()
    rested = Signal()
    looked = Signal()

    def __init__(self, store: HistoryStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._seen = 0
        self._moving = False
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)

    @property
    def going(self) -> bool:
        """Whether it looks."""
        return self._timer.isActive()

    def start(self) -> None:
        """Look from now on."""
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Look once."""
        try:
            version = self._store.version()
        except StoreFailed:
            return  # whoever reads a row next says why
        if version != self._seen:
            self._seen, self._moving = version, True
            self.committed.emit()
        elif self._moving:
            self._moving = False
            self.rested.emit()
        self.looked.emit()


class HistoryFinding(HistoryTable):
    """Opens with the newest rows and the exact number of all; where each one stands is then found
    beside the window.

    Signals:
        searched: a search has begun or ended.
    """

    searched = Signal()

    def __init__(
        self, store: HistoryStore, catalog: CurrentCatalog, parent: QObject | None = None
    ) -> None:
        super().__init__(store, catalog, parent)
        self._store = store
        self._wanted = Filter()
        self._column, self._descending = Column.TIME, True
        self._group: Group = ""
        self._horizon = 0  # the newest row that the places know of
        self._own: set[int] = set()  # kept by this window and not shown yet; the writer adds to it
        self._on_top: set[int] = set()  # rows newer than the horizon that are shown on top already
        self._expected: array[int] | None = None  # what is found of a number that is known
        self._untouched = True  # since the search began
        self._shows_all = False
        self._all: tuple[int, array[int]] | None = None  # by age, up to a horizon
        self._places_wanted = False  # that of each row, and not only of those looked at
        self.times_read = 0
        self.search = HistorySearch(store, self)
        self.search.found.connect(self._take_found)
        self.search.ended.connect(self._take_end)
        self.search.failed.connect(self.failed)

    @property
    def filtered(self) -> bool:
        """Whether only some rows are wanted."""
        return self._wanted != Filter()

    @property
    def by_age(self) -> bool:
        """Whether the newest rows stand first."""
        return self._column == Column.TIME and self._descending and not self._group

    def around(self, now: datetime) -> FilterContext:
        """What a filter is read against."""
        try:
            profiles = self._store.profiles()
        except StoreFailed:
            profiles = ()
        return FilterContext(now, profiles, self._goals_named)

    def filter_by(self, wanted: Filter) -> None:
        """Show only rows that a filter wants."""
        if wanted != self._wanted:
            self._wanted = wanted
            self.read()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.DescendingOrder) -> None:
        wanted = Column(column), order == Qt.SortOrder.DescendingOrder
        if wanted != (self._column, self._descending):
            self._column, self._descending = wanted
            self.read()

    def read(self) -> None:
        """Begin anew: all rows by age at once, others as soon as the first are found."""
        self._keep_all()
        self.search.stop()
        all_by_age = self.by_age and not self.filtered
        try:
            newest = self._store.newest(STRETCH if all_by_age else 1)
            number = self._store.count()
            self._horizon = newest[0].id if newest else 0
            known = self._all_known(number) if all_by_age else None
            if len(newest) == number:
                known = array("q", [row.id for row in newest])
        except StoreFailed as why:
            self.failed.emit(str(why))
            return
        self.times_read += 1
        self._own.difference_update(
            row_id for row_id in tuple(self._own) if row_id <= self._horizon
        )
        self._on_top.clear()
        self._reading.forget()
        if all_by_age:
            self._show_all(newest, number, known)
        self._shows_all = all_by_age
        if not all_by_age or (self._places_wanted and not self._reading.places.whole):
            self._begin_search()
        self.searched.emit()

    def _keep_all(self) -> None:
        """Remember where each row stands, for when the filter is taken away again."""
        if self._shows_all and self._reading.places.whole and not self.search.going:
            self._all = self._horizon, self._reading.places.all_kept()

    def _all_known(self, number: int) -> array[int] | None:
        """All ids by age, if they are those kept and some newer ones, and none was deleted."""
        if self._all is None:
            return None
        horizon, ids = self._all
        search = Search(after=horizon, upto=self._horizon)
        newer = [*islice(self._store.find_now(search), 2)] if horizon < self._horizon else []
        known = sum(newer, array("q")) + ids
        return known if len(known) == number else None

    def _show_all(self, newest: Sequence[Row], number: int, known: array[int] | None) -> None:
        self._all = None
        self.beginResetModel()
        self._reading.remember(newest)
        if known is not None:
            self._reading.places.reset(known)
        else:
            self._reading.places.reset_unknown(number)
            self._reading.places.name(0, [row.id for row in newest])
        self.endResetModel()

    def _begin_search(self, *, at_once: bool = True) -> None:
        self._expected = array("q") if self.by_age and not self.filtered else None
        self._untouched = True
        order = ORDERS[self._column], self._descending
        search = Search(self._wanted, *order, upto=self._horizon, group=self._group)
        # A sort looks at all rows before it knows the first: no use to wait for it.
        self.search.start(search, at_once=at_once and not search.order)
        self.searched.emit()

    def _take_found(self, part: array[int]) -> None:
        places = self._reading.places
        if self._expected is not None:
            self._expected.extend(part)
        elif self._untouched:
            self._reset_to(part)
        else:
            part = places.without_top(part)
            if part:
                self.beginInsertRows(QModelIndex(), len(places), len(places) + len(part) - 1)
                places.extend(part)
                self.endInsertRows()
        self._untouched = False

    def _take_end(self) -> None:
        if self._expected is not None and not self._reading.places.knows(self._expected):
            self._reset_to(self._expected)
        elif self._expected is None and self._untouched:
            self._reset_to(array("q"))
        self._expected = None
        self.searched.emit()

    def _reset_to(self, found: array[int]) -> None:
        self.beginResetModel()
        self._reading.places.reset(found)
        self.endResetModel()


# The history's table, kept up with what is committed to the store, also by a second window.


class HistoryFollowing(HistoryFinding):
    """Rows that come later stand on top, whatever the order, until it is set again."""

    def __init__(
        self, store: HistoryStore, catalog: CurrentCatalog, parent: QObject | None = None
    ) -> None:
        super().__init__(store, catalog, parent)
        self.watch = HistoryWatch(store, self)
        self.watch.committed.connect(self._take_committed)
        self.watch.rested.connect(self._compare_number)
        self.watch.looked.connect(self._look_at_others)
        self.sums = HistorySums(store, self)
        for signal in (self.modelReset, self.rowsInserted, self.rowsRemoved, self.dataChanged):
            signal.connect(self.sums.doubt)

    @property
    def group(self) -> Group:
        """By what the rows are held together; "" for nothing."""
        return self._group

    def group_by(self, group: Group) -> None:
        """Hold rows together, each group in the order that is set."""
        if group != self._group:
            self._keep_all()
            self._shows_all = False
            self._group = group
            self.read()

    @property
    def ungrouped(self) -> int:
        """How many rows, from the top, came since the rows were grouped, and stand in no group yet.
        By day they do at once: today is on top.
        """
        newest_first = self._descending or self._column != Column.TIME
        if not self._group or (self._group == "day" and newest_first):
            return 0
        return self._reading.places.later

    def group_of(self, place: int) -> str | None:
        """What the rows of a group have in common; `None` for a row in no group, or gone."""
        row = None if place < self.ungrouped else self.row(place)
        return None if row is None else group_key(row, self._group)

    def begins(self, place: int) -> bool:
        """Whether a group begins with this row; those in none stand together on top."""
        if not self._group or self.row(place) is None:
            return False
        return place == 0 or self.group_of(place - 1) != self.group_of(place)

    def count_groups(self, keys: Iterable[str]) -> None:
        """Find out what these groups come to, once the window has begun to search beside itself."""
        if self._places_wanted:
            self.sums.want(self._group, keys, self._wanted)

    def start(self) -> None:
        """Find the place of every row, and notice rows of a second window; after first paint."""
        self._places_wanted = True
        self.watch.start()
        if not self._reading.places.whole:
            self._begin_search(at_once=False)

    def _take_committed(self) -> None:
        """Let rows of others come on top, and read changed ones anew."""
        try:
            newest = self._store.newest(1)
            last = newest[0].id if newest else 0
            search = Search(self._wanted, after=self._horizon, upto=last)
            parts = [*islice(self._store.find_now(search), 3)] if last > self._horizon else []
        except StoreFailed as why:
            self.failed.emit(str(why))
            return
        if len(parts) == 3:  # so many that they may as well be read anew
            self.read()
            return
        self._horizon = max(self._horizon, last)
        own = self._own | self._on_top
        others = [row_id for part in parts for row_id in part if row_id not in own]
        self._on_top = {row_id for row_id in self._on_top if row_id > last}
        if others:
            first = len(self._reading.places.top)
            self.beginInsertRows(QModelIndex(), first, first + len(others) - 1)
            self._reading.places.arrive(others[::-1])
            self.endInsertRows()
        self._reading.forget()
        self._say_changed(Column.VERDICT, Column.STAR)  # not the note: it may be being written

    def _look_at_others(self) -> None:
        """What another window sends may be over without a word: that window was killed."""
        if self._reading.forget_others_under_way():
            self._say_changed(Column.VERDICT, Column.STAR)

    def _compare_number(self) -> None:
        """Rows that another window deleted, or brought back, are noticed by their number; it is
        compared again once what is being changed here is kept.
        """
        if news := self._store.news:
            self.failed.emit(news)
        if self._reading.changing:
            return
        try:
            moved = self._store.count() != self._reading.places.kept
        except StoreFailed:
            return
        if moved and not self.filtered and not self.search.going:
            self.read()
