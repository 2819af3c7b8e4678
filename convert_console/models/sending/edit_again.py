"""Makes an exchange of the history the draft again, with its method and its User-Agent."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QUndoCommand

from convert_console.core.request.destination import destination_kind
from convert_console.core.request.draft import Draft
from convert_console.core.verdict.exchange import Exchange, unreadable_words
from convert_console.models.document.document import RequestDocument
from convert_console.models.history.selection import laid_out
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.current_request import CurrentRequest


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
