"""Repairs as data: each changes one place of the draft's text."""

# Dataclasses and not closures, so that equal problems compare equal.

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from convert_console.core.document.edits import (
    EditImpossible,
    renamed,
    span_of,
    with_item,
    with_value,
    without,
)
from convert_console.core.document.payload import Path, Payload, parse, value_at
from convert_console.core.linter.id_shapes import is_blank
from convert_console.core.linter.problem import Problem


@dataclass(frozen=True, slots=True)
class SetValue:
    """Put a value at a path, where there may be none yet."""

    path: Path
    value: Payload = field(hash=False)

    def __call__(self, text: str) -> str:
        return with_value(text, self.path, self.value)


@dataclass(frozen=True, slots=True)
class Remove:
    """Remove what is at a path."""

    path: Path

    def __call__(self, text: str) -> str:
        return without(text, self.path)


@dataclass(frozen=True, slots=True)
class RenameKey:
    """Rename a key, and keep its value and place."""

    path: Path
    key: str

    def __call__(self, text: str) -> str:
        return renamed(text, self.path, self.key)


@dataclass(frozen=True, slots=True)
class CutText:
    """Cut a piece of text at a character offset, in a text that is not JSON yet."""

    offset: int
    piece: str

    def __call__(self, text: str) -> str:
        end = self.offset + len(self.piece)
        if text[self.offset : end] != self.piece:
            raise EditImpossible("The text has changed since this problem was found.")
        return text[: self.offset] + text[end:]


@dataclass(frozen=True, slots=True)
class Splice:
    """Put several items in the place of one; without a position, a list in place of a value."""

    path: Path
    position: int | None
    items: tuple[Payload, ...] = field(hash=False)

    def __call__(self, text: str) -> str:
        if self.position is None:
            return with_value(text, self.path, list(self.items))
        first, *others = self.items
        text = with_value(text, (*self.path, self.position), first)
        for offset, item in enumerate(others, self.position + 1):
            text = with_item(text, self.path, offset, item)
        return text


@dataclass(frozen=True, slots=True)
class PutIntoList:
    """Put [ ] around an object, and keep each of its characters."""

    path: Path

    def __call__(self, text: str) -> str:
        start, end = span_of(text, self.path) or (0, 0)
        if text[start:end][:1] != "{":
            raise EditImpossible("The text has changed since this problem was found.")
        return f"{text[:start]}[{text[start:end]}]{text[end:]}"


@dataclass(frozen=True, slots=True)
class MoveUp:
    """Move a value to another path; where that already holds one, only remove it here."""

    path: Path
    to: Path
    value: Payload = field(hash=False)

    def __call__(self, text: str) -> str:
        if is_blank(value_at(parse(text).payload, self.to)):
            text = with_value(text, self.to, self.value)
        return without(text, self.path)


def all_fixed(text: str, problems: Iterable[Problem]) -> str:
    """The text with every certain fix applied in turn.

    A removed or split item moves those behind it in its list, so the last one goes first.
    """
    fixable = [(problem.path, problem.fix) for problem in problems if problem.fix]
    in_lists = [(path, fix) for path, fix in fixable if _is_in_a_list(path)]
    last_first = sorted(in_lists, key=lambda item: _order(item[0]), reverse=True)
    for _, fix in (*last_first, *(item for item in fixable if not _is_in_a_list(item[0]))):
        with suppress(EditImpossible):  # another fix has changed its place: the next check sees it
            text = fix.apply(text)
    return text


def _is_in_a_list(path: Path) -> bool:
    return any(isinstance(step, int) for step in path)


def _order(path: Path) -> list[tuple[int, str]]:
    return [(step, "") if isinstance(step, int) else (-1, step) for step in path]
