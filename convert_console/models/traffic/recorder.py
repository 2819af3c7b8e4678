"""Stores what the collector receives and pages send in the history, in a thread of its own."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from convert_console.core.history.row import Record
from convert_console.services.collector.received import Backlog, Received
from convert_console.services.history.store import HistoryStore
from convert_console.services.storage.files import StoreFailed
from convert_console.services.watch.watched import Watched

EVERY_SECONDS = 0.1
"""Between two transactions, as long as few requests come."""

BATCH = 250
BATCH_BYTES = 1024 * 1024
"""Requests and bytes of a transaction, so that a send waits at most some 50 ms for one."""

SENT_SECONDS = 120.0
"""For so long a send of the console is expected to arrive."""

EXPIRE_EVERY = 250
"""New rows after which the oldest are removed; so many are too much for a moment."""

CameIn: TypeAlias = Received | Watched
"""A request of another program, or of a watched page."""

MakeRecords = Callable[[CameIn], list[Record]]
"""Makes the rows of a request; called in the thread."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What has become of the requests so far: `rows` of other programs are in the history, `lost`
    requests are not, and `failure` says why, in a sentence.
    """

    requests: int = 0
    rows: int = 0
    lost: int = 0
    failure: str = ""


class TrafficRecorder:
    """Takes requests from a backlog until `end`. No Qt object is used in its thread."""

    def __init__(
        self,
        store: HistoryStore,
        backlog: Backlog[CameIn],
        make: MakeRecords,
        keep: Callable[[], int],
    ) -> None:
        """`keep` gives the number of received rows to keep."""
        self._store, self._backlog, self._make, self._keep = store, backlog, make, keep
        self._stop = False
        self._wake = threading.Event()
        self._since_expired = 0
        self.recorded = Recorded()
        """Replaced at each change, so that any thread reads it whole."""
        self._thread = threading.Thread(target=self._run, name="traffic recorder", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Store what waits at once; for any thread."""
        self._wake.set()

    def end(self) -> None:
        """Store what waits, and end; waits for the thread. May be called twice."""
        self._stop = True
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        stopped = False
        while not stopped:
            self._wake.wait(EVERY_SECONDS)
            self._wake.clear()
            stopped = self._stop
            while batch := self._backlog.take(BATCH, BATCH_BYTES):
                self._store_batch(batch)

    def _store_batch(self, batch: list[CameIn]) -> None:
        before = self.recorded
        records = [record for received in batch for record in self._make(received)]
        since = min(received.received_at for received in batch) - SENT_SECONDS
        requests = before.requests + len(batch)
        try:
            rows = self._store.append_received(records, since).result()
            self._expire(rows)
        except StoreFailed as why:
            self.recorded = Recorded(requests, before.rows, before.lost + len(batch), str(why))
        else:
            self.recorded = Recorded(requests, before.rows + rows, before.lost)

    def _expire(self, rows: int) -> None:
        self._since_expired += rows
        if self._since_expired >= EXPIRE_EVERY:
            self._since_expired = 0
            while self._store.expire_received(self._keep(), EXPIRE_EVERY).result() == EXPIRE_EVERY:
                pass
