"""Reads a text again after a small change, and shares what did not change with the tree before."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from convert_console.core.document.payload import (
    DEPTH_LIMIT,
    Number,
    Payload,
    Reading,
    decoder,
    end_of_value,
    first_too_deep,
    parse,
    scan_past,
)
from convert_console.core.document.positions import (
    LIST,
    EditImpossible,
    EventPlaces,
    after_space,
    walk,
    walk_document,
)
from convert_console.core.document.size_limits import Looked, is_heavy

# The one span in which two texts differ, as small as their common ends allow.


@dataclass(frozen=True, slots=True)
class Change:
    """At character `start`, `removed` gave way to `inserted`."""

    start: int
    removed: str
    inserted: str

    def applied(self, text: str) -> str:
        """The text after the change."""
        return text[: self.start] + self.inserted + text[self.start + len(self.removed) :]

    def reverted(self, text: str) -> str:
        """The text before the change."""
        return Change(self.start, self.inserted, self.removed).applied(text)


def change_between(before: str, after: str) -> Change:
    """The smallest single replacement that makes `after` of `before`.

    >>> change_between('{"r": 1.10}', '{"r": 1.20}')
    Change(start=8, removed='1', inserted='2')
    """
    shorter = min(len(before), len(after))
    start = _common_prefix(before, after, shorter)
    end = _common_suffix(before, after, shorter - start)
    return Change(start, before[start : len(before) - end], after[start : len(after) - end])


_CHUNK = 65_536


def _common_prefix(one: str, other: str, limit: int) -> int:
    """Chunk by chunk, then by halving within the one that differs: 15 MB take 3 ms. Slices of the
    whole would take longer to be allocated than to be compared.
    """
    low = 0
    while low < limit and one[low : low + _CHUNK] == other[low : low + _CHUNK]:
        low += _CHUNK
    low, high = min(low, limit), min(low + _CHUNK, limit)
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_suffix(one: str, other: str, limit: int) -> int:
    def same(low: int, high: int) -> bool:
        first, second = len(one), len(other)
        return one[first - high : first - low] == other[second - high : second - low]

    low = 0
    while low < limit and same(low, min(low + _CHUNK, limit)):
        low = min(low + _CHUNK, limit)
    high = min(low + _CHUNK, limit)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if same(low, middle) else (low, middle - 1)
    return low


SMALL = 200_000
"""Characters of a change for which it pays to look where the events are."""


def reparsed(reading: Reading, old_text: str, new_text: str) -> Reading:
    """What `parse(new_text)` gives, with every event that did not change the same object as in
    `reading`, which is what `parse(old_text)` gave.

    >>> before = parse('{"ev": [{"r": 1}, {"r": 2}]}')
    >>> after = reparsed(before, '{"ev": [{"r": 1}, {"r": 2}]}', '{"ev": [{"r": 1}, {"r": 23}]}')
    >>> after.payload["ev"][0] is before.payload["ev"][0]
    True
    """
    return Rereader(old_text, reading).read(new_text)


class Rereader:
    """Reads one version of a text after the other, and remembers where its events stand.

    The last version that was JSON is what the next one is compared with: while someone types,
    versions in between are broken, and the events around stay the same objects all the same.
    """

    def __init__(self, text: str = "", reading: Reading | None = None) -> None:
        self._text = text
        self._reading = reading or parse(text)
        self._places: EventPlaces | None = None

    def places(self, text: str) -> EventPlaces | None:
        """Where the events of this text stand, if it was the last one read and has any."""
        if text != self._text:
            return None
        self._places = self._places or _places_in(self._text, self._reading)
        return self._places

    def read(self, text: str) -> Reading:
        """What `parse(text)` gives, sooner."""
        if text == self._text:
            return self._reading
        change = change_between(self._text, text)
        places = self._places
        if places is None and len(change.removed) <= max(len(self._text) // 2, SMALL):
            places = self._places = _places_in(self._text, self._reading)
        again = _reread(self._reading, places, change, text)
        reading, after = again or (parse(text), None)
        if reading.fault is None:
            self._text, self._reading, self._places = text, reading, after
        return reading


_Reread = tuple[Reading, EventPlaces] | None

_HOLE = "-0e-0"  # stands in for the list while the rest is read; a literal nobody writes


def _places_in(text: str, reading: Reading) -> EventPlaces | None:
    """The places of a text's events, if what it says can be read again in parts."""
    payload = reading.payload
    if reading.fault or reading.duplicates or not isinstance(payload, dict):
        return None
    if not isinstance(payload.get(LIST), list):
        return None
    found: list[EventPlaces] = []

    def past(step: str | int, _begin: int, at: int) -> int:
        if step != LIST:
            return end_of_value(text, at)
        found.append(_places_from(text, at))
        return found[-1].closing + 1

    walk(text, after_space(text, 0), past)
    return found[0]


