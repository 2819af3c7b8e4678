"""How much memory the idle window holds, and whether editing and sending leave any behind."""

from __future__ import annotations

import gc
import json
import sys
import tempfile
from asyncio import Event, Runner, sleep, timeout
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from benchmarks.codec import shop
from benchmarks.ratio import Measured, report
from benchmarks.start_process import resident
from benchmarks.start_up import form, started
from convert_console.app.composition import Composition
from convert_console.app.context import build_context
from convert_console.app.run import application
from convert_console.core.document.formatting import pretty
from convert_console.core.request.draft import Draft
from convert_console.services.storage.folders import Folders

IDLE_LIMIT = 2.0
EDITS, SENDS = 1_000, 200
LEAK_MIB = 16.0
"""The undo steps of 1,000 edits, and the newest 200 rows with what they show, may stay."""

EVENTS = 20
PATIENCE = 60.0


def measure() -> list[Measured]:
    """MiB; nothing where the system does not tell (it is read from /proc)."""
    if not sys.platform.startswith("linux"):
        return []
    fields = json.dumps(form())
    ours = started("real", "memory")[0]["resident"] / 1_024
    floor = started("bare", fields, "memory")[0]["resident"] / 1_024
    grown = _grown()
    return [
        Measured("idle window, against the bare one", ours, floor, IDLE_LIMIT, "MiB"),
        Measured(f"left by {EDITS:,} edits and {SENDS} sends", grown, LEAK_MIB, 1, "MiB"),
    ]


def _grown() -> float:
    """MiB that editing and sending add, after a first round of each has loaded everything."""
    app = QApplication.instance() or application()
    assert isinstance(app, QApplication)
    with (
        tempfile.TemporaryDirectory(prefix="convert-console-") as home,
        Runner(loop_factory=lambda: QEventLoop(app)) as runner,
    ):
        return runner.run(_edit_and_send(app, Folders(Path(home))))


async def _edit_and_send(app: QApplication, folders: Folders) -> float:
    composition = Composition(app, build_context(folders))
    composition.window.show()
    composition.start()
    composition.context.document.load(Draft(pretty(json.dumps(shop(EVENTS)))), "Load")
    async with timeout(PATIENCE):
        await _rounds(composition, EDITS // 10, SENDS // 10)
        before = await _settled()
        await _rounds(composition, EDITS, SENDS)
        after = await _settled()
    composition.window.close()
    await composition.close()
    return (after - before) / 1_024


async def _rounds(composition: Composition, edits: int, sends: int) -> None:
    editor = composition.window.preview.json.editor
    place = editor.text().index('"hitGoal"') + 4
    for count in range(edits):
        editor.put_caret(place, place)
        QTest.keyClicks(editor, "ab"[count % 2])
        await sleep(0)
    for _ in range(sends):
        await _send(composition)


async def _send(composition: Composition) -> None:
    sending = composition.context.sending
    ended = Event()
    sending.running_changed.connect(ended.set)
    sending.send()
    if sending.question is not None:
        sending.confirm()
    while sending.running:
        ended.clear()
        await ended.wait()
    sending.running_changed.disconnect(ended.set)


async def _settled() -> int:
    await sleep(1)
    gc.collect()
    return resident()


if __name__ == "__main__":
    raise SystemExit(not report(measure))
