"""Prepares a journey: encodes all its requests, and asks about them, before the first is sent."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.document.payload import Payload, value_at
from convert_console.core.document.positions import EditImpossible
from convert_console.core.journeys.journey import (
    FROM_DRAFT,
    Journey,
    PlannedStep,
    Step,
    combined_draft,
    marked,
    planned_steps,
    with_ids_of,
)
from convert_console.core.linter.checker import check
from convert_console.core.linter.problem import Problem, Situation
from convert_console.core.plan.plan import Plan
from convert_console.core.request.destination import destination_kind
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.run_marker import campaign_in, marker_in
from convert_console.core.request.wire import Unsendable, WireRequest, encode
from convert_console.core.sending.confirmation import (
    Accepted,
    Known,
    question_before,
    repeats,
    visitor_in,
)
from convert_console.core.text import cut_short, plain_text


@dataclass(frozen=True, slots=True)
class JourneyEnvironment:
    """What a run gets from outside.

    The clock in Unix seconds, new visitor ids, a visitor's accepted sends to a URL's host, a time
    as text, an order number like another, and a new run marker.
    """

    clock: Callable[[], float]
    new_visitor: Callable[[], str]
    accepted_before: Callable[[str, str], Sequence[Accepted]] = lambda _vid, _url: ()
    when: Callable[[float], str] = str
    new_order: Callable[[str], str] = lambda tid: tid
    new_marker: Callable[[], str] = lambda: ""


@dataclass(frozen=True, slots=True)
class RunChecks:
    """What a run is checked with before it starts."""

    profile: Profile
    environment: JourneyEnvironment
    catalog: Catalog | None = None
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class PreparedRequest:
    """One encoded request of a run."""

    planned: PlannedStep
    wire: WireRequest


def prepared_requests(
    journey: Journey,
    draft: Draft,
    profile: Profile,
    new_visitor: Callable[[], str],
    new_order: Callable[[str], str] = lambda tid: tid,
    marker: str = "",
) -> tuple[PreparedRequest, ...] | str:
    """Every request in order, or a sentence why the journey cannot run. `marker` is for all steps
    that are to be marked.
    """

    def mark(step: Step) -> Step:
        return marked(step, marker, wanted=journey.marks(profile)) if marker else step

    prepared = []
    try:
        for planned in planned_steps(journey, draft, new_visitor, new_order, mark):
            wire = encode(planned.step.draft, profile)
            if isinstance(wire, Unsendable):
                return f"Step {planned.place + 1}: {wire.reason}"
            reason = profile.block_reason(wire.url)
            if reason:
                return reason
            prepared.append(PreparedRequest(planned, wire))
    except EditImpossible as why:
        return f"A step is not a JSON object, so it cannot have a visitor. {why}"
    return tuple(prepared) or "This journey has no steps yet. Add the draft as a step."


def marker_of(journey: Journey, ready: Sequence[PreparedRequest]) -> str:
    """The marker of a run; "" where no step is marked."""
    payloads = [request.planned.step.draft.payload for request in ready[: len(journey.steps)]]
    return next(filter(None, map(marker_in, payloads)), "")


def marker_sentence(journey: Journey, ready: Sequence[PreparedRequest], profile: Profile) -> str:
    """With what a run is marked, and which steps are not, since they have a campaign."""
    marker, steps = marker_of(journey, ready), ready[: len(journey.steps)]
    own = [
        (request.planned.place + 1, campaign)
        for request in steps
        if (campaign := campaign_in(request.planned.step.draft.payload))
    ]
    said = f"Marked {marker}, as campaign." if marker else ""
    if not own or not (marker or journey.marks(profile)):
        return said
    kept = ", ".join(f"{number} ({cut_short(campaign)})" for number, campaign in own)
    return f"{said} Not marked, since they have a campaign: steps {kept}.".strip()


def confirmation_sentence(
    journey: Journey, draft: Draft, ready: Sequence[PreparedRequest], checks: RunChecks
) -> str:
    """One confirmation for everything that the run adds; "" if none is needed."""
    first, everything = ready[0].wire, combined_draft(journey, draft)
    environment, profile = checks.environment, checks.profile
    repeated_goals: list[tuple[str, str]] = []
    if not journey.makes_visitors:
        accepted_before = environment.accepted_before(visitor_in(draft.payload), first.url)
        repeated = repeats(everything.payload, accepted_before)
        repeated_goals = [(repeat.goal, environment.when(repeat.sent_at)) for repeat in repeated]
    known = Known(errors_in(ready[: len(journey.steps)], checks), checks.catalog, repeated_goals)
    question = question_before(first, everything, profile, known)
    return question.sentence if question else ""


def stops_early(journey: Journey, ready: Sequence[PreparedRequest]) -> bool:
    """Whether a run ends at the first step that was not delivered."""
    if journey.stop is not None or not ready:
        return journey.stop is not False
    return destination_kind(ready[0].wire.url) != "loopback"


def errors_in(ready: Sequence[PreparedRequest], checks: RunChecks) -> list[Problem]:
    """The errors of these requests, each with its step: of one round, since the others only differ
    in their visitor. What several steps share, such as a wrong project, is named once.
    """
    silenced = frozenset(checks.profile.silenced)
    now, plan = checks.environment.clock(), checks.plan
    situation = Situation(now, checks.catalog, silenced=silenced, plan=plan)
    found: list[Problem] = []
    for request in ready:
        for problem in check(request.planned.step.draft, checks.profile, situation):
            if problem.severity != "error":
                continue
            of_step = problem.path[:1] == ("ev",)
            named = _in_step(request, problem) if of_step else problem
            if named not in found:
                found.append(named)
    return found


def _in_step(request: PreparedRequest, problem: Problem) -> Problem:
    """The problem of an event with its step in place of its path."""
    events = value_at(request.planned.step.draft.payload, ("ev",))
    place = f"Step {request.planned.place + 1}"
    match problem.path:
        case ("ev", int(index), *_) if isinstance(events, list) and len(events) > 1:
            place += f", event {index + 1}"
    return problem._replace(path=(), sentence=f"{place}: {problem.sentence}", fix=None)


def problems_of(
    journey: Journey, draft: Draft, profile: Profile, situation: Situation
) -> Generator[None, None, tuple[tuple[Problem, ...], ...]]:
    """The problems of each step as a run sends it; stops after each step.

    Values that are not of the step itself are left out: those of the draft, and the visitor that a
    run makes. So is a goal that the visitor has reached by an earlier step.
    """
    others = {(key,) for key in FROM_DRAFT if value_at(draft.payload, (key,)) is not None}
    if journey.makes_visitors:
        others.add(("vid",))
    reached: set[str] = set()
    found = []
    for step in journey.steps:
        yield
        try:
            planned = with_ids_of(step, draft).draft
        except EditImpossible:
            planned = step.draft
        reached |= _goals(planned.payload, "hitGoal")
        is_reached = _goals(planned.payload, "tr") <= reached
        found.append(
            tuple(
                problem
                for problem in check(planned, profile, situation)
                if problem.path[:1] not in others
                and not (is_reached and problem.rule == "tr-without-goal-hit")
            )
        )
    return tuple(found)


def _goals(payload: Payload, kind: str) -> set[str]:
    """The goals of a document's events of a type."""
    events = value_at(payload, ("ev",))
    of_kind = [
        event for event in (events if isinstance(events, list) else [])
        if isinstance(event, dict) and event.get("evt") == kind
    ]  # fmt: skip
    listed = [event.get("goals") for event in of_kind]
    return {plain_text(goal) for goals in listed if isinstance(goals, list) for goal in goals}
