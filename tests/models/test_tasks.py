"""What the window starts is kept, ended, and heard when it has a bug."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest
import qasync

from convert_console.models.tasks import Tasks, result_of

Run = Callable[..., Any]


def test_work_runs_to_its_end(run: Run) -> None:
    done: list[int] = []

    async def work() -> None:
        await asyncio.sleep(0)
        done.append(1)

    async def whole() -> None:
        tasks = Tasks()
        tasks.spawn(work(), "work")
        await tasks.settle()

    run(whole())
    assert done == [1]


def test_the_end_cancels_what_still_runs_and_waits_for_it(run: Run) -> None:
    ended: list[str] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append("tidied up")

    async def whole() -> None:
        tasks = Tasks()
        task = tasks.spawn(work(), "work")
        await asyncio.sleep(0)
        await tasks.finish()
        assert task.cancelled()

    run(whole())
    assert ended == ["tidied up"]


def test_work_started_by_running_work_is_awaited_too(run: Run) -> None:
    done: list[str] = []

    async def later() -> None:
        for _ in range(9):
            await asyncio.sleep(0)
        done.append("later")

    async def whole() -> None:
        tasks = Tasks()

        async def first() -> None:
            await asyncio.sleep(0)
            tasks.spawn(later(), "later")

        tasks.spawn(first(), "first")
        await tasks.settle()
        assert done == ["later"]

    run(whole())


def test_failures_that_are_no_longer_awaited_are_not_reported(
    run: Run, loop: qasync.QEventLoop
) -> None:
    heard: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _loop, context: heard.append(context))

    async def whole() -> None:
        slow: Future[int] = Future()
        waiting = asyncio.ensure_future(result_of(slow))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
        slow.set_exception(ZeroDivisionError("late"))
        told = asyncio.Event()
        loop.call_soon_threadsafe(told.set)  # after the loop was told of the error
        await told.wait()
        await asyncio.sleep(0)

    run(whole())
    gc.collect()
    assert heard == []


def test_closing_without_work_is_immediate(run: Run) -> None:
    run(Tasks().finish())
    run(Tasks().settle())


def test_a_bug_is_reported_once_with_its_name(run: Run, loop: qasync.QEventLoop) -> None:
    heard: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _loop, context: heard.append(context))

    async def broken() -> None:
        raise ZeroDivisionError("a bug")

    async def whole() -> None:
        tasks = Tasks()
        tasks.spawn(broken(), "counting")
        await tasks.settle()
        await tasks.finish()

    run(whole())
    assert [context["message"] for context in heard] == ["counting has a bug"]
    assert isinstance(heard[0]["exception"], ZeroDivisionError)


FINISHED_BEFORE_ITS_CALLBACKS = """
import asyncio
from convert_console.models.tasks import Tasks

async def work():
    pass

async def main():
    tasks = Tasks()
    task = tasks.spawn(work(), "work")
    await asyncio.sleep(0)  # the task has run; its callbacks wait for the next turn of the loop
    assert task.done()
    await tasks.{end}()

asyncio.run(main())
"""


@pytest.mark.parametrize("end", ["settle", "finish"])
def test_a_task_that_has_just_finished_does_not_stop_the_loop(end: str) -> None:
    """In a process of its own: on Python 3.12 and later `settle` never returned control."""
    program = FINISHED_BEFORE_ITS_CALLBACKS.format(end=end)
    done = subprocess.run([sys.executable, "-c", program], timeout=60, check=False)
    assert done.returncode == 0
