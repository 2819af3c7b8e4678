"""The outcome of each row of a CSV file, written so that a kill at any moment loses nothing."""

# A line `> 17 0f3c…` says that row 17 is about to be sent, as the exchange with this id. It is on
# the disk before the first byte of the request goes out. `< 17 accepted 200` is its outcome. After
# a kill, a row with only the first line has the outcome that the history has of this exchange; if
# the history has none, the outcome is unknown, and the row is only sent again if the user says so.
# Lines of earlier versions have no id.

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
from convert_console.core.text import LAST_MOMENT
from convert_console.core.verdict.kinds import VerdictKind, kinds_in
from convert_console.services.orders.csv_file import fingerprint, read_rows
from convert_console.services.storage.file_lock import lock, release
from convert_console.services.storage.files import (
    StoreFailed,
    file_named,
    for_owner,
    make_folder,
    rename_to_free,
    sentence_of,
)

UnsentCode = Literal["unsent", "unknown", "left-out", "repeated"]

CODES: tuple[str, ...] = (*get_args(UnsentCode), *get_args(VerdictKind))
"""The outcomes of a row; memory holds the index of each as one byte."""

FORMAT = 1
UNKNOWN = kinds_in("uncertain")
"""The request may have arrived."""

NOT_ARRIVED = kinds_in("not-sent") | {"unsent"}
"""The request has certainly not arrived, so sending it cannot send it twice."""

HELD_BACK = frozenset({"left-out", "repeated"})
"""Nothing was sent: the row had an error, or was part of the order of another row."""

KnownOutcomes = Callable[[Sequence[str]], Mapping[str, tuple[str, int]]]
"""The outcomes that the history has of exchanges, by id: kind of verdict and HTTP status, or 0."""


class Journal:
    """One file, written by one run at a time. Opening, reading and writing raise `StoreFailed`."""

    def __init__(self, path: Path, header: dict[str, Any] | None) -> None:
        """Open a journal, or create it with a header; `self.header` is the one in the file.

        A journal of rows that were all held back begins again with the header.
        Without a header it is only read, also while another process writes it.
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
                _check_not_moved(self._file, path)
            self.header = self._read(header)
        except OSError as error:
            release(self._file)
            raise StoreFailed(in_use(path)) from error
        except BaseException:
            release(self._file)
            raise

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def code(self, row: int) -> str:
        """The outcome of a row."""
        return CODES[self._codes[row]] if row < len(self._codes) else "unsent"

    def status(self, row: int) -> int:
        """The HTTP status that a row was answered with; 0 for none."""
        return self._statuses[row] if row < len(self._statuses) else 0

    def done(self) -> bytes:
        """A 1 at the number of each row that may have arrived."""
        open_codes = {CODES.index(code) for code in NOT_ARRIVED | HELD_BACK}
        return bytes(self._codes).translate(bytes(code not in open_codes for code in range(256)))

    def count(self, codes: frozenset[str]) -> int:
        """How many rows have these outcomes; unsent rows are not counted here."""
        return sum(self.counts[code] for code in codes)

    def resolve(self, known: KnownOutcomes) -> None:
        """Give rows without an outcome the one that the history has of their exchange.

        They stay unknown while the history cannot be read.
        """
        try:
            outcomes = known(list(self._uids.values())) if self._uids else {}
        except StoreFailed:
            return
        for row, uid in list(self._uids.items()):
            code, status = outcomes.get(uid, ("", 0))
            if code in get_args(VerdictKind) and code not in ("pending", "unknown"):
                status = status if 0 < status < 1_000 else 0
                if self._file.writable():
                    self.record_outcome(row, code, status)
                else:
                    self._set(row, code, status)

    def record_send(self, row: int, uid: str = "") -> None:
        """Record that a row is about to be sent, as the exchange with this id.

        It is on the disk when this returns, with the outcomes of the rows before.
        """
        self._write(f"> {row} {uid}".rstrip() + "\n")
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise StoreFailed(sentence_of(error, self._path)) from error
        self._set(row, "unknown", 0, uid)

    def record_outcome(self, row: int, code: str, status: int = 0) -> None:
        """Record the outcome of a row."""
        self._write(f"< {row} {code} {status}\n")
        self._set(row, code, status)

    def close(self) -> None:
        """Write everything to the disk and close the file."""
        if not self._file.closed:
            try:
                if self._file.writable():
                    self._file.flush()
                    os.fsync(self._file.fileno())
            finally:
                release(self._file)

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
        stored_header: dict[str, Any] | None = None
        for line in self._whole_lines():
            if stored_header is None:
                stored_header = _header(line, self._path)
            else:
                self._apply(line)
            end += len(line)
        if header is None:
            return stored_header or {}
        self._file.seek(end)
        self._file.truncate()  # a line that was cut off is dropped: nothing was sent after it
        if stored_header is not None and not any(self.done()):
            # Only held back so far, perhaps until another mapping was chosen: that is the one that
            # the rows are now sent with.
            self._forget_rows()
            stored_header = None
        if stored_header is None:
            self._write(json.dumps({"format": FORMAT, **header}) + "\n")
            os.fsync(self._file.fileno())
            return header
        return stored_header

    def _forget_rows(self) -> None:
        self._file.seek(0)
        self._file.truncate()
        self._codes, self._statuses = bytearray(), array("H")
        self._uids.clear()
        self.counts.clear()

    def _whole_lines(self) -> Iterator[bytes]:
        for line in self._file:
            if not line.endswith(b"\n"):
                return
            yield line

    def _apply(self, line: bytes) -> None:
        match line.decode("ascii", "replace").split():
            case [">", row, *uid] if _ROW.fullmatch(row) and len(uid) <= 1:
                self._set(int(row), "unknown", 0, *uid)
            case ["<", row, code, status] if (
                _ROW.fullmatch(row) and code in CODES and _STATUS.fullmatch(status)
            ):
                self._set(int(row), code, int(status))
            case _:
                raise StoreFailed(
                    f"{self._path} contains a line that no run has written. {_START_OVER}"
                )


# Limited, since a damaged number would reserve memory for all the rows before it.
_ROW = re.compile(r"[0-9]{1,8}")
_STATUS = re.compile(r"[0-9]{1,3}")
_START_OVER = (
    "Move this file away to start over, and compare it first: its rows may have been sent."
)


def _header(line: bytes, path: Path) -> dict[str, Any]:
    try:
        header = json.loads(line)
        if header["format"] == FORMAT:
            return dict(header)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise StoreFailed(f"{path} is not a journal that this version can read. {_START_OVER}")


def _check_not_moved(file: IO[bytes], path: Path) -> None:
    """Raise `OSError` if the file was renamed before it was locked: nobody would look there.

    Windows does not rename open files.
    """
    if os.name == "posix" and not os.path.samestat(os.fstat(file.fileno()), path.stat()):
        raise FileNotFoundError(path)


def in_use(path: Path) -> str:
    """Why a journal cannot be written now, in a sentence."""
    return f"Another window is sending the rows of this file, or {path} cannot be used."


SUFFIX = ".journal"


@dataclass(frozen=True, slots=True)
class EarlierRun:
    """What was sent of a CSV file before.

    `total` is the number of rows in the file; `settled` those with an outcome, also an unknown one,
    and those held back: `left_out` with an error, or `repeated` as part of another row's order.
    `began` is in Unix seconds, 0 for a file that was never sent; `mapping` is the one that was
    used, and `header` the row with the names of the columns, `None` if an earlier version has not
    stored it. `done` has a 1 at the number of each row that may have arrived.
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
    repeated: int = 0
    header: int | None = None
    done: bytes = b""

    @property
    def any_done(self) -> bool:
        """Whether any row may have arrived."""
        return any(self.done)

    def is_done(self, row: int) -> bool:
        """Whether a row may have arrived, so that it is not sent again without being asked."""
        return row < len(self.done) and bool(self.done[row])


