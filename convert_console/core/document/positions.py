"""Offsets of values in a JSON text, found by the standard library's scanner."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias, overload

from convert_console.core.document.payload import (
    DEPTH_LIMIT,
    Path,
    end_of_value,
    first_too_deep,
    key_at,
    parse,
)

Span: TypeAlias = tuple[int, int]
"""Character offsets of a value in its text, start and end as in a slice."""

Past: TypeAlias = Callable[[str | int, int, int], int]
"""Says where a member's value ends, given its key or position, and where it and its value begin.
Answering `STOP` ends the walk."""

STOP = -1


class EditImpossible(ValueError):
    """Why a text cannot be edited, in a sentence for people."""


def span_of(text: str, path: Path) -> Span | None:
    """The span of the value at a path; of a key that appears twice, the last one counts.

    >>> span_of('{"ev": [{"r": 1.10}]}', ("ev", 0, "r"))
    (14, 18)
    """
    return _searched(text, [path])[path].span


def key_span_of(text: str, path: Path) -> Span | None:
    """The span of the key, quotes included, that a path ends in."""
    target = _searched(text, [path])[path]
    if not target.span or not path or isinstance(path[-1], int):
        return None
    return target.begin, key_at(text, target.begin)[1]


def spans_of(text: str, paths: Iterable[Path]) -> dict[Path, Span]:
    """The spans of those paths that exist, in one pass over the text however many there are."""
    targets = _searched(text, paths)
    return {path: target.span for path, target in targets.items() if target.span}


def path_at(text: str, offset: int) -> Path:
    """The path of the deepest value that holds a caret, in itself or in its key.

    Only the text before the caret has to be JSON: while someone types, the rest rarely is.

    >>> path_at('{"ev": [{"r": 1.10, ', 16)
    ('ev', 0, 'r')
    """
    if first_too_deep(text, DEPTH_LIMIT) is not None:
        return ()
    path: Path = ()
    member = _member_at(text, after_space(text, 0), offset)
    while member:
        path = (*path, member[0])
        member = _member_at(text, member[1], offset)
    return path


def walk(text: str, start: int, past: Past) -> int:
    """Call `past` for each member of the object or list at `start`; its end, or `STOP`."""
    is_object = text[start] == "{"
    closing = "}" if is_object else "]"
    at = after_space(text, start + 1)
    if text[at : at + 1] == closing:
        return at + 1
    position = 0
    while True:
        begin = at
        step: str | int = position
        if is_object:
            step, at = _key(text, at)
        end = past(step, begin, at)
        if end == STOP:
            return STOP
        at = after_space(text, end)
        mark = text[at : at + 1]
        if mark == closing:
            return at + 1
        if mark != ",":
            raise ValueError("no comma")
        at = after_space(text, at + 1)
        position += 1


def walk_document(text: str, past: Callable[[int], int]) -> None:
    """Read the whole text; `past` returns the end of the value at an offset.

    Raises EditImpossible, with the place, when it is not JSON.
    """
    try:
        if first_too_deep(text, DEPTH_LIMIT) is not None:
            raise ValueError("too deep")
        end = past(after_space(text, 0))
        if after_space(text, end) != len(text):
            raise ValueError("more text follows")
    except ValueError as why:
        raise EditImpossible(_complaint(text)) from why


def after_space(text: str, at: int) -> int:
    """The offset of the next character that is no white space."""
    gap = _SPACE.match(text, at)
    return gap.end() if gap else at


def opens(text: str, at: int) -> bool:
    """Whether an object or a list begins here."""
    return text[at : at + 1] in ("{", "[")


_SPACE = re.compile(r"[ \t\n\r]*")


class _Wanted:
    """A node in the tree of searched paths; `begin` is the offset of its key."""

    __slots__ = ("begin", "children", "span")

    def __init__(self) -> None:
        self.children: dict[str | int, _Wanted] = {}
        self.span: Span | None = None
        self.begin = 0

    def forget(self) -> None:
        """A later key of the same name replaces everything that an earlier one held."""
        self.span = None
        for child in self.children.values():
            child.forget()


def _searched(text: str, paths: Iterable[Path]) -> dict[Path, _Wanted]:
    root = _Wanted()
    targets: dict[Path, _Wanted] = {}
    for path in paths:
        target = root
        for step in path:
            target = target.children.setdefault(step, _Wanted())
        targets[path] = target
    walk_document(text, lambda at: _search(text, at, root))
    return targets


def _search(text: str, start: int, target: _Wanted) -> int:
    def past(step: str | int, begin: int, at: int) -> int:
        child = target.children.get(step)
        if child is None:
            return end_of_value(text, at)
        child.begin = begin
        return _search(text, at, child)

    if target.span:
        target.forget()
    inside = target.children and opens(text, start)
    end = walk(text, start, past) if inside else end_of_value(text, start)
    target.span = (start, end)
    return end


def _member_at(text: str, start: int, offset: int) -> tuple[str | int, int] | None:
    """Key or position, and the value's start, of the member in which an offset lies."""
    members: list[tuple[str | int, int]] = []

    def past(step: str | int, begin: int, at: int) -> int:
        if begin > offset:
            return STOP
        try:
            end = end_of_value(text, at)
        except ValueError:
            end = len(text)
        if offset > end:
            return end
        members.append((step, at))
        return STOP

    if not opens(text, start):
        return None
    try:
        walk(text, start, past)
    except ValueError:
        return None
    return members[0] if members else None


