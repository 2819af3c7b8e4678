"""The objects and lists that a path leads through, with the place of each of their members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, overload

from convert_console.core.document.payload import Path, end_of_value
from convert_console.core.document.positions import opens, walk, walk_document

if TYPE_CHECKING:
    from convert_console.core.document.event_places import EventPlaces


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
        """Whether it goes over several lines; a raw line break never stands in a string."""
        return self.text.find("\n", self.start, self.end) >= 0

    def fits(self, step: str | int) -> bool:
        """Whether a key, or a position, may name a member of it."""
        return isinstance(step, str) == self.is_object

    def before(self, index: int) -> str:
        """What stands before a member: the comma and the white space, or the white space alone."""
        since = self.members[index - 1].end if index else self.start + 1
        return self.text[since : self.members[index].begin]


def containers_on(text: str, path: Path, places: EventPlaces | None = None) -> list[Container]:
    """The containers that a path leads through, outermost first, as far as there are any.

    There is one for each step that exists, and the one in which a step is missing. One pass over
    the whole text, so that EditImpossible is raised wherever it is not JSON. Where `places` are
    known, which only a text that is JSON has, no event is read but the one on the path.
    """
    if places is not None and path:
        return _around_events(text, path, places)
    found: list[Container] = []
    walk_document(text, lambda at: _open(text, at, path, found))
    return found


def _open(text: str, start: int, path: Path, found: list[Container]) -> int:
    if not path or not opens(text, start):
        return end_of_value(text, start)
    here = Container(text, start)
    found.append(here)
    level = len(found)
    members: list[Member] = []
    here.members = members

    def past(step: str | int, begin: int, at: int) -> int:
        if step == path[0]:
            del found[level:]  # the last of two equal keys counts
            here.chosen = len(members)
            end = _open(text, at, path[1:], found)
        else:
            end = end_of_value(text, at)
        members.append(Member(step, begin, at, end))
        return end

    here.end = walk(text, start, past)
    return here.end


def _around_events(text: str, path: Path, places: EventPlaces) -> list[Container]:
    """What `containers_on` gives, with the list of events read as an empty one."""
    opening, lacking = places.opening, places.closing - places.opening - 1
    hollow = f"{text[: opening + 1]}{text[places.closing :]}"
    found = [_moved(here, text, opening, lacking) for here in containers_on(hollow, path[:1])]
    top = found[0] if found else None
    chosen = top.members[top.chosen] if top is not None and top.chosen is not None else None
    if chosen is None or len(path) < 2:
        return found
    if chosen.start != opening:
        inner = containers_on(text[chosen.start : chosen.end], path[1:])
        return [*found, *(_moved(here, text, -1, chosen.start) for here in inner)]
    events = Container(text, opening, places.closing + 1, _Events(text, places))
    row = path[1]
    found.append(events)
    if isinstance(row, int) and 0 <= row < len(events.members):
        events.chosen = row
        event = events.members[row]
        inner = containers_on(text[event.start : event.end], path[2:])
        found += [_moved(here, text, -1, event.start) for here in inner]
    return found


def _moved(here: Container, text: str, behind: int, by: int) -> Container:
    """The same container in a text that is longer by so much behind a place."""

    def at(place: int) -> int:
        return place + by if place > behind else place

    members = [Member(m.step, at(m.begin), at(m.start), at(m.end)) for m in here.members]
    return Container(text, at(here.start), at(here.end), members, here.chosen)


class _Events(Sequence[Member]):
    """The items of the list of events, each looked up when it is asked for."""

    def __init__(self, text: str, places: EventPlaces) -> None:
        self._text = text
        self._places = places

    def __len__(self) -> int:
        return len(self._places.starts)

    @overload
    def __getitem__(self, index: int) -> Member: ...
    @overload
    def __getitem__(self, index: slice) -> list[Member]: ...
    def __getitem__(self, index: int | slice) -> Member | list[Member]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        row = range(len(self))[index]
        start, end = self._places.starts[row], self._places.follows[row]
        while self._text[end - 1] in " \t\n\r":
            end -= 1
        return Member(row, start, start, end)
