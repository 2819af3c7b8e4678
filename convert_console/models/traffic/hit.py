"""One request that came in to the local collector, read once somebody looks at it."""

from __future__ import annotations

import threading
from collections import deque
from functools import cached_property
from typing import TypeAlias, cast
from urllib.parse import urlsplit
from uuid import uuid4

from convert_console.core.linter import Problem, Situation, check
from convert_console.core.request.destination import whose
from convert_console.core.request.event_summary import Summary, summarise
from convert_console.core.request.incoming import Arrived
from convert_console.core.request.profile import Profile
from convert_console.core.request.secret_headers import concealed
from convert_console.core.request.wire import Headers, WireRequest
from convert_console.core.verdict.exchange import Exchange, Inbound
from convert_console.core.verdict.user_agent import Gate, judge
from convert_console.services.collector.received import Received

PROFILE = "Inbound"
"""Stands in the history where a send has its profile's name."""

_NOT_OURS = frozenset({"host", "user-agent", "content-length", "transfer-encoding"})


class Hit:
    """`url` is the collector's address; `sent` the console's own send that this is, if any.

    Reading the document takes a fraction of a millisecond, and for a large one more: `summary`
    and `problems` are there after `read`.
    """

    def __init__(self, received: Received, url: str, sent: Exchange | None = None) -> None:
        self.received = received
        self.sent = sent
        self._url = url
        self._summary: Summary | None = None
        self.problems: tuple[Problem, ...] = ()

    @property
    def is_read(self) -> bool:
        """Whether `read` was called."""
        return self._summary is not None

    @property
    def summary(self) -> Summary:
        """What its document says in short; empty before `read`."""
        return self._summary or Summary()

    def read(self, situation: Situation) -> None:
        """Read the document and look for problems; a second call does nothing."""
        if self.is_read:
            return

        self._summary = summarise(self.arrived.draft.payload)
        self.problems = check(self.arrived.draft, self._profile, situation)

    @cached_property
    def arrived(self) -> Arrived:
        """The request to be read."""
        return self.received.arrived

    @cached_property
    def gate(self) -> Gate:
        """What Convert is documented to do with its User-Agent."""
        return judge(self.arrived.header("user-agent"))

    @cached_property
    def exchange(self) -> Exchange:
        """The hit as the history keeps it; secret headers are hidden."""
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
        """The URL as the other program wrote it, as far as the request tells."""
        target = self.received.target
        if target.startswith("/"):
            return f"http://{urlsplit(self._url).netloc}{target}"
        return target  # a proxy's, with scheme and host

    @property
    def _profile(self) -> Profile:
        """The other program as a profile, for the linter."""
        headers = tuple(h for h in self.received.headers if h[0].lower() not in _NOT_OURS)
        if self.arrived.method == "POST" and self.arrived.header("content-type") is None:
            headers += (("Content-Type", ""),)  # else the encoder would add the right one
        return Profile(
            id="inbound",
            name=PROFILE,
            target="custom",
            endpoint=self._url,
            user_agent=self.arrived.header("user-agent"),
            spelling="literal" if "[" in self.received.target else "percent",
            headers=headers,
        )


# Tells the console's own sends from other programs' among what comes in to the collector.

MOST = 2_000
"""Sends that are remembered."""

LATE = 120.0
"""Seconds after which a send that has not come in is no longer expected to."""


class OwnSends:
    """Remembers what was sent to this machine until it comes in.

    A request is taken for our own when method, target, User-Agent and body are those of a send
    that has not come in yet. Another program would have to send the same at the same time. Every
    method may be called anywhere: orders are sent by a thread of their own.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[_Said, deque[Exchange]] = {}

    def expect(self, exchange: Exchange) -> None:
        """Remember a send that begins."""
        request = exchange.request
        if whose(request.url) != "loopback":
            return
        said = (request.method, request.target, _agent(request.headers), request.body)
        with self._lock:
            self._waiting.setdefault(said, deque(maxlen=MOST)).append(exchange)
            if len(self._waiting) > MOST:
                del self._waiting[next(iter(self._waiting))]

    def take(self, received: Received) -> Exchange | None:
        """The send that a request is, which is no longer expected then."""
        said = (received.method, received.target, _agent(received.headers), received.body)
        with self._lock:
            same = self._waiting.get(said, deque())
            found = None
            while same and found is None:
                exchange = same.popleft()
                if exchange.sent_at >= received.received_at - LATE:
                    found = exchange
            if not same:
                self._waiting.pop(said, None)
        return found


_Said: TypeAlias = tuple[str, str, str | None, bytes]


def _agent(headers: Headers) -> str | None:
    return next((value for name, value in headers if name.lower() == "user-agent"), None)
