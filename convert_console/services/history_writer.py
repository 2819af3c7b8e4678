"""The one thread that writes to the history."""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from convert_console.services.files import StoreFailed
from convert_console.services.history_database import connect, failed

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")

BATCH = 500
"""Changes that wait at the same time share a commit, and so its wait for the disk."""


def _future() -> Future[Any]:
    # Imported here, since it loads logging: 7 ms that the first paint would wait.
    from concurrent.futures import Future

    return Future()


@dataclass(slots=True)
class _Change:
    work: Callable[[sqlite3.Connection], Any]
    done: Future[Any] = field(default_factory=_future)
    result: Any = None
    error: BaseException | None = None


class Writer:
    """Takes changes from any thread; a change's future is done when it is safe on the disk.

    Futures fail with `StoreFailed`; each change is whole or not there at all.
    """

    def __init__(self, path: Path, patience: float) -> None:
        self._path = path
        self._db = connect(path, patience)
        self._waiting: queue.SimpleQueue[_Change | None] = queue.SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        # A daemon, since a crash elsewhere must not leave a process that never ends.
        self._thread = threading.Thread(target=self._run, name="history writer", daemon=True)
        try:
            self._thread.start()
        except BaseException:
            self._db.close()
            raise

    def submit(self, work: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """Have a change made; the future cannot be cancelled, for what was sent must be kept."""
        change = _Change(work)
        change.done.set_running_or_notify_cancel()
        with self._closing:
            if self._closed:
                change.done.set_exception(StoreFailed("The history is closed."))
            else:
                self._waiting.put(change)
        return change.done

    def close(self) -> None:
        """Wait until everything submitted is written, then end; may be called twice."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        going = True
        while going:
            batch, going = self._next_batch()
            self._commit(batch)
        self._db.close()

    def _next_batch(self) -> tuple[list[_Change], bool]:
        """The changes that wait, at least one, and whether more may come."""
        batch: list[_Change] = []
        while len(batch) < BATCH and (not batch or not self._waiting.empty()):
            change = self._waiting.get()
            if change is None:
                return batch, False
            batch.append(change)
        return batch, True

    def _commit(self, batch: list[_Change]) -> None:
        try:
            self._write(batch)
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if len(batch) > 1 and error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                # One that cannot be written must not take the others with it.
                for change in batch:
                    self._commit([change])
                return
            for change in batch:
                change.error = failed(error, self._path)
        for change in batch:
            _settle(change)

    def _write(self, batch: list[_Change]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        for change in batch:
            self._db.execute("SAVEPOINT change")
            try:
                change.result = change.work(self._db)
            except sqlite3.Error:
                raise
            except Exception as bug:  # noqa: BLE001 - it is raised where the future is awaited
                change.error = bug
                self._db.execute("ROLLBACK TO change")
            self._db.execute("RELEASE change")
        self._db.execute("COMMIT")


def _settle(change: _Change) -> None:
    if change.error is not None:
        change.done.set_exception(change.error)
    else:
        change.done.set_result(change.result)
