"""Copies every row that SQLite can still read of a damaged history into a new one, newest first."""

# A million rows take minutes, mostly for the word index. So the start of the program copies for a
# few seconds, and a thread copies the rest. A progress file next to the history stores the
# position, so that the next start continues after a kill; copying a row twice does no harm.

# Only names of columns and tables, all of our own, are put into SQL here; values are bound.
# ruff: noqa: S608

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from convert_console.core.document.payload import parse
from convert_console.core.request.event_summary import summarise
from convert_console.services.history.connection import Connection
from convert_console.services.history.records import UNREADABLE, encoded, ids_of, summary_values
from convert_console.services.storage.file_lock import lock, release
from convert_console.services.storage.files import for_owner

AT_START_SECONDS = 3.0
"""The longest time that copying may delay a start; enough for about ten thousand rows."""

SLICE = 200
"""Ids per transaction; a send waits about 50 ms for one."""

REST_SECONDS = 0.05
"""The pause between two transactions, so that sends get their turn."""

FAILURES = 100_000
"""Unreadable places after which the search for further rows ends."""

_GREATEST_ID = 2**53
_COUNTS = (
    *(
        f"SELECT count(*) FROM entry INDEXED BY entry_{name}"
        for name in ("sent_at", "verdict", "vid", "status", "profile", "method")
    ),
    "SELECT count(*) FROM entry NOT INDEXED",
    "SELECT live FROM tally",
)


class Position(NamedTuple):
    """How far the copy has come."""

    damaged: str  # the name of the damaged file
    next: int = -1  # the greatest id that is still to be copied; -1 before the first pass
    before: int = -1  # how many rows there were; -1 if unknown
    copied: int = 0
    last: int = 0  # the greatest id of all
    second_pass: int = 0  # see `_Salvage.step`
    gaps: int = 0  # whether a row lacked a required value


def begin(path: Path, damaged: Path) -> IO[bytes]:
    """Create the progress file for copying a damaged file into a new history at `path`.

    `take_over` continues with the file that is returned, and the next start if this one is killed.
    """
    file = open(_place(path), "w+b", opener=for_owner)  # noqa: SIM115 - it is handed out
    with suppress(OSError):
        lock(file)
    _write(file, Position(damaged.name))
    return file


def is_due(path: Path) -> bool:
    """Whether a copy is unfinished."""
    return _place(path).exists()


def go_on(path: Path, until: Callable[[], bool], rest: float = 0.0) -> str:
    """Continue an unfinished copy as `take_over` does; "" if another window is copying."""
    try:
        file = _place(path).open("r+b")
    except FileNotFoundError:
        return ""
    try:
        lock(file)
    except (BlockingIOError, PermissionError):
        file.close()
        return ""
    except OSError:
        pass  # this folder has no locks; copying a row twice does no harm
    return take_over(path, file, until, rest)


def take_over(path: Path, file: IO[bytes], until: Callable[[], bool], rest: float = 0.0) -> str:
    """Copy rows until all are copied or `until` is true, and close the progress file.

    Returns a sentence about what was copied. `rest` is the pause in seconds between transactions.
    Raises `sqlite3.Error` and `OSError` if the new history cannot be written.
    """
    with ExitStack() as opened:
        opened.callback(release, file)
        position = _position(file)
        damaged = path.with_name(position.damaged) if position else path
        if position is None or not damaged.is_file():
            _place(path).unlink(missing_ok=True)
            return ""
        opened.callback(_remove_new, [log for log in _logs(damaged) if not log.exists()])
        salvage = _Salvage(path, damaged, opened)
        if position.next < 0:
            position = salvage.start(position)
        while position.next > 0 and not until():
            position = salvage.step(position)
            _write(file, position)
            time.sleep(rest)
        if position.next <= 0:
            position = salvage.end(position)
            _place(path).unlink(missing_ok=True)
        return _words(position)


