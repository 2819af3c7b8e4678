"""What comes in to the local collector while somebody watches: live, bounded, newest first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from convert_console.core.linter import Situation
from convert_console.core.text import visible
from convert_console.models.beat import Beat
from convert_console.models.traffic.hit import Hit
from convert_console.models.traffic.inbound_table import InboundTable
from convert_console.models.traffic.own_sends import OwnSends
from convert_console.models.traffic.recording import Keeping
from convert_console.services.collector.backlog import Backlog

if TYPE_CHECKING:
    from convert_console.services.collector.received import Received
    from convert_console.services.collector.server import Collector

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