def _key(text: str, at: int) -> tuple[str, int]:
    """The key that begins here, and where its value begins."""
    key, at = key_at(text, at)
    at = after_space(text, at)
    if text[at : at + 1] != ":":
        raise ValueError("no colon")
    return key, after_space(text, at + 1)


def _complaint(text: str) -> str:
    fault = parse(text).fault
    assert fault is not None, "the walk and the parser disagree on what JSON is"
    where = f"line {fault.line}, column {fault.column}"
    return f"The text is not valid JSON: {fault.sentence} ({where}). Correct it there first."


# The objects and lists on a path, with the places of their members.


class Member(NamedTuple):
    """A key with its value, or a list item: `begin` is the key's offset, `start` the value's."""

    step: str | int
    begin: int
    start: int
    end: int


@dataclass(slots=True)
class Container:
    """An object or list in a text, as offsets; `chosen` is the member on the way of the path."""

    text: str = field(repr=False)
    start: int
    end: int = 0
    members: Sequence[Member] = field(default_factory=list)
    chosen: int | None = None

    @property
    def is_object(self) -> bool:
        return self.text[self.start] == "{"

    @property
    def spread(self) -> bool:
        """Whether it goes over several lines; a string never holds a raw line break."""
        return self.text.find("\n", self.start, self.end) >= 0

    def fits(self, step: str | int) -> bool:
        """Whether a key, or a position, may name a member of it."""
        return isinstance(step, str) == self.is_object

    def before(self, index: int) -> str:
        """The text before a member: comma and white space, or white space alone."""
        since = self.members[index - 1].end if index else self.start + 1
        return self.text[since : self.members[index].begin]


def containers_on(text: str, path: Path, offsets: EventOffsets | None = None) -> list[Container]:
    """The containers that a path leads through, outermost first, as far as there are any.

    There is one for each step that exists, and the one in which a step is missing. One pass over
    the whole text, so that EditImpossible is raised wherever it is not JSON. Where `offsets` are
    known, which only a text that is JSON has, no event is read but the one on the path.
    """
    if offsets is not None and path:
        return _around_events(text, path, offsets)
    containers: list[Container] = []
    walk_document(text, lambda at: _open(text, at, path, containers))
    return containers


def _open(text: str, start: int, path: Path, containers: list[Container]) -> int:
    if not path or not opens(text, start):
        return end_of_value(text, start)
    container = Container(text, start)
    containers.append(container)
    level = len(containers)
    members: list[Member] = []
    container.members = members

    def past(step: str | int, begin: int, at: int) -> int:
        if step == path[0]:
            del containers[level:]  # the last of two equal keys counts
            container.chosen = len(members)
            end = _open(text, at, path[1:], containers)
        else:
            end = end_of_value(text, at)
        members.append(Member(step, begin, at, end))
        return end

    container.end = walk(text, start, past)
    return container.end


def _around_events(text: str, path: Path, offsets: EventOffsets) -> list[Container]:
    """What `containers_on` gives, with the list of events read as an empty one."""
    opening, lacking = offsets.opening, offsets.closing - offsets.opening - 1
    hollow = f"{text[: opening + 1]}{text[offsets.closing :]}"
    containers = [
        _shifted_container(container, text, opening, lacking)
        for container in containers_on(hollow, path[:1])
    ]
    top = containers[0] if containers else None
    chosen = top.members[top.chosen] if top is not None and top.chosen is not None else None
    if chosen is None or len(path) < 2:
        return containers
    if chosen.start != opening:
        inner = containers_on(text[chosen.start : chosen.end], path[1:])
        return [
            *containers,
            *(_shifted_container(container, text, -1, chosen.start) for container in inner),
        ]
    events = Container(text, opening, offsets.closing + 1, _EventMembers(text, offsets))
    row = path[1]
    containers.append(events)
    if isinstance(row, int) and 0 <= row < len(events.members):
        events.chosen = row
        event = events.members[row]
        inner = containers_on(text[event.start : event.end], path[2:])
        containers += [_shifted_container(container, text, -1, event.start) for container in inner]
    return containers


