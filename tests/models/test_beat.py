"""Timers that take turns."""

from __future__ import annotations

import time

import pytest
from pytestqt.qtbot import QtBot

from convert_console.models.beat import Beat


def test_each_has_its_own_moments_of_the_clock_whenever_it_was_begun(qtbot: QtBot) -> None:
    order: list[str] = []
    first, second = Beat(40, 0), Beat(40, 20)
    first.timeout.connect(lambda: order.append("first"))
    second.timeout.connect(lambda: order.append("second"))
    second.go()
    first.go()
    assert 0 < first.remainingTime() <= 40
    phases = [(time.monotonic() * 1_000 + beat.remainingTime()) % 40 for beat in (first, second)]
    assert (phases[1] - phases[0]) % 40 == pytest.approx(20, abs=2)
    qtbot.waitUntil(lambda: len(order) >= 4)
    first.stop()
    second.stop()
    assert set(order) == {"first", "second"}


def test_one_that_is_stopped_by_what_it_does_stays_stopped(qtbot: QtBot) -> None:
    beat = Beat(5, 0)
    beat.timeout.connect(beat.stop)
    with qtbot.waitSignal(beat.timeout):
        beat.go()
    assert not beat.isActive()
