"""The journey dialog says for whom it runs, and offers only what can be done."""

from __future__ import annotations

from convert_console.widgets.journey_dialog import JourneyDialog
from support.driver import Driver, visible


def test_it_says_for_whom_it_runs(driver: Driver) -> None:
    driver.window.trigger("Journey…")
    dialog = visible(driver.window, JourneyDialog)[0]
    assert dialog.whose.text().startswith("time, for visitor ")
    dialog.repeats.setValue(2)
    assert dialog.whose.text().startswith("times, each round with a fresh visitor id")
    assert not (dialog.go.isEnabled() or dialog.names.save.isEnabled())
    driver.click(dialog.take)
    assert dialog.go.isEnabled() and not dialog.names.save.isEnabled()


def test_a_draft_without_events_offers_no_steps(driver: Driver) -> None:
    driver.paste_json("{}")
    driver.window.trigger("Journey…")
    dialog = visible(driver.window, JourneyDialog)[0]
    assert not dialog.empty.isEnabled()
    driver.click(dialog.add)
    assert [step.text for step in dialog.steps.steps] == ["{}"]
