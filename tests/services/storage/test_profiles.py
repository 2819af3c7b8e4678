"""Profiles on disk."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.request.profile import Profile
from convert_console.services.storage.profiles import ProfileStore, StoreFailed, slug

SHOP = Profile(id="shop", name="Shop", project="10000001", headers=(("X-A", "é"),))


def test_what_is_saved_is_loaded_in_the_order_of_names(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path / "profiles")
    other = Profile(id="x", name="alpha")
    store.save(SHOP)
    store.save(other)
    assert ProfileStore(tmp_path / "profiles").load().profiles == (other, SHOP)


def test_a_folder_that_is_not_there_yet_holds_nothing(tmp_path: Path) -> None:
    loaded = ProfileStore(tmp_path / "none").load()
    assert loaded.profiles == ()
    assert loaded.broken == ()


def test_a_broken_file_is_set_aside_whole_and_the_others_load(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path)
    store.save(SHOP)
    (tmp_path / "bad.json").write_bytes(b'{"name": 1}')
    loaded = store.load()
    assert loaded.profiles == (SHOP,)
    (broken,) = loaded.broken
    assert broken.path == tmp_path / "bad.json.broken-1"
    assert broken.path.read_bytes() == b'{"name": 1}'
    assert '"name" is not text' in broken.sentence
    assert store.load().broken == ()


def test_one_that_another_window_deletes_while_all_are_read_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, other = ProfileStore(tmp_path), ProfileStore(tmp_path)
    store.save(SHOP)
    read = Path.read_bytes

    def late(path: Path) -> bytes:
        other.delete("shop")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", late)
    assert store.load() == ((), ())


def test_a_newer_version_s_file_that_cannot_be_read_stays_where_it_is(tmp_path: Path) -> None:
    content = b'{"name": "A", "target": "edge", "version": 2}'
    (tmp_path / "new.json").write_bytes(content)
    store = ProfileStore(tmp_path)
    (broken,) = store.load().broken
    assert "newer version" in broken.sentence
    assert (tmp_path / "new.json").read_bytes() == content
    assert store.new_id("new") == "new-2"


def test_unknown_keys_survive_a_save(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path)
    store.save(SHOP)
    path = tmp_path / "shop.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "tint": {"a": [1]}}))
    store.save(replace(SHOP, name="Shop 2"))
    whole = json.loads(path.read_text())
    assert (whole["tint"], whole["name"]) == ({"a": [1]}, "Shop 2")


def test_saving_over_a_file_broken_meanwhile_keeps_the_broken_one_too(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path)
    (tmp_path / "shop.json").write_bytes(b"{oops")
    store.save(SHOP)
    assert store.load().profiles == (SHOP,)
    assert (tmp_path / "shop.json.broken-1").read_bytes() == b"{oops"


def test_deleted_profiles_can_be_put_back_each_of_them(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path)
    for name in ("one", "two"):
        store.save(replace(SHOP, name=name))
        store.delete("shop")
    assert store.load().profiles == ()
    gone = sorted((tmp_path / "deleted").iterdir())
    assert [json.loads(path.read_text())["name"] for path in gone] == ["two", "one"]


def test_deleting_what_was_never_saved_is_no_fault(tmp_path: Path) -> None:
    ProfileStore(tmp_path).delete("shop")
    assert list(tmp_path.iterdir()) == []


def test_a_new_id_is_none_in_use_and_none_of_the_deleted(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path)
    store.save(SHOP)
    (tmp_path / "Other.json").write_bytes(b"{}")
    assert [store.new_id("Shop"), store.new_id("SHOP"), store.new_id("other")] == [
        "shop-2",
        "shop-3",
        "other-2",
    ]
    store.delete("shop")
    assert ProfileStore(tmp_path).new_id("Shop") == "shop-2"


@given(st.text(st.characters()))
def test_a_slug_is_a_file_name_on_every_system(name: str) -> None:
    text = slug(name)
    assert 0 < len(text) <= 48
    assert text == text.strip("-.").lower()
    assert set(text) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert text not in {"con", "prn", "aux", "nul", "com1", "lpt9"}


@pytest.mark.parametrize("profile_id", ["../shop", "a/b", "", "..", "C:\\a"])
def test_an_id_that_would_leave_the_folder_is_refused(tmp_path: Path, profile_id: str) -> None:
    store = ProfileStore(tmp_path / "profiles")
    for act in (lambda: store.save(replace(SHOP, id=profile_id)), lambda: store.delete(profile_id)):
        with pytest.raises(StoreFailed):
            act()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_used_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreFailed, match="could not be read or written"):
        ProfileStore(tmp_path / "file" / "profiles").save(SHOP)
