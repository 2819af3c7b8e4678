"""How long the window takes from the start of its process until it is painted.

The floor is a bare PySide6 window with the same form: as many fields of each kind, with the same
texts, in columns and without a style sheet. Both are started in turn.
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
LIMIT = 3.2
TESTS = Path(__file__).resolve().parents[1]


def measure() -> list[Measured]:
    """Milliseconds of a first start, with an empty home."""
    started("real")  # reads the files from disk, and leaves byte code
    fields = form()
    bare = json.dumps(fields)
    times = [(_painted("real"), _painted("bare", bare)) for _ in range(ROUNDS)]
    ours, floor = (statistics.median(taken) for taken in zip(*times, strict=True))
    count = sum(map(len, fields.values()))
    return [Measured(f"window, against a bare window of {count} fields", ours, floor, LIMIT)]


def form() -> dict[str, list[Any]]:
    """The texts of the window's fields, by kind, once it is painted."""
    return started("form")[0]


def started(what: str, *more: str) -> tuple[dict[str, Any], float]:
    """Run `benchmarks.start_process` with an empty home; its answer, and when it was started."""
    with tempfile.TemporaryDirectory(prefix="convert-console-") as home:
        # Never PYTHONDONTWRITEBYTECODE: an installed program has its byte code.
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        own = {"QT_QPA_PLATFORM": "offscreen", "CONVERT_CONSOLE_HOME": home, "HOME": home}
        began = time.monotonic()
        with subprocess.Popen(
            [sys.executable, "-m", "benchmarks.start_process", what, *more],
            env={**kept, **own, "PYTHONPATH": f"{TESTS}{os.pathsep}{TESTS.parent}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            assert process.stdout
            answer = process.stdout.readline()
            process.kill()
        return json.loads(answer), began


def _painted(what: str, *more: str) -> float:
    answer, began = started(what, *more)
    return float((answer["at"] - began) * 1_000)


if __name__ == "__main__":
    raise SystemExit(not report(measure))
