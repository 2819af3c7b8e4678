"""CSV, for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from convert_console.protocol.exchange import Answer, Exchange
from convert_console.protocol.exports.kept import Kept, moment
from convert_console.protocol.payload import parse
from convert_console.protocol.summary import summarise
from convert_console.protocol.verdict import verdict

COLUMNS = (
    "sent_at", "profile", "method", "url", "verdict", "status", "milliseconds", "events", "goals",
    "revenue", "products", "vid", "starred", "note", "id",
)  # fmt: skip

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_text(all_kept: Iterable[Kept]) -> str:
    """The exchanges as a table with a header; lines end as RFC 4180 asks."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    for kept in all_kept:
        writer.writerow([harmless(cell) for cell in _cells(kept)])
    return written.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; plain numbers stay as they are.

    >>> harmless("=cmd|' /C calc'!A0"), harmless("-45.5")
    ("'=cmd|' /C calc'!A0", '-45.5')
    """
    shown = cell.encode("utf-8", "replace").decode("utf-8").replace("\0", "�")
    if not shown.startswith(_FORMULA):
        return shown
    return shown if _is_plain_number(shown) else f"'{shown}"


def _is_plain_number(text: str) -> bool:
    whole, _, fraction = text.removeprefix("-").partition(".")
    return whole.isascii() and whole.isdigit() and (not fraction or fraction.isdigit())


def _cells(kept: Kept) -> list[str]:
    exchange = kept.exchange
    summary = summarise(parse(exchange.document).payload)
    return [
        moment(exchange.sent_at).isoformat(),
        exchange.profile,
        exchange.request.method,
        exchange.request.url,
        verdict(exchange).word,
        _status(exchange),
        f"{exchange.timings.total * 1000:.0f}",
        summary.events,
        " ".join(summary.goals),
        "" if summary.revenue is None else str(summary.revenue),
        str(summary.products or ""),
        summary.vid,
        "yes" if kept.starred else "",
        kept.note,
        exchange.id,
    ]


def _status(exchange: Exchange) -> str:
    return str(exchange.outcome.status) if isinstance(exchange.outcome, Answer) else ""
