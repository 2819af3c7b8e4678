"""The line of names: it saves and deletes what the dialog shows, and keeps what is typed."""

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
from convert_console.widgets.journeys.dialog import JourneyNames


def test_a_name_saves_is_picked_and_is_deleted(
    qtbot: QtBot, tmp_path: Path, run: Callable[..., object]
) -> None:
    profiles = Profiles(ProfileStore(tmp_path / "profiles"), Profile(id="shop", name="Shop"))
    journeys = Journeys(JourneyStore(tmp_path / "journeys"), profiles)
    steps = [Step("{}")]
    names = JourneyNames(journeys, lambda: Journey(names.name, tuple(steps)))
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
