"""Answers requests to the local collector: the documented endpoint, and pages for scripts."""

from __future__ import annotations

import itertools
import json
import re
from asyncio import TimerHandle, get_running_loop
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeAlias
from urllib.parse import parse_qsl

from convert_console.core.catalog.catalog import ids_of_goals
from convert_console.core.history.filter_language import (
    Filter,
    FilterContext,
    FilterFault,
    read_filter,
)
from convert_console.core.request.destination import COLLECTOR, is_loopback
from convert_console.core.request.headers import Headers, header_value
from convert_console.core.text import printable
from convert_console.core.traffic.answering import (
    METHODS,
    documented_answer,
    headers_for_pages,
    headers_for_preflight,
    outcome_of,
)
from convert_console.core.traffic.incoming import Arrived, split_target
from convert_console.core.traffic.matching import unusable
from convert_console.core.verdict.user_agent import UserAgentVerdict
from convert_console.services.collector.configuration import PATH, Configuration
from convert_console.services.collector.faults import (
    FAULTS,
    FaultSwitch,
    Reply,
    fault_json,
    read_fault,
)
from convert_console.services.collector.received import (
    Outcome,
    Problems,
    Received,
    ReceivedLog,
    received_json,
    refusals_json,
    selected,
)

UserAgentJudge: TypeAlias = Callable[[str | None], UserAgentVerdict]
Clock: TypeAlias = Callable[[], float]

_KINDS = "\n".join(f"{name:10} {kind.description}" for name, kind in FAULTS.items())

PAGE = f"""Convert Console's local collector

It answers /track as Convert's tracking endpoint is documented to, and keeps what it received here.
Nothing leaves this machine.

POST, GET  /track           the tracking endpoint
POST       /v1/track/KEY    the endpoint of Convert's SDKs; KEY may be ACCOUNT/PROJECT
GET        /api/v1/config/KEY
                            the project's configuration for SDKs, where one is loaded
GET        /received        everything kept, as JSON; also /received/good and /received/bad.
                            ?filter=verdict:bot selects by the filter language of the history
DELETE     /received        delete everything kept
GET        /refused         how many requests were incomplete or could not be read, and the newest
                            of them, as JSON
GET        /fault           the fault that is switched on
PUT        /fault           switch one on: {{"kind": "slow", "seconds": 5, "times": 1}}, or
                            ?kind=slow&seconds=5
DELETE     /fault           switch it off

The kinds of faults:

{_KINDS}
""".encode()

_JSON = ("Content-Type", "application/json")
_PRIVATE = (("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"))
_NAME = ("Server", COLLECTOR)


