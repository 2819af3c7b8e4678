"""Measures everything that README.md claims of speed; the exit code is 1 if a limit is missed."""

from __future__ import annotations

import sys
import time

from benchmarks import codec, first_paint, history, keystroke, memory, sending


def main() -> int:
    """Print a table, part by part."""
    began = time.monotonic()
    figures = []
    for part in (first_paint, memory, keystroke, codec, sending, history):
        print(f"{part.__name__.partition('.')[2].replace('_', ' ')}", flush=True)
        for figure in part.measure():
            figures.append(figure)
            print(figure.line(), flush=True)
    missed = sum(not figure.holds for figure in figures)
    took = time.monotonic() - began
    print(f"{len(figures)} figures in {took:.0f} s; limits missed: {missed}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
