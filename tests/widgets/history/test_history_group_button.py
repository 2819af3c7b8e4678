"""The choice by what the history is grouped."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from convert_console.models.history.model import Column
from convert_console.widgets.history.grouping import HistoryGroupButton
from support.driver import Driver


def test_it_says_the_choice_in_force_and_signals_another(qtbot: QtBot) -> None:
    made = HistoryGroupButton()
    qtbot.addWidget(made)
    assert made.text() == "Group: none"
    with qtbot.waitSignal(made.chosen) as heard:
        made.menu().actions()[1].trigger()
    assert heard.args == ["day"]
    made.say("day")
    assert made.text() == made.accessibleName() == "Group: day"


def test_every_way_of_grouping_keeps_the_rows_and_is_remembered(driver: Driver) -> None:
    driver.send()
    driver.send()
    for command, group in (("Group by visitor", "visitor"), ("Group by day", "day")):
        driver.window.trigger(command)
        driver.until(lambda: not driver.composition.history.search.going)
        assert len(driver.history(Column.TIME)) == 2
        assert driver.window.history.table.gutter.isVisible()
        assert driver.composition.preferences.history_group == group
    driver.window.trigger("Do not group")
    assert not driver.window.history.table.gutter.isVisible()
