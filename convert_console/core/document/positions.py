"""Where values stand in a JSON text, found by the standard library's scanner."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeAlias

from convert_console.core.document.nesting import first_too_deep
from convert_console.core.document.payload import DEPTH_LIMIT, Path, end_of_value, key_at, parse

Span: TypeAlias = tuple[int, int]
"""Character offsets of a value in its text, start and end as in a slice."""

Past: TypeAlias = Callable[[str | int, int, int], int]
"""Says where a member's value ends, given its key or position, and where it and its value begin.
Answering `STOP` ends the walk."""

STOP = -1


class EditImpossible(ValueError):
    """Why a text cannot be edited, in a sentence for people."""


def span_of(text: str, path: Path) -> Span | None:
    """The span of the value at a path; of a key that stands twice, the last one counts.

    >>> span_of('{"ev": [{"r": 1.10}]}', ("ev", 0, "r"))
    (14, 18)
    """
    return _searched(text, [path])[path].span


def key_span_of(text: str, path: Path) -> Span | None:
    """The span of the key, quotes included, that a path ends in."""
    wanted = _searched(text, [path])[path]
    if not wanted.span or not path or isinstance(path[-1], int):
        return None
    return wanted.begin, key_at(text, wanted.begin)[1]


def spans_of(text: str, paths: Iterable[Path]) -> dict[Path, Span]:
    """The spans of those paths that exist, in one pass over the text however many there are."""
    found = _searched(text, paths)
    return {path: wanted.span for path, wanted in found.items() if wanted.span}


def path_at(text: str, offset: int) -> Path:
    """The path of the deepest value in which, or in whose key, a caret stands.

    Only what stands before the caret has to be JSON: while someone types, the rest rarely is.

    >>> path_at('{"ev": [{"r": 1.10, ', 16)
    ('ev', 0, 'r')
    """
    if first_too_deep(text, DEPTH_LIMIT) is not None:
        return ()
    path: Path = ()
    found = _member_at(text, after_space(text, 0), offset)
    while found:
        path = (*path, found[0])
        found = _member_at(text, found[1], offset)
    return path


def walk(text: str, start: int, past: Past) -> int:
    """Pass the members of the object or list at `start` in order; where it ends, or `STOP`."""
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
    """Pass the whole text; `past` says where the value ends that begins at an offset.

    Raises EditImpossible when it is not JSON, and says where.
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
    """A step on the way to values that are looked for; `begin` is where its key begins."""

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
    found: dict[Path, _Wanted] = {}
    for path in paths:
        here = root
        for step in path:
            here = here.children.setdefault(step, _Wanted())
        found[path] = here
    walk_document(text, lambda at: _search(text, at, root))
    return found


def _search(text: str, start: int, wanted: _Wanted) -> int:
    def past(step: str | int, begin: int, at: int) -> int:
        child = wanted.children.get(step)
        if child is None:
            return end_of_value(text, at)
        child.begin = begin
        return _search(text, at, child)

    if wanted.span:
        wanted.forget()
    inside = wanted.children and opens(text, start)
    end = walk(text, start, past) if inside else end_of_value(text, start)
    wanted.span = (start, end)
    return end


def _member_at(text: str, start: int, offset: int) -> tuple[str | int, int] | None:
    """Key or position, and the value's start, of the member in which an offset lies."""
    found: list[tuple[str | int, int]] = []

    def past(step: str | int, begin: int, at: int) -> int:
        if begin > offset:
            return STOP
        try:
            end = end_of_value(text, at)
        except ValueError:
            end = len(text)
        if offset > end:
            return end
        found.append((step, at))
        return STOP

    if not opens(text, start):
        return None
    try:
        walk(text, start, past)
    except ValueError:
        return None
    return found[0] if found else None


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
    return f"The text is not JSON yet: {fault.sentence} ({where}). Repair it there first."
