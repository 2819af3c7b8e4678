"""The question is a strip, not a dialog: what is asked about stays in sight."""

from __future__ import annotations

from support.driver import Driver, focused


def test_it_takes_the_focus_so_that_enter_answers(driver: Driver) -> None:
    driver.aim("https://collect.example/track", reach="ask")
    driver.begin()
    strip = driver.window.question
    assert strip.isVisible()
    assert focused() is strip.yes
    driver.click(strip.no)
    assert not strip.isVisible()
    assert not driver.console.sending


def test_nothing_is_asked_where_nothing_need_be(driver: Driver) -> None:
    assert driver.question == ""
