"""Finds the events of requests in Convert's live log."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice, product
from operator import attrgetter
from typing import Literal, NamedTuple, TypeAlias

from convert_console.core.convert_api.answers import LIVE_EVENTS, LiveEvent, LiveLog
from convert_console.core.convert_api.faults import ApiFault
from convert_console.core.document.formatting import flat_text
from convert_console.core.document.payload import Number, Payload, value_at
from convert_console.core.request.event_summary import exact_amount
from convert_console.core.text import local_time, plain_text, printable

# The log has no visitor and no transaction id, so one of its entries may stand for any event with
# the same facts. Each entry is given to one event only.

State = Literal["seen", "similar", "not-seen", "cannot-tell"]
"""What the live log says of an event: it is there with the marker; one like it is there without a
marker; it is not among the events that the log shows; or the log cannot say.
"""

STATE_WORDS: dict[State, str] = {
    "seen": "Seen",
    "similar": "Similar",
    "not-seen": "Not seen",
    "cannot-tell": "Cannot tell",
}

LIVE_KINDS = {"viewExp": "view_experience", "hitGoal": "conversion", "tr": "transaction"}
"""What the live log calls the types of events."""

EARLIER = 5.0
"""Seconds that an entry may be older than the request, as clocks differ."""

AGREES = 120.0
"""Seconds after a request in which an entry without its marker may be its event."""

_MOST = 64
"""Combinations of an event that are looked for."""

_MARKER = re.compile(r"cc-[0-9a-f]{6}", re.IGNORECASE)


Combination: TypeAlias = tuple[str, str, str]
"""An experience, a variation and a goal; "" for what is not said."""


class SentEvent(NamedTuple):
    """An event of a request, counted from 1, as its text says it."""

    number: int
    kind: str
    combinations: tuple[Combination, ...] = ()
    amount: Decimal | None = None
    products: int | None = None


@dataclass(frozen=True, slots=True)
class SentRequest:
    """What is looked for; `sent_at` is in Unix seconds by Convert's clock.

    It was sent up to `within` seconds later, where that is not known better. `marker` is the
    campaign that marks it, "" where it was sent without. `new` and `source` are the segments whose
    meaning is an open question.
    """

    events: tuple[SentEvent, ...]
    sent_at: float
    marker: str = ""
    within: float = 0.0
    new: str = ""
    source: str = ""


def sent_request(payload: Payload, sent_at: float, marker: str = "") -> SentRequest:
    """What to look for of a document that was sent; an unreadable one has no events.

    >>> event = {"evt": "tr", "goals": ["7"], "exps": ["1"], "vars": ["2"], "r": Number("1.50")}
    >>> sent_request({"ev": [event]}, 0.0).events[0].amount
    Decimal('1.50')
    """
    listed = value_at(payload, ("ev",))
    events = listed if isinstance(listed, list) else []
    return SentRequest(
        tuple(_sent_event(number, event) for number, event in enumerate(events, 1)),
        sent_at,
        marker,
        new=_text(value_at(payload, ("seg", "new"))),
        source=_text(value_at(payload, ("seg", "source"))),
    )


def _sent_event(number: int, event: Payload) -> SentEvent:
    if not isinstance(event, dict):
        return SentEvent(number, "")
    kind = _text(event.get("evt"))
    pairs = zip(_texts(event.get("exps")), _texts(event.get("vars")), strict=False)
    goals = () if kind == "viewExp" else _texts(event.get("goals"))
    if kind != "tr":
        return SentEvent(number, kind, combinations(pairs, goals))
    count = exact_amount(event.get("prc"))
    is_whole = count is not None and count == count.to_integral_value()
    products = int(count) if count is not None and is_whole else None
    return SentEvent(
        number, kind, combinations(pairs, goals), exact_amount(event.get("r")), products
    )


def combinations(pairs: Iterable[tuple[str, str]], goals: Iterable[str]) -> tuple[Combination, ...]:
    """Each pair of experience and variation with each goal, once.

    >>> combinations([("1", "2")], ["7", "8"])
    (('1', '2', '7'), ('1', '2', '8'))
    """
    both = product(tuple(pairs) or (("", ""),), tuple(goals) or ("",))
    return tuple(dict.fromkeys((*pair, goal) for pair, goal in islice(both, _MOST)))


class EventFinding(NamedTuple):
    """What the live log says of an event, why in a sentence, and its entry."""

    number: int
    state: State
    reason: str
    entry: LiveEvent | None = None

    def as_dict(self) -> dict[str, Payload]:
        """For JSON, with the log's own entry."""
        found: dict[str, Payload] = {
            "event": Number(str(self.number)),
            "state": self.state,
            "reason": self.reason,
        }
        return found if self.entry is None else {**found, "entry": self.entry.entry}


