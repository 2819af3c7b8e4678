"""Send is Cancel while a send is under way; POST and GET are one click."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from support.driver import Driver, settle, visible
from support.endpoint import Endpoint, silence


def test_send_gives_way_to_cancel_and_comes_back(driver: Driver) -> None:
    buttons = driver.window.top.buttons
    with Endpoint([silence]) as endpoint:
        driver.aim(endpoint.url)
        driver.begin()
        assert (buttons.send.isVisible(), buttons.stop.isVisible()) == (False, True)
        driver.click(buttons.stop)
        driver.wait_until_sent()
        assert (buttons.send.isVisible(), buttons.stop.isVisible()) == (True, False)


def test_nothing_in_the_top_row_moves_while_a_send_is_under_way(driver: Driver) -> None:
    top = driver.window.top
    with Endpoint([silence]) as endpoint:
        driver.aim(endpoint.url)
        settle()
        before = {part: part.geometry() for part in visible(top, QWidget)}
        driver.begin()
        settle()
        during = {part: part.geometry() for part in visible(top, QWidget)}
        assert during.pop(top.buttons.stop) == before.pop(top.buttons.send)
        assert during == before
        assert top.buttons.stop.hasFocus()
        driver.click(top.buttons.stop)
        driver.wait_until_sent()
        settle()
        assert top.buttons.send.hasFocus()


def test_the_toggle_shows_and_sets_the_method(driver: Driver) -> None:
    driver.choose_method("GET")
    assert driver.document.draft.method == "GET"
    driver.keys("Ctrl+Z")
    assert driver.window.top.buttons.method.value() == "POST"
