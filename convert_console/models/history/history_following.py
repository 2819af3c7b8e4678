"""The history's table, kept up with what is committed to the store, also by a second window."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from PySide6.QtCore import QModelIndex, QObject

from convert_console.models.history.group_totals import HistorySums
from convert_console.models.history.grouping import Group, group_key
from convert_console.models.history.history_watch import HistoryWatch
from convert_console.models.history.loader import HistoryFinding
from convert_console.models.history.table import Column
from convert_console.services.history.store import HistoryStore, Search
from convert_console.services.storage.files import StoreFailed


class HistoryFollowing(HistoryFinding):
    """Rows that come later stand on top, whatever the order, until it is set again."""

    def __init__(self, store: HistoryStore, parent: QObject | None = None) -> None:
        super().__init__(store, parent)
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
