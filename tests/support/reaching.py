"""Hears what this process asks of the network, at the interpreter's own door (PEP 578)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

_REACHING = frozenset(
    {
        "socket.connect", "socket.sendto", "socket.sendmsg",
        "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr",
        "socket.getnameinfo", "urllib.Request", "http.client.connect",
        "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork",
    }
)  # fmt: skip
"""Connections, datagrams and look-ups; and other programs, which might do any of that instead."""

_heard: list[str] | None = None


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if _heard is not None and event in _REACHING:
        # A socket is left out, since it may be closed by the time that somebody reads this.
        told = [repr(one) for one in arguments if not hasattr(one, "fileno")]
        _heard.append(f"{event} {' '.join(told)}")


@cache
def _hook() -> None:
    sys.addaudithook(_hear)


@contextmanager
def reaching_out() -> Iterator[list[str]]:
    """What was asked for in the block, by any thread, in the order it was."""
    global _heard  # noqa: PLW0603 - the interpreter never lets go of a hook, so one is shared
    _hook()
    heard: list[str] = []
    _heard = heard
    try:
        yield heard
    finally:
        _heard = None