def find_earlier_run(
    path: Path,
    form: CsvFormat,
    place: tuple[Path, str],
    stopped: Callable[[], bool],
    known: KnownOutcomes = lambda _uids: {},
) -> EarlierRun:
    """Count a file's rows, and find what was sent of them by the file's content and the profile.

    `place` is the folder of journals and the profile's id. Raises `StoreFailed`.
    """
    key = fingerprint(path, stopped)
    folder, profile_id = place
    journal = file_named(folder, f"{profile_id[:60]}-{key[:24]}", SUFFIX)
    total = 0
    for total, _ in read_rows(path, form):  # noqa: B007 - the last number is what is asked for
        if stopped():
            break
    run = EarlierRun(key, journal, total)
    return _read(run, known) if os.path.lexists(journal) else run


def header_of(path: Path, began: float, mapping: ColumnMapping, header: int = 1) -> dict[str, Any]:
    """The header of a journal; `header` is the row of the file that names the columns."""
    stored = json.loads(mapping_text(mapping))
    return {"file": path.name, "began": began, "mapping": stored, "header": header}


def archive_journal(journal: Path) -> None:
    """Rename a journal, so that its file counts as never sent.

    Raises `StoreFailed`, also while another window writes it: that window would go on writing the
    renamed file.
    """
    try:
        if journal.exists():
            _rename_locked(journal)
    except OSError as error:
        raise StoreFailed(sentence_of(error, journal)) from error


def rehearsal_of(past: EarlierRun) -> EarlierRun:
    """The same file as never sent, for a run on this machine that leaves the journal of earlier
    sends as it is. The journal of the rehearsal before is deleted; raises `StoreFailed`.
    """
    journal = past.journal.with_suffix(".rehearsal")
    try:
        journal.unlink(missing_ok=True)
    except OSError as error:
        raise StoreFailed(sentence_of(error, journal)) from error
    return EarlierRun(past.key, journal, past.total)


def _rename_locked(journal: Path) -> None:
    old = (journal.with_name(f"{journal.name}.old-{number}") for number in count(1))
    with open(journal, "ab", opener=for_owner) as file:
        try:
            lock(file)
        except OSError as error:
            raise StoreFailed(in_use(journal)) from error
        if os.name == "posix":
            rename_to_free(journal, old)
            return
    rename_to_free(journal, old)  # Windows does not rename open files


def _begin_time(stored: Any) -> float:
    began = float(stored)
    if not 0 <= began < LAST_MOMENT:
        raise ValueError("no moment")
    return began


def _read(run: EarlierRun, known: KnownOutcomes) -> EarlierRun:
    with Journal(run.journal, None) as journal:
        journal.resolve(known)
        counts, header = journal.counts, journal.header
        if not header:
            return run  # created, but nothing was sent
        try:
            began, mapping = _begin_time(header["began"]), read_mapping(header["mapping"])
        except (LookupError, TypeError, ValueError, ArithmeticError) as why:
            raise StoreFailed(f"{run.journal} has no header that can be resumed.") from why
        return EarlierRun(
            run.key,
            run.journal,
            run.total,
            began,
            sum(counts.values()) - journal.count(NOT_ARRIVED),
            counts["accepted"],
            counts["left-out"],
            journal.count(UNKNOWN),
            mapping,
            counts["repeated"],
            header.get("header"),
            journal.done(),
        )
