"""The lean start leaves PySide whole but for what this program never asks of it."""

from __future__ import annotations

import json
import subprocess
import sys

PROBE = """
import builtins, gc, json, sys
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
try:
    saying.setObjectName(1, 2)
except TypeError as why:
    refused = str(why)
print(json.dumps({
    "heard": heard,
    "refused": refused,
    "key": int(Qt.Key.Key_Escape),
    "writer": "argparse" in sys.modules,
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


def test_signals_enums_and_refusals_are_those_of_an_ordinary_start() -> None:
    lean, usual = probed("lean"), probed("usual")
    for said in ("heard", "refused", "key"):
        assert lean[said] == usual[said]
    assert lean["heard"] == ["a"]


def test_no_import_is_watched_and_no_stub_writer_is_loaded() -> None:
    lean = probed("lean")
    assert not lean["watched"]
    assert not lean["writer"]
    assert not lean["collecting"], "the program's own collector begins with the window"
