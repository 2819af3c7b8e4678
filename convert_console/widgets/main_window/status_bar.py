"""The status bar of the main window."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from convert_console.models.history.model import HistoryModel
from convert_console.widgets.kit.elided import ElidedLabel
from convert_console.widgets.theme.theme import px


class StatusBar(QStatusBar):
    """Shows when the draft was saved, what was sent in this session, and the collector address."""

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
        """Show the sends of this session."""
        tally = self._history.recorder.tally
        revenue = f" · revenue {tally.revenue:,f}" if tally.revenue else ""
        self.sent.setText(f"sent {tally.sent} · accepted {tally.accepted}{revenue}")

    def show_saved(self) -> None:
        """Show that the draft was saved now."""
        self.saved.setText(f"saved {datetime.now().astimezone():%H:%M}")

    def show_collector(self, url: str) -> None:
        """Show the address of the collector; "" if it is off."""
        address = url.removeprefix("http://").removesuffix("/track")
        self.collector.setText(f"local collector on {address}" if url else "local collector off")
