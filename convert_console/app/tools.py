"""Builds what the window can start without: exports, and the places with their models."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from convert_console.app.context import Context, describe_moment
from convert_console.core.copy_as.v1 import as_v1
from convert_console.core.document.payload import Payload
from convert_console.core.journeys.preparation import JourneyEnvironment
from convert_console.core.request.wire import Unsendable
from convert_console.models.history.export import HistoryExports
from convert_console.models.journeys.runner import JourneyRun
from convert_console.models.journeys.saved import Journeys
from convert_console.models.ledger.ledger import LedgerModel
from convert_console.models.orders.export import OrderExports
from convert_console.models.orders.orders import Orders
from convert_console.models.orders.run import OrderSending
from convert_console.models.traffic.table_model import LiveTraffic
from convert_console.models.verify.verification import Verification
from convert_console.services.storage.journeys import JourneyStore
from convert_console.widgets.fields.visitor_field import new_visitor_id
from convert_console.widgets.journeys.dialog import JourneyDialog
from convert_console.widgets.kit.dialogs import open_dialog
from convert_console.widgets.kit.place import Place, PlaceName
from convert_console.widgets.ledger.place import ResultsPlace
from convert_console.widgets.main_window.window import MainWindow
from convert_console.widgets.orders.dialog import OrdersDialog
from convert_console.widgets.orders.run_page import OrderModels
from convert_console.widgets.traffic.place import TrafficPlace
from convert_console.widgets.verify.dialog import VerifyDialog


class Tools:
    """Builds each place from the parts of the context that it needs."""

    def __init__(self, context: Context, window: MainWindow, traffic: LiveTraffic) -> None:
        self._context = context
        self._window = window
        self._traffic = traffic
        self.results: ResultsPlace | None = None
        orders = Orders(context.document, context.request, context.catalog, time.time)
        sending = OrderSending(
            orders, context.profiles, context.store, context.folders.orders, time.time
        )
        sending.watchers.append(traffic.own_requests.expect)
        self.orders = OrderModels(orders, sending, OrderExports(orders, sending, time.time))
        environment = JourneyEnvironment(
            time.time, new_visitor_id, context.sent_before.of, describe_moment
        )
        self.journeys = Journeys(JourneyStore(context.folders.journeys), context.profiles)
        self.journey = JourneyRun(
            context.document,
            context.request,
            context.history,
            (context.profiles, context.sender),
            context.catalog,
            environment,
        )
        self.exports = HistoryExports(context.store, time.time)
        self.exports.written.connect(window.message.offer_file)
        self.exports.failed.connect(window.message.show_error)

    def copy_v1(self) -> None:
        """Put the draft onto the clipboard as a payload of the old tracking format."""
        copied, sentence = copy_as_v1(self._context.document.payload)
        message = self._window.message
        (message.show_info if copied else message.show_error)(sentence)

    def place(self, name: PlaceName) -> Place:
        """Build a place of the window."""
        match name:
            case "traffic":
                return self._traffic_place()
            case "orders":
                return DialogPlace(lambda: OrdersDialog(self.orders, self._window), self._window)
            case "journeys":
                return DialogPlace(self._journey_dialog, self._window)
            case "results":
                return self._results_place()
            case "compose":
                return self._window.compose

    def _traffic_place(self) -> TrafficPlace:
        """What the local collector receives."""
        context, window = self._context, self._window
        place = TrafficPlace(self._traffic, context.sending, context.document, window)
        place.compared.connect(window.show_comparison)
        place.draft_opened.connect(window.show_panes)
        return place

    def _journey_dialog(self) -> JourneyDialog:
        return JourneyDialog(self._context.document, self.journeys, self.journey, self._window)

    def open_orders(self, path: str = "") -> None:
        """Show the orders, perhaps with another file."""
        if path and not self.orders.sending.going:
            self.orders.orders.open(path)
        self._window.places.open("orders")

    def _results_place(self) -> ResultsPlace:
        """What the report should show if every accepted request was recorded."""
        context, window = self._context, self._window
        model = LedgerModel(context.store, time.time)
        place = ResultsPlace(model, context.profiles, context.catalog, context.preferences, window)
        model.setParent(place)
        place.written.connect(window.message.offer_file)
        place.told.connect(window.message.show_info)
        place.failed.connect(window.message.show_error)
        place.verify_wanted.connect(self.open_verify)
        place.names_wanted.connect(window.edit_catalog)
        place.history_wanted.connect(window.filter_history)
        context.history.recorder.ended.connect(place.note_send)
        context.history.recorder.settled.connect(lambda _uid: place.note_late())
        self.orders.sending.changed.connect(place.note_late)
        window.closed.connect(model.end)
        self.results = place
        return place

    def open_verify(self) -> None:
        """Open the sheet that sends one conversion by names."""
        context, window = self._context, self._window
        model = Verification(
            context.document,
            context.request,
            context.catalog,
            context.sending,
            (new_visitor_id, context.sent_before.is_order_used),
            time.time,
        )
        dialog = VerifyDialog(model, context.catalog, context.saved.save, window)
        model.setParent(dialog)
        dialog.results_wanted.connect(dialog.accept)
        dialog.results_wanted.connect(partial(window.places.open, "results"))
        dialog.names_wanted.connect(partial(window.edit_catalog, dialog))
        window.closed.connect(dialog.close)
        open_dialog(dialog)

    async def finish(self) -> None:
        """Stop what is being sent, and wait for exports; called when the window closes."""
        orders = self.orders
        for part in (self.journey, self.exports, orders.orders, orders.sending, orders.exports):
            await part.finish()
        if self.results is not None:
            await self.results.finish()


class DialogPlace(Place):
    """A place that shows a dialog as its page."""

    def __init__(self, make: Callable[[], QDialog], window: QWidget) -> None:
        super().__init__(window)
        self._make = make
        self._dialog: QDialog | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.activated()

    def activated(self) -> None:
        if self._dialog is None:
            self._dialog = dialog = self._make()
            dialog.setWindowFlags(Qt.WindowType.Widget)
            self._column.addWidget(dialog)
            for button in dialog.findChildren(QPushButton):
                if button.text() == "Close":
                    button.hide()
        self._dialog.show()

    def take_focus(self) -> None:
        if self._dialog is not None:
            self._dialog.setFocus()
            self._dialog.focusNextChild()


def copy_as_v1(document: Payload) -> tuple[bool, str]:
    """Put a document on the clipboard as a v1 payload: whether that worked, and a sentence."""
    copied = as_v1(document)
    if isinstance(copied, Unsendable):
        return False, copied.reason
    QGuiApplication.clipboard().setText(copied.text)
    losses = " ".join(copied.losses)
    return True, f"Copied as a v1 payload for {copied.url}. {losses}".strip()
