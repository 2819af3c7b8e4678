"""How a tracking request is answered on this machine: as Convert's endpoint is documented to."""

import re
from typing import Literal, NamedTuple

from convert_console.core.request.destination import COLLECTOR
from convert_console.core.request.headers import Headers, header_value
from convert_console.core.traffic.incoming import Arrived
from convert_console.core.verdict.user_agent import UserAgentVerdict

Taken = Literal["accepted", "bot", "blocked"]
"""What the endpoint makes of a request that it can read: it takes it, drops it as a bot's, or its
firewall turns it away for lack of a User-Agent.
"""

METHODS = {"track": ("GET", "POST"), "v1": ("POST",)}
"""The methods of each endpoint that is documented."""

_OUTCOMES: dict[str, Taken] = {
    "passes": "accepted",
    "unclear": "accepted",  # not known to be discarded; the linter warns of it
    "bot": "bot",
    "none": "blocked",
}
_SOURCE = re.compile(r'"source"\s*:\s*"[^"\\]*-sdk"')
_BODIES = {
    "track": b'{"status":"ok"}',
    "v1": b'{"code":200,"message":"OK"}',
    "bot": b'{"code":"BOT"}',
}
_ANY_ORIGIN = (("Access-Control-Allow-Origin", "*"), ("Vary", "Origin"))
_MAX_AGE = (("Access-Control-Max-Age", "600"),)


class LocalAnswer(NamedTuple):
    """What is answered, without the headers that let a page read it."""

    status: int
    headers: Headers
    body: bytes


def outcome_of(arrived: Arrived, gate: UserAgentVerdict) -> Taken:
    """What Convert's endpoint would make of a request; `gate` is the verdict on its User-Agent."""
    outcome = _OUTCOMES[gate.kind]
    if outcome == "bot" and arrived.aim.endpoint == "v1" and _SOURCE.search(arrived.body.text):
        # So say the comments of one of Convert's SDKs.
        return "accepted"
    return outcome


def documented_answer(outcome: Taken, endpoint: str) -> LocalAnswer:
    """What the tracking endpoints are documented to answer; `endpoint` is "track" or "v1".

    The target of the 301 is not documented. Here it is a page that answers 200, so that following
    it looks like success, as with the real endpoint.
    """
    name = ("Server", COLLECTOR)
    if outcome == "blocked":
        return LocalAnswer(301, (name, ("Location", "/")), b"")
    body = _BODIES["bot" if outcome == "bot" else endpoint]
    return LocalAnswer(200, (name, ("Content-Type", "application/json")), body)


def headers_for_pages(headers: Headers) -> Headers:
    """What lets a page of any origin read the answer to a request with these headers, also one that
    sends its credentials.

    A browser refuses `*` for those: beacons always send them.

    >>> headers_for_pages((("Origin", "https://shop.example"),))[0]
    ('Access-Control-Allow-Origin', 'https://shop.example')
    """
    origin = header_value(headers, "origin")
    if origin is None:
        return _ANY_ORIGIN
    return (
        ("Access-Control-Allow-Origin", origin),
        ("Access-Control-Allow-Credentials", "true"),
        ("Vary", "Origin, Access-Control-Request-Headers"),
    )


def headers_for_preflight(headers: Headers, methods: tuple[str, ...]) -> Headers:
    """What a preflight with these headers is answered with 204, besides `headers_for_pages`."""
    wanted = header_value(headers, "access-control-request-headers")
    answer: Headers = (("Access-Control-Allow-Methods", ", ".join(methods)),)
    if wanted:
        answer += (("Access-Control-Allow-Headers", wanted),)
    if header_value(headers, "access-control-request-private-network"):
        answer += (("Access-Control-Allow-Private-Network", "true"),)
    return answer + _MAX_AGE
