"""Waits that end as soon as what is waited for is there, and fail a test late: a busy machine is no
bug of ours.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from pytestqt.qtbot import QtBot

T = TypeVar("T")

PATIENCE_MS = 60_000


def until(true: Callable[[], T]) -> T:
    """Wait for another thread or process, and return what came. Use `qtbot.waitUntil` where Qt's
    events have to run.
    """
    deadline = time.monotonic() + PATIENCE_MS / 1_000
    while not (came := true()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)
    return came


class PatientBot(QtBot):
    """pytest-qt's own with more patience than its 5 seconds, where a test names none."""

    def waitUntil(self, callback: Any, *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitSignals(self, signals: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:
        return super().waitSignals(signals, timeout=timeout, **more)

    def waitExposed(self, widget: Any, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitExposed(widget, timeout=timeout)
