"""Waits with long timeouts, so that a busy machine does not fail a test."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from pytestqt.qtbot import QtBot

T = TypeVar("T")

PATIENCE_MS = 60_000


def until(condition: Callable[[], T]) -> T:
    """Wait for another thread or process, and return the result. Where Qt must handle events, use
    `qtbot.waitUntil` instead.
    """
    deadline = time.monotonic() + PATIENCE_MS / 1_000
    while not (result := condition()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)
    return result


class PatientBot(QtBot):
    """pytest-qt's bot with a longer default timeout than 5 seconds."""

    def waitUntil(self, callback: Any, *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitSignals(self, signals: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:
        return super().waitSignals(signals, timeout=timeout, **more)

    def waitExposed(self, widget: Any, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitExposed(widget, timeout=timeout)
