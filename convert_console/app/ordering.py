"""Makes what sends the orders of a CSV file when it is first asked for, and opens its dialog."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from convert_console.models.order_exports import OrderExports
from convert_console.models.order_sending import OrderSending
from convert_console.models.orders import Orders
from convert_console.widgets.orders.run_page import Parts
from convert_console.widgets.orders_dialog import OrdersDialog

if TYPE_CHECKING:
    from convert_console.app.compose import Composition


class Ordering:
    """It outlives its dialog: a run goes on while that is closed."""

    def __init__(self, composition: Composition) -> None:
        orders = Orders(composition.document, composition.console, time.time)
        folder = composition.folders.orders
        sending = OrderSending(orders, composition.profiles, composition.store, folder, time.time)
        self.parts = Parts(orders, sending, OrderExports(orders, sending, time.time))
        self._catalogs = composition.catalogs
        self._catalogs.changed.connect(self._use_catalog)
        self._use_catalog()

    async def finish(self) -> None:
        """End what runs."""
        await self.parts.orders.finish()
        await self.parts.sending.finish()
        await self.parts.exports.finish()

    def _use_catalog(self) -> None:
        self.parts.orders.set_catalog(self._catalogs.current)


def open_orders(composition: Composition) -> None:
    """Open the dialog; with the same file as before, if there was one."""
    if composition.orders is None:
        composition.orders = Ordering(composition)
    dialog = OrdersDialog(composition.orders.parts, composition.window)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
