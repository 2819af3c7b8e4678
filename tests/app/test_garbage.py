"""Cyclic garbage is collected by a timer of the UI thread, and by Python again afterwards."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from convert_console.app.garbage import GarbageCollector

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
