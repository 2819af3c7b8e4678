"""Edits of a JSON text that change one value and leave every other character alone."""

import re
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import NamedTuple

from convert_console.core.document.formatting import Style, flat_text, laid_out, string_text
from convert_console.core.document.payload import (
    DEPTH_LIMIT,
    Path,
    Payload,
    first_too_deep,
    key_at,
    path_text,
)
from convert_console.core.document.positions import (
    Container,
    EditImpossible,
    EventOffsets,
    Span,
    containers_on,
    key_span_of,
    path_at,
    span_of,
    spans_of,
)

__all__ = [
    "EditImpossible",
    "key_span_of",
    "moved",
    "path_at",
    "renamed",
    "span_of",
    "spans_of",
    "with_copy",
    "with_item",
    "with_key_before",
    "with_value",
    "without",
]

# If `offsets` are given, only the edited event is read.


def with_value(text: str, path: Path, value: Payload, offsets: EventOffsets | None = None) -> str:
    """Write one value; keys, items and containers that are missing on the way to it are added.

    Null on the way counts as missing. A key that appears twice is written where it counts, in the
    last place. Raises EditImpossible when the text is not JSON, when a plain value or the wrong
    kind of container is on the way, or when a position lies beyond the end of its list.

    >>> with_value('{"r":1.10,"prc":2}', ("prc",), None)
    '{"r":1.10,"prc":null}'
    >>> with_value('{"r": 1.10}', ("goals", 0), "7")
    '{"r": 1.10, "goals": ["7"]}'
    """
    _refuse_too_deep("", len(path))
    return _with_value(text, containers_on(text, path, offsets), path, value)


def with_key_before(
    text: str, path: Path, value: Payload, following: str, offsets: EventOffsets | None = None
) -> str:
    """Write a key that an object lacks before another one of its keys; where it has the key, or
    lacks the other one, as `with_value` does.

    >>> with_key_before('{"goals": [], "prc": 2}', ("r",), "1.10", "prc")
    '{"goals": [], "r": "1.10", "prc": 2}'
    """
    containers = containers_on(text, (*path[:-1], following), offsets)
    container = containers[-1] if len(containers) == len(path) else None
    place = container.chosen if container is not None else None
    has_key = container is not None and any(m.step == path[-1] for m in container.members)
    if container is None or place is None or not container.is_object or has_key:
        return with_value(text, path, value, offsets)
    key = string_text(str(path[-1]))
    gap, member = _Layout(text, containers).added(_flat(value, len(containers)), key, place)
    at = container.members[place].begin
    return f"{text[:at]}{member},{gap}{text[at:]}"


def without(text: str, path: Path, offsets: EventOffsets | None = None) -> str:
    """Remove a list item, or every occurrence of a key in its object.

    Raises EditImpossible when the text is not JSON.

    >>> without('{"r": 1.10, "prc": 2}', ("r",))
    '{"prc": 2}'
    """
    containers = containers_on(text, path, offsets)
    if not path or len(containers) < len(path) or containers[-1].chosen is None:
        return text
    container = containers[-1]
    return (
        text[: container.start + 1]
        + _inside_without(container, path[-1])
        + text[container.end - 1 :]
    )


def with_item(
    text: str, path: Path, index: int, value: Payload, offsets: EventOffsets | None = None
) -> str:
    """Insert a list item before position `index`, or behind the last; a missing list is made.

    Raises EditImpossible as `with_value` does.

    >>> with_item('{"goals": ["7", "9"]}', ("goals",), 1, "8")
    '{"goals": ["7", "8", "9"]}'
    """
    _refuse_too_deep("", len(path) + 1)
    containers = containers_on(text, (*path, index), offsets)
    if len(containers) <= len(path) or containers[-1].chosen is None:
        return _with_value(text, containers, (*path, index), value)
    gap, item = _Layout(text, containers).added(_flat(value, len(containers)), "", index)
    at = containers[-1].members[index].begin
    return f"{text[:at]}{item},{gap}{text[at:]}"


