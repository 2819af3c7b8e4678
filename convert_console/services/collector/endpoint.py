"""What the local collector answers: the documented endpoint, and a few pages for scripts."""

from __future__ import annotations

import itertools
import json
import re
import threading
from asyncio import get_running_loop
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, TypeAlias, get_args
from urllib.parse import parse_qsl

from convert_console.core.request.destination import COLLECTOR, is_loopback
from convert_console.core.request.headers import Headers, header_value
from convert_console.core.verdict.user_agent import UserAgentVerdict
from convert_console.services.collector import received as collected
from convert_console.services.collector.received import Collected, Outcome, Received

# The ways in which the local collector can be told to misbehave.

Kind = Literal[
    "forbidden", "error", "redirect", "slow", "silent", "reset", "huge", "cut", "not-gzip"
]
Manner = Literal["whole", "cut", "silent", "reset"]
Body: TypeAlias = "bytes | Iterator[bytes]"

LONGEST_WAIT = 3_600.0
"""Seconds that a slow answer may take at most."""

HUGE_PIECE = b" " * 65_536
HUGE_PIECES = 96
"""Six megabytes in all, past the five that a client of ours keeps."""

_TYPES: dict[str, tuple[type, ...]] = {
    "kind": (str,),
    "seconds": (int, float),
    "location": (str,),
    "times": (int, type(None)),
}
_LOCATION = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer, after `delay` seconds; an iterator as body is sent in chunks.

    `manner` "cut" promises twice the body and closes; "silent" never answers; "reset" breaks the
    connection.
    """

    status: int
    headers: Headers = ()
    body: Body = b""
    delay: float = 0.0
    manner: Manner = "whole"


@dataclass(frozen=True, slots=True)
class Fault:
    """A misbehaviour, for the next `times` requests or, with `None`, until it is cleared.

    | kind | the collector |
    |---|---|
    | forbidden, error | answers 403, 500 |
    | redirect | answers 302 to `location` |
    | slow | answers as usual after `seconds` |
    | silent | never answers |
    | reset | breaks the connection |
    | huge | answers 200 with six megabytes |
    | cut | closes in the middle of the body |
    | not-gzip | claims gzip and sends something else |

    Raises `ValueError`, with a sentence for people, when a field does not fit.
    """

    kind: Kind
    seconds: float = 5.0
    location: str = "/"
    times: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"The kind of a fault is one of {', '.join(get_args(Kind))}.")
        if not 0 <= self.seconds <= LONGEST_WAIT:
            raise ValueError(f"The seconds of a fault lie between 0 and {LONGEST_WAIT:,.0f}.")
        if not _LOCATION.fullmatch(self.location):
            raise ValueError("The location of a fault is printable ASCII without spaces.")
        if self.times is not None and self.times < 1:
            raise ValueError("The times of a fault are a whole number from 1, or absent.")


class FaultSwitch:
    """The fault that is on now; may be set and read anywhere."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fault: Fault | None = None

    @property
    def fault(self) -> Fault | None:
        """The fault that the next request will meet."""
        return self._fault

    @fault.setter
    def fault(self, fault: Fault | None) -> None:
        with self._lock:
            self._fault = fault

    def take(self) -> Fault | None:
        """The fault for one request, which counts as one of its times."""
        with self._lock:
            taken = self._fault
            if taken and taken.times:
                left = taken.times - 1
                self._fault = replace(taken, times=left) if left else None
            return taken


def apply(fault: Fault, usual: Reply) -> Reply:
    """What is answered under a fault, in place of the usual reply."""
    json_type = ("Content-Type", "application/json")
    replies = {
        "forbidden": Reply(403, body=b"Forbidden\n"),
        "error": Reply(500, body=b"Internal Server Error\n"),
        "redirect": Reply(302, (("Location", fault.location),)),
        "slow": replace(usual, delay=fault.seconds),
        "silent": Reply(200, manner="silent"),
        "reset": Reply(200, manner="reset"),
        "huge": Reply(200, (json_type,), _huge()),
        "cut": Reply(200, (json_type,), b'{"status":', manner="cut"),
        "not-gzip": Reply(200, (json_type, ("Content-Encoding", "gzip")), b"this is not gzip"),
    }
    return replies[fault.kind]


