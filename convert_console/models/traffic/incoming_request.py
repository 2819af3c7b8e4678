"""A request that the local collector received, parsed when it is first shown."""

from __future__ import annotations

from functools import cached_property
from typing import cast
from urllib.parse import urlsplit
from uuid import uuid4

from convert_console.core.linter.checker import check
from convert_console.core.linter.problem import Problem, Situation
from convert_console.core.request.event_summary import Summary, summarise
from convert_console.core.request.incoming import Arrived
from convert_console.core.request.profile import Profile, profile_of
from convert_console.core.request.secret_headers import concealed
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Exchange, Inbound
from convert_console.core.verdict.user_agent import UserAgentVerdict, judge
from convert_console.services.collector.received import Received

PROFILE = "Inbound"
"""Shown in the history in place of a profile name."""


class IncomingRequest:
    """`url` is the collector's address; `sent` is the matching send of this app, if any.

    Parsing is deferred until `read`, because a large document takes milliseconds: before it,
    `summary` and `problems` are empty.
    """

    def __init__(self, received: Received, url: str, sent: Exchange | None = None) -> None:
        self.received = received
        self.sent = sent
        self._url = url
        self._summary: Summary | None = None
        self.problems: tuple[Problem, ...] = ()

    @property
    def is_read(self) -> bool:
        """Whether the document has been parsed."""
        return self._summary is not None

    @property
    def summary(self) -> Summary:
        """The document in short; empty before `read`."""
        return self._summary or Summary()

    def read(self, situation: Situation) -> None:
        """Parse and lint the document; a second call does nothing."""
        if self.is_read:
            return

        self._summary = summarise(self.arrived.draft.payload)
        self.problems = check(self.arrived.draft, self._profile, situation)

    @cached_property
    def arrived(self) -> Arrived:
        """The decoded request."""
        return self.received.arrived

    @cached_property
    def user_agent_verdict(self) -> UserAgentVerdict:
        """What Convert does with its User-Agent, according to its documentation."""
        return judge(self.arrived.header("user-agent"))

    @cached_property
    def exchange(self) -> Exchange:
        """The request as the history stores it; secret headers are hidden."""
        received = self.received
        request = WireRequest(
            self.arrived.method, self._target_url, concealed(received.headers), received.body
        )
        return Exchange(
            id=uuid4().hex,
            sent_at=received.received_at,
            profile=PROFILE,
            request=request,
            document=self.arrived.draft.text,
            inbound=cast(Inbound, received.verdict),
        )

    @property
    def _target_url(self) -> str:
        """The URL as the other program wrote it, as far as the request shows."""
        target = self.received.target
        if target.startswith("/"):
            return f"http://{urlsplit(self._url).netloc}{target}"
        return target  # a request to a proxy has scheme and host

    @property
    def _profile(self) -> Profile:
        """A profile that describes the other program, for the linter."""
        method, query = self.arrived.method, self.received.target.partition("?")[2]
        url = f"{self._url}?{query}" if method == "GET" else self._url
        return profile_of(method, url, self.received.headers, PROFILE)
