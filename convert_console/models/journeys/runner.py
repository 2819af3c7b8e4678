"""Runs a journey: sends its requests one by one and stores each in the history."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from convert_console.core.convert_api.matching import State
from convert_console.core.journeys.journey import Journey, LastRun
from convert_console.core.journeys.preparation import (
    JourneyEnvironment,
    PreparedRequest,
    RunChecks,
    confirmation_sentence,
    errors_in,
    marker_of,
    marker_sentence,
    prepared_requests,
    stops_early,
)
from convert_console.core.plan.plan import Plan
from convert_console.core.request.destination import destination_kind
from convert_console.core.request.profile import Profile
from convert_console.core.sending.confirmation import visitor_in
from convert_console.core.verdict.exchange import Exchange
from convert_console.core.verdict.kinds import KINDS, VerdictKind
from convert_console.core.verdict.verdict import verdict
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.history.model import HistoryModel
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.tasks import Tasks
from convert_console.services.http.recorded_send import send_recorded
from convert_console.services.http.sender import Sender
from convert_console.services.journeys.run import run_journey
from convert_console.services.storage.files import StoreFailed

CellState = Literal["waiting", "pausing", "sending", "done", "unsent"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One request of a run. `seconds` is how long it took, or how long it pauses; `seen` is what
    Convert's live log showed of it.
    """

    state: CellState = "waiting"
    kind: VerdictKind = "pending"
    seconds: float = 0.0
    exchange: str = ""
    seen: State | None = None


@dataclass(slots=True)
class Round:
    """The requests of one visitor, in the order of the steps. A `visitor` that is made for
    them is "" until the first is sent; `began` and `ended` are in Unix seconds, 0 before.
    """

    cells: list[Cell]
    visitor: str = ""
    began: float = 0.0
    ended: float = 0.0