def read_fault(body: bytes, query: str) -> Fault:
    """A fault as a script spells it: a JSON object, or a query such as `kind=slow&seconds=5`.

    Raises `ValueError` with a sentence for people.
    """
    fields = _from_json(body) if body else _from_query(query)
    for name, value in fields.items():
        if name not in _TYPES:
            raise ValueError(f"A fault has no {name!r}; it has {', '.join(_TYPES)}.")
        if type(value) not in _TYPES[name]:
            raise ValueError(f"The {name} of a fault cannot be {value!r:.40}.")
    if "kind" not in fields:
        raise ValueError('A fault needs a kind, as in {"kind": "slow", "seconds": 5}.')
    return Fault(**fields)


def as_json(fault: Fault | None) -> bytes:
    """The fault as `PUT /fault` takes it; `null` when there is none."""
    return json.dumps(asdict(fault) if fault else None).encode() + b"\n"


def _from_json(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise ValueError("A fault is a JSON object, or stands in the query: ?kind=slow&seconds=5.")
    return fields


def _from_query(query: str) -> dict[str, Any]:
    fields: dict[str, Any] = dict(parse_qsl(query, max_num_fields=20))
    for name, number in (("seconds", float), ("times", int)):
        if name in fields:
            try:
                fields[name] = number(fields[name])
            except ValueError:
                raise ValueError(f"The {name} of a fault are a number.") from None
    return fields


def _huge() -> Iterator[bytes]:
    yield b'{"status":"ok"'
    for _ in range(HUGE_PIECES):
        yield HUGE_PIECE
    yield b"}"


Judge: TypeAlias = Callable[[str | None], UserAgentVerdict]
Clock: TypeAlias = Callable[[], float]

PAGE = b"""Convert Console's local collector

It answers /track as Convert's tracking endpoint is documented to, and keeps what it got here.
Nothing leaves this machine.

POST, GET  /track           the tracking endpoint
GET        /received        everything kept, as JSON; also /received/good and /received/bad
DELETE     /received        forget everything
GET        /refused         how many requests did not arrive whole or could not be read, and the
                            newest of them, as JSON
GET        /fault           the fault that is switched on
PUT        /fault           switch one on: {"kind": "slow", "seconds": 5, "times": 1}, or
                            ?kind=slow&seconds=5; kinds: forbidden, error, redirect, slow,
                            silent, reset, huge, cut, not-gzip
DELETE     /fault           switch it off
"""

_ABSOLUTE = re.compile(r"https?://([^/?]*)(.*)", re.IGNORECASE)
_JSON = ("Content-Type", "application/json")
_PRIVATE = (("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"))
_NAME = ("Server", COLLECTOR)
_ANY_ORIGIN = (("Access-Control-Allow-Origin", "*"),)
_PREFLIGHT = (
    *_ANY_ORIGIN,
    ("Access-Control-Allow-Methods", "GET, POST"),
    ("Access-Control-Allow-Headers", "*"),
    ("Access-Control-Allow-Private-Network", "true"),
    ("Access-Control-Max-Age", "600"),
)
_OUTCOMES: dict[str, Outcome] = {"passes": "accepted", "bot": "bot", "none": "blocked"}


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request that has arrived whole; the fields are those of `Received`."""

    raw: bytes
    head: str
    body: bytes
    method: str
    target: str
    headers: Headers

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name."""
        return header_value(self.headers, name)

    @property
    def place(self) -> tuple[str | None, str, str]:
        """Host, path without a last slash, and query; a proxy's absolute target is understood."""
        absolute = _ABSOLUTE.fullmatch(self.target)
        host, rest = absolute.groups() if absolute else (self.header("host"), self.target)
        path, _, query = rest.partition("?")
        return host, path.rstrip("/") or "/", query


class Rules:
    """Answers requests, keeping those for `/track`."""

    def __init__(self, kept: Collected, faults: FaultSwitch, judge: Judge, clock: Clock) -> None:
        self._kept = kept
        self._faults = faults
        self._judge = judge
        self._clock = clock
        self._numbers = itertools.count(1)

    def answer(self, incoming: Incoming) -> Reply:
        """The reply to a request; runs in the collector's loop.

        `/track` is open to every host name and every web page, as the real endpoint is. The rest
        would give away or change what was collected, so a page that has its own host name point
        to this machine (DNS rebinding) is turned away, and no other origin may read it.
        """
        host, path, query = incoming.place
        if path == "/track":
            return self._track(incoming)
        if not names_this_machine(host):
            return text(421, "Only localhost or 127.0.0.1 can be asked for this page.")
        reply = self._page(path, incoming, query)
        return replace(reply, headers=reply.headers + _PRIVATE)

    def refuse(self, status: int, reason: str, begin: str) -> None:
        """Keep count of a request that did not arrive; `status` 0 where it was not answered."""
        refusal, listeners = self._kept.refuse(self._clock(), status, reason, begin)
        for listener in listeners:
            get_running_loop().call_soon(listener, refusal)

    def _track(self, incoming: Incoming) -> Reply:
        if incoming.method == "OPTIONS":
            return Reply(204, _PREFLIGHT)
        if incoming.method not in ("GET", "POST"):
            return _not_allowed("GET, OPTIONS, POST")
        agent = incoming.header("user-agent") or None
        outcome = _OUTCOMES[self._judge(agent).kind]
        reply = _documented(outcome)
        fault = self._faults.take()
        if fault:
            reply = apply(fault, reply)
            outcome = outcome if fault.kind == "slow" else "faulted"
        self._keep(incoming, outcome, fault.kind if fault else "")
        return replace(reply, headers=reply.headers + _ANY_ORIGIN)

    def _keep(self, incoming: Incoming, outcome: Outcome, fault: str) -> None:
        received = Received(
            number=next(self._numbers),
            received_at=self._clock(),
            raw=incoming.raw,
            head=incoming.head,
            body=incoming.body,
            method=incoming.method,
            target=incoming.target,
            headers=incoming.headers,
            verdict=outcome,
            fault=fault,
        )
        for listener in self._kept.add(received):
            # In a turn of its own: a listener's bug is reported by the loop, and the reply stands.
            get_running_loop().call_soon(listener, received)

    def _page(self, path: str, incoming: Incoming, query: str) -> Reply:
        if path == "/":
            return text(200, PAGE) if incoming.method == "GET" else _not_allowed("GET")
        if path in ("/received", "/received/good", "/received/bad"):
            return self._received(path, incoming.method)
        if path == "/fault":
            return self._fault(incoming, query)
        if path == "/refused":
            if incoming.method != "GET":
                return _not_allowed("GET")
            told = collected.refusals_as_json(self._kept.refusals, self._kept.refused())
            return Reply(200, (_JSON,), told)
        return text(404, "There is no such page here. GET / lists those there are.")

    def _received(self, path: str, method: str) -> Reply:
        whole = path == "/received"
        if method == "DELETE" and whole:
            return Reply(200, (_JSON,), json.dumps({"forgotten": self._kept.clear()}).encode())
        if method != "GET":
            return _not_allowed("DELETE, GET" if whole else "GET")
        good = path.endswith("/good")
        wanted = [r for r in self._kept.all() if whole or (r.verdict == "accepted") is good]
        return Reply(200, (_JSON,), collected.as_json(tuple(wanted)))

    def _fault(self, incoming: Incoming, query: str) -> Reply:
        if incoming.method not in ("GET", "PUT", "DELETE"):
            return _not_allowed("DELETE, GET, PUT")
        if incoming.method == "PUT":
            try:
                self._faults.fault = read_fault(incoming.body, query)
            except ValueError as error:
                return text(400, str(error))
        if incoming.method == "DELETE":
            self._faults.fault = None
        return Reply(200, (_JSON,), as_json(self._faults.fault))


def names_this_machine(host: str | None) -> bool:
    """Whether a Host header names this machine; browsers always send one, so none is well.

    >>> names_this_machine("localhost:8765"), names_this_machine("shop.example")
    (True, False)
    """
    if host is None:
        return True
    return is_loopback(re.sub(r":\d*$", "", host).strip("[]").lower())


def text(status: int, sentence: str | bytes) -> Reply:
    """A plain answer for people."""
    body = sentence if isinstance(sentence, bytes) else f"{sentence}\n".encode()
    return Reply(status, (("Content-Type", "text/plain; charset=utf-8"),), body)


def _documented(outcome: Outcome) -> Reply:
    """What the tracking endpoint is documented to answer; where its 301 leads is not known.

    Here it leads to a page that answers 200, so that following it looks like success, as it does
    there.
    """
    if outcome == "blocked":
        return Reply(301, (_NAME, ("Location", "/")))
    body = b'{"code":"BOT"}' if outcome == "bot" else b'{"status":"ok"}'
    return Reply(200, (_NAME, _JSON), body)


def _not_allowed(methods: str) -> Reply:
    reply = text(405, f"This page takes {methods}.")
    return replace(reply, headers=(*reply.headers, ("Allow", methods)))
