"""A page of evidence: one HTML file that says what was sent and what came back, for attaching."""

from __future__ import annotations

import hashlib
import html
from collections import Counter
from collections.abc import Callable, Sequence

from convert_console import __version__
from convert_console.core.catalog.catalog import catalog_then
from convert_console.core.document.payload import parse
from convert_console.core.export.exported import Kept, day_words, moment, without_secrets
from convert_console.core.export.html_page import badge, shown, whole_page
from convert_console.core.export.masking import Mask
from convert_console.core.export.tables import json_lines
from convert_console.core.linter import Problem, Situation, check
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import profile_of
from convert_console.core.sending.confirmation import additions
from convert_console.core.verdict.exchange import Answer, Exchange, Failure, Timings
from convert_console.core.verdict.verdict import verdict

# What the linter says of an exchange that is over, read from what went out.


def problems_of(exchange: Exchange) -> tuple[Problem, ...]:
    """The problems that the request had when it went out, the worst first.

    A project's names and earlier sends are not known here, so rules about those say nothing.
    """
    request = exchange.request
    profile = profile_of(request.method, request.url, request.headers, exchange.profile)
    draft = Draft(exchange.document, request.method)
    found = check(draft, profile, Situation(exchange.sent_at))
    order = ("error", "warning", "info")
    return tuple(sorted(found, key=lambda problem: order.index(problem.severity)))


# One exchange on a page of evidence: verdict, plain words, times, problems, exact bytes.

BODY_SHOWN = 100_000
"""Characters of a request or an answer that are shown; the rest is counted."""

Show = Callable[[str], str]


def section(kept: Kept, place: int, mask: Mask | None = None) -> str:
    """The whole of one exchange, as HTML."""
    exchange = without_secrets(kept.exchange)
    judged = verdict(exchange)
    show = _showing(mask)
    at = moment(exchange.sent_at)
    when = f"{day_words(at)}, {at:%H:%M:%S} UTC"
    title = f"{place}. {show(exchange.request.method)}"
    came = "Came in" if exchange.inbound else "Sent"
    step = f" <b>{show(judged.next_step)}</b>" if judged.next_step else ""
    return (
        f"<section class='card {judged.tone}' id=r{place}>"
        f"<div class=head>{badge(judged.word, judged.tone)}<h2>{title}</h2>"
        f"<span class=quiet>{when}</span></div>"
        f"<p class=said>{show(judged.sentence)}{step}</p>{_facts(kept, show)}"
        f"{_times(exchange.timings)}{_problems(problems_of(kept.exchange), show)}"
        f"<h3>{came}, byte for byte{_size(len(exchange.request.raw))}</h3>"
        f"{_bytes(exchange.request.raw, mask)}{_answer(exchange, mask)}</section>"
    )


def summary_item(kept: Kept, place: int, mask: Mask | None = None) -> str:
    """A line that leads to an exchange further down."""
    exchange, judged, show = kept.exchange, verdict(kept.exchange), _showing(mask)
    held = _held(exchange)
    when = f"{moment(exchange.sent_at):%H:%M:%S}"
    return (
        f"<li><a href=#r{place}>{place}. {show(exchange.request.method)} at {when}</a>"
        f"<span class=what>{show(held)}</span>{badge(judged.word, judged.tone)}</li>"
    )


def _showing(mask: Mask | None) -> Show:
    return (lambda text: shown(mask.text(text))) if mask else shown


def _facts(kept: Kept, show: Show) -> str:
    exchange = kept.exchange
    facts = [
        ("What it holds", f"{_held(exchange)}."),
        ("Names at the time", ", ".join(f"{name} ({plain})" for _, plain, name in exchange.names)),
        ("Profile", exchange.profile),
        ("Address", exchange.request.url.partition("?")[0]),
        ("Note", kept.note),
    ]
    told = (f"<dt>{name}</dt><dd>{show(value)}</dd>" for name, value in facts if value)
    return f"<dl>{''.join(told)}</dl>"


def _held(exchange: Exchange) -> str:
    """What the document holds, in the words of its time."""
    return additions(parse(exchange.document).payload, catalog_then(exchange.names))


def _times(times: Timings) -> str:
    """A bar of the phases within the whole time, and their figures."""
    phases = [
        (name, label, seconds)
        for name, label, seconds in (
            ("connect", "connect", times.connect),
            ("tls", "TLS", times.tls),
            ("waiting", "waiting", times.waiting),
            ("download", "download", times.download),
        )
        if seconds is not None
    ]
    if not phases and not times.total:
        return ""
    whole, left, boxes = max(sum(one[2] for one in phases), times.total), 0.0, ""
    for name, _label, seconds in phases if whole > 0 else ():
        width = 100 * seconds / whole
        boxes += f"<rect class={name} x='{left:.3f}' width='{width:.3f}' height=8 />"
        left += width
    legend = "".join(
        f"<span><svg viewBox='0 0 9 9' aria-hidden=true><rect class={name} width=9 height=9 />"
        f"</svg>{label} {_ms(seconds)}</span>"
        for name, label, seconds in phases
    )
    bar = f"<svg class=bar viewBox='0 0 100 8' preserveAspectRatio=none aria-hidden=true>{boxes}"
    bar = f"{bar}</svg>" if boxes else ""
    return f"<h3>Time<small>{_ms(times.total)} in all</small></h3>{bar}<p class=legend>{legend}</p>"


