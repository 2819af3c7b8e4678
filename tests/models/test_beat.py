"""Timers that take turns."""

from __future__ import annotations

import time

import pytest
from pytestqt.qtbot import QtBot

from convert_console.models.beat import Beat


@pytest.mark.parametrize(
    ("now", "wait"),
    [(1_000.000, (100, 50)), (1_000.0005, (100, 50)), (1_000.030, (70, 20)), (1_000.090, (10, 60))],
)
def test_each_has_its_own_moments_of_the_clock_whenever_it_was_begun(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, now: float, wait: tuple[int, int]
) -> None:
    monkeypatch.setattr(time, "monotonic", lambda: now)
    beats = Beat(100, 0), Beat(100, 50)
    for beat in beats:
        beat.go()
    monkeypatch.undo()
    assert tuple(beat.interval() for beat in beats) == wait


def test_it_goes_on_until_it_is_stopped(qtbot: QtBot) -> None:
    moments: list[None] = []
    beat = Beat(5, 0)
    beat.timeout.connect(lambda: moments.append(None))
    beat.go()
    qtbot.waitUntil(lambda: len(moments) >= 3)
    assert beat.isActive()
    beat.stop()
    assert not beat.isActive()


def test_one_that_is_stopped_by_what_it_does_stays_stopped(qtbot: QtBot) -> None:
    beat = Beat(5, 0)
    beat.timeout.connect(beat.stop)
    with qtbot.waitSignal(beat.timeout):
        beat.go()
    assert not beat.isActive()
