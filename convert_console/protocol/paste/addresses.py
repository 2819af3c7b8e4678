"""Finds the addresses in a text, and says what their hosts and paths tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

ADDRESS_LIMIT = 1_000
"""Addresses that are looked at in one paste."""


def addresses_in(text: str) -> Iterator[str]:
    """The addresses of a text. One that was wrapped over several lines is put together again.

    >>> list(addresses_in('<img src="//h.example/?a=1&amp;b">, see https://h.example/x.'))
    ['//h.example/?a=1&amp;b', 'https://h.example/x']
    """
    if _is_one(text):
        yield _BREAKS.sub("", text)
        return
    for count, found in enumerate(_ADDRESS.finditer(text)):
        if count == ADDRESS_LIMIT:
            return
        yield found[0].rstrip(".,;)")


def parts_of(address: str) -> SplitResult | None:
    """The parts of an address, `None` when it cannot be one; without a scheme, https is meant."""
    if address.startswith("//"):
        address = f"https:{address}"
    elif "://" not in address[:12]:
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        return parts if parts.hostname and (parts.port is None or parts.port) else None
    except ValueError:
        return None


def endpoint_of(parts: SplitResult) -> str:
    """An address without its query."""
    return parts._replace(query="", fragment="").geturl()


def host_of(parts: SplitResult) -> str:
    """The host in lower case."""
    return parts.hostname or ""


def project_of(parts: SplitResult) -> str | None:
    """The project that a host of Convert's names in its first label."""
    label, _, rest = host_of(parts).partition(".")
    named = rest in (METRICS, LEGACY) and label.isascii() and label.isdigit()
    return label if named else None


METRICS = "metrics.convertexperiments.com"
LEGACY = "track.convertexperiments.com"
_ADDRESS = re.compile(
    r"(?:https?:)?//[^\s\"'<>`\\^]++|(?<![\w.@-])(?:[\w-]++\.)++com/[^\s\"'<>`\\^]*+",
    re.IGNORECASE,
)
_BREAKS = re.compile(r"[ \t]*+[\r\n]+[ \t]*+")
_SCHEME = re.compile(r"(?:https?:)?//(?=\S)", re.IGNORECASE)


def _is_one(text: str) -> bool:
    """Whether the whole text is one address, wrapped or with spaces in its values."""
    if not _SCHEME.match(text) or any(sign in text for sign in "\"'<>`"):
        return False
    if len(_SCHEME.findall(text)) > 1:
        return False
    lines = _BREAKS.split(text)
    belongs = all(any(sign in line for sign in "=&[%") for line in lines[1:])
    spaced = lines[-1].rpartition(" ")
    return belongs and (not spaced[1] or "=" in spaced[2])
