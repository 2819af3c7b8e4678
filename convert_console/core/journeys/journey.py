"""A journey: requests of one visitor, one after the other, with a pause before each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from convert_console.core.document.edits import with_value, without
from convert_console.core.document.payload import Payload, Reading, value_at
from convert_console.core.request.draft import Draft, Method
from convert_console.core.request.event_summary import event_line, summarise

INHERITED = ("cid", "pid", "vid")
"""What every step takes from the draft on screen when a journey is run."""

PAUSE = 1.0
"""Seconds before each step but the first, until somebody says otherwise."""

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
        """The step as it is encoded."""
        return Draft(self.text, self.method)


@dataclass(frozen=True, slots=True)
class Journey:
    """Steps under a name. Run once they are those of the draft's visitor; run several times, each
    round has a fresh visitor.
    """

    name: str = ""
    steps: tuple[Step, ...] = ()
    repeats: int = 1


@dataclass(frozen=True, slots=True)
class Planned:
    """A step as it will be sent: the round and the step, both from 0."""

    round: int
    place: int
    step: Step


def steps_of(draft: Draft, pause: float = PAUSE) -> tuple[Step, ...]:
    """One request for each event of a draft; none where it has no readable events.

    Everything beside the events is the same in each, to the character.

    >>> [step.delay for step in steps_of(Draft('{"ev": [{"evt": "viewExp"}, {"evt": "tr"}]}'))]
    [0.0, 1.0]
    """
    events = value_at(draft.payload, ("ev",))
    if not isinstance(events, list):
        return ()
    return tuple(
        Step(_with_only(draft.text, place, len(events)), draft.method, pause if place else 0.0)
        for place in range(len(events))
    )


def inheriting(step: Step, draft: Draft) -> Step:
    """A step with account, project and visitor of a draft; what the draft lacks stays."""
    text = step.text
    for key in INHERITED:
        value = value_at(draft.payload, (key,))
        if value is not None and value != value_at(Draft(text).payload, (key,)):
            text = with_value(text, (key,), value)
    return replace(step, text=text)


def with_visitor(step: Step, vid: str) -> Step:
    """A step of another visitor."""
    return replace(step, text=with_value(step.text, ("vid",), vid))


def plan(journey: Journey, draft: Draft, fresh: Callable[[], str]) -> Iterator[Planned]:
    """Every request in order; `fresh` makes the visitor of each round where there are several.

    Raises EditImpossible for a step whose text is not a JSON object.
    """
    steps = [inheriting(step, draft) for step in journey.steps]
    for number in range(journey.repeats):
        vid = fresh() if journey.repeats > 1 else ""
        for place, step in enumerate(steps):
            yield Planned(number, place, with_visitor(step, vid) if vid else step)


def whole(journey: Journey, draft: Draft) -> Draft:
    """One draft that holds every event that a run sends: for saying what it adds altogether."""
    events: list[Payload] = []
    for step in journey.steps:
        found = value_at(step.draft.payload, ("ev",))
        events.extend(found if isinstance(found, list) else [])
    payload = {"vid": value_at(draft.payload, ("vid",)), "ev": events * journey.repeats}
    return Draft("").read_as(Reading(payload))


def repeats_transactions(journey: Journey) -> bool:
    """Whether several visitors would send the same transaction id."""
    named = (value_at(step.draft.payload, ("tid",)) for step in journey.steps)
    return journey.repeats > 1 and any(tid not in (None, "") for tid in named)


def step_words(step: Step) -> str:
    """What a step sends, on one line.

    >>> step_words(Step('{"ev": [{"evt": "hitGoal", "goals": ["7"]}]}'))
    'hitGoal 7'
    """
    payload = step.draft.payload
    events = value_at(payload, ("ev",))
    if not isinstance(payload, dict):
        return "not a JSON object"
    if isinstance(events, list) and len(events) == 1:
        return f"{summarise(payload).events} {event_line(events[0])}".strip()
    return summarise(payload).events or "no events"


def _with_only(text: str, place: int, count: int) -> str:
    """The text with one of its events."""
    for other in range(count - 1, -1, -1):
        if other != place:
            text = without(text, ("ev", other))
    return text
