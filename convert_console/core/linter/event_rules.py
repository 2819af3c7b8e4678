"""Rules about events: their type, their bucketing, and the goals they name."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from convert_console.core.document.payload import Payload
from convert_console.core.linter.checked_request import CONVERSIONS, Event, Request
from convert_console.core.linter.fixes import Remove, SetValue
from convert_console.core.linter.id_shapes import (
    container_in,
    is_blank,
    named_ids,
)
from convert_console.core.linter.problem import Finding, Fix, error, short, warning
from convert_console.core.linter.rule import Rule, document_rule, event_rule
from convert_console.core.request.parameters import EVENT_TYPES
from convert_console.core.step_budget import StepBudget

_TYPES = {choice.value.casefold(): choice.value for choice in EVENT_TYPES}
_KNOWN = frozenset(_TYPES.values())
_PAIRED = ("exps", "vars")
STEPS = 10
"""What an experience costs that two events are compared by."""


def _event_not_an_object(request: Request) -> Iterator[Finding]:
    listed = request.document.get("ev")
    for index, item in enumerate(listed if isinstance(listed, list) else ()):
        if not isinstance(item, dict) and container_in(item) is None:  # see json-text
            yield error(
                ("ev", index), "This event is not an object. Write it as { } with evt, exps, vars."
            )


def _unknown_type(event: Event) -> Iterator[Finding]:
    if event.kind in _KNOWN:
        return
    value = event.body.get("evt")
    meant = _TYPES.get(value.strip().casefold()) if isinstance(value, str) else None
    if meant:
        fix = Fix(f"Write {meant}", SetValue(event.at("evt"), meant))
        yield error(
            event.at("evt"), f"The event type is written {meant}. Correct the spelling.", fix
        )
    elif is_blank(value):
        yield error(event.at("evt"), "Choose the event type: viewExp, hitGoal or tr.")
    else:
        yield error(
            event.at("evt"),
            f"“{short(value)}” is not a known event type. Choose viewExp, hitGoal or tr.",
        )


evt_unknown = Rule("evt-unknown", _event_not_an_object, _unknown_type)


@event_rule("pairs-uneven")
def pairs_uneven(event: Event) -> Iterator[Finding]:
    """`exps` and `vars` differ in length, as far as both are there."""
    experiences, variations = (_length(event.body.get(key)) for key in _PAIRED)
    if None not in (experiences, variations) and experiences != variations:
        yield error(
            event.at("vars"),
            f"{_counted(experiences, 'experience')} but "
            f"{_counted(variations, 'variation')}: they pair up by position. "
            "Give each experience in exps its variation in vars.",
        )


@event_rule("pairs-missing")
def pairs_missing(event: Event) -> Iterator[Finding]:
    """The event has no experience or no variation, or has it outside of a list.

    They pair up by position, and a plain value has none. The rules for ids judge other values.
    """
    missing = [key for key in _PAIRED if is_blank(event.body.get(key))]
    if missing:
        nouns = {"exps": "experience", "vars": "variation"}
        named = " and ".join(nouns[key] for key in missing)
        yield error(event.at(missing[0]), f"Choose the {named} the visitor saw.")
    yield from _outside_of_a_list(event, "exps and vars pair up by position", _PAIRED)


@event_rule("goals-missing")
def goals_missing(event: Event) -> Iterator[Finding]:
    """A conversion or a transaction without a goal, or with one that is not in a list."""
    if event.kind not in CONVERSIONS:
        return
    if is_blank(event.body.get("goals")):
        yield error(event.at("goals"), "Choose the goal that was reached.")
    yield from _outside_of_a_list(event, "the article writes goals as one", ("goals",))


def _twice_in_one(event: Event) -> Iterator[Finding]:
    earlier: set[str] = set()
    for position, goal in enumerate(event.goals):
        if goal and goal in earlier:
            path = event.at("goals", position)
            yield warning(
                path,
                f"Goal {goal} appears twice in this event. Remove one of them.",
                Fix("Remove the second", Remove(path)),
            )
        earlier.add(goal)


def _twice_in_request(request: Request) -> Iterator[Finding]:
    """The same goal in two events of one kind.

    Events with different experiences are fine: a goal counts once for each experience, and some
    integrations send one event for each.
    """
    before: dict[tuple[str, str], _FirstEvents] = {}
    for event in request.of_kind(*CONVERSIONS):
        comparison = _Comparison(event, request.effort)
        for position, goal in event.first_goals:
            twin, after = comparison.of(before.get((event.kind, goal), _NO_EVENTS))
            before[event.kind, goal] = after
            if twin:
                yield warning(
                    event.at("goals", position),
                    f"Event {twin.index + 1} already has this goal, and it counts once per "
                    "visitor. Remove one of them.",
                )


class _FirstEvents(NamedTuple):
    """The first event of each experience that reached a goal; goals may share one mapping."""

    events: dict[str, Event]
    shared: bool


_NO_EVENTS = _FirstEvents({}, shared=True)


class _Comparison:
    """Compares an event with the earlier events that have one of its goals.

    Goals with the same earlier events share one result; otherwise each goal would be compared with
    all experiences again.
    """

    def __init__(self, event: Event, effort: StepBudget) -> None:
        self._event = event
        self._experiences = event.experiences or [""]
        self._effort = effort
        self._several = len(event.first_goals) > 1
        # Keyed by id(); the object is kept with it, so that no other object can get the same id.
        self._answers: dict[int, tuple[_FirstEvents, Event | None, _FirstEvents]] = {}

    def of(self, first_events: _FirstEvents) -> tuple[Event | None, _FirstEvents]:
        """An earlier event with the same goal, if any, and the events including this one."""
        _, twin, after = self._answers.get(id(first_events.events)) or self._answer(first_events)
        return twin, after

    def _answer(
        self, first_events: _FirstEvents
    ) -> tuple[_FirstEvents, Event | None, _FirstEvents]:
        copied = first_events.shared or self._several
        self._effort.spend(
            STEPS * (len(self._experiences) + (len(first_events.events) if copied else 0))
        )
        twin = _twin(first_events.events, self._experiences)
        events = dict(first_events.events) if copied else first_events.events
        for experience in self._experiences:
            events.setdefault(experience, self._event)
        after = _FirstEvents(events, shared=self._several)
        self._answers[id(first_events.events)] = answer = first_events, twin, after
        return answer


goal_twice = Rule("goal-twice", _twice_in_request, _twice_in_one)


@document_rule("view-with-conversion")
def view_with_conversion(request: Request) -> Iterator[Finding]:
    """A view of a variation is sent together with a conversion."""
    view = next(request.of_kind("viewExp"), None)
    if view and next(request.of_kind(*CONVERSIONS), None):
        yield warning(
            view.at("evt"),
            "The view is sent together with a conversion, so the visitor is bucketed only now. "
            "Send viewExp when the variation is seen, and the conversion in a later request.",
        )


@document_rule("variation-conflict")
def variation_conflict(request: Request) -> Iterator[Finding]:
    """An experience with two variations: one visitor cannot have seen both."""
    seen: dict[str, tuple[str, int]] = {}
    for event in request.events:
        request.effort.spend(event.work // 8)
        for path, experience, variation in event.variations:
            first, index = seen.setdefault(experience, (variation, event.index))
            if first != variation:
                yield error(
                    path,
                    f"Experience {short(experience)} has variation {short(first)} in event "
                    f"{index + 1}, and one visitor cannot be in both. Keep the one the visitor "
                    "saw.",
                )


def _twin(earlier: Mapping[str, Event], experiences: list[str]) -> Event | None:
    """An earlier event of one of these experiences; one without an experience ("") matches all."""
    if "" in experiences:
        return next(iter(earlier.values()), None)
    return next(
        (earlier[experience] for experience in (*experiences, "") if experience in earlier), None
    )


def _outside_of_a_list(event: Event, why: str, keys: tuple[str, ...]) -> Iterator[Finding]:
    for an_id in event.ids:
        if an_id.position is None and an_id.key in keys and an_id.shape == "plain":
            yield error(
                an_id.path,
                f"{an_id.key} is not a list, and {why}. Put the id into [ ].",
                Fix("Put it into a list", SetValue(an_id.path, [an_id.value])),
            )


def _length(value: Payload) -> int | None:
    """How many ids a list has, or would have after its repair."""
    if isinstance(value, list):
        return len(value)
    return None if is_blank(value) else max(1, len(named_ids(value)))


def _counted(count: int | None, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
