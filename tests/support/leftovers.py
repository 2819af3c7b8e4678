"""Finds what a test left behind: windows, tasks and unexpected log messages."""

from __future__ import annotations

import asyncio
import gc
import logging
import re
from collections.abc import Iterable
from time import monotonic
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

KEPT_BY_QT = ("QTipLabel", "QComboBoxPrivateContainer")
"""Windows that Qt creates and keeps."""


class Listener(logging.Handler):
    """Collects all logged warnings and errors."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    def unexpected(self, patterns: Iterable[str]) -> list[str]:
        """The messages that none of the patterns matches."""
        expected = [re.compile(pattern) for pattern in patterns]
        return [line for line in self.messages if not any(e.search(line) for e in expected)]


def top_level_widgets() -> set[QWidget]:
    """The windows without a parent."""
    if not isinstance(QApplication.instance(), QApplication):
        return set()
    return {
        widget
        for widget in QApplication.topLevelWidgets()
        if widget.parent() is None and widget.metaObject().className() not in KEPT_BY_QT
    }


def leaked_widgets(before: set[QWidget]) -> list[str]:
    """New windows that still exist after a garbage collection."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for generation in range(3):  # what this test made is nearly always in the youngest
        if not top_level_widgets() - before:
            return []
        gc.collect(generation)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return [_described(widget) for widget in top_level_widgets() - before]


def _described(widget: QWidget) -> str:
    title = widget.windowTitle() or widget.objectName()
    return f"{type(widget).__name__} {title!r}".rstrip(" '")


PATIENCE = 5.0
"""Seconds in which tasks that a test has left may end."""


def unfinished_tasks(loop: asyncio.AbstractEventLoop) -> list[str]:
    """Names of the tasks that do not end by themselves, after cancelling them. Some only need
    another step, or wait for a thread, which takes its time on a busy machine.
    """
    until = monotonic() + PATIENCE
    while (running := asyncio.all_tasks(loop)) and (left := until - monotonic()) > 0:
        process_events_until_done(asyncio.gather(*running, return_exceptions=True), left)
    if not running:
        return []
    for task in running:
        task.cancel()
    process_events_until_done(asyncio.gather(*running, return_exceptions=True), 5)
    return sorted(task.get_name() for task in running)


def process_events_until_done(future: asyncio.Future[Any], seconds: float) -> bool:
    """Process Qt's events until the future is done; False if it takes longer than the limit."""
    waiting, limit = QEventLoop(), QTimer()
    limit.setSingleShot(True)
    limit.timeout.connect(waiting.quit)
    future.add_done_callback(lambda _: waiting.quit())
    limit.start(round(seconds * 1000))
    if not future.done():
        waiting.exec()
    limit.stop()
    return future.done()
