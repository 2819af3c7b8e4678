"""Tabs bring their page to the front and tell it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.tabs import TabbedPane
from support.driver import settle


@pytest.fixture
def pane(qtbot: QtBot) -> TabbedPane:
    made = TabbedPane("Pages")
    qtbot.addWidget(made)
    for title in ("One", "Two"):
        made.add_page(title, QLabel(title))
    made.resize(400, 200)
    made.show()
    return made


def test_turning_shows_a_page_and_tells(pane: TabbedPane, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.turned) as turned:
        pane.turn_to(1)
    assert turned.args == [1]
    assert pane.stack.currentIndex() == 1


def test_the_arrow_keys_turn(pane: TabbedPane, qtbot: QtBot) -> None:
    pane.bar.setFocus()
    qtbot.keyClick(pane.bar, Qt.Key.Key_Right)
    assert pane.stack.currentIndex() == 1


def test_what_stands_beside_the_tabs_goes_below_them_where_there_is_no_room(
    pane: TabbedPane,
) -> None:
    button = QPushButton("Something to press")
    pane.corner.addWidget(button)
    settle()
    pane.resize(pane.sizeHint().width(), 200)
    settle()
    assert button.y() < pane.bar.geometry().bottom()
    pane.resize(pane.minimumSizeHint().width(), 200)
    settle()
    assert button.y() >= pane.bar.geometry().bottom()
    assert button.x() == pane.bar.x()
    pane.resize(600, 200)
    settle()
    assert button.y() < pane.bar.geometry().bottom()
