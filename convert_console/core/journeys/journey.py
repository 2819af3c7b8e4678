"""A journey: a sequence of requests of one visitor, with a pause before each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, count

from convert_console.core.document.edits import EditImpossible, with_value, without
from convert_console.core.document.payload import Payload, Reading, value_at
from convert_console.core.paste.results import PastedRequest
from convert_console.core.request.draft import Draft, Method
from convert_console.core.request.event_summary import event_line, summarise
from convert_console.core.request.profile import Profile
from convert_console.core.request.run_marker import campaign_in, marker_in, with_marker
from convert_console.core.text import scalar_text

FROM_DRAFT = ("cid", "pid", "vid")
"""The keys that every step takes from the current draft when a journey runs."""

PAUSE = 1.0
"""Default seconds before each step except the first."""

LONGEST_PAUSE = 3600.0
MOST_REPEATS = 1000


@dataclass(frozen=True, slots=True)
class Step:
    """One request: a document's text, the method, and the seconds to wait before it."""

    text: str
    method: Method = "POST"
    delay: float = 0.0

    @property
    def draft(self) -> Draft:
        """The step as a draft."""
        return Draft(self.text, self.method)


@dataclass(frozen=True, slots=True)
class LastRun:
    """How the last run of a journey went: when it began, in Unix seconds, whether it was `here` on
    this machine, how many of all requests were accepted, and whether one was not delivered.
    """

    began: float
    here: bool
    accepted: int
    total: int
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Journey:
    """Named steps, and how they are repeated.

    `new_visitor` makes a visitor for each round and `new_order` an order number; otherwise all
    rounds have those of the draft and the steps. `None` makes visitors if there are several rounds.
    `mark` gives a run one marker, `None` as the profile does with single requests. `between` are
    the seconds before each round except the first. `stop` ends a run at the first step that was not
    delivered, `None` only where requests count.
    """

    name: str = ""
    steps: tuple[Step, ...] = ()
    repeats: int = 1
    new_visitor: bool | None = None
    new_order: bool = False
    between: float = 0.0
    stop: bool | None = None
    mark: bool | None = None
    last_run: LastRun | None = field(default=None, compare=False)

    def marks(self, profile: Profile) -> bool:
        """Whether a run is marked under a profile."""
        return profile.mark_tests == "always" if self.mark is None else self.mark

    @property
    def makes_visitors(self) -> bool:
        """Whether each round has a new visitor."""
        return self.repeats > 1 if self.new_visitor is None else self.new_visitor

    @property
    def requests(self) -> int:
        """How many requests a run sends."""
        return len(self.steps) * self.repeats

    @property
    def pauses(self) -> float:
        """The seconds that a run waits."""
        within = sum(step.delay for step in self.steps) * self.repeats
        return within + self.between * (self.repeats - 1)


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step to be sent in a round, both counted from 0."""

    round: int
    place: int
    step: Step


def steps_of(draft: Draft, pause: float = PAUSE) -> tuple[Step, ...]:
    """One request for each event of a draft; none if it has no readable events.

    Apart from the events, the text of the draft stays the same to the character.

    >>> [step.delay for step in steps_of(Draft('{"ev": [{"evt": "viewExp"}, {"evt": "tr"}]}'))]
    [0.0, 1.0]
    """
    events = value_at(draft.payload, ("ev",))
    if not isinstance(events, list):
        return ()
    return tuple(
        Step(
            _with_single_event(draft.text, place, len(events)),
            draft.method,
            pause if place else 0.0,
        )
        for place in range(len(events))
    )


def steps_of_requests(requests: Sequence[PastedRequest]) -> tuple[Step, ...]:
    """One step for each request of a paste, in its order."""
    return tuple(
        Step(request.text, request.method or "POST", PAUSE if place else 0.0)
        for place, request in enumerate(requests)
    )


def with_ids_of(step: Step, draft: Draft) -> Step:
    """A step with the draft's account, project and visitor, as far as the draft has them."""
    text = step.text
    for key in FROM_DRAFT:
        value = value_at(draft.payload, (key,))
        if value is not None and value != value_at(Draft(text).payload, (key,)):
            text = with_value(text, (key,), value)
    return replace(step, text=text)


