"""Makes exchanges of the history the draft again, or sends them again one after the other."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand

from convert_console.core.request.destination import destination_kind
from convert_console.core.request.draft import Draft
from convert_console.core.verdict.exchange import Exchange, Failure, unreadable_words
from convert_console.models.document.document import RequestDocument
from convert_console.models.history.model import HistoryModel
from convert_console.models.history.selection import laid_out
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.sending.send_controller import SendController

MOST = 200
"""Most requests at a time: each can be asked about."""


class Resending(QObject):
    """Each is sent as a single one is, with its question and its refusal.

    Signals:
        changed: it has begun, progressed or ended.
        stopped(str): it ended early; why, in a sentence.
    """

    changed = Signal()
    stopped = Signal(str)

    def __init__(
        self, history: HistoryModel, sending: SendController, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._history = history
        self._sending = sending
        self._ids: list[int] = []
        self._last: Exchange | None = None
        self._is_asked = False
        self.total = 0
        sending.running_changed.connect(self._continue)
        sending.question_changed.connect(self._question_changed)
        sending.refused.connect(self._refused)

    @property
    def going(self) -> bool:
        """Whether there are more to send, or the last one is under way."""
        return self.total > 0

    @property
    def done(self) -> int:
        """How many have been sent, including the one under way."""
        return self.total - len(self._ids)

    def start(self, ids: Sequence[int]) -> None:
        """Send the requests of the first `MOST` of these rows, in this order."""
        if self.going or self._sending.running or not ids:
            return
        self._ids = list(ids[:MOST])
        self.total = len(self._ids)
        self._next()

    def cancel(self) -> None:
        """Send no more; the one under way still ends."""
        if self.going:
            self._end(f"Stopped after {self.done} of {self.total}.")

    def _next(self) -> None:
        if not self.going or self._sending.running:
            return
        if not self._ids:
            self._end("")
            return
        exchange = self._history.exchange(self._ids.pop(0))
        self.changed.emit()
        if exchange is None or (self._last and exchange.of_request == self._last.of_request):
            self._next()
            return
        self._last = exchange
        self._sending.resend(exchange)
        self._is_asked = self._sending.question is not None

    def _continue(self) -> None:
        if not self.going or self._sending.running:
            return
        if self._was_cancelled():
            self.cancel()
        else:
            QTimer.singleShot(0, self, self._next)  # after everybody else has heard of the end

    def _was_cancelled(self) -> bool:
        """Whether the person has given up the last send, wherever that was done."""
        exchange = self._sending.exchange
        outcome = exchange.outcome if exchange is not None else None
        return isinstance(outcome, Failure) and outcome.kind in ("cancelled", "cancelled-unsent")

    def _question_changed(self) -> None:
        """Stop if a question went away and nothing was sent: the answer was no."""
        if not self.going or self._sending.question is not None:
            return
        if self._is_asked:
            self._is_asked = False
            QTimer.singleShot(0, self, self._stop_unless_sending)

    def _stop_unless_sending(self) -> None:
        if self.going and not self._sending.running and self._sending.question is None:
            self._end(f"Stopped after {self.done - 1} of {self.total}: it was not confirmed.")

    def _refused(self, _why: str) -> None:
        if self.going:
            self._end("")

    def _end(self, why: str) -> None:
        self._ids, self.total, self._is_asked, self._last = [], 0, False, None
        self.changed.emit()
        if why:
            self.stopped.emit(why)


# Makes an exchange of the history the draft again, with its method and its User-Agent.


class Restored(NamedTuple):
    """What was done, in a sentence, and the `target` of the exchange if the profile sends to
    another one and may send there; else "". `profile_id` is the profile that may take the target.
    """

    sentence: str
    target: str = ""
    profile_id: str = ""


class EditAgain:
    """Text, method and User-Agent are restored together, in one undo step."""

    def __init__(
        self, document: RequestDocument, profiles: Profiles, request: CurrentRequest
    ) -> None:
        self._document, self._profiles, self._request = document, profiles, request

    def restore(self, exchange: Exchange) -> Restored:
        """Make an exchange the draft. A body without line breaks is laid out."""
        damaged = {"document", "method"} & dict(exchange.unreadable).keys()
        if damaged:
            return Restored(unreadable_words(exchange.unreadable))
        text = exchange.document
        shown = text if "\n" in text.strip() else laid_out(text)
        draft = Draft(shown, exchange.request.method)
        self._document.load(draft, "Edit again", self._agent_change(exchange))
        spread = " It is laid out over lines; only white space differs." if shown != text else ""
        target = exchange.request.url.partition("?")[0]
        if target == self._request.profile.url.partition("?")[0]:
            return Restored(f"Request restored.{spread}")
        profile = self._profiles.current
        if profile.block_reason(target):
            stays = f" It was sent to {target}, and {profile.name} is local only."
            return Restored(f"Request restored.{spread}{stays}")
        return Restored(f"Request restored.{spread} It was sent to {target}.", target, profile.id)

    def use_target(self, restored: Restored) -> str:
        """Send to the target of an exchange from now on; the local collector stays one. Nothing
        changes while another profile is in use; a sentence says so.
        """
        if self._profiles.current.id != restored.profile_id:
            return "The target is unchanged: another profile is in use now."
        url = restored.target
        is_collector = destination_kind(url) == "loopback" and url == self._request.local_endpoint
        if is_collector:
            self._profiles.alter(target="local")
        else:
            self._profiles.alter(target="custom", endpoint=url)
        return ""

    def _agent_change(self, exchange: Exchange) -> QUndoCommand | None:
        before = self._profiles.current.user_agent
        after = exchange.request.header("User-Agent")
        is_other = exchange.source != "sent"  # that of another program, or of a browser
        if after == before or is_other or "headers" in dict(exchange.unreadable):
            return None
        return AgentChange(self._profiles, before, after)


class AgentChange(QUndoCommand):
    """Another User-Agent of the current profile; each profile has its own undo history."""

    def __init__(self, profiles: Profiles, before: str | None, after: str | None) -> None:
        super().__init__("Change User-Agent")
        self._profiles, self._before, self._after = profiles, before, after

    def redo(self) -> None:
        self._profiles.alter(user_agent=self._after)

    def undo(self) -> None:
        self._profiles.alter(user_agent=self._before)