class Observation(NamedTuple):
    """What an entry says about an open question, at a time in Unix seconds. One observation is no
    rule.
    """

    about: Literal["campaign", "new", "source"]
    sentence: str
    at: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What the live log says of a request at a time in Unix seconds."""

    events: tuple[EventFinding, ...]
    looked_at: float
    observations: tuple[Observation, ...] = ()

    @property
    def state(self) -> State:
        """That of the event of which least is known."""
        return weakest([event.state for event in self.events])

    @property
    def reason(self) -> str:
        """Why it is in this state, in a sentence."""
        if not self.events:
            return "The request has no events to look for."
        state = self.state
        telling = [event for event in self.events if event.state == state]
        if len(telling) == len(self.events):
            return telling[0].reason
        listed = ", ".join(str(event.number) for event in telling)
        return f"Event{'s' if len(telling) > 1 else ''} {listed}: {telling[0].reason}"

    @property
    def is_final(self) -> bool:
        """Whether another look can tell nothing more."""
        return bool(self.events) and self.state == "seen"

    def as_dict(self) -> dict[str, Payload]:
        """For JSON."""
        return {
            "state": self.state,
            "reason": self.reason,
            "events": [event.as_dict() for event in self.events],
            "looked_at": Number(f"{self.looked_at:.0f}"),
            "observations": [
                {"about": about, "observed": sentence, "at": Number(f"{at:.0f}")}
                for about, sentence, at in self.observations
            ],
        }

    @property
    def text(self) -> str:
        """The same as JSON."""
        return flat_text(self.as_dict())


def weakest(states: Sequence[State]) -> State:
    """The state of several events together.

    >>> weakest(["seen", "similar"]), weakest(["cannot-tell", "not-seen"]), weakest([])
    ('similar', 'not-seen', 'cannot-tell')
    """
    order: tuple[State, ...] = ("not-seen", "cannot-tell", "similar", "seen")
    return min(states, key=order.index, default="cannot-tell")


def cannot_tell(request: SentRequest, why: ApiFault | str, at: float) -> Finding:
    """The finding where the log was not read."""
    reason = why if isinstance(why, str) else why.words
    return Finding(
        tuple(EventFinding(event.number, "cannot-tell", reason) for event in request.events), at
    )


def combined(before: Finding, now: Finding) -> Finding:
    """What two looks together say: what was seen once stays seen, though it is pushed out."""
    order: tuple[State, ...] = ("seen", "similar", "not-seen", "cannot-tell")
    events = tuple(
        old if order.index(old.state) < min(order.index(new.state), 2) else new
        for old, new in zip(before.events, now.events, strict=True)
    )
    observations = {observed.about: observed for observed in now.observations}
    observations.update({observed.about: observed for observed in before.observations})
    return replace(now, events=events, observations=tuple(observations.values()))


class Looks:
    """Which time the looks at a log cover together.

    A look shows the last 100 events. If two looks overlap, nothing came and went between them.
    """

    def __init__(self) -> None:
        self.since: float | None = None
        self._looked_at: float | None = None

    def add(self, log: LiveLog, at: float) -> None:
        """Add a look at a time in Unix seconds by Convert's clock."""
        oldest = log.oldest if log.is_full else None
        begin = 0.0 if not log.is_full else oldest if oldest is not None else at
        overlaps = self._looked_at is not None and begin <= self._looked_at
        if self.since is None or not overlaps:
            self.since = begin
        else:
            self.since = min(self.since, begin)
        self._looked_at = at


