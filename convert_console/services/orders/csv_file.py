"""A CSV file of orders, read row by row in bounded memory."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TextIO

from convert_console.core.orders.csv_dialect import (
    HEAD_BYTES,
    CsvFormat,
    InvalidCsv,
    column_names,
    detect,
    encoding_of,
    rows,
)
from convert_console.core.orders.dry_run import DryRun
from convert_console.core.orders.mapping import ColumnMapping, mapping_text, read_mapping
from convert_console.core.orders.order_builder import OrderBuilder
from convert_console.core.orders.questions import FileQuestion, find_questions
from convert_console.core.orders.survey import Survey, survey
from convert_console.services.storage.files import (
    StoreFailed,
    for_owner,
    read_utf8,
    sentence_of,
    write_whole,
)

PREVIEWED = 50
"""Rows that are shown before anything is done with the file."""


MOST_SEARCHED = 1 << 27
"""Bytes that are searched for the first letter that is not ASCII, which shows the encoding."""

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How .xlsx, .ods and .xls begin."""


def detect_format(path: Path) -> CsvFormat:
    """The format of a file, detected from its beginning, and its encoding from the first letter
    that is not ASCII; raises `StoreFailed`.
    """
    with _as_store_failed(path), open(path, "rb", opener=for_owner) as file:
        head = file.read(HEAD_BYTES)
        if head.startswith(_WORKBOOKS):
            raise StoreFailed(f"{path.name} is a workbook, not a CSV file. Save it as CSV.")
        form, piece = detect(head), head
        known = form.encoding != "utf-8"
        while piece and piece.isascii() and not known and file.tell() < MOST_SEARCHED:
            piece = file.read(1 << 20)
        if known or piece.isascii():
            return form
        return replace(form, encoding=encoding_of(piece))


@dataclass(frozen=True, slots=True)
class OrderFile:
    """A CSV file as it is read: its format, the names of its columns, and its first rows.

    `top` are the first rows of the file itself, with those before the header.
    """

    path: Path
    form: CsvFormat
    columns: tuple[str, ...]
    head: tuple[list[str], ...]
    top: tuple[list[str], ...] = ()

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row without the header, with its number from 1; raises `StoreFailed`."""
        return read_rows(self.path, self.form)

    def survey(self, mapping: ColumnMapping, stopped: Callable[[], bool] = lambda: False) -> Survey:
        """What only all rows together tell; raises `StoreFailed`."""
        return survey(self.rows, mapping, self.columns, stopped)

    def questions(
        self, mapping: ColumnMapping, found: Survey, stopped: Callable[[], bool] = lambda: False
    ) -> tuple[FileQuestion, ...]:
        """What the file leaves open; raises `StoreFailed`."""
        return find_questions(self.rows, mapping, self.columns, found, stopped)


def open_order_file(
    path: Path, header: int | None = None, form: CsvFormat | None = None
) -> OrderFile:
    """Read the beginning of a file, in the detected format or in this one.

    `header` is the row with the names of the columns if it was chosen; see `ColumnMapping`. Raises
    `StoreFailed`.
    """
    form = form or detect_format(path)
    form = form if header is None else replace(form, header=header)
    before = max(form.header - 1, 0)
    with _as_store_failed(path), _opened(path, form) as file:
        top = tuple(islice(rows(file, form), before + PREVIEWED + 1))
    if len(top) <= before:
        has = f"only {len(top):,} rows" if top else "no rows"
        raise StoreFailed(f"{path.name} has {has}. Choose another {'header' if top else 'file'}.")
    head = top[form.header :][:PREVIEWED]
    return OrderFile(path, form, column_names(top[before], form), head, top[:PREVIEWED])


def dry_run(
    file: OrderFile, builder: OrderBuilder, dry: DryRun, stopped: Callable[[], bool] = lambda: False
) -> DryRun:
    """Build and lint the request of every row, and count it in `dry`; sends nothing.

    Raises `StoreFailed`.
    """
    for row, cells in file.rows():
        if stopped():
            break
        dry.add(builder.build(row, cells))
    return dry


# A mapping in a file.

LARGEST_MAPPING = 1_000_000


def save_mapping(path: Path, mapping: ColumnMapping) -> None:
    """Write a mapping as JSON; raises `StoreFailed`."""
    write_whole(path, f"{mapping_text(mapping)}\n".encode())


def load_mapping(path: Path) -> ColumnMapping:
    """Read a mapping that `save_mapping` has written; raises `StoreFailed`."""
    content = read_utf8(path, LARGEST_MAPPING, "Choose the file of a mapping.")
    try:
        return read_mapping(json.loads(content))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as why:
        raise StoreFailed(
            f"{path.name} is not a mapping that Convert Console has saved. Choose another file."
        ) from why


def read_rows(path: Path, form: CsvFormat) -> Iterator[tuple[int, list[str]]]:
    """Each row without the header, with its number from 1; raises `StoreFailed`."""
    with _as_store_failed(path), _opened(path, form) as file:
        yield from enumerate(islice(rows(file, form), form.header, None), 1)


def fingerprint(path: Path, stopped: Callable[[], bool]) -> str:
    """The SHA-256 of a file's bytes, or "" if stopped; raises `StoreFailed`."""
    digest = sha256()
    with _as_store_failed(path), open(path, "rb", opener=for_owner) as file:
        while piece := file.read(1 << 20):
            if stopped():
                return ""
            digest.update(piece)
    return digest.hexdigest()


def _opened(path: Path, form: CsvFormat) -> TextIO:
    return open(path, encoding=form.encoding, newline="", opener=for_owner)


@contextmanager
def _as_store_failed(path: Path) -> Iterator[None]:
    """Turn errors with a file into `StoreFailed`."""
    try:
        yield
    except OSError as error:
        raise StoreFailed(sentence_of(error, path)) from error
    except UnicodeError as why:
        raise StoreFailed(
            f"{path.name} is not text in this encoding ({why}). Choose another encoding."
        ) from why
    except InvalidCsv as why:
        raise StoreFailed(f"{path.name}: {why}") from why
