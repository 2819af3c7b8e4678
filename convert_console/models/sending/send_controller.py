"""Sends the current request, or an earlier one again: asks first, sends once, shows the result."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from os import urandom

from PySide6.QtCore import QObject, Signal

from convert_console.core.linter.problem import Problem
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import Unsendable, WireRequest, encode
from convert_console.core.sending.confirmation import (
    Accepted,
    Known,
    Question,
    question_before,
    repeats,
    visitor_in,
)
from convert_console.core.verdict.exchange import Exchange, why_not_again
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.history.model import HistoryModel
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.tasks import Tasks
from convert_console.services.http.recorded_send import send_recorded
from convert_console.services.http.sender import Sender

ANOTHER_SEND = "Another request is being sent. Wait for its answer, or cancel it."


class SendController(QObject):
    """One send at a time: question, send, cancel, result.

    Signals:
        running_changed: a send has begun or ended.
        question_changed: the question was replaced or removed.
        exchange_changed: the exchange was replaced or has progressed.
        phase_changed: the send under way does something else now.
        refused(str): nothing was sent; why, in a sentence.
    """

    running_changed = Signal()
    question_changed = Signal()
    exchange_changed = Signal()
    phase_changed = Signal()
    refused = Signal(str)

    def __init__(
        self,
        request: CurrentRequest,
        document: RequestDocument,
        profiles: Profiles,
        confirmation: Confirmation,
        history: HistoryModel,
        sender: Sender,
        clock: Callable[[], float],
    ) -> None:
        super().__init__()
        self._request = request
        self._document = document
        self._profiles = profiles
        self._confirmation = confirmation
        self._history = history
        self._sender = sender
        self._clock = clock
        self._tasks = Tasks()
        self._task: asyncio.Task[None] | None = None
        self._cancelled = False
        self.phase = ""
        """What the send under way does now, such as "connecting"; "" until it does."""
        self.exchange: Exchange | None = None
        self._sent_apart = ""
        confirmation.changed.connect(self.question_changed)
        request.changed.connect(confirmation.drop)
        document.loaded.connect(confirmation.forget)
        profiles.chosen.connect(confirmation.forget)
        history.recorder.ended.connect(self._show_outcome)
        history.recorder.settled.connect(self._show_kept)

    @property
    def question(self) -> Question | None:
        """What must be answered before anything is sent."""
        return self._confirmation.question

    @property
    def running(self) -> bool:
        """Whether a send is under way."""
        return self._task is not None

    @property
    def outcome_unsaved(self) -> bool:
        """Whether the outcome of the shown exchange is not in the history yet."""
        return self.exchange is not None and self._history.recorder.is_unsaved(self.exchange)

    def send(self) -> None:
        """Send what is on screen."""
        if isinstance(wire := self._request.wire, Unsendable):
            self.refused.emit(wire.reason)
        else:
            self._ask_or_begin(wire, self._request.draft)

    def send_for(self, vid: str) -> None:
        """Give the draft another visitor, in one undo step, and send it."""
        self._document.set_value(("vid",), vid, "New visitor id", typing=False)
        self.send()

    def resend(self, exchange: Exchange) -> None:
        """Send an earlier request again, byte for byte, with the current profile's secrets. A
        damaged request is refused, since its original bytes are unknown.
        """
        if why := why_not_again(exchange):
            self.refused.emit(why)
        else:
            self._ask_or_begin(exchange.request, Draft(exchange.document, exchange.request.method))

    def send_apart(
        self, draft: Draft, errors: Sequence[Problem] = (), *, confirmed: bool = False
    ) -> Exchange | Question | str:
        """Send a request that is not on screen, as a sheet does that shows its effect next to its
        own Send. Errors and repeats are returned as a question, which is answered by `confirmed`;
        a sentence says why nothing can be sent.
        """
        profile = self._request.profile
        wire = encode(draft, profile)
        if isinstance(wire, Unsendable):
            return wire.reason
        if self.running:
            return ANOTHER_SEND
        reason = profile.block_reason(wire.url)
        if reason:
            return reason
        question = self._confirmation.about_faults(wire, draft, profile, errors)
        if question is not None and not confirmed:
            return question
        exchange = self._begin(wire, draft)
        self._sent_apart = exchange.id
        return exchange

    def was_apart(self, exchange: Exchange) -> bool:
        """Whether an exchange was sent last by `send_apart`, and never was the draft."""
        return exchange.id == self._sent_apart

    def confirm(self) -> None:
        """Answer the question with yes."""
        confirmed = self._confirmation.answer_yes()
        if confirmed is not None:
            wire, draft = confirmed
            self._begin(wire, draft)

    def cancel(self) -> None:
        """Stop waiting: for the answer to a question, or for the endpoint."""
        if self.question is not None:
            self._confirmation.drop()
        else:
            self._stop()

    def show_exchange(self, exchange: Exchange | None) -> None:
        """Show an exchange as the result, e.g. one chosen in the history."""
        self.exchange = exchange
        self.exchange_changed.emit()

    def note_sighting(self, uid: str, sighting: str) -> None:
        """Show what Convert's live log showed of an exchange, if that is the result."""
        if self.exchange is not None and self.exchange.id == uid:
            self.show_exchange(self.exchange._replace(sighting=sighting))

    async def finish(self) -> None:
        """End a send under way; called when the window closes."""
        self._stop()
        await self._tasks.settle()
        await self._sender.aclose()
        await self._profiles.secrets.finish()

    def _ask_or_begin(self, wire: WireRequest, draft: Draft) -> None:
        if self.running:
            # A second press for the same request is meant for the first.
            if self.exchange is None or wire != self.exchange.request:
                self.refused.emit(ANOTHER_SEND)
            return
        profile = self._request.profile
        reason = profile.block_reason(wire.url)
        if reason:
            self.refused.emit(reason)
            return
        on_screen = draft == self._request.draft
        if not self._confirmation.is_needed(wire, draft, profile, on_screen=on_screen):
            self._begin(wire, draft)

    def _begin(self, wire: WireRequest, draft: Draft) -> Exchange:
        # State is set here, before any await: a double click sends once.
        profile = self._profiles.current
        exchange = Exchange(
            urandom(16).hex(),
            self._clock(),
            profile.name,
            wire,
            draft.text,
            profile_id=profile.id,
        )
        self.show_exchange(exchange)
        self._cancelled, self.phase = False, ""
        self._task = self._tasks.spawn(self._send(exchange, profile), "sending")
        self._task.add_done_callback(self._end)
        self.running_changed.emit()
        return exchange

    async def _send(self, exchange: Exchange, profile: Profile) -> None:
        recorder = self._history.recorder
        await send_recorded(exchange, profile, self._sender, recorder, self._show_phase)

    def _stop(self) -> None:
        if self._task is not None and not self._cancelled:
            self._cancelled = True
            # Not at once: a task that is cancelled before its first step would record nothing.
            self._task.get_loop().call_soon(self._task.cancel)

    def _end(self, _task: asyncio.Task[None]) -> None:
        self._task = None
        self.running_changed.emit()

    def _show_phase(self, phase: str) -> None:
        self.phase = phase
        self.phase_changed.emit()

    def _show_outcome(self, done: Exchange) -> None:
        if self.exchange is not None and self.exchange.id == done.id:
            self.show_exchange(done)

    def _show_kept(self, uid: str) -> None:
        if self.exchange is not None and self.exchange.id == uid:
            self.exchange_changed.emit()


