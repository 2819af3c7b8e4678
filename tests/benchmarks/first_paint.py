"""How long the window takes from the start of its process to its first paint, and its memory.

The floor is a bare PySide6 window with the same form: as many fields of each kind as ours has at
that moment, with the same texts, in columns and without a style sheet, started in turn with it.
What ours adds after its first paint is measured too, with its own floor.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.ratio import Measured, report

ROUNDS = 9
LIMIT, WHOLE_LIMIT = 1.5, 3.5
"""The first is the aim: 187 ms against 131 on two quiet shared cores. Of those 56, 15 are the
namespace `Qt`, whose 93 enums PySide makes in Python at the first name that is taken of it."""
TESTS = Path(__file__).resolve().parents[1]


def measure() -> list[Measured]:
    """Milliseconds of a first start, with its sample and an empty home: to the first paint, and to
    that of the whole window.
    """
    started("real", "whole")  # reads the files from disk, and leaves byte code
    return [_measured("first paint", LIMIT), _measured("whole window", WHOLE_LIMIT, "whole")]


def form(*whole: str) -> dict[str, list[Any]]:
    """What each field says, by kind, that the window has at its first paint, or as a "whole"."""
    return started("form", *whole)[0]


def _measured(what: str, limit: float, *whole: str) -> Measured:
    fields = form(*whole)
    bare = json.dumps(fields)
    times = [(_painted("real", *whole), _painted("bare", bare)) for _ in range(ROUNDS)]
    ours, floor = (statistics.median(taken) for taken in zip(*times, strict=True))
    count = sum(map(len, fields.values()))
    return Measured(f"{what}, against a bare window of {count} fields", ours, floor, limit)


def started(what: str, *more: str) -> tuple[dict[str, Any], float]:
    """Run `benchmarks.starts` in a home of its own; what it says, and when it was started."""
    with tempfile.TemporaryDirectory(prefix="convert-console-") as home:
        # Never PYTHONDONTWRITEBYTECODE: an installed program has its byte code.
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        own = {"QT_QPA_PLATFORM": "offscreen", "CONVERT_CONSOLE_HOME": home, "HOME": home}
        began = time.monotonic()
        with subprocess.Popen(
            [sys.executable, "-m", "benchmarks.starts", what, *more],
            env={**kept, **own, "PYTHONPATH": f"{TESTS}{os.pathsep}{TESTS.parent}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            assert process.stdout
            said = process.stdout.readline()
            process.kill()
        return json.loads(said), began


def _painted(what: str, *more: str) -> float:
    said, began = started(what, *more)
    return float((said["at"] - began) * 1_000)


if __name__ == "__main__":
    raise SystemExit(not report(measure))
