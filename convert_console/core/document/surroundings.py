"""How the text around a value is laid out, so that what is written looks like its siblings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from convert_console.core.document.formatting import Style, laid_out

if TYPE_CHECKING:
    from convert_console.core.document.containers import Container

_SIBLINGS_LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The containers around a place in a text, outermost first."""

    text: str
    around: list[Container]

    def written(self, flat: str, at: int, old: str = "", near: int | None = None) -> str:
        """JSON text laid out for an offset, to replace `old` or to stand beside member `near`."""
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
        """The white space between the comma and member `index`, there or yet to come."""
        return self._gap(index, self._style())

    def _gap(self, index: int, style: Style) -> str:
        here = self.around[-1]
        last = len(here.members) - 1
        if last:
            return _one_break(here.before(max(1, min(index, last))).partition(",")[2])
        lead = here.before(0)
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
        return replace(style, flat=self._flat(examples), tall=_tall(examples))

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
        starts = [here.start for here in reversed(self.around)]
        for start in (*starts, 0):
            colon = _COLON.search(self.text, start)
            if colon:
                yield colon[1]

    def _commas(self) -> Iterator[str]:
        for here in reversed(self.around):
            if len(here.members) > 1 and "\n" not in here.before(1):
                yield here.before(1)

    def _units(self) -> Iterator[str]:
        for here in reversed(self.around):
            lead = here.before(0) if here.members else ""
            if "\n" in lead:
                outer = self._indentation(self.text.rfind("\n", 0, here.start) + 1)
                inner = lead.rpartition("\n")[2]
                if inner.startswith(outer) and inner != outer:
                    yield inner.removeprefix(outer)
        first = _FIRST_INDENTED.search(self.text)
        if first:
            yield first[1]

    def _indentation(self, line: int) -> str:
        found = _BLANKS.match(self.text, line)
        return found[0] if found else ""


# Guesses about looks. A string that happens to read like layout may mislead them, and then the
# new text looks odd; what they give back is white space, colon and comma, so it is still JSON.
_BLANKS = re.compile(r"[ \t]*")
_FILLED = re.compile(r"[\[{][ \t\r]*[^ \t\r\]}]")
_FIRST_INDENTED = re.compile(r"\n([ \t]+)[^ \t\r\n]")
_COLON = re.compile(r'"([ \t]*:[ \t]*)["\[{\-0-9tfn]')
_LIST_OF_PLAIN = re.compile(r'\[([ \t\r\n]*)["\-0-9tfn]')


def _tall(examples: list[str]) -> bool:
    """Whether the nearest list of plain values has a line for each."""
    lists = (_LIST_OF_PLAIN.search(text) for text in examples)
    nearest = next((found for found in lists if found), None)
    return nearest is not None and "\n" in nearest[1]


def _one_break(gap: str) -> str:
    """A gap without the empty lines in it."""
    if "\n" not in gap:
        return gap
    newline = "\r\n" if "\r\n" in gap else "\n"
    return newline + gap.rpartition("\n")[2]
