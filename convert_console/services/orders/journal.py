"""What became of each row of a CSV file, written so that a kill at any moment leaves the truth.

A line `> 17 0f3c…` says that row 17 is about to be sent, as the exchange with this id, and is on
the disk before the first byte of the request goes out; `< 17 accepted 200` says what came of it.
After a kill, a row with the first line and without the second has the outcome that the history
knows of this exchange. Where that knows none either it is unknown, and the row is not sent again
unless the person says so. Lines of earlier versions hold no id.
"""

from __future__ import annotations

import json
import os
import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO, Any, Literal, get_args

from convert_console.core.orders.csv_dialect import CsvFormat
from convert_console.core.orders.mapping import ColumnMapping, mapping_text, read_mapping
from convert_console.core.verdict.kinds import VerdictKind, kinds_in
from convert_console.services.orders.csv_file import fingerprint, read_rows
from convert_console.services.storage.catalogs import LAST_MOMENT
from convert_console.services.storage.file_lock import lock
from convert_console.services.storage.files import (
    StoreFailed,
    file_named,
    for_owner,
    make_folder,
    rename_to_free,
    sentence_of,
)

Left = Literal["unsent", "unknown", "left-out"]

CODES: tuple[str, ...] = (*get_args(Left), *get_args(VerdictKind))
"""What can become of a row; a place in here is what memory holds of each: one byte."""

FORMAT = 1
UNKNOWN = kinds_in("uncertain")
"""The request may have arrived."""

NOT_ARRIVED = kinds_in("not-sent") | {"unsent"}
"""The request has certainly not arrived, so sending it cannot send it twice."""

Known = Callable[[Sequence[str]], Mapping[str, tuple[str, int]]]
"""What the history knows of exchanges by their ids: kind of verdict and HTTP status, or 0."""


