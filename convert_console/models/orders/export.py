"""Exports the result of a run as CSV, and the orders as a Locust file."""

from asyncio import to_thread
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from convert_console.core.orders.mapping import VisitorIds
from convert_console.models.orders.orders import Orders
from convert_console.models.orders.run import OrderSending
from convert_console.models.tasks import Tasks
from convert_console.services.orders.export import HandOver, export_locust, export_result
from convert_console.services.storage.files import StoreFailed


class OrderExports(QObject):
    """Signals:
    status(str): what is being written, was written or failed, in a sentence.
    """

    status = Signal(str)

    def __init__(
        self,
        orders: Orders,
        sending: OrderSending,
        clock: Callable[[], float],
    ) -> None:
        super().__init__()
        self._orders, self._sending, self._clock = orders, sending, clock
        self._tasks = Tasks()

    def write_result(self, path: str) -> None:
        """Write the outcome of each row into a CSV file."""
        past, orders = self._sending.past, self._orders
        file, mapping = orders.file, orders.mapping
        if past is not None and file is not None and not self._sending.going:
            source = (file.path, file.form, file.columns)
            build, known = orders.builder_with(), self._sending.known
            self._write(
                lambda: export_result(Path(path), source, past, build(file.survey(mapping)), known)
            )

    def write_locust(self, folder: str, per_second: float = 0, *, as_v1: bool = False) -> None:
        """Write a Locust file with its data into a folder: at most so many requests in a second (0
        for no limit), and perhaps as bodies of the v1 API. They are marked if a run would be, and
        the next run gets another marker.
        """
        how = HandOver(per_second, as_v1)
        file, mapping = self._orders.file, self._orders.mapping
        if file is not None:
            build = self._orders.builder_with(VisitorIds(self._clock(), "locust"))
            self._write(
                lambda: export_locust(
                    Path(folder), file.path, file.form, build(file.survey(mapping)), how
                )
            )
            if self._orders.marker:
                self._orders.renew_marker()

    async def finish(self) -> None:
        """Wait for files being written."""
        await self._tasks.settle()

    def _write(self, work: Callable[[], str]) -> None:
        self.status.emit("Writing…")
        self._tasks.spawn(self._written(work), "an export of orders")

    async def _written(self, work: Callable[[], str]) -> None:
        try:
            self.status.emit(await to_thread(work))
        except StoreFailed as why:
            self.status.emit(str(why))
