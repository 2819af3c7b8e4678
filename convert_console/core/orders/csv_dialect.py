"""The form of a CSV file: found out from its beginning, shown to the person, and changeable."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Encoding = Literal["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
Delimiter = Literal[",", ";", "\t", "|"]
Decimal = Literal[".", ","]

ENCODINGS: tuple[tuple[Encoding, str], ...] = (
    ("utf-8", "UTF-8"),
    ("utf-8-sig", "UTF-8 with byte order mark"),
    ("utf-16", "UTF-16 with byte order mark"),
    ("utf-16-le", "UTF-16, little end first"),
    ("utf-16-be", "UTF-16, big end first"),
    ("cp1252", "Windows Western (1252)"),
)
DELIMITERS: tuple[tuple[Delimiter, str], ...] = (
    (",", "comma ,"),
    (";", "semicolon ;"),
    ("\t", "tab"),
    ("|", "bar |"),
)
DECIMALS: tuple[tuple[Decimal, str], ...] = ((".", "point 1234.50"), (",", "comma 1234,50"))

HEAD_BYTES = 65_536
"""How much of a file is looked at to find out its form."""

CELL_LIMIT = 1_000_000
"""Characters of one cell. A quote that is never closed would swallow the rest of the file."""


@dataclass(frozen=True, slots=True)
class Form:
    """How to read a file; the first row holds the names of the columns if `titled`."""

    encoding: Encoding = "utf-8"
    delimiter: Delimiter = ","
    decimal: Decimal = "."
    titled: bool = True


class BadRow(ValueError):
    """A row that is no CSV; its text says which and why."""


def detect(head: bytes) -> Form:
    r"""Judge a file by its first bytes; whatever they are, some form is given.

    >>> detect(b"id;total\n1;2,50\n")
    Form(encoding='utf-8', delimiter=';', decimal=',', titled=True)
    """
    encoding = _encoding(head)
    text = codecs.decode(head, encoding, "replace")
    delimiter = _delimiter(text)
    rows = _first_rows(text, delimiter)
    return Form(encoding, delimiter, _decimal(rows), _titled(rows))


def rows(lines: Iterable[str], form: Form) -> Iterator[list[str]]:
    """The rows, title row included and blank ones left out; `lines` keep their line ends.

    Raises BadRow.
    """
    csv.field_size_limit(CELL_LIMIT)
    reader = csv.reader(lines, delimiter=form.delimiter)
    try:
        for row in reader:
            preface = reader.line_num == 1 and _PREFACE.fullmatch(form.delimiter.join(row))
            if any(cell.strip() for cell in row) and not preface:
                yield row
    except csv.Error as why:
        raise BadRow(
            f"Line {reader.line_num:,} cannot be read ({why}). Look for a quote that is not closed."
        ) from why


def columns_of(first: list[str], form: Form) -> tuple[str, ...]:
    """A name for each column, no name twice.

    >>> columns_of(["id", "", "id"], Form())
    ('id', 'column 2', 'id (3)')
    """
    names: dict[str, None] = {}
    for place, cell in enumerate(first, 1):
        name = (cell.strip() if form.titled else "") or f"column {place}"
        while name in names:
            name = f"{name} ({place})"
        names[name] = None
    return tuple(names)


_MARKS: tuple[tuple[bytes, Encoding], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Three digits after a sign may be thousands, so they tell nothing.
_DECIMAL_COMMA = re.compile(r"-?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+),(?:[0-9]{1,2}|[0-9]{4,})")
_DECIMAL_POINT = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)\.(?:[0-9]{1,2}|[0-9]{4,})")
_AROUND = re.compile(r"[\s\u00a0\u202f'’€$£]+")
"""What stands in an amount beside its digits and signs."""
_PREFACE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
"""What Excel reads as the delimiter, where it is the first line."""
_FIGURE = re.compile(r"[-+0-9.,:/ TZ]*")
_MOST_ROWS = 200


def _encoding(head: bytes) -> Encoding:
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if head.count(0) * 4 > len(head):  # every other byte of Western text in UTF-16 is zero
        return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=False)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _delimiter(text: str) -> Delimiter:
    """The sign that parts the rows into the same number of cells, and the more of them; or the one
    that the file names for Excel.
    """
    named = _PREFACE.match(text)
    for sign, _ in DELIMITERS:
        if named and named[1] == sign:
            return sign
    scores = [(_evenness(_first_rows(text, sign)), sign) for sign, _ in DELIMITERS]
    best = max(score for score, _ in scores)
    return next(sign for score, sign in scores if score == best)


def _evenness(found: list[list[str]]) -> tuple[float, int]:
    if not found or len(found[0]) < 2:
        return (0.0, 0)
    width = len(found[0])
    return (sum(len(row) == width for row in found) / len(found), width)


def _first_rows(text: str, delimiter: str) -> list[list[str]]:
    lines = text.splitlines(keepends=True)
    complete = lines[:-1] if len(lines) > 1 and not text.endswith(("\n", "\r")) else lines
    found: list[list[str]] = []
    try:
        for row in csv.reader(complete, delimiter=delimiter):
            if row and not _PREFACE.fullmatch(delimiter.join(row)):
                found.append(row)
            if len(found) == _MOST_ROWS:
                break
    except csv.Error:
        pass  # the rows before it tell enough
    return found


def _decimal(found: list[list[str]]) -> Decimal:
    cells = [_AROUND.sub("", cell) for row in found[1:] for cell in row]
    commas = sum(_DECIMAL_COMMA.fullmatch(cell) is not None for cell in cells)
    points = sum(_DECIMAL_POINT.fullmatch(cell) is not None for cell in cells)
    return "," if commas > points else "."


def _titled(found: list[list[str]]) -> bool:
    """A row of names has no cell that is only figures."""
    return bool(found) and not any(cell and _FIGURE.fullmatch(cell.strip()) for cell in found[0])
