"""The page of saved requests: what it offers, and why it is empty."""

from __future__ import annotations

from convert_console.protocol.draft import Draft
from convert_console.widgets.builder.saved_pane import SavedPane
from support.driver import Driver, buttons


def opened(driver: Driver, *names: str) -> SavedPane:
    for name in names:
        driver.composition.saved.save(name, Draft("{}"))
    driver.turn_builder("Saved")
    return driver.window.saved


def offered(pane: SavedPane) -> list[str]:
    return [command.text for command in pane.commands() if command is not None]


def test_without_a_chosen_request_only_import_and_export_are_offered(driver: Driver) -> None:
    assert offered(opened(driver)) == ["Import…", "Export all…"]


def test_a_chosen_request_offers_what_can_be_done_with_it(driver: Driver) -> None:
    pane = opened(driver, "A", "B")
    pane.choose(1)
    assert offered(pane)[:6] == ["Load", "Duplicate", "Rename…", "Move up", "Move down", "Delete"]
    pane.shift(-1)
    assert pane.row == 0
    pane.shift(-1)
    assert pane.row == 0


def test_deleting_goes_on_to_the_next_and_offers_the_way_back(driver: Driver) -> None:
    pane = opened(driver, "A", "B")
    pane.choose(0)
    pane.delete()
    assert pane.row == 0
    assert "Restore “A”" in offered(pane)


def test_the_two_kinds_of_empty_differ(driver: Driver) -> None:
    pane = opened(driver)
    assert [b.text() for b in buttons(pane._none)] == ["Save current as…"]
    driver.composition.saved.save("A", Draft("{}"))
    pane.search.setText("zzz")
    assert [b.text() for b in buttons(pane._none)] == ["Clear the search"]
