"""A tab takes the room of its title and count, chosen or not."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.tabs import Tabs


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
