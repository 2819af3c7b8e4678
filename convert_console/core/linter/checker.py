"""Runs every rule over a draft, and checks only the events that changed."""

import sys
from collections.abc import Iterable, Iterator

from convert_console.core.linter.all_rules import RULES
from convert_console.core.linter.checked_request import (
    FINDING,
    Event,
    PreviousReading,
    Request,
    effort_for,
)
from convert_console.core.linter.problem import Finding, Problem, Situation, Steps
from convert_console.core.linter.v1_rules import V1_RULES
from convert_console.core.query import LossFinder
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import Unsendable, WireRequest
from convert_console.core.step_budget import BudgetExceeded, StepBudget

NO_SITUATION = Situation()
UNBOUNDED = StepBudget(sys.maxsize)

_ORDER = {rule.id: position for position, rule in enumerate(RULES)}
_OF_REQUEST = tuple((rule.id, rule.of_request) for rule in RULES if rule.of_request)
_OF_V1_BODY = tuple((rule.id, rule.of_request) for rule in V1_RULES if rule.of_request)
_OF_EVENT = tuple((rule.id, rule.of_event) for rule in RULES if rule.of_event)


class Checker:
    """A linter that remembers the events of its last check.

    An event that equals the last one at its position is not checked again. The problems are the
    same as those of `check`.
    """

    def __init__(self) -> None:
        self._events: dict[int, Event] = {}
        self._known_problems: dict[int, tuple[Event, tuple[Problem, ...]]] = {}
        self._losses = LossFinder()

    def check(
        self,
        draft: Draft,
        profile: Profile,
        situation: Situation = NO_SITUATION,
        wire: WireRequest | Unsendable | None = None,
    ) -> tuple[Problem, ...]:
        """Every problem in the order of the rules; of one rule, those of events come last."""
        steps = self.steps(draft, profile, situation, wire)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                problems: tuple[Problem, ...] = end.value
                return problems

    def steps(
        self,
        draft: Draft,
        profile: Profile,
        situation: Situation = NO_SITUATION,
        wire: WireRequest | Unsendable | None = None,
    ) -> Steps:
        """The work of `check` in small steps. A pass can be abandoned and another one started.

        `wire` is the result of `encode` for this draft, if it is known.
        """
        request = Request(
            draft, profile, situation, PreviousReading(self._events, self._losses, wire)
        )
        effort = effort_for(draft)
        of_events: list[Problem] = []
        checked: list[Event] = []
        for event in request.all_events:
            try:
                of_events += self._of_event(event, effort)
            except BudgetExceeded:
                request.cut = True
                break
            checked.append(event)
            yield
        self._events = {event.index: event for event in checked}
        self._known_problems = {index: self._known_problems[index] for index in self._events}
        problems: list[Problem] = []
        unfinished: list[str] = []
        for rule, find in _OF_V1_BODY if request.has_v1_body else _OF_REQUEST:
            try:
                for finding in find(request):
                    request.effort.spend(FINDING)
                    problems.append(_problem(rule, finding))
                    yield
            except BudgetExceeded:
                unfinished.append(rule)
            yield
        problems += of_events
        silenced = situation.silenced
        problems += _not_checked(request.all_events, len(checked), unfinished)
        return tuple(problem for problem in in_order(problems) if problem.rule not in silenced)

    def _of_event(self, event: Event, effort: StepBudget) -> tuple[Problem, ...]:
        """The problems of an event; it spends the same steps whether it was known or not."""
        effort.spend(event.work)
        before = self._known_problems.get(event.index)
        if before is not None and before[0] is event:
            effort.spend(FINDING * len(before[1]))
            return before[1]
        if event.method == "GET":
            self._losses.learn(event.at(), event.body)
        problems = check_event(event, effort)
        self._events[event.index] = event
        self._known_problems[event.index] = (event, problems)
        return problems


def check(
    draft: Draft,
    profile: Profile,
    situation: Situation = NO_SITUATION,
    wire: WireRequest | Unsendable | None = None,
) -> tuple[Problem, ...]:
    """Every problem of a draft, in the order of the rules; never raises, whatever the text.

    `wire` is the result of `encode` for this draft, if it is known.
    """
    return Checker().check(draft, profile, situation, wire)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems in the order of the rules; those of one rule stay as they are."""
    return sorted(problems, key=lambda problem: _ORDER.get(problem.rule, len(_ORDER)))


def check_event(event: Event, effort: StepBudget = UNBOUNDED) -> tuple[Problem, ...]:
    """The problems of a single event; raises BudgetExceeded if there is too much to check."""
    problems: list[Problem] = []
    for rule, find in _OF_EVENT:
        for finding in find(event):
            effort.spend(FINDING)
            problems.append(_problem(rule, finding))
    return tuple(problems)


def _problem(rule: str, finding: Finding) -> Problem:
    return Problem(rule, *finding)


NOT_CHECKED = "not-checked"
"""The rule id of "this document is too large to be checked completely"."""


def _not_checked(
    events: tuple[Event, ...], checked: int, unfinished: list[str]
) -> Iterator[Problem]:
    left = events[checked:]
    if left:
        yield Problem(
            NOT_CHECKED,
            "warning",
            left[0].at(),
            f"{len(left):,} of {len(events):,} events were not checked, from event "
            f"{left[0].index + 1} on, because it would take too long. Split the document to check "
            "all of it.",
        )
    if unfinished:
        yield Problem(
            NOT_CHECKED,
            "warning",
            (),
            f"The document is too large. These checks did not finish: {', '.join(unfinished)}. "
            "Split it to check all of it.",
        )
