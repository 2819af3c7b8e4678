"""Builds the models of orders from real parts."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

from convert_console.core.request.profile import Profile
from convert_console.core.request.run_marker import run_marker
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.history.model import HistoryModel
from convert_console.models.orders.export import OrderExports
from convert_console.models.orders.orders import Orders
from convert_console.models.orders.run import OrderSending
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.services.history.store import HistoryStore
from convert_console.services.storage.profiles import ProfileStore
from support.order_sender import DRAFT, NOW

ROWS = "order_id,total,items\nO-1,1.50,1\nO-2,abc,1\nO-3,2.50,1\n"


class OrderDesk:
    """The models of orders for `file` with `ROWS`, and a profile that may send to a URL."""

    def __init__(self, folder: Path, url: str, here: Callable[[], str] = lambda: "") -> None:
        """`here` gives the address of the collector on this machine."""
        markers = count(1)
        self.store = HistoryStore(folder / "history")
        self.history = HistoryModel(self.store, CurrentCatalog())
        self.document = RequestDocument()
        first = Profile(id="shop", name="Shop", target="custom", endpoint=url, reach="free")
        self.profiles = Profiles(ProfileStore(folder / "profiles"), first)
        self.document.open("shop", DRAFT)
        self.request = CurrentRequest(self.document, self.profiles)
        self.orders = Orders(
            self.document,
            self.request,
            CurrentCatalog(),
            lambda: NOW,
            lambda: run_marker(next(markers)),
        )
        journals = folder / "orders"
        self.sending = OrderSending(
            self.orders, self.profiles, self.store, journals, lambda: NOW, here
        )
        self.exports = OrderExports(self.orders, self.sending, lambda: NOW)
        self.file = folder / "in.csv"
        self.file.write_text(ROWS)

    async def end(self) -> None:
        for part in (self.orders, self.sending, self.exports):
            await part.finish()
        await self.history.end()
        self.store.close()


def send_all(desk: OrderDesk, until: Callable[[Callable[[], bool]], None]) -> None:
    """Check the file, send its rows and wait for the end; `until` waits for a condition."""
    until(lambda: desk.sending.past is not None)
    run_through(desk.sending, lambda: desk.sending.start(0, 1), until)


def run_through(
    sending: OrderSending, begin: Callable[[], object], until: Callable[[Callable[[], bool]], None]
) -> None:
    """Begin a run and wait for its end."""
    states: list[bool] = []  # recorded, since it may end before the first look
    connection = sending.changed.connect(lambda: states.append(sending.going))
    begin()
    until(lambda: True in states and not sending.going)
    sending.changed.disconnect(connection)
