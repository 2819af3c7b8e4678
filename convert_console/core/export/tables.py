"""Exchanges as CSV for spreadsheets, and as JSON lines for scripts."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from convert_console.core.convert_api.sighting import read_sighting, with_entries_as_text
from convert_console.core.document.payload import parse
from convert_console.core.export.exchange_json import exchange_values
from convert_console.core.export.exported import (
    AnnotatedExchange,
    as_utc,
    sent_to,
    without_secrets,
)
from convert_console.core.export.masking import Mask
from convert_console.core.request.event_summary import summarise
from convert_console.core.text import escaped
from convert_console.core.verdict.exchange import Exchange
from convert_console.core.verdict.verdict import verdict

COLUMNS = (
    "sent_at", "profile", "method", "url", "verdict", "status", "milliseconds", "events", "goals",
    "revenue", "products", "vid", "starred", "note", "id", "sent_to", "marker",
    "live_log",
)  # fmt: skip

_FORMULA = ("=", "+", "-", "@")
_BREAKS = ("\t", "\r", "\n")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


BYTE_ORDER_MARK = "\ufeff"
"""At the beginning of a CSV file: without it Excel misreads names in other scripts."""


def csv_text(exchanges: Iterable[AnnotatedExchange]) -> str:
    """The exchanges as a table with a header; lines end as RFC 4180 asks."""
    return "".join(csv_rows(exchanges))


def csv_rows(exchanges: Iterable[AnnotatedExchange]) -> Iterator[str]:
    """The same row by row, the header first."""
    yield _csv_row(COLUMNS)
    for annotated in exchanges:
        yield _csv_row([harmless(cell) for cell in _cells(annotated)])


def _csv_row(cells: Sequence[str]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written).writerow(cells)
    return written.getvalue()


def harmless(cell: str) -> str:
    r"""A cell that no spreadsheet takes for a formula; plain numbers stay as they are.

    Spreadsheets pass over white space and what cannot be seen, take a full-width sign for the
    plain one, and start a new cell after a line break or a tab (OWASP, "CSV Injection").

    >>> harmless("=cmd|' /C calc'!A0"), harmless("-45.5"), harmless("\n=1")
    ("'=cmd|' /C calc'!A0", '-45.5', "'\n=1")
    """
    shown = cell.encode("utf-8", "replace").decode("utf-8").replace("\0", "�")
    if shown.startswith(_BREAKS):
        return f"'{shown}"
    first = next((sign for sign in shown if not _is_passed_over(sign)), "")
    if unicodedata.normalize("NFKC", first)[:1] not in _FORMULA:
        return shown
    return shown if _NUMBER.fullmatch(shown) else f"'{shown}"


def _is_passed_over(sign: str) -> bool:
    """White space and characters that show nothing; U+FFFD replaces a NUL."""
    return sign.isspace() or sign == "�" or unicodedata.category(sign) in ("Cc", "Cf", "Mn")


def _cells(annotated: AnnotatedExchange) -> list[str]:
    exchange = annotated.exchange
    summary = summarise(parse(exchange.document).payload)
    return [
        as_utc(exchange.sent_at).isoformat(),
        exchange.profile,
        exchange.request.method,
        exchange.request.url,
        verdict(exchange).word,
        str(exchange.status or ""),
        f"{exchange.timings.total * 1000:.0f}" if _is_timed(exchange) else "",
        summary.events,
        " ".join(summary.goals),
        "" if summary.revenue is None else str(summary.revenue),
        str(summary.products or ""),
        summary.vid,
        "yes" if annotated.starred else "",
        annotated.note,
        exchange.id,
        sent_to(rehearsal=exchange.is_here),
        summary.marker,
        finding.state if (finding := read_sighting(exchange.sighting)) else "",
    ]


def _is_timed(exchange: Exchange) -> bool:
    """Whether it was measured: not so for what the collector has received."""
    return not exchange.inbound or exchange.timings.total > 0


def json_line(annotated: AnnotatedExchange, *, mask_ids: bool = False) -> str:
    """One exchange with its verdict, note and star, without the line break.

    Characters that are invisible or change how others are shown are escaped, so that a line can be
    looked at in a terminal.
    """
    masked = exchange_values(without_secrets(annotated.exchange))
    if mask_ids:  # numbers are not masked, and in the log's entries ids are numbers
        masked["live_log"] = with_entries_as_text(masked["live_log"])
    values: dict[str, Any] = {
        **masked,
        "document": annotated.exchange.document,
        "names": [list(named) for named in annotated.exchange.names],
        "note": annotated.note,
        "star": annotated.starred,
    }
    masked = Mask(annotated.exchange).value(values) if mask_ids else values
    return escaped(json.dumps(masked, ensure_ascii=False))


def json_lines(exchanges: Iterable[AnnotatedExchange], *, mask_ids: bool = False) -> str:
    """The exchanges as a file, a line each."""
    return "".join(f"{json_line(annotated, mask_ids=mask_ids)}\n" for annotated in exchanges)
