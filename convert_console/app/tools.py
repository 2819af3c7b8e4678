"""The tools menu: dialogs that are made, with what they need, when they are opened."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from convert_console.core.catalog.catalog import named
from convert_console.core.linter import Situation
from convert_console.core.verdict.exchange import Exchange
from convert_console.models.history.export import ExportForm, Exporting
from convert_console.models.ledger.ledger import LedgerExports, LedgerModel
from convert_console.models.orders.export import OrderExports
from convert_console.models.orders.orders import Orders
from convert_console.models.orders.run import OrderSending
from convert_console.models.tasks import Tasks
from convert_console.models.traffic.recorder import TrafficRecorder
from convert_console.models.traffic.table_model import LiveTraffic
from convert_console.widgets.kit.actions import Command, Menu
from convert_console.widgets.kit.copy_as import copy_as_v1
from convert_console.widgets.ledger.dialog import LedgerDialog
from convert_console.widgets.orders.dialog import OrdersDialog
from convert_console.widgets.orders.run_page import OrderModels
from convert_console.widgets.traffic.dialog import TrafficDialog

if TYPE_CHECKING:
    from convert_console.app.composition import Composition


def tools_menu(composition: Composition) -> Menu:
    """Every tool, as commands."""
    return Menu(
        "Tools",
        (
            Command("Copy as v1 payload", lambda: _copy_v1(composition)),
            Command(
                "Orders from CSV…",
                lambda: _order(composition),
                "Ctrl+Shift+O",
                "Send the orders of a CRM, one request a row",
            ),
            Command(
                "Expected results…",
                composition.ledgers.open,
                "Ctrl+E",
                "What the report should show if everything accepted was recorded",
            ),
            Command(
                "Traffic…",
                lambda: _inspect(composition),
                "Ctrl+Shift+I",
                "Watch what a shop, a CRM or a script sends to the local collector",
            ),
        ),
    )


def _copy_v1(composition: Composition) -> None:

    copied, sentence = copy_as_v1(composition.document.payload)
    message = composition.window.message
    (message.tell if copied else message.say)(sentence)


def _inspect(composition: Composition) -> None:

    open_traffic(composition)


def _order(composition: Composition) -> None:

    open_orders(composition)


# The traffic window.


def open_traffic(composition: Composition) -> TrafficDialog:
    """Open the traffic window, or bring the open one to the front."""
    window = composition.window
    dialog = next((d for d in window.findChildren(TrafficDialog) if d.isVisible()), None)
    if dialog is None:
        dialog = _opened(composition)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
    return dialog


def _opened(composition: Composition) -> TrafficDialog:
    def situation() -> Situation:
        silenced = frozenset(composition.profiles.current.silenced)
        return Situation(time.time(), composition.catalog.value, silenced=silenced)

    def tell() -> None:
        if traffic.on:
            composition.request.set_local_endpoint(traffic.url)
        composition.window.status.say_collector(traffic.url if traffic.on else "")

    def stop_watching() -> None:
        composition.history.begun.disconnect(traffic.own_requests.expect)
        composition.orders.watchers.remove(traffic.own_requests.expect)

    traffic = LiveTraffic(composition.collector, TrafficRecorder(composition.store), situation)
    traffic.switched.connect(tell)
    composition.history.begun.connect(traffic.own_requests.expect)
    composition.orders.watchers.append(traffic.own_requests.expect)
    window = composition.window
    dialog = TrafficDialog(traffic, composition.sending, composition.document, window)
    traffic.setParent(dialog)
    window.closed.connect(dialog.close)
    dialog.finished.connect(lambda _code: stop_watching())
    dialog.finished.connect(dialog.deleteLater)
    return dialog


# Makes what sends the orders of a CSV file when it is first asked for, and opens its dialog.


class Ordering:
    """Made when its dialog is first opened, and outlives it: a run goes on while that is closed."""

    def __init__(self, composition: Composition) -> None:
        self._composition = composition
        self._made = False
        self.watchers: list[Callable[[Exchange], object]] = []
        """Who hears of each row that is sent, in the run's thread."""

    @cached_property
    def parts(self) -> OrderModels:
        """What the dialog shows."""
        made = self._composition
        orders = Orders(made.document, made.request, made.catalog, time.time)
        folder = made.folders.orders
        sending = OrderSending(orders, made.profiles, made.store, folder, time.time)
        sending.watchers = self.watchers
        self._made = True
        return OrderModels(orders, sending, OrderExports(orders, sending, time.time))

    async def finish(self) -> None:
        """End what runs."""
        if self._made:
            await self.parts.orders.finish()
            await self.parts.sending.finish()
            await self.parts.exports.finish()


def open_orders(composition: Composition) -> None:
    """Open the dialog; with the same file as before, if there was one."""
    dialog = OrdersDialog(composition.orders.parts, composition.window)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


# Opens the expectation ledger, and ends with the window what one has begun.


class Ledgers:
    """Nobody waits for a count any more once its dialog is closed, however long the history is;
    what is being kept or written then is waited for by the end of the window.
    """

    def __init__(self, composition: Composition) -> None:
        self._composition = composition
        self._tasks = Tasks()

    def open(self) -> None:
        """Count the accepted sends of the profile in use, and show what they come to."""
        made = self._composition
        model = LedgerModel(made.store, time.time)
        name = partial(named, made.catalog.value)
        dialog = LedgerDialog(model, made.profiles.current.name, name, made.window)
        model.setParent(dialog)
        ended = partial(self._end, model, dialog.exports)
        dialog.finished.connect(lambda _code: ended())
        dialog.finished.connect(dialog.deleteLater)
        made.window.closed.connect(dialog.close)
        dialog.open()

    async def finish(self) -> None:
        """Wait for what the last ones have begun; called when the window closes."""
        await self._tasks.settle()

    def _end(self, model: LedgerModel, exports: LedgerExports) -> None:
        self._tasks.spawn(_over(model, exports), "the end of a ledger")


async def _over(model: LedgerModel, exports: LedgerExports) -> None:
    await model.finish_counting()
    await exports.finish()


# Writes chosen rows of the history into files for the window.


class Exports:
    """What came of each is said in the window's strip; the window closes when all are whole."""

    def __init__(self, composition: Composition) -> None:
        self._composition = composition

    @cached_property
    def _exporting(self) -> Exporting:
        """Loaded, with the writers of all forms, when the first export is wanted."""
        window = self._composition.window
        made = Exporting(self._composition.store, time.time, window)
        made.written.connect(window.message.tell)
        made.failed.connect(window.message.say)
        return made

    def export(self, ids: list[int], form: ExportForm, path: str) -> None:
        """Write rows into a file, and say so."""
        self._exporting.export(ids, form, Path(path))

    async def finish(self) -> None:
        """Wait for what is being written; called when the window closes."""
        if "_exporting" in vars(self):
            await self._exporting.finish()
