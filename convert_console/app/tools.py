"""Builds what the window can do without: exports, and the dialogs that have their own models."""

from __future__ import annotations

import time
from functools import partial

from PySide6.QtGui import QGuiApplication

from convert_console.app.context import Context, describe_moment
from convert_console.core.catalog.catalog import named
from convert_console.core.copy_as.v1 import as_v1
from convert_console.core.document.payload import Payload
from convert_console.core.journeys.preparation import JourneyEnvironment
from convert_console.core.linter.problem import Situation
from convert_console.core.request.wire import Unsendable
from convert_console.models.history.export import HistoryExports
from convert_console.models.journeys.runner import JourneyRun
from convert_console.models.journeys.saved import Journeys
from convert_console.models.ledger.ledger import LedgerExports, LedgerModel, NamedProfile
from convert_console.models.orders.export import OrderExports
from convert_console.models.orders.orders import Orders
from convert_console.models.orders.run import OrderSending
from convert_console.models.tasks import Tasks
from convert_console.models.traffic.recorder import TrafficRecorder
from convert_console.models.traffic.table_model import LiveTraffic
from convert_console.models.verify.verification import Verification
from convert_console.services.collector.server import SECURE_PORT, Collector, Secure
from convert_console.services.storage.journeys import JourneyStore
from convert_console.widgets.fields.visitor_field import new_visitor_id
from convert_console.widgets.journeys.dialog import JourneyDialog
from convert_console.widgets.kit.dialogs import bring_to_front, open_dialog
from convert_console.widgets.ledger.dialog import LedgerDialog
from convert_console.widgets.main_window.window import MainWindow
from convert_console.widgets.orders.dialog import OrdersDialog
from convert_console.widgets.orders.run_page import OrderModels
from convert_console.widgets.traffic.dialog import TrafficDialog
from convert_console.widgets.verify.dialog import VerifyDialog


class Tools:
    """Builds each dialog from the parts of the context that it needs."""

    def __init__(self, context: Context, window: MainWindow, collector: Collector) -> None:
        self._context = context
        self._window = window
        self._collector = collector
        self._ledgers = Tasks()
        orders = Orders(context.document, context.request, context.catalog, time.time)
        sending = OrderSending(
            orders, context.profiles, context.store, context.folders.orders, time.time
        )
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

    def open_journeys(self) -> None:
        """Open the journeys; a run continues while the dialog is closed."""
        dialog = JourneyDialog(self._context.document, self.journeys, self.journey, self._window)
        open_dialog(dialog)

    def open_orders(self, path: str = "") -> None:
        """Open the orders, perhaps with another file; a file stays open and a run continues while
        the dialog is closed.
        """
        if path and not self.orders.sending.going:
            self.orders.orders.open(path)
        open_dialog(OrdersDialog(self.orders, self._window))

    def open_ledger(self) -> None:
        """Count the accepted sends of the current profile, and show what they add up to."""
        context, window = self._context, self._window
        model = LedgerModel(context.store, time.time)
        name = partial(named, context.catalog.value)
        profile = NamedProfile(context.profiles.current.id, context.profiles.current.name)
        dialog = LedgerDialog(model, profile, name, window)
        model.setParent(dialog)
        finish = partial(_finish_ledger, model, dialog.exports)
        dialog.finished.connect(lambda _code: self._ledgers.spawn(finish(), "closing a ledger"))
        window.closed.connect(dialog.close)
        open_dialog(dialog)

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
        dialog.results_wanted.connect(self.open_ledger)
        dialog.names_wanted.connect(partial(window.edit_catalog, dialog))
        window.closed.connect(dialog.close)
        open_dialog(dialog)

    def open_traffic(self) -> TrafficDialog:
        """Open the traffic window, or bring the open one to the front."""
        dialogs = self._window.findChildren(TrafficDialog)
        dialog = next((dialog_ for dialog_ in dialogs if dialog_.isVisible()), None)
        if dialog is None:
            dialog = self._new_traffic_dialog()
            open_dialog(dialog, modal=False)
        else:
            bring_to_front(dialog)
        return dialog

    async def finish(self) -> None:
        """Stop what is being sent, and wait for exports; called when the window closes."""
        orders = self.orders
        for part in (self.journey, self.exports, orders.orders, orders.sending, orders.exports):
            await part.finish()
        await self._ledgers.settle()

    def _new_traffic_dialog(self) -> TrafficDialog:
        context, window = self._context, self._window

        def situation() -> Situation:
            silenced = frozenset(context.profiles.current.silenced)
            return Situation(time.time(), context.catalog.value, silenced=silenced)

        def use_collector() -> None:
            if traffic.on:
                context.request.set_local_endpoint(traffic.url)

        def stop_watching() -> None:
            context.history.recorder.begun.disconnect(traffic.own_requests.expect)
            self.orders.sending.watchers.remove(traffic.own_requests.expect)

        secure = Secure(SECURE_PORT, context.folders.collector_ca)
        recorder = TrafficRecorder(context.store)
        traffic = LiveTraffic(self._collector, recorder, situation, secure)
        traffic.https_chosen.connect(context.preferences.keep_collector_https)
        traffic.switched.connect(use_collector)
        context.history.recorder.begun.connect(traffic.own_requests.expect)
        self.orders.sending.watchers.append(traffic.own_requests.expect)
        dialog = TrafficDialog(traffic, context.sending, context.document, window)
        dialog.compared.connect(window.show_comparison)
        traffic.setParent(dialog)
        window.closed.connect(dialog.close)
        dialog.finished.connect(lambda _code: stop_watching())
        return dialog


async def _finish_ledger(model: LedgerModel, exports: LedgerExports) -> None:
    """Cancel the count, and write an export that has begun to its end."""
    await model.finish_counting()
    await exports.finish()


def copy_as_v1(document: Payload) -> tuple[bool, str]:
    """Put a document on the clipboard as a v1 payload: whether that worked, and a sentence."""
    copied = as_v1(document)
    if isinstance(copied, Unsendable):
        return False, copied.reason
    QGuiApplication.clipboard().setText(copied.text)
    losses = " ".join(copied.losses)
    return True, f"Copied as a v1 payload for {copied.url}. {losses}".strip()
