"""Limits the work of one call by counting steps, since pure code has no clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

TOKEN = 150
"""Steps of a token of a text that is read in Python. One step is about what a scanner written in C
takes for a character: ten nanoseconds.
"""

SPELLING = 10
"""Steps of each character of JSON that is laid out."""


class Spent(Exception):
    """The limit is used up. The caller that set it catches this."""


class Effort:
    """A number of steps; they are spent before the work that they count is done."""

    __slots__ = ("left",)

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        """Count work; raises Spent where fewer steps are left."""
        self.left -= steps
        if self.left < 0:
            raise Spent


_current: ContextVar[Effort | None] = ContextVar("_current", default=None)


@contextmanager
def bounded(steps: int) -> Iterator[None]:
    """Limit what runs inside to this many steps altogether.

    A context variable and no argument, since some twenty functions at the bottom spend it, and all
    those in between would only hand it on. Outside of a bound nothing is counted.
    """
    token = _current.set(Effort(steps))
    try:
        yield
    finally:
        _current.reset(token)


def spend(steps: int) -> None:
    """Count work against the bound around it, if any; raises Spent."""
    effort = _current.get()
    if effort is not None:
        effort.spend(steps)
