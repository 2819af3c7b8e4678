"""The requests that the local collector receives: live, newest first, limited in number."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.linter.problem import Situation
from convert_console.core.text import visible
from convert_console.models.traffic.cells import (
    OF_DOCUMENT,
    TITLES,
    TrafficColumn,
    cell_text,
    cell_tip,
)
from convert_console.models.traffic.incoming_request import IncomingRequest, rows_of
from convert_console.models.traffic.own_requests import OwnRequests
from convert_console.models.traffic.recorder import TrafficRecorder
from convert_console.services.collector.received import Backlog, Received

if TYPE_CHECKING:
    from convert_console.services.collector.server import Collector, Secure

# The table.

MOST = 2_000
MOST_BYTES = 64 * 1024 * 1024
"""Most requests in the table, and most bytes of them; the oldest are removed."""

BYTES_PER_PART = 16 * 1024
"""Bytes of documents parsed at a time for the table (measured: 4 ms). A larger document waits
until its row is selected."""

COST_PER_DOCUMENT = 4 * 1024
"""Bytes added to each document's size, since linting has a fixed cost."""

PART_EVERY_MS = 20
"""Pause between two parts, in which the window handles its events."""

PARSED_AT_ONCE = 3
"""Up to this many new requests are parsed at once; of more, the table is painted first."""

REQUEST = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