@dataclass(slots=True)
class RunRecord:
    """A run of a journey as far as it came. `here` says that it went to this machine, `rehearsal`
    that it did so in place of the target.
    """

    journey: Journey
    began: float
    here: bool
    rehearsal: bool
    rounds: list[Round]
    sentence: str = ""
    complete: bool = False
    fault: str = ""
    """The first request that was not delivered: visitor, step, and why, in a sentence."""
    going: bool = True
    profile: str = ""
    """The id of the profile that it belongs to."""
    marker: str = ""
    marking: str = ""
    """What is marked and what is not, in words."""

    @property
    def exchanges(self) -> list[str]:
        """The ids of what was sent."""
        return [cell.exchange for each in self.rounds for cell in each.cells if cell.exchange]

    @property
    def seen(self) -> int:
        """How many requests Convert's live log shows."""
        return sum(cell.seen == "seen" for each in self.rounds for cell in each.cells)

    @property
    def looked_up(self) -> bool:
        """Whether anything was looked for in Convert's live log."""
        return any(cell.seen is not None for each in self.rounds for cell in each.cells)

    @property
    def accepted(self) -> int:
        """How many requests were accepted."""
        return sum(cell.kind == "accepted" for each in self.rounds for cell in each.cells)

    @property
    def sent(self) -> int:
        """How many requests have an outcome."""
        return sum(cell.state == "done" for each in self.rounds for cell in each.cells)

    @property
    def unsent(self) -> int:
        """How many requests with an outcome were never sent."""
        done = (cell for each in self.rounds for cell in each.cells if cell.state == "done")
        return sum(KINDS[cell.kind].group == "not-sent" for cell in done)

    @property
    def total(self) -> int:
        """How many requests there are."""
        return sum(len(each.cells) for each in self.rounds)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What waits for a confirmation: the requests, and what they are of."""

    ready: tuple[PreparedRequest, ...]
    journey: Journey
    profile: Profile
    rehearsal: bool = False
    stops: bool = True
    marking: str = ""
    has_errors: bool = False


class JourneyRun(QObject):
    """Runs one journey at a time.

    Signals:
        changed: progress, `question` or `sentence` changed.
        ended(str, str, object): a run is over: its profile's id, its journey's name, its `LastRun`.
    """

    changed = Signal()
    ended = Signal(str, str, object)

    def __init__(
        self,
        document: RequestDocument,
        request: CurrentRequest,
        history: HistoryModel,
        sending: tuple[Profiles, Sender],
        known: tuple[CurrentCatalog, Callable[[], Plan | None]],
        environment: JourneyEnvironment,
        here: Callable[[], str] = lambda: "",
    ) -> None:
        """`known` are the names of the project, and what gives its tracking plan. `here` gives the
        address of the collector on this machine, which it starts if it must; it raises `OSError` or
        `StoreFailed`.
        """
        super().__init__()
        self._document, self._request, self._history = document, request, history
        self._profiles, self._sender = sending
        self._environment = environment
        self._catalog, self._plan = known
        self._here = here
        self._tasks = Tasks()
        self._task: asyncio.Task[None] | None = None
        self._prepared: _Prepared | None = None
        self.question = ""
        self.sentence = ""
        self.done = self.total = 0
        self.record: RunRecord | None = None
        """The run that goes on, or the last one."""
        self.records: dict[tuple[str, str], RunRecord] = {}
        """The last run of each journey in this session, by profile and name."""
        for changed in (document.changed, self._profiles.changed):
            changed.connect(self._drop_question)

    @property
    def going(self) -> bool:
        """Whether requests are being sent, or a pause is waited for."""
        return self._task is not None

    @property
    def asked(self) -> int:
        """How many requests the open question is about."""
        return len(self._prepared.ready) if self._prepared is not None else 0

    @property
    def answer(self) -> str:
        """What the button is called that sends what the open question is about."""
        send = f"Send all {self.asked:,}" if self.asked > 1 else "Send"
        has_errors = self._prepared is not None and self._prepared.has_errors
        return f"{send} anyway" if has_errors else send

    def last(self, name: str) -> RunRecord | None:
        """The last run of a journey of the current profile in this session."""
        return self.records.get((self._profiles.current.id, name))

    def start(self, journey: Journey) -> None:
        """Send it, after one question about all of it where one is due."""
        self._start(journey, self._request.profile, rehearsal=False)

    def rehearse(self, journey: Journey) -> None:
        """Send it to the collector on this machine; nothing else can be reached."""
        if self.going:
            return
        try:
            here = self._here()
        except (OSError, StoreFailed) as why:
            reason = f"The local collector cannot start: {why}."
            self.sentence = str(why) if isinstance(why, StoreFailed) else reason
            self.changed.emit()
            return
        profile = replace(self._request.profile, target="custom", endpoint=here, reach="local")
        self._start(journey, profile, rehearsal=True)

    def confirm(self) -> None:
        """Confirm the run; does nothing if no question is open."""
        prepared, self._prepared, self.question = self._prepared, None, ""
        if prepared is not None and not self.going:
            self.done, self.total, self.sentence = 0, len(prepared.ready), ""
            self.record = self._new_record(prepared)
            work = self._run(prepared, self.record)
            self._task = self._tasks.spawn(work, "a journey")
            self._task.add_done_callback(self._ended)
            self.changed.emit()

    def cancel(self) -> None:
        """Decline the confirmation, or stop the run and the request that is being sent."""
        self._drop_question()
        if self._task is not None:
            self._task.cancel()

    def note_sighting(self, exchange: str, state: State) -> None:
        """Show what Convert's live log showed of a request, if a run of this session sent it."""
        for record in self.records.values():
            for each in record.rounds:
                for place, cell in enumerate(each.cells):
                    if cell.exchange == exchange:
                        each.cells[place] = replace(cell, seen=state)
                        self.changed.emit()

    async def finish(self) -> None:
        """Stop a run; called when the window closes."""
        await self._tasks.finish()

    def _start(self, journey: Journey, profile: Profile, *, rehearsal: bool) -> None:
        if self.going:
            return
        draft, environment = self._document.draft, self._environment
        self.sentence = self.question = ""
        self._prepared = None
        ready = prepared_requests(
            journey,
            draft,
            profile,
            environment.new_visitor,
            environment.new_order,
            environment.new_marker(),
        )
        if isinstance(ready, str):
            self.sentence = ready
        else:
            stops = stops_early(journey, ready)
            marking = marker_sentence(journey, ready, profile)
            self._prepared = _Prepared(ready, journey, profile, rehearsal, stops, marking)
            if not rehearsal:
                checks = self._checks(profile)
                question = confirmation_sentence(journey, draft, ready, checks)
                errors = errors_in(ready[: len(journey.steps)], checks)
                self._prepared = replace(self._prepared, has_errors=bool(errors))
                self.question = f"{question} {marking}".rstrip() if question else ""
            if not self.question:
                self.confirm()
        self.changed.emit()

    def _new_record(self, prepared: _Prepared) -> RunRecord:
        rounds: list[Round] = []
        for request in prepared.ready:
            if request.planned.round == len(rounds):
                # A visitor that is not made for the round is known before it begins.
                of_step = request.planned.step.draft.payload
                known = "" if prepared.journey.makes_visitors else visitor_in(of_step)
                rounds.append(Round([], known))
            rounds[-1].cells.append(Cell())
        here = destination_kind(prepared.ready[0].wire.url) == "loopback"
        began = self._environment.clock()
        record = RunRecord(prepared.journey, began, here, prepared.rehearsal, rounds)
        record.marker = marker_of(prepared.journey, prepared.ready)
        record.marking = prepared.marking
        record.profile = self._profiles.current.id
        self.records[record.profile, prepared.journey.name] = record
        return record

    def _drop_question(self) -> None:
        """Close the confirmation, which no longer matches what would be sent."""
        if self.question:
            self.question, self._prepared = "", None
            self.changed.emit()

    def _checks(self, profile: Profile) -> RunChecks:
        return RunChecks(profile, self._environment, self._catalog.value, self._plan())

    async def _run(self, prepared: _Prepared, record: RunRecord) -> None:
        profile = self._profiles.current
        if prepared.rehearsal:
            profile = replace(profile, reach="local")

        async def send(request: PreparedRequest) -> Exchange:
            document, at = request.planned.step.text, self._environment.clock()
            exchange = Exchange(
                uuid4().hex, at, profile.name, request.wire, document, profile_id=profile.id
            )
            one = record.rounds[request.planned.round]
            one.visitor = one.visitor or visitor_in(request.planned.step.draft.payload)
            one.began = one.began or at
            self._set_cell(record, request, Cell("sending", exchange=exchange.id))
            sent = await send_recorded(exchange, profile, self._sender, self._history.recorder)
            self._settle(record, request, sent)
            return sent

        def pause(request: PreparedRequest) -> None:
            self._set_cell(record, request, Cell("pausing", seconds=request.planned.step.delay))

        end = await run_journey(
            prepared.ready, send, self._count, stops=prepared.stops, on_pause=pause
        )
        self.sentence, record.complete = end.sentence, end.complete

    def _settle(self, record: RunRecord, request: PreparedRequest, sent: Exchange) -> None:
        judged, planned = verdict(sent), request.planned
        cell = Cell("done", judged.kind, sent.timings.total, sent.id)
        record.rounds[planned.round].ended = self._environment.clock()
        if not judged.delivered and not record.fault:
            place = f"Visitor {planned.round + 1}, step {planned.place + 1}"
            record.fault = f"{place}: {judged.sentence}"
        self._set_cell(record, request, cell)

    def _set_cell(self, record: RunRecord, request: PreparedRequest, cell: Cell) -> None:
        record.rounds[request.planned.round].cells[request.planned.place] = cell
        self.changed.emit()

    def _count(self, done: int) -> None:
        self.done = done
        self.changed.emit()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._task = None
        if task.cancelled():
            self.sentence = f"Cancelled after {self.done:,} of {self.total:,}."
        if self.record is not None:
            self.record.going, self.record.sentence = False, self.sentence
            _mark_unsent(self.record.rounds)
            self.ended.emit(self.record.profile, self.record.journey.name, _summary(self.record))
        self.changed.emit()


def _summary(record: RunRecord) -> LastRun:
    return LastRun(
        record.began, record.here, record.accepted, record.total, failed=bool(record.fault)
    )


def _mark_unsent(rounds: Sequence[Round]) -> None:
    """What still waits at the end of a run is not sent."""
    for each in rounds:
        each.cells[:] = [
            cell if cell.state == "done" else replace(cell, state="unsent") for cell in each.cells
        ]
