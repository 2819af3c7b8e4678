"""Events are cards; the chosen one is open and holds the form."""

from __future__ import annotations

from PySide6.QtCore import Qt

from convert_console.widgets.builder.card_shape import card_rect
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
