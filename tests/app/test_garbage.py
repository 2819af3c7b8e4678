"""Cyclic garbage is collected by a timer of the UI thread, and by Python again afterwards."""

from __future__ import annotations

import gc
import weakref

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from convert_console.app.garbage import GarbageCollector


class Knot:
    """Refers to itself, so that only a collection ends it."""

    def __init__(self) -> None:
        self.itself = self


def test_python_collects_nothing_by_itself_while_it_lives(qtbot: QtBot) -> None:
    parent = QObject()
    collector = GarbageCollector(parent)
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()


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
    try:
        collector.start()
        assert gc.get_freeze_count() > 0
    finally:
        collector.stop()
    assert gc.get_freeze_count() == 0
