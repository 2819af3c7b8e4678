"""Detects the encoding, delimiter and decimal sign of a CSV file, and reads its rows."""

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
    ("utf-16-le", "UTF-16 little-endian"),
    ("utf-16-be", "UTF-16 big-endian"),
    ("cp1252", "Windows Western (1252)"),
)
DELIMITERS: tuple[tuple[Delimiter, str], ...] = (
    (",", "comma ,"),
    (";", "semicolon ;"),
    ("\t", "tab"),
    ("|", "pipe |"),
)
DECIMALS: tuple[tuple[Decimal, str], ...] = ((".", "point 1234.50"), (",", "comma 1234,50"))

HEAD_BYTES = 65_536
"""How much of a file is read to detect its format."""

CELL_LIMIT = 1_000_000
"""Most characters of a cell. Without a limit, an unclosed quote would take in the whole file."""


@dataclass(frozen=True, slots=True)
class CsvFormat:
    """How to read a file."""

    encoding: Encoding = "utf-8"
    delimiter: Delimiter = ","
    decimal: Decimal = "."
    has_header: bool = True


class InvalidCsv(ValueError):
    """A row that is not valid CSV; the message names the line and the reason."""


def detect(head: bytes) -> CsvFormat:
    r"""The most likely format of a file, from its first bytes; never fails.

    >>> detect(b"id;total\n1;2,50\n")
    CsvFormat(encoding='utf-8', delimiter=';', decimal=',', has_header=True)
    """
    encoding = _encoding(head)
    text = codecs.decode(head, encoding, "replace")
    delimiter = _delimiter(text)
    rows = _first_rows(text, delimiter)
    return CsvFormat(encoding, delimiter, _decimal(rows), _has_header(rows))


def rows(lines: Iterable[str], csv_format: CsvFormat) -> Iterator[list[str]]:
    """The rows including the header, without blank rows; `lines` keep their line ends.

    Raises InvalidCsv.
    """
    csv.field_size_limit(CELL_LIMIT)
    reader = csv.reader(lines, delimiter=csv_format.delimiter)
    try:
        for row in reader:
            preface = reader.line_num == 1 and _PREFACE.fullmatch(csv_format.delimiter.join(row))
            if any(cell.strip() for cell in row) and not preface:
                yield row
    except csv.Error as why:
        raise InvalidCsv(
            f"Line {reader.line_num:,} cannot be read ({why}). Look for an unclosed quote."
        ) from why


def column_names(first: list[str], csv_format: CsvFormat) -> tuple[str, ...]:
    """A unique name for each column.

    >>> column_names(["id", "", "id"], CsvFormat())
    ('id', 'column 2', 'id (3)')
    """
    names: dict[str, None] = {}
    for place, cell in enumerate(first, 1):
        name = (cell.strip() if csv_format.has_header else "") or f"column {place}"
        while name in names:
            name = f"{name} ({place})"
        names[name] = None
    return tuple(names)


_MARKS: tuple[tuple[bytes, Encoding], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Three digits after a sign may be thousands, so they prove nothing.
_DECIMAL_COMMA = re.compile(r"-?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+),(?:[0-9]{1,2}|[0-9]{4,})")
_DECIMAL_POINT = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)\.(?:[0-9]{1,2}|[0-9]{4,})")
_NOT_DIGITS = re.compile(r"[\s\u00a0\u202f'’€$£]+")
"""What an amount may contain besides digits and signs."""
_PREFACE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
"""A first line from which Excel reads the delimiter."""
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
    """The one named for Excel, or else the one that gives most rows the same number of cells."""
    named = _PREFACE.match(text)
    for sign, _ in DELIMITERS:
        if named and named[1] == sign:
            return sign
    scores = [(_evenness(_first_rows(text, sign)), sign) for sign, _ in DELIMITERS]
    best = max(score for score, _ in scores)
    return next(sign for score, sign in scores if score == best)


def _evenness(sample: list[list[str]]) -> tuple[float, int]:
    if not sample or len(sample[0]) < 2:
        return (0.0, 0)
    width = len(sample[0])
    return (sum(len(row) == width for row in sample) / len(sample), width)


def _first_rows(text: str, delimiter: str) -> list[list[str]]:
    lines = text.splitlines(keepends=True)
    complete = lines[:-1] if len(lines) > 1 and not text.endswith(("\n", "\r")) else lines
    result: list[list[str]] = []
    try:
        for row in csv.reader(complete, delimiter=delimiter):
            if row and not _PREFACE.fullmatch(delimiter.join(row)):
                result.append(row)
            if len(result) == _MOST_ROWS:
                break
    except csv.Error:
        pass  # the rows before it are enough
    return result


def _decimal(sample: list[list[str]]) -> Decimal:
    cells = [_NOT_DIGITS.sub("", cell) for row in sample[1:] for cell in row]
    commas = sum(_DECIMAL_COMMA.fullmatch(cell) is not None for cell in cells)
    points = sum(_DECIMAL_POINT.fullmatch(cell) is not None for cell in cells)
    return "," if commas > points else "."


def _has_header(sample: list[list[str]]) -> bool:
    """A header has no cell that consists of digits only."""
    return bool(sample) and not any(cell and _FIGURE.fullmatch(cell.strip()) for cell in sample[0])
