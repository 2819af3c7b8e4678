"""A page of evidence: one HTML file that shows what was sent and what came back."""

import hashlib
import html
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from convert_console import __version__
from convert_console.core.catalog.catalog import catalog_of_names
from convert_console.core.convert_api.matching import STATE_WORDS, State
from convert_console.core.convert_api.sighting import event_lines, read_sighting
from convert_console.core.document.payload import parse
from convert_console.core.export.exported import (
    AnnotatedExchange,
    as_utc,
    day_words,
    rehearsal_words,
    without_secrets,
)
from convert_console.core.export.html_page import render_page
from convert_console.core.export.masking import Mask
from convert_console.core.export.tables import json_lines
from convert_console.core.linter.checker import check
from convert_console.core.linter.problem import Problem, Situation
from convert_console.core.plan.plan import Plan
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import profile_of
from convert_console.core.request.run_marker import marker_in
from convert_console.core.sending.confirmation import additions
from convert_console.core.verdict.exchange import Answer, Exchange, Failure, Timings
from convert_console.core.verdict.verdict import verdict

TITLE = "Tracking requests"

DATA_SHOWN = 2_000_000
"""Characters of data that a page holds. Evidence is attached to mails."""

BODY_SHOWN = 100_000
"""Characters of a request or an answer that are shown; the rest is counted."""

EVIDENCE_TONES: dict[State, str] = {
    "seen": "ok",
    "similar": "info",
    "not-seen": "warn",
    "cannot-tell": "info",
}
"""How lines about the live log are coloured on pages."""

_TONES = {"error": "error", "warning": "warn", "info": "info"}


def evidence_page(
    exchanges: Sequence[AnnotatedExchange], made_at: float, *, mask_ids: bool = False
) -> str:
    """A page that needs no other file and runs no script; `made_at` is in Unix seconds.

    It shows the SHA-256 of its data as JSON lines, which equals that of an export of the same rows.
    With `mask_ids` that is the hash of the masked data: a hash of the original would give short ids
    away.
    """
    count, when = len(exchanges), as_utc(made_at)
    data = json_lines(exchanges, mask_ids=mask_ids)
    encoded = data.encode("utf-8")
    tally = Counter(
        (judged.word, judged.tone)
        for judged in (verdict(annotated.exchange) for annotated in exchanges)
    )
    return render_page(
        "evidence.html",
        title=TITLE,
        count=f"{count:,} request{'' if count == 1 else 's'}",
        made=f"{day_words(when)}, {when:%H:%M}",
        version=__version__,
        masked=mask_ids,
        any_seen=any(annotated.exchange.sighting for annotated in exchanges),
        rehearsal=rehearsal_words([annotated.exchange for annotated in exchanges]),
        tally=[(f"{number:,} {word}", tone) for (word, tone), number in tally.most_common()],
        entries=[
            entry(annotated, place, Mask(annotated.exchange) if mask_ids else None)
            for place, annotated in enumerate(exchanges, 1)
        ],
        digest=hashlib.sha256(encoded).hexdigest(),
        data_size=f"{len(encoded):,}",
        # Escaped here: it must be read back character for character, to compute the SHA-256 again.
        data=html.escape(data, quote=False) if len(data) <= DATA_SHOWN else None,
    )


def entry(annotated: AnnotatedExchange, place: int, mask: Mask | None = None) -> dict[str, Any]:
    """What the page shows of one exchange, with its ids masked where that is wanted."""
    exchange = without_secrets(annotated.exchange)
    judged, at = verdict(exchange), as_utc(exchange.sent_at)
    show = mask.text if mask else str
    payload = parse(exchange.document).payload
    content = additions(payload, catalog_of_names(exchange.names))
    facts = (
        ("Content", f"{content}."),
        ("Names when sent", ", ".join(f"{name} ({plain})" for _, plain, name in exchange.names)),
        ("Profile", exchange.profile),
        ("Address", exchange.request.url.partition("?")[0]),
        ("Answered", str(exchange.answered or "")),
        ("Marker", marker_in(payload)),
        ("Note", annotated.note),
    )
    return {
        "place": place,
        "word": judged.word,
        "tone": judged.tone,
        "method": show(exchange.request.method),
        "day": day_words(at),
        "clock": f"{at:%H:%M:%S}",
        "sentence": show(judged.sentence),
        "next_step": show(judged.next_step),
        "content": show(content),
        "facts": [(name, show(value)) for name, value in facts if value],
        "seen": _seen(exchange, show),
        "timing": _timing(exchange.timings),
        "problems": [
            {
                "tone": _TONES[problem.severity],
                "severity": problem.severity,
                "where": show(problem.where),
                "sentence": show(problem.sentence),
            }
            for problem in problems_of(annotated.exchange, annotated.plan)
        ],
        "inbound": bool(exchange.inbound),
        "rehearsal": exchange.is_here,
        "size": _size(len(exchange.request.raw)),
        "request": _raw(exchange.request.raw, show),
        "answer": _answer(exchange, show),
    }


