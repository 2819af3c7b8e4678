"""Makes what sends the orders of a CSV file when it is first asked for, and opens its dialog."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convert_console.app.composition import Composition
    from convert_console.core.verdict.exchange import Exchange
    from convert_console.widgets.orders.run_page import Parts


class Ordering:
    """Made when its dialog is first opened, and outlives it: a run goes on while that is closed."""

    def __init__(self, composition: Composition) -> None:
        self._composition = composition
        self._made = False
        self.watchers: list[Callable[[Exchange], object]] = []
        """Who hears of each row that is sent, in the run's thread."""

    @cached_property
    def parts(self) -> Parts:
        """What the dialog shows."""
        from convert_console.models.orders.export import OrderExports
        from convert_console.models.orders.orders import Orders
        from convert_console.models.orders.run import OrderSending
        from convert_console.widgets.orders.run_page import Parts

        made = self._composition
        orders = Orders(made.document, made.console, time.time)
        folder = made.folders.orders
        sending = OrderSending(orders, made.profiles, made.store, folder, time.time)
        orders.set_catalog(made.catalogs.current)
        made.catalogs.changed.connect(lambda: orders.set_catalog(made.catalogs.current))
        sending.watchers = self.watchers
        self._made = True
        return Parts(orders, sending, OrderExports(orders, sending, time.time))

    async def finish(self) -> None:
        """End what runs."""
        if self._made:
            await self.parts.orders.finish()
            await self.parts.sending.finish()
            await self.parts.exports.finish()


def open_orders(composition: Composition) -> None:
    """Open the dialog; with the same file as before, if there was one."""
    from convert_console.widgets.orders.dialog import OrdersDialog

    dialog = OrdersDialog(composition.orders.parts, composition.window)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
