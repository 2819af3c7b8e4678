"""Stores incoming requests in the history, with a limit per second."""

from __future__ import annotations

from concurrent.futures import Future

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.history.row import record_of
from convert_console.models.traffic.incoming_request import IncomingRequest
from convert_console.services.history.store import HistoryStore
from convert_console.services.storage.files import StoreFailed

ROWS_PER_SECOND = 50
"""Rows stored per second."""

BYTES_PER_SECOND = 1024 * 1024
"""Bytes stored per second. The first request of a second is always stored."""


class TrafficRecorder:
    """Stores the first requests of each second and counts the others in `skipped`."""

    def __init__(self, store: HistoryStore) -> None:
        self._store = store
        self._second = 0
        self._rows = 0
        self._bytes = 0
        self._under_way: list[Future[int]] = []
        self.recorded = 0
        self.skipped = 0

    def keep(self, request: IncomingRequest, catalog: Catalog | None = None) -> None:
        """Store a tracking request with the current names of its ids, unless its second is full."""
        if request.sent is not None or not request.received.is_tracking:
            return
        second = int(request.received.received_at)
        if second != self._second:
            self._second, self._rows, self._bytes = second, 0, 0
        self._rows += 1
        self._bytes += len(request.received.raw)
        full = self._rows > ROWS_PER_SECOND or self._bytes > BYTES_PER_SECOND
        if full and self._rows > 1:
            self.skipped += 1
            return
        self._under_way.append(self._store.append(record_of(request.exchange, catalog)))
        self.recorded += 1

    def failure(self) -> str:
        """Why a request could not be stored since the last call; "" if all were stored."""
        done = [future for future in self._under_way if future.done()]
        self._under_way = [future for future in self._under_way if not future.done()]
        reason = ""
        for future in done:
            try:
                future.result()
            except StoreFailed as why:
                self.recorded -= 1
                self.skipped += 1
                reason = str(why)
        return reason
