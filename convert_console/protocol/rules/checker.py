"""Runs every rule over a draft, and looks again only at the events that changed."""

from __future__ import annotations

from collections.abc import Iterable

from convert_console.protocol.catalog import Catalog
from convert_console.protocol.draft import Draft, Method
from convert_console.protocol.payload import Payload
from convert_console.protocol.profile import Profile
from convert_console.protocol.rules.problem import Finding, Problem, Situation
from convert_console.protocol.rules.table import RULES
from convert_console.protocol.rules.view import Event, Request

UNTOLD = Situation()

_ORDER = {rule.id: position for position, rule in enumerate(RULES)}
_OF_REQUEST = tuple((rule.id, rule.of_request) for rule in RULES if rule.of_request)
_OF_EVENT = tuple((rule.id, rule.of_event) for rule in RULES if rule.of_event)


class Checker:
    """A linter with a memory of one draft's events.

    An event that equals the one at its place last time is not looked at again. What is said is
    the same as `check` says; only the time differs.
    """

    def __init__(self) -> None:
        self._basis: tuple[Method, Catalog | None] | None = None
        self._known: dict[int, tuple[Payload, tuple[Problem, ...]]] = {}

    def check(
        self, draft: Draft, profile: Profile, situation: Situation = UNTOLD
    ) -> tuple[Problem, ...]:
        """Every problem in the order of the rules; of one rule, those of events come last."""
        request = Request(draft, profile, situation)
        found = _of_request(request)
        for problems in self._of_events(request):
            found.extend(problems)
        silenced = situation.silenced
        return tuple(problem for problem in in_order(found) if problem.rule not in silenced)

    def _of_events(self, request: Request) -> Iterable[tuple[Problem, ...]]:
        basis = (request.draft.method, request.situation.catalog)
        before = self._known if self._is_basis(basis) else {}
        self._basis, self._known = basis, {}
        for event in request.events:
            body, problems = before.get(event.index, (None, ()))
            if body is not event.body and body != event.body:
                problems = check_event(event)
            self._known[event.index] = (event.body, problems)
            yield problems

    def _is_basis(self, basis: tuple[Method, Catalog | None]) -> bool:
        old = self._basis
        return old is not None and old[0] == basis[0] and old[1] is basis[1]


def check(draft: Draft, profile: Profile, situation: Situation = UNTOLD) -> tuple[Problem, ...]:
    """Every problem of a draft, in the order of the rules; never raises, whatever the text."""
    return Checker().check(draft, profile, situation)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems in the order of the rules; those of one rule stay as they are."""
    return sorted(problems, key=lambda problem: _ORDER[problem.rule])


def check_event(event: Event) -> tuple[Problem, ...]:
    """What the rules for single events say of one."""
    return tuple(_problem(rule, finding) for rule, find in _OF_EVENT for finding in find(event))


def _of_request(request: Request) -> list[Problem]:
    return [_problem(rule, finding) for rule, find in _OF_REQUEST for finding in find(request)]


def _problem(rule: str, finding: Finding) -> Problem:
    return Problem(rule, *finding)