def _shifted_container(container: Container, text: str, behind: int, by: int) -> Container:
    """The same container in a text with `by` more characters after the offset `behind`."""

    def at(place: int) -> int:
        return place + by if place > behind else place

    members = [Member(m.step, at(m.begin), at(m.start), at(m.end)) for m in container.members]
    return Container(text, at(container.start), at(container.end), members, container.chosen)


class _EventMembers(Sequence[Member]):
    """The items of the list of events, each looked up on demand."""

    def __init__(self, text: str, offsets: EventOffsets) -> None:
        self._text = text
        self._offsets = offsets

    def __len__(self) -> int:
        return len(self._offsets.starts)

    @overload
    def __getitem__(self, index: int) -> Member: ...
    @overload
    def __getitem__(self, index: slice) -> list[Member]: ...
    def __getitem__(self, index: int | slice) -> Member | list[Member]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        row = range(len(self))[index]
        start, end = self._offsets.starts[row], self._offsets.follows[row]
        while self._text[end - 1] in " \t\n\r":
            end -= 1
        return Member(row, start, start, end)


# The offsets of the events, to find the spans of a few values without reading the whole text.

LIST = "ev"
"""The one key with a value that grows large."""


@dataclass(slots=True)
class EventOffsets:
    """The offsets of the list's brackets, of each item, and of the `,` or `]` after each item."""

    opening: int
    closing: int
    starts: list[int]
    follows: list[int]

    def shifted(self, by: int) -> EventOffsets:
        """The same in a text with `by` more characters before the list."""
        return EventOffsets(
            self.opening + by,
            self.closing + by,
            [at + by for at in self.starts],
            [at + by for at in self.follows],
        )

    def grown(self, row: int, by: int) -> EventOffsets:
        """The same in a text in which one event has `by` more characters."""
        after = row + 1
        return EventOffsets(
            self.opening,
            self.closing + by,
            self.starts[:after] + [at + by for at in self.starts[after:]],
            self.follows[:row] + [at + by for at in self.follows[row:]],
        )

    def between(self, start: int, end: int) -> range:
        """The positions of the events that touch a part of the text."""
        return range(bisect_left(self.follows, start), bisect_right(self.starts, end))

    def spans(self, text: str, paths: Iterable[Path]) -> dict[Path, Span]:
        """What `spans_of` gives for these paths. Only the events they are in are
        read, and the text around the list.

        >>> text = '{"ev": [{"r": 1.10}, {"r": 2}]}'
        >>> EventOffsets(7, 29, [8, 21], [19, 29]).spans(text, [("ev", 1, "r")])
        {('ev', 1, 'r'): (27, 28)}
        """
        around: list[Path] = []
        inside: dict[int, list[Path]] = {}
        for path in paths:
            if len(path) > 1 and path[0] == LIST and isinstance(path[1], int):
                inside.setdefault(path[1], []).append(path)
            else:
                around.append(path)
        result = self._around(text, around) if around else {}
        for row, wanted_paths in inside.items():
            if row < len(self.starts):
                result |= self._inside(text, row, wanted_paths)
        return result

    def _inside(self, text: str, row: int, paths: list[Path]) -> dict[Path, Span]:
        start = self.starts[row]
        item = text[start : self.follows[row]]
        spans = spans_of(item, [path[2:] for path in paths])
        return {
            (LIST, row, *inner_path): (start + first, start + last)
            for inner_path, (first, last) in spans.items()
        }

    def _around(self, text: str, paths: list[Path]) -> dict[Path, Span]:
        """The list is read as an empty one, and offsets behind it are moved back."""
        hollow = f"{text[: self.opening]}[]{text[self.closing + 1 :]}"
        lacking = self.closing - self.opening - 1
        return {
            path: (
                _shifted(first, self.opening, lacking),
                _shifted(last, self.opening, lacking),
            )
            for path, (first, last) in spans_of(hollow, paths).items()
        }


def _shifted(place: int, opening: int, lacking: int) -> int:
    return place + lacking if place > opening else place
