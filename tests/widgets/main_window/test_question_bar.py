"""The question is a strip, not a dialog: what is asked about stays in sight."""

from __future__ import annotations

from convert_console.widgets.main_window.question_bar import QuestionBar
from support.driver import Driver, focused, settle


def test_it_takes_the_focus_so_that_enter_answers(driver: Driver) -> None:
    driver.aim("https://collect.example/track", reach="ask")
    driver.begin()
    strip = driver.window.question
    assert strip.isVisible()
    assert focused() is strip.yes
    driver.click(strip.no)
    assert not strip.isVisible()
    assert not driver.sending.running


def test_nothing_is_asked_where_nothing_need_be(driver: Driver) -> None:
    assert driver.question == ""


def test_the_buttons_are_below_a_question_that_needs_the_space(driver: Driver) -> None:
    strip = QuestionBar(driver.sending)
    driver.qtbot.addWidget(strip)
    driver.aim("https://collect.example/track", reach="ask")
    driver.begin()
    for width, below in ((1024, False), (600, True), (1024, False)):
        strip.resize(width, 200)
        settle()
        assert (strip.yes.y() > strip.label.geometry().bottom()) is below
