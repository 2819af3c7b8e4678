"""One measured figure held against a floor that was measured in the same process."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """Ours and the floor in one unit; `limit` bounds ours divided by the floor.

    Where higher is better the ratio must reach the limit, otherwise it must not exceed it.
    """

    name: str
    ours: float
    floor: float
    limit: float
    unit: str = "ms"
    higher_is_better: bool = False

    @property
    def ratio(self) -> float:
        return self.ours / self.floor if self.floor else float("inf")

    @property
    def holds(self) -> bool:
        return self.ratio >= self.limit if self.higher_is_better else self.ratio <= self.limit

    def line(self) -> str:
        """One line of a table."""
        verdict = "ok  " if self.holds else "MISS"
        bound = ">=" if self.higher_is_better else "<="
        figures = f"{self.ours:10.3f} {self.unit:<6} floor {self.floor:10.3f} {self.unit:<6}"
        return f"{verdict} {self.name:<52} {figures} x{self.ratio:7.3f} ({bound} {self.limit:g})"


def medians(*works: Callable[[], object], runs: int = 31) -> tuple[float, ...]:
    """The median duration of each work in milliseconds, their runs taking turns.

    Taking turns spreads whatever else the machine does over all of them alike.
    """
    times: list[list[float]] = [[] for _ in works]
    for work in works:
        work()
    enabled = gc.isenabled()
    gc.disable()
    try:
        for _ in range(runs):
            for work, taken in zip(works, times, strict=True):
                start = time.perf_counter()
                work()
                taken.append((time.perf_counter() - start) * 1_000)
            gc.collect(0)
    finally:
        if enabled:
            gc.enable()
    return tuple(statistics.median(taken) for taken in times)


def report(measure: Callable[[], list[Measured]]) -> bool:
    """Print the figures of one part; whether they hold."""
    figures = measure()
    print("\n".join(figure.line() for figure in figures))
    return all(figure.holds for figure in figures)
