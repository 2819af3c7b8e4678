"""What comes in to the local collector while somebody watches: live, bounded, newest first."""

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
from convert_console.core.linter import Situation
from convert_console.core.text import visible
from convert_console.models.beat import Beat
from convert_console.models.traffic.cells import OF_DOCUMENT, TITLES, Column, cell_text, cell_tip
from convert_console.models.traffic.hit import Hit, OwnSends
from convert_console.models.traffic.recording import Keeping
from convert_console.services.collector.received import Backlog, Received

if TYPE_CHECKING:
    from convert_console.services.collector.server import Collector

# The list of what came in, newest first, read as far as somebody looks at it.

MOST = 2_000
MOST_BYTES = 64 * 1024 * 1024
"""Hits listed, and bytes of them; older ones make room."""

READ_AT_ONCE = 16 * 1024
"""Bytes of documents read for the list at a time (measured: 4 ms). A longer one waits until it is
chosen."""

A_DOCUMENT = 4 * 1024
"""Bytes that a document counts for beside its own: the rules take their time over any."""

READ_EVERY_MS = 20
"""Then the next ones are read; in between the window has its turn."""

AT_SIGHT = 3
"""Hits that are read as they are first painted; of more, the list is painted first."""

HIT = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


class InboundTable(QAbstractTableModel):
    """`situation` is what the linter is told beside the request, at the moment it is asked."""

    def __init__(self, situation: Callable[[], Situation], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._situation = situation
        self._hits: list[Hit] = []
        self._size = 0
        self._allowance = READ_AT_ONCE
        self._asked: set[Hit] = set()
        self._again = QTimer(self, singleShot=True, interval=READ_EVERY_MS)
        self._again.timeout.connect(self.read_more)
        self.unlisted = 0
        """Hits that made room for newer ones."""
        self.making_room = False
        """Whether old hits are being taken off the list, so that nobody chose what is chosen."""

    def hit(self, row: int) -> Hit | None:
        """The hit of a row, read, however large it is."""
        if not 0 <= row < len(self._hits):
            return None
        hit = self._hits[row]
        if not hit.is_read:
            hit.read(self._situation())
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(TITLES) - 1))
        return hit

    def in_sight(self, row: int) -> Hit:
        """The hit of a row for the list to paint, read if that is cheap."""
        hit = self._hits[row]
        self._read_if_cheap(hit)
        return hit

    @property
    def catalog(self) -> Catalog | None:
        """What names goals, if anything does."""
        return self._situation().catalog

    def read_more(self) -> None:
        """Allow for another part of what is in sight, and show what waited for it."""
        self._allowance = READ_AT_ONCE
        asked, self._asked = self._asked, set()
        rows = [row for row, hit in enumerate(self._hits) if hit in asked] if asked else []
        if rows:
            last = self.index(rows[-1], len(TITLES) - 1)
            self.dataChanged.emit(self.index(rows[0], 0), last)

    def add(self, hits: Sequence[Hit]) -> None:
        """Put hits on top, the last of them topmost; the oldest make room."""
        if len(hits) > AT_SIGHT:
            self._allowance = 0
            self._again.start()
        self.beginInsertRows(QModelIndex(), 0, len(hits) - 1)
        self._hits[:0] = reversed(hits)
        self._size += sum(hit.received.size for hit in hits)
        self.endInsertRows()
        self._make_room()

    def empty(self) -> None:
        """Take everything off the list."""
        self.beginResetModel()
        self._hits.clear()
        self._size = 0
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._hits)

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
        hit, column = self._hits[index.row()], Column(index.column())
        if role == HIT:
            return hit
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if column in OF_DOCUMENT:
            self._read_if_cheap(hit)
        catalog = self.catalog
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(hit, column, catalog)
        tip = html.escape(visible(cell_tip(hit, column, catalog))).replace("\n", "<br>")
        return f"<qt>{tip}</qt>" if tip else ""  # else Qt would guess from content

    def _make_room(self) -> None:
        fits, size = len(self._hits), self._size
        while fits > 1 and (fits > MOST or size > MOST_BYTES):
            fits -= 1
            size -= self._hits[fits].received.size
        if fits < len(self._hits):
            self.making_room = True
            self.unlisted += len(self._hits) - fits
            self.beginRemoveRows(QModelIndex(), fits, len(self._hits) - 1)
            del self._hits[fits:]
            self._size = size
            self.endRemoveRows()
            self.making_room = False

    def _read_if_cheap(self, hit: Hit) -> None:
        """The list reads what is in sight, so much at a time, that scrolling never stalls."""
        size = len(hit.received.raw)
        if hit.is_read or size > READ_AT_ONCE:
            return
        if not self._again.isActive():
            self._again.start()
        if size + A_DOCUMENT > self._allowance and self._allowance < READ_AT_ONCE:
            self._asked.add(hit)
            return
        self._allowance -= size + A_DOCUMENT
        hit.read(self._situation())