def with_copy(text: str, path: Path, index: int, offsets: EventOffsets | None = None) -> str:
    """Put an exact copy of a list item right behind it.

    Raises EditImpossible when the text is not JSON, or has no such item.
    """
    containers = _around_items(text, path, offsets, index)
    item = containers[-1].members[index]
    gap = _Layout(text, containers).gap(index + 1)
    return f"{text[: item.end]},{gap}{text[item.start :]}"


def moved(text: str, path: Path, index: int, to: int, offsets: EventOffsets | None = None) -> str:
    """Put a list item at position `to`; every item keeps its characters, every gap its place.

    Raises EditImpossible when the text is not JSON, or has no such item or position.

    >>> moved('[1,  2, 3.0]', (), 2, 0)
    '[3.0,  1, 2]'
    """
    container = _around_items(text, path, offsets, index, to)[-1]
    first, last = min(index, to), max(index, to)
    members = container.members[first : last + 1]
    items = [text[member.start : member.end] for member in members]
    gaps = ["", *(text[a.end : b.begin] for a, b in pairwise(members))]
    items.insert(to - first, items.pop(index - first))
    inside = "".join(gap + item for gap, item in zip(gaps, items, strict=True))
    return text[: members[0].begin] + inside + text[members[-1].end :]


def renamed(text: str, path: Path, new_key: str, offsets: EventOffsets | None = None) -> str:
    """Give a key another name, in the same place.

    Raises EditImpossible when the text is not JSON, or lacks the key, or has the new one already.
    """
    containers = containers_on(text, path, offsets)
    container = containers[-1] if containers and len(containers) == len(path) else None
    if container is None or not container.is_object or container.chosen is None:
        raise EditImpossible(f"There is no key {path_text(path)} to rename.")
    if path[-1] == new_key:
        return text
    if any(member.step == new_key for member in container.members):
        raise EditImpossible(f"The key {new_key} already exists here. Choose another name.")
    pieces, since = [], 0
    for member in container.members:
        if member.step == path[-1]:
            pieces += [text[since : member.begin], string_text(new_key)]
            since = key_at(text, member.begin)[1]
    return "".join(pieces) + text[since:]


def _with_value(text: str, containers: list[Container], path: Path, value: Payload) -> str:
    around = [container for container in containers if container.chosen is not None]
    known, missing = path[: len(around)], path[len(around) :]
    if not missing:
        return _replaced(text, around, value)
    ending = containers[-1] if len(containers) > len(around) else None
    if ending is not None and not ending.fits(missing[0]):
        raise EditImpossible(_in_the_way(known, missing[0]))
    if ending is not None and ending.members:
        return _appended(text, containers, path, value)
    start, end = _span(text, around)
    if ending is None and text[start:end] != "null":
        raise EditImpossible(_in_the_way(known, missing[0]))
    return _replaced(text, around, _wrapped(path, len(known), value))


def _replaced(text: str, around: list[Container], value: Payload) -> str:
    start, end = _span(text, around)
    near = around[-1].chosen if around else None
    flat = _flat(value, len(around))
    new = _Layout(text, around).written(flat, start, text[start:end], near)
    return text[:start] + new + text[end:]


def _appended(text: str, containers: list[Container], path: Path, value: Payload) -> str:
    """The text with a member appended to the innermost container, which is not empty."""
    members, step = containers[-1].members, path[len(containers) - 1]
    if isinstance(step, int) and step != len(members):
        raise EditImpossible(_no_position(path[: len(containers) - 1], step))
    flat = _flat(_wrapped(path, len(containers), value), len(containers))
    key = string_text(step) if isinstance(step, str) else ""
    gap, member = _Layout(text, containers).added(flat, key, len(members))
    return f"{text[: members[-1].end]},{gap}{member}{text[members[-1].end :]}"


