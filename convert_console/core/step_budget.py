"""Limits the work of one call by counting steps, since pure code has no clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

STEPS_PER_TOKEN = 150
"""Steps of a token that is read in Python. One step is about the time that a scanner written in C
needs for a character: ten nanoseconds."""

STEPS_PER_WRITTEN = 10
"""Steps of each character of JSON that is written."""


class BudgetExceeded(Exception):
    """The limit is used up. The caller that set it catches this."""


class StepBudget:
    """The steps that are left; each piece of work spends its steps before it starts."""

    __slots__ = ("left",)

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        """Count work; raises BudgetExceeded where fewer steps are left."""
        self.left -= steps
        if self.left < 0:
            raise BudgetExceeded


_current: ContextVar[StepBudget | None] = ContextVar("_current", default=None)


@contextmanager
def bounded(steps: int) -> Iterator[None]:
    """Limit what runs inside to this many steps altogether; outside nothing is counted."""
    # A context variable, since about twenty low-level functions spend steps, and an argument would
    # have to pass through all their callers.
    token = _current.set(StepBudget(steps))
    try:
        yield
    finally:
        _current.reset(token)


def spend(steps: int) -> None:
    """Count work against the bound around it, if any; raises BudgetExceeded."""
    budget = _current.get()
    if budget is not None:
        budget.spend(steps)
