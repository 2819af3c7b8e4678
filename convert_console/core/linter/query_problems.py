"""Problems of a query as it was written, which its document no longer shows."""

from __future__ import annotations

from convert_console.core.document.payload import Path
from convert_console.core.linter.problem import Problem, short
from convert_console.core.query import QueryReading
from convert_console.core.query.names import split_name
from convert_console.core.query.notes import Notes


def problems_of_query(reading: QueryReading) -> tuple[Problem, ...]:
    """Names that occur twice, and numberings with a gap."""
    gaps = [
        Problem(
            "get-gap",
            "warning",
            _path(name),
            f"The numbers of {short(name)} have a gap, and parsers differ on it. "
            "Number the items from 0, one after another.",
        )
        for name in reading.gaps
    ]
    twice = [
        Problem(
            "duplicate-key",
            "warning",
            _path(name),
            f"The parameter “{short(name)}” occurs twice; some parsers keep the last, others make "
            "a list of both. Remove one of them.",
        )
        for name in reading.twice
    ]
    return (*gaps, *twice)


def _path(name: str) -> Path:
    steps = split_name(name, Notes())
    return tuple(int(step) if step.isdecimal() else step for step in steps)