def _wrapped(path: Path, known: int, value: Payload) -> Payload:
    """The value inside new containers for the rest of the path."""
    for length in range(len(path) - 1, known - 1, -1):
        step = path[length]
        if isinstance(step, int) and step != 0:
            raise EditImpossible(_no_position(path[:length], step))
        value = {step: value} if isinstance(step, str) else [value]
    return value


def _flat(value: Payload, level: int) -> str:
    flat = flat_text(value)
    _refuse_too_deep(flat, level)
    return flat


def _refuse_too_deep(flat: str, level: int) -> None:
    """Refuse a value that is nested too deep to be read back."""
    if level > DEPTH_LIMIT or first_too_deep(flat, DEPTH_LIMIT - level) is not None:
        raise EditImpossible(f"More than {DEPTH_LIMIT} levels of brackets cannot be read back.")


def _span(text: str, around: list[Container]) -> Span:
    """The span of the value to which the containers lead."""
    if not around:
        return span_of(text, ()) or (0, len(text))
    member = around[-1].members[around[-1].chosen or 0]
    return member.start, member.end


def _inside_without(container: Container, step: str | int) -> str:
    """The text between the brackets without a member, its comma and its line.

    Of the gaps before and after it one stays, preferably one with a line break.
    """
    if isinstance(step, int):
        return _inside_without_item(container, step)
    pieces: list[str] = []
    gap = ""
    for index, member in enumerate(container.members):
        gap = gap if "\n" in gap else container.before(index)
        if member.step != step:
            pieces += [
                gap if pieces else container.before(0),
                container.text[member.begin : member.end],
            ]
            gap = ""
    if not pieces:
        return ""
    return "".join(pieces) + container.text[container.members[-1].end : container.end - 1]


def _inside_without_item(container: Container, row: int) -> str:
    """The same for a list; only the gaps around the item are read."""
    text, members, last = container.text, container.members, len(container.members) - 1
    if not last:
        return ""
    if row == 0:
        return container.before(0) + text[members[1].begin : container.end - 1]
    before = text[container.start + 1 : members[row - 1].end]
    if row == last:
        return before + text[members[row].end : container.end - 1]
    gap = container.before(row)
    gap = gap if "\n" in gap else container.before(row + 1)
    return before + gap + text[members[row + 1].begin : container.end - 1]


def _around_items(
    text: str, path: Path, offsets: EventOffsets | None, *positions: int
) -> list[Container]:
    """The containers around the items of the list at a path, when it has all these positions."""
    containers = containers_on(text, (*path, positions[0]), offsets)
    count = len(containers[-1].members) if len(containers) == len(path) + 1 else 0
    for position in positions:
        if not count or containers[-1].is_object or not 0 <= position < count:
            raise EditImpossible(_no_position(path, position))
    return containers


def _no_position(path: Path, position: int) -> str:
    where = path_text(path) or "The document"
    return f"{where} has no position {position}. Positions start at 0 and go up by 1."


def _in_the_way(path: Path, step: str | int) -> str:
    where = path_text(path) or "The document"
    kind, part = ("a list", "items") if isinstance(step, int) else ("an object", step)
    return f"{where} is not {kind}, so it cannot contain {part}. Change it in the JSON first."


# New text is laid out like its siblings.

_SIBLINGS_LOOKED_AT = 3


