"""How much one client, and all together, may ask of the collector."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CollectorLimits:
    """The collector's limits, in bytes, seconds and numbers.

    `head` has room for the longest GET that httpx sends (65,536 bytes of URL) and its headers;
    `framing` is what chunk sizes and trailers may add to a body. `arriving` is for all incomplete
    requests together.

    `idle` is how long a connection may send nothing, or not read a part of an answer; `request` is
    for a whole request from its first byte, `answer` for a whole answer. `lingering` is how long a
    connection is still read after the last answer, so that closing does not destroy the answer. A
    connection cannot be evicted in its first `grace` seconds. `preflight` is how long a browser's
    question may wait for its request.

    `kept` requests of `kept_bytes` are remembered, and `others` that are no tracking, each with at
    most `begin` bytes if it was refused.
    """

    head: int = 96 * 1024
    header_lines: int = 256
    body: int = 1024 * 1024
    framing: int = 8 * 1024 * 1024
    arriving: int = 64 * 1024 * 1024
    connections: int = 256
    idle: float = 30.0
    request: float = 30.0
    answer: float = 300.0
    lingering: float = 2.0
    grace: float = 0.1
    preflight: float = 2.0
    kept: int = 10_000
    kept_bytes: int = 128 * 1024 * 1024
    others: int = 1_000
    others_bytes: int = 16 * 1024 * 1024
    begin: int = 64 * 1024
