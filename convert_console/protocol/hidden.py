"""Headers whose values are secrets: they are put in when a request goes out, and nowhere before.

Previews, the history, exports and everything copied hold `HIDDEN` in their place, because that is
all they are given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convert_console.protocol.exchange import Answer, Failure
    from convert_console.protocol.wire import Headers, Unsendable, WireRequest

HIDDEN = "(hidden)"
"""Stands for a secret value. ASCII, so that a request that holds it still has bytes to show."""

_SECRET = re.compile(
    r"cookie|authoriz|authentic|api-?_?key|access-?_?key|token|secret|passw|session|signature|x-auth\b",
    re.IGNORECASE,
)
_TELLS_NO_SECRET = ("www-authenticate", "proxy-authenticate", "access-control-")
_COOKIE_VALUE = re.compile(r"=[^;]*")
SHORTEST_FOUND = 6
"""Signs from which a secret is looked for in an answer; a shorter one stands there by chance."""


def is_secret(name: str) -> bool:
    """Whether a header's value is nobody else's business, judged by its name.

    >>> is_secret("Authorization"), is_secret("X-API-Key"), is_secret("Accept")
    (True, True, False)
    """
    return _SECRET.search(name) is not None


def concealed(headers: Headers) -> Headers:
    """Headers with every secret value hidden.

    >>> concealed((("Accept", "*/*"), ("Cookie", "a=1")))
    (('Accept', '*/*'), ('Cookie', '(hidden)'))
    """
    return tuple((name, HIDDEN if value and is_secret(name) else value) for name, value in headers)


def hidden_names(headers: Headers) -> tuple[str, ...]:
    """The names of headers whose value is not told here, in lower case, each once."""
    return tuple(dict.fromkeys(name.lower() for name, value in headers if value == HIDDEN))


def secrets_in(headers: Headers) -> dict[str, str]:
    """Secret values that stand in headers in the open, by name in lower case."""
    return {
        name.lower(): value
        for name, value in headers
        if value and value != HIDDEN and is_secret(name)
    }


def revealed(wire: WireRequest, known: Mapping[str, str]) -> WireRequest | Unsendable:
    """The request as it goes out, with the secrets of `known`, by name in lower case."""
    from convert_console.protocol.wire import Unsendable, header_fault

    unknown = next((name for name in hidden_names(wire.headers) if not known.get(name)), "")
    if unknown:
        return Unsendable(
            f"the value of the header {unknown} is hidden and not known on this machine; enter it "
            "under Headers in the profile settings"
        )
    headers = tuple(
        (name, known[name.lower()].strip(" \t") if value == HIDDEN else value)
        for name, value in wire.headers
    )
    fault = header_fault(headers)  # which names the header, never its value
    return Unsendable(fault) if fault else replace(wire, headers=headers)


def shown(wire: WireRequest, known: Mapping[str, str]) -> WireRequest:
    """A request with those hidden values that are known; the others stay hidden."""
    from convert_console.protocol.wire import Unsendable

    either = {name: known.get(name) or HIDDEN for name in hidden_names(wire.headers)}
    whole = revealed(wire, either)
    return wire if isinstance(whole, Unsendable) else whole


def discreet(answer: Answer, known: Mapping[str, str]) -> Answer:
    """An answer without the values of cookies that it sets, and without secrets that it repeats."""
    headers = tuple((name, _discreet_value(name, value, known)) for name, value in answer.headers)
    body = answer.body
    for secret in _findable(known):
        body = body.replace(secret.encode("latin-1", "ignore"), HIDDEN.encode())
    size = answer.body_size + len(body) - len(answer.body)
    return replace(answer, headers=headers, body=body, body_size=size)


def discreet_failure(failure: Failure, known: Mapping[str, str]) -> Failure:
    """A failure whose wording repeats no secret, as that of a library might."""
    detail = failure.detail
    for secret in _findable(known):
        detail = detail.replace(secret, HIDDEN)
    return replace(failure, detail=detail)


def _discreet_value(name: str, value: str, known: Mapping[str, str]) -> str:
    if name.lower() == "set-cookie":
        return _COOKIE_VALUE.sub(f"={HIDDEN}", value, count=1)
    for secret in _findable(known):
        value = value.replace(secret, HIDDEN)
    return HIDDEN if is_secret(name) and not name.lower().startswith(_TELLS_NO_SECRET) else value


def _findable(known: Mapping[str, str]) -> list[str]:
    return [secret for secret in known.values() if len(secret) >= SHORTEST_FOUND]
