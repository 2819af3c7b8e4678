"""Marks the draft as a test: its campaign is a run marker, and another one after each send."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from convert_console.core.document.edits import with_value, without
from convert_console.core.document.payload import Payload, value_at
from convert_console.core.request.run_marker import (
    CAMPAIGN,
    SEGMENTS,
    campaign_in,
    marker_in,
    with_marker,
)
from convert_console.core.request.wire import Unsendable
from convert_console.core.verdict.exchange import Exchange
from convert_console.models.document.document import RequestDocument
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.sending.send_controller import SendController


class _Former(NamedTuple):
    """What was in place of a marker: whether there were segments, and their campaign."""

    has_segments: bool
    campaign: Payload


class RunMarking(QObject):
    """The marker is part of the document: what the previews show is what Send sends. A campaign is
    replaced where someone asks for it, and never by a profile that marks everything.

    Signals:
        marked(str): the draft was marked by hand; its marker.
        campaign_kept(str): the profile marks all requests, but this one has a campaign; which.
    """

    marked = Signal(str)
    campaign_kept = Signal(str)

    def __init__(
        self,
        document: RequestDocument,
        profiles: Profiles,
        sending: SendController,
        new_marker: Callable[[], str],
        is_used: Callable[[str], bool],
    ) -> None:
        """`is_used` says whether the history has a request with a marker."""
        super().__init__()
        self._document, self._profiles, self._sending = document, profiles, sending
        self._new_marker, self._is_used = new_marker, is_used
        self._former: dict[str, _Former] = {}  # by marker
        self._renewed = ("", "")  # the marker that was sent last, and the one in its place
        self._marks_all = profiles.current.mark_tests == "always"
        document.loaded.connect(self._mark_loaded)
        profiles.changed.connect(self._follow_profile)
        sending.exchange_changed.connect(self._renew_sent)
        self._mark_loaded()

    @property
    def marker(self) -> str:
        """The marker of the draft; "" where it is not marked."""
        return marker_in(self._document.payload)

    @property
    def campaign(self) -> str:
        """The campaign of the draft that is no marker; "" for none."""
        return campaign_in(self._document.payload)

    @property
    def is_sent(self) -> bool:
        """Whether the marker was sent last, and came back by Undo."""
        return bool(self.marker) and self.marker == self._renewed[0]

    @property
    def replaced(self) -> str:
        """The campaign that the marker of the draft has replaced; "" for none."""
        former = self._former.get(self.marker)
        return campaign_in({"seg": {"campaign": former.campaign}}) if former else ""

    def mark(self) -> None:
        """Give the draft a marker, in place of its campaign if it has one."""
        if self._put(self._new_marker(), "Mark as test"):
            self.marked.emit(self.marker)

    def unmark(self) -> None:
        """Remove the marker, and bring back what was in its place."""
        former = self._former.get(self.marker, _Former(True, None))
        if not self.marker:
            return

        def restored(text: str) -> str:
            if former.campaign is not None:
                return with_value(text, CAMPAIGN, former.campaign)
            segments = value_at(self._document.payload, SEGMENTS)
            is_last = isinstance(segments, dict) and len(segments) == 1
            return without(text, SEGMENTS if is_last and not former.has_segments else CAMPAIGN)

        self._document.end_typing()
        self._document.change_text(restored, "Do not mark as test")

    def renew(self) -> None:
        """Give a marked draft another marker."""
        if self.marker:
            self._put(self._new_marker(), "New marker")

    def is_same(self, exchange: Exchange, request: CurrentRequest) -> bool:
        """Whether the request on screen is what was sent, but for the marker that was renewed
        afterwards.
        """
        (sent, now), wire = self._renewed, request.wire
        if not sent or isinstance(wire, Unsendable) or wire.headers != exchange.request.headers:
            return False
        is_method = request.draft.method == exchange.request.method
        return is_method and request.draft.text.replace(now, sent) == exchange.document

    def _put(self, marker: str, label: str) -> bool:
        draft, payload = self._document.draft, self._document.payload
        self._former[marker] = self._former.get(self.marker) or _Former(
            value_at(payload, SEGMENTS) is not None,
            None if self.marker else value_at(payload, CAMPAIGN),
        )
        self._document.end_typing()
        self._document.change_text(lambda _text: with_marker(draft, marker), label)
        return self.marker == marker  # else the text is no JSON, or its segments are no object

    def _mark_loaded(self) -> None:
        """Mark a new draft where the profile wants that; a sent marker is replaced."""
        if self.marker:
            if self._is_used(self.marker):
                self.renew()
        elif self._marks_all and isinstance(self._document.payload, dict):
            if self.campaign:
                self.campaign_kept.emit(self.campaign)
            else:
                self._put(self._new_marker(), "Mark as test")

    def _follow_profile(self) -> None:
        marks_all = self._profiles.current.mark_tests == "always"
        is_shown = self._document.key == self._profiles.current.id
        if marks_all and not self._marks_all and is_shown:
            self._marks_all = True
            self._mark_loaded()
        self._marks_all = marks_all

    def _renew_sent(self) -> None:
        """The next send gets another marker."""
        done = self._sending.exchange
        sent = self.marker
        if done is None or done.outcome is None or not sent or sent not in done.document:
            return
        if self._sending.was_apart(done):
            return
        self.renew()
        self._renewed = (sent, self.marker)
