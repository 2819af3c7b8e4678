"""Starts the real window, or a bare one with the same form, in a process of its own.

Run as `python -m benchmarks.start_process real|bare|form [form as JSON] [memory]`. Prints a line
of JSON: `at`, the moment of the first paint on the clock that all processes share, and with
`memory` also `resident`, the memory in KiB once nothing moves any more; or, for `form`, the texts
of the window's fields by kind.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SETTLED_MS = 1_500
KINDS = (
    "QLineEdit", "QComboBox", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton",
    "QAbstractButton", "QPlainTextEdit", "QListView", "QTableView", "QTabBar", "QLabel", "QMenu",
)  # fmt: skip
"""Fields, each counted as the first of these that it is."""

PARTS = ("QComboBoxListView", "QComboBoxPrivateScroller")
"""What a combo box makes for itself, here as there."""


def real() -> None:
    """The program itself."""
    _once_painted(lambda: _report_settled(time.monotonic()))


def bare(form: dict[str, list[Any]]) -> None:
    """The fields in columns, with what they say and the style that the program sets, no more."""
    from PySide6 import QtWidgets
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent

    app = QtWidgets.QApplication([*sys.argv[:1], "-style", "fusion"])

    class Bare(QtWidgets.QWidget):
        painted = False

        def paintEvent(self, event: QPaintEvent) -> None:
            if not self.painted:
                self.painted = True
                QTimer.singleShot(0, lambda: _report_settled(time.monotonic()))

    window = Bare()
    grid = QtWidgets.QGridLayout(window)
    for kind, fields in form.items():
        # The abstract one cannot be made: a tool button is the plainest heir.
        made = getattr(QtWidgets, kind.replace("QAbstractButton", "QToolButton"))
        for place, said in enumerate(fields):
            field = made(window)
            _say_in(field, said)
            if kind != "QMenu":
                grid.addWidget(field, place, KINDS.index(kind))
    window.resize(1280, 800)
    window.show()
    app.exec()


def _say_in(field: Any, said: Any) -> None:
    """Give a field the text that the real one has, or its items."""
    if isinstance(said, str):
        setter = "setPlainText" if hasattr(field, "setPlainText") else "setText"
        getattr(field, setter)(said)
    elif said and hasattr(field, "addTab"):
        for title in said:
            field.addTab(title)
    elif said and hasattr(field, "addItems"):
        field.addItems(said)
    elif said:
        from PySide6.QtCore import QStringListModel

        field.setModel(QStringListModel(said, field))


def form() -> None:
    """Report the texts of the real window's fields."""

    def tell() -> None:
        from PySide6 import QtWidgets

        found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
        for widget in QtWidgets.QApplication.allWidgets():
            kind = next((k for k in KINDS if isinstance(widget, getattr(QtWidgets, k))), None)
            if kind and widget.metaObject().className() not in PARTS:
                found[kind].append(_said_by(widget))
        _say({kind: fields for kind, fields in found.items() if fields})

    _once_painted(tell)


def _said_by(field: Any) -> Any:
    """The text of a field, or its items; rows of a list as far as they fit a screen."""
    if hasattr(field, "tabText"):
        return [field.tabText(place) for place in range(field.count())]
    if hasattr(field, "itemText"):
        return [field.itemText(place) for place in range(field.count())]
    if hasattr(field, "toPlainText"):
        return field.toPlainText()
    if hasattr(field, "text"):
        return field.text()
    model: Any = field.model() if hasattr(field, "model") else None
    rows = 0 if model is None else min(model.rowCount(), 40)
    return [str(model.index(row, 0).data() or "") for row in range(rows)]


def _once_painted(report: Callable[[], None]) -> None:
    """Run the program, and report when it begins its work after the first paint."""
    # As the entry point does.
    gc.disable()
    # Tools for development bring click and rich. httpx loads its own command line where it finds
    # them: 79 modules that nobody has who only installs the program.
    sys.modules["click"] = None  # type: ignore[assignment] # cannot be imported
    from convert_console.app import load
    from convert_console.services.storage.folders import Folders

    folders = Folders.default()
    history = load(folders)
    from convert_console.app.composition import Composition
    from convert_console.app.run import run

    start = Composition.start

    def start_and_report(composition: Composition) -> None:
        report()
        start(composition)

    setattr(Composition, "start", start_and_report)  # noqa: B010 - mypy forbids the plain form
    run(folders, history)


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


def _say(found: dict[str, Any]) -> None:
    print(json.dumps(found), flush=True)
    sys.stdin.read()  # until the one who started it has heard, and ends it


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare(json.loads(sys.argv[2]))
    else:
        {"real": real, "form": form}[sys.argv[1]]()
