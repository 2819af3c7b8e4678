"""A request as the text that goes over the wire."""

from __future__ import annotations

from convert_console.core.copy_as.target import ascii_headers, body_text, refuse_nul
from convert_console.core.request.wire import WireRequest


def write(wire: WireRequest) -> str:
    """Request line, headers, blank line and body; the lines of the head end in CR LF."""
    refuse_nul(wire)
    ascii_headers(wire.headers)
    return wire.head.decode("ascii") + body_text(wire)
