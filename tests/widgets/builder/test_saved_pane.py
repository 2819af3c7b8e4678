"""The page of saved requests: what it offers, and why it is empty."""

from __future__ import annotations

from convert_console.core.request.draft import Draft
from convert_console.widgets.builder.saved_pane import SavedPane
from support.driver import Driver, buttons


def opened(driver: Driver, *names: str) -> SavedPane:
    for name in names:
        driver.composition.saved.save(name, Draft("{}"))
    driver.turn_builder("Saved")
    return driver.window.saved


def test_a_request_moves_as_far_as_the_ends(driver: Driver) -> None:
    pane = opened(driver, "A", "B")
    pane.choose(1)
    pane.shift(-1)
    assert pane.row == 0
    pane.shift(-1)
    assert pane.row == 0


def test_deleting_goes_on_to_the_next(driver: Driver) -> None:
    pane = opened(driver, "A", "B")
    pane.choose(0)
    pane.delete()
    assert pane.row == 0


def test_the_two_kinds_of_empty_differ(driver: Driver) -> None:
    pane = opened(driver)
    assert [b.text() for b in buttons(pane._none)] == ["Save current as…"]
    driver.composition.saved.save("A", Draft("{}"))
    pane.search.setText("zzz")
    assert [b.text() for b in buttons(pane._none)] == ["Clear the search"]
