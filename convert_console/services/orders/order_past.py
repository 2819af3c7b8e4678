"""What was sent of a CSV file before, found by the file's content and the profile."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from convert_console.core.orders.csv_dialect import Form
from convert_console.core.orders.mapping import Mapping, mapping_text, read_mapping
from convert_console.services.orders.csv_file import fingerprint, read_rows
from convert_console.services.orders.journal import NOT_ARRIVED, UNKNOWN, Journal, Known, held
from convert_console.services.storage.catalogs import LAST_MOMENT
from convert_console.services.storage.file_lock import lock
from convert_console.services.storage.files import (
    StoreFailed,
    file_named,
    for_owner,
    rename_to_free,
    sentence_of,
)

SUFFIX = ".journal"


@dataclass(frozen=True, slots=True)
class Past:
    """`total` rows in the file; of those sent before how many are settled, which includes those of
    unknown outcome and those left out. `began` is in Unix seconds, 0 for a file never sent;
    `mapping` is the one it was begun with.
    """

    key: str
    journal: Path
    total: int
    began: float = 0.0
    settled: int = 0
    accepted: int = 0
    left_out: int = 0
    unknown: int = 0
    mapping: Mapping | None = None


def past_of(
    path: Path,
    form: Form,
    place: tuple[Path, str],
    stopped: Callable[[], bool],
    known: Known = lambda _uids: {},
) -> Past:
    """Count a file's rows, and find what was sent of them; `place` is the folder of journals and
    the profile's id, and `known` what the history knows. Raises `StoreFailed`.
    """
    key = fingerprint(path, stopped)
    folder, profile_id = place
    journal = file_named(folder, f"{profile_id[:60]}-{key[:24]}", SUFFIX)
    total = 0
    for total, _ in read_rows(path, form):  # noqa: B007 - the last number is what is asked for
        if stopped():
            break
    past = Past(key, journal, total)
    return _read(past, known) if os.path.lexists(journal) else past


def header_of(path: Path, began: float, mapping: Mapping) -> dict[str, Any]:
    """What a journal says about itself."""
    return {"file": path.name, "began": began, "mapping": json.loads(mapping_text(mapping))}


def put_away(journal: Path) -> None:
    """Rename a journal, so that its file counts as never sent. Raises `StoreFailed`, also while
    another window writes it, which would write on where nobody looks.
    """
    try:
        if journal.exists():
            _rename_alone(journal)
    except OSError as error:
        raise StoreFailed(sentence_of(error, journal)) from error


def _rename_alone(journal: Path) -> None:
    old = (journal.with_name(f"{journal.name}.old-{number}") for number in count(1))
    with open(journal, "ab", opener=for_owner) as file:
        try:
            lock(file)
        except OSError as error:
            raise StoreFailed(held(journal)) from error
        if os.name == "posix":
            rename_to_free(journal, old)
            return
    rename_to_free(journal, old)  # Windows renames no file that anybody has open


def _moment(stored: Any) -> float:
    began = float(stored)
    if not 0 <= began < LAST_MOMENT:
        raise ValueError("no moment")
    return began


def _read(past: Past, known: Known) -> Past:
    with Journal(past.journal, None) as journal:
        journal.resolve(known)
        counts, header = journal.counts, journal.header
        if not header:
            return past  # whoever began it came no further, and sent nothing
        try:
            began, mapping = _moment(header["began"]), read_mapping(header["mapping"])
        except (LookupError, TypeError, ValueError, ArithmeticError) as why:
            raise StoreFailed(f"{past.journal} says nothing that can be resumed.") from why
        return Past(
            past.key,
            past.journal,
            past.total,
            began,
            sum(counts.values()) - journal.count(NOT_ARRIVED),
            counts["accepted"],
            counts["left-out"],
            journal.count(UNKNOWN),
            mapping,
        )
