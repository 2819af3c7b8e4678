"""The lean start leaves PySide whole but for what this program never asks of it."""

from __future__ import annotations

import json
import subprocess
import sys

PROBE = """
import builtins, gc, json, sys, threading
if sys.argv[1] == "lean":
    from convert_console.app.lean import lean_start
    lean_start()
from PySide6.QtCore import QObject, Qt, Signal

class Said(QObject):
    said = Signal(str)

heard = []
saying = Said()
saying.said.connect(heard.append)
saying.said.emit("a")
support = sys.modules["PySide6.support"].signature
late = [name for name in ("mapping", "parser", "layout", "errorhandler", "lib.pyi_generator")
        if len(vars(sys.modules[f"{support.__name__}.{name}"])) < 10]
refused, together = [], threading.Barrier(4)

def refuse():
    together.wait()
    try:
        saying.setObjectName(1, 2)
    except TypeError as why:
        refused.append(str(why))

threads = [threading.Thread(target=refuse) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps({
    "heard": heard,
    "refused": refused,
    "key": int(Qt.Key.Key_Escape),
    "late": late,
    "help": QObject.setObjectName.__doc__,
    "types": sorted(map(str, support.mapping.type_map)),
    "stubs": support.lib.pyi_generator.generate_pyi.__name__,
    "watched": builtins.__import__ is getattr(builtins, "__feature_import__", None),
    "collecting": gc.isenabled(),
}))
"""


def probed(how: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, how], capture_output=True, text=True, check=True
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_signals_enums_refusals_and_help_are_those_of_an_ordinary_start() -> None:
    lean, usual = probed("lean"), probed("usual")
    for said in ("heard", "refused", "key", "help", "types", "stubs"):
        assert lean[said] == usual[said]
    assert lean["heard"] == ["a"]
    assert len(lean["refused"]) == 4  # type: ignore[arg-type]  # from four threads at once


def test_no_import_is_watched_and_what_explains_calls_is_loaded_when_asked() -> None:
    lean = probed("lean")
    assert not lean["watched"]
    assert lean["late"] == ["mapping", "parser", "layout", "errorhandler", "lib.pyi_generator"]
    assert probed("usual")["late"] == []
    assert not lean["collecting"], "the program's own collector begins with the window"


PAINTED = """
import json, os, sys
from convert_console.app.lean import lean_start
lean_start()
from convert_console.app import run
from convert_console.services.storage.folders import Folders
app = run.application()
composition = run.Composition(app, Folders.default())
composition.window.show()
run.wait_for_paint(composition.window)
from PySide6 import QtWidgets
classes = {f"QtWidgets.{name}" for name in vars(QtWidgets)}
print(json.dumps(sorted(classes | set(sys.modules))))
sys.stdout.flush()
os._exit(0)
"""

LATE = {
    "asyncio": "the loop begins after the paint",
    "httpx": "nothing is sent at a start",
    "sqlite3": "the history comes with the whole window",
    "logging": "nothing of ours logs so early",
    "QtWidgets.QStyle": "asking it makes 13 enums: 5 ms; lengths are those of the style sheet",
    "PySide6.QtSvg": "icons are read as the style sheet reads its own",
    "convert_console.core.document.edits": "a start has no edit",
    "convert_console.core.document.formatting": "a start has no edit",
    "convert_console.core.linter.table": "problems are found after the paint",
    "convert_console.widgets.preview.preview": "the preview comes with the whole window",
    "convert_console.widgets.history.pane": "the history comes with the whole window",
}


def test_what_the_first_paint_does_not_need_is_not_loaded_for_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PAINTED], capture_output=True, text=True, check=True
    )
    assert set(json.loads(done.stdout)) & set(LATE) == set()
