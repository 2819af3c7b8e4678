"""An exchange in plain words: what it did, how it was sent, what was answered, what is proved."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple
from urllib.parse import urlsplit

from convert_console.core.catalog.catalog import Catalog, named
from convert_console.core.convert_api.matching import STATE_WORDS, Finding
from convert_console.core.convert_api.sighting import day_and_time, event_lines, read_sighting
from convert_console.core.document.payload import Number, Payload
from convert_console.core.history.columns import duration
from convert_console.core.request.destination import COLLECTOR, destination_kind, host_of
from convert_console.core.request.event_summary import goals_and_amount, summarise
from convert_console.core.request.run_marker import marker_in
from convert_console.core.text import cut_short, plain_text
from convert_console.core.verdict.exchange import Answer, Exchange, Failure
from convert_console.core.verdict.user_agent import product_words
from convert_console.core.verdict.verdict import verdict

EVENTS_SHOWN, SEEN_SHOWN = 4, 8
"""Different events of one request that are named; events of which is said whether they are seen."""


class Piece(NamedTuple):
    """A part of a sentence; what a person looks for is strong."""

    text: str
    strong: bool = False


class Fact(NamedTuple):
    """A line of words about an exchange."""

    label: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The line without its marks."""
        return "".join(piece.text for piece in self.pieces)


def facts_of(exchange: Exchange, payload: Payload, catalog: Catalog | None) -> tuple[Fact, ...]:
    """What can be told of an exchange, with the names that a catalog has for its ids."""
    marker = marker_in(payload)
    finding = read_sighting(exchange.sighting)
    return (
        Fact("Did", tuple(_did(payload, catalog))),
        *(_seen(finding, payload) if finding is not None else ()),
        *_came(exchange),
        *_answered(exchange),
        *((Fact("Marker", (Piece(marker, True), Piece(", sent as campaign."))),) if marker else ()),
        *(_observed(finding) if finding is not None else ()),
    )


def _seen(finding: Finding, payload: Payload) -> Iterator[Fact]:
    """What Convert's live log showed, event by event where events differ."""
    lines = event_lines(finding, payload)
    reasons = {line.reason for line in lines}
    seen = sum(line.state == "seen" for line in lines)
    said = finding.reason if len(reasons) <= 1 else f"{seen} of {len(lines)} events are seen."
    when = f"Looked up {day_and_time(finding.looked_at)}."
    yield Fact("Live log", (Piece(STATE_WORDS[finding.state], True), Piece(f". {said} {when}")))
    for line in lines[:SEEN_SHOWN] if len(reasons) > 1 else ():
        pieces = Piece(f"{line.title}: "), Piece(line.word, True), Piece(f". {line.reason}")
        yield Fact("", pieces)


def _observed(finding: Finding) -> Iterator[Fact]:
    """What an entry of the log says about open questions."""
    for observed in finding.observations:
        when = f"Observed {day_and_time(observed.at)}."
        yield Fact("Observed", (Piece(f"{observed.sentence} {when}"),))


def _came(exchange: Exchange) -> Iterator[Fact]:
    """How an exchange came about."""
    if exchange.source != "sent":
        yield Fact("From", (Piece(exchange.peer or "another program", True),))
        if exchange.page:
            yield Fact("Page", (Piece(cut_short(exchange.page)),))
        if exchange.call:
            yield Fact("By", (Piece(exchange.call),))
        if exchange.called_from:
            yield Fact("Called", (Piece(f"from {cut_short(exchange.called_from)}"),))
    yield Fact("Sent", (Piece(sent_words(exchange)),))


def sent_words(exchange: Exchange) -> str:
    """How a request was sent, and where to: `POST to project 10000001 as ConvertAgent/1.0`."""
    request = exchange.request
    agent = request.header("User-Agent")
    sender = f"as {cut_short(product_words(agent))}" if agent else "without a User-Agent"
    return f"{request.method} to {place_words(request.url)} {sender}"


def place_words(url: str) -> str:
    """Where a URL leads.

    >>> place_words("https://10000001.metrics.convertexperiments.com/track")
    'project 10000001'
    >>> place_words("http://127.0.0.1:8765/track")
    'this machine (127.0.0.1:8765)'
    """
    kind, host = destination_kind(url), host_of(url)
    if kind == "convert":
        return f"project {host.partition('.')[0]}"
    return f"this machine ({urlsplit(url).netloc})" if kind == "loopback" else host or "no host"


def summary_words(payload: Payload, catalog: Catalog | None) -> str:
    """The goals and the amount of a document in a few words: `Purchase 123.20`."""
    summary = summarise(payload)
    what = goals_and_amount(summary.goals, summary.revenue, partial(named, catalog))
    return cut_short(" ".join(what) or summary.events)


def _did(payload: Payload, catalog: Catalog | None) -> Iterator[Piece]:
    """The events in one sentence, each different one once."""
    events = _events(payload)
    counts: dict[tuple[Piece, ...], int] = {}
    reached: set[str] = set()
    for event in events:
        phrase = tuple(_event_words(event, catalog, reached))
        counts[phrase] = counts.get(phrase, 0) + 1
    if not counts:
        yield Piece("Nothing that can be read as an event.")
        return
    shown = list(counts.items())[:EVENTS_SHOWN]
    more = sum(counts.values()) - sum(count for _phrase, count in shown)
    for number, (phrase, count) in enumerate(shown):
        last = number == len(shown) - 1 and not more
        joint = "" if not number else " and " if last else ", "
        first = phrase[0].text
        yield Piece(joint + (first if number else first[:1].upper() + first[1:]), phrase[0].strong)
        yield from phrase[1:]
        if count > 1:
            yield Piece(f" ({count:,} times)")
    if more:
        yield Piece(f" and {more:,} more event{'' if more == 1 else 's'}")
    order = payload.get("tid") if isinstance(payload, Mapping) else None
    if isinstance(order, str | Number) and plain_text(order):
        yield Piece(f", order {cut_short(plain_text(order))}")
    yield Piece(".")


