"""The wait ends with the first paint, or after half a second without one."""

from __future__ import annotations

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from convert_console.app.run import wait_for_paint


class Painting(QWidget):
    painted = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted += 1


def test_a_shown_window_is_painted_when_the_wait_ends(qtbot: QtBot) -> None:
    window = Painting()
    qtbot.addWidget(window)
    window.show()
    wait_for_paint(window)
    assert window.painted == 1


def test_a_window_that_is_never_painted_does_not_hold_up_the_start(qtbot: QtBot) -> None:
    window = Painting()
    qtbot.addWidget(window)
    wait_for_paint(window)
    assert window.painted == 0
