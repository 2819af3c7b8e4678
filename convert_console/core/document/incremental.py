"""Reads a text again after a small change, and reuses the unchanged events of the last tree."""

from bisect import bisect_left
from typing import NamedTuple

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
    EventOffsets,
    after_space,
    walk,
    walk_document,
)
from convert_console.core.document.size_limits import HeavySummary, is_heavy


class Change(NamedTuple):
    """At character `start`, `inserted` replaced `removed`."""

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


def _common_prefix(left: str, right: str, limit: int) -> int:
    """Compare by chunks, then by halves of the chunk that differs: 15 MB take 3 ms. Larger slices
    would take longer to allocate than to compare.
    """
    low = 0
    while low < limit and left[low : low + _CHUNK] == right[low : low + _CHUNK]:
        low += _CHUNK
    low, high = min(low, limit), min(low + _CHUNK, limit)
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_suffix(left: str, right: str, limit: int) -> int:
    def same(low: int, high: int) -> bool:
        first, second = len(left), len(right)
        return left[first - high : first - low] == right[second - high : second - low]

    low = 0
    while low < limit and same(low, min(low + _CHUNK, limit)):
        low = min(low + _CHUNK, limit)
    high = min(low + _CHUNK, limit)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if same(low, middle) else (low, middle - 1)
    return low


SMALL = 200_000
"""Characters of a change that is small enough to look where the events are."""


