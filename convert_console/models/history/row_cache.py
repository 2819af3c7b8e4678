"""The rows of the table as they are needed: a few at a time, with the last ones kept at hand."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from convert_console.services.history.store import HistoryStore, Row
from convert_console.services.storage.files import StoreFailed

# Which row of the history stands at which place of the table, for as many rows as there are.

PENDING = "pending"
"""The verdict of a row that is under way."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows that stood side by side: their ids from the top, how many of them came since all was
    begun anew, and how many rows stand below them.
    """

    ids: tuple[int, ...]
    later: int
    below: int


class Places:
    """From the top: rows that are under way or just kept, rows that came later, rows that a search
    found. An id of 0 stands for one that is not known: a row not kept yet, or one not found yet.
    """

    def __init__(self) -> None:
        self.top: list[Row] = []
        self._later = array("q")  # the newest at its end, so that one more costs nothing
        self._folded = 0  # how many of the found came later, too
        self._found = array("q")  # in the order of sight
        # A million zeros take 8 ms to write, a third of opening: until all are found they are
        # only counted, and the few that were looked at are named.
        self._unknown = 0
        self._named: dict[int, int] = {}
        self._holes = False  # written out nonetheless, since rows were taken out

    def __len__(self) -> int:
        return len(self.top) + len(self._later) + self.found

    @property
    def kept(self) -> int:
        """How many have an id, known or not."""
        return len(self) - sum(not row.id for row in self.top)

    @property
    def later(self) -> int:
        """How many, from the top, came since all was begun anew."""
        return len(self.top) + len(self._later) + self._folded

    @property
    def found(self) -> int:
        """How many a search found, or will have."""
        return self._unknown or len(self._found)

    @property
    def whole(self) -> bool:
        """Whether the id of each kept row is known."""
        return not self._unknown and not self._holes

    def id_at(self, place: int) -> int:
        """The id of the row at a place that exists."""
        if place < len(self.top):
            return self.top[place].id
        place -= len(self.top)
        if place < len(self._later):
            return self._later[-1 - place]
        place -= len(self._later)
        return self._named.get(place, 0) if self._unknown else self._found[place]

    def ids_from(self, place: int, number: int) -> list[int]:
        """The ids that are known from a place on."""
        places = range(max(place, 0), min(place + number, len(self)))
        return [row_id for row_id in map(self.id_at, places) if row_id]

    def found_before(self, place: int) -> int:
        """A place as one among the rows that a search found."""
        return place - len(self.top) - len(self._later)

    def reset(self, found: array[int]) -> None:
        """Start over with what was found. Rows under way or not kept yet stay on top only."""
        self.top = [row for row in self.top if not row.id or row.verdict == PENDING]
        self._later, self._folded = array("q"), 0
        self._found = self.without_top(found)
        self._unknown, self._named, self._holes = 0, {}, False

    def reset_unknown(self, number: int) -> None:
        """Begin anew with so many rows whose ids are to be found yet."""
        self.reset(array("q"))
        self._unknown = number - len(self._kept_on_top())

    def name(self, start: int, ids: Sequence[int]) -> None:
        """Say which ids stand from a place among the found on. Where another window keeps a row
        between two looks, there may be one more than there are places, and the table gets no more.
        """
        ids = ids[: max(self.found - start, 0)]
        if self._unknown:
            self._named.update(enumerate(ids, start))
        else:
            self._found[start : start + len(ids)] = array("q", ids)

    def knows(self, found: array[int]) -> bool:
        """Take the ids of all that were found, if they are as many as were expected."""
        found = self.without_top(found)
        if len(found) != self.found:
            return False
        self._found, self._unknown, self._named, self._holes = found, 0, {}, False
        return True

    def all_kept(self) -> array[int]:
        """The ids of all rows but of those on top, in their order; to be kept for later."""
        self._fold()
        return self._found

    def extend(self, found: array[int]) -> None:
        """More was found, to stand at the end."""
        self._found.extend(found)

    def arrive(self, ids: Sequence[int]) -> None:
        """Rows of others, the oldest first, come to stand below what is on top."""
        self._later.extend(ids)

    def settle(self) -> None:
        """Keep only the ids of the top's rows that have ended and are kept; no row changes its
        place.
        """
        while self.top and self.top[-1].id and self.top[-1].verdict != PENDING:
            self._later.append(self.top.pop().id)

    def take_out(self, first: int, last: int) -> None:
        """Remove the rows from one place to another, both included."""
        self._fold()
        on_top = len(self.top)
        self._folded -= len(range(max(first, on_top), min(last + 1, self.later)))
        del self._found[max(first - on_top, 0) : max(last - on_top + 1, 0)]
        del self.top[first : last + 1]

    def stretch(self, first: int, last: int) -> Stretch:
        """What is to be known of these rows to put them back once they are taken out."""
        ids = tuple(map(self.id_at, range(first, last + 1)))
        later = len(range(first, min(last + 1, self.later)))
        return Stretch(ids, later, len(self) - last - 1)

    def place_of(self, stretch: Stretch) -> int:
        """Where rows stood that were taken out; what came since stands above them."""
        self._fold()
        return max(len(self.top), len(self) - stretch.below)

    def put_in(self, stretch: Stretch) -> None:
        """Put rows back that were taken out."""
        start = self.place_of(stretch) - len(self.top)
        self._folded += stretch.later
        self._found[start:start] = array("q", stretch.ids)

    def _kept_on_top(self) -> set[int]:
        return {row.id for row in self.top if row.id}

    def without_top(self, found: array[int]) -> array[int]:
        """What a search found, without the rows on top: those are in the store as well."""
        top = self._kept_on_top()
        return array("q", [one for one in found if one not in top]) if top else found

    def _fold(self) -> None:
        self.settle()
        if self._unknown:
            self._found = array("q", [0]) * self._unknown
            self._unknown, self._holes = 0, True
            for place, row_id in self._named.items():
                self._found[place] = row_id
        if self._later:
            self._later.reverse()
            self._folded += len(self._later)
            self._found = self._later + self._found
            self._later = array("q")


def runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Places, in rising order, as stretches from the first to the last of each.

    >>> list(runs([1, 2, 3, 7]))
    [(1, 3), (7, 7)]
    """
    start = 0
    for at in range(1, len(places) + 1):
        if at == len(places) or places[at] != places[at - 1] + 1:
            yield places[start], places[at - 1]
            start = at


