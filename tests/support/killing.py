"""Kills processes at random moments, and hands back what they had shown."""

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
"""Seconds until a process that shows nothing counts as hung."""


class Doomed:
    """A process that runs until it is killed, and what it has shown."""

    def __init__(self, kind: str, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._complaints = folder / "complaints.txt"
        with self._complaints.open("ab") as complaints:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "support.doomed", kind, str(folder)],
                stdout=subprocess.PIPE,
                stderr=complaints,
                env={**os.environ, "PYTHONPATH": str(TESTS), "QT_QPA_PLATFORM": "offscreen"},
                text=True,
            )
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for_line(self) -> str:
        """The first line that it shows; "" where it ended without one."""
        return self._lines.get(timeout=PATIENCE)

    def kill_after(self, seconds: float) -> list[str]:
        """Let it run on for so long, kill it, and give the lines since; it must not end before."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()  # SIGKILL: nothing of it may tidy up
        code = self._process.wait(PATIENCE)
        self._reader.join()
        complaints = self._complaints.read_text("utf-8")
        assert code == -9, f"it ended by itself with {code}: {complaints}"
        assert "Traceback" not in complaints, complaints
        return self._rest()

    def end(self) -> None:
        """Leave nothing running, whatever went wrong."""
        self._process.kill()
        self._process.wait()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                if line.endswith("\n"):  # a line cut short by the kill was not shown
                    self._lines.put(line.rstrip("\n"))
        self._lines.put("")  # whoever waits for a first line learns that there is none

    def _rest(self) -> list[str]:
        rest: list[str] = []
        while line := self._lines.get():
            rest.append(line)
        return rest


def killed(
    kind: str, folders: Sequence[Path], chance: random.Random, longest: float
) -> list[tuple[Path, list[str]]]:
    """Start a process for each folder at the same time, and kill each at a random moment, up to
    `longest` seconds after the last of them has shown something; with all that each has shown.
    """
    told = []
    with ExitStack() as running:
        doomed = [Doomed(kind, folder) for folder in folders]
        for one in doomed:
            running.callback(one.end)
        firsts = [one.wait_for_line() for one in doomed]
        past = 0.0
        moments = sorted(chance.uniform(0, longest) for _ in doomed)
        for one, first, moment in zip(doomed, firsts, moments, strict=True):
            told.append((one.folder, [first, *one.kill_after(moment - past)]))
            past = moment
    return told