def match(
    requests: Sequence[SentRequest], log: LiveLog, at: float, since: float = 0.0
) -> list[Finding]:
    """What a log that was read at a time says of requests; `since` is what its looks cover.

    Times are in Unix seconds by Convert's clock. Entries with a marker go to the events that they
    agree with in everything, then to others with that marker; those without one to events of the
    same facts and time.
    """
    entries = log.events[::-1]  # the oldest first, as requests are
    with_campaign = [entry for entry in entries if entry.campaign]
    without_marker = [entry for entry in entries if not _MARKER.fullmatch(entry.campaign)]
    found: _Found = {}
    taken: set[int] = set()
    ordered = sorted(requests, key=attrgetter("sent_at"))
    for some, rule in (
        (with_campaign, _Rule(marked=True, exact=True)),
        (with_campaign, _Rule(marked=True, exact=False)),
        (without_marker, _Rule(marked=False, exact=True)),
    ):
        left = [entry for entry in some if id(entry) not in taken and rule.fits(entry)]
        buckets = _buckets(ordered, left, rule)
        for entry in left:
            bucket = buckets.get(rule.key_of(entry))
            if bucket and _give(entry, bucket, rule, found):
                taken.add(id(entry))
    words = _Words(at, since)
    return [words.finding(request, found.get(id(request))) for request in requests]


def _give(entry: LiveEvent, bucket: _Bucket, rule: _Rule, found: _Found) -> bool:
    """Give an entry to the event that was sent last before it; whether there is one."""
    for place in rule.in_time(bucket, entry):
        request, event = bucket[place]
        own = found.setdefault(id(request), {})
        candidate = own.setdefault(event.number, _Candidate(request, event))
        if candidate.take(entry, rule):
            if candidate.is_complete:
                del bucket[place]
            return True
    return False


_Key: TypeAlias = tuple[str, str, Combination, Decimal | None, int | None]
"""What an entry and an event have in common: the marker, the type, a combination, the amount and
the products; "" or `None` for what is not compared.
"""


class _Rule(NamedTuple):
    """What must agree: the marker or the time, and the amount with the products."""

    marked: bool
    exact: bool

    def fits(self, entry: LiveEvent) -> bool:
        """Whether an entry says enough."""
        return self.marked or (entry.at is not None and all(_combinations_of(entry)[0][:2]))

    def key_of(self, entry: LiveEvent) -> _Key:
        """By its first combination; `take` compares all of them."""
        sold = self.exact and entry.kind == LIVE_KINDS["tr"]
        return (
            entry.campaign.casefold() if self.marked else "",
            entry.kind,
            _combinations_of(entry)[0],
            entry.revenue if sold else None,
            entry.products if sold else None,
        )

    def in_time(self, bucket: _Bucket, entry: LiveEvent) -> Iterator[int]:
        """The places of what was sent before an entry, the latest first."""
        end = len(bucket)
        if entry.at is not None:
            end = bisect_right(bucket, entry.at + EARLIER, key=lambda place: place[0].sent_at)
        for place in range(end - 1, -1, -1):
            request = bucket[place][0]
            late = 0.0 if entry.at is None else entry.at - request.sent_at - request.within
            if self.marked or late <= AGREES:
                yield place
            elif not request.within:  # earlier ones are later still
                return


_Bucket: TypeAlias = list[tuple[SentRequest, SentEvent]]
"""Events with something in common, in the order of sending."""


