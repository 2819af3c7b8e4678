"""The rule that compares a request with the tracking plan of its project."""

from collections import Counter
from collections.abc import Iterator

from convert_console.core.document.payload import Path, Payload
from convert_console.core.linter.checked_request import PLANNED as STEPS
from convert_console.core.linter.checked_request import Event, Request
from convert_console.core.linter.problem import Finding, error
from convert_console.core.linter.rule import Rule
from convert_console.core.paste.v1 import requests_from
from convert_console.core.plan.expectation import (
    Deviation,
    EventTerms,
    Expectation,
    differences,
    events_of,
    is_of_project,
)
from convert_console.core.plan.plan import PLANNED, Plan
from convert_console.core.request.draft import Draft


def _of_event(event: Event) -> Iterator[Finding]:
    """An event is never to be sent, or its own keys are not as planned."""
    for expectation in event.plan.expectations if event.plan else ():
        if expectation.events and expectation.events.has(event.body):
            yield from _of_own_keys(expectation, expectation.events, event)


def _of_own_keys(expectation: Expectation, terms: EventTerms, event: Event) -> Iterator[Finding]:
    deviations = terms.deviations(event.body, event.index, as_text=event.method == "GET")
    if not expectation.is_never:
        for deviation in deviations:
            yield _finding(expectation, deviation)
    elif next(deviations, None) is None:
        yield _never(expectation, event.at())


def _of_request(request: Request) -> Iterator[Finding]:
    """The request as a whole, or the order of its events, is not as planned."""
    plan = request.plan
    if plan is None:
        return
    request.effort.spend(STEPS * len(plan.expectations) * (1 + len(request.all_events)))
    yield from _of_document(plan, request.document, (), as_text=request.draft.method == "GET")


def _of_v1_body(request: Request) -> Iterator[Finding]:
    """The same for a body of the v1 API, of which each visitor is a request; all of what is found
    is at that visitor.
    """
    plan, visitors = request.plan, request.document.get("visitors")
    if plan is None or not isinstance(visitors, list):
        return
    request.effort.spend(STEPS * len(plan.expectations) * (1 + len(visitors)))
    places = [place for place, visitor in enumerate(visitors) if isinstance(visitor, dict)]
    for place, one in zip(places, requests_from(dict(request.document)), strict=False):
        document, path = Draft(one.text).payload, ("visitors", place)
        if not is_of_project(document, plan.project):
            continue
        for index, body in events_of(document):
            event = Event(index, body, "POST", None, plan)
            yield from (finding._replace(path=path) for finding in _of_event(event))
        yield from _of_document(plan, document, path)


planned = Rule(PLANNED, of_request=_of_request, of_event=_of_event)
planned_v1 = Rule(PLANNED, of_request=_of_v1_body)


def _of_document(
    plan: Plan, document: Payload, path: Path, *, as_text: bool = False
) -> Iterator[Finding]:
    by_name = {expectation.name: expectation for expectation in plan.expectations}
    for expectation in plan.expectations:
        terms = expectation.events
        if terms is None:
            if expectation.is_never and not differences(expectation.document, document):
                yield _never(expectation, path)
            continue
        if expectation.is_never:
            continue
        deviations = _of_terms(terms, document, by_name, as_text=as_text)
        for deviation in deviations:
            finding = _finding(expectation, deviation)
            yield finding._replace(path=path) if path else finding


def _of_terms(
    terms: EventTerms, document: Payload, by_name: dict[str, Expectation], *, as_text: bool
) -> Iterator[Deviation]:
    """What the document alone shows: whether an event came in an earlier request is not known."""
    found = terms.events_in(document)
    if not found:
        return
    yield from terms.deviations_of_request(document, as_text=as_text)
    before = by_name[terms.after].occurrences(document) if terms.after else []
    numbers = Counter[str]()
    for index, event in found:
        if before and index < before[0]:
            yield terms.too_early(index)
        owner = terms.owner(document, event)
        numbers[owner] += 1
        if owner and terms.at_most is not None and numbers[owner] > terms.at_most:
            yield terms.too_many(index, numbers[owner], owner)


def _finding(expectation: Expectation, deviation: Deviation) -> Finding:
    value = deviation.found.removesuffix(" arrived")
    if not value:
        found = " here, and there is nothing"
    elif value == deviation.found:
        found = f"; {value}"
    else:
        found = f" here, not {value}"
    return error(
        deviation.path,
        f"The tracking plan expects {deviation.expected}{found} (“{expectation.name}”). "
        "Correct it, or the plan.",
    )


def _never(expectation: Expectation, path: Path) -> Finding:
    return error(
        path,
        f"By the tracking plan this is never sent (“{expectation.name}”). Leave it out, or "
        "correct the plan.",
    )
