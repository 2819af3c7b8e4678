"""Runs a journey: its requests one after the other, each a row of the history."""

from __future__ import annotations

import asyncio
from asyncio import CancelledError, shield, sleep
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.document.positions import EditImpossible
from convert_console.core.journeys.journey import Journey, Planned, plan, whole
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

# What is made and asked before a journey runs: every request of it, and one question for all.


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
            reason = profile.block_reason(wire.url)
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
    silenced = frozenset(knowledge.profile.silenced)
    situation = Situation(knowledge.around.clock(), knowledge.catalog, silenced=silenced)
    found = [check(one.planned.step.draft, knowledge.profile, situation) for one in ready]
    return [problem for some in found for problem in some if problem.severity == "error"]


class JourneyRun(QObject):
    """At most one at a time. It stops at the first request that is not accepted.

    Signals:
        changed: it has begun, come further or ended; `question` or `sentence` is another one.
    """

    changed = Signal()

    def __init__(
        self,
        document: RequestDocument,
        request: CurrentRequest,
        history: HistoryModel,
        sending: tuple[Profiles, Sender],
        catalog: CurrentCatalog,
        surroundings: Surroundings,
    ) -> None:
        super().__init__()
        self._document, self._request, self._history = document, request, history
        self._profiles, self._sender = sending
        self._around = surroundings
        self._catalog = catalog
        self._tasks = Tasks()
        self._task: asyncio.Task[None] | None = None
        self._ready: tuple[Ready, ...] = ()
        self.question = ""
        self.sentence = ""
        self.done = self.total = 0
        for changed in (document.changed, self._profiles.changed):
            changed.connect(self._withdraw)

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
        made = made_ready(journey, draft, profile, self._around.fresh)
        if isinstance(made, str):
            self.sentence = made
        else:
            self._ready = made
            self.question = asked_before(journey, draft, made, self._known(profile))
            if not self.question:
                self.confirm()
        self.changed.emit()

    def confirm(self) -> None:
        """Answer the question with yes; does nothing where none is open."""
        ready, self._ready, self.question = self._ready, (), ""
        if ready and not self.going:
            self.done, self.total, self.sentence = 0, len(ready), ""
            work = self._run(ready, self._profiles.current)
            self._task = self._tasks.spawn(work, "a journey")
            self._task.add_done_callback(self._ended)
            self.changed.emit()

    def cancel(self) -> None:
        """Answer the question with no, or send no more; a request under way is given up."""
        self._withdraw()
        if self._task is not None:
            self._task.cancel()

    async def finish(self) -> None:
        """End a run; called when the window closes."""
        await self._tasks.finish()

    def _withdraw(self) -> None:
        """Ask no more: what was asked about is not what would be sent now."""
        if self.question:
            self.question, self._ready = "", ()
            self.changed.emit()

    def _known(self, profile: Profile) -> Knowledge:
        return Knowledge(profile, self._around, self._catalog.value)

    async def _run(self, ready: tuple[Ready, ...], profile: Profile) -> None:

        for one in ready:
            if one.planned.step.delay:
                await sleep(one.planned.step.delay)
            done = await self._send(one, profile)
            said = verdict(done)
            if not said.delivered:
                self.sentence = (
                    f"Stopped at request {self.done + 1} of {self.total}. {said.sentence}"
                )
                return
            self.done += 1
            self.changed.emit()
        self.sentence = (
            f"All {self.total:,} were accepted. This does not prove that they were recorded."
            if self.total > 1
            else "It was accepted. This does not prove that it was recorded."
        )

    async def _send(self, one: Ready, profile: Profile) -> Exchange:
        """Send one; its row is kept before, and what became of it is, whatever happens."""
        document, at = one.planned.step.text, self._around.clock()
        exchange = Exchange(uuid4().hex, at, profile.name, one.wire, document)

        outcome: Failure | None = NOT_SENT
        try:
            await shield(self._history.begin(exchange))
            outcome = None
            sent = await self._sender.send_as(profile, one.wire)
        except CancelledError as given_up:
            outcome = outcome or cancelled(given_up)
            await shield(self._history.finish(replace(exchange, outcome=outcome)))
            raise
        done = replace(exchange, outcome=sent.outcome, timings=sent.timings)
        await shield(self._history.finish(done))
        return done

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._task = None
        if task.cancelled():
            self.sentence = f"Cancelled after {self.done:,} of {self.total:,}."
        self.changed.emit()
