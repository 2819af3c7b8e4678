"""Profiles on disk."""

import json
import os
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.request.profile import CONVERT_AGENT, Profile
from convert_console.core.request.secret_headers import HIDDEN
from convert_console.services.storage.files import StoreFailed
from convert_console.services.storage.profiles import (
    InvalidProfile,
    ProfileStore,
    is_newer,
    read_profile,
    slug,
    write_export,
    write_profile,
)

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


def test_a_broken_file_is_set_aside_unchanged_and_the_others_load(tmp_path: Path) -> None:
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


def test_a_file_deleted_by_another_window_during_a_read_is_not_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, other = ProfileStore(tmp_path), ProfileStore(tmp_path)
    store.save(SHOP)
    opened = os.open

    def late(path: str, *options: int) -> int:
        monkeypatch.undo()
        other.delete("shop")
        return opened(path, *options)

    monkeypatch.setattr(os, "open", late)
    assert store.load() == ((), ())


def test_a_newer_version_s_file_that_cannot_be_read_stays_where_it_is(tmp_path: Path) -> None:
    content = b'{"name": "A", "target": "edge", "version": 2}'
    (tmp_path / "new.json").write_bytes(content)
    store = ProfileStore(tmp_path)
    (broken,) = store.load().broken
    assert "newer version" in broken.sentence
    assert (tmp_path / "new.json").read_bytes() == content
    assert store.new_id("new") == "new-2"


@pytest.mark.parametrize(
    ("kept", "sent"),
    [
        ("ConvertAgent/1.0 (convert-console/0.1.0)", CONVERT_AGENT),
        ("ConvertAgent/1.0", "ConvertAgent/1.0"),
        ("Mine convert-console/0.1.0", "Mine convert-console/0.1.0"),
        (None, None),
    ],
)
def test_the_own_user_agent_of_an_earlier_version_is_that_of_this_one(
    kept: str | None, sent: str | None
) -> None:
    file = write_profile(replace(SHOP, user_agent=kept), {})
    assert read_profile("shop", file).user_agent == sent


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


def test_each_deleted_profile_can_be_restored(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path)
    for name in ("one", "two"):
        store.save(replace(SHOP, name=name))
        store.delete("shop")
    assert store.load().profiles == ()
    gone = sorted((tmp_path / "deleted").iterdir())
    assert [json.loads(path.read_text())["name"] for path in gone] == ["two", "one"]


def test_deleting_what_was_never_saved_is_not_an_error(tmp_path: Path) -> None:
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


def test_a_folder_that_cannot_be_used_is_reported_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreFailed, match="could not be read or written"):
        ProfileStore(tmp_path / "file" / "profiles").save(SHOP)


# A profile as text.

TEXT = st.text(st.characters())
PROFILES = st.builds(
    Profile,
    id=st.just("a"),
    name=TEXT,
    project=TEXT,
    account=TEXT,
    target=st.sampled_from(["convert", "local", "custom"]),
    endpoint=TEXT,
    user_agent=st.none() | TEXT,
    spelling=st.sampled_from(["literal", "percent"]),
    reach=st.sampled_from(["local", "ask", "free"]),
    headers=st.lists(st.tuples(TEXT, TEXT)).map(tuple),
    silenced=st.lists(TEXT).map(tuple),
    catalog_base=TEXT,
    connect_timeout=st.floats(0.001, 3600),
    silence_timeout=st.floats(0.001, 3600),
    total_timeout=st.floats(0.001, 3600),
    proxy=TEXT,
    ca_file=TEXT,
    segments=TEXT,
)


@given(PROFILES)
def test_every_profile_comes_back_as_it_was(profile: Profile) -> None:
    assert read_profile("a", write_profile(profile, {})) == profile


@given(PROFILES, PROFILES)
def test_a_changed_setting_changes_its_own_lines_alone(one: Profile, other: Profile) -> None:
    """So that a folder shared by git merges what two people changed in two settings."""
    before = settings_in(write_profile(one, {}))
    assert all(lines[-1] == "" for lines in [*before.values()][:-1]), "git wants a line between"
    assert list(before) == sorted({field.name for field in fields(Profile)} - {"id"} | {"version"})
    for name in before.keys() - {"version"}:
        changed = replace(one, **{name: getattr(other, name)})
        after = settings_in(write_profile(changed, {}))
        assert {key: lines for key, lines in after.items() if lines != before[key]}.keys() <= {name}


