"""How long the window takes from the start of its process to its first paint, and its memory.

The floor is a bare PySide6 window with as many fields of each kind, started in turn with it.
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

from benchmarks.ratio import Measured

ROUNDS = 9
LIMIT = 4
"""What holds on two shared cores. The aim, 1.5, is not reached: loading our own modules, with the
enums that PySide makes for every Qt class they touch, takes longer than the whole bare window."""
TESTS = Path(__file__).resolve().parents[1]


def measure() -> list[Measured]:
    """Milliseconds to the first paint of a first start, with its sample and an empty home."""
    counts = kinds()
    started("real")  # reads the files from disk, and leaves byte code
    times = [(_painted("real"), _painted("bare", counts)) for _ in range(ROUNDS)]
    ours, floor = (statistics.median(taken) for taken in zip(*times, strict=True))
    fields = sum(counts.values())
    return [Measured(f"first paint, against a bare window of {fields} fields", ours, floor, LIMIT)]


def kinds() -> dict[str, int]:
    """How many fields of each kind the window has once it is painted."""
    return started("kinds")[0]


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


def _painted(what: str, counts: dict[str, int] | None = None) -> float:
    said, began = started(what, *([json.dumps(counts)] if counts else []))
    return float((said["at"] - began) * 1_000)


def run() -> bool:
    """Print the figure; whether it holds."""
    figures = measure()
    print("\n".join(figure.line() for figure in figures))
    return all(figure.holds for figure in figures)


if __name__ == "__main__":
    raise SystemExit(not run())
