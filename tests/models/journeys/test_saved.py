"""Saved journeys: one list a profile, replaced by name, and failures are said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from convert_console.core.journeys.journey import Journey, Step
from convert_console.core.request.profile import Profile
from convert_console.models.journeys.saved import Journeys
from convert_console.models.profiles.profiles import Profiles
from convert_console.services.storage.journeys import JourneyStore
from convert_console.services.storage.profiles import ProfileStore

ONE = Journey("buy", (Step("{}"),), 2)


@pytest.fixture
def profiles(tmp_path: Path, run: Callable[..., object]) -> Profiles:
    return Profiles(ProfileStore(tmp_path / "profiles"), Profile(id="shop", name="Shop"))


@pytest.fixture
def journeys(tmp_path: Path, profiles: Profiles) -> Journeys:
    return Journeys(JourneyStore(tmp_path / "journeys"), profiles)


def test_saving_under_the_same_name_replaces(journeys: Journeys) -> None:
    assert journeys.save(ONE) and journeys.save(Journey("Again")) and journeys.save(Journey("buy"))
    assert [one.name for one in journeys.all] == ["Again", "buy"]
    assert journeys.find("buy") == Journey("buy")
    assert journeys.find("none") is None


def test_each_profile_has_its_own_and_they_are_there_after_a_restart(
    journeys: Journeys, profiles: Profiles, tmp_path: Path
) -> None:
    journeys.save(ONE)
    profiles.add("Other")
    assert list(journeys.all) == []
    profiles.choose("shop")
    assert list(journeys.all) == [ONE]
    assert Journeys(JourneyStore(tmp_path / "journeys"), profiles).all == (ONE,)


def test_a_deleted_one_is_gone(journeys: Journeys) -> None:
    journeys.save(ONE)
    assert journeys.delete("buy")
    assert list(journeys.all) == []


def test_journeys_saved_by_another_window_stay(
    journeys: Journeys, profiles: Profiles, tmp_path: Path
) -> None:
    other = Journeys(JourneyStore(tmp_path / "journeys"), profiles)
    assert list(other.all) == []
    journeys.save(ONE)
    other.save(Journey("mine"))
    assert [one.name for one in other.all] == ["buy", "mine"]
    journeys.delete("buy")
    assert JourneyStore(tmp_path / "journeys").load("shop") == (Journey("mine"),)


def test_a_broken_file_is_reported_once(journeys: Journeys, tmp_path: Path) -> None:
    folder = tmp_path / "journeys"
    folder.mkdir()
    (folder / "shop.json").write_text("{")
    said: list[str] = []
    journeys.failed.connect(said.append)
    assert journeys.all == journeys.all == ()
    assert len(said) == 1


def test_a_failed_save_is_reported_and_not_shown(journeys: Journeys, tmp_path: Path) -> None:
    (tmp_path / "journeys").write_text("a file where the folder belongs")
    said: list[str] = []
    journeys.failed.connect(said.append)
    assert not journeys.save(ONE)
    assert said
