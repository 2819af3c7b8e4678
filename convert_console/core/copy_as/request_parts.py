"""The parts of a request that every copy-as target writes, and what no target can carry."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from convert_console.core.request.headers import Headers
from convert_console.core.request.wire import WireRequest

_ASKS_FIRST = 1_000_000
"""Bytes of a body from which curl asks the server first (Expect: 100-continue, since 1 MiB)."""


class CopyError(ValueError):
    """Why a request cannot be written for a target, in a sentence with the next step."""


def named_headers(wire: WireRequest) -> Headers:
    """The headers that a snippet must name: all but those that every client writes itself.

    Raises CopyError where HTTP has no bytes for the address or a header.
    """
    refuse_unsendable(wire)
    host = urlsplit(wire.url).netloc.lower()
    lengths = {"content-length", "transfer-encoding"}
    # The console's own Accept-Encoding is left out, since a snippet would have to decompress.
    usual = {("accept", "*/*"), ("accept-encoding", "gzip"), ("host", host)}
    return tuple(
        (name, value)
        for name, value in wire.headers
        if name.lower() not in lengths and (name.lower(), value.lower()) not in usual
    )


def curl_header_lines(wire: WireRequest) -> Iterator[str]:
    """Headers as libcurl reads them: `Name:` leaves out one of its own, `Name;` sends no value."""
    for name, value in named_headers(wire):
        yield f"{name}: {value}" if value else f"{name};"
    for name in ("User-Agent", "Accept", *(["Content-Type"] if sends_body(wire) else [])):
        if wire.header(name) is None:
            yield f"{name}:"
    if len(wire.body) > _ASKS_FIRST and wire.header("Expect") is None:
        yield "Expect:"


def sends_body(wire: WireRequest) -> bool:
    """Whether a body goes out, be it empty; what came in may have one with any method."""
    return wire.method == "POST" or wire.body != b""


def body_text(wire: WireRequest) -> str:
    """The body for a target that holds nothing but text; CopyError where it is not UTF-8."""
    try:
        return wire.body.decode("utf-8")
    except UnicodeDecodeError:
        sentence = "The body contains bytes that are not UTF-8 text. Copy it as Python or PHP."
        raise CopyError(sentence) from None


def refuse_unsendable(wire: WireRequest) -> None:
    """Raise CopyError for an address or header without bytes, as a damaged history row may have."""
    if not (wire.can_go and wire.url.isascii()):
        raise CopyError(
            "The address or a header of this request contains characters that HTTP does not allow. "
            "Copy it as HAR."
        )


def refuse_nul(wire: WireRequest) -> None:
    """Raise CopyError for a body with a NUL, which ends any text and any program's argument."""
    if b"\0" in wire.body:
        raise CopyError(
            "The body contains a NUL character, which would end the text here. Copy "
            "it as Python or PHP."
        )


def refuse_other_than_ascii(headers: Headers) -> None:
    """Raise CopyError for headers that a target would send as other bytes."""
    for name, value in headers:
        if not (name + value).isascii():
            raise CopyError(
                f"The header {name} contains non-ASCII characters, which this format would send "
                "as different bytes. Copy it as Python or PHP."
            )
