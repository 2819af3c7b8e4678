"""What a form of Copy as is, and what the forms have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from convert_console.core.request.headers import Headers
from convert_console.core.request.wire import WireRequest


class HandoffImpossible(ValueError):
    """Why a request cannot be written in a form, in a sentence with the next step."""


@dataclass(frozen=True, slots=True)
class Form:
    """One entry of the menu; `write` raises `HandoffImpossible`."""

    id: str
    label: str
    write: Callable[[WireRequest], str]


def told_headers(wire: WireRequest) -> Headers:
    """The headers a snippet has to name: all but those that every client sees to itself.

    Accept-Encoding is left out where it is the console's own, since a snippet would have to undo
    it too.
    """
    host = urlsplit(wire.url).netloc.lower()
    own = {"content-length", "transfer-encoding"}
    usual = {("accept", "*/*"), ("accept-encoding", "gzip"), ("host", host)}
    return tuple(
        (name, value)
        for name, value in wire.headers
        if name.lower() not in own and (name.lower(), value.lower()) not in usual
    )


def has_header(wire: WireRequest, name: str) -> bool:
    """Whether a header is sent, whatever the case of its name."""
    return any(known.lower() == name.lower() for known, _ in wire.headers)


def body_text(wire: WireRequest) -> str:
    """The body as text, for forms that hold nothing else."""
    try:
        return wire.body.decode("utf-8")
    except UnicodeDecodeError:
        sentence = "The body holds bytes that are not UTF-8 text. Copy it as Python or PHP."
        raise HandoffImpossible(sentence) from None


def refuse_nul(wire: WireRequest) -> None:
    """For forms whose text, or whose program's arguments, end at a NUL."""
    if b"\0" in wire.body:
        sentence = "The body holds a NUL, which ends any text here. Copy it as Python or PHP."
        raise HandoffImpossible(sentence)


def ascii_headers(headers: Headers) -> Headers:
    """The headers, where a form can hold no others than ASCII ones."""
    for name, value in headers:
        if not value.isascii():
            raise HandoffImpossible(
                f"The header {name} holds characters beyond ASCII, which this form would send as "
                "other bytes. Copy it as Python or PHP."
            )
    return headers


# A request as the text that goes over the wire.


def write_raw(wire: WireRequest) -> str:
    """Request line, headers, blank line and body; the lines of the head end in CR LF."""
    refuse_nul(wire)
    ascii_headers(wire.headers)
    return wire.head.decode("ascii") + body_text(wire)
