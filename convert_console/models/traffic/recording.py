"""Keeps what comes in to the collector in the history, no faster than is good for it."""

from __future__ import annotations

from concurrent.futures import Future

from convert_console.core.catalog.catalog import Catalog
from convert_console.models.history.unsaved_row import record_of
from convert_console.models.traffic.hit import Hit
from convert_console.services.history.store import HistoryStore
from convert_console.services.storage.files import StoreFailed

A_SECOND = 50
"""Rows of one second that are kept."""

BYTES_A_SECOND = 1024 * 1024
"""Bytes of one second that are kept; the first hit of a second is kept, however long."""


class Keeping:
    """Of each second the first hits are kept, and the others counted in `left_out`."""

    def __init__(self, store: HistoryStore) -> None:
        self._store = store
        self._second = 0
        self._rows = 0
        self._bytes = 0
        self._under_way: list[Future[int]] = []
        self.kept = 0
        self.left_out = 0

    def keep(self, hit: Hit, catalog: Catalog | None = None) -> None:
        """Keep a hit, with the names that its ids have now, unless its second is full. Our own
        sends are in the history already.
        """
        if hit.sent is not None:
            return
        second = int(hit.received.received_at)
        if second != self._second:
            self._second, self._rows, self._bytes = second, 0, 0
        self._rows += 1
        self._bytes += len(hit.received.raw)
        full = self._rows > A_SECOND or self._bytes > BYTES_A_SECOND
        if full and self._rows > 1:
            self.left_out += 1
            return
        self._under_way.append(self._store.append(record_of(hit.exchange, catalog)))
        self.kept += 1

    def failure(self) -> str:
        """Why something was not kept since the last call, in a sentence; "" where all was."""
        done = [future for future in self._under_way if future.done()]
        self._under_way = [future for future in self._under_way if not future.done()]
        reason = ""
        for future in done:
            try:
                future.result()
            except StoreFailed as why:
                self.kept -= 1
                self.left_out += 1
                reason = str(why)
        return reason
