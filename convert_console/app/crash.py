"""Shows a bug once, with its traceback; the window stays open, so that nothing is lost."""

import asyncio
import sys
import traceback
from types import TracebackType
from typing import Any

from PySide6 import QtWidgets
from PySide6.QtWidgets import QWidget

from convert_console.core.text import visible
from convert_console.widgets.kit.dialogs import open_dialog


class CrashReport:
    """Shows the first bug of a run in a dialog; every bug goes to stderr."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._shown = False
        sys.excepthook = self._raised  # which slots use

    def listen(self, loop: asyncio.AbstractEventLoop) -> None:
        """Report bugs in the tasks of a loop, too."""
        loop.set_exception_handler(self._in_task)

    def _in_task(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        bug = context.get("exception")
        if isinstance(bug, BaseException):
            self._raised(type(bug), bug, bug.__traceback__)
        else:
            print(context.get("message"), file=sys.stderr)

    def _raised(
        self, kind: type[BaseException], bug: BaseException, trace: TracebackType | None
    ) -> None:
        story = "".join(traceback.format_exception(kind, bug, trace))
        print(story, file=sys.stderr)
        if self._shown:
            return
        self._shown = True

        # By its module, so that PySide makes the class only now: 4 ms of a start.
        box = QtWidgets.QMessageBox(self._window)
        box.setIcon(QtWidgets.QMessageBox.Icon.Critical)
        box.setWindowTitle("Convert Console has a bug")
        box.setText("Something in the program went wrong. Your draft and history are kept.")
        box.setDetailedText(visible(story))
        open_dialog(box)