def _event_words(event: Payload, catalog: Catalog | None, reached: set[str]) -> Iterator[Piece]:
    if not isinstance(event, dict):
        yield Piece("sent an event that is not an object")
        return
    goals, where = _names(event, "goals", catalog), _where(event, catalog)
    match event.get("evt"):
        case "viewExp":
            yield Piece("saw ")
            yield from where or (Piece("a variation"),)
        case "hitGoal":
            yield Piece("reached goal ")
            yield Piece(", ".join(goals) or "(none named)", bool(goals))
            yield from _in(where)
            reached.update(goals)
        case "tr":
            yield Piece("paid ")
            yield Piece(cut_short(plain_text(event["r"])) if "r" in event else "no amount", True)
            if "prc" in event:
                count = cut_short(plain_text(event["prc"]))
                yield Piece(f" for {count} product{'' if count == '1' else 's'}")
            if goals and not reached.issuperset(goals):
                yield Piece(" to goal ")
                yield Piece(", ".join(goals), True)
                yield from _in(where)
        case kind:
            yield Piece(f"sent an event “{cut_short(plain_text(kind))}”")


def _in(where: Sequence[Piece]) -> Iterator[Piece]:
    if where:
        yield Piece(" in ")
        yield from where


def _where(event: Mapping[str, Payload], catalog: Catalog | None) -> tuple[Piece, ...]:
    """The variations that a visitor saw, and without their names also the experiences."""
    variations = _names(event, "vars", catalog)
    experiences = _names(event, "exps", catalog)
    if event.get("evt") == "viewExp" and variations and experiences:
        joined = ", ".join(variations), ", ".join(experiences)
        return Piece(joined[0], True), Piece(" of "), Piece(joined[1], True)
    names = variations or experiences
    return (Piece(", ".join(names), True),) if names else ()


def _names(event: Mapping[str, Payload], key: str, catalog: Catalog | None) -> list[str]:
    kind = {"goals": "goal", "vars": "variation", "exps": "experience"}[key]
    value = event.get(key)
    ids = value if isinstance(value, list) else [] if value is None else [value]
    plain = [cut_short(plain_text(item)) for item in ids if isinstance(item, str | Number)]
    shown = [named(catalog, kind, item) for item in plain[:_NAMES_SHOWN]]
    return [*shown, f"{len(plain) - _NAMES_SHOWN} more"] if len(plain) > _NAMES_SHOWN else shown


_NAMES_SHOWN = 3


def _events(payload: Payload) -> Sequence[Payload]:
    events = payload.get("ev") if isinstance(payload, Mapping) else None
    if isinstance(events, dict):  # some senders number the events: {"0": {…}}
        return list(events.values())
    return events if isinstance(events, list) else []


def _no_proof(exchange: Exchange) -> str:
    """Why what came in proves nothing."""
    if not exchange.is_here:
        return "no request was sent"
    stayed = "was answered on" if exchange.source == "page" else "came to"
    return f"it {stayed} this machine and counts nowhere"


def _answered(exchange: Exchange) -> Iterator[Fact]:
    judged, outcome = verdict(exchange), exchange.outcome
    if exchange.inbound:
        status = f"{exchange.answered}. " if exchange.answered else ""
        yield Fact("Answer", (Piece(f"{status}{judged.sentence}"),))
        if judged.next_step:
            yield Fact("Next" if not exchange.remark else "Reason", (Piece(judged.next_step),))
        yield Fact("Proof", (Piece(f"None: {_no_proof(exchange)}."),))
        return
    took = f" It took {duration(exchange.timings.total)}." if exchange.timings.total else ""
    if isinstance(outcome, Answer) and f" {outcome.status} " not in f"{judged.sentence} ":
        took = ""
        time = f" in {duration(exchange.timings.total)}" if exchange.timings.total else ""
        yield Fact("Answer", (Piece(f"{outcome.status}{time}. {judged.sentence}"),))
    else:
        yield Fact("Answer", (Piece(f"{judged.sentence}{took}"),))
    if judged.next_step and not judged.delivered:
        yield Fact("Next", (Piece(judged.next_step),))
    if outcome is None:
        return
    is_local = destination_kind(exchange.request.url) == "loopback"
    if is_local and isinstance(outcome, Answer) and outcome.header("server") == COLLECTOR:
        yield Fact("Proof", (Piece("None: it stayed on this machine and counts nowhere."),))
    elif is_local and judged.delivered:
        proof = f"None: another program on this machine has it. {judged.next_step}"
        yield Fact("Proof", (Piece(proof),))
    elif judged.delivered and not exchange.sighting:
        yield Fact("Proof", (Piece(f"Not looked up. {judged.next_step}".strip()),))
    elif isinstance(outcome, Failure) or judged.kind in ("bot", "blocked"):
        yield Fact("Proof", (Piece("None: it was not accepted."),))
