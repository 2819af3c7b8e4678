"""The journey dialog says for whom it runs, and offers only what can be done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from convert_console.core.journeys.journey import Journey, Step
from convert_console.core.request.profile import Profile
from convert_console.models.journeys.saved import Journeys
from convert_console.models.profiles.profiles import Profiles
from convert_console.services.storage.journeys import JourneyStore
from convert_console.services.storage.profiles import ProfileStore
from convert_console.widgets.journeys.dialog import JourneyDialog, JourneyNameBar
from support.driver import Driver, button, buttons, visible


def test_it_shows_whose_visitor_a_run_uses(driver: Driver) -> None:
    driver.window.trigger("Journeys")
    dialog = visible(driver.window, JourneyDialog)[0]
    assert dialog.run_text.text().startswith("time, for visitor ")
    dialog.repeats.setValue(2)
    assert dialog.run_text.text().startswith("times, each with a new visitor id")
    assert not (dialog.go.isEnabled() or dialog.names.save.isEnabled())
    driver.click(button(dialog.empty, "Make steps from draft"))
    assert dialog.go.isEnabled() and not dialog.names.save.isEnabled()


def test_a_draft_without_events_offers_no_steps(driver: Driver) -> None:
    driver.paste_json("{}")
    driver.window.trigger("Journeys")
    dialog = visible(driver.window, JourneyDialog)[0]
    assert not dialog.empty.isEnabled()
    driver.click(dialog.add)
    assert [step.text for step in dialog.steps.steps] == ["{}"]


def test_a_transaction_id_repeated_each_round_is_reported(driver: Driver) -> None:
    driver.paste_json('{"tid": "ORDER-1", "vid": "v", "ev": [{"evt": "tr"}]}')
    driver.window.trigger("Journeys")
    dialog = visible(driver.window, JourneyDialog)[0]
    driver.click(button(dialog.empty, "Make steps from draft"))
    assert "transaction" not in dialog.run_text.text()
    dialog.repeats.setValue(2)
    assert dialog.run_text.text().endswith("The transaction id is the same each time.")


def test_steps_are_made_and_rebuilt_from_the_draft(driver: Driver) -> None:
    driver.window.trigger("Journeys")
    dialog = visible(driver.window, JourneyDialog)[0]
    assert "Rebuild from draft" not in [made.text() for made in buttons(dialog)]
    driver.click(button(dialog, "Make steps from draft"))
    assert dialog.focusWidget() is dialog.steps
    driver.click(dialog.add)
    assert len(dialog.steps.steps) == 3
    driver.click(button(dialog, "Rebuild from draft"))
    assert len(dialog.steps.steps) == 2
    assert "Replace the steps" in dialog.rebuild.toolTip()


# The line of names: it saves and deletes what the dialog shows, and keeps what is typed.


def test_a_journey_is_saved_chosen_and_deleted_by_name(
    qtbot: QtBot, tmp_path: Path, run: Callable[..., object]
) -> None:
    profiles = Profiles(ProfileStore(tmp_path / "profiles"), Profile(id="shop", name="Shop"))
    journeys = Journeys(JourneyStore(tmp_path / "journeys"), profiles)
    steps = [Step("{}")]
    names = JourneyNameBar(journeys, lambda: Journey(names.name, tuple(steps)))
    qtbot.addWidget(names)
    names.refresh()
    assert not names.save.isEnabled(), "without a name there is nothing to save it by"
    names.set_name("Buy")
    names.refresh()
    names.save.click()
    assert [one.name for one in journeys.all] == ["Buy"] and names.name == "Buy"
    picked: list[str] = []
    names.picked.connect(picked.append)
    names.combo.activated.emit(0)
    assert picked == ["Buy"]
    names.delete.click()
    assert journeys.all == () and names.name == "Buy"
    steps.clear()
    names.refresh()
    assert not (names.save.isEnabled() or names.delete.isEnabled())
