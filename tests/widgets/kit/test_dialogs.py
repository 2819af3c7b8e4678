"""Dialogs stay within the screen."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.dialogs import FRAME, FittingDialog
from support.driver import settle, visible


def dialog(qtbot: QtBot, width: int, height: int) -> FittingDialog:
    window = FittingDialog()
    qtbot.addWidget(window)
    button = QPushButton("Close", window)
    button.setMinimumSize(width, height)
    QVBoxLayout(window).addWidget(button)
    window.resize_within_screen(300, 200)
    return window


def test_content_that_fits_does_not_scroll(qtbot: QtBot) -> None:
    window = dialog(qtbot, 100, 40)
    window.show()
    assert visible(window, QScrollArea) == []
    assert window.size().toTuple() == (300, 200)


def test_content_that_does_not_fit_scrolls(qtbot: QtBot) -> None:
    window = dialog(qtbot, 3_000, 2_000)
    window.show()
    settle()
    available = QGuiApplication.primaryScreen().availableSize()
    assert window.width() <= available.width() - FRAME
    assert window.height() <= available.height() - FRAME
    [area] = visible(window, QScrollArea)
    assert area.horizontalScrollBar().isVisible()
    assert visible(area, QPushButton)[0].text() == "Close"
    window.hide()
    window.show()
    assert len(visible(window, QScrollArea)) == 1


def test_a_design_larger_than_the_screen_is_cut_down(qtbot: QtBot) -> None:
    window = dialog(qtbot, 100, 40)
    window.resize_within_screen(9_000, 9_000)
    available = QGuiApplication.primaryScreen().availableSize()
    assert window.width() == available.width() - FRAME
