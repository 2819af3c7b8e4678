"""The rows of the history's table, with every change announced to its views."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex

from convert_console.core.history.columns import Column
from convert_console.core.history.row import Row
from convert_console.models.history.row_cache import RowCache
from convert_console.models.history.row_order import RowRange, ranges
from convert_console.services.history.store import HistoryStore

MOST_RANGES = 20
"""So many separate ranges are removed one by one, so that views keep scroll and selection; for more
of them the model is reset.
"""


COMPARED = 40
"""Rows that are compared with a new one at a time to find its place: four times for a million."""


class TableRows:
    """Which rows there are, in what order, and what they say."""

    def __init__(self, table: QAbstractTableModel, store: HistoryStore) -> None:
        self._table = table
        self.cache = RowCache(store)
        self.order = self.cache.order
        self._folded: dict[int, RowRange] = {}  # by the id of the row that is shown for them

    @property
    def hidden(self) -> int:
        """How many rows are folded away."""
        return sum(len(part.ids) for part in self._folded.values())

    def __len__(self) -> int:
        return len(self.order)

    def reset(self, ids: array[int]) -> None:
        """Show these rows."""
        with self._resetting():
            self._folded.clear()
            self.order.reset(ids)

    def reset_newest(self, newest: Sequence[Row], count: int, ids: array[int] | None) -> None:
        """Show all `count` rows by age, of which `newest` are read. Without `ids` only the ids of
        the newest are known.
        """
        with self._resetting():
            self._folded.clear()
            self.cache.remember(newest)
            if ids is not None:
                self.order.reset(ids)
            else:
                self.order.reset_unknown(count)
                self.order.set_ids(0, [row.id for row in newest])

    def extend(self, ids: array[int]) -> None:
        """Show more rows at the end."""
        ids = self.order.without_top(ids)
        if ids:
            with self._inserting(len(self), len(ids)):
                self.order.extend(ids)

    def add_newer(self, ids: Sequence[int]) -> None:
        """Show rows of other windows, the oldest first, below those on top."""
        if ids:
            with self._inserting(len(self.order.top), len(ids)):
                self.order.add_newer(ids)

    def add_on_top(self, row: Row) -> None:
        """Show a new row."""
        with self._inserting(0, 1):
            self.order.top.insert(0, row)

    def place(self, row: Row, sort: Callable[[Sequence[int]], list[int]]) -> None:
        """Show a saved row where the order puts it, or move it there; `sort` puts ids in order."""
        order = self.order
        self.cache.remember([row])
        source = max(self.position_on_top(row.uid), order.find(row.id))
        target = self._position_in_order(row.id, source, sort)
        if source < 0:
            with self._inserting(target, 1):
                order.move(row.id, -1, target)
            return
        if source != target:
            below = target + (target > source)  # Qt counts the row itself
            self._table.beginMoveRows(QModelIndex(), source, source, QModelIndex(), below)
            order.move(row.id, source, target)
            self._table.endMoveRows()
        else:
            order.release_top()
        last = self._table.index(target, Column.NOTE)
        self._table.dataChanged.emit(self._table.index(target, 0), last)

    def _position_in_order(
        self, row_id: int, source: int, sort: Callable[[Sequence[int]], list[int]]
    ) -> int:
        """Where a row belongs among the others; it is at `source` now, or at -1 if it is new."""
        order = self.order
        low = len(order.top) - (0 <= source < len(order.top))
        high = len(order) - (source >= 0)

        def id_of(position: int) -> int:
            return order.id_at(position + (0 <= source <= position))

        while low < high:
            step = max(1, (high - low) // COMPARED)
            probes = range(low, high, step)
            before = sort([*map(id_of, probes), row_id]).index(row_id)
            if before < len(probes):
                high = probes[before]
            low = probes[before - 1] + 1 if before else high
        return low

    def position_of(self, uid: str) -> int:
        """Where the row of an exchange is that was shown lately; -1 for nowhere."""
        position = self.position_on_top(uid)
        row_id = self.cache.id_of(uid) if position < 0 else 0
        return self.order.find(row_id) if row_id else position

    def position_on_top(self, uid: str) -> int:
        """Where the row of an exchange is on top; -1 for nowhere."""
        top = self.order.top
        return next((position for position, row in enumerate(top) if row.uid == uid), -1)

    def replace_on_top(self, position: int, row: Row) -> None:
        """Show another state of a row on top."""
        self.order.top[position] = row
        last = self._table.index(position, Column.NOTE)
        self._table.dataChanged.emit(self._table.index(position, 0), last)

    def change(self, change: object, row_id: int = 0, **values: Any) -> None:
        """Show a row with other values as they will be saved, until the change is `saved`."""
        self.cache.change(change, row_id, **values)
        if row_id:
            self.announce(Column.VERDICT, Column.NOTE)

    def name_profiles(self, names: Mapping[str, str]) -> None:
        """Show rows under the present names of their profiles, by id."""
        top = self.order.top
        top[:] = [row._replace(profile=names.get(row.profile_id, row.profile)) for row in top]
        self.cache.clear()
        self.announce(Column.PROFILE, Column.PROFILE)

    def remove(self, positions: Sequence[int]) -> list[RowRange]:
        """Remove rows, given in rising order; `put_back` undoes it."""
        removed: list[RowRange] = []
        gapless = list(ranges(positions))
        with self._resetting(len(gapless) > MOST_RANGES) as resets:
            for first, last in reversed(gapless):
                removed.append(self.order.range_of(first, last))
                if not resets:
                    self._table.beginRemoveRows(QModelIndex(), first, last)
                self.order.remove(first, last)
                if not resets:
                    self._table.endRemoveRows()
        return removed[::-1]

    def put_back(self, removed: Sequence[RowRange]) -> None:
        """Show removed rows where they were; only while no search came in between."""
        with self._resetting(len(removed) > MOST_RANGES) as resets:
            for part in removed:
                position = self.order.position_of(part)
                if resets:
                    self.order.insert(part)
                else:
                    with self._inserting(position, len(part.ids)):
                        self.order.insert(part)

    def is_folded(self, position: int) -> bool:
        """Whether a row represents its whole group."""
        return bool(self._folded) and self.order.id_at(position) in self._folded

    def fold(self, first: int, last: int) -> None:
        """Hide the rows of a group but the first, which then represents all of them. `unfold`
        shows them again, and so does reading all rows.
        """
        row_ids = self.cache.ids_at([first])
        if not row_ids:
            return
        removed = RowRange((), 0, 0)
        if last > first:
            removed = self.order.range_of(first + 1, last)
            self._table.beginRemoveRows(QModelIndex(), first + 1, last)
            self.order.remove(first + 1, last)
            self._table.endRemoveRows()
        self._folded[row_ids[0]] = removed
        self.announce()

    def unfold(self, position: int) -> None:
        """Show the rows that this one represents."""
        removed = self._folded.pop(self.order.id_at(position), None)
        if removed is None:
            return
        if removed.ids:
            below = len(self.order) - position - 1
            with self._inserting(position + 1, len(removed.ids)):
                self.order.insert(removed._replace(below=below))
        self.announce()

    def with_annotations(self, row: Row) -> Row:
        """A new state of a row, with the star and note that it has here."""
        position = self.position_on_top(row.uid)
        known = self.order.top[position] if position >= 0 else self.cache.cached(row.id)
        return row._replace(starred=known.starred, note=known.note) if known else row

    def announce(self, first: Column = Column.VERDICT, last: Column = Column.NOTE) -> None:
        """Tell views that these columns of all rows may have changed."""
        if len(self):
            table = self._table
            table.dataChanged.emit(table.index(0, first), table.index(len(self) - 1, last))

    @contextmanager
    def _inserting(self, position: int, count: int) -> Iterator[None]:
        self._table.beginInsertRows(QModelIndex(), position, position + count - 1)
        yield
        self._table.endInsertRows()

    @contextmanager
    def _resetting(self, resets: bool = True) -> Iterator[bool]:
        if resets:
            self._table.beginResetModel()
        yield resets
        if resets:
            self._table.endResetModel()
