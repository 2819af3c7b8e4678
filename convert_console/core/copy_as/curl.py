"""The arguments of curl that send a request byte for byte, for any shell to quote."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convert_console.core.copy_as.target import has_header, told_headers
from convert_console.core.request.wire import WireRequest

WAITS_FROM = 1_000_000
"""Bytes of a body from which curl asks the server first (Expect: 100-continue, since 1 MiB)."""

_DOTS = re.compile(r"/(\.|%2e){1,2}(/|$)", re.IGNORECASE)

Option = tuple[str, ...]
"""A flag with its value, to be kept on one line."""


def options(wire: WireRequest) -> list[Option]:
    """All but the body; the last one is the URL.

    `--globoff` keeps brackets and braces, `--path-as-is` keeps `/../`. Redirects are not followed,
    since curl does so only when asked.
    """
    found: list[Option] = [("--include",), ("--globoff",)]
    if _DOTS.search(wire.target.partition("?")[0]):
        found.append(("--path-as-is",))
    found += [("--header", line) for line in header_lines(wire)]
    return [*found, (wire.url,)]


def header_lines(wire: WireRequest) -> Iterator[str]:
    """Headers as libcurl reads them: `Name:` leaves out one of its own, `Name;` sends no value."""
    for name, value in told_headers(wire):
        yield f"{name}: {value}" if value else f"{name};"
    for name in ("User-Agent", "Accept", *(["Content-Type"] if wire.method == "POST" else [])):
        if not has_header(wire, name):
            yield f"{name}:"
    if len(wire.body) > WAITS_FROM and not has_header(wire, "Expect"):
        yield "Expect:"
