"""Sending: from the draft on screen to an exchange in the history."""

from __future__ import annotations

import asyncio
from asyncio import CancelledError, ensure_future
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol
from uuid import uuid4

from PySide6.QtCore import QObject, Qt, Signal

from convert_console.core.document.payload import Payload
from convert_console.core.linter import Problem
from convert_console.core.query import QueryWriter
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile, Spelling
from convert_console.core.request.secret_headers import concealed
from convert_console.core.request.wire import Unsendable, WireRequest
from convert_console.core.sending.confirmation import (
    Accepted,
    Known,
    Question,
    question_before,
    repeats,
    visitor_in,
)
from convert_console.core.verdict.exchange import CANNOT_BE_SENT, Exchange, unreadable_words
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.history.model import HistoryModel
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.profiles.secrets import Secrets
from convert_console.models.tasks import Tasks
from convert_console.services.http.route import NOT_SENT, SendResult, cancelled
from convert_console.services.http.sender import Sender

# The question that may stand before a send, and what it was asked about.


class Asking(QObject):
    """Errors that were answered with yes are not asked about again until others come up.

    Signals:
        changed: `question` is another one, or none.
    """

    changed = Signal()

    def __init__(self, catalog: CurrentCatalog, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.question: Question | None = None
        self._about: tuple[WireRequest, Draft] | None = None
        self._errors: Callable[[], tuple[Problem, ...]] = tuple
        self._in_spite_of: frozenset[str] = frozenset()
        self._catalog = catalog
        self._before: Callable[[str, str], Sequence[Accepted]] = lambda _vid, _url: ()
        self._when: Callable[[float], str] = str
        self._repeating = ""

    def set_sent_before(
        self,
        before: Callable[[str, str], Sequence[Accepted]],
        when: Callable[[float], str],
    ) -> None:
        """Say whom to ask for the accepted sends of a visitor to a URL's host, and how a moment
        in Unix seconds is said.
        """
        self._before, self._when = before, when

    def set_errors(self, errors: Callable[[], tuple[Problem, ...]]) -> None:
        """Say whom to ask for the errors of the draft on screen."""
        self._errors = errors

    def needs_answer(
        self, wire: WireRequest, draft: Draft, profile: Profile, *, on_screen: bool
    ) -> bool:
        """Ask what must be asked before this goes out; whether there is anything."""
        errors = self._errors() if on_screen else ()
        new = [problem for problem in errors if problem.rule not in self._in_spite_of]
        known = Known(new, self._catalog.value, self._repeats(wire, draft, profile))
        question = question_before(wire, draft, profile, known)
        if question and question.repeats and not on_screen:
            question = replace(question, repeats=False)  # another visitor is put into a draft only
        self._show(question, (wire, draft) if question else None)
        return question is not None

    def answer_yes(self) -> tuple[WireRequest, Draft] | None:
        """What was asked about, to be sent now; `None` if nothing was."""
        about = self._about
        if about is not None:
            self._repeating = "" if about[1].heavy else visitor_in(about[1].payload)
            self._in_spite_of = frozenset(problem.rule for problem in self._errors())
            self.drop()
        return about

    def drop(self) -> None:
        """Ask no more: it was answered with no, or the draft is another one."""
        self._show(None, None)

    def _repeats(self, wire: WireRequest, draft: Draft, profile: Profile) -> list[tuple[str, str]]:
        """What will not count again. Whoever sends freely is told once for each visitor. Of a
        heavy draft it is not known.
        """
        if draft.heavy:
            return []
        vid = visitor_in(draft.payload)
        if profile.reach == "free" and vid == self._repeating:
            return []
        before = self._before(vid, wire.url)
        return [(one.goal, self._when(one.sent_at)) for one in repeats(draft.payload, before)]

    def _show(self, question: Question | None, about: tuple[WireRequest, Draft] | None) -> None:
        self._about = about
        if question != self.question:
            self.question = question
            self.changed.emit()


# The one send that may be under way: begun, cancelled, ended.


class Keeper(Protocol):
    """What keeps sends: the history."""

    def begin(self, exchange: Exchange) -> asyncio.Task[None]: ...
    def finish(self, exchange: Exchange) -> asyncio.Task[None]: ...


class Sending(QObject):
    """Signals:
    begun(Exchange): the history holds that it is about to be sent; no byte has gone out.
    ended(Exchange): a send is over and its outcome is kept; nothing is under way then.
    failed: a send ended by a bug, which is told elsewhere; the next one may begin.
    """

    begun = Signal(object)
    ended = Signal(object)
    failed = Signal()

    def __init__(
        self,
        sender: Callable[[], Sender],
        keeper: Callable[[], Keeper],
        parent: QObject | None = None,
    ) -> None:
        """They are loaded when they are first asked for: by a send, and not by a start."""
        super().__init__(parent)
        self._sender, self._keeper = sender, keeper
        self._tasks = Tasks()
        self._task: asyncio.Task[None] | None = None
        self._carried: asyncio.Future[SendResult] | None = None
        self._cancelled = False

    @property
    def running(self) -> bool:
        """Whether a send is under way."""
        return self._task is not None

    def begin(self, exchange: Exchange, profile: Profile) -> None:
        """Send the request of an exchange as a profile does."""
        self._cancelled = False
        self._task = self._tasks.spawn(self._send(exchange, profile), "sending")
        self._task.add_done_callback(self._cut_short)

    def cancel(self) -> None:
        """Stop waiting. What is kept of the send says whether any of it may have gone out."""
        # Only the way to the endpoint is cut short: what became of the send is kept in any case.
        self._cancelled = True
        if self._carried is not None:
            self._carried.cancel()

    async def finish(self) -> None:
        """End what is under way, and close every connection."""
        self.cancel()
        await self._tasks.settle()
        await self._sender().aclose()

    async def _send(self, exchange: Exchange, profile: Profile) -> None:
        keeper = self._keeper()
        await keeper.begin(exchange)
        self.begun.emit(exchange)
        done = await self._outcome(exchange, profile)
        await keeper.finish(done)
        self._task = None
        self.ended.emit(done)

    async def _outcome(self, exchange: Exchange, profile: Profile) -> Exchange:

        entered = False  # a task that is cancelled before its first step never runs `carry`

        async def carry() -> SendResult:
            nonlocal entered
            entered = True
            return await self._sender().send_as(profile, exchange.request)

        if self._cancelled:
            return replace(exchange, outcome=NOT_SENT)
        self._carried = ensure_future(carry())
        try:
            sent = await self._carried
        except CancelledError as given_up:
            return replace(exchange, outcome=cancelled(given_up) if entered else NOT_SENT)
        finally:
            self._carried = None
        return replace(exchange, outcome=sent.outcome, timings=sent.timings)

    def _cut_short(self, task: asyncio.Task[None]) -> None:
        """A bug is told by `Tasks`, and must not block the next send."""
        if self._task is task:
            self._task = None
            self.failed.emit()


# Remembers the last encoding, so that every preview and Send share one request object.

TOO_LARGE_FOR_GET = (
    "This request is too large for a GET URL: it has more than 100,000 objects and lists. Use POST."
)


class LastWire:
    """`encode` with a memory of one: the same draft and profile give the very same object."""

    def __init__(self) -> None:
        self._draft: Draft | None = None
        self._profile: Profile | None = None
        self._wire: WireRequest | Unsendable | None = None
        self._spelling: Spelling | None = None
        self._writer: QueryWriter | None = None

    def of(self, draft: Draft, profile: Profile) -> WireRequest | Unsendable:
        """The request of a draft under a profile."""
        if self._wire is None or (draft, profile) != (self._draft, self._profile):
            from convert_console.core.request.wire import Unsendable, encode

            self._draft, self._profile = draft, profile
            if draft.method == "GET" and draft.heavy:
                self._wire = Unsendable(TOO_LARGE_FOR_GET)
            else:
                self._wire = encode(draft, profile, self._spell)
        return self._wire

    def _spell(self, payload: Payload, spelling: Spelling) -> str:
        """Spell a query anew only where an event is another one than in the last query."""
        if self._writer is None or spelling != self._spelling:
            from convert_console.core.query import QueryWriter
            from convert_console.core.request.wire import URL_LIMIT

            self._spelling, self._writer = spelling, QueryWriter(spelling, URL_LIMIT)
        return self._writer.write(payload)


class Console(QObject):
    """One send at a time. History and sender are asked for by the first send, not by a start.

    Signals:
        changed: the request that would be sent is another one.
        sending_changed: a send has begun or ended.
        questioned: `question` is another one, or none.
        shown: `exchange` is another one, or has come further.
        refused(str): nothing was sent; why, in a sentence.
    """

    changed = Signal()
    sending_changed = Signal()
    questioned = Signal()
    shown = Signal()
    refused = Signal(str)

    def __init__(
        self,
        document: RequestDocument,
        profiles: Profiles,
        history: Callable[[], HistoryModel],
        sender: Callable[[], Sender],
        catalog: CurrentCatalog,
        clock: Callable[[], float],
    ) -> None:
        super().__init__()
        self._document = document
        self._profiles = profiles
        self._history = history
        self._clock = clock
        self._sending = Sending(sender, history, self)
        self._sending.ended.connect(self._end)
        self._sending.failed.connect(self.sending_changed)
        self._local_endpoint = ""
        self._wires = LastWire()
        self._gets = LastWire()
        self.asking = Asking(catalog, self)
        self.asking.changed.connect(self.questioned)
        self.exchange: Exchange | None = None
        document.changed.connect(self.asking.drop)
        document.changed.connect(self.changed)
        profiles.changed.connect(self.asking.drop)
        profiles.changed.connect(self.changed)

    @property
    def profile(self) -> Profile:
        """The profile in use, with the collector's real address where that is the target.

        Its secrets are hidden, and so they are in previews, in the history and in what is copied.
        """
        profile = self._profiles.current
        profile = replace(profile, headers=concealed(profile.headers))
        if profile.target == "local" and self._local_endpoint:
            return replace(profile, endpoint=self._local_endpoint)
        return profile

    @property
    def wire(self) -> WireRequest | Unsendable:
        """The very request that the previews show and `send` sends."""
        return self._wires.of(self._document.draft, self.profile)

    @property
    def as_get(self) -> WireRequest | Unsendable:
        """The draft as a GET, whatever its method; `wire` itself where that is GET."""
        if self._document.draft.method == "GET":
            return self.wire
        return self._gets.of(self._document.draft.by("GET"), self.profile)

    @property
    def payload(self) -> Payload:
        """The tree of the draft."""
        return self._document.payload

    @property
    def secrets(self) -> Secrets:
        """What stands behind the hidden headers."""
        return self._profiles.secrets

    @property
    def question(self) -> Question | None:
        """What must be answered before anything is sent."""
        return self.asking.question

    @property
    def sending(self) -> bool:
        """Whether a send is under way."""
        return self._sending.running

    @property
    def unkept(self) -> bool:
        """Whether the exchange that is shown has an outcome that is not in the history yet."""
        return self.exchange is not None and self._history().is_unkept(self.exchange)

    def set_local_endpoint(self, url: str) -> None:
        """Say where the local collector listens."""
        self._local_endpoint = url
        self.changed.emit()

    def send(self) -> None:
        """Send what is on screen. State is set in this plain slot, before any await, so that a
        double click sends once.
        """
        if isinstance(wire := self.wire, Unsendable):
            self.refused.emit(wire.reason)
        else:
            self._consider(wire, self._document.draft)

    def resend(self, exchange: Exchange) -> None:
        """Send an earlier request again, byte for byte, with the secrets of the profile in use. One
        that is damaged is refused: nobody knows what it was.
        """
        if exchange.unreadable:
            self.refused.emit(f"{unreadable_words(exchange.unreadable)} {CANNOT_BE_SENT}")
            return
        if not exchange.request.can_go:
            self.refused.emit(f"This row of the history holds no request. {CANNOT_BE_SENT}")
            return
        if not exchange.request.is_whole:
            self.refused.emit(
                f"The body of this row is not as long as its headers say. {CANNOT_BE_SENT}"
            )
            return
        self._consider(exchange.request, Draft(exchange.document, exchange.request.method))

    def confirm(self) -> None:
        """Answer the question with yes."""
        about = self.asking.answer_yes()
        if about is not None:
            wire, draft = about
            self._begin(wire, draft.text)

    def send_for(self, vid: str) -> None:
        """Give the draft another visitor, in one undo step, and send it."""
        self._document.set_value(("vid",), vid, "New visitor id", typing=False)
        self.send()

    def cancel(self) -> None:
        """Stop waiting: for the answer to a question, or of the endpoint."""
        if self.question is not None:
            self.asking.drop()
        else:
            self._sending.cancel()

    def show_exchange(self, exchange: Exchange | None) -> None:
        """Put an exchange, e.g. one chosen in the history, into the result pane."""
        self.exchange = exchange
        self.shown.emit()

    async def finish(self) -> None:
        """End a send under way; called when the window closes."""
        await self._sending.finish()
        await self._profiles.secrets.finish()

    def _consider(self, wire: WireRequest, draft: Draft) -> None:
        if self.sending:
            return
        reason = self.profile.block_reason(wire.url)
        if reason:
            self.refused.emit(reason)
            return
        on_screen = draft == self._document.draft
        if not self.asking.needs_answer(wire, draft, self.profile, on_screen=on_screen):
            self._begin(wire, draft.text)

    def _begin(self, wire: WireRequest, document: str) -> None:
        exchange = _begun(self._clock(), self._profiles.current.name, wire, document)
        self._history().settled.connect(self._say_kept, Qt.ConnectionType.UniqueConnection)
        self.show_exchange(exchange)
        self._sending.begin(exchange, self._profiles.current)
        self.sending_changed.emit()

    def _say_kept(self, uid: str) -> None:
        if self.exchange is not None and self.exchange.id == uid:
            self.shown.emit()

    def _end(self, done: Exchange) -> None:
        if self.exchange is not None and self.exchange.id == done.id:
            self.show_exchange(done)
        self.sending_changed.emit()


def _begun(now: float, profile_name: str, wire: WireRequest, document: str) -> Exchange:

    return Exchange(uuid4().hex, now, profile_name, wire, document)
