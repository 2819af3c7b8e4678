"""Runs every rule over a draft, and looks again only at the events that changed."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import TypeAlias

from convert_console.protocol.draft import Draft
from convert_console.protocol.profile import Profile
from convert_console.protocol.query import LossFinder
from convert_console.protocol.rules.problem import Finding, Problem, Situation
from convert_console.protocol.rules.table import RULES
from convert_console.protocol.rules.view import Event, Read, Request
from convert_console.protocol.wire import Unsendable, WireRequest

UNTOLD = Situation()

Steps: TypeAlias = Generator[None, None, tuple[Problem, ...]]
"""A pass that stops after each small piece of work, and returns what it found."""

_ORDER = {rule.id: position for position, rule in enumerate(RULES)}
_OF_REQUEST = tuple((rule.id, rule.of_request) for rule in RULES if rule.of_request)
_OF_EVENT = tuple((rule.id, rule.of_event) for rule in RULES if rule.of_event)


class Checker:
    """A linter with a memory of one draft's events.

    An event that equals the one at its place last time is not looked at again. What is said is
    the same as `check` says; only the time differs.
    """

    def __init__(self) -> None:
        self._events: dict[int, Event] = {}
        self._said: dict[int, tuple[Event, tuple[Problem, ...]]] = {}
        self._losses = LossFinder()

    def check(
        self, draft: Draft, profile: Profile, situation: Situation = UNTOLD
    ) -> tuple[Problem, ...]:
        """Every problem in the order of the rules; of one rule, those of events come last."""
        steps = self.steps(draft, profile, situation)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                found: tuple[Problem, ...] = end.value
                return found

    def steps(
        self,
        draft: Draft,
        profile: Profile,
        situation: Situation = UNTOLD,
        wire: WireRequest | Unsendable | None = None,
    ) -> Steps:
        """What `check` does, a piece at a time. A pass may be left, and another one be begun.

        `wire` is what `encode` gives for this draft, where that is known already.
        """
        request = Request(draft, profile, situation, Read(self._events, self._losses, wire))
        of_events: list[Problem] = []
        for event in request.events:
            of_events += self._of_event(event)
            yield
        self._events = {event.index: event for event in request.events}
        self._said = {index: self._said[index] for index in self._events}
        found: list[Problem] = []
        for rule, find in _OF_REQUEST:
            for finding in find(request):
                found.append(_problem(rule, finding))
                yield
            yield
        found += of_events
        silenced = situation.silenced
        return tuple(problem for problem in in_order(found) if problem.rule not in silenced)

    def _of_event(self, event: Event) -> tuple[Problem, ...]:
        before = self._said.get(event.index)
        if before is not None and before[0] is event:
            return before[1]
        if event.method == "GET":
            self._losses.learn(event.at(), event.body)
        problems = check_event(event)
        self._events[event.index] = event
        self._said[event.index] = (event, problems)
        return problems


def check(draft: Draft, profile: Profile, situation: Situation = UNTOLD) -> tuple[Problem, ...]:
    """Every problem of a draft, in the order of the rules; never raises, whatever the text."""
    return Checker().check(draft, profile, situation)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems in the order of the rules; those of one rule stay as they are."""
    return sorted(problems, key=lambda problem: _ORDER[problem.rule])


def check_event(event: Event) -> tuple[Problem, ...]:
    """What the rules for single events say of one."""
    return tuple(_problem(rule, finding) for rule, find in _OF_EVENT for finding in find(event))


def _problem(rule: str, finding: Finding) -> Problem:
    return Problem(rule, *finding)