STRETCH = 60
"""Rows read at once: more than most windows show, and read in half a millisecond."""

AT_HAND = 4_000
"""Rows kept; the oldest read go first."""


class HistoryReading:
    """Reads around the place that is asked for. `trouble` is why reading failed last, or empty."""

    def __init__(self, store: HistoryStore) -> None:
        self._store = store
        self._at_hand: dict[int, Row] = {}
        self._unkept: dict[object, tuple[int, dict[str, Any]]] = {}
        self.places = Places()
        self.trouble = ""

    def row(self, place: int) -> Row | None:
        """The row at a place; `None` where it is gone by now, or cannot be read."""
        if not 0 <= place < len(self.places):
            return None
        if place < len(self.places.top):
            return self.places.top[place]
        row_id = self.places.id_at(place)
        if row_id not in self._at_hand:
            self._read_around(place, row_id)
            row_id = self.places.id_at(place)
        return self._at_hand.get(row_id)

    def at_hand(self, row_id: int) -> Row | None:
        """A row by its id, if it was read lately."""
        return self._at_hand.get(row_id)

    def ids_at(self, places: Sequence[int]) -> list[int]:
        """The ids of these rows; those of rows not kept yet are left out."""
        for place in places:
            if not self.places.id_at(place):
                self.row(place)
        return [row_id for place in places if (row_id := self.places.id_at(place))]

    def remember(self, rows: Sequence[Row]) -> None:
        """Keep rows at hand, with the changes that the store does not know yet."""
        changes: dict[int, dict[str, Any]] = {}
        for row_id, values in self._unkept.values():
            changes.setdefault(row_id, {}).update(values)
        for row in rows:
            self._at_hand.pop(row.id, None)
            changed = changes.get(row.id)
            self._at_hand[row.id] = replace(row, **changed) if changed else row
        for row_id in list(self._at_hand)[: max(0, len(self._at_hand) - AT_HAND)]:
            del self._at_hand[row_id]

    def forget(self) -> None:
        """Read anew what is asked for next."""
        self._at_hand.clear()

    def forget_others_under_way(self) -> bool:
        """Read again what another window was sending; whether there is any such row."""
        under_way = [
            row.id for row in self._at_hand.values() if row.session and row.verdict == PENDING
        ]
        for row_id in under_way:
            del self._at_hand[row_id]
        return bool(under_way)

    @property
    def changing(self) -> bool:
        """Whether the store does not know of some change yet."""
        return bool(self._unkept)

    def change(self, change: object, row_id: int = 0, **values: Any) -> None:
        """Let a row say something else, also where it is read anew before that is `kept`. A change
        of no row is one of how many there are.
        """
        self._unkept[change] = row_id, values
        if row_id in self._at_hand:
            self._at_hand[row_id] = replace(self._at_hand[row_id], **values)
        for place, row in enumerate(self.places.top):
            if row.id == row_id != 0:
                self.places.top[place] = replace(row, **values)

    def kept(self, change: object) -> None:
        """The store knows of a change, or will not."""
        self._unkept.pop(change, None)

    def _read_around(self, place: int, row_id: int) -> None:
        # Some rows above too, since people scroll up as well as down.
        first = max(len(self.places.top), place - STRETCH // 4)
        try:
            if row_id:
                self.remember(self._store.rows(self.places.ids_from(first, STRETCH)))
                return
            start = max(0, self.places.found_before(first))
            newer = self._store.count() - self.places.found  # came after the places were counted
            rows = self._store.rows_at(start + newer, STRETCH)
            self.remember(rows)
            self.places.name(start, [row.id for row in rows])
        except StoreFailed as why:
            self.trouble = str(why)
