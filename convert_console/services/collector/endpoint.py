"""Answers requests to the local collector: the documented endpoint, and pages for scripts."""

from __future__ import annotations

import itertools
import json
import re
from asyncio import get_running_loop
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from convert_console.core.request.destination import COLLECTOR, is_loopback
from convert_console.core.request.headers import Headers, header_value
from convert_console.core.verdict.user_agent import UserAgentVerdict
from convert_console.services.collector.faults import (
    FAULTS,
    FaultSwitch,
    Reply,
    fault_json,
    read_fault,
)
from convert_console.services.collector.received import (
    Outcome,
    Received,
    ReceivedLog,
    received_json,
    refusals_json,
)

UserAgentJudge: TypeAlias = Callable[[str | None], UserAgentVerdict]
Clock: TypeAlias = Callable[[], float]

_KINDS = "\n".join(f"{name:10} {kind.description}" for name, kind in FAULTS.items())

PAGE = f"""Convert Console's local collector

It answers /track as Convert's tracking endpoint is documented to, and keeps what it received here.
Nothing leaves this machine.

POST, GET  /track           the tracking endpoint
GET        /received        everything kept, as JSON; also /received/good and /received/bad
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
_OUTCOMES: dict[str, Outcome] = {
    "passes": "accepted",
    "unclear": "accepted",  # not known to be discarded; the linter warns of it
    "bot": "bot",
    "none": "blocked",
}


@dataclass(frozen=True, slots=True)
class ParsedRequest:
    """A complete request; the fields are those of `Received`."""

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
    def host_path_query(self) -> tuple[str | None, str, str]:
        """Host, path without a last slash, and query; proxies send an absolute target."""
        absolute = _ABSOLUTE.fullmatch(self.target)
        host, target = absolute.groups() if absolute else (self.header("host"), self.target)
        path, _, query = target.partition("?")
        return host, path.rstrip("/") or "/", query


class Endpoint:
    """Answers requests, keeping those for `/track`."""

    def __init__(
        self, log: ReceivedLog, faults: FaultSwitch, judge: UserAgentJudge, clock: Clock
    ) -> None:
        self._kept = log
        self._faults = faults
        self._judge = judge
        self._clock = clock
        self._numbers = itertools.count(1)

    def answer(self, incoming: ParsedRequest) -> Reply:
        """The reply to a request; runs in the collector's loop."""
        # `/track` is open to every host name and web page, like the real endpoint. The other pages
        # show or delete what was collected, so they refuse foreign host names that were pointed to
        # this machine (DNS rebinding), and no other origin may read them.
        host, path, query = incoming.host_path_query
        if path == "/track":
            return self._track(incoming)
        if not names_this_machine(host):
            return text(421, "Only localhost or 127.0.0.1 can be asked for this page.")
        reply = self._page(path, incoming, query)
        return replace(reply, headers=reply.headers + _PRIVATE)

    def refuse(self, status: int, reason: str, begin: str) -> None:
        """Record a request that could not be read; `status` 0 where it was not answered."""
        refusal, listeners = self._kept.refuse(self._clock(), status, reason, begin)
        for listener in listeners:
            get_running_loop().call_soon(listener, refusal)

    def _track(self, incoming: ParsedRequest) -> Reply:
        if incoming.method == "OPTIONS":
            return Reply(204, _PREFLIGHT)
        if incoming.method not in ("GET", "POST"):
            return _not_allowed("GET, OPTIONS, POST")
        user_agent = incoming.header("user-agent") or None
        outcome = _OUTCOMES[self._judge(user_agent).kind]
        reply = _documented(outcome)
        fault = self._faults.next()
        if fault:
            reply = fault.reply(reply)
            outcome = outcome if FAULTS[fault.kind].is_usual else "faulted"
        self._keep(incoming, outcome, fault.kind if fault else "")
        return replace(reply, headers=reply.headers + _ANY_ORIGIN)

    def _keep(self, incoming: ParsedRequest, outcome: Outcome, fault: str) -> None:
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
            # Called later, so that the reply is sent even if a listener has a bug.
            get_running_loop().call_soon(listener, received)

    def _page(self, path: str, incoming: ParsedRequest, query: str) -> Reply:
        if path == "/":
            return text(200, PAGE) if incoming.method == "GET" else _not_allowed("GET")
        if path in ("/received", "/received/good", "/received/bad"):
            return self._received(path, incoming.method)
        if path == "/fault":
            return self._fault(incoming, query)
        if path == "/refused":
            if incoming.method != "GET":
                return _not_allowed("GET")
            refusals = refusals_json(self._kept.refusals, self._kept.refused())
            return Reply(200, (_JSON,), refusals)
        return text(404, "There is no such page here. GET / lists the pages.")

    def _received(self, path: str, method: str) -> Reply:
        everything = path == "/received"
        if method == "DELETE" and everything:
            return Reply(200, (_JSON,), json.dumps({"forgotten": self._kept.clear()}).encode())
        if method != "GET":
            return _not_allowed("DELETE, GET" if everything else "GET")
        good = path.endswith("/good")
        selected = [r for r in self._kept.all() if everything or (r.verdict == "accepted") is good]
        return Reply(200, (_JSON,), received_json(tuple(selected)))

    def _fault(self, incoming: ParsedRequest, query: str) -> Reply:
        if incoming.method not in ("GET", "PUT", "DELETE"):
            return _not_allowed("DELETE, GET, PUT")
        if incoming.method == "PUT":
            try:
                self._faults.fault = read_fault(incoming.body, query)
            except ValueError as error:
                return text(400, str(error))
        if incoming.method == "DELETE":
            self._faults.fault = None
        return Reply(200, (_JSON,), fault_json(self._faults.fault))


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


def _documented(outcome: Outcome) -> Reply:
    """What the tracking endpoint is documented to answer.

    The target of its 301 is not documented. Here it is a page that answers 200, so that following
    it looks like success, as with the real endpoint.
    """
    if outcome == "blocked":
        return Reply(301, (_NAME, ("Location", "/")))
    body = b'{"code":"BOT"}' if outcome == "bot" else b'{"status":"ok"}'
    return Reply(200, (_NAME, _JSON), body)


def _not_allowed(methods: str) -> Reply:
    reply = text(405, f"This page takes {methods}.")
    return replace(reply, headers=(*reply.headers, ("Allow", methods)))
