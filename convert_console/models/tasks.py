"""Background work: coroutines, and work on large texts in threads."""

import asyncio
from asyncio import to_thread, wrap_future
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

T = TypeVar("T")


def loop_runs() -> bool:
    """Whether there is an event loop to spawn on."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


async def result_of(future: Future[T]) -> T:
    """The result of another thread's future. A task that is cancelled while it waits does not
    cancel the future, and its error is then ignored.
    """
    waiting = wrap_future(future)
    waiting.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
    # Not `shield`, which from Python 3.14 on reports an error that nobody awaits any more.
    await asyncio.wait([waiting])
    return waiting.result()


class Tasks:
    """The running tasks of one owner. The exception of a task goes to the loop's handler, which
    shows it: a bug never vanishes with its task.
    """

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Start work on the running loop."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    async def settle(self) -> None:
        """Wait until every task has ended, including those that tasks start."""
        while self._running:
            await self._wait()

    async def finish(self) -> None:
        """Cancel every task, including those that a cancelled one starts, and wait for them."""
        cancelled: set[asyncio.Task[None]] = set()
        while self._running:
            for task in self._running - cancelled:
                task.cancel()
            cancelled |= self._running
            await self._wait()

    async def _wait(self) -> None:
        """Wait until all that run now have ended and have left the set."""
        await asyncio.gather(*self._running, return_exceptions=True)
        # A task leaves the set in its done callback, on the next turn of the loop. From Python 3.12
        # on, gathering finished tasks returns without such a turn: it must be asked for.
        await asyncio.sleep(0)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        bug = None if task.cancelled() else task.exception()
        if bug is not None:
            message = f"{task.get_name()} has a bug"
            task.get_loop().call_exception_handler({"message": message, "exception": bug})


LARGE = 200_000
"""Characters of a text from which a thread is worth it: reading 1,000,000 takes 30 ms, formatting
them 200 ms."""


class BackgroundWork(Generic[T]):
    """One piece of work on a large text at a time, in a thread; a later one replaces it. The work
    must hold no Qt object.
    """

    def __init__(self) -> None:
        self._tasks = Tasks()
        self._number = 0
        self._finished = False
        self.running = False

    def run(self, size: int, work: Callable[[], T], then: Callable[[T], Any], name: str) -> None:
        """Do the work, and call `then` with its result. `size` is the length of the text: work on a
        small one, and all work while no event loop runs, is done at once.
        """
        self.drop()
        if self._finished:
            return
        if size < LARGE or not loop_runs():
            then(work())
            return
        self.running = True
        self._tasks.spawn(self._wait(self._number, work, then), name)

    def drop(self) -> None:
        """Ignore the result of what runs now."""
        self._number += 1
        self.running = False

    async def finish(self) -> None:
        """Drop what runs, and begin nothing more; called when the window closes."""
        self._finished = True
        self.drop()
        await self._tasks.finish()

    async def _wait(self, number: int, work: Callable[[], T], then: Callable[[T], Any]) -> None:
        result = await to_thread(work)
        if number == self._number:
            self.running = False
            then(result)
