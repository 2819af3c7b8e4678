"""Several ids in one pasted text: a row of them, or experiences with their variations."""

from __future__ import annotations

import re
from typing import NamedTuple

_APART = re.compile(r"[\s,;]+")
_PAIR = re.compile(r"""(?<!\d)(\d++)["']?+(?:\s*+(?::|\.|=|/|->|→)|[^\S\t]*+\t)\s*+["']?+(\d++)""")
_CELLS = re.compile(r"[\t,;]")
_EDGE = "\"'[](){} \t"


class PastedIds(NamedTuple):
    """What goes into `exps` and into `vars`; where only one list was pasted, the other is empty."""

    experiences: list[str]
    variations: list[str]


def ids_in(text: str) -> list[str]:
    """The ids in a text, parted by commas, semicolons or blanks; quotes and brackets go.

    >>> ids_in('["1", "2"] 3')
    ['1', '2', '3']
    """
    parts = (part.strip(_EDGE) for part in _APART.split(text))
    return [part for part in parts if part]


def pairs_in(text: str) -> PastedIds | None:
    """Experiences with their variations, where a text is certainly that; else `None`.

    >>> pairs_in("1:10, 2:20")
    PastedIds(experiences=['1', '2'], variations=['10', '20'])
    >>> pairs_in("1, 2, 3") is None
    True
    """
    rows = [line for line in text.splitlines() if line.strip(_EDGE + ",;")]
    return _pairs(_signed(text)) or _pairs(_columns(rows)) or _pairs(_columns(rows[1:], rows[:1]))


def _signed(text: str) -> list[list[str]]:
    """Pairs held together by a sign, and apart from each other by a comma, a blank or a line."""
    found = [[match[1], match[2]] for match in _PAIR.finditer(text)]
    rest = _PAIR.sub(" ", text)
    return found if not rest.strip(_EDGE + ",;&|\n\r") else []


def _columns(rows: list[str], head: list[str] | None = None) -> list[list[str]]:
    """Two columns of a sheet, perhaps under a line of names. A single line is a row of ids
    unless a tab parts it.
    """
    if head and (not rows or any(sign.isdigit() for sign in head[0])):
        return []
    if not head and len(rows) < 2 and not any("\t" in row for row in rows):
        return []
    cells = [[cell.strip(_EDGE) for cell in _CELLS.split(row.strip())] for row in rows]
    return cells if all(len(row) == 2 and all(map(str.isdigit, row)) for row in cells) else []


def _pairs(rows: list[list[str]]) -> PastedIds | None:
    return PastedIds(*([row[side] for row in rows] for side in (0, 1))) if rows else None