@dataclass(frozen=True, slots=True)
class ParsedRequest:
    """A complete request; the fields are those of `Received`."""

    raw: bytes
    head: str
    body: bytes
    method: str
    target: str
    headers: Headers
    secure: bool = False

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name."""
        return header_value(self.headers, name)

    @property
    def arrived(self) -> Arrived:
        """The request, to be read as documents."""
        return Arrived(self.method, self.target, self.headers, self.body)


class Endpoint:
    """Answers requests, keeping those for the tracking addresses and whatever else arrives.

    `configuration` is what SDKs are given; any thread may set it.
    """

    def __init__(
        self,
        log: ReceivedLog,
        faults: FaultSwitch,
        judge: UserAgentJudge,
        clock: Clock,
        preflight_seconds: float,
    ) -> None:
        self._kept = log
        self._faults = faults
        self._judge = judge
        self._clock = clock
        self._numbers = itertools.count(1)
        self._preflights: list[_Preflight] = []
        self._preflight_seconds = preflight_seconds
        self.configuration = Configuration()
        self._problems = Problems(None, _MOST_PROBLEMS)

    def answer(self, incoming: ParsedRequest) -> Reply:
        """The reply to a request; runs in the collector's loop."""
        # Tracking is open to every host name and web page, like the real endpoint. The other pages
        # show or delete what was collected, so they refuse foreign host names that were pointed to
        # this machine (DNS rebinding), and no other origin may read them.
        if incoming.method == "CONNECT":
            return self._refused(incoming, text(501, _NO_TUNNEL))
        aim = split_target(incoming.target)
        if aim.endpoint != "other":
            return _readable(incoming, self._track(incoming, aim.endpoint))
        if aim.path.startswith(PATH):
            return _readable(incoming, self._configure(incoming, aim.path.removeprefix(PATH)))
        host = aim.host or incoming.header("host")
        if names_this_machine(host):
            # Tools that wait until a server is ready ask by HEAD; such an answer has no body.
            asked = replace(incoming, method="GET") if incoming.method == "HEAD" else incoming
            reply = self._page(aim.path, asked, aim.query)
        else:
            reply = text(421, "Only localhost or 127.0.0.1 can be asked for this page.")
        if reply.status >= 400:
            self._refused(incoming, reply)
        return replace(reply, headers=reply.headers + _PRIVATE)

    def refuse(self, status: int, reason: str, begin: ParsedRequest) -> None:
        """Record a request that could not be read; `status` 0 where it was not answered."""
        self._keep(begin, "refused", status, reason)

    def finish(self) -> None:
        """Record what is still waiting for its request; called before the loop ends."""
        for preflight in list(self._preflights):
            self._record_preflight(preflight)

    def _configure(self, incoming: ParsedRequest, key: str) -> Reply:
        """Give an SDK the configuration that is loaded."""
        if incoming.method == "OPTIONS":
            return self._preflight(incoming, ("GET",))
        self._forget_preflight(incoming)
        if incoming.method != "GET":
            return self._refused(incoming, _not_allowed("GET, OPTIONS"))
        configuration = self.configuration
        reason = configuration.why_not_for(key)
        if reason:
            return self._refused(incoming, text(404, reason))
        self._keep(incoming, "configuration", 200)
        return Reply(200, (_NAME, _JSON), configuration.body)

    def _track(self, incoming: ParsedRequest, endpoint: str) -> Reply:
        methods = METHODS[endpoint]
        if incoming.method == "OPTIONS":
            return self._preflight(incoming, methods)
        self._forget_preflight(incoming)
        if incoming.method not in methods:
            listed = ", ".join(sorted((*methods, "OPTIONS")))
            capitals = incoming.method.upper()
            if capitals in methods:
                sentence = f"Methods are written in capitals: {capitals}, not {incoming.method}."
                return self._refused(incoming, _not_allowed(listed, sentence))
            return self._refused(incoming, _not_allowed(listed))
        gate = self._judge(incoming.header("user-agent") or None)
        taken = outcome_of(incoming.arrived, gate)
        reply = Reply(*documented_answer(taken, endpoint))
        outcome: Outcome = taken
        fault = self._faults.next()
        if fault:
            reply = fault.reply(reply)
            outcome = outcome if FAULTS[fault.kind].is_usual else "faulted"
        answered = reply.delivery in ("whole", "cut")
        self._keep(incoming, outcome, reply.status * answered, fault=fault.kind if fault else "")
        return reply

    def _refused(self, incoming: ParsedRequest, reply: Reply) -> Reply:
        assert isinstance(reply.body, bytes)
        self._keep(incoming, "refused", reply.status, reply.body.decode().strip())
        return reply

    def _keep(
        self,
        incoming: ParsedRequest,
        outcome: Outcome,
        status: int,
        reason: str = "",
        fault: str = "",
        received_at: float | None = None,
    ) -> None:
        received = Received(
            number=next(self._numbers),
            received_at=self._clock() if received_at is None else received_at,
            raw=incoming.raw,
            head=incoming.head,
            body=incoming.body,
            method=incoming.method,
            target=incoming.target,
            headers=incoming.headers,
            verdict=outcome,
            fault=fault,
            status=status,
            reason=reason,
            secure=incoming.secure,
        )
        for listener in self._kept.add(received):
            # Called later, so that the reply is sent even if a listener has a bug.
            get_running_loop().call_soon(listener, received)

    # A browser asks first, with OPTIONS, whether a page may send. What it asks for is no request of
    # its own, but if nothing follows, that is what a person looks for.

    def _preflight(self, incoming: ParsedRequest, methods: tuple[str, ...]) -> Reply:
        origin = incoming.header("origin")
        method = incoming.header("access-control-request-method")
        if origin is None or method is None:
            self._keep(incoming, "preflight", 204, "OPTIONS only asks what is allowed here.")
        else:
            self._await_request(incoming, (origin, incoming.target, method))
        return Reply(204, headers_for_preflight(incoming.headers, methods))

    def _await_request(self, incoming: ParsedRequest, about: tuple[str, str, str]) -> None:
        if len(self._preflights) >= _MOST_PREFLIGHTS:
            self._record_preflight(self._preflights[0])
        # A page may ask for several requests at once before it sends the first.
        preflight = _Preflight(incoming, about, self._clock())
        wait = self._preflight_seconds
        preflight.timer = get_running_loop().call_later(wait, self._record_preflight, preflight)
        self._preflights.append(preflight)

    def _forget_preflight(self, incoming: ParsedRequest) -> None:
        if self._preflights:
            about = (incoming.header("origin") or "", incoming.target, incoming.method)
            waiting = next((each for each in self._preflights if each.about == about), None)
            if waiting is not None:
                self._end_wait(waiting)

    def _end_wait(self, preflight: _Preflight) -> None:
        self._preflights.remove(preflight)
        if preflight.timer is not None:
            preflight.timer.cancel()

    def _record_preflight(self, preflight: _Preflight) -> None:
        self._end_wait(preflight)
        origin, _, method = preflight.about
        self._keep(
            preflight.incoming,
            "preflight",
            204,
            f"A page of {printable(origin[:200])} asked whether it may send a "
            f"{printable(method[:20])}. It was allowed to, and nothing followed. Look for the "
            "reason in the browser's console.",
            received_at=preflight.received_at,
        )

    def _page(self, path: str, incoming: ParsedRequest, query: str) -> Reply:
        if path == "/":
            return text(200, PAGE) if incoming.method == "GET" else _not_allowed("GET, HEAD")
        if path in ("/received", "/received/good", "/received/bad"):
            return self._received(path, incoming.method, query)
        if path == "/fault":
            return self._fault(incoming, query)
        if path == "/refused":
            if incoming.method != "GET":
                return _not_allowed("GET, HEAD")
            refusals = refusals_json(self._kept.refusals, self._kept.others())
            return Reply(200, (_JSON,), refusals)
        return text(404, _nothing_at(path))

    def _received(self, path: str, method: str, query: str) -> Reply:
        everything = path == "/received"
        if method == "DELETE" and everything:
            return Reply(200, (_JSON,), json.dumps({"forgotten": self._kept.clear()}).encode())
        if method != "GET":
            return _not_allowed("DELETE, GET, HEAD" if everything else "GET, HEAD")
        wanted = self._filter(query)
        fault = wanted if isinstance(wanted, FilterFault) else unusable(wanted)
        if isinstance(wanted, FilterFault) or fault:
            assert fault
            return text(400, fault.sentence)
        good = path.endswith("/good")
        kept = [
            received
            for received in self._kept.all()
            if everything or (received.verdict in _GOOD) is good
        ]
        catalog = self.configuration.catalog
        if self._problems.catalog is not catalog:
            self._problems = Problems(catalog, _MOST_PROBLEMS)
        return Reply(
            200, (_JSON,), received_json(selected(kept, wanted, self._problems), self._problems)
        )

    def _filter(self, query: str) -> Filter | FilterFault:
        words = dict(parse_qsl(query)).get("filter", "")
        now = datetime.fromtimestamp(self._clock(), UTC).astimezone()
        named = partial(ids_of_goals, self.configuration.catalog)
        return read_filter(words, FilterContext(now, goals_named=named))

    def _fault(self, incoming: ParsedRequest, query: str) -> Reply:
        if incoming.method not in ("GET", "PUT", "DELETE"):
            return _not_allowed("DELETE, GET, HEAD, PUT")
        if incoming.method == "PUT":
            try:
                self._faults.fault = read_fault(incoming.body, query)
            except ValueError as error:
                return text(400, str(error))
        if incoming.method == "DELETE":
            self._faults.fault = None
        return Reply(200, (_JSON,), fault_json(self._faults.fault))