class Journal:
    """One file, written by one run at a time. Opening, reading and writing raise `StoreFailed`."""

    def __init__(self, path: Path, header: dict[str, Any] | None) -> None:
        """Open it, or begin it with a header; `header` is then the one it was begun with. Without
        a header it is only read, as it stands now, and a run may go on beside it.
        """
        self._path = path
        self._codes = bytearray()
        self._statuses = array("H")
        self._uids: dict[int, str] = {}  # of rows without an outcome
        self.counts: Counter[str] = Counter()
        try:
            if header is not None:
                make_folder(path.parent)
            mode = "rb" if header is None else "a+b"
            self._file: IO[bytes] = open(path, mode, opener=for_owner)  # noqa: SIM115 - until `close`
        except OSError as error:
            raise StoreFailed(sentence_of(error, path)) from error
        try:
            if header is not None:
                lock(self._file)
                _check_place(self._file, path)
            self.header = self._read(header)
        except OSError as error:
            self._file.close()
            raise StoreFailed(held(path)) from error
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def code(self, row: int) -> str:
        """What became of a row."""
        return CODES[self._codes[row]] if row < len(self._codes) else "unsent"

    def status(self, row: int) -> int:
        """The HTTP status that a row was answered with; 0 for none."""
        return self._statuses[row] if row < len(self._statuses) else 0

    def count(self, codes: frozenset[str]) -> int:
        """How many rows there are of these; unsent ones are not known here."""
        return sum(self.counts[code] for code in codes)

    def resolve(self, known: Known) -> None:
        """Let rows without an outcome have the one that the history knows of their exchange; they
        stay unknown while that cannot be read.
        """
        try:
            found = known(list(self._uids.values())) if self._uids else {}
        except StoreFailed:
            return
        for row, uid in list(self._uids.items()):
            code, status = found.get(uid, ("", 0))
            if code in get_args(VerdictKind) and code not in ("pending", "unknown"):
                status = status if 0 < status < 1_000 else 0
                if self._file.writable():
                    self.settle(row, code, status)
                else:
                    self._set(row, code, status)

    def intend(self, row: int, uid: str = "") -> None:
        """Say that a row is about to be sent, as the exchange with this id; on the disk when this
        returns.

        What came of the rows before is on the disk then as well.
        """
        self._write(f"> {row} {uid}".rstrip() + "\n")
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise StoreFailed(sentence_of(error, self._path)) from error
        self._set(row, "unknown", 0, uid)

    def settle(self, row: int, code: str, status: int = 0) -> None:
        """Say what came of a row."""
        self._write(f"< {row} {code} {status}\n")
        self._set(row, code, status)

    def close(self) -> None:
        """Put everything on the disk and let go."""
        if not self._file.closed:
            with self._file:
                if self._file.writable():
                    self._file.flush()
                    os.fsync(self._file.fileno())

    def _write(self, line: str) -> None:
        try:
            self._file.write(line.encode("ascii"))
            self._file.flush()
        except OSError as error:
            raise StoreFailed(sentence_of(error, self._path)) from error

    def _set(self, row: int, code: str, status: int, uid: str = "") -> None:
        if uid:
            self._uids[row] = uid
        else:
            self._uids.pop(row, None)
        missing = row + 1 - len(self._codes)
        if missing > 0:
            self._codes.extend(bytes(missing))
            self._statuses.frombytes(bytes(missing * self._statuses.itemsize))
        before = CODES[self._codes[row]]
        if before != "unsent":
            self.counts[before] -= 1
        self.counts[code] += 1
        self._codes[row], self._statuses[row] = CODES.index(code), status

    def _read(self, header: dict[str, Any] | None) -> dict[str, Any]:
        self._file.seek(0)
        end = 0
        found: dict[str, Any] | None = None
        for line in self._whole_lines():
            if found is None:
                found = _header(line, self._path)
            else:
                self._take(line)
            end += len(line)
        if header is None:
            return found or {}
        self._file.seek(end)
        self._file.truncate()  # a line that was cut off says nothing: it was written before a send
        if found is None:
            self._write(json.dumps({"format": FORMAT, **header}) + "\n")
            os.fsync(self._file.fileno())
            return header
        return found

    def _whole_lines(self) -> Iterator[bytes]:
        for line in self._file:
            if not line.endswith(b"\n"):
                return
            yield line

    def _take(self, line: bytes) -> None:
        match line.decode("ascii", "replace").split():
            case [">", row, *uid] if _ROW.fullmatch(row) and len(uid) <= 1:
                self._set(int(row), "unknown", 0, *uid)
            case ["<", row, code, status] if (
                _ROW.fullmatch(row) and code in CODES and _STATUS.fullmatch(status)
            ):
                self._set(int(row), code, int(status))
            case _:
                raise StoreFailed(f"{self._path} holds a line that no run of ours wrote. {_ASIDE}")


# A damaged number would have memory set aside for all the rows before it.
_ROW = re.compile(r"[0-9]{1,8}")
_STATUS = re.compile(r"[0-9]{1,3}")
_ASIDE = "Move this file away to start over, and compare it first: its rows may have been sent."


def _header(line: bytes, path: Path) -> dict[str, Any]:
    try:
        found = json.loads(line)
        if found["format"] == FORMAT:
            return dict(found)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise StoreFailed(f"{path} is no journal that this version reads. {_ASIDE}")


def _check_place(file: IO[bytes], path: Path) -> None:
    """Raises `OSError` where the file was put away before its lock was had: nobody would look there
    for what is written now. Windows puts no file away that is open.
    """
    if os.name == "posix" and not os.path.samestat(os.fstat(file.fileno()), path.stat()):
        raise FileNotFoundError(path)


def held(path: Path) -> str:
    """Why a journal cannot be written just now, in a sentence."""
    return f"Another window sends the rows of this file just now, or {path} cannot be used."


# What was sent of a CSV file before, found by the file's content and the profile.

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
    mapping: ColumnMapping | None = None


def past_of(
    path: Path,
    form: CsvFormat,
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


def header_of(path: Path, began: float, mapping: ColumnMapping) -> dict[str, Any]:
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
