"""The history's table with a filter and an order."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal

from convert_console.core.history.filter_language import HistoryQuery, Surroundings
from convert_console.models.history.grouping import Group
from convert_console.models.history.history_search import HistorySearch
from convert_console.models.history.row_cache import STRETCH
from convert_console.models.history.table import ORDERS, Column, HistoryTable
from convert_console.services.history.store import Filter, HistoryStore, Row, Search
from convert_console.services.storage.files import StoreFailed


class HistoryFinding(HistoryTable):
    """Opens with the newest rows and the exact number of all; where each one stands is then found
    beside the window.

    Signals:
        searched: a search has begun or ended.
    """

    searched = Signal()

    def __init__(self, store: HistoryStore, parent: QObject | None = None) -> None:
        super().__init__(store, parent)
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

    def around(self, now: datetime) -> Surroundings:
        """What a filter is read against."""
        try:
            profiles = self._store.profiles()
        except StoreFailed:
            profiles = ()
        return Surroundings(now, profiles, self._goals_named)

    def filter_by(self, query: HistoryQuery) -> None:
        """Show only rows that a filter wants."""
        wanted = Filter(
            query.words.strip(), query.vid, query.goal, query.status, query.verdict,
            query.profile, query.method, query.since, query.starred,
        )  # fmt: skip
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
