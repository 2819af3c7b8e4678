"""Which row of the history is at which position of the table, for any number of rows."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from convert_console.core.history.row import PENDING, Row

_SEARCHED = 100_000
"""Rows from the top among which one is looked for by its id, in a millisecond."""


class RowRange(NamedTuple):
    """Rows next to each other: their ids from the top, how many of them are new since the last
    read, and how many rows are below them.
    """

    ids: tuple[int, ...]
    new: int
    below: int


class RowOrder:
    """From the top: rows being sent or just saved (`top`), newer rows of other windows, and the
    rows that a search found. The id is 0 for a row that is not saved, or that no search has
    reached.
    """

    def __init__(self) -> None:
        self.top: list[Row] = []
        self._newer = array("q")  # the newest at its end, so that one more costs nothing
        self._newer_in_found = 0
        self._found = array("q")  # from the top
        # A million zeros take 8 ms to write, a third of opening. Until all rows are found they are
        # only counted, and `_known_ids` has the few ids that were read.
        self._unknown = 0
        self._known_ids: dict[int, int] = {}
        self._has_gaps = False  # written out nonetheless, since rows were removed

    def __len__(self) -> int:
        return len(self.top) + len(self._newer) + self.found_count

    @property
    def saved(self) -> int:
        """How many rows have an id, known or not."""
        return len(self) - sum(not row.id for row in self.top)

    @property
    def new(self) -> int:
        """How many rows, from the top, came since the last read."""
        return len(self.top) + len(self._newer) + self._newer_in_found

    @property
    def found_count(self) -> int:
        """How many rows a search found, or will have found."""
        return self._unknown or len(self._found)

    @property
    def complete(self) -> bool:
        """Whether the id of each saved row is known."""
        return not self._unknown and not self._has_gaps

    def id_at(self, position: int) -> int:
        """The id of the row at a position that exists."""
        if position < len(self.top):
            return self.top[position].id
        position -= len(self.top)
        if position < len(self._newer):
            return self._newer[-1 - position]
        position -= len(self._newer)
        return self._known_ids.get(position, 0) if self._unknown else self._found[position]

    def find(self, row_id: int) -> int:
        """The position of a row by its id, as far as it is known and not far down; -1 for none."""
        for position, row in enumerate(self.top):
            if row_id and row.id == row_id:
                return position
        with suppress(ValueError):
            return len(self.top) + len(self._newer) - 1 - self._newer.index(row_id)
        above = len(self.top) + len(self._newer)
        if self._unknown:
            return next(
                (above + at for at, known in self._known_ids.items() if known == row_id), -1
            )
        with suppress(ValueError):
            return above + self._found.index(row_id, 0, _SEARCHED)
        return -1

    def ids_from(self, position: int, count: int) -> list[int]:
        """The known ids from a position on."""
        positions = range(max(position, 0), min(position + count, len(self)))
        return [row_id for row_id in map(self.id_at, positions) if row_id]

    def index_in_found(self, position: int) -> int:
        """A position counted among the rows that a search found."""
        return position - len(self.top) - len(self._newer)

    def reset(self, ids: array[int]) -> None:
        """Start over with these ids. Rows that are being sent or not saved yet stay on top."""
        self.top = [row for row in self.top if not row.id or row.verdict == PENDING]
        self._newer, self._newer_in_found = array("q"), 0
        self._found = self.without_top(ids)
        self._unknown, self._known_ids, self._has_gaps = 0, {}, False

    def reset_unknown(self, count: int) -> None:
        """Start over with `count` rows; their ids follow."""
        self.reset(array("q"))
        self._unknown = count - len(self._saved_on_top())

    def set_ids(self, start: int, ids: Sequence[int]) -> None:
        """The ids of found rows, from an index on. Where another window saves a row between two
        reads, there may be one more than there are positions; the table gets no more rows.
        """
        ids = ids[: max(self.found_count - start, 0)]
        if self._unknown:
            self._known_ids.update(enumerate(ids, start))
        else:
            self._found[start : start + len(ids)] = array("q", ids)

    def complete_with(self, ids: array[int]) -> bool:
        """Take the ids of all rows, if they are as many as expected; whether they are."""
        ids = self.without_top(ids)
        if len(ids) != self.found_count:
            return False
        self._found, self._unknown, self._known_ids, self._has_gaps = ids, 0, {}, False
        return True

    def all_ids(self) -> array[int]:
        """The ids of all rows below those on top."""
        self._merge()
        return self._found

    def extend(self, ids: array[int]) -> None:
        """Add rows at the end."""
        self._found.extend(ids)

    def add_newer(self, ids: Sequence[int]) -> None:
        """Add rows of other windows, the oldest first, below those on top."""
        self._newer.extend(ids)

    def release_top(self) -> None:
        """Keep only the ids of rows on top that are sent and saved. No row changes its position."""
        while self.top and self.top[-1].id and self.top[-1].verdict != PENDING:
            self._newer.append(self.top.pop().id)

    def move(self, row_id: int, source: int, target: int) -> None:
        """Put a saved row where it is `target` once it is gone from `source`; -1 for a new one."""
        self._merge()
        if source >= 0:
            self.remove(source, source)
        self._found.insert(target - len(self.top), row_id)

    def range_of(self, first: int, last: int) -> RowRange:
        """What is needed to put these rows back after they are removed."""
        ids = tuple(map(self.id_at, range(first, last + 1)))
        new = len(range(first, min(last + 1, self.new)))
        return RowRange(ids, new, len(self) - last - 1)

    def remove(self, first: int, last: int) -> None:
        """Remove the rows from one position to another, both included."""
        self._merge()
        on_top = len(self.top)
        self._newer_in_found -= len(range(max(first, on_top), min(last + 1, self.new)))
        del self._found[max(first - on_top, 0) : max(last - on_top + 1, 0)]
        del self.top[first : last + 1]

    def position_of(self, removed: RowRange) -> int:
        """Where removed rows go back; rows that came since are above them."""
        self._merge()
        return max(len(self.top), len(self) - removed.below)

    def insert(self, removed: RowRange) -> None:
        """Put removed rows back."""
        start = self.position_of(removed) - len(self.top)
        self._newer_in_found += removed.new
        self._found[start:start] = array("q", removed.ids)

    def without_top(self, ids: array[int]) -> array[int]:
        """What a search found, without the rows on top: those are in the store as well."""
        top = self._saved_on_top()
        return array("q", [row_id for row_id in ids if row_id not in top]) if top else ids

    def _saved_on_top(self) -> set[int]:
        return {row.id for row in self.top if row.id}

    def _merge(self) -> None:
        """Make the newer and the found rows one list."""
        self.release_top()
        if self._unknown:
            self._found = array("q", [0]) * self._unknown
            self._unknown, self._has_gaps = 0, True
            for index, row_id in self._known_ids.items():
                self._found[index] = row_id
        if self._newer:
            self._newer.reverse()
            self._newer_in_found += len(self._newer)
            self._found = self._newer + self._found
            self._newer = array("q")


def ranges(positions: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Positions, in rising order, as the first and the last of each gapless range.

    >>> list(ranges([1, 2, 3, 7]))
    [(1, 3), (7, 7)]
    """
    start = 0
    for at in range(1, len(positions) + 1):
        if at == len(positions) or positions[at] != positions[at - 1] + 1:
            yield positions[start], positions[at - 1]
            start = at
