"""What events of the DevTools protocol say of a page's request.

The protocol's reference: https://chromedevtools.github.io/devtools-protocol/ (Fetch, Network).
"""

import base64
import binascii
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from convert_console.core.request.headers import Headers
from convert_console.core.verdict.exchange import FailureKind

Event: TypeAlias = Mapping[str, Any]
"""The `params` of an event."""


class Paused(NamedTuple):
    """A request that the browser holds until it is told what to do (`Fetch.requestPaused`).

    `network_id` is "" for what a page sends while it is left: no other event speaks of it then.
    `body` is `None` if the browser has one and did not give it. `status` is that of the answer, 0
    before there is one; `error` is why there is none, in the browser's word.
    """

    id: str
    network_id: str
    frame: str
    kind: str
    method: str
    url: str
    headers: Headers
    body: bytes | None
    status: int
    status_text: str
    answered: Headers
    error: str

    @property
    def is_answered(self) -> bool:
        """Whether the answer is held, not the request."""
        return bool(self.status or self.error)


class Sent(NamedTuple):
    """What else is known of a request (`Network.requestWillBeSent`): the document that sends it, in
    which way, and from which place in a script; "" where nothing is known.
    """

    page: str
    kind: str
    called_from: str


def read_paused(event: Event) -> Paused:
    """Read `Fetch.requestPaused`."""
    request = event["request"]
    return Paused(
        id=event["requestId"],
        network_id=event.get("networkId", ""),
        frame=event.get("frameId", ""),
        kind=event.get("resourceType", ""),
        method=request["method"],
        url=request["url"],
        headers=_with_host(request["url"], tuple(request["headers"].items())),
        body=_body(request),
        status=event.get("responseStatusCode", 0),
        status_text=event.get("responseStatusText", ""),
        answered=tuple((one["name"], one["value"]) for one in event.get("responseHeaders", ())),
        error=event.get("responseErrorReason", ""),
    )


def read_sent(event: Event) -> Sent:
    """Read `Network.requestWillBeSent`.

    >>> frame = {"url": "https://shop.example/a/checkout.js?v=2", "lineNumber": 213,
    ...          "columnNumber": 4, "functionName": "sendConversion"}
    >>> read_sent({"documentURL": "https://shop.example/", "type": "Fetch",
    ...            "initiator": {"type": "script", "stack": {"callFrames": [frame]}}})
    Sent(page='https://shop.example/', kind='Fetch', called_from='checkout.js:214 sendConversion')
    """
    return Sent(
        page=event.get("documentURL", ""),
        kind=event.get("type", ""),
        called_from=_call_site(event.get("initiator", {})),
    )


KINDS = {
    "Fetch": "fetch",
    "XHR": "XMLHttpRequest",
    "Ping": "beacon",
    "Image": "image",
    "Script": "script",
    "Document": "navigation",
    "Stylesheet": "style sheet",
    "Preflight": "preflight",
}
"""How pages send, by the protocol's resource types."""

_WORKERS = {
    "worker": "in a worker",
    "shared_worker": "in a shared worker",
    "service_worker": "in a service worker",
}


def kind_words(kind: str, *, leaving: bool = False, target: str = "page") -> str:
    """In which way a page has sent.

    Before `Network.requestWillBeSent` the protocol calls a `fetch` XHR, and of these only a `fetch`
    with keepalive outlives the page that it is sent from.

    >>> kind_words("Ping"), kind_words("XHR", leaving=True), kind_words("Fetch", target="worker")
    ('beacon', 'fetch with keepalive', 'fetch in a worker')
    """
    if leaving and kind == "XHR":
        return "fetch with keepalive"
    words = KINDS.get(kind, kind.lower() or "request")
    return f"{words} {_WORKERS[target]}" if target in _WORKERS else words


def origin_and_target(url: str) -> tuple[str, str]:
    """Where a URL leads, and its path and query as a request line has them.

    >>> origin_and_target("https://h:8443/track?a=[1]")
    ('https://h:8443', '/track?a=[1]')
    """
    parts = urlsplit(url)
    path = parts.path or "/"
    return f"{parts.scheme}://{parts.netloc}", f"{path}?{parts.query}" if parts.query else path


FAILURES: Mapping[str, FailureKind] = {
    "NameNotResolved": "name",
    "ConnectionRefused": "refused",
    "ConnectionReset": "reset",
    "ConnectionClosed": "reset",
    "ConnectionAborted": "reset",
    "ConnectionFailed": "unreachable",
    "AddressUnreachable": "unreachable",
    "InternetDisconnected": "offline",
    "TimedOut": "timeout",
}
"""What went wrong, by the protocol's `Network.ErrorReason`; the rest says only that it failed."""


def failure_kind(error: str) -> FailureKind:
    """The kind of a failure that the browser names."""
    return FAILURES.get(error, "unseen")


_NOT_OPENED = {
    "NAME_NOT_RESOLVED": "its host is not known",
    "INTERNET_DISCONNECTED": "this machine has no network",
    "CONNECTION_REFUSED": "nothing listens at its port",
    "CONNECTION_TIMED_OUT": "its server does not answer",
    "TIMED_OUT": "its server does not answer",
    "ADDRESS_UNREACHABLE": "its server cannot be reached",
    "EMPTY_RESPONSE": "its server answers nothing",
    "TOO_MANY_REDIRECTS": "it redirects again and again",
    "SSL_PROTOCOL_ERROR": "its server does not speak https",
    "CERT_AUTHORITY_INVALID": "its certificate is of an unknown authority",
    "CERT_COMMON_NAME_INVALID": "its certificate is for another host",
    "CERT_DATE_INVALID": "its certificate has expired",
    "ABORTED": "it is a file to download",
}


def why_not_opened(error: str) -> str:
    """Why a page did not open, from the browser's name for it.

    >>> why_not_opened("net::ERR_NAME_NOT_RESOLVED"), why_not_opened("net::ERR_FAILED")
    ('its host is not known (ERR_NAME_NOT_RESOLVED)', 'ERR_FAILED')
    """
    name = error.removeprefix("net::")
    words = _NOT_OPENED.get(name.removeprefix("ERR_"))
    return f"{words} ({name})" if words else name


def _with_host(url: str, headers: Headers) -> Headers:
    """The browser leaves Host out, which it writes itself."""
    host = urlsplit(url).netloc.rpartition("@")[2]
    return (("Host", host), *headers)


def _body(request: Event) -> bytes | None:
    entries: Iterable[Mapping[str, str]] = request.get("postDataEntries") or ()
    try:
        parts = [base64.b64decode(entry["bytes"]) for entry in entries]
    except (KeyError, binascii.Error):
        return None  # a part that is not in memory, such as a file
    if parts or not request.get("hasPostData"):
        return b"".join(parts)
    text = request.get("postData")
    return None if text is None else str(text).encode()


def _call_site(initiator: Event) -> str:
    """The place that called, across asynchronous steps."""
    stack = initiator.get("stack")
    while stack is not None:
        for frame in stack["callFrames"]:
            name = frame.get("functionName", "")
            return f"{_file(frame['url'])}:{frame['lineNumber'] + 1} {name}".rstrip()
        stack = stack.get("parent")
    if initiator.get("url") and "lineNumber" in initiator:
        return f"{_file(initiator['url'])}:{initiator['lineNumber'] + 1:.0f}"
    return ""


def _file(url: str) -> str:
    """The last part of a script's address, the host if it has none; a page's own script has the
    page's.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https", "file"):
        return parts.scheme or "script"  # made by a script, as blob: and data: are
    return parts.path.rstrip("/").rpartition("/")[2] or parts.netloc
