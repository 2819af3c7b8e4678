"""A CSV file of orders, read row by row in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import islice
from pathlib import Path

from convert_console.core.orders.csv_dialect import (
    HEAD_BYTES,
    CsvFormat,
    InvalidCsv,
    column_names,
    detect,
    rows,
)
from convert_console.services.storage.files import StoreFailed, sentence_of

PREVIEWED = 50
"""Rows that are shown before anything is done with the file."""


def detect_format(path: Path) -> CsvFormat:
    """The format of a file, detected from its beginning; raises `StoreFailed`."""
    with _as_store_failed(path), path.open("rb") as file:
        return detect(file.read(HEAD_BYTES))


def read_rows(path: Path, form: CsvFormat) -> Iterator[tuple[int, list[str]]]:
    """Each row without the header, with its number from 1; raises `StoreFailed`."""
    with _as_store_failed(path), path.open(encoding=form.encoding, newline="") as file:
        yield from enumerate(islice(rows(file, form), int(form.has_header), None), 1)


def read_beginning(path: Path, form: CsvFormat) -> tuple[tuple[str, ...], list[list[str]]]:
    """The names of the columns, and the first rows; raises `StoreFailed`."""
    with _as_store_failed(path), path.open(encoding=form.encoding, newline="") as file:
        beginning = list(islice(rows(file, form), PREVIEWED + 1))
    if not beginning:
        raise StoreFailed(f"{path.name} has no rows. Choose another file.")
    columns = column_names(beginning[0], form)
    return columns, beginning[1:] if form.has_header else beginning[:PREVIEWED]


def fingerprint(path: Path, stopped: Callable[[], bool]) -> str:
    """The SHA-256 of a file's bytes, or "" if stopped; raises `StoreFailed`."""
    digest = sha256()
    with _as_store_failed(path), path.open("rb") as file:
        while piece := file.read(1 << 20):
            if stopped():
                return ""
            digest.update(piece)
    return digest.hexdigest()


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
