"""Finds the events of requests in Convert's live log."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice, product
from math import inf
from operator import attrgetter
from typing import Literal, NamedTuple, TypeAlias

from convert_console.core.convert_api.answers import LIVE_EVENTS, MARKER, LiveEvent, LiveLog
from convert_console.core.convert_api.faults import ApiFault, is_convert
from convert_console.core.document.formatting import flat_text
from convert_console.core.document.payload import Number, Payload, value_at
from convert_console.core.request.event_summary import exact_amount
from convert_console.core.text import local_time, plain_text, printable

# The log has no visitor and no transaction id, so one of its entries may stand for any event with
# the same facts. Each entry is given to one event only, in all looks together: what an event has is
# not given to another one later, and other requests that may have it take part, though nobody asks
# for them.

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

HALF_A_SECOND = 0.5
"""Entries are dated by whole seconds."""

AGREES = 120.0
"""Seconds after a request in which an entry without its marker may be its event."""

_MOST = 64
"""Combinations of an event that are looked for."""


Combination: TypeAlias = tuple[str, str, str]
"""An experience, a variation and a goal; "" for what is not said."""


class SentEvent(NamedTuple):
    """An event of a request, counted from 1, as its text says it."""

    number: int
    kind: str
    combinations: tuple[Combination, ...] = ()
    amount: Decimal | None = None
    products: int | None = None


class SentRequest(NamedTuple):
    """What is looked for; `sent_at` is in Unix seconds by this machine's clock.

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
    """What the live log says of an event, why in a sentence, and its entries.

    `differs` is how what is seen is not as it was sent, or what is not sure about it, as the end of
    a sentence; "" for nothing. An event with several pairs or goals may have several entries.
    """

    number: int
    state: State
    reason: str
    entries: tuple[LiveEvent, ...] = ()
    differs: str = ""

    def as_dict(self) -> dict[str, Payload]:
        """For JSON, with the log's own entries."""
        found: dict[str, Payload] = {
            "event": Number(str(self.number)),
            "state": self.state,
            "reason": self.reason,
        }
        if self.differs:
            found["differs"] = self.differs
        if self.entries:
            found["entry"] = self.entries[0].entry
        if len(self.entries) > 1:
            found["more_entries"] = [entry.entry for entry in self.entries[1:]]
        return found


class Observation(NamedTuple):
    """What an answer says about an open question or a clock, at a time in Unix seconds. One is no
    rule.
    """

    about: Literal["campaign", "new", "source", "clock"]
    sentence: str
    at: float


