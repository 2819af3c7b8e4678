"""The result of a CSV run as another CSV file: what came of each row, beside its own cells."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from convert_console.core.export.tables import harmless
from convert_console.core.orders.dry_run import Judge, order_of
from convert_console.core.verdict.kinds import WORDS
from convert_console.services.orders.journal import Journal
from convert_console.services.orders.run import Rows
from convert_console.services.storage.files import StoreFailed, for_owner, sentence_of

OWN_WORDS = {
    "unsent": "Not sent yet",
    "unknown": "Outcome unknown",
    "left-out": "Left out",
}
ADDED = ("row", "verdict", "status", "why")


def write_result(
    path: Path, columns: Sequence[str], rows: Rows, journal: Journal, judge: Judge
) -> int:
    """Write it, row by row, and put it in place when it is whole; how many rows it has.

    Raises `StoreFailed`; the file is then as it was before.
    """
    partial = path.with_name(f".{path.name}.part")
    count = 0
    try:
        with open(partial, "w", encoding="utf-8-sig", newline="", opener=for_owner) as file:
            writer = csv.writer(file)
            writer.writerow(harmless(cell) for cell in (*ADDED, *columns))
            for count, (row, cells) in enumerate(rows, 1):  # noqa: B007 - the last one is told
                said = _said(row, cells, journal, judge)
                writer.writerow(harmless(cell) for cell in (*said, *cells))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        raise StoreFailed(sentence_of(error, path)) from error
    finally:
        with suppress(OSError):
            partial.unlink()
    return count


def _said(row: int, cells: Sequence[str], journal: Journal, judge: Judge) -> tuple[str, ...]:
    code, status = journal.code(row), journal.status(row)
    word = OWN_WORDS.get(code) or WORDS[code][0]
    why = order_of(row, cells, judge).fault if code == "left-out" else ""
    return str(row), word, str(status) if status else "", why