def with_visitor(step: Step, vid: str) -> Step:
    """A step with another visitor."""
    return replace(step, text=with_value(step.text, ("vid",), vid))


def marked(step: Step, marker: str, *, wanted: bool) -> Step:
    """A step with the marker of a run, unless it has a campaign of its own, or no place for one. A
    marker that it has from an earlier send is replaced even where none is `wanted`.
    """
    payload = step.draft.payload
    if campaign_in(payload) or not (wanted or marker_in(payload)):
        return step
    try:
        return replace(step, text=with_marker(step.draft, marker))
    except EditImpossible:
        return step


def planned_steps(
    journey: Journey,
    draft: Draft,
    new_visitor: Callable[[], str],
    new_order: Callable[[str], str] = lambda tid: tid,
    mark: Callable[[Step], Step] = lambda step: step,
) -> Iterator[PlannedStep]:
    """Every request in order; `new_visitor` makes the visitor of a round, and `new_order` an order
    number like another, which all steps of a round share that had the same one. `mark` puts the
    run's marker into a step.

    Raises EditImpossible for a step whose text is not a JSON object.
    """
    steps = [mark(with_ids_of(step, draft)) for step in journey.steps]
    used = {order_of(step) for step in steps}
    for number in range(journey.repeats):
        vid = new_visitor() if journey.makes_visitors else ""
        orders: dict[str, str] = {}
        for place, step in enumerate(steps):
            planned = with_visitor(step, vid) if vid else step
            if journey.new_order and (tid := order_of(step)):
                if tid not in orders:
                    orders[tid] = _unused(tid, used, new_order)
                planned = with_order(planned, orders[tid])
            if number and not place:
                planned = replace(planned, delay=planned.delay + journey.between)
            yield PlannedStep(number, place, planned)


def order_of(step: Step) -> str:
    """The order number of a step; "" for none."""
    return scalar_text(value_at(step.draft.payload, ("tid",)))


def with_order(step: Step, tid: str) -> Step:
    """A step with another order number."""
    return replace(step, text=with_value(step.text, ("tid",), tid))


_TRIES = 100


def _unused(tid: str, used: set[str], new_order: Callable[[str], str]) -> str:
    """An order number that no round has had; a short one soon has no other of its length."""
    tried = (new_order(tid) for _ in range(_TRIES))
    longer = (f"{tid}-{number}" for number in count(2))
    made = next(made for made in chain(tried, longer) if made not in used)
    used.add(made)
    return made


def combined_draft(journey: Journey, draft: Draft) -> Draft:
    """One draft with every event of a run, to say what the run adds in total."""
    events: list[Payload] = []
    for step in journey.steps:
        step_events = value_at(step.draft.payload, ("ev",))
        events.extend(step_events if isinstance(step_events, list) else [])
    ids = {key: value_at(draft.payload, (key,)) for key in ("pid", "vid")}
    payload = {**ids, "ev": events * journey.repeats}
    return Draft("").read_as(Reading(payload))


def repeats_transaction_id(journey: Journey) -> bool:
    """Whether several visitors would send the same transaction id."""
    named = any(order_of(step) for step in journey.steps)
    return journey.repeats > 1 and not journey.new_order and named


def step_text(step: Step) -> str:
    """What a step sends, on one line.

    >>> step_text(Step('{"ev": [{"evt": "hitGoal", "goals": ["7"]}]}'))
    'hitGoal 7'
    """
    payload = step.draft.payload
    events = value_at(payload, ("ev",))
    if not isinstance(payload, dict):
        return "not a JSON object"
    if isinstance(events, list) and len(events) == 1:
        return f"{summarise(payload).events} {event_line(events[0])}".strip()
    return summarise(payload).events or "no events"


def _with_single_event(text: str, place: int, count: int) -> str:
    """The text with only one of its events."""
    for index in range(count - 1, -1, -1):
        if index != place:
            text = without(text, ("ev", index))
    return text