@dataclass(slots=True, eq=False)
class _Preflight:
    """A preflight whose request has not come yet; `about` is its origin, target and method."""

    incoming: ParsedRequest
    about: tuple[str, str, str]
    received_at: float
    timer: TimerHandle | None = None


_MOST_PREFLIGHTS = 1_000
_MOST_PROBLEMS = 10_000
_NO_TUNNEL = (
    "The collector is no proxy for https. Send to its own address, or let mitmproxy mirror the "
    "requests: see collector --mitmproxy."
)
_GOOD = ("accepted", "configuration")


def _readable(incoming: ParsedRequest, reply: Reply) -> Reply:
    """A reply that pages of any origin may read."""
    return replace(reply, headers=reply.headers + headers_for_pages(incoming.headers))


def names_this_machine(host: str | None) -> bool:
    """Whether a Host header names this machine; without one it is no browser.

    >>> names_this_machine("localhost:8765"), names_this_machine("shop.example")
    (True, False)
    """
    if host is None:
        return True
    return is_loopback(re.sub(r":\d*$", "", host).strip("[]").lower())


def text(status: int, sentence: str | bytes) -> Reply:
    """An answer in plain text."""
    body = sentence if isinstance(sentence, bytes) else f"{sentence}\n".encode()
    return Reply(status, (("Content-Type", "text/plain; charset=utf-8"),), body)


def _nothing_at(path: str) -> str:
    """Why a path is none, with the next step.

    >>> _nothing_at("//track")
    'There is nothing at //track: it has a slash too many. Send to /track.'
    """
    shown = f"There is nothing at {printable(path[:100])}"
    single = re.sub("//+", "/", path)
    if single != path and split_target(single).endpoint != "other":
        return f"{shown}: it has a slash too many. Send to {printable(single[:100])}."
    return f"{shown}. Tracking goes to /track or /v1/track/{{key}}; GET / lists the pages."


def _not_allowed(methods: str, sentence: str = "") -> Reply:
    reply = text(405, sentence or f"This page takes {methods}.")
    return replace(reply, headers=(*reply.headers, ("Allow", methods)))
