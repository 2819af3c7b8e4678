"""The status bar: when the draft was saved, what was sent, and where the collector listens."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from convert_console.models.history.model import HistoryModel
from convert_console.widgets.kit.elided import ElidedLabel
from convert_console.widgets.theme.theme import px


class StatusBar(QStatusBar):
    """Counts the sends of this session."""

    def __init__(self, history: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.setContentsMargins(px(8), 0, px(8), 0)
        self._history = history
        self.saved = QLabel("nothing to save yet", self)
        self.sent = ElidedLabel(parent=self)
        self.collector = ElidedLabel(parent=self)
        self.sent.setContentsMargins(px(14), 0, 0, 0)
        self.addWidget(self.saved)
        self.addWidget(self.sent)
        self.addPermanentWidget(self.collector)
        history.recorder.tallied.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the session's sends, also those that never left."""
        tally = self._history.recorder.tally
        revenue = f" · revenue {tally.revenue:,f}" if tally.revenue else ""
        self.sent.setText(f"sent {tally.sent} · accepted {tally.accepted}{revenue}")

    def say_saved(self) -> None:
        """The draft is on disk."""
        self.saved.setText(f"saved {datetime.now().astimezone():%H:%M}")

    def say_collector(self, url: str) -> None:
        """Where the collector listens; "" while it does not."""
        address = url.removeprefix("http://").removesuffix("/track")
        self.collector.setText(f"local collector on {address}" if url else "local collector off")
