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


def form_of(path: Path) -> CsvFormat:
    """The form that the beginning of a file has; raises `StoreFailed`."""
    with _said(path), path.open("rb") as file:
        return detect(file.read(HEAD_BYTES))


def read_rows(path: Path, form: CsvFormat) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number from 1, titles left out; raises `StoreFailed` on the way."""
    with _said(path), path.open(encoding=form.encoding, newline="") as file:
        yield from enumerate(islice(rows(file, form), int(form.has_header), None), 1)


def beginning(path: Path, form: CsvFormat) -> tuple[tuple[str, ...], list[list[str]]]:
    """The names of the columns, and the first rows; raises `StoreFailed`."""
    with _said(path), path.open(encoding=form.encoding, newline="") as file:
        found = list(islice(rows(file, form), PREVIEWED + 1))
    if not found:
        raise StoreFailed(f"{path.name} has no rows. Choose another file.")
    columns = column_names(found[0], form)
    return columns, found[1:] if form.has_header else found[:PREVIEWED]


def fingerprint(path: Path, stopped: Callable[[], bool]) -> str:
    """The SHA-256 of a file's bytes, or "" if stopped; raises `StoreFailed`."""
    digest = sha256()
    with _said(path), path.open("rb") as file:
        while piece := file.read(1 << 20):
            if stopped():
                return ""
            digest.update(piece)
    return digest.hexdigest()


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """What goes wrong with a file becomes a sentence."""
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
