"""The bytes of a request, made from a draft and a profile."""

import re
from collections.abc import Callable, Mapping
from itertools import chain
from typing import NamedTuple, TypeAlias
from urllib.parse import SplitResult, urlsplit

from convert_console.core.document.payload import Payload
from convert_console.core.query import QueryTooLong, QueryWriter, half_character
from convert_console.core.query.write import Spelling
from convert_console.core.request.destination import is_host
from convert_console.core.request.draft import Draft, Method
from convert_console.core.request.headers import Headers, header_value
from convert_console.core.request.profile import NO_PROJECT, Profile, without_debug_token
from convert_console.core.request.secret_headers import HIDDEN, concealed, hidden_names

METHODS = frozenset({"POST", "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""What a request can have: a draft has one of two, and what came in can be sent again."""

_TARGET = re.compile("[!-~]*")

URL_LIMIT = 65_536
"""Bytes of a URL beyond which httpx refuses to send (`httpx._urlparse.MAX_URL_LENGTH`)."""

QUERY_LIMIT = 2 * URL_LIMIT
"""Characters of a query up to which it is spelled, to say how long it is, though it cannot be sent.
"""


class WireRequest(NamedTuple):
    """A request exactly as it goes out; `headers` is the whole list, in order, Host included."""

    method: Method
    url: str
    headers: Headers
    body: bytes

    def __repr__(self) -> str:
        """Without secrets, since tracebacks and logs show it."""
        headers, size = concealed(self.headers), len(self.body)
        url = without_debug_token(self.url)
        return f"WireRequest({self.method!r}, {url!r}, {headers!r}, {size} bytes)"

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name."""
        return header_value(self.headers, name)

    @property
    def target(self) -> str:
        """Path and query as the request line has them."""
        parts = urlsplit(self.url)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    @property
    def can_go(self) -> bool:
        """Whether it can go out as it is; what came in, or a damaged row of the history, may have
        any text.
        """
        if self.method not in METHODS or not _TARGET.fullmatch(self.target):
            return False
        try:
            for text in chain.from_iterable(self.headers):
                text.encode("latin-1")
        except ValueError:
            return False
        return True

    @property
    def is_whole(self) -> bool:
        """Whether its body has the length that its headers give: not so where either was damaged in
        the history, or where what came in was cut off.
        """
        named = [(name.strip().lower(), value.strip()) for name, value in self.headers]
        if any(name == "transfer-encoding" for name, _ in named):
            return True  # the body is put into chunks of its own length
        lengths = {value for name, value in named if name == "content-length"} or {"0"}
        return lengths == {str(len(self.body))}

    @property
    def head(self) -> bytes:
        """Request line and headers with the blank line that ends them."""
        lines = [f"{self.method} {self.target} HTTP/1.1", *(f"{k}: {v}" for k, v in self.headers)]
        return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("latin-1", "replace")

    @property
    def raw(self) -> bytes:
        """Every byte that is written to the socket."""
        return self.head + self.body


class Unsendable(NamedTuple):
    """Why no request can be made of a draft, in a sentence with the next step.

    A GET that is too long has its URL, or only the beginning of it if it is `cut`.
    """

    reason: str
    url: str = ""
    cut: bool = False


Spell: TypeAlias = Callable[[Payload, Spelling], str]
"""Makes a query of a tree, as `write_query` does, or raises QueryTooLong."""


def spelled(payload: Payload, spelling: Spelling) -> str:
    """A query, or QueryTooLong if it has more than QUERY_LIMIT characters."""
    return QueryWriter(spelling, QUERY_LIMIT).write(payload)


def encode(draft: Draft, profile: Profile, spell: Spell = spelled) -> WireRequest | Unsendable:
    """Make the request that the preview shows and Send sends.

    POST carries the text as it is, broken JSON too. GET needs a readable document, since the
    query is spelled from its tree; `spell` may remember what it has spelled before.
    """
    address = _address(profile)
    if isinstance(address, Unsendable):
        return address
    fault = header_fault(_own_headers(profile))
    if fault:
        return Unsendable(fault)
    if draft.method == "POST":
        return _post(draft, profile, address)
    return _get(draft, profile, address, spell)


_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_URL_TEXT = re.compile(r"[\x21-\x7e]+")
_LABEL = re.compile(r"[A-Za-z0-9_-]+")


def _address(profile: Profile) -> SplitResult | Unsendable:
    if profile.lacks_project:
        return Unsendable(NO_PROJECT)
    if profile.target == "convert" and not _LABEL.fullmatch(profile.project):
        return Unsendable("The project id cannot be part of a host name. Enter digits only.")
    fault = endpoint_fault(profile.url)
    if fault:
        return Unsendable(fault)
    parts = urlsplit(profile.url)
    return parts._replace(path=parts.path or "/", fragment="")


def endpoint_fault(url: str) -> str:
    """Why nothing can be sent to an endpoint, with the next step; "" where it can."""
    if not _URL_TEXT.fullmatch(url):
        return "The target is empty, or contains a space or a letter with an accent. Correct it."
    parts = _split(url)
    if parts is None or parts.scheme not in ("http", "https"):
        return "The target is not a web address such as https://host/track."
    if parts.username is not None or parts.password is not None:
        return "The target must not contain a user name or password. Remove it."
    return ""


def _split(url: str) -> SplitResult | None:
    """The parts of a URL; `None` if its host or port is impossible."""
    try:
        parts = urlsplit(url)
        usable = parts.port != 0 and is_host(parts.hostname or "")
    except ValueError:
        return None
    return parts if usable else None


def _post(draft: Draft, profile: Profile, address: SplitResult) -> WireRequest:
    body = draft.text.encode("utf-8", "surrogatepass")
    length = ("Content-Length", str(len(body)))
    json_type = ("Content-Type", "application/json")
    headers = (*_headers(profile, address, json_type), length)
    return WireRequest("POST", address.geturl(), headers, body)


def _get(
    draft: Draft, profile: Profile, address: SplitResult, spell: Spell
) -> WireRequest | Unsendable:
    fault = draft.reading.fault
    if fault:
        return Unsendable(
            f"A GET URL is made from the document, which is not valid JSON: {fault.sentence} "
            f"(line {fault.line}, column {fault.column}). POST can send the text as it is."
        )
    if not isinstance(draft.payload, dict):
        return Unsendable(
            "A GET URL is made from an object, and this document is not one. "
            "POST can send it as it is."
        )
    try:
        query = spell(draft.payload, profile.spelling)
    except QueryTooLong as why:
        return _too_long(f"more than {QUERY_LIMIT:,}", _url(address, why.beginning), cut=True)
    halved = half_character(draft.payload, query)
    if halved:
        return Unsendable(f"{halved} POST can send the text as it is.")
    url = _url(address, query)
    if len(url) > URL_LIMIT:
        return _too_long(f"{len(url):,}", url)
    return WireRequest("GET", url, _headers(profile, address), b"")


def _url(address: SplitResult, query: str) -> str:
    full = address._replace(query="&".join(part for part in (address.query, query) if part))
    return full.geturl()


def _too_long(counted: str, url: str, *, cut: bool = False) -> Unsendable:
    reason = f"This GET URL has {counted} bytes; the limit is {URL_LIMIT:,}. Use POST."
    return Unsendable(reason, url, cut)


def _headers(profile: Profile, address: SplitResult, *of_body: tuple[str, str]) -> Headers:
    """Host comes first (RFC 9110, 7.2); h11 writes it there wherever it is."""
    own = _own_headers(profile)
    named = {name.lower() for name, _ in own}
    host = [h for h in own if _is_host(h)] or [("Host", address.netloc)]
    usual = (("Accept", "*/*"), ("Accept-Encoding", "gzip"), *of_body)
    remaining = (header for header in usual if header[0].lower() not in named)
    return (*host, *(h for h in own if not _is_host(h)), *remaining)


def _own_headers(profile: Profile) -> Headers:
    """The headers of the profile, without those for lengths.

    Blanks around a value are not part of it (RFC 9110, 5.5), and h11 refuses them.
    """
    user_agent = () if profile.user_agent is None else (("User-Agent", profile.user_agent),)
    dropped = {"content-length", "transfer-encoding", "user-agent"}
    own = user_agent + tuple(h for h in profile.headers if h[0].lower() not in dropped)
    return tuple((name, value.strip(" \t")) for name, value in own)


def _is_host(header: tuple[str, str]) -> bool:
    return header[0].lower() == "host"


def header_fault(own: Headers) -> str:
    """Why these headers cannot be sent; "" when they can."""
    for name, value in own:
        if not (_HEADER_NAME.fullmatch(name) and _HEADER_VALUE.fullmatch(value)):
            return f"The header {name!r} contains characters that HTTP does not allow. Remove them."
    if sum(map(_is_host, own)) > 1:
        return "HTTP allows one Host header, and this profile has several. Keep one."
    return ""


# Secrets are put in when a request goes out.


def revealed(wire: WireRequest, known: Mapping[str, str]) -> WireRequest | Unsendable:
    """The request as it goes out, with the secrets of `known`, by name in lower case."""
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
    return Unsendable(fault) if fault else wire._replace(headers=headers)


def shown(wire: WireRequest, known: Mapping[str, str]) -> WireRequest:
    """A request with those hidden values that are known; the others stay hidden."""
    either = {name: known.get(name) or HIDDEN for name in hidden_names(wire.headers)}
    result = revealed(wire, either)
    return wire if isinstance(result, Unsendable) else result