class _Layout(NamedTuple):
    """The layout of the text around a place; `around` are its containers, outermost first."""

    text: str
    around: list[Container]

    def written(self, flat: str, at: int, old: str = "", near: int | None = None) -> str:
        """JSON text laid out for an offset, to replace `old` or to come next to member `near`."""
        line = self.text.rfind("\n", 0, at) + 1
        return laid_out(flat, self._style(old, near), self._indentation(line), at - line)

    def added(self, flat: str, key: str, index: int) -> tuple[str, str]:
        """The gap and the text of a member to be written before `index`, or behind the last.

        `key` is JSON text, and "" in a list; there is a member already.
        """
        members = self.around[-1].members
        style = self._style("", index)
        gap = self._gap(index, style)
        anchor = members[min(index, len(members) - 1)].begin
        on_line = self._indentation(self.text.rfind("\n", 0, anchor) + 1)
        base = gap.rpartition("\n")[2] if "\n" in gap else on_line
        name = key and key + style.colon
        return gap, name + laid_out(flat, style, base, len(base) + len(name))

    def gap(self, index: int) -> str:
        """The white space between the comma and member `index`, present or not yet."""
        return self._gap(index, self._style())

    def _gap(self, index: int, style: Style) -> str:
        container = self.around[-1]
        last = len(container.members) - 1
        if last:
            return _one_break(container.before(max(1, min(index, last))).partition(",")[2])
        lead = container.before(0)
        return _one_break(lead) if "\n" in lead else style.comma.partition(",")[2]

    def _style(self, old: str = "", near: int | None = None) -> Style:
        examples = [old, *self._siblings(near)]
        colon, comma = next(self._colons(), None), next(self._commas(), None)
        style = Style(
            unit=next(self._units(), "  "),
            newline="\r\n" if "\r\n" in self.text else "\n",
            colon=colon or (":" if comma == "," else ": "),
            comma=comma or ("," if colon == ":" else ", "),
        )
        return style._replace(flat=self._flat(examples), tall=_tall(examples))

    def _flat(self, examples: list[str]) -> bool:
        if "\n" not in self.text.strip():
            return _FILLED.search(self.text) is not None
        if self.around and self.around[-1].members and not self.around[-1].spread:
            return True
        objects = (text for text in examples if text.startswith("{") and '"' in text)
        return "\n" not in next(objects, "\n")

    def _siblings(self, near: int | None) -> Iterator[str]:
        if self.around and near is not None:
            members = self.around[-1].members
            before = members[max(0, near - _SIBLINGS_LOOKED_AT) : near]
            for member in chain(reversed(before), members[near : near + 1]):
                yield self.text[member.start : member.end]

    def _colons(self) -> Iterator[str]:
        starts = [container.start for container in reversed(self.around)]
        for start in (*starts, 0):
            colon = _COLON.search(self.text, start)
            if colon:
                yield colon[1]

    def _commas(self) -> Iterator[str]:
        for container in reversed(self.around):
            if len(container.members) > 1 and "\n" not in container.before(1):
                yield container.before(1)

    def _units(self) -> Iterator[str]:
        for container in reversed(self.around):
            lead = container.before(0) if container.members else ""
            if "\n" in lead:
                outer = self._indentation(self.text.rfind("\n", 0, container.start) + 1)
                inner = lead.rpartition("\n")[2]
                if inner.startswith(outer) and inner != outer:
                    yield inner.removeprefix(outer)
        first = _FIRST_INDENTED.search(self.text)
        if first:
            yield first[1]

    def _indentation(self, line: int) -> str:
        match = _BLANKS.match(self.text, line)
        return match[0] if match else ""


# These functions guess. A string that looks like layout may mislead them, and the new text may look
# odd; but they return only white space, colon and comma, so it is still JSON.
_BLANKS = re.compile(r"[ \t]*")
_FILLED = re.compile(r"[\[{][ \t\r]*[^ \t\r\]}]")
_FIRST_INDENTED = re.compile(r"\n([ \t]+)[^ \t\r\n]")
_COLON = re.compile(r'"([ \t]*:[ \t]*)["\[{\-0-9tfn]')
_LIST_OF_PLAIN = re.compile(r'\[([ \t\r\n]*)["\-0-9tfn]')


def _tall(examples: list[str]) -> bool:
    """Whether the nearest list of plain values has a line for each."""
    lists = (_LIST_OF_PLAIN.search(text) for text in examples)
    nearest = next((items for items in lists if items), None)
    return nearest is not None and "\n" in nearest[1]


def _one_break(gap: str) -> str:
    """A gap without the empty lines in it."""
    if "\n" not in gap:
        return gap
    newline = "\r\n" if "\r\n" in gap else "\n"
    return newline + gap.rpartition("\n")[2]
