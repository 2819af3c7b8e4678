"""The place that shows the requests that the local collector receives."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.request.draft import Draft
from convert_console.core.traffic.incoming import setup_instructions
from convert_console.core.verdict.exchange import Exchange
from convert_console.models.document.document import RequestDocument
from convert_console.models.sending.send_controller import SendController
from convert_console.models.traffic.incoming_request import IncomingRequest
from convert_console.models.traffic.recorder import ROWS_PER_SECOND
from convert_console.models.traffic.table_model import LiveTraffic
from convert_console.widgets.kit.divided import Divided
from convert_console.widgets.kit.elided import ElidedLabel
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.kit.message_bar import MessageBar
from convert_console.widgets.kit.panel_header import Hairline
from convert_console.widgets.kit.place import Place, PlaceBar
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import px, set_look
from convert_console.widgets.traffic.detail import TrafficDetail
from convert_console.widgets.traffic.table_view import TrafficTableView


class TrafficBar(PlaceBar):
    """The switches of the collector for the top bar: on or off, its address, https, and the list.

    Signals:
        copied(str): what was copied to the clipboard, as a sentence.
    """

    copied = Signal(str)

    def __init__(self, traffic: LiveTraffic, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._traffic = traffic
        self._has_words = True
        self._buttons: list[QPushButton] = []
        self.switch = QCheckBox("Collector", self)
        self.switch.setToolTip("Let shops, CRMs and scripts send to this machine")
        self.address = ElidedLabel("", self)
        self.address.setAccessibleName("Address of the collector")
        self.copy_address = QToolButton(self)
        self.copy_address.setIcon(icon("copy"))
        self.copy_address.setAccessibleName("Copy address")
        self.copy_address.setToolTip("Copy the tracking address")
        self.https = QCheckBox("HTTPS", self)
        self.https.setToolTip(
            "Listen for https too, with a certificate for 127.0.0.1 that is made at each start. A "
            "client has to trust its authority; copy the path of that file"
        )
        self.copy_steps = self._button(
            "Instructions",
            "clipboard-paste",
            "Copy instructions for sending from a shop, a CRM or a script to this address",
        )
        self.pause = self._button(
            "Pause", "pause", "Stop updating this list; new requests wait until you resume"
        )
        self.pause.setCheckable(True)
        self.clear = self._button("Clear", "trash", "Clear this list; the history keeps its rows")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(4), 0, 0, 0)
        row.setSpacing(px(8))
        for widget in (self.switch, self.address, self.copy_address, self.https, self.copy_steps):
            row.addWidget(widget)
        row.addStretch(1)
        for button in (self.pause, self.clear):
            row.addWidget(button)
        self.switch.clicked.connect(self._start_or_stop)
        self.copy_address.clicked.connect(self._copy_address)
        self.copy_steps.clicked.connect(self.copy_how_to)
        self.https.clicked.connect(traffic.use_https)
        self.pause.toggled.connect(self._pause)
        self.clear.clicked.connect(traffic.clear)
        traffic.switched.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show whether the collector is on, and its addresses."""
        on = self._traffic.on
        self.switch.setChecked(on)
        self.switch.setText("Collector on" if on else "Collector off")
        addresses = (self._traffic.url, self._traffic.secure_url)
        self.address.setText(" · ".join(filter(None, addresses)))
        set_look(self.address, role="mono" if on else "wire")
        self.https.setChecked(self._traffic.https)

    def fit(self, width: int) -> None:
        self._has_words = width >= px(WITH_WORDS)
        for button in self._buttons:
            button.setText(button.accessibleName() if self._has_words else "")

    def copy_how_to(self) -> None:
        """Copy the setup instructions to the clipboard."""
        QGuiApplication.clipboard().setText(setup_instructions(self._traffic.url))
        self.copied.emit("Copied the instructions to the clipboard.")

    def _copy_address(self) -> None:
        QGuiApplication.clipboard().setText(self._traffic.url)
        self.copied.emit(f"Copied {self._traffic.url} to the clipboard.")

    def _pause(self, paused: bool) -> None:
        self._traffic.paused = paused
        self.pause.setAccessibleName("Resume" if paused else "Pause")
        self.pause.setText(self.pause.accessibleName() if self._has_words else "")
        self._traffic.drain()

    def _start_or_stop(self, on: bool) -> None:
        (self._traffic.start if on else self._traffic.stop)()
        self.refresh()  # also if it could not be started

    def _button(self, text: str, symbol: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setIcon(icon(symbol))
        button.setAccessibleName(text)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        set_look(button, kind="quiet")
        self._buttons.append(button)
        return button


class TrafficPlace(Place):
    """Closing the window ends it; the collector may go on meanwhile, whatever place is in sight.

    Signals:
        compared(object, object): the user wants to compare the `Exchange` that was sent with the
            one that was received.
        draft_opened: a received document was opened as the draft.
    """

    compared = Signal(object, object)
    draft_opened = Signal()

    def __init__(
        self,
        traffic: LiveTraffic,
        sending: SendController,
        document: RequestDocument,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._traffic, self._sending, self._document = traffic, sending, document
        self._request: IncomingRequest | None = None
        self.head = TrafficBar(traffic, self)
        self.bar = self.head
        self.fault = MessageBar("error", self)
        self.table = TrafficTableView(traffic, self)
        self.empty = EmptyState(parent=self)
        self.pages = QStackedWidget(self)
        self.detail = TrafficDetail(self)
        self.keep = QCheckBox("Save to history", self)
        self.keep.setToolTip(f"Up to {ROWS_PER_SECOND} a second become rows marked as traffic")
        self.keep.setChecked(traffic.keep)
        self.copy_ca = QPushButton("Copy path of certificate", self)
        self.copy_ca.setToolTip(f"Copy the path of the authority's certificate: {traffic.ca_file}")
        self.copy_ca.setAutoDefault(False)
        set_look(self.copy_ca, kind="quiet")
        self.figures = ElidedLabel("", self)
        self._place()
        self._connect()
        self.refresh()
        self._show_state()
        self._update_compare_button()

    def take_focus(self) -> None:
        (self.table if self.table.isVisible() else self.head.switch).setFocus()

    @property
    def sent(self) -> Exchange | None:
        """The matching send of this app, or else the exchange shown in Compose."""
        if self._request is not None and self._request.sent is not None:
            return self._request.sent
        return self._sending.exchange

    def refresh(self) -> None:
        """Show the counts, and the table or why it is empty."""
        self.figures.setText(figures(self._traffic))
        if bool(self._traffic.rowCount()) is not (self.pages.currentWidget() is self.table):
            self._show_state()

    def _show_current(self, current: QModelIndex) -> None:
        """Show the selected request; one that is removed from the table stays until the next."""
        if current.isValid() and not self._traffic.making_room:
            self._request = self._traffic.request(current.row())
            self.detail.show_request(self._request)
            self._update_compare_button()

    def _open_as_draft(self) -> None:
        if self._request is not None:
            draft = self._request.draft
            self._document.load(Draft(draft.text, draft.method), "Open traffic request")
            self.draft_opened.emit()

    def _compare(self) -> None:
        sent = self.sent
        if self._request is not None and sent is not None:
            self.compared.emit(sent, self._request.exchange)

    def _update_compare_button(self) -> None:
        reason = "" if self.sent else "Send a request first."
        self.detail.set_sent(reason)

    def _clear(self) -> None:
        """Show no request after the list was cleared."""
        self._request = None
        self.detail.show_request(None)
        self.refresh()

    def _copy_ca_path(self) -> None:
        QGuiApplication.clipboard().setText(self._traffic.ca_file)
        self._show_copied(f"Copied {self._traffic.ca_file} to the clipboard.")

    def _show_copied(self, sentence: str) -> None:
        self.figures.setText(sentence)

    def _show_state(self) -> None:
        """Show the table, or why it is empty with the next step."""
        traffic = self._traffic
        if traffic.rowCount():
            self.pages.setCurrentWidget(self.table)
        elif traffic.on:
            self.empty.set_state("inbox", "No requests yet", NOTHING_YET, "Copy instructions")
            self.pages.setCurrentWidget(self.empty)
        else:
            self.empty.set_state("server", "The collector is off", OFF, "Start the collector")
            self.pages.setCurrentWidget(self.empty)
        self.copy_ca.setVisible(traffic.https)
        in_empty_state = traffic.on and not traffic.rowCount()
        self.head.copy_steps.setVisible(not in_empty_state)
        self.detail.setVisible(bool(traffic.rowCount()) or self._request is not None)

    def _run_empty_action(self) -> None:
        if self._traffic.on:
            self.head.copy_how_to()
        else:
            self._traffic.start()

    def _connect(self) -> None:
        traffic, detail = self._traffic, self.detail
        traffic.counted.connect(self.refresh)
        traffic.modelReset.connect(self._clear)
        traffic.switched.connect(self._show_state)
        traffic.switched.connect(self.fault.hide)
        traffic.failed.connect(self.fault.set_text)
        self._sending.exchange_changed.connect(self._update_compare_button)
        self.table.selectionModel().currentRowChanged.connect(self._show_current)
        self.head.copied.connect(self._show_copied)
        self.empty.acted.connect(self._run_empty_action)
        self.keep.toggled.connect(lambda on: setattr(traffic, "keep", on))
        self.copy_ca.clicked.connect(self._copy_ca_path)
        detail.draft_wanted.connect(self._open_as_draft)
        detail.comparison_wanted.connect(self._compare)

    def _place(self) -> None:
        self.pages.addWidget(self.table)
        self.pages.addWidget(self.empty)
        self._split = Divided(Qt.Orientation.Horizontal, self)
        self._split.addWidget(self.pages)
        self._split.addWidget(self.detail)
        self._split.setStretchFactor(0, 1)
        set_look(self.figures, role="muted")
        line = QHBoxLayout()
        line.setContentsMargins(px(12), px(6), px(12), px(6))
        line.setSpacing(px(12))
        line.addWidget(self.figures, 1)
        line.addWidget(self.copy_ca)
        line.addWidget(self.keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        column.addWidget(Hairline(self))
        column.addWidget(self.fault)
        column.addWidget(self._split, 1)
        self._split.resized.connect(self._divide)

    def _divide(self) -> None:
        """Put the detail beside the list, or below it where the window is narrow."""
        below = self.width() < px(BESIDE)
        self._split.setOrientation(Qt.Orientation.Vertical if below else Qt.Orientation.Horizontal)
        if not below:
            self._split.setSizes([self._split.width() - px(DETAIL), px(DETAIL)])


WITH_WORDS, BESIDE, DETAIL = 760, 720, 408
"""Pixels: width of the bar from which its buttons have words, width of the place from which the
detail is beside the list, and width of the detail.
"""

NOTHING_YET = (
    "Make a shop, a CRM or a script send to the address above. Each request appears here with its "
    "verdict and problems. Nothing is forwarded."
)
OFF = (
    "Start it, then make a shop, a CRM or a script send to its address. It listens on this machine "
    "only, and forwards nothing."
)


def figures(traffic: LiveTraffic) -> str:
    """How many requests were received, and what happened to them."""
    if not (traffic.received_count or traffic.waiting or traffic.dropped):
        return ""
    parts = [f"{traffic.received_count:,} received"]
    if traffic.refused_count:
        parts.append(f"{traffic.refused_count:,} of them refused")
    if traffic.paused:
        parts.append(f"{traffic.waiting:,} waiting while paused")
    if traffic.dropped:
        parts.append(f"{traffic.dropped:,} lost, because too many were waiting")
    if traffic.unlisted:
        parts.append(f"{traffic.unlisted:,} older ones removed from this list")
    recorder = traffic.recorder
    if recorder.recorded:
        parts.append(f"{recorder.recorded:,} saved to history")
    if recorder.skipped:
        parts.append(f"{recorder.skipped:,} not saved (limit {ROWS_PER_SECOND} per second)")
    return " · ".join(parts)
