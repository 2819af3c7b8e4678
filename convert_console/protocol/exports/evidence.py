"""A page of evidence: one HTML file that says what was sent and what came back, for attaching."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Sequence

from convert_console import __version__
from convert_console.protocol.exchange import Answer, Exchange, Failure
from convert_console.protocol.exports.evidence_style import STYLE
from convert_console.protocol.exports.json_lines import json_line
from convert_console.protocol.exports.kept import Kept, moment, without_secrets
from convert_console.protocol.payload import parse
from convert_console.protocol.question import additions
from convert_console.protocol.verdict import verdict

BODY_SHOWN = 100_000
_ID = re.compile(r"[0-9]{5,}")


def evidence_page(all_kept: Sequence[Kept], made_at: float, *, mask_ids: bool = False) -> str:
    """A page that needs no other file and runs no script; `made_at` is in Unix seconds.

    With `mask_ids` every run of five and more digits keeps its last three only. The SHA-256 is of
    the exchanges as JSON lines, so that a page can be held against an export of the same rows.
    """
    data = "\n".join(json_line(kept) for kept in all_kept)
    digest = hashlib.sha256(data.encode("utf-8")).hexdigest()
    parts = [_exchange(kept, number) for number, kept in enumerate(all_kept, 1)]
    when = moment(made_at)
    count = f"{len(parts)} request{'s' if len(parts) != 1 else ''}"
    page = (
        f"<h1>Tracking requests: {count}</h1>"
        f"<p class=quiet>Made {when:%d %B %Y, %H:%M} UTC by Convert Console {__version__}. "
        "An accepted request was taken by the endpoint; that does not prove it was recorded.</p>"
        + "".join(parts)
    )
    body = _masked(page) if mask_ids else page
    foot = f"<p class=quiet>SHA-256 of the data as JSON lines: <code>{digest}</code></p>"
    head = f"<meta charset=utf-8><title>Tracking requests</title><style>{STYLE}</style>"
    policy = "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; "
    policy += "style-src 'unsafe-inline'\">"
    return (
        f"<!doctype html><html lang=en><head>{policy}{head}</head><body>{body}{foot}</body></html>"
    )


def shown(text: str) -> str:
    r"""Foreign text as HTML: escaped, with control and direction characters made visible.

    >>> shown("<b>a\u202eb")
    '&lt;b&gt;a⟨U+202E⟩b'
    """
    visible = "".join(
        char if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs") else
        f"⟨U+{ord(char):04X}⟩"
        for char in text.replace("\r\n", "\n")
    )  # fmt: skip
    return html.escape(visible)


def _exchange(kept: Kept, number: int) -> str:
    exchange = without_secrets(kept.exchange)
    judged = verdict(kept.exchange)
    when = moment(exchange.sent_at)
    held = additions(parse(exchange.document).payload)
    note = f"<p><b>Note</b> {shown(kept.note)}</p>" if kept.note else ""
    return (
        f"<section><h2><span class='badge {judged.tone}'>{shown(judged.word)}</span> "
        f"{number}. {shown(exchange.request.method)} at {when:%d %B %Y, %H:%M:%S} UTC</h2>"
        f"<p>{shown(judged.sentence)} {shown(judged.next_step)}</p>"
        f"<p><b>What it holds</b> {shown(held)}.</p>{note}"
        f"<p class=quiet>{shown(_figures(exchange))}</p>"
        f"<h3>Sent, byte for byte</h3><pre>{shown(_sent(exchange))}</pre>"
        f"<h3>Answer</h3><pre>{shown(_answer(exchange))}</pre></section>"
    )


def _figures(exchange: Exchange) -> str:
    times = exchange.timings
    phases = (
        ("connect", times.connect),
        ("TLS", times.tls),
        ("waiting", times.waiting),
        ("download", times.download),
        ("in all", times.total),
    )
    told = [f"{name} {value * 1000:.1f} ms" for name, value in phases if value is not None]
    return " · ".join([f"profile {exchange.profile}", *told])


def _sent(exchange: Exchange) -> str:
    return exchange.request.raw[:BODY_SHOWN].decode("utf-8", "replace")


def _answer(exchange: Exchange) -> str:
    match exchange.outcome:
        case Answer() as answer:
            head = f"{answer.http_version} {answer.status} {answer.reason}".rstrip()
            lines = [head, *(f"{name}: {value}" for name, value in answer.headers), ""]
            return "\n".join([*lines, answer.body[:BODY_SHOWN].decode("utf-8", "replace")])
        case Failure() as failure:
            return f"No answer: {failure.detail}"
        case _:
            return "No answer yet."


def _masked(page: str) -> str:
    return _ID.sub(lambda found: "•" * (len(found[0]) - 3) + found[0][-3:], page)