class IncrementalParser:
    """Reads one version of a text after another, and remembers where its events are.

    An event that did not change stays the same object.

    >>> parser = IncrementalParser('{"ev": [{"r": 1}, {"r": 2}]}')
    >>> first = parser.read('{"ev": [{"r": 1}, {"r": 2}]}').payload["ev"][0]
    >>> parser.read('{"ev": [{"r": 1}, {"r": 23}]}').payload["ev"][0] is first
    True
    """

    # Each version is compared with the last one that was JSON: while someone types, the text is
    # often broken.

    def __init__(self, text: str = "", reading: Reading | None = None) -> None:
        self._text = text
        self._reading = reading or parse(text)
        self._offsets: EventOffsets | None = None

    def event_offsets(self, text: str) -> EventOffsets | None:
        """Where the events of this text are, if it was the last one read and has any."""
        if text != self._text:
            return None
        self._offsets = self._offsets or _offsets_in(self._text, self._reading)
        return self._offsets

    def read(self, text: str) -> Reading:
        """What `parse(text)` gives, faster."""
        if text == self._text:
            return self._reading
        change = change_between(self._text, text)
        offsets = self._offsets
        if offsets is None and len(change.removed) <= max(len(self._text) // 2, SMALL):
            offsets = self._offsets = _offsets_in(self._text, self._reading)
        result = _read_again(self._text, self._reading, offsets, change, text)
        reading, after = result or (parse(text), None)
        if reading.fault is None:
            self._text, self._reading, self._offsets = text, reading, after
        return reading


_Result = tuple[Reading, EventOffsets] | None

_HOLE = "-0e-0"  # takes the place of the list while the rest is read; a literal nobody writes


def _offsets_in(text: str, reading: Reading) -> EventOffsets | None:
    """The offsets of a text's events, if it can be read again in parts."""
    payload = reading.payload
    if reading.fault or reading.duplicates or not isinstance(payload, dict):
        return None
    if not isinstance(payload.get(LIST), list):
        return None
    lists: list[EventOffsets] = []

    def past(step: str | int, _begin: int, at: int) -> int:
        if step != LIST:
            return end_of_value(text, at)
        lists.append(_offsets_from(text, at))
        return lists[-1].closing + 1

    walk(text, after_space(text, 0), past)
    return lists[0]


def _offsets_from(text: str, opening: int) -> EventOffsets:
    """The offsets in a list that is known to be JSON; 10,000 of them take 20 ms."""
    starts: list[int] = []
    follows: list[int] = []
    follow = opening
    at = after_space(text, opening + 1)
    if text[at] == "]":
        return EventOffsets(opening, at, starts, follows)
    while text[follow] != "]":
        at = follow + 1
        if text[at] in _SPACE:
            at = after_space(text, at)
        _, follow = scan_past(text, at)
        if text[follow] in _SPACE:
            follow = after_space(text, follow)
        starts.append(at)
        follows.append(follow)
    return EventOffsets(opening, follow, starts, follows)


_SPACE = " \t\n\r"


def _read_again(
    before: str, reading: Reading, offsets: EventOffsets | None, change: Change, text: str
) -> _Result:
    if offsets is None or not isinstance(reading.payload, dict):
        return None
    end = change.start + len(change.removed)
    if offsets.opening < change.start and end <= offsets.closing:
        return _inside(before, reading.payload, offsets, change, text)
    if end <= offsets.opening:
        moved = offsets.shifted(len(change.inserted) - len(change.removed))
        return _outside(reading.payload, moved, text)
    if change.start > offsets.closing:
        return _outside(reading.payload, offsets, text)
    return None


def _inside(
    before: str, old: dict[str, Payload], offsets: EventOffsets, change: Change, text: str
) -> _Result:
    """Read only the changed items: from the last item start before the change to the first comma or
    bracket after it; neither has changed its role.
    """
    delta = len(change.inserted) - len(change.removed)
    begun = bisect_left(offsets.starts, change.start)
    since = max(begun - 1, 0)
    until = bisect_left(offsets.follows, change.start + len(change.removed))
    start = offsets.starts[since] if begun else after_space(text, offsets.opening + 1)
    stop = offsets.follows[until] if until < len(offsets.follows) else offsets.closing
    items = old[LIST]
    if not isinstance(items, list):
        return None
    changed, following = slice(since, until + 1), slice(until + 1, None)
    spans = zip(offsets.starts[changed], offsets.follows[changed], strict=True)
    known = {before[a:b]: item for (a, b), item in zip(spans, items[changed], strict=True)}
    reread = _items(text, start, stop + delta, known)
    if reread is None:
        return None
    values, starts, follows = reread
    after = EventOffsets(
        offsets.opening,
        offsets.closing + delta,
        offsets.starts[:since] + starts + [at + delta for at in offsets.starts[following]],
        offsets.follows[:since] + follows + [at + delta for at in offsets.follows[following]],
    )
    return Reading({**old, LIST: items[:since] + values + items[following]}), after


def _items(
    text: str, start: int, stop: int, known: dict[str, Payload]
) -> tuple[list[Payload], list[int], list[int]] | None:
    """The values between two offsets, with their starts and what follows; None unless they fit.

    A text that is in `known` is not read again: events that were moved stay the same objects.
    """
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
        begin = after_space(text, follow + 1)
        try:
            follow = after_space(text, scan_past(text, begin)[1])
            item = text[begin:follow]
            values.append(known[item] if item in known else scan(text, begin)[0])
        except (ValueError, StopIteration):
            return None
        starts.append(begin)
        follows.append(follow)
    return None if doubled else (values, starts, follows)


def _outside(old: dict[str, Payload], offsets: EventOffsets, text: str) -> _Result:
    """Read everything but the list, which is replaced by a placeholder that must be found again."""
    head, tail = text[: offsets.opening], text[offsets.closing + 1 :]
    if _HOLE in head or _HOLE in tail:
        return None
    outline = parse(f"{head}{_HOLE}{tail}")
    if outline.fault or outline.duplicates or not isinstance(outline.payload, dict):
        return None
    if outline.payload.get(LIST) != Number(_HOLE):
        return None
    return Reading({**outline.payload, LIST: old[LIST]}), offsets


def summarise_heavy(text: str) -> HeavySummary:
    """Count the events of a heavy text and look for a fault, without building a tree.

    It takes seconds, so call it in a thread.
    """
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
        return HeavySummary(0, parse(text).fault, is_heavy(text))
    return HeavySummary(count, None, is_heavy(text))
