"""The conversions of a visitor that an endpoint has accepted before, from the history."""

from __future__ import annotations

from convert_console.core.document.payload import parse
from convert_console.core.history.filter_language import Filter
from convert_console.core.request.destination import destination_kind, host_of
from convert_console.core.sending.confirmation import Accepted, sent_in
from convert_console.core.verdict.exchange import Exchange
from convert_console.services.history.reader import HistoryReader
from convert_console.services.storage.files import StoreFailed

LOOKED_AT = 50
"""The newest accepted sends of a visitor that are read, in a few milliseconds."""


class PreviousSends:
    """Reads the history once for a visitor and host, and again only when it has grown."""

    def __init__(self, store: HistoryReader) -> None:
        self._store = store
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

    def _read(self, vid: str, host: str) -> list[Accepted]:
        rows = self._store.newest(LOOKED_AT, Filter(vid=vid, verdict="accepted"))
        exchanges = [self._store.exchange(row.id) for row in rows if row.goals]
        known = [exchange for exchange in exchanges if exchange and not exchange.unreadable]
        return [_accepted(exchange) for exchange in known if host_of(exchange.request.url) == host]


def _accepted(exchange: Exchange) -> Accepted:
    return Accepted(exchange.sent_at, sent_in(parse(exchange.document).payload))
