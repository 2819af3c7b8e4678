"""A locked file for each open window, with the sends that the history could not store yet."""

# The file is next to the history. Its lock tells other windows that this window is open, so that a
# row it has begun is shown as being sent. The system releases the lock when the process ends, also
# after a kill. A window that finds an unlocked file moves its lines into the history. Each line is
# a JSON object with the exchange's uid, so that storing it twice does no harm.

import json
import os
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from convert_console.services.history.records import ENTRY_KEYS, ROUNDTRIP_KEYS, Columns
from convert_console.services.storage.file_lock import is_locked, lock, release
from convert_console.services.storage.files import BROKEN, for_owner

RESERVE = 256 * 1024
"""Bytes that the file takes from the beginning, so that a disk that fills up later still leaves
room for a hundred sends or so."""

_LOCK_SECONDS = 1.0


class Session:
    """The file of one window, created by `open`; used by one thread at a time."""

    def __init__(self, history: Path) -> None:
        self.id = os.urandom(8).hex()
        self._path = _path(history, self.id)
        self._file: IO[bytes] | None = None
        self._end = 0

    @property
    def name(self) -> str:
        """The file's name."""
        return self._path.name

    @property
    def spilled(self) -> bool:
        """Whether the file holds anything."""
        return self._end > 0

    def open(self) -> None:
        """Create and lock the file. Raises `OSError` if the folder refuses; other windows then show
        sends in progress as sends with an unknown outcome.
        """
        if self._file is not None:
            return
        deadline = time.monotonic() + _LOCK_SECONDS
        while (file := self._locked()) is None:
            if time.monotonic() > deadline:
                raise BlockingIOError(f"{self._path} is held by another program")
            time.sleep(0.002)
        self._file = file
        with suppress(OSError):  # without the reserve it is as good as the disk has room
            file.write(bytes(RESERVE))
            os.fsync(file.fileno())

    def _locked(self) -> IO[bytes] | None:
        """The locked file; `None` if another window is testing the lock at this moment, or has
        removed the file in between.
        """
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        file = os.fdopen(handle, "r+b", buffering=0)
        try:
            lock(file)
            if os.path.samestat(os.fstat(handle), self._path.stat()):
                return file
        except (BlockingIOError, PermissionError, FileNotFoundError):
            pass
        except OSError:
            return file  # this folder has no locks
        file.close()
        return None

    def append(self, lines: bytes) -> None:
        """Append whole lines; they are on the disk when this returns. Raises `OSError`."""
        self.open()
        assert self._file is not None
        self._file.seek(self._end)
        left = memoryview(lines)
        while left:
            left = left[self._file.write(left) :]
        os.fsync(self._file.fileno())
        self._end += len(lines)

    def clear(self) -> None:
        """Empty the file once the history has everything in it. Raises `OSError`."""
        if self._file is None or not self._end:
            return
        used, self._end = self._end, 0
        # Reading ends at the first NUL, so a NUL at the beginning empties the file at once.
        for start, size in ((0, 1), (0, min(used, RESERVE))):
            self._file.seek(start)
            self._file.write(bytes(size))
            os.fsync(self._file.fileno())
        if used > RESERVE:
            self._file.truncate(RESERVE)

    def close(self) -> None:
        """Release the lock, and delete the file if it is empty."""
        if self._file is None:
            return
        with suppress(OSError):
            if not self._end:
                self._path.unlink(missing_ok=True)
        release(self._file)
        with suppress(OSError):  # Windows removes no file that is open
            if not self._end:
                self._path.unlink(missing_ok=True)
        self._file = None


class Sessions:
    """Knows which windows are still open. Calls `left` when a closed window has left a file."""

    def __init__(self, history: Path, left: Callable[[], object] = lambda: None) -> None:
        self._history = history
        self._left = left
        self._gone: set[str] = set()

    def is_open(self, session: str) -> bool:
        """Whether a session's window is still open; each call asks the system (15 µs)."""
        if session in self._gone or not session.isalnum():
            return False
        try:
            with open(_path(self._history, session), "rb", opener=for_owner) as file:
                if is_locked(file):
                    return True
            self._left()
        except OSError:
            pass
        self._gone.add(session)
        return False


@contextmanager
def left_behind(history: Path) -> Iterator[list[tuple[Path, bytes]]]:
    """The files of closed windows with their text, locked while the context is open.

    The lock is shared: whoever reads the history meanwhile must not take it for an open window, and
    show its last sends as being sent. Two windows may move the same lines; the second changes none.
    """
    files = []
    with ExitStack() as handles:
        paths = history.parent.glob(f"{history.name}-window-*")
        for path in sorted(path for path in paths if BROKEN not in path.name):
            # Its window is open, or it is far too large.
            with suppress(OSError, MemoryError):
                file = open(path, "r+b", buffering=0, opener=for_owner)  # noqa: SIM115 - released
                handles.callback(release, file)
                lock(file, shared=True)
                file.seek(0)
                files.append((path, file.read()))
        yield files


def line_of(columns: Columns) -> bytes:
    """A line of the file."""
    entry, roundtrip = (
        {key: _plain(value) for key, value in part.items() if value is not None} for part in columns
    )
    return json.dumps({"entry": entry, "roundtrip": roundtrip}).encode() + b"\n"


def columns_in(text: bytes) -> Iterator[Columns | None]:
    """The columns in each line, `None` for a damaged line. An incomplete last line is skipped: the
    program ended before anything relied on it.
    """
    for line in text.partition(b"\0")[0].split(b"\n")[:-1]:
        columns = None
        with suppress(*_NO_LINE):
            stored = json.loads(line)
            columns = (
                _columns(stored["entry"], ENTRY_KEYS),
                _columns(stored["roundtrip"], ROUNDTRIP_KEYS),
            )
        yield columns


_NO_LINE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What reading a line raises that somebody has edited, or that a disk has damaged."""


def _path(history: Path, session: str) -> Path:
    return history.with_name(f"{history.name}-window-{session}")


def _plain(value: Any) -> Any:
    """A value for JSON; bytes that are not UTF-8 (a lone surrogate) become base64 in a list."""
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode()
    except UnicodeDecodeError:
        return [b64encode(value).decode("ascii")]


def _columns(stored: dict[str, Any], keys: frozenset[str]) -> dict[str, Any]:
    if not stored.keys() <= keys:
        raise ValueError("no columns of ours")
    return {key: _stored(value) for key, value in stored.items()}


def _stored(value: Any) -> Any:
    """The reverse of `_plain`."""
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, list):
        return b64decode(value[0], validate=True)
    if isinstance(value, dict):
        raise ValueError("no value of a column")
    return value
