"""Drafts on disk, exact to the character."""

import gc
import tempfile
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convert_console.core.request.draft import Draft
from convert_console.services.storage.drafts import DraftPlaces, DraftStore
from convert_console.services.storage.files import StoreFailed


@given(st.text(st.characters()), st.sampled_from(["POST", "GET"]))
@example("a\r\nb\nc\rd\0", "POST")
@example('{"ev": [}:', "GET")
@example("\ud83d\ude00 \udfff", "POST")
@example("\ufeff{}", "POST")
@example("", "GET")
def test_a_draft_comes_back_exactly(text: str, method: Literal["POST", "GET"]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        DraftStore(Path(folder)).save("shop", Draft(text, method))
        draft = DraftStore(Path(folder)).load("shop")
    assert draft is not None
    assert (draft.text, draft.method) == (text, method)


def test_a_profile_without_a_draft_has_none(tmp_path: Path) -> None:
    assert DraftStore(tmp_path / "none").load("shop") is None


def test_each_profile_has_its_own(tmp_path: Path) -> None:
    store = DraftStore(tmp_path)
    store.save("a", Draft("1"))
    store.save("b", Draft("2", "GET"))
    assert [store.load("a"), store.load("b")] == [Draft("1"), Draft("2", "GET")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"\xff\n",
        b'{"method": "PUT", "bytes": 0}\n',
        b'{"method": "GET", "bytes": 9}\nshort',
        b'{"method": [], "bytes": 0}\n',
        b'{"method": "GET", "bytes": 1}\n\xff',
        b"7\n",
    ],
)
def test_a_damaged_draft_is_set_aside_and_reported_once(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "shop.draft").write_bytes(content)
    store = DraftStore(tmp_path)
    with pytest.raises(StoreFailed, match=r"kept as shop\.draft\.broken-1"):
        store.load("shop")
    assert store.load("shop") is None
    assert (tmp_path / "shop.draft.broken-1").read_bytes() == content


def test_a_folder_that_cannot_be_used_is_reported_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreFailed):
        DraftStore(tmp_path / "file").save("shop", Draft(""))
    with pytest.raises(StoreFailed):
        DraftStore(tmp_path / "file").load("shop")
    with pytest.raises(StoreFailed):
        DraftStore(tmp_path).load("../shop")


def test_a_second_window_begins_with_a_copy_and_keeps_its_own_draft(tmp_path: Path) -> None:
    first, second = DraftStore(tmp_path), DraftStore(tmp_path)
    assert first.load("shop") is None
    first.save("shop", Draft("first"))
    assert second.load("shop") == Draft("first")
    second.save("shop", Draft("second"))
    assert (first.is_apart("shop"), second.is_apart("shop")) == (False, True)
    assert (first.load("shop"), second.load("shop")) == (Draft("first"), Draft("second"))


def test_an_abandoned_draft_is_found_until_it_is_deleted(tmp_path: Path) -> None:
    first, second = DraftStore(tmp_path), DraftStore(tmp_path)
    for store in (first, second):
        store.load("shop")
    second.save("shop", Draft("second"))
    assert first.abandoned("shop") == {}
    second.release()
    assert first.abandoned("shop") == {"shop~2": Draft("second")}
    first.forget("shop~2")
    assert DraftStore(tmp_path).abandoned("shop") == {}


# Which window has which place.


def test_the_first_window_has_the_profile_s_own_place(tmp_path: Path) -> None:
    places = DraftPlaces(tmp_path)
    assert places.of("shop") == "shop"
    assert places.take("shop") == "shop"
    assert places.take("shop") == "shop"


def test_windows_of_one_profile_have_different_places(tmp_path: Path) -> None:
    windows = [DraftPlaces(tmp_path) for _ in range(3)]
    assert [one.take("shop") for one in windows] == ["shop", "shop~2", "shop~3"]
    assert windows[2].take("other") == "other"
    assert windows[2].of("shop") == "shop~3"


def test_a_place_that_was_released_is_free_again(tmp_path: Path) -> None:
    first = DraftPlaces(tmp_path)
    first.take("shop")
    first.release()
    assert DraftPlaces(tmp_path).take("shop") == "shop"


def test_a_closed_window_holds_nothing(tmp_path: Path) -> None:
    first = DraftPlaces(tmp_path)
    first.take("shop")
    del first
    gc.collect()
    assert DraftPlaces(tmp_path).take("shop") == "shop"


def test_drafts_of_later_places_are_abandoned_once_their_window_is_gone(tmp_path: Path) -> None:
    first, second, third = (DraftPlaces(tmp_path) for _ in range(3))
    for one in (first, second, third):
        (tmp_path / f"{one.take('shop')}.draft").write_bytes(b"")
    (tmp_path / "shop~x.draft").write_bytes(b"")
    (tmp_path / "shop-2~2.draft").write_bytes(b"")
    assert first.abandoned("shop") == []
    third.release()
    assert first.abandoned("shop") == ["shop~3"]
    fourth = DraftPlaces(tmp_path)
    assert fourth.take("shop") == "shop~4"  # whoever finds an abandoned draft holds its place


def test_a_folder_that_cannot_be_used_gives_the_first_place(tmp_path: Path) -> None:
    blocker = tmp_path / "drafts"
    blocker.write_bytes(b"")
    assert DraftPlaces(blocker).take("shop") == "shop"
    assert DraftPlaces(blocker).take("../shop") == "../shop"  # the store says what is wrong
