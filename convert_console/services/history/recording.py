"""Records sends in the history: before the first byte goes out, and again with the outcome."""

from collections.abc import Callable
from concurrent.futures import Future

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.history.row import Record, begun_record, ended_record, record_of
from convert_console.core.verdict.exchange import Exchange
from convert_console.services.history.store import HistoryStore


class Recording:
    """Its methods may be called in any thread."""

    def __init__(
        self, store: HistoryStore, catalog: Callable[[], Catalog | None] = lambda: None
    ) -> None:
        self._store, self._catalog = store, catalog
        self._begun: dict[str, Record] = {}

    def begin(self, exchange: Exchange) -> Future[str]:
        """Store an exchange before it is sent. Done when it would survive a kill; the result says
        why it is kept in a file next to the history, or is "". Fails with `StoreFailed`.
        """
        record = self._begun[exchange.id] = begun_record(exchange, self._catalog())
        return self._store.begin(record).safe

    def keep(self, exchange: Exchange) -> Future[str]:
        """Store the outcome of an exchange, in the row that `begin` has created."""
        begun = self._begun.pop(exchange.id, None)
        record = ended_record(begun, exchange) if begun else record_of(exchange, self._catalog())
        return self._store.keep(record).safe