def _problems(problems: tuple[Problem, ...], show: Show) -> str:
    if not problems:
        return "<h3>Problems<small>none found in the request</small></h3>"
    tones = {"error": "error", "warning": "warn", "info": "info"}
    items = "".join(
        f"<li class={tones[one.severity]}><b>{one.severity}</b> "
        f"{f'<code>{show(one.where)}</code> ' if one.where else ''}{show(one.sentence)}</li>"
        for one in problems
    )
    return f"<h3>Problems<small>{len(problems):,}</small></h3><ul class=problems>{items}</ul>"


def _answer(exchange: Exchange, mask: Mask | None) -> str:
    show = _showing(mask)
    match exchange.outcome:
        case Answer() as answer:
            head = f"{answer.http_version} {answer.status} {answer.reason}".rstrip()
            lines = [head, *(f"{name}: {value}" for name, value in answer.headers), "", ""]
            raw = "\n".join(lines).encode("utf-8", "surrogatepass") + answer.body
            note = f"<p class=quiet>{show(answer.note)}</p>" if answer.note else ""
            return f"<h3>Answer{_size(answer.body_size, 'of body')}</h3>{_bytes(raw, mask)}{note}"
        case Failure() as failure:
            return f"<h3>Answer</h3><p>None: {show(failure.detail)}</p>"
        case _ if exchange.inbound:
            return ""
        case _:
            return "<h3>Answer</h3><p>None yet.</p>"


def _bytes(raw: bytes, mask: Mask | None) -> str:
    text = raw.replace(b"\r\n", b"\n").decode("utf-8", "surrogateescape")
    text = mask.text(text) if mask else text  # first, for the end could cut an id in two
    more = len(text) - BODY_SHOWN
    cut = f"<p class=quiet>And {more:,} characters more, which this page leaves out.</p>"
    return f"<pre>{shown(text[:BODY_SHOWN])}</pre>{cut if more > 0 else ''}"


def _size(size: int, of: str = "") -> str:
    return f"<small>{size:,} {'byte' if size == 1 else 'bytes'} {of}".rstrip() + "</small>"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms"


DATA_SHOWN = 2_000_000
"""Characters of data that a page holds. Evidence is attached to mails."""


def evidence_page(all_kept: Sequence[Kept], made_at: float, *, mask_ids: bool = False) -> str:
    """A page that needs no other file and runs no script; `made_at` is in Unix seconds.

    Its SHA-256 is of the data as JSON lines, which stands in it: it can be computed again, and is
    that of an export of the same rows as JSON lines. With `mask_ids` the data is masked as all
    else is, and the SHA-256 is of that: one of the whole data would give short ids away.
    """
    masks = [Mask(kept.exchange) if mask_ids else None for kept in all_kept]
    marked = list(zip(all_kept, range(1, len(all_kept) + 1), masks, strict=True))
    index = "".join(summary_item(*one) for one in marked) if len(marked) > 1 else ""
    body = (
        f"{_top(all_kept, made_at, masked=mask_ids)}<ol class=index>{index}</ol>"
        f"<main>{''.join(section(*one) for one in marked)}</main>"
        f"{_foot(json_lines(all_kept, mask_ids=mask_ids), masked=mask_ids)}"
    )
    return whole_page("Tracking requests", body)


def _top(all_kept: Sequence[Kept], made_at: float, *, masked: bool) -> str:
    count, when = len(all_kept), moment(made_at)
    requests = f"{count:,} request{'' if count == 1 else 's'}"
    ids = " · ids masked" if masked else ""
    verdicts = [verdict(kept.exchange) for kept in all_kept]
    tally = Counter((one.word, one.tone) for one in verdicts)
    badges = "".join(badge(f"{n:,} {word}", tone) for (word, tone), n in tally.most_common())
    return (
        "<header class=top><p class=brand>Convert Console</p><h1>Tracking requests</h1>"
        f"<p class=quiet>{requests} · made {day_words(when)}, {when:%H:%M} UTC · "
        f"version {__version__}{ids}</p><p class=tally>{badges}</p>"
        "<p class=notice>An accepted request was taken by the endpoint; "
        f"that does not prove it was recorded.</p></header>"
    )


def _foot(data: str, *, masked: bool) -> str:
    size = len(data.encode("utf-8"))
    digest = hashlib.sha256(data.encode("utf-8")).hexdigest()
    of = "of the data with its ids masked" if masked else "of the data"
    same = "" if masked else " An export of the same rows as JSON lines has the same."
    if len(data) > DATA_SHOWN:
        held = f"<p class=quiet>The data, {size:,} bytes, is too large for this page.</p>"
    else:
        held = (
            f"<details><summary>The data as JSON lines, {size:,} bytes</summary>"
            f"<pre id=data>{html.escape(data, quote=False)}</pre></details>"
        )
    return (
        f"<footer class=card><h2>Data</h2><p class=quiet>SHA-256 {of}."
        f"{same}</p><code class=sum id=digest>{digest}</code>{held}</footer>"
    )
