"""A card tells its event at a glance, and how much is wrong with it."""

from __future__ import annotations

from convert_console.widgets.builder.event_list import card_rect, menu_rect
from support.driver import Driver, settle


def test_the_menu_sign_stands_in_the_head_of_its_card(driver: Driver) -> None:
    pane = driver.window.builder.events
    settle()
    item = pane.list.visualRect(pane.list.model().index(0, 0))
    assert card_rect(item).contains(menu_rect(item))


def test_a_card_shows_how_many_problems_its_event_has(driver: Driver) -> None:
    pane, problems = driver.window.builder.events, driver.window.models.problems
    driver.paste_json('{"cid": "1", "ev": [{"evt": "viewExp"}, {"evt": "tr"}]}')
    pane.choose(0)
    driver.until(lambda: bool(problems.at("ev", 1)))
    settle()
    second = pane.list.visualRect(pane.list.model().index(1, 0))
    counted = pane.list.viewport().grab(second).toImage()
    rules = tuple({problem.rule for problem in problems.at("ev", 1)})
    driver.profiles.alter(silenced=rules)
    driver.until(lambda: not problems.at("ev", 1))
    settle()
    second = pane.list.visualRect(pane.list.model().index(1, 0))
    assert pane.list.viewport().grab(second).toImage() != counted