def settings_in(content: bytes) -> dict[str, list[str]]:
    """The lines of each setting, as a tool that merges line by line sees them."""
    first, *lines, last = content.decode("utf-8", "surrogatepass").removesuffix("\n").split("\n")
    assert (first, last) == ("{", "}")
    found: dict[str, list[str]] = {}
    for line in lines:
        if line.startswith('  "'):
            key = line.split('"')[1]
        found.setdefault(key, []).append(line)
    return found


def test_a_file_is_readable_and_in_a_stable_order() -> None:
    lines = write_profile(Profile(id="a", name="Café"), {}).decode().splitlines()
    assert '  "name": "Café",' in lines
    keys = list(json.loads("\n".join(lines)))
    assert keys == sorted(keys)
    assert '  "version": 1' in lines


def test_the_id_is_the_file_s_name_so_a_copied_file_is_another_profile() -> None:
    assert read_profile("b", write_profile(Profile(id="a", name="A"), {})).id == "b"


def test_a_missing_setting_has_its_usual_value() -> None:
    assert read_profile("a", b'{"name": "A"}') == Profile(id="a", name="A")


def test_a_byte_order_mark_of_an_editor_is_not_an_error() -> None:
    assert read_profile("a", b'\xef\xbb\xbf{"name": "A"}').name == "A"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", r"not JSON \(line 1, column 1\)"),
        (b"{\n'a'}", r"line 2, column 1"),
        (b"\xff\xfe\x00", "not JSON text"),
        (b"[" * 100_000, "not JSON text"),
        (b"[]", "JSON object"),
        (b"{}", '"name" is missing'),
        (b'{"name": 7}', '"name" is not text'),
        (b'{"name": "A", "project": 10000001}', '"project" is not text'),
        (b'{"name": "A", "target": "moon"}', '"target" is none of convert, local, custom'),
        (b'{"name": "A", "reach": null}', '"reach" is not text'),
        (b'{"name": "A", "headers": {"a": "b"}}', '"headers" is not a list of pairs'),
        (b'{"name": "A", "headers": [["a"]]}', '"headers" is not a list of pairs'),
        (b'{"name": "A", "headers": [["a", 1]]}', '"headers" is not a list of pairs'),
        (b'{"name": "A", "total_timeout": 0}', '"total_timeout" is not a number of seconds'),
        (b'{"name": "A", "silence_timeout": "9"}', '"silence_timeout" is not a number'),
        (b'{"name": "A", "connect_timeout": NaN}', '"connect_timeout" is not a number'),
        (b'{"name": "A", "connect_timeout": true}', '"connect_timeout" is not a number'),
        (b'{"name": "A", "proxy": null}', '"proxy" is not text'),
        (b'{"name": "A", "version": "1"}', '"version" is not a whole number'),
        (b'{"name": "A", "version": true}', '"version" is not a whole number'),
    ],
)
def test_a_broken_file_names_what_is_wrong(content: bytes, words: str) -> None:
    with pytest.raises(InvalidProfile, match=words):
        read_profile("a", content)


def test_a_newer_version_s_keys_and_number_are_kept() -> None:
    whole = json.loads(write_profile(Profile(id="a", name="A"), {"tint": "red", "version": 3}))
    assert (whole["tint"], whole["version"]) == ("red", 3)
    assert is_newer(json.dumps(whole).encode())
    assert not is_newer(b"{")


def test_an_export_holds_no_secret_and_reads_as_a_profile() -> None:
    headers = (("Cookie", "planted-1"), ("X-Shop", "7"))
    profile = Profile(
        "a", "A", headers=headers, proxy="http://ann:planted-2@proxy:1",
        endpoint="https://ann:planted-3@h/track?a:b@c", catalog_base="https://a:planted-4@h",
    )  # fmt: skip
    content = write_export(profile)
    assert b"planted" not in content
    read = read_profile("b", content)
    assert read.headers == (("Cookie", HIDDEN), ("X-Shop", "7"))
    assert read.proxy == "http://ann@proxy:1"
    assert (read.endpoint, read.catalog_base) == ("https://ann@h/track?a:b@c", "https://a@h")