class _Candidate:
    """An event that an entry may be, and the combinations that entries have accounted for."""

    __slots__ = ("covered", "entries", "event", "marked", "request")

    def __init__(self, request: SentRequest, event: SentEvent) -> None:
        self.request, self.event = request, event
        self.covered: set[Combination] = set()
        self.entries: list[LiveEvent] = []
        self.marked = False

    @property
    def is_complete(self) -> bool:
        """Whether entries account for all of it."""
        return len(self.covered) == len(self.event.combinations)

    def take(self, entry: LiveEvent, rule: _Rule) -> bool:
        """Take an entry as this event, unless it says more, or the same was taken before.

        An event with several pairs or goals may have one entry, or one for each.
        """
        own = self.event.combinations
        if self.is_complete or (self.entries and self.marked != rule.marked):
            return False
        said = _combinations_of(entry)
        meant = {mine for mine in own if any(_agrees(theirs, mine) for theirs in said)}
        known = all(any(_agrees(theirs, mine) for mine in own) for theirs in said)
        if not known or meant & self.covered:
            return False
        self.covered |= meant
        self.entries.append(entry)
        self.marked = rule.marked
        return True


_Found: TypeAlias = dict[int, dict[int, _Candidate]]
"""The events that entries were given to, by their request's identity and their number."""


def _combinations_of(entry: LiveEvent) -> tuple[Combination, ...]:
    return combinations(entry.pairs, entry.goals)


def _agrees(theirs: Combination, mine: Combination) -> bool:
    """Whether an entry's combination may be that of an event: what it does not say may be any."""
    return all(said in ("", own) for said, own in zip(theirs, mine, strict=True))


def _buckets(
    ordered: Sequence[SentRequest], entries: Sequence[LiveEvent], rule: _Rule
) -> dict[_Key, _Bucket]:
    """The events that entries may be, by their keys."""
    buckets: dict[_Key, _Bucket] = {rule.key_of(entry): [] for entry in entries}
    markers = {key[0] for key in buckets}
    # Only where an entry leaves something out are there keys without it.
    shapes: dict[str, set[_Shape]] = {}
    for _marker, kind, combination, *_sold in buckets:
        shapes.setdefault(kind, set()).add(_shape_of(combination))
    marker, amount, products = "", None, None
    for request in ordered if buckets else ():
        if rule.marked:
            marker = request.marker.casefold()
            if marker not in markers:
                continue
        for event in request.events:
            kind = LIVE_KINDS.get(event.kind, "")
            if kind not in shapes:
                continue
            if rule.exact:
                amount, products = event.amount, event.products
            for combination in _in_shapes(event.combinations, shapes[kind]):
                bucket = buckets.get((marker, kind, combination, amount, products))
                if bucket is not None:
                    bucket.append((request, event))
    return buckets


_Shape: TypeAlias = tuple[bool, bool, bool]
"""Which parts of a combination are said."""


def _shape_of(combination: Combination) -> _Shape:
    experience, variation, goal = combination
    return experience != "", variation != "", goal != ""


def _in_shapes(own: tuple[Combination, ...], shapes: Collection[_Shape]) -> Collection[Combination]:
    """Combinations without what entries of these shapes do not say, each once."""
    if len(own) == 1 and len(shapes) == 1 and _shape_of(own[0]) in shapes:
        return own  # as nearly always; with 10,000 requests it counts
    return {
        (one[0] if shape[0] else "", one[1] if shape[1] else "", one[2] if shape[2] else "")
        for one in own
        for shape in shapes
    }


