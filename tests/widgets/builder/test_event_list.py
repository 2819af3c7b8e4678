"""Events are cards; the chosen one is open and holds the form."""

from __future__ import annotations

import json

from PySide6.QtCore import Qt

from convert_console.core.request.draft import Draft
from convert_console.widgets.builder.event_list import card_rect
from support.driver import Driver, settle


def test_the_form_lies_in_the_open_card(driver: Driver) -> None:
    pane = driver.window.builder.events
    for row in (1, 0):
        pane.choose(row)
        settle()
        card = card_rect(pane.list.visualRect(pane.list.model().index(row, 0)))
        assert pane.form.isVisible()
        assert card.contains(pane.form.geometry())


def test_a_click_opens_a_card_and_arrows_go_on(driver: Driver) -> None:
    pane = driver.window.builder.events
    settle()
    second = pane.list.visualRect(pane.list.model().index(1, 0))
    driver.click(pane.list.viewport(), second.center())
    assert pane.row == 1
    driver.qtbot.keyClick(pane.list, Qt.Key.Key_Up)
    assert pane.row == 0


def test_without_events_there_is_no_form(driver: Driver) -> None:
    driver.paste_json('{"ev": []}')
    settle()
    assert not driver.window.builder.events.form.isVisible()


def test_each_of_many_cards_is_found_where_it_is_shown(driver: Driver) -> None:
    events = [{"evt": "hitGoal", "goals": [str(n)]} for n in range(3_000)]
    driver.document.load(Draft(json.dumps({"ev": events})), "Load")
    pane = driver.window.builder.events
    cards = pane.list
    for row in (0, 1, 1_500, 2_999):
        pane.choose(row)
        settle()
        area = cards.visualRect(cards.model().index(row, 0))
        assert cards.viewport().rect().intersects(area)
        for near in (row - 1, row, row + 1):
            if 0 <= near < 3_000:
                rect = cards.visualRect(cards.model().index(near, 0))
                for spot in (rect.topLeft(), rect.bottomLeft()):
                    assert cards.indexAt(spot).row() == near
    driver.qtbot.keyClick(cards, Qt.Key.Key_Home)
    assert pane.row == 0
    driver.qtbot.keyClick(cards, Qt.Key.Key_End)
    assert pane.row == 2_999
