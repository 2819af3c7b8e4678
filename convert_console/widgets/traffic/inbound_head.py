"""The line above what came in: the collector, its address, and how to point something at it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from convert_console.core.request.pointing import pointing_words
from convert_console.models.traffic.table_model import Inbound
from convert_console.widgets.kit.elided_label import ElidedLabel
from convert_console.widgets.kit.labels import Badge
from convert_console.widgets.theme.theme import px, set_look


class InboundHead(QWidget):
    """Signals:
    copied(str): what is on the clipboard now, in a sentence.
    """

    copied = Signal(str)

    def __init__(self, inbound: Inbound, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inbound = inbound
        self.state = Badge("", "neutral", self)
        self.address = ElidedLabel("", self)
        self.address.setAccessibleName("Address of the collector")
        self.copy_address = self._button("Copy address", "Copy the tracking address")
        self.copy_steps = self._button(
            "Copy instructions", "Copy how to point a shop, a CRM or a script at this address"
        )
        self.pause = self._button("Pause", "Let the list stand still; what comes in waits")
        self.pause.setCheckable(True)
        self.clear = self._button("Clear", "Empty the list; the history keeps what it has")
        self.switch = QPushButton(self)
        self._place()
        self.copy_address.clicked.connect(self._copy_address)
        self.copy_steps.clicked.connect(self.copy_how_to)
        self.pause.toggled.connect(self._pause)
        self.clear.clicked.connect(inbound.clear)
        self.switch.clicked.connect(self._turn)
        inbound.switched.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say whether the collector listens, and where."""
        on = self._inbound.on
        self.state.set_text("Collector on" if on else "Collector off", "ok" if on else "neutral")
        self.address.setText(self._inbound.url)
        set_look(self.address, role="mono" if on else "wire")
        self.switch.setText("Stop" if on else "Start")
        self.switch.setToolTip("Stop the collector" if on else "Let the collector listen")
        set_look(self.switch, kind="" if on else "primary")

    def copy_how_to(self) -> None:
        """Put the steps that point something here onto the clipboard."""
        QGuiApplication.clipboard().setText(pointing_words(self._inbound.url))
        self.copied.emit("How to point a shop here is on the clipboard.")

    def _copy_address(self) -> None:
        QGuiApplication.clipboard().setText(self._inbound.url)
        self.copied.emit(f"{self._inbound.url} is on the clipboard.")

    def _pause(self, paused: bool) -> None:
        self._inbound.paused = paused
        self.pause.setText("Go on" if paused else "Pause")
        self._inbound.drain()

    def _turn(self) -> None:
        (self._inbound.stop if self._inbound.on else self._inbound.start)()

    def _button(self, text: str, hint: str) -> QPushButton:
        made = QPushButton(text, self)
        made.setToolTip(hint)
        made.setAutoDefault(False)
        set_look(made, kind="quiet")
        return made

    def _place(self) -> None:
        self.switch.setAutoDefault(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(8), px(12), px(8))
        row.setSpacing(px(8))
        for widget in (self.state, self.address, self.copy_address, self.copy_steps):
            row.addWidget(widget)
        row.addStretch(1)
        for widget in (self.pause, self.clear, self.switch):
            row.addWidget(widget)