class Finding(NamedTuple):
    """What the live log says of a request at a time in Unix seconds.

    `asked` is the host whose log it is, "" where that is not known.
    """

    events: tuple[EventFinding, ...]
    looked_at: float
    observations: tuple[Observation, ...] = ()
    asked: str = ""

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
        reasons: dict[str, list[str]] = {}
        for event in self.events:
            if event.state == state:
                reasons.setdefault(event.reason, []).append(str(event.number))
        told = sum(map(len, reasons.values()))
        if len(reasons) == 1 and told == len(self.events):
            return next(iter(reasons))
        if state == "seen":
            return self._seen_words()
        listed = [
            f"Event{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}: {reason}"
            for reason, numbers in reasons.items()
        ]
        more = len(listed) - _MOST_REASONS
        return " ".join([*listed[:_MOST_REASONS], *([f"And {more:,} more."] if more > 0 else [])])

    def _seen_words(self) -> str:
        """That all events are seen, and which of them are not as they were sent."""
        first = self.events[0]
        shown = first.reason.removesuffix(f", but {first.differs}.").removesuffix(".")
        listed: dict[str, list[str]] = {}
        for event in self.events:
            if event.differs:
                listed.setdefault(event.differs, []).append(str(event.number))
        parts = [
            f"event{'s' if len(numbers) > 1 else ''} {', '.join(numbers)} {differs}"
            for differs, numbers in listed.items()
        ]
        return f"{shown}, but {' and '.join(parts)}." if parts else f"{shown}."

    @property
    def differs(self) -> str:
        """How what is seen is not as it was sent, or what is not sure about it; "" for nothing."""
        return " and ".join(dict.fromkeys(event.differs for event in self.events if event.differs))

    @property
    def log(self) -> str:
        """Whose log it is, as the beginning of a sentence."""
        return log_of(self.asked)

    @property
    def is_of_convert(self) -> bool:
        """Whether the log is Convert's, and not that of another server."""
        return is_convert(self.asked)

    @property
    def is_final(self) -> bool:
        """Whether another look can tell nothing more."""
        return bool(self.events) and self.state == "seen"

    def as_dict(self) -> dict[str, Payload]:
        """For JSON."""
        asked: dict[str, Payload] = {"asked": self.asked} if self.asked else {}
        return {
            "state": self.state,
            "reason": self.reason,
            "events": [event.as_dict() for event in self.events],
            **asked,
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


_MOST_REASONS = 3
"""Different reasons that a sentence about a request has."""


def log_of(host: str) -> str:
    """Whose live log is read at a host, as the beginning of a sentence.

    >>> log_of("api.convert.com"), log_of("127.0.0.1")
    ("Convert's live log", 'The live log of 127.0.0.1')
    """
    return "Convert's live log" if is_convert(host) else f"The live log of {printable(host)}"


def weakest(states: Sequence[State]) -> State:
    """The state of several events together.

    >>> weakest(["seen", "similar"]), weakest(["cannot-tell", "not-seen"]), weakest([])
    ('similar', 'not-seen', 'cannot-tell')
    """
    order: tuple[State, ...] = ("not-seen", "cannot-tell", "similar", "seen")
    return min(states, key=order.index, default="cannot-tell")


def cannot_tell(request: SentRequest, why: ApiFault | str, at: float, asked: str = "") -> Finding:
    """The finding where the log was not read."""
    reason = why if isinstance(why, str) else why.words
    events = tuple(EventFinding(event.number, "cannot-tell", reason) for event in request.events)
    return Finding(events, at, asked=asked)


def combined(before: Finding, now: Finding) -> Finding:
    """What two looks together say: what was seen once stays seen, though it is pushed out."""
    order: tuple[State, ...] = ("seen", "similar", "not-seen", "cannot-tell")
    events = tuple(
        old if order.index(old.state) < min(order.index(new.state), 2) else new
        for old, new in zip(before.events, now.events, strict=True)
    )
    observations = {observed.about: observed for observed in now.observations}
    observations.update({observed.about: observed for observed in before.observations})
    if events and events == before.events:
        return before._replace(observations=tuple(observations.values()))  # it is of that time
    return now._replace(events=events, observations=tuple(observations.values()))


class Looks:
    """Which time the looks at a log cover together.

    A look shows the last 100 events. If two looks overlap, nothing came and went between them.
    """

    def __init__(self) -> None:
        self.since: float | None = None
        self._looked_at: float | None = None

    def add(self, log: LiveLog, at: float, ahead: float = 0.0) -> None:
        """Add a look at a time in Unix seconds by this machine's clock, which may be ahead of the
        log's.
        """
        oldest = log.oldest if log.is_full else None
        begin = 0.0 if not log.is_full else oldest + ahead if oldest is not None else at
        overlaps = self._looked_at is not None and begin <= self._looked_at
        if self.since is None or not overlaps:
            self.since = begin
        else:
            self.since = min(self.since, begin)
        self._looked_at = at


def match(
    requests: Sequence[SentRequest],
    log: LiveLog,
    at: float,
    since: float = 0.0,
    *,
    known: Sequence[Finding | None] = (),
    asked: str = "",
    ahead: float = 0.0,
) -> list[Finding]:
    """What a log that was read at a time says of requests; `since` is what its looks cover.

    Times are in Unix seconds by this machine's clock, which is `ahead` of the log's. Entries with a
    marker go to the events that they agree with in everything, then to others with that marker;
    those without one to events of the same facts and time. `known` are the findings of earlier
    looks, one for each request: what an event has stays with it.
    """
    found, held = _held(requests, known)
    entries = [entry for entry in log.events[::-1] if not _take_one(held, entry)]
    with_campaign = [entry for entry in entries if entry.campaign]
    without_marker = [entry for entry in entries if not MARKER.fullmatch(entry.campaign)]
    taken: set[int] = set()
    ordered = sorted(requests, key=attrgetter("sent_at"))
    for some, rule in (
        (with_campaign, _Rule(marked=True, exact=True, ahead=ahead)),
        (with_campaign, _Rule(marked=True, exact=False, ahead=ahead)),
        (without_marker, _Rule(marked=False, exact=True, ahead=ahead)),
    ):
        left = [entry for entry in some if id(entry) not in taken and rule.fits(entry)]
        buckets = _buckets(ordered, left, rule)
        for entry in left:
            bucket = buckets.get(rule.key_of(entry))
            if bucket and _give(entry, bucket, rule, found):
                taken.add(id(entry))
    words = _Words(at, since, log.unread, asked, ahead)
    alike = _alike(requests, found)
    return [words.finding(request, found.get(id(request)), alike) for request in requests]


def _held(
    requests: Sequence[SentRequest], known: Sequence[Finding | None]
) -> tuple[_Found, Counter[tuple[object, ...]]]:
    """What events have from earlier looks, and how many entries of which facts these are."""
    found: _Found = {}
    held: Counter[tuple[object, ...]] = Counter()
    for request, finding in zip(requests, known, strict=False):
        events = {event.number: event for event in request.events}
        for before in finding.events if finding is not None else ():
            if before.entries and before.number in events:
                candidate = _Candidate(request, events[before.number])
                candidate.hold(before)
                found.setdefault(id(request), {})[before.number] = candidate
                held.update(map(_facts, before.entries))
    return found, held


def _take_one(held: Counter[tuple[object, ...]], entry: LiveEvent) -> bool:
    """Whether an entry is one that an event has, each once."""
    facts = _facts(entry) if held else ()
    if not held or held[facts] <= 0:
        return False
    held[facts] -= 1
    return True


def _facts(entry: LiveEvent) -> tuple[object, ...]:
    """By what an entry is known again in another look."""
    return entry[: LiveEvent._fields.index("names")]


def _give(entry: LiveEvent, bucket: _Bucket, rule: _Rule, found: _Found) -> bool:
    """Give an entry to the event that was sent at the nearest time; whether there is one."""
    for place in rule.in_time(bucket, entry):
        request, event = bucket[place]
        own = found.setdefault(id(request), {})
        candidate = own.setdefault(event.number, _Candidate(request, event))
        if candidate.take(entry, rule):
            if candidate.is_complete:
                del bucket[place]
            return True
    return False


_Alike: TypeAlias = Mapping[int, tuple[int, int]]
"""By an event's identity how many are like it, and how many of them the log shows."""


def _alike(requests: Sequence[SentRequest], found: _Found) -> _Alike:
    """The events with a marker that cannot be told apart, where the log does not show all of them:
    which ones it shows is not known then.
    """
    shown = Counter(
        _likeness(candidate.request, candidate.event)
        for own in found.values()
        for candidate in own.values()
        if candidate.marked and candidate.entries
    )
    markers = {marker for marker, *_facts in shown}
    alike: dict[tuple[object, ...], list[int]] = {likeness: [] for likeness in shown}
    for request in requests if markers else ():
        if request.marker in markers:
            for event in request.events:
                same = alike.get(_likeness(request, event))
                if same is not None:
                    same.append(id(event))
    return {
        event: (len(events), shown[likeness])
        for likeness, events in alike.items()
        if len(events) > shown[likeness]
        for event in events
    }


def _likeness(request: SentRequest, event: SentEvent) -> tuple[object, ...]:
    """What events with a marker that cannot be told apart have in common."""
    return request.marker, event.kind, event.combinations, event.amount, event.products


_Key: TypeAlias = tuple[str, str, Combination, Decimal | None, int | None]
"""What an entry and an event have in common: the marker, the type, a combination, the amount and
the products; "" or `None` for what is not compared.
"""


class _Rule(NamedTuple):
    """What must agree: the marker or the time, and the amount with the products."""

    marked: bool
    exact: bool
    ahead: float

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
        """The places of what an entry may be by its time, the nearest first."""
        if entry.at is None:
            yield from range(len(bucket) - 1, -1, -1)
            return
        at = entry.at + self.ahead
        middle = at + HALF_A_SECOND
        after = bisect_right(bucket, middle, key=_sent_at)
        before, end = after - 1, bisect_right(bucket, at + EARLIER, key=_sent_at)
        while before >= 0 or after < end:
            earlier = middle - _sent_at(bucket[before]) if before >= 0 else inf
            if after < end and _sent_at(bucket[after]) - middle < earlier:
                yield after
                after += 1
                continue
            within = bucket[before][0].within
            if self.marked or at - _sent_at(bucket[before]) - within <= AGREES:
                yield before
            elif not within:  # earlier ones are further away
                before = 0
            before -= 1


_Bucket: TypeAlias = list[tuple[SentRequest, SentEvent]]
"""Events with something in common, in the order of sending."""


def _sent_at(place: tuple[SentRequest, SentEvent]) -> float:
    return place[0].sent_at


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
        is_better = rule.marked and not self.marked  # a similar one of an earlier look
        if not is_better and (self.is_complete or (self.entries and rule.marked != self.marked)):
            return False
        said, covered = _combinations_of(entry), set() if is_better else self.covered
        meant = self._meant(said)
        known = all(any(_agrees(theirs, mine) for mine in own) for theirs in said)
        if not known or meant & covered:
            return False
        self.covered = covered | meant
        self.entries = [*([] if is_better else self.entries), entry]
        self.marked = rule.marked
        return True

    def hold(self, before: EventFinding) -> None:
        """Keep the entries of an earlier look."""
        self.entries, self.marked = list(before.entries), before.state == "seen"
        self.covered = set().union(*map(self._meant, map(_combinations_of, before.entries)))

    def _meant(self, said: Iterable[Combination]) -> set[Combination]:
        """The combinations that an entry is of."""
        own = self.event.combinations
        return {mine for mine in own if any(_agrees(theirs, mine) for theirs in said)}


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

    def __init__(self, at: float, since: float, unread: int, asked: str, ahead: float) -> None:
        """`unread` entries of the log could not be read."""
        self._at, self._since, self._unread, self._asked = at, since, unread, asked
        self._ahead = ahead
        self._log = log_of(asked)
        self._absent: dict[tuple[int, bool, tuple[str, ...]], Finding] = {}
        self._absent_alike: dict[tuple[int, tuple[tuple[int, int] | None, ...]], Finding] = {}

    def finding(
        self, request: SentRequest, found: dict[int, _Candidate] | None, alike: _Alike
    ) -> Finding:
        """What is known of a request; `found` are its events with entries, by their numbers."""
        absent = self._all_absent(request)
        if found is not None:
            return self._found(request, found, absent, alike)
        counts = tuple([alike.get(id(event)) for event in request.events]) if alike else ()
        if not any(counts):
            return absent
        key = id(absent), counts
        if key not in self._absent_alike:
            self._absent_alike[key] = self._found(request, {}, absent, alike)
        return self._absent_alike[key]

    def _found(
        self,
        request: SentRequest,
        found: dict[int, _Candidate],
        absent: Finding,
        alike: _Alike,
    ) -> Finding:
        events: list[EventFinding] = []
        observations: tuple[Observation, ...] = ()
        for event, without in zip(request.events, absent.events, strict=True):
            candidate, counts = found.get(event.number), alike.get(id(event))
            if candidate is None or not candidate.entries:
                differs = _alike_words(*counts) if counts else ""
                reason = f"{without.reason} {self._log} shows {differs}." if differs else ""
                events.append(without._replace(reason=reason) if reason else without)
                continue
            entries = tuple(candidate.entries)
            if candidate.marked:
                unsure = [f"only {_alike_words(*counts)}"] if counts else []
                differs = " and ".join([*_differences(candidate), *unsure])
                sentence = f"{self._log} shows it, with the marker {request.marker}"
                sentence += f", but {differs}." if differs else "."
                events.append(EventFinding(event.number, "seen", sentence, entries, differs))
                observations = observations or tuple(observed(request, entries[0], self._at))
            else:
                words = _similar_words(candidate, self._log, self._ahead)
                events.append(EventFinding(event.number, "similar", words, entries))
        return Finding(tuple(events), self._at, observations, self._asked)

    def _all_absent(self, request: SentRequest) -> Finding:
        """The finding where no event has an entry, made once for all that are alike."""
        covered = self._since <= request.sent_at + EARLIER
        kinds = tuple([event.kind for event in request.events])
        key = int(request.sent_at // 60), covered, kinds
        if key not in self._absent:
            sentence = self._sentence(request.sent_at, covered=covered)
            state: State = "not-seen" if covered and not self._unread else "cannot-tell"
            events = tuple(
                EventFinding(number, state, sentence)
                if kind in LIVE_KINDS
                else EventFinding(number, "cannot-tell", f"{self._log} {_NO_SUCH_TYPE}")
                for number, kind in enumerate(kinds, 1)
            )
            self._absent[key] = Finding(events, self._at, asked=self._asked)
        return self._absent[key]

    def _sentence(self, sent_at: float, *, covered: bool) -> str:
        if not covered:
            return (
                f"{self._log} keeps the last {LIVE_EVENTS} events, and at {_clock(self._at)} "
                "all of them were later than this request."
            )
        if self._unread:
            entries = "An entry" if self._unread == 1 else f"{self._unread:,} entries"
            return (
                f"{entries} of the live log could not be read, and none of the others is this "
                "request."
            )
        return (
            f"Not seen among the last {LIVE_EVENTS} events since {_clock(sent_at)}. "
            "That is no proof: it may come later, or the log may leave it out."
        )


_NO_SUCH_TYPE = "has no events of this type."


def _clock(at: float) -> str:
    when = local_time(at)
    return f"{when:%H:%M}" if when else "an unknown time"


def _alike_words(sent: int, shown: int) -> str:
    """How many of the events that are alike the log shows."""
    return f"{shown:,} of {sent:,} that are alike, and which ones is not known"


def _differences(candidate: _Candidate) -> Iterator[str]:
    """How entries with the marker are not as the event was sent, each as the end of a sentence."""
    event = candidate.event
    whole = len(event.combinations)
    if len(candidate.covered) < whole:
        yield f"for {len(candidate.covered)} of its {whole} pairs and goals only"
    if event.kind != "tr":
        return
    entry = candidate.entries[0]
    if entry.revenue != event.amount:
        yield f"with {_instead('amount', entry.revenue, event.amount)}"
    if entry.products != event.products:
        yield f"with {_instead('number of products', entry.products, event.products)}"


def _instead(what: str, shown: Decimal | int | None, sent: Decimal | int | None) -> str:
    """What the log says instead of what was sent.

    >>> _instead("amount", Decimal("9.90"), Decimal(10)), _instead("amount", None, Decimal(10))
    ('the amount 9.90 instead of 10', 'no amount')
    """
    if shown is None:
        return f"no {what}"
    instead = "where none was sent" if sent is None else f"instead of {Decimal(sent):,f}"
    return f"the {what} {Decimal(shown):,f} {instead}"


def _similar_words(candidate: _Candidate, log: str, ahead: float) -> str:
    when = local_time((candidate.entries[0].at or 0.0) + ahead)
    at = f" at {when:%H:%M:%S}" if when else ""
    facts = "type, variation" if candidate.event.kind == "viewExp" else "type, variation, goal"
    facts += ", amount, products and time" if candidate.event.kind == "tr" else " and time"
    lacks = "it has no marker" if candidate.request.marker else "it was sent without a marker"
    return f"{log} shows one like it{at}: {facts} agree, but {lacks}."


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
