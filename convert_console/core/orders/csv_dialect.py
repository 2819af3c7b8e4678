"""Detects the encoding, delimiter and header of a CSV file, and reads its rows."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from convert_console.core.orders.mapping import known_titles

Encoding = Literal["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp1250"]
Delimiter = Literal[",", ";", "\t", "|"]

ENCODINGS: tuple[tuple[Encoding, str], ...] = (
    ("utf-8", "UTF-8"),
    ("utf-8-sig", "UTF-8 with byte order mark"),
    ("utf-16", "UTF-16 with byte order mark"),
    ("utf-16-le", "UTF-16 little-endian"),
    ("utf-16-be", "UTF-16 big-endian"),
    ("cp1252", "Windows Western (1252)"),
    ("cp1250", "Windows Central European (1250)"),
)
DELIMITERS: tuple[tuple[Delimiter, str], ...] = (
    (",", "comma ,"),
    (";", "semicolon ;"),
    ("\t", "tab"),
    ("|", "pipe |"),
)

HEAD_BYTES = 65_536
"""How much of a file is read to detect its format."""

CELL_LIMIT = 1_000_000
"""Most characters of a cell. Without a limit, an unclosed quote would take in the whole file."""


@dataclass(frozen=True, slots=True)
class CsvFormat:
    """How to read a file.

    `header` is the number of the row that names the columns, from 1 and without blank rows; 0 for
    none. Rows before it are not orders.
    """

    encoding: Encoding = "utf-8"
    delimiter: Delimiter = ","
    header: int = 1


class InvalidCsv(ValueError):
    """A row that is not valid CSV; the message names the line and the reason."""


def detect(head: bytes) -> CsvFormat:
    r"""The most likely format of a file, from its first bytes; never fails.

    >>> detect(b"id;total\n1;2,50\n")
    CsvFormat(encoding='utf-8', delimiter=';', header=1)
    """
    encoding = encoding_of(head)
    text = codecs.decode(head, encoding, "replace")
    delimiter = _delimiter(text)
    rows = _first_rows(text, delimiter)
    return CsvFormat(encoding, delimiter, _header(rows))


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
        name = (cell.strip() if csv_format.header else "") or f"column {place}"
        while name in names:
            name = f"{name} ({place})"
        names[name] = None
    return tuple(names)


_MARKS: tuple[tuple[bytes, Encoding], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PREFACE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
"""A first line from which Excel reads the delimiter."""
_FIGURE = re.compile(r"[-+0-9.,:/ TZ]*")
_MOST_ROWS = 200
_MOST_BEFORE = 50
"""How many rows may come before the header."""


def encoding_of(head: bytes) -> Encoding:
    """The most likely encoding of text, from its first bytes."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if head.count(0) * 4 > len(head):  # every other byte of Western text in UTF-16 is zero
        return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=False)
    except UnicodeDecodeError:
        central = _CENTRAL_EUROPEAN.search(head.decode("cp1252", "replace"))
        return "cp1250" if central else "cp1252"
    return "utf-8"


# Letters of Polish and Romanian, as Windows writes them, by what Western text has in their place:
# signs within words, and a þ where no word of Icelandic has one.
_CENTRAL_EUROPEAN = re.compile(r"[^\W\d_][³¹¿¾][^\W\d_]|[^\W\d_]þ(?!\w)|ãþ|\bz³(?!\w)")


def _delimiter(text: str) -> Delimiter:
    """The one named for Excel, or else the one that gives most rows the same number of cells."""
    named = _PREFACE.match(text)
    for sign, _ in DELIMITERS:
        if named and named[1] == sign:
            return sign
    # A comma may also be a decimal sign, so that it loses a tie.
    scores = [(_evenness(_first_rows(text, sign)), sign != ",", sign) for sign, _ in DELIMITERS]
    best = max(scores)
    return best[2] if best[0] > (0.0, 0) else ","


def _evenness(sample: list[list[str]]) -> tuple[float, int]:
    """The share of rows that have the most frequent number of cells above one, and that number."""
    widths = Counter(len(row) for row in sample if len(row) > 1)
    if not widths:
        return (0.0, 0)
    width, count = max(widths.items(), key=lambda entry: (entry[1], entry[0]))
    return (count / len(sample), width)


def _first_rows(text: str, delimiter: str) -> list[list[str]]:
    lines = text.splitlines(keepends=True)
    complete = lines[:-1] if len(lines) > 1 and not text.endswith(("\n", "\r")) else lines
    result: list[list[str]] = []
    try:
        for row in csv.reader(complete, delimiter=delimiter):
            if any(cell.strip() for cell in row) and not _PREFACE.fullmatch(delimiter.join(row)):
                result.append(row)
            if len(result) == _MOST_ROWS:
                break
    except csv.Error:
        pass  # the rows before it are enough
    return result


def _header(sample: list[list[str]]) -> int:
    """The number of the row that names the columns; 0 if there is none.

    Exports have lines before it: a title, the account, the dates. It has as many cells as the
    orders, none of them a number, and knows the most names of columns.
    """
    filled = [[cell.strip() for cell in row if cell.strip()] for row in sample]
    usual = Counter(len(row) for row in filled if len(row) > 1).most_common(1)
    width = usual[0][0] if usual else 1
    found = [
        (known_titles(row), -number)
        for number, row in enumerate(filled[:_MOST_BEFORE], 1)
        if 2 * len(row) > width and not any(_FIGURE.fullmatch(cell) for cell in row)
    ]
    known, number = max(found, default=(0, 0))
    first_is_data = -number > 1 and known < 2 and len(filled[0]) >= width
    return 0 if first_is_data else -number
