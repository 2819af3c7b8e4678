"""Opens the dialogs of the tools menu."""

from __future__ import annotations

import time
from functools import partial

from PySide6.QtGui import QGuiApplication

from convert_console.app.context import Context
from convert_console.core.catalog.catalog import named
from convert_console.core.copy_as.v1 import as_v1
from convert_console.core.document.payload import Payload
from convert_console.core.linter import Situation
from convert_console.core.request.wire import Unsendable
from convert_console.models.ledger.ledger import LedgerExports, LedgerModel
from convert_console.models.orders.export import OrderExports
from convert_console.models.orders.orders import Orders
from convert_console.models.orders.run import OrderSending
from convert_console.models.tasks import Tasks
from convert_console.models.traffic.recorder import TrafficRecorder
from convert_console.models.traffic.table_model import LiveTraffic
from convert_console.widgets.kit.dialogs import bring_to_front, open_dialog
from convert_console.widgets.ledger.dialog import LedgerDialog
from convert_console.widgets.main_window.window import MainWindow
from convert_console.widgets.orders.dialog import OrdersDialog
from convert_console.widgets.orders.run_page import OrderModels
from convert_console.widgets.traffic.dialog import TrafficDialog


class Tools:
    """Builds the menu, and each dialog from the parts of the context that it needs."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        self._context = context
        self._window = window
        self._ledgers = Tasks()
        orders = Orders(context.document, context.request, context.catalog, time.time)
        sending = OrderSending(
            orders, context.profiles, context.store, context.folders.orders, time.time
        )
        self.orders = OrderModels(orders, sending, OrderExports(orders, sending, time.time))

    def copy_v1(self) -> None:
        """Put the draft onto the clipboard as a payload of the old tracking format."""
        copied, sentence = copy_as_v1(self._context.document.payload)
        message = self._window.message
        (message.show_info if copied else message.show_error)(sentence)

    def open_orders(self) -> None:
        """Open the orders; a file stays open and a run continues while the dialog is closed."""
        open_dialog(OrdersDialog(self.orders, self._window))

    def open_ledger(self) -> None:
        """Count the accepted sends of the current profile, and show what they add up to."""
        context, window = self._context, self._window
        model = LedgerModel(context.store, time.time)
        name = partial(named, context.catalog.value)
        dialog = LedgerDialog(model, context.profiles.current.name, name, window)
        model.setParent(dialog)
        finish = partial(_finish_ledger, model, dialog.exports)
        dialog.finished.connect(lambda _code: self._ledgers.spawn(finish(), "closing a ledger"))
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
        """Wait for orders that are being sent, and for exports; called when the window closes."""
        for part in (self.orders.orders, self.orders.sending, self.orders.exports):
            await part.finish()
        await self._ledgers.settle()

    def _new_traffic_dialog(self) -> TrafficDialog:
        context, window = self._context, self._window

        def situation() -> Situation:
            silenced = frozenset(context.profiles.current.silenced)
            return Situation(time.time(), context.catalog.value, silenced=silenced)

        def show_collector() -> None:
            if traffic.on:
                context.request.set_local_endpoint(traffic.url)
            window.status.show_collector(traffic.url if traffic.on else "")

        def stop_watching() -> None:
            context.history.recorder.begun.disconnect(traffic.own_requests.expect)
            self.orders.sending.watchers.remove(traffic.own_requests.expect)

        traffic = LiveTraffic(context.collector, TrafficRecorder(context.store), situation)
        traffic.switched.connect(show_collector)
        context.history.recorder.begun.connect(traffic.own_requests.expect)
        self.orders.sending.watchers.append(traffic.own_requests.expect)
        dialog = TrafficDialog(traffic, context.sending, context.document, window)
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