class TrafficTableModel(QAbstractTableModel):
    """`situation` returns the linter's context at the time of the call."""

    def __init__(self, situation: Callable[[], Situation], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._situation = situation
        self._requests: list[IncomingRequest] = []
        self._size = 0
        self._allowance = BYTES_PER_PART
        self._asked: set[IncomingRequest] = set()
        self._again = QTimer(self, singleShot=True, interval=PART_EVERY_MS)
        self._again.timeout.connect(self.read_more)
        self.unlisted = 0
        """Requests removed from the table to make room."""
        self.making_room = False
        """Whether old rows are being removed, so a change of the current row is not the user's."""

    def request(self, row: int) -> IncomingRequest | None:
        """The request of a row, parsed whatever its size; `None` beyond the last row."""
        if not 0 <= row < len(self._requests):
            return None
        request = self._requests[row]
        if not request.is_read:
            request.read(self._situation())
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(TITLES) - 1))
        return request

    def row_to_paint(self, row: int) -> IncomingRequest:
        """The request of a row to paint, parsed if that is cheap."""
        request = self._requests[row]
        self._read_if_cheap(request)
        return request

    @property
    def catalog(self) -> Catalog | None:
        """What names goals, if anything does."""
        return self._situation().catalog

    def read_more(self) -> None:
        """Allow the next part to be parsed, and repaint the rows that waited for it."""
        self._allowance = BYTES_PER_PART
        waiting_rows, self._asked = self._asked, set()
        rows = (
            [row for row, request in enumerate(self._requests) if request in waiting_rows]
            if waiting_rows
            else []
        )
        if rows:
            last = self.index(rows[-1], len(TITLES) - 1)
            self.dataChanged.emit(self.index(rows[0], 0), last)

    def add(self, requests: Sequence[IncomingRequest]) -> None:
        """Insert requests at the top, the newest first; remove the oldest beyond the limits."""
        if len(requests) > PARSED_AT_ONCE:
            self._allowance = 0
            self._again.start()
        self.beginInsertRows(QModelIndex(), 0, len(requests) - 1)
        self._requests[:0] = reversed(requests)
        self._size += sum(request.received.size for request in requests)
        self.endInsertRows()
        self._make_room()

    def empty(self) -> None:
        """Remove all rows."""
        self.beginResetModel()
        self._requests.clear()
        self._size = 0
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._requests)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(TITLES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return TITLES[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        request, column = self._requests[index.row()], TrafficColumn(index.column())
        if role == REQUEST:
            return request
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if column in OF_DOCUMENT:
            self._read_if_cheap(request)
        catalog = self.catalog
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(request, column, catalog)
        tip = html.escape(visible(cell_tip(request, column, catalog))).replace("\n", "<br>")
        return f"<qt>{tip}</qt>" if tip else ""  # keeps Qt from guessing the format

    def _make_room(self) -> None:
        fits, size = len(self._requests), self._size
        while fits > 1 and (fits > MOST or size > MOST_BYTES):
            fits -= 1
            size -= self._requests[fits].received.size
        if fits < len(self._requests):
            self.making_room = True
            self.unlisted += len(self._requests) - fits
            self.beginRemoveRows(QModelIndex(), fits, len(self._requests) - 1)
            del self._requests[fits:]
            self._size = size
            self.endRemoveRows()
            self.making_room = False

    def _read_if_cheap(self, request: IncomingRequest) -> None:
        """Parse only a limited part at a time, so that scrolling never stalls."""
        size = len(request.received.raw)
        if request.is_read or size > BYTES_PER_PART:
            return
        if not self._again.isActive():
            self._again.start()
        if size + COST_PER_DOCUMENT > self._allowance and self._allowance < BYTES_PER_PART:
            self._asked.add(request)
            return
        self._allowance -= size + COST_PER_DOCUMENT
        request.read(self._situation())


def _alignment(column: int) -> Qt.AlignmentFlag:
    """Amounts are right-aligned, so that their digits line up."""
    right = column == TrafficColumn.REVENUE
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


DRAIN_EVERY_MS = 100
BATCH = 250
"""Requests moved from the queue to the table at a time: 2,500 per second."""

BATCH_BYTES = 512 * 1024
"""Bytes of requests moved at a time, since visitors in a v1 body have to be counted (5 ms)."""


class LiveTraffic(TrafficTableModel):
    """Listens until `end`. The collector's thread only uses a plain queue, never a Qt object.

    Signals:
        counted: the number of received, dropped or stored requests changed.
        switched: the collector was started or stopped.
        failed(str): something failed; the reason in a sentence.
        https_chosen(bool): the person switched https on or off.

    `secure` is how the collector listens for https, once that is switched on.
    """

    counted = Signal()
    switched = Signal()
    failed = Signal(str)
    https_chosen = Signal(bool)

    def __init__(
        self,
        collector: Collector,
        recorder: TrafficRecorder,
        situation: Callable[[], Situation],
        secure: Secure | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(situation, parent)
        self._collector = collector
        self._secure = secure
        self._on = collector.running
        self._backlog = Backlog()
        self._unsubscribe = collector.subscribe(self._backlog.put)
        self.recorder = recorder
        self.own_requests = OwnRequests()
        self.paused = False
        self.keep = True
        """Whether requests are stored in the history."""
        self.received_count = 0
        """Requests received since the collector's first start."""
        self.unseen = 0
        """Requests of other programs since the last `mark_seen`."""
        self.refused_count = 0
        """Those of them that could not be read, or were aimed at nothing."""
        self._timer = QTimer(self, interval=DRAIN_EVERY_MS)
        self._timer.timeout.connect(self.drain)
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

    @property
    def ca_file(self) -> str:
        """The file with the certificate that clients have to trust for https."""
        return str(self._secure.ca_file) if self._secure else ""

    def use_https(self, on: bool) -> None:
        """Listen for https as well, or no more; a collector that runs is started again."""
        self._collector.secure = self._secure if on else None
        if self._collector.running:
            self._collector.stop()
            self.start()
        self.https_chosen.emit(self.https)
        self.switched.emit()

    @property
    def waiting(self) -> int:
        """Requests still in the queue."""
        return len(self._backlog)

    @property
    def dropped(self) -> int:
        """Requests lost because the queue was full."""
        return self._backlog.dropped

    def start(self) -> None:
        """Start the collector, for http only if https fails."""
        try:
            without_https = self._collector.start_anyhow()
            if without_https:
                self.failed.emit(without_https)
        except OSError as why:
            reason = f"The local collector cannot start: {why.strerror or why}."
            self.failed.emit(f"{reason} Close the program that uses its port, then start it again.")
        self._check_switch()

    def stop(self) -> None:
        """Stop the collector."""
        self._collector.stop()
        self._check_switch()

    def end(self) -> None:
        """Stop listening; the rows stay."""
        self._timer.stop()
        self._unsubscribe()

    def mark_seen(self) -> None:
        """Count what is unseen from 0 again."""
        self.unseen = 0

    def clear(self) -> None:
        """Remove all rows; the history keeps its own."""
        self.empty()
        self.counted.emit()

    def drain(self) -> None:
        """Move waiting requests into the table, a limited number at a time."""
        self._check_switch()
        received = [] if self.paused else self._backlog.take(BATCH, BATCH_BYTES)
        if received:
            self._add(received)
        reason = self.recorder.failure()
        if reason:
            self.failed.emit(reason)
        if received or self.paused or reason:
            self.counted.emit()

    def _add(self, received: list[Received]) -> None:
        requests = [
            row
            for arrived in received
            for row in rows_of(
                arrived,
                (arrived.secure and self.secure_url) or self.url,
                self.own_requests.match(arrived),
            )
        ]
        if self.keep:
            catalog = self.catalog
            for request in requests:
                self.recorder.keep(request, catalog)
        self.received_count += len(received)
        self.unseen += sum(request.sent is None for request in requests)
        self.refused_count += sum(arrived.verdict == "refused" for arrived in received)
        self.add(requests)

    def _check_switch(self) -> None:
        if self._on != self._collector.running:
            self._on = self._collector.running
            self.switched.emit()