def _seen(exchange: Exchange, show: Callable[[str], str]) -> dict[str, Any] | None:
    """What Convert's live log showed of each event, with its own entries."""
    finding = read_sighting(exchange.sighting)
    if finding is None:
        return None
    lines = event_lines(finding, parse(exchange.document).payload)
    at = as_utc(finding.looked_at)
    return {
        "when": f"{day_words(at)}, {at:%H:%M} UTC",
        "word": STATE_WORDS[finding.state],
        "log": finding.log,
        "stand_in": not finding.is_of_convert,
        "lines": [
            {
                "tone": EVIDENCE_TONES[line.state],
                "word": line.word,
                "title": line.title,
                "reason": show(line.reason),
                "entry": show(line.entry),
                "entries": "entry" if line.entries == 1 else f"{line.entries:,} entries",
            }
            for line in lines
        ],
        "observed": [
            f"{show(one.sentence)} ({day_words(as_utc(one.at))})" for one in finding.observations
        ],
    }


def problems_of(exchange: Exchange, plan: Plan | None = None) -> tuple[Problem, ...]:
    """The problems that the request had when it went out, the worst first, and what a tracking plan
    says of it now.

    Rules about the catalog and earlier sends do not apply, since neither is known here.
    """
    request = exchange.request
    profile = profile_of(request.method, request.url, request.headers, exchange.profile)
    draft = Draft(exchange.document, request.method)
    problems = check(draft, profile, Situation(exchange.sent_at, plan=plan))
    order = ("error", "warning", "info")
    return tuple(sorted(problems, key=lambda problem: order.index(problem.severity)))


def _timing(times: Timings) -> dict[str, Any] | None:
    """The phases with their places on a bar of 100 units; `None` where no time was measured."""
    measured = (
        ("connect", "connect", times.connect),
        ("tls", "TLS", times.tls),
        ("waiting", "waiting", times.waiting),
        ("download", "download", times.download),
    )
    phases = [(name, label, took) for name, label, took in measured if took is not None]
    if not phases and not times.total:
        return None
    total, left, shown = max(sum(took for *_, took in phases), times.total), 0.0, []
    for name, label, took in phases:
        width = 100 * took / total if total > 0 else 0.0
        place = {"left": f"{left:.3f}", "width": f"{width:.3f}"}
        shown.append({"name": name, "label": label, "took": _milliseconds(took), **place})
        left += width
    return {"total": _milliseconds(times.total), "phases": shown, "is_drawn": total > 0}


def _answer(exchange: Exchange, show: Callable[[str], str]) -> dict[str, Any]:
    """`raw` for an answer, and otherwise in `none` why there is none."""
    match exchange.outcome:
        case Answer() as answer:
            head = f"{answer.http_version} {answer.status} {answer.reason}".rstrip()
            lines = [head, *(f"{name}: {value}" for name, value in answer.headers), "", ""]
            raw = "\n".join(lines).encode("utf-8", "surrogatepass") + answer.body
            size = _size(answer.body_size)
            return {"raw": _raw(raw, show), "size": size, "note": show(answer.note)}
        case Failure() as failure:
            return {"raw": None, "none": f"None: {show(failure.detail)}"}
        case _:
            return {"raw": None, "none": "" if exchange.inbound else "None yet."}


def _raw(raw: bytes, show: Callable[[str], str]) -> dict[str, str]:
    # Masked before it is cut, since the cut could split an id.
    text = show(raw.replace(b"\r\n", b"\n").decode("utf-8", "surrogateescape"))
    left_out = len(text) - BODY_SHOWN
    return {"text": text[:BODY_SHOWN], "left_out": f"{left_out:,}" if left_out > 0 else ""}


def _size(size: int) -> str:
    return f"{size:,} {'byte' if size == 1 else 'bytes'}"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms"
