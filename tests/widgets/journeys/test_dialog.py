"""The journey dialog says for whom it runs, and offers only what can be done."""

from __future__ import annotations

from convert_console.widgets.journeys.dialog import JourneyDialog
from support.driver import Driver, button, buttons, visible


def test_it_says_for_whom_it_runs(driver: Driver) -> None:
    driver.window.trigger("Journey…")
    dialog = visible(driver.window, JourneyDialog)[0]
    assert dialog.whose.text().startswith("time, for visitor ")
    dialog.repeats.setValue(2)
    assert dialog.whose.text().startswith("times, each round with a fresh visitor id")
    assert not (dialog.go.isEnabled() or dialog.names.save.isEnabled())
    driver.click(button(dialog.empty, "Make steps of the draft"))
    assert dialog.go.isEnabled() and not dialog.names.save.isEnabled()


def test_a_draft_without_events_offers_no_steps(driver: Driver) -> None:
    driver.paste_json("{}")
    driver.window.trigger("Journey…")
    dialog = visible(driver.window, JourneyDialog)[0]
    assert not dialog.empty.isEnabled()
    driver.click(dialog.add)
    assert [step.text for step in dialog.steps.steps] == ["{}"]


def test_a_transaction_id_that_every_round_repeats_is_said(driver: Driver) -> None:
    driver.paste_json('{"tid": "ORDER-1", "vid": "v", "ev": [{"evt": "tr"}]}')
    driver.window.trigger("Journey…")
    dialog = visible(driver.window, JourneyDialog)[0]
    driver.click(button(dialog.empty, "Make steps of the draft"))
    assert "transaction" not in dialog.whose.text()
    dialog.repeats.setValue(2)
    assert dialog.whose.text().endswith("The transaction id is the same in each.")


def test_steps_are_made_by_one_button_and_made_anew_by_another(driver: Driver) -> None:
    driver.window.trigger("Journey…")
    dialog = visible(driver.window, JourneyDialog)[0]
    assert "Make steps anew" not in [made.text() for made in buttons(dialog)]
    driver.click(button(dialog, "Make steps of the draft"))
    assert dialog.focusWidget() is dialog.steps
    driver.click(dialog.add)
    assert len(dialog.steps.steps) == 3
    driver.click(button(dialog, "Make steps anew"))
    assert len(dialog.steps.steps) == 2
    assert "in place of these" in dialog.take.toolTip()
