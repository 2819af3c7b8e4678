"""Measures speed against floors of the same run; names choose parts: `-m benchmarks large`."""

from __future__ import annotations

import subprocess
import sys
import time

PARTS = (
    "start_up",
    "memory",
    "keystroke",
    "large",
    "codec",
    "reading",
    "sending",
    "secrets",
    "collector",
    "inbound",
    "watch",
    "watch_window",
    "confirming",
    "history",
)


def main() -> int:
    """Print a table, part by part: each in a process of its own, as what one part leaves in memory
    would slow the next.
    """
    began = time.monotonic()
    lines: list[str] = []
    failed = False
    for part in sys.argv[1:] or PARTS:
        print(part.replace("_", " "), flush=True)
        with subprocess.Popen(
            [sys.executable, "-m", f"benchmarks.{part}"], stdout=subprocess.PIPE, text=True
        ) as process:
            for line in process.stdout or ():
                print(line, end="", flush=True)
                lines.append(line)
        failed |= process.returncode != 0
    missed = sum(line.startswith("MISS") for line in lines)
    took = time.monotonic() - began
    print(f"{len(lines)} figures in {took:.0f} s; limits missed: {missed}")
    return 1 if failed or missed else 0


if __name__ == "__main__":
    sys.exit(main())
