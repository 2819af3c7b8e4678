"""Objects are destroyed on the UI thread: cyclic garbage by a timer, and what threads have run."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from convert_console.app.garbage import GarbageCollector

MAX_WORKERS = 10
"""Threads of the event loop."""

PATIENCE = 2_000
"""Hundredths of a second."""

FREEZE, UNFREEZE = gc.freeze, gc.unfreeze


@pytest.fixture(autouse=True)
def frozen_again(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What conftest exempts and keeps so is not, until the end of the test."""
    monkeypatch.setattr(gc, "freeze", FREEZE)
    monkeypatch.setattr(gc, "unfreeze", UNFREEZE)
    yield
    FREEZE()


class Knot:
    """Refers to itself, so that only a collection ends it."""

    def __init__(self) -> None:
        self.itself = self


def test_python_collects_nothing_by_itself_while_it_lives(qtbot: QtBot) -> None:
    parent = QObject()
    gc.enable()
    try:
        collector = GarbageCollector(parent)
        assert not gc.isenabled()
        second = GarbageCollector(parent)
        second.stop()
        assert not gc.isenabled(), "the first window may have threads"
        collector.stop()
        assert gc.isenabled()
    finally:
        gc.disable()


def test_the_timer_collects_once_enough_has_gathered(qtbot: QtBot) -> None:
    parent = QObject()
    collector = GarbageCollector(parent)
    try:
        knots = [Knot() for _ in range(gc.get_threshold()[0] + 1)]
        gone = weakref.ref(knots[0])
        knots.clear()
        (timer,) = collector.findChildren(QTimer)
        timer.timeout.emit()
        assert gone() is None
    finally:
        collector.stop()


def test_existing_objects_are_not_collected_again(qtbot: QtBot) -> None:
    parent = QObject()
    collector = GarbageCollector(parent)
    before = gc.get_freeze_count()
    try:
        collector.start()
        assert gc.get_freeze_count() > before
    finally:
        collector.stop()
    assert gc.get_freeze_count() == 0


@pytest.mark.parametrize("how", ["works", "fails", "waits"])
def test_an_object_that_is_dropped_while_a_thread_works_for_it_ends_on_the_ui_thread(
    how: str, run: Callable[..., Any]
) -> None:
    begun, go_on, ended_in = threading.Event(), threading.Event(), []

    class Owner(QObject):
        def work(self) -> None:
            begun.set()
            go_on.wait()
            if how == "fails":
                raise ValueError("no work")

        def __del__(self) -> None:
            ended_in.append(threading.current_thread())

    async def drop_owner() -> None:
        others = MAX_WORKERS if how == "waits" else 0
        busy = [asyncio.ensure_future(asyncio.to_thread(go_on.wait)) for _ in range(others)]
        task = asyncio.ensure_future(asyncio.to_thread(Owner().work))
        await asyncio.sleep(0)
        if how != "waits":
            await asyncio.to_thread(begun.wait)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        del task
        if how != "waits":
            gc.collect()
            assert not ended_in
            go_on.set()
        for _ in range(PATIENCE):
            gc.collect()
            if ended_in:
                break
            await asyncio.sleep(0.01)
        go_on.set()
        await asyncio.gather(*busy)

    try:
        run(drop_owner())
    finally:
        go_on.set()
    assert ended_in == [threading.main_thread()]