def _places_from(text: str, opening: int) -> EventPlaces:
    """The places in a list that is known to be JSON; 10,000 of them in 20 ms."""
    starts: list[int] = []
    follows: list[int] = []
    follow = opening
    at = after_space(text, opening + 1)
    if text[at] == "]":
        return EventPlaces(opening, at, starts, follows)
    while text[follow] != "]":
        at = follow + 1
        if text[at] in _SPACE:
            at = after_space(text, at)
        _, follow = scan_past(text, at)
        if text[follow] in _SPACE:
            follow = after_space(text, follow)
        starts.append(at)
        follows.append(follow)
    return EventPlaces(opening, follow, starts, follows)


_SPACE = " \t\n\r"


def _reread(reading: Reading, places: EventPlaces | None, change: Change, text: str) -> _Reread:
    if places is None or not isinstance(reading.payload, dict):
        return None
    end = change.start + len(change.removed)
    if places.opening < change.start and end <= places.closing:
        return _inside(reading.payload, places, change, text)
    if end <= places.opening:
        moved = places.shifted(len(change.inserted) - len(change.removed))
        return _outside(reading.payload, moved, text)
    if change.start > places.closing:
        return _outside(reading.payload, places, text)
    return None


def _inside(old: dict[str, Payload], places: EventPlaces, change: Change, text: str) -> _Reread:
    """Read the changed items alone: from the last start before the change, which still is the
    start of an item, to the first comma or bracket behind it, which still ends one.
    """
    delta = len(change.inserted) - len(change.removed)
    begun = bisect_left(places.starts, change.start)
    since = max(begun - 1, 0)
    until = bisect_left(places.follows, change.start + len(change.removed))
    start = places.starts[since] if begun else after_space(text, places.opening + 1)
    stop = places.follows[until] if until < len(places.follows) else places.closing
    found = _items(text, start, stop + delta)
    items = old[LIST]
    if found is None or not isinstance(items, list):
        return None
    values, starts, follows = found
    rest = slice(until + 1, None)
    after = EventPlaces(
        places.opening,
        places.closing + delta,
        places.starts[:since] + starts + [at + delta for at in places.starts[rest]],
        places.follows[:since] + follows + [at + delta for at in places.follows[rest]],
    )
    return Reading({**old, LIST: items[:since] + values + items[rest]}), after


def _items(text: str, start: int, stop: int) -> tuple[list[Payload], list[int], list[int]] | None:
    """The values between two places, with their starts and what follows; None unless they fit."""
    values: list[Payload] = []
    starts: list[int] = []
    follows: list[int] = []
    if first_too_deep(text[start:stop], DEPTH_LIMIT - 2) is not None:
        return None
    doubled: list[tuple[dict[str, Payload], str]] = []
    scan = decoder(doubled).raw_decode
    follow = start - 1
    while follow != stop:
        if values and (follow > stop or text[follow] != ","):
            return None
        starts.append(after_space(text, follow + 1))
        try:
            value, end = scan(text, starts[-1])
        except ValueError:
            return None
        values.append(value)
        follow = after_space(text, end)
        follows.append(follow)
    return None if doubled else (values, starts, follows)


def _outside(old: dict[str, Payload], places: EventPlaces, text: str) -> _Reread:
    """Read everything but the list, in whose place a hole is left and must be found again."""
    head, tail = text[: places.opening], text[places.closing + 1 :]
    if _HOLE in head or _HOLE in tail:
        return None
    rest = parse(f"{head}{_HOLE}{tail}")
    if rest.fault or rest.duplicates or not isinstance(rest.payload, dict):
        return None
    if rest.payload.get(LIST) != Number(_HOLE):
        return None
    return Reading({**rest.payload, LIST: old[LIST]}), places


def look_over(text: str) -> Looked:
    """Count the events and look for a fault, keeping no tree. For a thread: it takes seconds."""
    count = 0

    def item(_step: str | int, _begin: int, at: int) -> int:
        nonlocal count
        count += 1
        return end_of_value(text, at)

    def member(step: str | int, _begin: int, at: int) -> int:
        nonlocal count
        if step != LIST or text[at] != "[":
            return end_of_value(text, at)
        count = 0  # of two lists the last one counts
        return walk(text, at, item)

    def top(at: int) -> int:
        return walk(text, at, member) if text[at : at + 1] == "{" else end_of_value(text, at)

    try:
        walk_document(text, top)
    except EditImpossible:
        return Looked(0, parse(text).fault, is_heavy(text))
    return Looked(count, None, is_heavy(text))
