"""The rows of the table as they are needed: a few at a time, with the last ones kept at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from convert_console.models.history.history_places import PENDING, Places
from convert_console.services.history.store import HistoryStore, Row
from convert_console.services.storage.files import StoreFailed

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
