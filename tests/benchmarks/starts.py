"""Starts the real window, or a bare one with as many fields of each kind, in a process of its own.

Run as `python -m benchmarks.starts real|bare|kinds [counts as JSON] [whole] [memory]`. Prints one
line of JSON: `at`, the moment after the first paint on the clock all processes share, and
`resident`, the memory in KiB once nothing moves any more; or, for `kinds`, how many fields of each
kind the window has at its first paint. With `whole`, all this once the whole window is painted.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

SETTLED_MS = 1_500
KINDS = (
    "QLineEdit", "QComboBox", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton",
    "QAbstractButton", "QPlainTextEdit", "QListView", "QTableView", "QTabBar", "QLabel", "QMenu",
)  # fmt: skip
"""Fields, each counted as the first of these that it is."""


def real() -> None:
    """The program itself, up to its first paint and beyond."""
    _once_painted(lambda: _report_settled(time.monotonic()))


def bare(counts: dict[str, int]) -> None:
    """Fields in columns, with the style that the program sets, and nothing else."""
    from PySide6 import QtWidgets
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent

    app = QtWidgets.QApplication(sys.argv[:1])
    app.setStyle("Fusion")

    class Bare(QtWidgets.QWidget):
        painted = False

        def paintEvent(self, event: QPaintEvent) -> None:
            if not self.painted:
                self.painted = True
                QTimer.singleShot(0, lambda: _report_settled(time.monotonic()))

    window = Bare()
    grid = QtWidgets.QGridLayout(window)
    for kind, count in counts.items():
        # The abstract one cannot be made: a tool button is the plainest heir.
        made = getattr(QtWidgets, kind.replace("QAbstractButton", "QToolButton"))
        for place in range(count):
            field = made(window)
            if kind != "QMenu":
                grid.addWidget(field, place, KINDS.index(kind))
    window.resize(1280, 800)
    window.show()
    app.exec()


def kinds() -> None:
    """Count the fields that the real window has once it is painted."""

    def count() -> None:
        from PySide6 import QtWidgets

        counts = dict.fromkeys(KINDS, 0)
        for widget in QtWidgets.QApplication.allWidgets():
            kind = next((k for k in KINDS if isinstance(widget, getattr(QtWidgets, k))), None)
            if kind:
                counts[kind] += 1
        _say({kind: count for kind, count in counts.items() if count})

    _once_painted(count)


def _once_painted(report: Callable[[], None]) -> None:
    """Report after the first paint, or after the one of the whole window, which is the second."""
    from convert_console.app import first_paint, run

    waits = first_paint.wait_for_paint
    reports = [lambda: None, report] if "whole" in sys.argv else [report, lambda: None]

    def wait_for_paint(window: QWidget) -> None:
        waits(window)
        reports.pop(0)()

    vars(run)["wait_for_paint"] = wait_for_paint
    run.run()


def _report_settled(at: float) -> None:
    from PySide6.QtCore import QTimer

    if "memory" in sys.argv:
        QTimer.singleShot(SETTLED_MS, lambda: _say({"at": at, "resident": resident()}))
    else:
        _say({"at": at})


def resident() -> int:
    """KiB of this process in memory now."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS:")))


def _say(found: dict[str, float]) -> None:
    print(json.dumps(found), flush=True)
    sys.stdin.read()  # until the one who started it has heard, and ends it


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare(json.loads(sys.argv[2]))
    else:
        {"real": real, "kinds": kinds}[sys.argv[1]]()
