"""The profiles: which there are, which is in use, and that each change reaches the disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from convert_console.models.profiles import Profiles
from convert_console.protocol.profile import Profile
from convert_console.services.profile_store import ProfileStore

pytestmark = pytest.mark.usefixtures("qapp")

FIRST = Profile(id="start", name="Start", target="local")


def made(folder: Path, *names: str) -> Profiles:
    store = ProfileStore(folder)
    for name in names:
        store.save(Profile(id=name.lower(), name=name))
    return Profiles(store, FIRST)


def names(profiles: Profiles) -> list[str]:
    return [profile.name for profile in profiles.all]


def test_an_empty_folder_gives_the_first_profile_and_save_keeps_it(tmp_path: Path) -> None:
    profiles = made(tmp_path)
    assert profiles.all == (FIRST,)
    assert profiles.current == FIRST
    profiles.save()
    assert ProfileStore(tmp_path).load().profiles == (FIRST,)


def test_saved_profiles_stand_in_the_order_of_names(tmp_path: Path) -> None:
    profiles = made(tmp_path, "beta", "Alpha", "gamma")
    assert names(profiles) == ["Alpha", "beta", "gamma"]
    assert profiles.current.name == "Alpha"


def test_a_broken_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{", "utf-8")
    profiles = made(tmp_path, "Shop")
    assert names(profiles) == ["Shop"]
    assert "bad.json" in profiles.broken[0]


def test_another_profile_is_chosen_and_told_once(tmp_path: Path, qtbot: QtBot) -> None:
    profiles = made(tmp_path, "A", "B")
    with qtbot.waitSignals([profiles.chosen, profiles.changed]):
        profiles.choose("b")
    assert profiles.current.id == "b"
    with qtbot.assertNotEmitted(profiles.changed):
        profiles.choose("b")
        profiles.choose("nobody")
    assert profiles.find("a") == Profile(id="a", name="A")
    assert profiles.find("nobody") is None


def test_a_changed_setting_is_told_and_saved_a_moment_later(tmp_path: Path, qtbot: QtBot) -> None:
    profiles = made(tmp_path, "Shop")
    with qtbot.waitSignal(profiles.changed):
        profiles.alter(project="10000001", user_agent=None)
    with qtbot.assertNotEmitted(profiles.changed):
        profiles.alter(project="10000001")
    assert profiles.current.project == "10000001"
    qtbot.waitUntil(lambda: ProfileStore(tmp_path).load().profiles == profiles.all)


def test_each_changed_profile_is_saved(tmp_path: Path) -> None:
    profiles = made(tmp_path, "A", "B")
    profiles.alter(project="1")
    profiles.choose("b")
    profiles.alter(project="2")
    profiles.save()
    assert [profile.project for profile in ProfileStore(tmp_path).load().profiles] == ["1", "2"]


def test_a_new_profile_is_saved_and_in_use(tmp_path: Path) -> None:
    profiles = made(tmp_path, "Shop")
    new = profiles.add("Café")
    assert profiles.current == new == Profile(id="cafe", name="Café")
    assert names(Profiles(ProfileStore(tmp_path), FIRST)) == ["Café", "Shop"]


def test_a_copy_has_the_same_settings_and_an_id_of_its_own(tmp_path: Path) -> None:
    profiles = made(tmp_path, "Shop")
    profiles.alter(project="7", reach="free")
    copy = profiles.duplicate()
    assert copy == Profile(id="shop-copy", name="Shop copy", project="7", reach="free")
    assert profiles.duplicate().id not in ("shop", "shop-copy")


def test_a_deleted_profile_is_gone_and_the_next_one_in_use(tmp_path: Path, qtbot: QtBot) -> None:
    profiles = made(tmp_path, "A", "B")
    with qtbot.waitSignals([profiles.deleted, profiles.chosen]):
        profiles.delete()
    assert names(profiles) == ["B"]
    assert profiles.current.id == "b"
    assert names(Profiles(ProfileStore(tmp_path), FIRST)) == ["B"]


def test_a_deleted_profile_is_not_written_back_by_a_late_save(tmp_path: Path) -> None:
    profiles = made(tmp_path, "A", "B")
    profiles.alter(project="1")
    profiles.delete()
    profiles.save()
    assert [p.id for p in ProfileStore(tmp_path).load().profiles] == ["b"]


def test_the_only_profile_stays(tmp_path: Path, qtbot: QtBot) -> None:
    profiles = made(tmp_path, "Shop")
    with qtbot.waitSignal(profiles.failed) as said:
        profiles.delete()
    assert "only profile" in said.args[0]
    assert names(profiles) == ["Shop"]


def test_a_disk_that_refuses_is_said_and_tried_again(tmp_path: Path, qtbot: QtBot) -> None:
    blocker = tmp_path / "profiles"
    blocker.write_bytes(b"")
    profiles = Profiles(ProfileStore(blocker), FIRST)
    with qtbot.waitSignal(profiles.failed):
        profiles.save()
    blocker.unlink()
    profiles.alter(project="7")
    profiles.save()
    assert ProfileStore(blocker).load().profiles == (replace(FIRST, project="7"),)
