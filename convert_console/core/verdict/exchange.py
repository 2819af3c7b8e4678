"""One send as data: the request, what came back, and how long each part took."""

from typing import Literal, NamedTuple, TypeAlias

from convert_console.core.request.destination import destination_kind
from convert_console.core.request.headers import Headers, header_value
from convert_console.core.request.wire import WireRequest

FailureKind = Literal[
    "name",
    "refused",
    "tls",
    "timeout",
    "reset",
    "unreachable",
    "protocol",
    "forbidden",
    "cancelled",
    "name-service",
    "offline",
    "connect-timeout",
    "proxy-name",
    "proxy-refused",
    "proxy-unreachable",
    "proxy-timeout",
    "proxy-denied",
    "proxy-gateway",
    "proxy-login",
    "proxy-broke-off",
    "proxy-odd",
    "proxy-tls",
    "ca-file",
    "tls-self-signed",
    "tls-issuer",
    "tls-expired",
    "tls-early",
    "tls-host",
    "tls-plain",
    "tls-wanted",
    "tls-timeout",
    "stalled",
    "cut-off",
    "not-http",
    "cancelled-unsent",
    "unseen",
]
"""What went wrong; kinds differ by their next step.

Without a connection: name (unknown), name-service (no name server answers), offline (no route
out), unreachable, refused, connect-timeout. The proxy: unknown, refusing, without a route,
silent, refusing the tunnel (4xx), failing to reach the endpoint (5xx), asking for a login,
breaking off, no proxy at all, speaking TLS. ca-file: the extra certificates are unusable. TLS:
tls-early is a certificate that is not yet valid, tls-plain is https to a port that speaks plain
HTTP, tls-wanted is http to a port that speaks TLS. Afterwards: timeout (silent), stalled (took no
more of the request), reset (closed without an answer), cut-off (closed inside the headers),
not-http, protocol (HTTP that breaks its own rules). Ours: forbidden, cancelled, cancelled-unsent;
and unseen, which is in the history from before the first byte goes out until the answer is
kept: it is what remains when the program ends in between.
"""

BODY_KEPT = 5_000_000
"""Bytes of a decoded body that are kept; the rest is only counted."""

SHOWN_AS_SENT = "shown as it was sent"
"""Part of a note: the body is still in an encoding that cannot be read here."""

BODY_BROKE_OFF = "the body broke off"
"""The beginning of a note: the connection ended before the body was complete."""

BODY_HIDDEN = "secrets that it repeats are hidden"
BODY_WITHHELD = "it cannot be searched for secrets, so it is hidden"
"""Notes about a body that is not kept as it came."""

Inbound = Literal[
    "",
    "accepted",
    "bot",
    "blocked",
    "faulted",
    "refused",
    "other",
    "wrong-path",
    "preflight",
    "configuration",
]

Source = Literal["sent", "collector", "page"]
"""Where an exchange comes from: sent by the console, received by the local collector, or seen in a
watched page.
"""


class Timings(NamedTuple):
    """Seconds spent in each phase; `None` where a phase did not happen (a reused connection)."""

    connect: float | None = None
    tls: float | None = None
    waiting: float | None = None
    download: float | None = None
    total: float = 0.0


class Answer(NamedTuple):
    """What HTTP answered.

    `body` is decoded from its content encoding, cut at `BODY_KEPT` bytes and holds `HIDDEN` for
    each secret that it repeats; `body_size` counts what came. `note` says what was odd about the
    body, if anything.
    """

    status: int
    reason: str
    headers: Headers
    body: bytes
    body_size: int
    http_version: str = "HTTP/1.1"
    note: str = ""

    @property
    def left_out(self) -> int:
        """Bytes at the end of the body that were too many to be kept."""
        if BODY_HIDDEN in self.note or BODY_WITHHELD in self.note:
            return max(0, self.body_size - BODY_KEPT)
        return max(0, self.body_size - len(self.body))

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name."""
        return header_value(self.headers, name)


class Failure(NamedTuple):
    """Why no answer came; `detail` is the system's own wording."""

    kind: FailureKind
    detail: str


Names: TypeAlias = tuple[tuple[str, str, str], ...]
"""What a catalog called ids: kind, id and name."""

Unreadable: TypeAlias = tuple[tuple[str, str], ...]
"""Parts of a row of the history that cannot be read, each with as much as is legible of it."""


class Exchange(NamedTuple):
    """A request with its outcome. `sent_at` is in Unix seconds, UTC.

    `document` is the draft's text at the time of sending, so that "edit this" gives back
    exactly what was composed, also for a GET. `outcome` is `None` while the send is under way.

    `inbound` is empty for what the endpoint has answered. For a request that another program sent
    to the local collector, or that was answered here on behalf of the endpoint, it says what was
    made of it; there is no outcome then. `answered` is the status of the answer, and `remark` why
    the request was not taken, in a sentence.

    `page` is the address of the page that sent it, as far as that is known. `peer` is the program
    that sent it in a few words, where that is not the console. Of a watched page `call` is the way
    in which it sent, and `called_from` the place in its script.

    `profile` is the name of the profile that sent it, and `profile_id` its id, which never changes.
    The id is empty for what came in, and in rows of earlier versions.

    `sighting` is what Convert's live log showed of it, as JSON; "" if that was never read for it.

    `names` is what the project's catalog called the document's ids at that time.

    `unreadable` is empty except for a damaged row of the history, which can be looked at and not be
    sent again.
    """

    id: str
    sent_at: float
    profile: str
    request: WireRequest
    document: str
    outcome: Answer | Failure | None = None
    timings: Timings = Timings()
    inbound: Inbound = ""
    names: Names = ()
    unreadable: Unreadable = ()
    profile_id: str = ""
    source: Source = "sent"
    page: str = ""
    peer: str = ""
    answered: int | None = None
    remark: str = ""
    call: str = ""
    called_from: str = ""
    sighting: str = ""

    @property
    def status(self) -> int | None:
        """The status of the answer, also of one that was given here."""
        return self.outcome.status if isinstance(self.outcome, Answer) else self.answered

    @property
    def is_here(self) -> bool:
        """Whether it went to this machine or was answered here, so that no report counts it."""
        is_answered_here = self.inbound != "" and self.outcome is None
        return is_answered_here or destination_kind(self.request.url) == "loopback"

    @property
    def of_request(self) -> tuple[object, ...]:
        """The same for all rows of one HTTP request: a v1 request of another program has a row for
        each visitor.
        """
        if self.source == "sent":
            return ("sent", self.id)
        return (self.source, self.sent_at, self.request)


CANNOT_BE_SENT = "It cannot be sent again: compose it as a new request."
"""What follows `unreadable_words` where a request is to be used."""


def unreadable_words(parts: Unreadable) -> str:
    """What of a row of the history cannot be read, in a sentence; "" for nothing.

    >>> unreadable_words((("revenue", "12x.20"), ("goals", "")))
    'The revenue (“12x.20”) and goals of this history row cannot be read.'
    """
    if not parts:
        return ""
    *first, last = [f"{part} (“{shown}”)" if shown else part for part, shown in parts]
    listed = f"{', '.join(first)} and {last}" if first else last
    return f"The {listed} of this history row cannot be read."


def why_not_again(exchange: Exchange) -> str:
    """Why a request of the history cannot go out as it is, in a sentence; "" if it can."""
    why = unreadable_words(exchange.unreadable)
    if not why and not exchange.request.can_go:
        why = "This history row contains no request that HTTP allows."
    if not why and not exchange.request.is_whole:
        why = "The body of this row is not as long as its headers say."
    return f"{why} {CANNOT_BE_SENT}" if why else ""
