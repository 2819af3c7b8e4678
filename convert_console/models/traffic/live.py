"""The local collector as the window sees it, and all that came in, also of watched pages."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.history.row import Record
from convert_console.core.traffic.mitmproxy_addon import mitmproxy_addon
from convert_console.models.traffic.recorder import CameIn, Recorded, TrafficRecorder
from convert_console.models.traffic.records import records_of, records_of_page
from convert_console.services.collector.received import Backlog
from convert_console.services.history.store import RECEIVED_KEPT, HistoryStore
from convert_console.services.storage.files import StoreFailed, write_whole
from convert_console.services.watch.watched import Watched

if TYPE_CHECKING:
    from convert_console.services.collector.server import Collector, Secure

LOOK_EVERY_MS = 100
LOOK_CLOSELY_MS = 10
"""The same while a page is watched: its requests are shown while the person still clicks."""

WAITING = 20_000
"""Requests that may wait to be recorded, for some seconds; more are lost."""


class _Records:
    """Makes the rows of requests in the recorder's thread, which holds no Qt object. What the
    window sets is replaced as a whole, never changed.
    """

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self.owners: Mapping[str, str] = {}
        self.names: tuple[str, Catalog | None] = ("", None)
        self.kept = RECEIVED_KEPT

    def make(self, came_in: CameIn) -> list[Record]:
        """The rows of a request."""
        profile_id, catalog = self.names

        def names_of(owner: str) -> Catalog | None:
            return catalog if owner == profile_id else None

        if isinstance(came_in, Watched):
            return records_of_page(came_in, self.owners, names_of)
        url = (came_in.secure and self._collector.secure_url) or self._collector.url
        return records_of(came_in, url, self.owners, names_of)


class LiveTraffic(QObject):
    """Records everything that the collector receives in the history, and what watched pages send,
    until `end`. Other threads only use a plain queue, never a Qt object.

    Signals:
        counted: requests were recorded or lost, or `new_rows` has changed.
        switched: the collector was started or stopped.
        failed(str): something failed; the reason in a sentence.
        saved(str): a file was saved; what it is for, in a sentence.
        https_chosen(bool): the person switched https on or off.

    `secure` is how the collector listens for https, once that is switched on.
    """

    counted = Signal()
    switched = Signal()
    failed = Signal(str)
    saved = Signal(str)
    https_chosen = Signal(bool)

    def __init__(
        self,
        collector: Collector,
        store: HistoryStore,
        secure: Secure | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._collector = collector
        self._secure = secure
        self._on = collector.running
        self._records = records = _Records(collector)
        self._backlog = Backlog[CameIn](WAITING)
        self._unsubscribe = collector.subscribe(self._backlog.put)
        self._recorder = TrafficRecorder(store, self._backlog, records.make, lambda: records.kept)
        self.recorded = Recorded()
        """What has become of the requests, as far as it was signalled."""
        self._dropped = self._seen = 0
        self._failure = ""
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @property
    def on(self) -> bool:
        """Whether the collector listens."""
        return self._on

    @property
    def url(self) -> str:
        """The tracking address; while the collector is off, the one that will be tried."""
        return self._collector.url

    @property
    def secure_url(self) -> str:
        """The tracking address for https; "" if the collector does not listen there."""
        return self._collector.secure_url

    @property
    def https(self) -> bool:
        """Whether the collector listens for https as well, now or once it is started."""
        return self._collector.secure is not None

    def save_addon(self, path: str) -> None:
        """Save the addon by which mitmproxy mirrors requests to the collector."""
        try:
            write_whole(Path(path), mitmproxy_addon(self.url).encode())
        except StoreFailed as why:
            self.failed.emit(str(why))
        else:
            self.saved.emit(f"Saved. To run it: mitmdump -s {Path(path).name}")

    @property
    def ca_file(self) -> str:
        """The file with the certificate that clients have to trust for https."""
        return str(self._secure.ca_file) if self._secure else ""

    @property
    def lost(self) -> int:
        """Requests that are not in the history: too many at once, or it could not be written."""
        return self._dropped + self.recorded.lost

    @property
    def new_rows(self) -> int:
        """Rows of other programs and of pages since the last `mark_seen`."""
        return self.recorded.rows - self._seen

    def mark_seen(self) -> None:
        """Count new rows from 0 again."""
        if self.new_rows:
            self._seen = self.recorded.rows
            self.counted.emit()

    def use_names(
        self, owners: Mapping[str, str], profile_id: str, catalog: Catalog | None
    ) -> None:
        """Whose requests these are: the ids of profiles by their project, and the names of the ids
        of one profile's project.
        """
        self._records.owners, self._records.names = dict(owners), (profile_id, catalog)

    def keep_rows(self, count: int) -> None:
        """Keep so many received and watched rows from now on."""
        self._records.kept = count

    def look_closely(self, closely: bool) -> None:
        """Look for what was recorded more often, or as usual."""
        self._timer.setInterval(LOOK_CLOSELY_MS if closely else LOOK_EVERY_MS)

    def take_watched(self, watched: Watched) -> None:
        """Record a request of a watched page at once; for any thread."""
        self._backlog.put(watched)
        self._recorder.wake()

    def use_https(self, on: bool) -> None:
        """Listen for https as well, or no more; a collector that runs is started again."""
        self._collector.secure = self._secure if on else None
        failed = ""
        if self._collector.running:
            self._collector.stop()
            failed = self._start()
        self._on = self._collector.running
        self.https_chosen.emit(self.https)
        self.switched.emit()
        if failed:
            self.failed.emit(failed)

    def start(self) -> None:
        """Start the collector, for http only if https fails."""
        failed = self._start()
        self._check_switch()
        if failed:  # last, since a switch takes away what an earlier one has left
            self.failed.emit(failed)

    def _start(self) -> str:
        """Start the collector, and return what does not work, in sentences."""
        try:
            return self._collector.start_anyhow()
        except OSError as why:
            reason = f"The local collector cannot start: {why.strerror or why}."
            return f"{reason} Close the program that uses its port, then start it again."

    def stop(self) -> None:
        """Stop the collector."""
        self._collector.stop()
        self._check_switch()

    def end(self) -> None:
        """Record what waits, and nothing more; waits for the recorder's thread."""
        self._timer.stop()
        self._unsubscribe()
        self._recorder.end()

    async def finish(self) -> None:
        """The same without holding up the window; called when it closes."""
        self._timer.stop()
        self._unsubscribe()
        await asyncio.to_thread(self._recorder.end)

    def look(self) -> None:
        """Signal what has changed since the last look."""
        self._check_switch()
        recorded, dropped = self._recorder.recorded, self._backlog.dropped
        if (recorded, dropped) == (self.recorded, self._dropped):
            return
        self.recorded, self._dropped = recorded, dropped
        if recorded.failure and recorded.failure != self._failure:
            self.failed.emit(recorded.failure)
        self._failure = recorded.failure
        self.counted.emit()

    def _check_switch(self) -> None:
        if self._on != self._collector.running:
            self._on = self._collector.running
            self.switched.emit()