class Confirmation(QObject):
    """The question before a send. Confirmed errors are not asked about again until they change.

    Signals:
        changed: the question was replaced or removed.
    """

    changed = Signal()

    def __init__(
        self,
        catalog: CurrentCatalog,
        errors: Callable[[], tuple[Problem, ...]],
        sent_before: Callable[[str, str], Sequence[Accepted]],
        describe_moment: Callable[[float], str],
    ) -> None:
        """`errors` gives the errors of the draft on screen, `sent_before` the accepted sends of a
        visitor to a URL's host, `describe_moment` the words for Unix seconds.
        """
        super().__init__()
        self.question: Question | None = None
        self._catalog = catalog
        self._errors = errors
        self._sent_before = sent_before
        self._describe_moment = describe_moment
        self._asked_about: tuple[WireRequest, Draft] | None = None
        self._on_screen = False
        self._confirmed_rules: frozenset[str] = frozenset()
        self._confirmed_visitor = ""

    def is_needed(
        self, wire: WireRequest, draft: Draft, profile: Profile, *, on_screen: bool
    ) -> bool:
        """Whether a question must be answered before this is sent; if so, show it."""
        errors = self._errors() if on_screen else ()
        new = [problem for problem in errors if problem.rule not in self._confirmed_rules]
        known = Known(new, self._catalog.value, self._repeats(wire, draft, profile))
        question = question_before(wire, draft, profile, known)
        if question and len(errors) > len(new):  # what is asked anyway names every error
            question = question_before(wire, draft, profile, known._replace(errors=errors))
        if question and question.repeats and not on_screen:
            question = question._replace(repeats=False)  # only a draft can get another visitor
        self._on_screen = on_screen
        self._show(question, (wire, draft) if question else None)
        return question is not None

    def about_faults(
        self, wire: WireRequest, draft: Draft, profile: Profile, errors: Sequence[Problem]
    ) -> Question | None:
        """The question about errors and repeats of a request that is not on screen."""
        known = Known(errors, self._catalog.value, self._repeats(wire, draft, profile))
        if not known.errors and not known.repeats:
            return None
        return question_before(wire, draft, profile, known)

    def answer_yes(self) -> tuple[WireRequest, Draft] | None:
        """The confirmed request, to be sent now; `None` if nothing was asked."""
        asked_about = self._asked_about
        if asked_about is not None:
            draft = asked_about[1]
            self._confirmed_visitor = "" if draft.heavy else visitor_in(draft.payload)
            if self._on_screen:
                self._confirmed_rules = frozenset(problem.rule for problem in self._errors())
            self.drop()
        return asked_about

    def forget(self) -> None:
        """Ask about errors again: another draft is on screen."""
        self._confirmed_rules = frozenset()

    def drop(self) -> None:
        """Ask no more: the answer was no, or the request has changed."""
        self._show(None, None)

    def _repeats(self, wire: WireRequest, draft: Draft, profile: Profile) -> list[tuple[str, str]]:
        """The goals that will not count again, each with the words for when it was accepted."""
        if draft.heavy:
            return []
        vid = visitor_in(draft.payload)
        if profile.reach == "free" and vid == self._confirmed_visitor:
            return []  # a profile that sends freely is asked once for each visitor
        before = self._sent_before(vid, wire.url)
        return [
            (repeat.goal, self._describe_moment(repeat.sent_at))
            for repeat in repeats(draft.payload, before)
        ]

    def _show(
        self, question: Question | None, asked_about: tuple[WireRequest, Draft] | None
    ) -> None:
        self._asked_about = asked_about
        if question != self.question:
            self.question = question
            self.changed.emit()
