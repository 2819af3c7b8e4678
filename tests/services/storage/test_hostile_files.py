"""Every store over files and folders that nobody of ours has written: a sentence, nothing else, and
nothing is overwritten.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from convert_console.core.journeys.journey import Journey, Step
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.services.orders.csv_file import open_order_file
from convert_console.services.orders.journal import Journal
from convert_console.services.storage.catalogs import CatalogStore, StoredConfiguration
from convert_console.services.storage.drafts import DraftStore
from convert_console.services.storage.files import StoreFailed, file_named, read_import
from convert_console.services.storage.journeys import JourneyStore
from convert_console.services.storage.profiles import ProfileStore
from convert_console.services.storage.saved_requests import SavedRequest, SavedRequestList, store_of
from convert_console.services.storage.settings import SettingsStore

DEEP, HUGE = b"[" * 200_000, b"9" * 5_000
CONTENTS = [
    b"", b"\0" * 3_000, b"{", b"null", b"[]", b"7", b'"text"', b"true", b"\xff\xfe{", DEEP, HUGE,
    b'{"a":' * 50_000, b"1e999", b"-" + HUGE, b'{"version": ' + HUGE + b"}",
    b'{"version": 1e999, "name": 1}', b'{"version": null, "name": null}', b'{"name": "\\ud800"}',
    b'{"name": "\xed\xa0\x80", "account": "1\xed\xa0\x80"}', b'{"name": [], "headers": [[[]]]}',
    b'{"requests": [7]}', b'{"requests": {"file": 1}}', b'{"requests": [{"file": "../../x"}]}',
    b'{"journeys": 7}', b'{"journeys": [{"name": "a", "repeats": 1e999, "steps": []}]}',
    b'{"journeys": [{"name": "a", "repeats": ' + b"9" * 400 + b', "steps": []}]}',
    b'{"journeys": [{"name": "a", "repeats": 1, "steps": [{"method": [], "pause": NaN, '
    b'"document": 1}]}]}',
    b'{"method": "POST", "bytes": ' + b"9" * 400 + b"}\n{}", b'{"method": [], "bytes": 2}\n{}',
    b'{"method": "POST", "bytes": 2}\n\xff\xff',
    b'{"version": 1, "source": 7, "loaded_at": 1, "configuration":\n{}\n}\n',
    b'{"version": 1, "source": "a", "loaded_at": ' + b"9" * 400 + b', "configuration":\n{}\n}\n',
    b'{"version": 1, "source": "a", "loaded_at": NaN, "configuration":\n{}\n}\n',
    b'{"version": 1, "source": "a", "loaded_at": -1e300, "configuration":\n{}\n}\n',
    b'[1, "configuration":\n{}\n}\n', b'7, "configuration":\n{}\n}\n',
    b'{"format": 1}\n> 99999999999999\n', b'{"format": 1}\n> ' + HUGE + b"\n",
    b'{"format": 1}\n< 1 accepted 99999999\n', b'{"format": 1}\n> -1\n', b'{"format": 1}\n> \xff\n',
    b'{"format": 1, "began": ' + b"9" * 400 + b"}\n", DEEP + b"\n> 1\n", b'{"format": 1}\n>\n',
]  # fmt: skip

READS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "profile": ("p/shop.json", lambda root: ProfileStore(root / "p").load()),
    "profile again": ("p/shop.json", lambda root: ProfileStore(root / "p").read_again({})),
    "profile saved": ("p/shop.json", lambda root: ProfileStore(root / "p").save(_profile())),
    "draft": ("d/shop.draft", lambda root: DraftStore(root / "d").load("shop")),
    "catalog": ("c/shop.json", lambda root: CatalogStore(root / "c").load("shop")),
    "journeys": ("j/shop.json", lambda root: JourneyStore(root / "j").load("shop")),
    "settings": ("s.json", lambda root: SettingsStore(root / "s.json").set("zoom", 1)),
    "request": ("r/shop/buy.json", lambda root: SavedRequestList(store_of(root / "r", "shop"))),
    "order": ("r/shop/order.json", lambda root: SavedRequestList(store_of(root / "r", "shop"))),
    "import": ("a.har", lambda root: read_import(root / "a.har")),
    "orders": ("a.csv", lambda root: open_order_file(root / "a.csv")),
    "journal": ("o/a.journal", lambda root: Journal(root / "o" / "a.journal", None).close()),
}


def _profile() -> Profile:
    return Profile(id="shop", name="Shop")


def refused(read: Callable[[Path], object], root: Path) -> str:
    """The sentence that a store refuses with; "" where it does not."""
    try:
        read(root)
    except StoreFailed as why:
        return str(why)
    return ""


@pytest.mark.parametrize("kind", READS)
def test_whatever_a_file_holds_is_read_refused_in_a_sentence_or_set_aside(
    tmp_path: Path, kind: str
) -> None:
    name, read = READS[kind]
    for number, content in enumerate(CONTENTS):
        root = tmp_path / str(number)
        file = root / name
        file.parent.mkdir(parents=True)
        file.write_bytes(content)
        for _ in range(2):
            refused(read, root)
        written = {"profile saved", "settings"}
        kept = [path.read_bytes() for path in root.rglob("*") if path.is_file()]
        assert content in kept or kind in written, "nothing is overwritten"


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such files")
@pytest.mark.parametrize("kind", READS)
@pytest.mark.parametrize("place", ["folder", "loop", "pipe", "device", "file for a folder"])
def test_what_is_not_a_file_is_reported_in_a_sentence_and_never_waited_for(
    tmp_path: Path, kind: str, place: str
) -> None:
    name, read = READS[kind]
    file = tmp_path / name
    if place == "file for a folder":
        file.parent.parent.mkdir(parents=True, exist_ok=True)
        if file.parent != tmp_path:
            file.parent.write_bytes(b"in the way")
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
    if place == "folder":
        file.mkdir()
    elif place == "loop":
        file.symlink_to(file)
    elif place == "pipe":
        os.mkfifo(file)
    elif place == "device":
        file.symlink_to("/dev/zero")
    said = refused(read, tmp_path)
    assert not said or said.endswith(".")


def test_a_folder_of_profiles_that_cannot_be_listed_is_reported_and_no_profile_is_covered(
    tmp_path: Path,
) -> None:
    (tmp_path / "p").symlink_to(tmp_path / "p")
    store = ProfileStore(tmp_path / "p")
    with pytest.raises(StoreFailed, match="could not be read"):
        store.load()
    assert store.new_id("Shop") == "shop"


def test_an_id_that_is_taken_is_found_out_where_the_folder_cannot_be_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ProfileStore(tmp_path)
    store.save(_profile())

    def refuse(_path: Path, _pattern: str) -> list[Path]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "glob", refuse)  # as for a folder that may be written and not read
    assert store.new_id("Shop") == "shop-2"


SURROGATE = "1\ud800"


def test_a_lone_surrogate_in_any_text_is_restored(tmp_path: Path) -> None:
    draft = Draft(f"cid: {SURROGATE}")
    drafts = DraftStore(tmp_path / "d")
    drafts.save("shop", draft)
    assert drafts.load("shop") == draft
    shelf = SavedRequestList(store_of(tmp_path / "r", "shop"))
    shelf.save(SURROGATE, draft)
    shelf.rename(0, SURROGATE * 2)
    (saved,) = SavedRequestList(store_of(tmp_path / "r", "shop")).all
    assert (saved.name, saved.draft) == (SURROGATE * 2, draft)
    profile = Profile(id="shop", name=SURROGATE, account=SURROGATE, headers=(("X", SURROGATE),))
    profiles = ProfileStore(tmp_path / "p")
    profiles.save(profile)
    assert profiles.load().profiles == (profile,)
    assert profiles.new_id(SURROGATE) == "1"
    catalogs, kept = (
        CatalogStore(tmp_path / "c"),
        StoredConfiguration(f'"{SURROGATE}"', SURROGATE, 1.0),
    )
    catalogs.save("shop", kept)
    assert catalogs.load("shop") == kept
    journeys, tour = (
        JourneyStore(tmp_path / "j"),
        Journey(SURROGATE, (Step(SURROGATE, "POST", 0.0),), 1),
    )
    journeys.write("shop", [tour])
    assert journeys.load("shop") == (tour,)
    settings = SettingsStore(tmp_path / "s.json")
    settings.set("text", SURROGATE)
    assert SettingsStore(tmp_path / "s.json").get("text") == SURROGATE
    Journal(tmp_path / "o" / "a.journal", {"file": SURROGATE}).close()
    with Journal(tmp_path / "o" / "a.journal", None) as journal:
        assert journal.header["file"] == SURROGATE


@pytest.mark.skipif(os.name != "posix", reason="Windows writes names in UTF-16")
def test_an_id_that_no_file_can_be_named_by_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreFailed, match="cannot be the name of a file"):
        file_named(tmp_path, SURROGATE, ".json")
    with pytest.raises(StoreFailed):
        store_of(tmp_path, SURROGATE).write(SavedRequest("a", "a", Draft("")))
