"""The inbound inspector: point a shop at the local collector, and each hit appears here."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.request.draft import Draft
from convert_console.core.request.incoming import pointing_words
from convert_console.core.verdict.exchange import Exchange
from convert_console.models.document.document import RequestDocument
from convert_console.models.sending.console import Console
from convert_console.models.traffic.hit import Hit
from convert_console.models.traffic.recording import A_SECOND
from convert_console.models.traffic.table_model import Inbound
from convert_console.widgets.history.compare_dialog import CompareDialog
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.kit.fitting_dialog import FittingDialog
from convert_console.widgets.kit.labels import Badge, ElidedLabel, Hairline
from convert_console.widgets.kit.message_bar import Notice
from convert_console.widgets.theme.theme import px, set_look, set_surface
from convert_console.widgets.traffic.detail import InboundDetail
from convert_console.widgets.traffic.table_view import InboundView

# The line above what came in: the collector, its address, and how to point something at it.


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


class InboundDialog(FittingDialog):
    """A window beside the main one; closing it ends the listening, not the collector."""

    def __init__(
        self,
        inbound: Inbound,
        console: Console,
        document: RequestDocument,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._inbound, self._console, self._document = inbound, console, document
        self._hit: Hit | None = None
        self.setWindowTitle("Inbound inspector")
        self.take_room(1010, 640)
        set_surface(self, "pane")
        self.head = InboundHead(inbound, self)
        self.fault = Notice("error", self)
        self.table = InboundView(inbound, self)
        self.none = EmptyState(parent=self)
        self.pages = QStackedWidget(self)
        self.detail = InboundDetail(self)
        self.keep = QCheckBox("Keep in the history", self)
        self.keep.setToolTip(f"Up to {A_SECOND} a second become rows marked as inbound")
        self.keep.setChecked(inbound.keep)
        self.figures = ElidedLabel("", self)
        self._place()
        self._connect()
        self._show_state()
        self._offer_comparison()

    @property
    def sent(self) -> Exchange | None:
        """What a hit is compared with: the send that it is, else the one in the main window."""
        if self._hit is not None and self._hit.sent is not None:
            return self._hit.sent
        return self._console.exchange

    def refresh(self) -> None:
        """Say how much has come in, and show the list or why it is empty."""
        self.figures.setText(figures(self._inbound))
        if bool(self._inbound.rowCount()) is not (self.pages.currentWidget() is self.table):
            self._show_state()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._inbound.end()
        super().closeEvent(event)

    def reject(self) -> None:
        """Esc closes it as a window is closed."""
        self._inbound.end()
        super().reject()

    def _choose(self, current: QModelIndex) -> None:
        """A line that falls off the end of the list stays shown until another one is chosen."""
        if current.isValid() and not self._inbound.making_room:
            self._hit = self._inbound.hit(current.row())
            self.detail.show_hit(self._hit)
            self._offer_comparison()

    def _open_as_draft(self) -> None:
        if self._hit is not None:
            draft = self._hit.arrived.draft
            self._document.load(Draft(draft.text, draft.method), "Open inbound hit")
            main = self.parentWidget()
            if main is not None:
                main.activateWindow()

    def _compare(self) -> None:
        sent = self.sent
        if self._hit is not None and sent is not None:
            dialog = CompareDialog(sent, self._hit.exchange, self)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _offer_comparison(self) -> None:
        reason = "" if self.sent else "Send a request, or choose one in the history first."
        self.detail.set_sent(reason)

    def _forget(self) -> None:
        """The list was cleared."""
        self._hit = None
        self.detail.show_hit(None)
        self.refresh()

    def _say_copied(self, sentence: str) -> None:
        self.figures.setText(sentence)

    def _show_state(self) -> None:
        """Empty has several causes, and each its own next step."""
        inbound = self._inbound
        if inbound.rowCount():
            self.pages.setCurrentWidget(self.table)
        elif inbound.on:
            self.none.set_state(
                "inbox", "Nothing has come in yet", NOTHING_YET, "Copy instructions"
            )
            self.pages.setCurrentWidget(self.none)
        else:
            self.none.set_state("server", "The collector is off", OFF, "Start the collector")
            self.pages.setCurrentWidget(self.none)
        offered = inbound.on and not inbound.rowCount()  # where the list will be
        self.head.copy_steps.setVisible(not offered)
        self.detail.setVisible(bool(inbound.rowCount()) or self._hit is not None)

    def _act(self) -> None:
        if self._inbound.on:
            self.head.copy_how_to()
        else:
            self._inbound.start()

    def _connect(self) -> None:
        inbound, detail = self._inbound, self.detail
        inbound.counted.connect(self.refresh)
        inbound.modelReset.connect(self._forget)
        inbound.switched.connect(self._show_state)
        inbound.switched.connect(self.fault.hide)
        inbound.failed.connect(self.fault.set_text)
        self._console.shown.connect(self._offer_comparison)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.head.copied.connect(self._say_copied)
        self.none.acted.connect(self._act)
        self.keep.toggled.connect(lambda on: setattr(inbound, "keep", on))
        detail.draft_wanted.connect(self._open_as_draft)
        detail.comparison_wanted.connect(self._compare)

    def _place(self) -> None:
        self.pages.addWidget(self.table)
        self.pages.addWidget(self.none)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.pages)
        split.addWidget(self.detail)
        split.setSizes([px(330), px(230)])
        set_look(self.figures, role="muted")
        foot = QHBoxLayout()
        foot.setContentsMargins(px(12), px(6), px(12), px(6))
        foot.setSpacing(px(12))
        foot.addWidget(self.keep)
        foot.addWidget(self.figures, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.head, Hairline(self), self.fault):
            column.addWidget(widget)
        column.addWidget(split, 1)
        column.addWidget(Hairline(self))
        column.addLayout(foot)


NOTHING_YET = (
    "Point a shop, a CRM or a script at the address above. Each request appears here, judged and "
    "checked, and is forwarded nowhere."
)
OFF = (
    "Start it, and point a shop, a CRM or a script at its address. It listens on this machine "
    "alone, and forwards nothing."
)


def figures(inbound: Inbound) -> str:
    """How much has come in, and what became of it."""
    if not (inbound.came or inbound.waiting or inbound.dropped or inbound.refusals):
        return ""
    parts = [f"{inbound.came:,} came in"]
    if inbound.refusals:
        parts.append(f"{inbound.refusals:,} refused, the last: {inbound.last_refusal}")
    if inbound.paused:
        parts.append(f"{inbound.waiting:,} waiting while paused")
    if inbound.dropped:
        parts.append(f"{inbound.dropped:,} lost, since too many waited")
    if inbound.unlisted:
        parts.append(f"{inbound.unlisted:,} older ones are no longer listed")
    keeping = inbound.keeping
    if keeping.kept:
        parts.append(f"{keeping.kept:,} kept in the history")
    if keeping.left_out:
        parts.append(f"{keeping.left_out:,} not kept (up to {A_SECOND} a second are)")
    return " · ".join(parts)
