"""What a test may leave behind: no window, no task, no log message that nobody expected."""

from __future__ import annotations

import asyncio
import gc
import logging
import re
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

QTS_OWN = ("QTipLabel", "QComboBoxPrivateContainer")
"""Windows that Qt makes and keeps for itself."""


class Listener(logging.Handler):
    """Hears every warning and error that anything logs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    def unexpected(self, patterns: Iterable[str]) -> list[str]:
        """What none of the patterns accounts for."""
        expected = [re.compile(pattern) for pattern in patterns]
        return [line for line in self.heard if not any(e.search(line) for e in expected)]


def top_level_widgets() -> set[QWidget]:
    """Windows of this moment that nobody owns; none as long as there is no application."""
    if not isinstance(QApplication.instance(), QApplication):
        return set()
    return {
        widget
        for widget in QApplication.topLevelWidgets()
        if widget.parent() is None and widget.metaObject().className() not in QTS_OWN
    }


def leaked_widgets(before: set[QWidget]) -> list[str]:
    """Windows that came and stayed, once Qt and the garbage collector had their chance."""
    if not top_level_widgets() - before:
        return []
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return [_described(widget) for widget in top_level_widgets() - before]


def _described(widget: QWidget) -> str:
    title = widget.windowTitle() or widget.objectName()
    return f"{type(widget).__name__} {title!r}".rstrip(" '")


def unfinished_tasks(loop: asyncio.AbstractEventLoop) -> list[str]:
    """Names of the tasks that still run; they are cancelled and their end is awaited."""
    for _ in range(10):  # what only needs its next step to end may take it
        if not asyncio.all_tasks(loop):
            return []
        QCoreApplication.processEvents()
    running = asyncio.all_tasks(loop)
    for task in running:
        task.cancel()
    process_events_until_done(asyncio.gather(*running, return_exceptions=True), 5)
    return sorted(task.get_name() for task in running)


def process_events_until_done(future: asyncio.Future[Any], seconds: float) -> bool:
    """Let Qt work until the future is done; False when that took longer than the limit."""
    waiting, limit = QEventLoop(), QTimer()
    limit.setSingleShot(True)
    limit.timeout.connect(waiting.quit)
    future.add_done_callback(lambda _: waiting.quit())
    limit.start(round(seconds * 1000))
    if not future.done():
        waiting.exec()
    limit.stop()
    return future.done()
