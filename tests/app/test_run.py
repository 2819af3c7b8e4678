"""The window opens, and the program ends once it is closed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from convert_console.app.run import fit_screen

CLOSE_SOON = """
import sys
from PySide6.QtCore import QTimer
from convert_console.widgets.main_window.window import MainWindow
showing = MainWindow.showEvent
def shown(self, event):
    showing(self, event)
    QTimer.singleShot({wait}, self.close)
MainWindow.showEvent = shown
from convert_console.__main__ import main
sys.exit(main([]))
"""


def test_closing_the_window_ends_the_program_silently(home: Path) -> None:
    # As in pyproject.toml: qasync asks on Python 3.14 what goes in 3.16.
    strict = ("-W", "error", "-W", "ignore::DeprecationWarning:qasync")
    ended = subprocess.run(
        [sys.executable, *strict, "-c", CLOSE_SOON.format(wait=300)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said = [line for line in ended.stderr.splitlines() if "plugin does not support" not in line]
    assert (ended.returncode, said, ended.stdout) == (0, [], "")
    assert (home / "console" / "history.sqlite3").is_file()
    assert list((home / "console" / "profiles").glob("*.json"))


def test_closing_at_once_ends_it_as_well() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", CLOSE_SOON.format(wait=0)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr


OPEN_AND_CLOSE = """
import sys
from PySide6.QtCore import QTimer
from convert_console.models.paste.pasting import Pasting
def pasted(self, recognised, request):
    choosing(self, recognised, request)
    print(self._document.payload["vid"])
    QTimer.singleShot(0, QApplication.activeWindow().close)
choosing, Pasting.choose = Pasting.choose, pasted
from PySide6.QtWidgets import QApplication
from convert_console.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def test_a_file_that_is_given_is_opened_as_if_it_was_dropped(tmp_path: Path) -> None:
    file = tmp_path / "a request.json"
    file.write_text('{"cid": "1", "pid": "2", "vid": "from-the-file", "ev": []}', "utf-8")
    ended = subprocess.run(
        [sys.executable, "-c", OPEN_AND_CLOSE, "--open", str(file)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (0, "from-the-file\n"), ended.stderr


WARN_AND_CLOSE = """
import PySide6.QtCore
from convert_console.widgets.main_window.window import MainWindow
showing = MainWindow.showEvent
def shown(self, event):
    showing(self, event)
    PySide6.QtCore.qWarning("qt.svg: Cannot open \\x1b[2J\\u202e.svg")
    PySide6.QtCore.QTimer.singleShot(100, self.close)
    raise ZeroDivisionError("\\x1b[2J\\u202e")
MainWindow.showEvent = shown
from convert_console.__main__ import main
main([])
"""


def test_pyside_reads_no_source_of_the_program_at_a_start() -> None:
    """It would, to look for its own name in each, and keep them: a thirtieth of a start."""
    code = (
        "import linecache, sys\n"
        "from convert_console.app import load_qt; load_qt()\n"
        "import convert_console.app.run\n"
        "sys.exit(any('convert_console' in name for name in linecache.cache))"
    )
    run = [sys.executable, "-c", code]
    assert subprocess.run(run, timeout=120, check=False).returncode == 0


def test_what_qt_and_a_bug_say_of_foreign_text_moves_no_cursor() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", WARN_AND_CLOSE], capture_output=True, timeout=120, check=False
    )
    said = ended.stderr.decode()
    assert "Cannot open \\u001b[2J\\u202e.svg" in said
    assert said.count("\\u001b[2J\\u202e") >= 2  # in the remark and in the traceback
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_the_first_window_is_no_larger_than_its_screen(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 300)
    fit_screen(window)
    assert (window.width(), window.height()) == (400, 300)
    window.resize(9_000, 9_000)
    fit_screen(window)
    room = window.screen().availableSize()
    assert window.width() <= room.width() and window.height() < room.height()