class Background:
    """Copies what a start left over, in a thread, until `stop`."""

    def __init__(self, path: Path) -> None:
        self.news = ""
        """What came of it, once it is over."""
        self._path = path
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="history salvage", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop after the current transaction; the next start continues."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        # If the disk refuses now, the next start tries again.
        with suppress(sqlite3.Error, OSError, MemoryError):
            notice = go_on(self._path, self._stop.is_set, REST_SECONDS)
            if not self._stop.is_set():
                self.news = notice


class _Text(bytes):
    """Text that is not UTF-8."""


def _text(raw: bytes) -> str | _Text:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return _Text(raw)


class _Salvage:
    def __init__(self, path: Path, damaged: Path, opened: ExitStack) -> None:
        self._failures = 0
        self._gaps = False
        self._new = opened.enter_context(
            closing(sqlite3.connect(path, timeout=10, isolation_level=None))
        )
        self._new.execute("PRAGMA synchronous = NORMAL")  # lost rows are copied again
        self._new.execute("PRAGMA foreign_keys = ON")
        # Read-only: neither the file nor its write-ahead log changes by a byte.
        place = f"{damaged.absolute().as_uri()}?mode=ro"
        self._old = opened.enter_context(
            closing(
                sqlite3.connect(
                    place, timeout=1, isolation_level=None, uri=True, factory=Connection
                )
            )
        )
        self._old.text_factory = _text
        # With a writable schema, one broken table definition hides no other table. The first query
        # reports the broken definition, and the second one works.
        for statement in ("PRAGMA writable_schema = ON", *["SELECT 1 FROM sqlite_schema"] * 2):
            with suppress(sqlite3.Error, MemoryError):
                self._old.execute(statement).fetchone()
        self._required = {table: self._needed(table) for table in ("entry", "roundtrip")}
        self._entry = self._columns("entry")
        self._roundtrip = self._columns("roundtrip")

    def start(self, position: Position) -> Position:
        """Count the rows of the damaged file, and reserve their ids in the new one."""
        counts = [count for query in _COUNTS if (count := self._number(query)) >= 0]
        last = self._number("SELECT seq FROM sqlite_sequence WHERE name = 'entry'")
        if last < 0:
            last = max(
                self._number("SELECT max(id) FROM entry"),
                self._number("SELECT max(id) FROM roundtrip"),
                self._number("SELECT max(rowid) FROM entry INDEXED BY entry_sent_at"),
                0,
            )
        with self._transaction():
            self._new.execute("DELETE FROM sqlite_sequence WHERE name = 'entry'")
            self._new.execute("INSERT INTO sqlite_sequence VALUES ('entry', ?)", (last,))
            self._take_ticks()
        return position._replace(next=last, last=last, before=max(counts, default=-1))

    def step(self, position: Position) -> Position:
        """Copy the rows of the next ids.

        If rows or values are missing at the end of the first pass, for example because pages were
        swapped, the table is read in storage order as far as that works, and a second pass looks
        for exchanges without an entry.
        """
        position = self._look(position)
        position = position._replace(gaps=int(position.gaps or self._gaps))
        if position.next > 0:
            return position
        position = position._replace(copied=self._taken(position.last))
        counted = max(position.before, self._number("SELECT count(*) FROM roundtrip"))
        complete = not position.gaps and self._taken(position.last, "roundtrip") >= counted
        if position.second_pass or self._failures > FAILURES or (complete and position.before >= 0):
            return position
        self._sweep("entry", self._entry)
        return position._replace(next=position.last, second_pass=1)

    def end(self, position: Position) -> Position:
        """Copy the remaining exchanges after the last id."""
        if position.second_pass:
            self._sweep("roundtrip", self._roundtrip)
        return position._replace(copied=self._taken(position.last))

    def _taken(self, last: int, table: str = "entry") -> int:
        counted = self._new.execute(f"SELECT count(*) FROM {table} WHERE id <= ?", (last,))
        return int(counted.fetchone()[0])

    def _look(self, position: Position) -> Position:
        high = position.next
        with suppress(sqlite3.Error, MemoryError):  # ids may be far apart
            lesser = "SELECT max((SELECT max(id) FROM entry WHERE id <= ?),"
            lesser += " (SELECT max(id) FROM roundtrip WHERE id <= ?))"
            (highest,) = self._old.execute(lesser, (high, high)).fetchone()
            high = highest if isinstance(highest, int) else high
        low = max(high - SLICE + 1, 1)
        if self._failures > FAILURES:
            return position._replace(next=0)
        taken = 0
        with self._transaction():
            for row in () if position.second_pass else self._rows("entry", self._entry, low, high):
                taken += self._take_row("entry", self._entry, row)
            for row in self._rows("roundtrip", self._roundtrip, low, high):
                if position.second_pass or self._has("entry", row[0]):
                    self._take_row("roundtrip", self._roundtrip, row)
        return position._replace(next=low - 1, copied=position.copied + taken)

    def _sweep(self, table: str, columns: list[str]) -> None:
        """Copy rows from both ends, each as far as it can be read."""
        for order in ("ASC", "DESC") if columns else ():
            query = f"SELECT {', '.join(columns)} FROM {table} NOT INDEXED ORDER BY id {order}"
            rows = self._until_damage(query)
            while part := list(islice(rows, SLICE)):
                with self._transaction():
                    for row in part:
                        self._take_row(table, columns, row)

    def _until_damage(self, query: str) -> Iterator[list[Any]]:
        with suppress(sqlite3.Error, MemoryError):
            for row in self._old.execute(query):
                if isinstance(row[0], int) and 0 < row[0] < _GREATEST_ID:
                    yield list(row)

    def _take_row(self, table: str, columns: list[str], row: list[Any]) -> bool:
        """Copy a row and what depends on it; whether it was new."""
        values = dict(zip(columns, row, strict=True))
        if not _belongs(table, values):
            return False
        if self._has(table, row[0]):
            whole = all(values.get(name, b"") is not None for name in self._required[table])
            if whole and self._has_gaps(table, row[0]):
                self._replace(table, columns, row)
            return False
        if table == "roundtrip" and not self._has("entry", row[0]):
            known = self._entry_for(values)
            self._take("entry", list(known), list(known.values()))
            self._index_goals(row[0])
        self._take(table, columns, row)
        if table == "entry":
            self._index_goals(row[0])
        return True

    def _has_gaps(self, table: str, row_id: int) -> bool:
        """Whether a copied row lacked a required value. Then it may be a row of another table: if
        their pages were swapped, a search by id finds that one, and a scan finds both.
        """
        required = ", ".join(sorted(self._required[table]))
        query = f"SELECT 1 FROM {table} WHERE id = ? AND x'' IN ({required})"
        return self._new.execute(query, (row_id,)).fetchone() is not None

    def _replace(self, table: str, columns: list[str], row: list[Any]) -> None:
        """Put a whole row in the place of one with gaps, in the index of words too."""
        if table == "roundtrip":  # its triggers maintain that index
            self._new.execute("DELETE FROM roundtrip WHERE id = ?", (row[0],))
            self._take(table, columns, row)
            return
        self._new.execute("PRAGMA defer_foreign_keys = ON")  # until the commit
        stored = "id, text, note FROM searchable WHERE id = ?"
        unindex = f"INSERT INTO words(words, rowid, text, note) SELECT 'delete', {stored}"
        self._new.execute(unindex, (row[0],))
        self._new.execute("DELETE FROM entry_goal WHERE entry = ?", (row[0],))
        self._new.execute("DELETE FROM entry WHERE id = ?", (row[0],))
        self._take(table, columns, row)
        self._index_goals(row[0])
        self._new.execute(f"INSERT INTO words(rowid, text, note) SELECT {stored}", (row[0],))

    def _columns(self, table: str) -> list[str]:
        """The columns that both files have, the id first; none if the key is missing."""
        query = f"PRAGMA table_info({table})"
        # A key with a default value is one that earlier versions did not have.
        mine = {
            name: bool(key) and default is None
            for _, name, _, _, default, key in self._new.execute(query)
        }
        theirs: set[Any] = set()
        with suppress(sqlite3.Error, MemoryError):
            theirs = {name for _, name, *_ in self._old.execute(query)}
        keyed = all(name in theirs for name, is_key in mine.items() if is_key)
        return [name for name in mine if name in theirs] if keyed else []

    def _needed(self, table: str) -> set[str]:
        """The columns that must not be NULL."""
        columns = self._new.execute(f"PRAGMA table_info({table})").fetchall()
        return {name for _, name, _, needed, *_ in columns if needed}

    def _number(self, query: str) -> int:
        """A number from the damaged file; -1 if it gives no possible one."""
        with suppress(sqlite3.Error, MemoryError):
            row = self._old.execute(query).fetchone()
            if row and isinstance(row[0], int) and 0 <= row[0] < _GREATEST_ID:
                return row[0]
        return -1

    def _rows(self, table: str, columns: Sequence[str], low: int, high: int) -> Iterator[list[Any]]:
        """The rows of a range of ids; an unreadable range is halved."""
        if not columns:
            return
        query = f"SELECT {', '.join(columns)} FROM {table} NOT INDEXED"
        query = f"{query} WHERE id BETWEEN ? AND ? ORDER BY id"
        ranges = [(low, high)]
        while ranges and self._failures <= FAILURES:
            low, high = ranges.pop()
            try:
                for row in self._old.execute(query, (low, high)):
                    if isinstance(row[0], int) and low <= row[0] <= high:
                        low = row[0] + 1
                        yield list(row)
            except (sqlite3.Error, MemoryError):
                self._failures += 1
                if low < high:
                    middle = (low + high) // 2
                    ranges += [(middle + 1, high), (low, middle)]
                elif row := self._by_column(table, columns, low):
                    yield row

    def _by_column(self, table: str, columns: Sequence[str], row_id: int) -> list[Any]:
        """A row read column by column where it cannot be read at once; empty if unreadable."""
        row: list[Any] = []
        for column in columns:
            cell = None
            with suppress(sqlite3.Error, MemoryError):
                query = f"SELECT {column} FROM {table} NOT INDEXED WHERE id = ?"
                cell = self._old.execute(query, (row_id,)).fetchone()
            if not row and (cell is None or cell[0] != row_id):
                return []
            row.append(cell[0] if cell else None)
        return row if any(value is not None for value in row[1:]) else []

    def _insert(self, table: str, columns: Sequence[str], values: Sequence[Any]) -> bool:
        """Insert a row unchanged unless it exists; whether it was inserted."""
        marks = ", ".join(
            "CAST(? AS TEXT)" if isinstance(value, _Text) else "?" for value in values
        )
        stored = [bytes(value) if isinstance(value, _Text) else value for value in values]
        insert = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({marks})"
        return self._new.execute(insert, stored).rowcount > 0

    def _take(self, table: str, columns: Sequence[str], values: Sequence[Any]) -> None:
        """Insert a row. A missing required value becomes an empty blob, which is shown as
        unreadable. If two rows have the same uid because of the damage, one gets a new one.
        """
        if self._insert(table, columns, values):
            return
        filled = [
            b"" if value is None and name in self._required[table] else value
            for name, value in zip(columns, values, strict=True)
        ]
        self._gaps |= filled != list(values)
        if not self._insert(table, columns, filled) and "uid" in columns:
            filled[columns.index("uid")] = f"salvaged-{values[0]}"
            self._insert(table, columns, filled)

    def _has(self, table: str, row_id: int) -> bool:
        row = self._new.execute(f"SELECT 1 FROM {table} WHERE id = ?", (row_id,))
        return row.fetchone() is not None

    def _entry_for(self, roundtrip: dict[str, Any]) -> dict[str, Any]:
        """A new entry for an exchange without one, made from its document."""
        document = roundtrip.get("document")
        text = document.decode("utf-8", "replace") if isinstance(document, bytes) else ""
        try:
            summary = summary_values(summarise(parse(text).payload))
        except UNREADABLE:
            summary = {}
        stored = {
            key: _Text(value) if isinstance(value, bytes) else value
            for key, value in summary.items()
        }
        # Columns with a default get that, so that it is a sent one, which every list has; the other
        # required ones, such as its verdict, are shown as unreadable.
        columns = self._new.execute("PRAGMA table_info(entry)")
        nothing = {
            name: None for _, name, _, needed, default, _ in columns if needed and not default
        }
        return {"id": roundtrip["id"], **nothing, **stored}

    def _index_goals(self, row_id: int) -> None:
        stored = "SELECT CAST(goals AS BLOB) FROM entry WHERE id = ?"
        for (goals,) in self._new.execute(stored, (row_id,)).fetchall():
            with suppress(*UNREADABLE):
                self._new.executemany(
                    "INSERT OR IGNORE INTO entry_goal VALUES (CAST(? AS TEXT), ?)",
                    [(encoded(goal), row_id) for goal in ids_of(goals)],
                )

    def _take_ticks(self) -> None:
        """Copy ticks from both ends, each as far as it can be read; there are few."""
        columns = self._columns("tick")
        for order in ("ASC", "DESC") if columns else ():
            with suppress(sqlite3.Error, MemoryError):
                listed = ", ".join(columns)
                ordered = ", ".join(f"{name} {order}" for name in columns[:6])
                for row in self._old.execute(f"SELECT {listed} FROM tick ORDER BY {ordered}"):
                    if None not in row:
                        self._insert("tick", columns, row)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._new.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._new.execute("COMMIT")
        except BaseException:
            if self._new.in_transaction:
                self._new.execute("ROLLBACK")
            raise


