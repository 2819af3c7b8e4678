"""Kills processes at random moments, and returns the lines they printed."""

from __future__ import annotations

import multiprocessing
import os
import queue
import random
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from support import doomed

PATIENCE = 60.0
"""Seconds until a process that prints nothing counts as hung."""

# Each process is forked from one that has imported what most of them need: importing it takes
# several times as long as what they do until they are killed.
FORKED = multiprocessing.get_context("forkserver") if os.name == "posix" else None
if FORKED is not None:
    FORKED.set_forkserver_preload(
        [
            "convert_console.app.run",
            "convert_console.app.tools",
            "convert_console.services.http.connection",
            "convert_console.services.collector.service",
            "convert_console.core.linter.checker",
            "hypothesis.strategies",
        ]
    )


class KilledProcess:
    """A process that runs `work` until it is killed, and the lines it prints."""

    def __init__(self, work: Callable[..., Any], folder: Path, *arguments: str) -> None:
        assert FORKED is not None
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._error_file = folder / "errors.txt"
        read, write = FORKED.Pipe(duplex=False)
        self._process = FORKED.Process(
            target=_redirected, args=(write, str(self._error_file), work, (folder, *arguments))
        )
        self._process.start()
        write.close()  # so that the lines end when the process does
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, args=(read,), daemon=True)
        self._reader.start()

    def wait_for_line(self) -> str:
        """The next line that it prints; "" if it ended without one."""
        return self._lines.get(timeout=PATIENCE)

    def kill_after(self, seconds: float) -> list[str]:
        """Kill it after so long, and return the lines since then; it must not end before."""
        self._process.join(seconds)
        self._process.kill()  # SIGKILL: without any cleanup
        return self.ended()

    def ended(self) -> list[str]:
        """Wait until it is killed, by itself or from outside, and return the lines since then."""
        self._process.join(PATIENCE)
        errors = self._error_file.read_text("utf-8")
        if self._process.is_alive():
            self.end()
            raise AssertionError(f"it was not killed within {PATIENCE} s: {errors}")
        self._reader.join()
        code = self._process.exitcode
        assert code == -9, f"it ended by itself with {code}: {errors}"
        assert "Traceback" not in errors, errors
        return self._remaining_lines()

    def kill(self) -> None:
        """Kill it, without waiting until it has ended."""
        self._process.kill()

    def end(self) -> None:
        """Kill it if it still runs."""
        self._process.kill()
        self._process.join()

    def _read(self, read: Connection) -> None:
        with os.fdopen(os.dup(read.fileno()), encoding="utf-8") as lines:
            read.close()
            for line in lines:
                if line.endswith("\n"):  # not a line that the kill cut
                    self._lines.put(line.rstrip("\n"))
        self._lines.put("")  # ends a wait for the first line

    def _remaining_lines(self) -> list[str]:
        lines: list[str] = []
        while line := self._lines.get():
            lines.append(line)
        return lines


def _redirected(
    write: Connection, error_file: str, work: Callable[..., Any], arguments: tuple[Any, ...]
) -> None:
    """In the new process: print to the pipe, and complain into the file."""
    os.dup2(write.fileno(), 1)
    write.close()
    errors = os.open(error_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(errors, 2)
    os.close(errors)
    work(*arguments)


def killed(
    kind: str, folders: Sequence[Path], chance: random.Random, longest: float
) -> list[tuple[Path, list[str]]]:
    """Start a process for each folder, and kill each at a random moment, up to `longest` seconds
    after all have printed a line. Returns each folder with the printed lines.
    """
    printed = []
    with ExitStack() as running:
        processes = [KilledProcess(doomed.KINDS[kind], folder) for folder in folders]
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
