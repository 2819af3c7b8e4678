"""The menu of saved requests offers what makes sense, and nothing else."""

from __future__ import annotations

from convert_console.core.request.draft import Draft
from convert_console.widgets.builder.saved_pane import saved_commands
from support.driver import Driver

ALWAYS = ["Import…", "Export all…"]


def opened(driver: Driver, *names: str) -> None:
    for name in names:
        driver.composition.saved.save(name, Draft("{}"))
    driver.turn_builder("Saved")


def offered(driver: Driver) -> list[str]:
    found = saved_commands(driver.window.saved, driver.composition.saved)
    return [command.text for command in found if command is not None]


def test_without_a_chosen_request_only_import_and_export_are_offered(driver: Driver) -> None:
    opened(driver)
    assert offered(driver) == ALWAYS


def test_a_chosen_request_offers_what_can_be_done_with_it(driver: Driver) -> None:
    opened(driver, "A")
    driver.window.saved.choose(0)
    own = ["Load", "Duplicate", "Rename…", "Move up", "Move down", "Delete"]
    assert offered(driver) == own + ALWAYS


def test_what_was_deleted_is_offered_back(driver: Driver) -> None:
    opened(driver, "A")
    driver.window.saved.choose(0)
    driver.window.saved.delete()
    assert offered(driver) == ["Restore “A”", *ALWAYS]