def _belongs(table: str, row: dict[str, Any]) -> bool:
    """Whether a row belongs to this table; damage may have swapped pages."""
    if table == "entry":
        return not (type(row.get("uid")) is bytes and type(row.get("sent_at")) is bytes)
    return not (isinstance(row.get("url"), str) and isinstance(row.get("headers"), int | float))


def _words(position: Position) -> str:
    taken, lost = position.copied, position.before - position.copied
    rows = f"{taken:,} row{'' if taken == 1 else 's'}"
    if position.next > 0:
        return f"{rows} of it are copied so far; the older ones follow while you work."
    if not taken and lost <= 0:
        return "None of its rows could be read."
    if position.before < 0:
        return f"{rows} of it could be read and are in the new one; how many it had is not known."
    if lost <= 0:
        return f"{rows} of it could be read and are in the new one: all there were."
    return f"{rows} of it could be read and are in the new one; {lost:,} could not."


def _place(path: Path) -> Path:
    return path.with_name(f"{path.name}-salvage")


def _logs(damaged: Path) -> list[Path]:
    """The write-ahead log of a history, and the index of that log."""
    return [damaged.with_name(f"{damaged.name}{ending}") for ending in ("-wal", "-shm")]


def _remove_new(paths: list[Path]) -> None:
    """Delete the log files that reading the damaged file has created; they are empty."""
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _position(file: IO[bytes]) -> Position | None:
    file.seek(0)
    try:
        name, *numbers = json.loads(file.read())
        position = Position(name, *map(int, numbers))
    except (ValueError, TypeError, RecursionError):
        return None
    fits = isinstance(name, str) and Path(name).name == name and ".broken-" in name
    return position if fits and position.next < _GREATEST_ID else None


def _write(file: IO[bytes], position: Position) -> None:
    """Overwrite the position in place, since the file is locked. A kill only repeats some work."""
    file.seek(0)
    file.write(json.dumps(position).encode("ascii").ljust(200))
    file.flush()
