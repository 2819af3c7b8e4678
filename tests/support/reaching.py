"""Records the network calls of this process with an audit hook (PEP 578)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

_NETWORK_EVENTS = frozenset(
    {
        "socket.connect", "socket.sendto", "socket.sendmsg",
        "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr",
        "socket.getnameinfo", "urllib.Request", "http.client.connect",
        "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork",
    }
)  # fmt: skip
"""Connections, datagrams and lookups, and other programs, which could do the same."""

_recorded: list[str] | None = None


def _record(event: str, arguments: tuple[object, ...]) -> None:
    if _recorded is not None and event in _NETWORK_EVENTS:
        # Without sockets, which may be closed when a test reads this.
        shown = [repr(argument) for argument in arguments if not hasattr(argument, "fileno")]
        _recorded.append(f"{event} {' '.join(shown)}")


@cache
def _hook() -> None:
    sys.addaudithook(_record)


@contextmanager
def reaching_out() -> Iterator[list[str]]:
    """The network calls inside the block, of all threads, in their order."""
    global _recorded  # noqa: PLW0603 - an audit hook cannot be removed, so one is shared
    _hook()
    events: list[str] = []
    _recorded = events
    try:
        yield events
    finally:
        _recorded = None
