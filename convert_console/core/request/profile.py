"""A profile: where requests of one project are sent, and with which headers."""

import re
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import SplitResult, unquote, urlsplit

from convert_console import __version__
from convert_console.core.query.write import Spelling
from convert_console.core.request.destination import (
    COLLECTOR_PORT,
    destination_kind,
    host_of,
    is_host,
)
from convert_console.core.request.headers import Headers, header_value

Target = Literal["convert", "local", "custom"]
Reach = Literal["local", "ask", "free"]

CONVERT_AGENT = f"ConvertAgent/1.0 (convert-console/{__version__})"
LOCAL_ENDPOINT = f"http://127.0.0.1:{COLLECTOR_PORT}/track"
NO_PROJECT = (
    "This profile has no project id yet. Enter it in the profile settings (Ctrl+,), or choose "
    "another target."
)

CONNECT_TIMEOUT = "Connect timeout"
RESPONSE_TIMEOUT = "Response timeout"
TOTAL_TIMEOUT = "Total timeout"
EXTRA_CERTIFICATES = "Extra certificates"
"""What the profile settings call these, for sentences that send a person there."""


@dataclass(frozen=True)
class Profile:
    """The settings for one project."""

    id: str  # names the profile's file, and never changes
    name: str
    project: str = ""
    account: str = ""
    target: Target = "convert"
    endpoint: str = ""  # the whole URL for "custom", the collector's actual one for "local"
    user_agent: str | None = CONVERT_AGENT  # None sends no such header
    spelling: Spelling = "literal"
    reach: Reach = "ask"  # sends to loopback only, after a question, or freely
    headers: Headers = ()  # a secret value is `secret_headers.HIDDEN` here
    silenced: tuple[str, ...] = ()  # ids of muted rules
    catalog_base: str = ""  # replaces the usual address of configurations
    catalog_environment: str = ""  # asks for the configuration of one environment
    debug_token_since: str = ""  # when the keyring's token was entered (ISO 8601); "" for none
    api_base: str = ""  # replaces the usual address of Convert's REST API
    api_sign_in: Literal["signature", "bearer"] = "signature"
    api_key_since: str = ""  # when the keyring's API key was entered (ISO 8601); "" for none
    connect_timeout: float = 10.0  # seconds, as the next two
    silence_timeout: float = 30.0  # without a byte of the response
    total_timeout: float = 60.0
    proxy: str = "none"  # "none", "system", or an address, which may hold a user but no password
    ca_file: str = ""  # certificates to trust besides the system's
    transactions: Literal["first", "all"] = "first"  # of a visitor, that expected results add up
    mark_tests: Literal["chosen", "always"] = "chosen"  # which requests get a run marker
    plan: str = ""  # the file of the tracking plan
    segments: str = ""  # JSON of the `seg` that new requests begin with

    def __repr__(self) -> str:
        """Without settings, since a profile's file may hold secrets."""
        return f"Profile({self.id!r}, {self.name!r})"

    @property
    def url(self) -> str:
        """The endpoint without a query.

        >>> Profile(id="a", name="A", project="10000001").url
        'https://10000001.metrics.convertexperiments.com/track'
        """
        if self.target == "convert":
            return f"https://{self.project}.metrics.convertexperiments.com/track"
        if self.target == "local":
            return self.endpoint or LOCAL_ENDPOINT
        return self.endpoint

    @property
    def lacks_project(self) -> bool:
        """Whether it aims at its project's own host, and no project is named."""
        return self.target == "convert" and not self.project

    def block_reason(self, url: str, instead: str = "Choose the local collector") -> str:
        """Why this profile must not send to a URL, with what to do instead; "" where it may."""
        if self.reach != "local" or destination_kind(url) == "loopback":
            return ""
        return (
            f"The profile {self.name} is local only, and {host_of(url)} is not this machine. "
            f"{instead}, or set the profile to ask before it sends."
        )


_NOT_A_PROFILES = frozenset({"host", "user-agent", "content-length", "transfer-encoding"})


def profile_of(method: str, url: str, headers: Headers, name: str) -> Profile:
    """The profile that makes these headers and this URL of a document, for the linter."""
    own = tuple(header for header in headers if header[0].lower() not in _NOT_A_PROFILES)
    if method == "POST" and header_value(own, "Content-Type") is None:
        own += (("Content-Type", ""),)  # else the encoder would add the right one
    return Profile(
        id="sent",
        name=name,
        target="custom",
        endpoint=url.partition("?")[0] if method == "GET" else url,
        user_agent=header_value(headers, "User-Agent"),
        spelling="literal" if "[" in url.partition("?")[2] else "percent",
        headers=own,
    )


# The address of a proxy.

USUAL_PORT = 8080
EXAMPLE = "http://user@proxy.example:3128"


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy that is asked for a tunnel (CONNECT); without `user` it gets no login.

    The password is never part of what is printed.
    """

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def address(self) -> str:
        """Where it listens, such as `proxy.example:3128`; also its name in sentences."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def account(self) -> str:
        """The login that the password belongs to, such as `ann@proxy.example:3128`."""
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
        return f"Only HTTP proxies are supported; the address begins with http://, as {EXAMPLE}."
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


def without_debug_token(url: str) -> str:
    """A URL of a project's configuration with its debug token hidden.

    >>> without_debug_token("https://h/config/1/2?debug_token=abc&x=1")
    'https://h/config/1/2?debug_token=(hidden)&x=1'
    """
    return _DEBUG_TOKEN.sub(r"\1(hidden)", url)


_DEBUG_TOKEN = re.compile(r"([?&]debug_token=)[^&#\s]*")
_BETWEEN_SIGNS = re.compile(r"([/\s])")
_LOGIN = re.compile(r"\A([a-z][a-z0-9+.-]*://[^/?#@\s:]*):[^/?#\s]*@", re.IGNORECASE)


def _parts(text: str) -> SplitResult | None:
    address = text.strip()
    try:
        parts: Any = urlsplit(address if "://" in address else f"http://{address}")
        usable = parts.port != 0 and is_host(parts.hostname or "")
    except ValueError:
        return None
    return parts if usable and not any(sign.isspace() for sign in address) else None


def _without_password(piece: str) -> str:
    """A piece between slashes and blanks: its password goes from the colon to the last `@`."""
    before, _, after = piece.partition(":")
    _, at, host = after.rpartition("@")
    return f"{before}@{host}" if at else piece
