"""Runs a journey: sends its requests one by one and stores each in the history."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from convert_console.core.journeys.journey import Journey
from convert_console.core.journeys.preparation import (
    JourneyEnvironment,
    PreparedRequest,
    RunChecks,
    confirmation_sentence,
    prepared_requests,
)
from convert_console.core.request.profile import Profile
from convert_console.core.verdict.exchange import Exchange
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.history.model import HistoryModel
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.tasks import Tasks
from convert_console.services.http.recorded_send import send_recorded
from convert_console.services.http.sender import Sender
from convert_console.services.journeys.run import run_journey


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

    @property
    def asked(self) -> int:
        """How many requests the open question is about."""
        return len(self._ready)

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
        async def send(request: PreparedRequest) -> Exchange:
            document, at = request.planned.step.text, self._environment.clock()
            exchange = Exchange(
                uuid4().hex, at, profile.name, request.wire, document, profile_id=profile.id
            )
            return await send_recorded(exchange, profile, self._sender, self._history.recorder)

        self.sentence = (await run_journey(ready, send, self._count)).sentence

    def _count(self, done: int) -> None:
        self.done = done
        self.changed.emit()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._task = None
        if task.cancelled():
            self.sentence = f"Cancelled after {self.done:,} of {self.total:,}."
        self.changed.emit()
