"""Whether this PySide6 can be trusted with its signals at all.

PySide6 6.12.0 on Python 3.10 and 3.11 loses a reference to None with each void call and one to
True with each emit, and aborts the interpreter once they are used up ("none_dealloc"). The
dependency excludes 6.12.0; this finds the next release like it.
"""

from __future__ import annotations

import subprocess
import sys

EMITS = """
from PySide6.QtCore import QObject, Signal

class Bell(QObject):
    rang = Signal(int)

heard = []
bell = Bell()
bell.rang.connect(heard.append)
for number in range(20_000):
    bell.setObjectName("bell")
    bell.rang.emit(number)
print(len(heard))
"""


def test_twenty_thousand_emits_leave_the_interpreter_alive() -> None:
    done = subprocess.run(
        [sys.executable, "-c", EMITS], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "20000"), done.stderr