class _Words:
    """The findings of one look, in words."""

    def __init__(self, at: float, since: float) -> None:
        self._at, self._since = at, since
        self._absent: dict[tuple[int, bool, tuple[str, ...]], Finding] = {}

    def finding(self, request: SentRequest, found: dict[int, _Candidate] | None) -> Finding:
        """What is known of a request; `found` are its events with entries, by their numbers."""
        absent = self._all_absent(request)
        if found is None:
            return absent
        events: list[EventFinding] = []
        observations: tuple[Observation, ...] = ()
        for event in absent.events:
            candidate = found.get(event.number)
            if candidate is None or not candidate.entries:
                events.append(event)
                continue
            entry = candidate.entries[0]
            if candidate.marked:
                events.append(EventFinding(event.number, "seen", _seen_words(candidate), entry))
                observations = observations or tuple(observed(request, entry, self._at))
            else:
                words = _similar_words(candidate)
                events.append(EventFinding(event.number, "similar", words, entry))
        return Finding(tuple(events), self._at, observations)

    def _all_absent(self, request: SentRequest) -> Finding:
        """The finding where no event has an entry, made once for all that are alike."""
        covered = self._since <= request.sent_at + EARLIER
        kinds = tuple([event.kind for event in request.events])
        key = int(request.sent_at // 60), covered, kinds
        if key not in self._absent:
            sentence = self._sentence(request.sent_at, covered=covered)
            state: State = "not-seen" if covered else "cannot-tell"
            events = tuple(
                EventFinding(number, state, sentence)
                if kind in LIVE_KINDS
                else EventFinding(number, "cannot-tell", _NO_SUCH_TYPE)
                for number, kind in enumerate(kinds, 1)
            )
            self._absent[key] = Finding(events, self._at)
        return self._absent[key]

    def _sentence(self, sent_at: float, *, covered: bool) -> str:
        if covered:
            return (
                f"Not seen among the last {LIVE_EVENTS} events since {_clock(sent_at)}. "
                "That is no proof: it may come later, or the log may leave it out."
            )
        return (
            f"Convert's live log keeps the last {LIVE_EVENTS} events, and at {_clock(self._at)} "
            "all of them were later than this request."
        )


_NO_SUCH_TYPE = "Convert's live log has no events of this type."


def _clock(at: float) -> str:
    when = local_time(at)
    return f"{when:%H:%M}" if when else "an unknown time"


def _seen_words(candidate: _Candidate) -> str:
    request, event = candidate.request, candidate.event
    sentence = f"Convert's live log shows it, with the marker {request.marker}"
    whole = len(event.combinations)
    if len(candidate.covered) < whole:
        sentence += f", for {len(candidate.covered)} of its {whole} pairs and goals"
    if event.kind != "tr":
        return f"{sentence}."
    entry = candidate.entries[0]
    differ = []
    if entry.revenue != event.amount:
        differ.append(_instead("amount", entry.revenue, event.amount))
    if entry.products != event.products:
        differ.append(_instead("number of products", entry.products, event.products))
    return f"{sentence}, but with {' and '.join(differ)}." if differ else f"{sentence}."


def _instead(what: str, shown: Decimal | int | None, sent: Decimal | int | None) -> str:
    """What the log says instead of what was sent.

    >>> _instead("amount", Decimal("9.90"), Decimal(10)), _instead("amount", None, Decimal(10))
    ('the amount 9.90 instead of 10', 'no amount')
    """
    if shown is None:
        return f"no {what}"
    instead = "where none was sent" if sent is None else f"instead of {Decimal(sent):,f}"
    return f"the {what} {Decimal(shown):,f} {instead}"


def _similar_words(candidate: _Candidate) -> str:
    when = local_time(candidate.entries[0].at or 0.0)
    at = f" at {when:%H:%M:%S}" if when else ""
    facts = "type, variation" if candidate.event.kind == "viewExp" else "type, variation, goal"
    facts += ", amount, products and time" if candidate.event.kind == "tr" else " and time"
    lacks = "it has no marker" if candidate.request.marker else "it was sent without a marker"
    return f"Convert's live log shows one like it{at}: {facts} agree, but {lacks}."


# Observations about open questions.


def observed(request: SentRequest, entry: LiveEvent, at: float) -> Iterator[Observation]:
    """What an entry with a request's marker says about open questions."""
    yield Observation(
        "campaign",
        f"The campaign {request.marker} of a request is in the live log's field campaign.",
        at,
    )
    if request.new and entry.visitor_type:
        shown = printable(entry.visitor_type)
        yield Observation(
            "new",
            f"A visitor sent with seg.new {printable(request.new)} is shown as “{shown}”.",
            at,
        )
    if request.source and entry.source:
        sent, shown = printable(request.source), printable(entry.source)
        kept = "as it was sent" if sent == shown else f"as “{shown}”"
        yield Observation("source", f"The source “{sent}” is shown {kept}.", at)


def _texts(value: Payload) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [text for item in items if (text := _text(item))]


def _text(value: Payload) -> str:
    if isinstance(value, bool):
        return plain_text(value)
    return plain_text(value).strip() if isinstance(value, str | Number) else ""
