"""What the menu of rows offers."""

from __future__ import annotations

from convert_console.models.history import Column
from convert_console.widgets.history_menu import CHOOSE_FIRST, row_commands
from support.driver import Driver


def test_it_offers_what_fits_the_number_of_rows(driver: Driver) -> None:
    uses = driver.window.history.uses
    offered = {
        number: [entry.text for entry in row_commands(uses, number) if entry]
        for number in (1, 2, 1234)
    }
    assert "Edit this again  ↵" in offered[1]
    assert "Write a note  F2" in offered[1]
    assert "Compare these two…" in offered[2]
    assert "Edit this again  ↵" not in offered[2]
    assert "Send all 1,234 again" in offered[1234]
    assert "Delete all 1,234  Del" in offered[1234]


def test_the_palette_and_the_menu_act_on_the_chosen_rows_and_say_when_there_is_none(
    driver: Driver,
) -> None:
    driver.send()
    driver.window.history.table.clearSelection()
    driver.window.trigger("Star or unstar")
    assert driver.window.history.strip.label.text() == CHOOSE_FIRST
    driver.choose_row(0)
    driver.window.trigger("Star or unstar")
    assert driver.history(Column.STAR) == ["★"]
    driver.window.trigger("Delete the chosen rows")
    assert driver.history(Column.STAR) == []
