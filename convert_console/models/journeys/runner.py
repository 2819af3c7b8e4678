"""Runs a journey: sends its requests one by one and stores each in the history."""

from __future__ import annotations

import asyncio
from asyncio import CancelledError, shield, sleep
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.document.positions import EditImpossible
from convert_console.core.journeys.journey import Journey, PlannedStep, combined_draft, plan
from convert_console.core.linter import Problem, Situation, check
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import Unsendable, WireRequest, encode
from convert_console.core.sending.confirmation import (
    Accepted,
    Known,
    question_before,
    repeats,
    visitor_in,
)
from convert_console.core.verdict.exchange import Exchange, Failure
from convert_console.core.verdict.verdict import verdict
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.history.model import HistoryModel
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.tasks import Tasks
from convert_console.services.http.route import NOT_SENT, cancelled
from convert_console.services.http.sender import Sender

# All requests are encoded and confirmed before the first one is sent.


@dataclass(frozen=True, slots=True)
class JourneyEnvironment:
    """What a run gets from outside.

    The clock in Unix seconds, new visitor ids, a visitor's accepted sends to a URL's host, and a
    time as text.
    """

    clock: Callable[[], float]
    new_visitor: Callable[[], str]
    accepted_before: Callable[[str, str], Sequence[Accepted]] = lambda _vid, _url: ()
    when: Callable[[float], str] = str


@dataclass(frozen=True, slots=True)
class RunChecks:
    """What a run is checked with before it starts."""

    profile: Profile
    environment: JourneyEnvironment
    catalog: Catalog | None = None


@dataclass(frozen=True, slots=True)
class PreparedRequest:
    """One encoded request of a run."""

    planned: PlannedStep
    wire: WireRequest


def prepared_requests(
    journey: Journey, draft: Draft, profile: Profile, new_visitor: Callable[[], str]
) -> tuple[PreparedRequest, ...] | str:
    """Every request in order, or a sentence why the journey cannot run."""
    prepared = []
    try:
        for planned in plan(journey, draft, new_visitor):
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


def confirmation_sentence(
    journey: Journey, draft: Draft, ready: Sequence[PreparedRequest], checks: RunChecks
) -> str:
    """One confirmation for everything that the run adds; "" if none is needed."""
    first, everything = ready[0].wire, combined_draft(journey, draft)
    environment, profile = checks.environment, checks.profile
    repeated_goals: list[tuple[str, str]] = []
    if journey.repeats == 1:
        accepted_before = environment.accepted_before(visitor_in(draft.payload), first.url)
        repeated = repeats(everything.payload, accepted_before)
        repeated_goals = [(repeat.goal, environment.when(repeat.sent_at)) for repeat in repeated]
    known = Known(_errors(ready[: len(journey.steps)], checks), checks.catalog, repeated_goals)
    question = question_before(first, everything, profile, known)
    return question.sentence if question else ""


def _errors(ready: Sequence[PreparedRequest], checks: RunChecks) -> list[Problem]:
    """The errors of one round; the others only differ in their visitor."""
    silenced = frozenset(checks.profile.silenced)
    situation = Situation(checks.environment.clock(), checks.catalog, silenced=silenced)
    checked = [check(request.planned.step.draft, checks.profile, situation) for request in ready]
    return [problem for problems in checked for problem in problems if problem.severity == "error"]


class JourneyRun(QObject):
    """Runs one journey at a time, and stops at the first request that is not accepted.

    Signals:
        changed: progress, `question` or `sentence` changed.
    """

    changed = Signal()

    def __init__(
        self,
        document: RequestDocument,
        request: CurrentRequest,
        history: HistoryModel,
        sending: tuple[Profiles, Sender],
        catalog: CurrentCatalog,
        environment: JourneyEnvironment,
    ) -> None:
        super().__init__()
        self._document, self._request, self._history = document, request, history
        self._profiles, self._sender = sending
        self._environment = environment
        self._catalog = catalog
        self._tasks = Tasks()
        self._task: asyncio.Task[None] | None = None
        self._ready: tuple[PreparedRequest, ...] = ()
        self.question = ""
        self.sentence = ""
        self.done = self.total = 0
        for changed in (document.changed, self._profiles.changed):
            changed.connect(self._drop_question)

    @property
    def going(self) -> bool:
        """Whether requests are being sent, or a pause is waited for."""
        return self._task is not None

    def start(self, journey: Journey) -> None:
        """Send it, after one question about all of it where one is due."""
        if self.going:
            return
        draft, profile = self._document.draft, self._request.profile
        self.sentence = self.question = ""
        prepared = prepared_requests(journey, draft, profile, self._environment.new_visitor)
        if isinstance(prepared, str):
            self.sentence = prepared
        else:
            self._ready = prepared
            self.question = confirmation_sentence(journey, draft, prepared, self._checks(profile))
            if not self.question:
                self.confirm()
        self.changed.emit()

    def confirm(self) -> None:
        """Confirm the run; does nothing if no question is open."""
        ready, self._ready, self.question = self._ready, (), ""
        if ready and not self.going:
            self.done, self.total, self.sentence = 0, len(ready), ""
            work = self._run(ready, self._profiles.current)
            self._task = self._tasks.spawn(work, "a journey")
            self._task.add_done_callback(self._ended)
            self.changed.emit()

    def cancel(self) -> None:
        """Decline the confirmation, or stop the run and the request that is being sent."""
        self._drop_question()
        if self._task is not None:
            self._task.cancel()

    async def finish(self) -> None:
        """Stop a run; called when the window closes."""
        await self._tasks.finish()

    def _drop_question(self) -> None:
        """Close the confirmation, which no longer matches what would be sent."""
        if self.question:
            self.question, self._ready = "", ()
            self.changed.emit()

    def _checks(self, profile: Profile) -> RunChecks:
        return RunChecks(profile, self._environment, self._catalog.value)

    async def _run(self, ready: tuple[PreparedRequest, ...], profile: Profile) -> None:

        for request in ready:
            if request.planned.step.delay:
                await sleep(request.planned.step.delay)
            done = await self._send(request, profile)
            answer = verdict(done)
            if not answer.delivered:
                self.sentence = (
                    f"Stopped at request {self.done + 1} of {self.total}. {answer.sentence}"
                )
                return
            self.done += 1
            self.changed.emit()
        self.sentence = (
            f"All {self.total:,} were accepted. This does not prove that they were recorded."
            if self.total > 1
            else "It was accepted. This does not prove that it was recorded."
        )

    async def _send(self, request: PreparedRequest, profile: Profile) -> Exchange:
        """Send one request; the history stores it before and its outcome after."""
        document, at = request.planned.step.text, self._environment.clock()
        exchange = Exchange(uuid4().hex, at, profile.name, request.wire, document)

        outcome: Failure | None = NOT_SENT
        try:
            await shield(self._history.recorder.begin(exchange))
            outcome = None
            sent = await self._sender.send_as(profile, request.wire)
        except CancelledError as given_up:
            outcome = outcome or cancelled(given_up)
            await shield(self._history.recorder.finish(replace(exchange, outcome=outcome)))
            raise
        done = replace(exchange, outcome=sent.outcome, timings=sent.timings)
        await shield(self._history.recorder.finish(done))
        return done

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._task = None
        if task.cancelled():
            self.sentence = f"Cancelled after {self.done:,} of {self.total:,}."
        self.changed.emit()
