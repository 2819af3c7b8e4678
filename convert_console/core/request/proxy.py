"""The address of a proxy, as people write it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from convert_console.core.request.destination import is_host

USUAL_PORT = 8080
EXAMPLE = "http://user@proxy.example:3128"


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy that is asked for a tunnel (CONNECT); without `user` it is told nobody's name.

    The password is never part of what is printed.
    """

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def address(self) -> str:
        """Where it listens, such as `proxy.example:3128`: what it is called by."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def account(self) -> str:
        """Whose password it wants, such as `ann@proxy.example:3128`: no other proxy is told it."""
        return f"{self.user}@{self.host}:{self.port}"


def read_proxy(text: str) -> Proxy | str:
    """The proxy of an address, or a sentence about what is wrong with it.

    >>> read_proxy("http://ann@proxy.example:3128").account
    'ann@proxy.example:3128'
    """
    parts = _parts(text)
    if parts is None:
        return f"The proxy is not an address such as {EXAMPLE}."
    if parts.scheme != "http":
        return f"Only HTTP proxies are spoken to; the address begins with http://, as {EXAMPLE}."
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Proxy(parts.hostname or "", parts.port or USUAL_PORT, user, password)


def without_password(text: str) -> str:
    """The same setting with no password in it, whatever else it holds.

    >>> without_password("http://ann:s3cret@proxy:1"), without_password("system")
    ('http://ann@proxy:1', 'system')
    """
    return "".join(map(_without_password, _BETWEEN_SIGNS.split(text)))


def without_login(url: str) -> str:
    """A web address without the password that it must not hold; its path and query stay.

    >>> without_login("https://ann:s3cret@h/track?a:b@c")
    'https://ann@h/track?a:b@c'
    """
    return _LOGIN.sub(r"\1@", url)


_BETWEEN_SIGNS = re.compile(r"([/\s])")
_LOGIN = re.compile(r"\A([a-z][a-z0-9+.-]*://[^/?#@\s:]*):[^/?#\s]*@", re.IGNORECASE)


def _parts(text: str) -> SplitResult | None:
    whole = text.strip()
    try:
        parts: Any = urlsplit(whole if "://" in whole else f"http://{whole}")
        usable = parts.port != 0 and is_host(parts.hostname or "")
    except ValueError:
        return None
    return parts if usable and not any(sign.isspace() for sign in whole) else None


def _without_password(piece: str) -> str:
    """A piece between slashes and blanks: its password goes from the colon to the last `@`."""
    before, _, after = piece.partition(":")
    _, at, host = after.rpartition("@")
    return f"{before}@{host}" if at else piece
