"""A dialog is never larger than the screen; what does not fit scrolls."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.fitting_dialog import FRAME, FittingDialog
from support.driver import settle, visible


def dialog(qtbot: QtBot, width: int, height: int) -> FittingDialog:
    made = FittingDialog()
    qtbot.addWidget(made)
    button = QPushButton("Close", made)
    button.setMinimumSize(width, height)
    QVBoxLayout(made).addWidget(button)
    made.take_room(300, 200)
    return made


def test_what_fits_does_not_scroll(qtbot: QtBot) -> None:
    made = dialog(qtbot, 100, 40)
    made.show()
    assert visible(made, QScrollArea) == []
    assert made.size().toTuple() == (300, 200)


def test_what_does_not_fit_scrolls_within_the_screen(qtbot: QtBot) -> None:
    made = dialog(qtbot, 3_000, 2_000)
    made.show()
    settle()
    room = QGuiApplication.primaryScreen().availableSize()
    assert made.width() <= room.width() - FRAME
    assert made.height() <= room.height() - FRAME
    [area] = visible(made, QScrollArea)
    assert area.horizontalScrollBar().isVisible()
    assert visible(area, QPushButton)[0].text() == "Close"
    made.hide()
    made.show()
    assert len(visible(made, QScrollArea)) == 1


def test_a_design_larger_than_the_screen_is_cut_down(qtbot: QtBot) -> None:
    made = dialog(qtbot, 100, 40)
    made.take_room(9_000, 9_000)
    room = QGuiApplication.primaryScreen().availableSize()
    assert made.width() == room.width() - FRAME
