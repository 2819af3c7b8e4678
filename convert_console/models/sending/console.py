"""Sending: from the draft on screen to an exchange in the history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from convert_console.core.request.destination import barred
from convert_console.core.request.draft import Draft
from convert_console.core.request.secret_headers import concealed
from convert_console.core.verdict.exchange import CANNOT_BE_SENT, unreadable_words
from convert_console.models.sending.asking import Asking
from convert_console.models.sending.sending import Sending
from convert_console.models.sending.wires import LastWire

if TYPE_CHECKING:
    from convert_console.core.document.payload import Payload
    from convert_console.core.request.profile import Profile
    from convert_console.core.request.wire import Unsendable, WireRequest
    from convert_console.core.sending.confirmation import Question
    from convert_console.core.verdict.exchange import Exchange
    from convert_console.models.document.document import RequestDocument
    from convert_console.models.history.model import HistoryModel
    from convert_console.models.profiles.profiles import Profiles
    from convert_console.models.profiles.secrets import Secrets
    from convert_console.services.http.sender import Sender


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
        clock: Callable[[], float],
    ) -> None:
        super().__init__()
        self._document = document
        self._profiles = profiles
        self._history = history
        self._clock = clock
        self._sending = Sending(sender, lambda: profiles.secrets, history, self)
        self._sending.ended.connect(self._end)
        self._sending.failed.connect(self.sending_changed)
        self._local_endpoint = ""
        self._wires = LastWire()
        self._gets = LastWire()
        self.asking = Asking(self)
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
        from convert_console.core.request.wire import Unsendable

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

    def _consider(self, wire: WireRequest, draft: Draft) -> None:
        if self.sending:
            return
        reason = barred(wire, self.profile)
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
    from uuid import uuid4

    from convert_console.core.verdict.exchange import Exchange

    return Exchange(uuid4().hex, now, profile_name, wire, document)
