"""How long a key takes until every pane in sight is painted, with 1,000 events in the request.

The floor is the same span changed in a plain QPlainTextEdit that holds the same text.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import cycle
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from qasync import QEventLoop

from benchmarks.codec import shop
from benchmarks.ratio import Measured, report
from convert_console.app.composition import Composition
from convert_console.app.context import build_context
from convert_console.app.run import application
from convert_console.core.document.formatting import pretty
from convert_console.core.request.draft import Draft
from convert_console.models.document.events import KIND
from convert_console.services.storage.folders import Folders
from convert_console.widgets.main_window.window import MainWindow

EVENTS = 1_000
KEYS = 60
FRAME_MS = 1_000 / 60
"""A key whose answer takes longer misses a frame of a usual screen."""


def measure() -> list[Measured]:
    """Milliseconds a key in a form and in the JSON pane, and those for which the linter then
    blocks; each against the floor and a frame.
    """
    text = long_request()
    with opened(Draft(text)) as window:
        floor = _plain(text)
        figures = []
        for name, key, most in (("form", in_form, 100), ("JSON pane", in_json, 50)):
            taken = timed(window, partial(QTest.keyClicks, key(window), "7"))
            blocked = longest_block(window, key(window))
            figures += [
                Measured(f"key in the {name}, {EVENTS:,} events, to a frame", taken, FRAME_MS, 1),
                Measured(f"key in the {name}, to a bare QPlainTextEdit", taken, floor, most),
                Measured(f"longest wait after it, until checked ({name})", blocked, FRAME_MS, 0.9),
                Measured(f"longest wait ({name}), to a bare QPlainTextEdit", blocked, floor, 100),
            ]
        return figures


def long_request() -> str:
    """A shop's visit laid out over many lines."""
    return pretty(json.dumps(shop(EVENTS)))


@contextmanager
def opened(draft: Draft) -> Iterator[MainWindow]:
    """The real window over an empty home, with a draft in it."""
    app = QApplication.instance() or application()
    assert isinstance(app, QApplication)
    # Autosave writes as it does in the program, while this measures outside of any task.
    loop = QEventLoop(app, already_running=True)
    asyncio.set_event_loop(loop)
    with tempfile.TemporaryDirectory(prefix="convert-console-") as home:
        composition = Composition(app, build_context(Folders(Path(home))))
        window = composition.window
        composition.context.document.load(draft, "Load")
        window.resize(1280, 800)
        window.show()
        settle()
        yield window
        composition.context.autosave.flush()
        composition.context.store.close()
        window.hide()
    loop.stop()
    asyncio._set_running_loop(None)
    asyncio.set_event_loop(None)
    loop.close()


def in_form(window: MainWindow) -> QWidget:
    """The amount of the middle event, with the caret in it."""
    model = window.models.events
    row = next(i for i in range(EVENTS // 2, EVENTS) if model.index(i).data(KIND) == "tr")
    window.builder.events.choose(row)
    settle()
    field = window.builder.events.form.fields["r"].focusProxy()
    assert field is not None
    field.setFocus()
    return field


def in_json(window: MainWindow) -> QWidget:
    """The JSON pane, with the caret in an event's type in the middle."""
    editor = window.preview.json.editor
    place = editor.text().index('"hitGoal"', len(editor.text()) // 2)
    editor.go_to(place + 4, place + 4)
    settle()
    return editor


def timed(window: QWidget, key: Callable[[], None]) -> float:
    """The median of a key until nothing waits to be painted, in milliseconds."""
    taken = []
    for _ in range(KEYS):
        began = time.perf_counter()
        key()
        settle()
        taken.append((time.perf_counter() - began) * 1_000)
    return statistics.median(taken)


def longest_block(window: MainWindow, field: QWidget) -> float:
    """The median of the longest time, in milliseconds, for which nothing else has its turn: from
    when a key's answer is painted until what the linter says of it is. A letter brings an error,
    and is taken away again.
    """
    keys = cycle((Qt.Key.Key_X, Qt.Key.Key_Backspace))
    checked: list[bool] = []
    connection = window.models.problems.checked.connect(lambda: checked.append(True))
    longest = []
    for _ in range(KEYS):
        checked.clear()
        QTest.keyClick(field, next(keys))
        settle()
        turns: list[float] = []
        while not (checked and turns and turns[-1] < 1):
            began = time.perf_counter()
            settle()
            turns.append((time.perf_counter() - began) * 1_000)
        longest.append(max(turns))
    window.models.problems.checked.disconnect(connection)
    return statistics.median(longest)


def settle() -> None:
    """Do what waits, painting above all."""
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)


def _plain(text: str) -> float:
    edit = QPlainTextEdit()
    edit.resize(720, 500)
    edit.setPlainText(text)
    cursor = QTextCursor(edit.document())
    cursor.setPosition(len(text) // 2)
    edit.setTextCursor(cursor)
    edit.show()
    edit.centerCursor()
    settle()
    signs = cycle("78")
    taken = timed(edit, lambda: edit.textCursor().insertText(next(signs)))
    edit.hide()
    return taken


if __name__ == "__main__":
    raise SystemExit(not report(measure))
