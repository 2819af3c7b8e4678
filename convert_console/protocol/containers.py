"""The objects and lists that a path leads through, with the place of each of their members."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from convert_console.protocol.payload import Path, end_of_value
from convert_console.protocol.spans import opens, walk, walk_document


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
    members: list[Member] = field(default_factory=list)
    chosen: int | None = None

    @property
    def is_object(self) -> bool:
        return self.text[self.start] == "{"

    @property
    def spread(self) -> bool:
        """Whether it goes over several lines; a raw line break never stands in a string."""
        return "\n" in self.text[self.start : self.end]

    def fits(self, step: str | int) -> bool:
        """Whether a key, or a position, may name a member of it."""
        return isinstance(step, str) == self.is_object

    def before(self, index: int) -> str:
        """What stands before a member: the comma and the white space, or the white space alone."""
        since = self.members[index - 1].end if index else self.start + 1
        return self.text[since : self.members[index].begin]


def containers_on(text: str, path: Path) -> list[Container]:
    """The containers that a path leads through, outermost first, as far as there are any.

    There is one for each step that exists, and the one in which a step is missing. One pass over
    the whole text, so that EditImpossible is raised wherever it is not JSON.
    """
    found: list[Container] = []
    walk_document(text, lambda at: _open(text, at, path, found))
    return found


def _open(text: str, start: int, path: Path, found: list[Container]) -> int:
    if not path or not opens(text, start):
        return end_of_value(text, start)
    here = Container(text, start)
    found.append(here)
    level = len(found)

    def past(step: str | int, begin: int, at: int) -> int:
        if step == path[0]:
            del found[level:]  # the last of two equal keys counts
            here.chosen = len(here.members)
            end = _open(text, at, path[1:], found)
        else:
            end = end_of_value(text, at)
        here.members.append(Member(step, begin, at, end))
        return end

    here.end = walk(text, start, past)
    return here.end
