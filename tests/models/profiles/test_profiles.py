"""The profiles: which there are, which is in use, and that each change reaches the disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from convert_console.core.request.profile import Profile
from convert_console.core.request.secret_headers import HIDDEN
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.profiles.secrets import Secrets
from convert_console.services.storage.keyring import Vault
from convert_console.services.storage.profiles import ProfileStore

Run = Callable[..., Any]
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


def test_saved_profiles_are_sorted_by_name(tmp_path: Path) -> None:
    profiles = made(tmp_path, "beta", "Alpha", "gamma")
    assert names(profiles) == ["Alpha", "beta", "gamma"]
    assert profiles.current.name == "Alpha"


def test_a_broken_file_is_signalled(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{", "utf-8")
    profiles = made(tmp_path, "Shop")
    assert names(profiles) == ["Shop"]
    assert "bad.json" in profiles.broken[0]


def test_choosing_another_profile_is_signalled_once(tmp_path: Path, qtbot: QtBot) -> None:
    profiles = made(tmp_path, "A", "B")
    with qtbot.waitSignals([profiles.chosen, profiles.changed]):
        profiles.choose("b")
    assert profiles.current.id == "b"
    with qtbot.assertNotEmitted(profiles.changed):
        profiles.choose("b")
        profiles.choose("nobody")
    assert profiles.find("a") == Profile(id="a", name="A")
    assert profiles.find("nobody") is None


def test_a_changed_setting_is_signalled_and_then_saved(tmp_path: Path, qtbot: QtBot) -> None:
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


def test_a_copy_has_the_same_settings_and_a_new_id(tmp_path: Path) -> None:
    profiles = made(tmp_path, "Shop")
    profiles.alter(project="7", reach="free")
    copy = profiles.duplicate()
    assert copy == Profile(id="shop-copy", name="Shop copy", project="7", reach="free")
    assert profiles.duplicate().id not in ("shop", "shop-copy")


def test_a_deleted_profile_is_gone_and_the_next_one_in_use(tmp_path: Path, qtbot: QtBot) -> None:
    profiles = made(tmp_path, "A", "B")
    with qtbot.waitSignals([profiles.moved_to_trash, profiles.chosen]):
        profiles.delete()
    assert names(profiles) == ["B"]
    assert profiles.current.id == "b"
    assert names(Profiles(ProfileStore(tmp_path), FIRST)) == ["B"]


def test_a_deleted_profile_comes_back_with_what_was_not_saved_yet(tmp_path: Path) -> None:
    profiles = made(tmp_path, "A", "B")
    gone: list[str] = []
    profiles.deleted.connect(gone.append)
    profiles.alter(project="1")
    profiles.delete()
    profiles.restore()
    profiles.restore()
    assert (profiles.current.id, profiles.current.project, names(profiles)) == (
        "a",
        "1",
        ["A", "B"],
    )
    assert [p.project for p in ProfileStore(tmp_path).load().profiles] == ["1", ""]
    assert list((tmp_path / "deleted").iterdir()) == []
    profiles.purge_deleted()
    assert gone == []


def test_only_the_last_deletion_can_be_undone(tmp_path: Path, qtbot: QtBot) -> None:
    profiles = made(tmp_path, "A", "B", "C")
    profiles.delete()
    with qtbot.waitSignal(profiles.deleted) as gone:
        profiles.delete()
    assert gone.args == ["a"]
    profiles.restore()
    assert names(profiles) == ["B", "C"]
    with qtbot.assertNotEmitted(profiles.deleted):
        profiles.purge_deleted()


def test_a_profile_that_cannot_be_put_back_is_reported_and_can_be_tried_again(
    tmp_path: Path, qtbot: QtBot
) -> None:
    profiles = made(tmp_path, "A", "B")
    profiles.delete()
    (tmp_path / "deleted").rename(tmp_path / "elsewhere")
    with qtbot.waitSignal(profiles.failed):
        profiles.restore()
    assert names(profiles) == ["B"]
    (tmp_path / "elsewhere").rename(tmp_path / "deleted")
    profiles.restore()
    assert names(profiles) == ["A", "B"]


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


def test_a_disk_that_refuses_is_reported_and_tried_again(tmp_path: Path, qtbot: QtBot) -> None:
    blocker = tmp_path / "profiles"
    blocker.write_bytes(b"")
    profiles = Profiles(ProfileStore(blocker), FIRST)
    with qtbot.waitSignal(profiles.failed):
        profiles.save()
    blocker.unlink()
    profiles.alter(project="7")
    profiles.save()
    assert ProfileStore(blocker).load().profiles == (replace(FIRST, project="7"),)


@pytest.fixture
def shop(tmp_path: Path) -> Profiles:
    profile = Profile("shop", "Shop", reach="free", silenced=("vid-form",), segments='{"new": 1}')
    return Profiles(ProfileStore(tmp_path / "a"), profile, secrets=Secrets(Vault(lambda: None)))


def elsewhere(tmp_path: Path) -> Profiles:
    first = Profile("first", "First")
    return Profiles(ProfileStore(tmp_path / "b"), first, secrets=Secrets(Vault(lambda: None)))


def test_an_export_goes_into_another_window_with_its_settings_and_asks_there(
    shop: Profiles, tmp_path: Path, run: Run
) -> None:
    async def with_secret() -> None:
        shop.alter(headers=(("Authorization", "planted"),))
        await shop.secrets.finish()

    run(with_secret())
    told: list[str] = []
    shop.notice.connect(told.append)
    shop.export(str(tmp_path / "shop.json"))
    assert "planted" not in (tmp_path / "shop.json").read_text()
    other = elsewhere(tmp_path)
    other.notice.connect(told.append)

    async def taken() -> None:
        other.import_file(str(tmp_path / "shop.json"))
        await other.secrets.finish()

    run(taken())
    found = other.current
    assert (found.name, found.reach, found.silenced) == ("Shop", "ask", ("vid-form",))
    assert (found.headers, found.segments) == ((("Authorization", HIDDEN),), '{"new": 1}')
    assert "not in it" in told[0]
    assert told[1] == (
        "Imported Shop. It was set to send without asking; here it asks first. Enter the value of"
        " authorization under Headers in the profile settings."
    )


@pytest.mark.parametrize("content", [None, "{", '{"name": 7}'])
def test_a_file_that_is_not_a_profile_changes_nothing_and_says_why(
    shop: Profiles, tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "other.json"
    if content is not None:
        path.write_text(content)
    failed: list[str] = []
    shop.failed.connect(failed.append)
    shop.import_file(str(path))
    assert len(failed) == 1 and "other.json" in failed[0]
    assert len(shop.all) == 1
    assert path.exists() == (content is not None)


def test_an_export_into_a_place_that_cannot_be_written_is_reported(
    shop: Profiles, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    failed: list[str] = []
    shop.failed.connect(failed.append)
    shop.export(str(tmp_path / "file" / "shop.json"))
    assert len(failed) == 1


def test_a_secret_in_a_file_that_is_imported_goes_to_the_vault(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "open.json"
    path.write_text('{"name": "Open", "headers": [["Cookie", "planted"]]}')
    other = elsewhere(tmp_path)

    async def taken() -> None:
        other.import_file(str(path))
        await other.secrets.finish()

    run(taken())
    assert other.current.headers == (("Cookie", HIDDEN),)
    assert not any("planted" in file.read_text() for file in (tmp_path / "b").rglob("*.json"))


def test_the_first_profile_never_overwrites_one_of_a_newer_version(tmp_path: Path) -> None:
    newer = b'{"version": 99, "name": "Start", "target": "elsewhere"}'
    (tmp_path / "start.json").write_bytes(newer)
    profiles = made(tmp_path)
    profiles.save()
    assert "newer version" in profiles.broken[0]
    assert (tmp_path / "start.json").read_bytes() == newer
    assert [p.name for p in ProfileStore(tmp_path).load().profiles] == ["Start"]


def test_what_another_window_saved_is_taken_up_and_what_it_broke_is_left_alone(
    tmp_path: Path,
) -> None:
    profiles = made(tmp_path, "Alpha", "Beta", "Gamma")
    ProfileStore(tmp_path).save(Profile(id="alpha", name="Alpha", project="7"))
    ProfileStore(tmp_path).save(Profile(id="delta", name="Delta"))
    ProfileStore(tmp_path).delete("gamma")
    (tmp_path / "beta.json").write_text("<<<<<<< ours", "utf-8")
    profiles.reload()
    assert names(profiles) == ["Alpha", "Beta", "Delta"]
    assert profiles.current.project == "7"
    assert (tmp_path / "beta.json").read_text("utf-8") == "<<<<<<< ours"


def test_a_profile_that_another_window_deleted_is_said_once_and_can_be_kept(
    tmp_path: Path,
) -> None:
    profiles = made(tmp_path, "Alpha", "Beta")
    profiles.choose("alpha")
    told: list[str] = []
    profiles.deleted_elsewhere.connect(told.append)
    ProfileStore(tmp_path).delete("alpha")
    profiles.reload()
    profiles.reload()
    assert (told, profiles.current.name) == (["Alpha"], "Alpha")
    profiles.keep()
    assert (tmp_path / "alpha.json").exists()
    profiles.reload()
    ProfileStore(tmp_path).delete("alpha")
    profiles.reload()
    assert told == ["Alpha", "Alpha"]


def test_a_change_that_waits_to_be_saved_is_not_covered(tmp_path: Path) -> None:
    profiles = made(tmp_path, "Alpha")
    profiles.alter(project="1")
    ProfileStore(tmp_path).save(Profile(id="alpha", name="Alpha", project="7"))
    profiles.reload()
    assert profiles.current.project == "1"


def test_a_folder_that_cannot_be_listed_is_reported_and_nothing_in_it_is_covered(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "profiles"
    folder.symlink_to(folder)
    profiles = Profiles(ProfileStore(folder), FIRST)
    (sentence,) = profiles.broken
    assert "could not be read" in sentence
    assert profiles.current.name == FIRST.name
    profiles.reload()
    said: list[str] = []
    profiles.failed.connect(said.append)
    profiles.save()
    assert len(said) == 1
