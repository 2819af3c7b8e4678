"""Which headers hold secrets: their values never enter exports, logs or the history."""

from __future__ import annotations

import re

from convert_console.protocol.wire import Headers

MASK = "***"

_SECRET = re.compile(
    r"authorization|proxy-authorization|cookie|set-cookie|.*(secret|token|api[-_]?key|password).*",
    re.IGNORECASE,
)


def is_secret(name: str) -> bool:
    """Whether a header of this name holds a secret, as far as a name can tell.

    >>> is_secret("Authorization"), is_secret("X-CONVERT-API-SECRET"), is_secret("Accept")
    (True, True, False)
    """
    return _SECRET.fullmatch(name) is not None


def masked(headers: Headers) -> Headers:
    """The headers with the value of each secret one replaced."""
    return tuple((name, MASK if is_secret(name) else value) for name, value in headers)
