"""The longest time for which the window does nothing else, in milliseconds, when a large request is
loaded, edited, pasted and turned to: 10,000 events, or a value of 5 MB. Held against 100 ms.

With 100,000 events the forms have stepped back; what is measured there is the JSON, against 200 ms.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from benchmarks.codec import shop
from benchmarks.keystroke import opened, settle
from benchmarks.ratio import Measured, report
from convert_console.app.garbage import GarbageCollector
from convert_console.core.document.formatting import pretty
from convert_console.core.request.draft import Draft
from convert_console.models.document.events import duplicate_event, move_event
from convert_console.widgets.main_window.window import MainWindow

MOST_MS, HEAVY_MOST_MS = 100, 200
RUNS = 3
"""How often a request is measured until every block is short enough; the shortest ones count."""

EMPTY = '{"ev": []}'
FOLLOWED_S = 0.2
"""Seconds for which what an action leaves to be done is watched, and longer while text comes in.
What comes later, such as saving the draft, is counted with one of the actions that follow.
"""

LOADED_S = 30.0
"""Seconds after which a text that is still coming in is no longer waited for."""

Act = Callable[[], object]


def measure() -> list[Measured]:
    """One figure an action and request."""
    five = {**shop(3), "vid": "x" * 5_000_000}
    requests = {
        "10,000 events": pretty(json.dumps(shop(10_000))),
        "10,000 events in one line": json.dumps(shop(10_000)),
        "5 MB": json.dumps(five, ensure_ascii=False, indent=2),
        "100,000 events": pretty(json.dumps(shop(100_000))),
    }
    return [figure for name, text in requests.items() for figure in _measured(name, text)]


def _measured(name: str, text: str) -> list[Measured]:
    most = HEAVY_MOST_MS if Draft(text).heavy else MOST_MS
    figures: list[Measured] = []
    for _run in range(RUNS):
        run = [Measured(f"{words}, {name}", ms, most, 1) for words, ms in _blocks(text)]
        figures = [
            min(pair, key=lambda one: one.ours) for pair in zip(run, figures or run, strict=True)
        ]
        if all(figure.holds for figure in figures):
            break
    return figures


def _blocks(text: str) -> Iterator[tuple[str, float]]:
    """The actions in a new window, each with its longest block."""
    with opened(Draft(EMPTY)) as window:
        garbage = GarbageCollector(window)
        garbage.start()
        for words, act in _acts(window, text):
            yield words, _longest_block(window, act)
        garbage.stop()


def _acts(window: MainWindow, text: str) -> Iterator[tuple[str, Act]]:
    document, editor = window.models.document, window.preview.json.editor
    undo = document.undo_group
    yield "load", lambda: document.load(Draft(text), "Load")
    for place in (1, len(text) // 2):
        position = editor.position_of(place)
        editor.put_caret(position, position)
        editor.setFocus()
        settle()
        yield "key in the JSON", lambda: QTest.keyClicks(editor, " ")
        yield "undo", undo.undo
    if not document.draft.heavy:
        yield from _form_acts(window)
    for page, words in ((1, "turn to the wire"), (0, "turn to the JSON")):
        yield words, partial(window.preview.turn_to, page)
    yield "find", lambda: _find(window)
    yield "GET", lambda: document.set_method("GET")
    yield "undo of it", undo.undo
    QGuiApplication.clipboard().setText(text)
    editor.selectAll()
    yield "delete all", lambda: QTest.keyClick(editor, Qt.Key.Key_Delete)
    yield "paste all", editor.paste
    yield "another request", lambda: document.load(Draft(EMPTY), "Load")
    yield "and back", undo.undo


def _find(window: MainWindow) -> None:
    window.preview.open_find()
    QTest.keyClicks(window.preview.json.find_bar.line, "e")


def _form_acts(window: MainWindow) -> Iterator[tuple[str, Act]]:
    document, pane = window.models.document, window.builder.events
    row = window.models.events.rowCount() // 2
    yield "open an event", lambda: pane.go_to(row, "evt")
    yield "key in a form", lambda: document.set_value(("ev", row, "s"), "7")
    yield "add an event", lambda: pane.add("hitGoal")
    yield "duplicate an event", lambda: duplicate_event(document, row)
    yield "move an event", lambda: move_event(document, row, 0)
    yield "delete an event", pane.delete


def _longest_block(window: MainWindow, act: Act) -> float:
    """In milliseconds of the window's own work: a machine that does other things would be counted
    too, and this is far longer than a frame.
    """
    editor = window.preview.json.editor
    until, at_most = time.monotonic() + FOLLOWED_S, time.monotonic() + LOADED_S
    start = time.thread_time()
    act()
    longest = time.thread_time() - start
    while time.monotonic() < (at_most if editor.loading else until):
        start = time.thread_time()
        settle()
        longest = max(longest, time.thread_time() - start)
    return longest * 1_000


if __name__ == "__main__":
    raise SystemExit(not report(measure))
