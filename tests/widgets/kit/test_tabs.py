"""A tab takes the room of its title and count, chosen or not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.tabs import TabbedPane, Tabs
from support.driver import settle


@pytest.fixture
def tabs(qtbot: QtBot) -> Tabs:
    made = Tabs("Pages")
    qtbot.addWidget(made)
    made.addTab("Request")
    made.addTab("Events")
    made.show()
    return made


def test_a_count_makes_room_for_itself_and_gives_it_back(tabs: Tabs) -> None:
    before = tabs.tabRect(1).width()
    tabs.set_count(1, "12")
    assert tabs.tabRect(1).width() > before
    assert tabs.accessibleTabName(1) == "Events 12"
    tabs.set_count(1, "")
    assert tabs.tabRect(1).width() == before
    assert tabs.accessibleTabName(1) == "Events"


def test_choosing_a_tab_moves_none(tabs: Tabs) -> None:
    places = [tabs.tabRect(place) for place in range(2)]
    tabs.setCurrentIndex(1)
    assert [tabs.tabRect(place) for place in range(2)] == places


def test_it_can_be_painted_with_focus_and_count(tabs: Tabs, qtbot: QtBot) -> None:
    tabs.set_count(0, "3")
    tabs.setFocus()
    assert not tabs.grab().isNull()


# Tabs bring their page to the front and tell it.


@pytest.fixture
def pane(qtbot: QtBot) -> TabbedPane:
    made = TabbedPane("Pages")
    qtbot.addWidget(made)
    for title in ("One", "Two"):
        made.add_page(title, QLabel(title))
    made.resize(400, 200)
    made.show()
    return made


def test_turning_shows_a_page_and_is_signalled(pane: TabbedPane, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.turned) as turned:
        pane.turn_to(1)
    assert turned.args == [1]
    assert pane.stack.currentIndex() == 1


def test_the_arrow_keys_turn(pane: TabbedPane, qtbot: QtBot) -> None:
    pane.bar.setFocus()
    qtbot.keyClick(pane.bar, Qt.Key.Key_Right)
    assert pane.stack.currentIndex() == 1


def test_controls_next_to_the_tabs_move_below_them_where_space_is_short(
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
