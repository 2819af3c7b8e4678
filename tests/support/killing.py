"""Kills processes at random moments, and returns the lines they printed."""

from __future__ import annotations

import os
import queue
import random
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

TESTS = Path(__file__).parents[1]
PATIENCE = 60.0
"""Seconds until a process that prints nothing counts as hung."""


class KilledProcess:
    """A process that runs until it is killed, and the lines it prints."""

    def __init__(self, kind: str, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._error_file = folder / "errors.txt"
        with self._error_file.open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "support.doomed", kind, str(folder)],
                stdout=subprocess.PIPE,
                stderr=errors,
                env={**os.environ, "PYTHONPATH": str(TESTS), "QT_QPA_PLATFORM": "offscreen"},
                text=True,
            )
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for_line(self) -> str:
        """The next line that it prints; "" if it ended without one."""
        return self._lines.get(timeout=PATIENCE)

    def kill_after(self, seconds: float) -> list[str]:
        """Kill it after so long, and return the lines since then; it must not end before."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()  # SIGKILL: without any cleanup
        code = self._process.wait(PATIENCE)
        self._reader.join()
        errors = self._error_file.read_text("utf-8")
        assert code == -9, f"it ended by itself with {code}: {errors}"
        assert "Traceback" not in errors, errors
        return self._remaining_lines()

    def end(self) -> None:
        """Kill it if it still runs."""
        self._process.kill()
        self._process.wait()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                if line.endswith("\n"):  # not a line that the kill cut
                    self._lines.put(line.rstrip("\n"))
        self._lines.put("")  # ends a wait for the first line

    def _remaining_lines(self) -> list[str]:
        lines: list[str] = []
        while line := self._lines.get():
            lines.append(line)
        return lines


def killed(
    kind: str, folders: Sequence[Path], chance: random.Random, longest: float
) -> list[tuple[Path, list[str]]]:
    """Start a process for each folder, and kill each at a random moment, up to `longest` seconds
    after all have printed a line. Returns each folder with the printed lines.
    """
    printed = []
    with ExitStack() as running:
        processes = [KilledProcess(kind, folder) for folder in folders]
        for process in processes:
            running.callback(process.end)
        first_lines = [process.wait_for_line() for process in processes]
        past = 0.0
        moments = sorted(chance.uniform(0, longest) for _ in processes)
        for process, line, moment in zip(processes, first_lines, moments, strict=True):
            lines = [line, *process.kill_after(moment - past)]
            printed.append((process.folder, lines))
            past = moment
    return printed
