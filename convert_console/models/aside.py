"""Work on a large text off the UI thread, so that the window goes on answering."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from convert_console.models.tasks import Tasks, loop_runs

T = TypeVar("T")

LARGE = 200_000
"""Characters of a text from which on a thread pays: reading 1,000,000 takes 30 ms, formatting them
200 ms."""


class Aside(Generic[T]):
    """One piece of work at a time; what is begun later takes the place of what runs.

    The work is handed to a thread, so it must hold no Qt object: it is made of texts and values.
    """

    def __init__(self) -> None:
        self._tasks = Tasks()
        self._turn = 0
        self._finished = False
        self.running = False

    def run(self, size: int, work: Callable[[], T], then: Callable[[T], Any], name: str) -> None:
        """Do the work, and call `then` with its result. `size` is that of the text, in characters:
        small work is done at once, and so is all work while no event loop runs.
        """
        self.drop()
        if self._finished:
            return
        if size < LARGE or not loop_runs():
            then(work())
            return
        self.running = True
        self._tasks.spawn(self._wait(self._turn, work, then), name)

    def drop(self) -> None:
        """Ignore the result of what runs now."""
        self._turn += 1
        self.running = False

    async def finish(self) -> None:
        """Drop what runs, and begin nothing more, also if a timer asks; called when the window
        closes.
        """
        self._finished = True
        self.drop()
        await self._tasks.finish()

    async def _wait(self, turn: int, work: Callable[[], T], then: Callable[[T], Any]) -> None:
        from asyncio import to_thread

        result = await to_thread(work)
        if turn == self._turn:
            self.running = False
            then(result)
