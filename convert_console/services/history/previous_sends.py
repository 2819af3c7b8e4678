"""The conversions of a visitor that an endpoint has accepted before, from the history."""

from convert_console.core.document.payload import parse
from convert_console.core.history.filter_language import Filter
from convert_console.core.request.destination import destination_kind, host_of
from convert_console.core.sending.confirmation import Accepted, sent_in
from convert_console.core.text import plain_text
from convert_console.core.verdict.exchange import Exchange
from convert_console.services.history.reader import HistoryReader
from convert_console.services.storage.files import StoreFailed

LOOKED_AT = 50
"""The newest accepted sends of a visitor that are read, in a few milliseconds."""

ORDERS_READ = 200
"""The newest sends with the words of a transaction id that are read, in some 10 ms: their ids may
be longer ones."""


class PreviousSends:
    """Reads the history once for a visitor and host, and again only when it has grown."""

    def __init__(self, store: HistoryReader) -> None:
        self._store = store
        self._times: tuple[tuple[str, int], int] | None = None
        self._order: tuple[tuple[str, int], float | None] | None = None
        self._known: tuple[tuple[str, str, int], tuple[Accepted, ...]] | None = None

    def of(self, vid: str, url: str) -> tuple[Accepted, ...]:
        """The accepted sends of a visitor to the host of a URL.

        Empty for this machine, which is in no report, and if the history cannot be read, which is
        reported elsewhere.
        """
        if not vid or destination_kind(url) == "loopback":
            return ()
        try:
            key = (vid, host_of(url), self._store.version())
            if self._known is None or self._known[0] != key:
                self._known = (key, tuple(self._read(vid, host_of(url))))
        except StoreFailed:
            return ()
        return self._known[1]

    def times(self, vid: str) -> int:
        """How many kept requests are of a visitor, up to `LOOKED_AT`; 0 if they cannot be read."""
        try:
            key = (vid, self._store.version())
            if self._times is None or self._times[0] != key:
                rows = self._store.newest(LOOKED_AT, Filter(vid=vid, source="sent")) if vid else ()
                self._times = (key, len(rows))
        except StoreFailed:
            return 0
        return self._times[1]

    def order_accepted_at(self, tid: str) -> float | None:
        """When a request with a transaction id was accepted last, in Unix seconds."""
        try:
            key = (tid, self._store.version())
            if self._order is None or self._order[0] != key:
                self._order = (key, self._find_order(tid) if tid else None)
        except StoreFailed:
            return None
        return self._order[1]

    def is_order_used(self, tid: str) -> bool:
        """Whether a kept request has a transaction id, whatever its answer."""
        try:
            return self._find_order(tid, "") is not None
        except StoreFailed:
            return False

    def is_marker_used(self, marker: str) -> bool:
        """Whether a kept request was sent with a run marker."""
        try:
            return bool(self._store.newest(1, Filter(marker=marker, source="sent")))
        except StoreFailed:
            return False

    def _find_order(self, tid: str, verdict: str = "accepted") -> float | None:
        wanted = Filter(words=tid, whole=True, verdict=verdict, source="sent")
        for row in self._store.newest(ORDERS_READ, wanted):
            exchange = self._store.exchange(row.id)
            payload = parse(exchange.document).payload if exchange else None
            if exchange and isinstance(payload, dict) and plain_text(payload.get("tid")) == tid:
                return exchange.sent_at
        return None

    def _read(self, vid: str, host: str) -> list[Accepted]:
        rows = self._store.newest(LOOKED_AT, Filter(vid=vid, verdict="accepted", source="sent"))
        exchanges = [self._store.exchange(row.id) for row in rows if row.summary.goals]
        known = [exchange for exchange in exchanges if exchange and not exchange.unreadable]
        return [_accepted(exchange) for exchange in known if host_of(exchange.request.url) == host]


def _accepted(exchange: Exchange) -> Accepted:
    return Accepted(exchange.sent_at, sent_in(parse(exchange.document).payload))
