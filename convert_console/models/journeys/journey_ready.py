"""What is made and asked before a journey runs: every request of it, and one question for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.document.positions import EditImpossible
from convert_console.core.journeys.journey import Journey, Planned, plan, whole
from convert_console.core.linter import Problem, Situation
from convert_console.core.request.destination import barred
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import Unsendable, WireRequest, encode
from convert_console.core.sending.confirmation import Known, question_before
from convert_console.core.sending.repeats import Accepted, repeats, visitor_in


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a run needs to know of the world: the clock in Unix seconds, how to make a visitor,
    whom to ask for a visitor's accepted sends to a URL's host, and how a moment is said.
    """

    clock: Callable[[], float]
    fresh: Callable[[], str]
    before: Callable[[str, str], Sequence[Accepted]] = lambda _vid, _url: ()
    when: Callable[[float], str] = str


@dataclass(frozen=True, slots=True)
class Knowledge:
    """By what a run is judged before it begins."""

    profile: Profile
    around: Surroundings
    catalog: Catalog | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """One request of a run, encoded before anything is sent."""

    planned: Planned
    wire: WireRequest


def made_ready(
    journey: Journey, draft: Draft, profile: Profile, fresh: Callable[[], str]
) -> tuple[Ready, ...] | str:
    """Every request in order, or why there is none, in a sentence."""
    made = []
    try:
        for planned in plan(journey, draft, fresh):
            wire = encode(planned.step.draft, profile)
            if isinstance(wire, Unsendable):
                return f"Step {planned.place + 1}: {wire.reason}"
            reason = barred(wire, profile)
            if reason:
                return reason
            made.append(Ready(planned, wire))
    except EditImpossible as why:
        return f"A step is not a JSON object, so no visitor can be put into it. {why}"
    return tuple(made) or "This journey has no steps yet. Make some of the draft."


def asked_before(
    journey: Journey, draft: Draft, ready: Sequence[Ready], knowledge: Knowledge
) -> str:
    """What to ask once, for the sum of all that is added; "" where nothing need be asked."""
    first, everything = ready[0].wire, whole(journey, draft)
    around, profile = knowledge.around, knowledge.profile
    again: list[tuple[str, str]] = []
    if journey.repeats == 1:
        before = around.before(visitor_in(draft.payload), first.url)
        found = repeats(everything.payload, before)
        again = [(one.goal, around.when(one.sent_at)) for one in found]
    known = Known(_errors(ready[: len(journey.steps)], knowledge), knowledge.catalog, again)
    question = question_before(first, everything, profile, known)
    return question.sentence if question else ""


def _errors(ready: Sequence[Ready], knowledge: Knowledge) -> list[Problem]:
    """The linter's errors of one round; the others differ in their visitor alone."""
    from convert_console.core.linter import check

    silenced = frozenset(knowledge.profile.silenced)
    situation = Situation(knowledge.around.clock(), knowledge.catalog, silenced=silenced)
    found = [check(one.planned.step.draft, knowledge.profile, situation) for one in ready]
    return [problem for some in found for problem in some if problem.severity == "error"]