def _alignment(column: int) -> Qt.AlignmentFlag:
    """Amounts stand at the right, so that their digits line up."""
    right = column == Column.REVENUE
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


EVERY_MS, PHASE_MS = 100, 0
AT_ONCE = 250
"""Hits that are taken over at a time: 2,500 a second."""


class Inbound(InboundTable):
    """Listens until `end`. The collector's thread only ever sees a plain queue, no Qt object.

    Signals:
        counted: another number has come in, was dropped or was kept.
        switched: the collector was started or stopped, by whomever.
        failed(str): something did not work; why, in a sentence.
    """

    counted = Signal()
    switched = Signal()
    failed = Signal(str)

    def __init__(
        self,
        collector: Collector,
        keeping: Keeping,
        situation: Callable[[], Situation],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(situation, parent)
        self._collector = collector
        self._on = collector.running
        self._backlog = Backlog()
        self._refusals = 0
        self._unsubscribe = collector.subscribe(self._backlog.put)
        self.keeping = keeping
        self.own = OwnSends()
        self.paused = False
        self.keep = True
        """Whether hits become rows of the history."""
        self.came = 0
        """Hits taken over since the beginning."""
        self._timer = Beat(EVERY_MS, PHASE_MS, self)
        self._timer.timeout.connect(self.drain)
        self._timer.go()

    @property
    def on(self) -> bool:
        """Whether the collector listens."""
        return self._on

    @property
    def url(self) -> str:
        """The tracking address; while the collector is off, the one that will be tried."""
        return self._collector.url

    @property
    def waiting(self) -> int:
        """Hits not taken over yet."""
        return len(self._backlog)

    @property
    def dropped(self) -> int:
        """Hits that were lost because too many waited."""
        return self._backlog.dropped

    @property
    def refusals(self) -> int:
        """Requests that did not arrive whole or could not be read."""
        return self._collector.refusals

    @property
    def last_refusal(self) -> str:
        """What became of the newest of them, in a sentence."""
        newest = self._collector.refused()[-1:]
        return "".join(visible(one.reason) for one in newest)

    def start(self) -> None:
        """Let the collector listen."""
        try:
            self._collector.start()
        except OSError as why:
            reason = f"The local collector cannot start: {why.strerror or why}."
            self.failed.emit(f"{reason} Close what uses its port, and start it again.")
        self._look_at_switch()

    def stop(self) -> None:
        """Let the collector listen no more."""
        self._collector.stop()
        self._look_at_switch()

    def end(self) -> None:
        """Listen no more; what is listed stays."""
        self._timer.stop()
        self._unsubscribe()

    def clear(self) -> None:
        """Empty the list; the history keeps what it has."""
        self.empty()
        self.counted.emit()

    def drain(self) -> None:
        """Take over what waits, a bounded part at a time."""
        self._look_at_switch()
        taken = [] if self.paused else self._backlog.take(AT_ONCE)
        if taken:
            self._add(taken)
        reason = self.keeping.failure()
        if reason:
            self.failed.emit(reason)
        refused, self._refusals = self._refusals, self.refusals
        if taken or self.paused or reason or refused != self._refusals:
            self.counted.emit()

    def _add(self, taken: list[Received]) -> None:
        hits = [Hit(one, self.url, self.own.take(one)) for one in taken]
        if self.keep:
            catalog = self.catalog
            for hit in hits:
                self.keeping.keep(hit, catalog)
        self.came += len(hits)
        self.add(hits)

    def _look_at_switch(self) -> None:
        if self._on != self._collector.running:
            self._on = self._collector.running
            self.switched.emit()
