"""Each window has a place of its own, and a place whose window is gone can be found."""

import gc
from pathlib import Path

from convert_console.services.storage.drafts import DraftPlaces


def test_the_first_window_has_the_profile_s_own_place(tmp_path: Path) -> None:
    places = DraftPlaces(tmp_path)
    assert places.of("shop") == "shop"
    assert places.take("shop") == "shop"
    assert places.take("shop") == "shop"


def test_windows_beside_each_other_have_places_of_their_own(tmp_path: Path) -> None:
    windows = [DraftPlaces(tmp_path) for _ in range(3)]
    assert [one.take("shop") for one in windows] == ["shop", "shop~2", "shop~3"]
    assert windows[2].take("other") == "other"
    assert windows[2].of("shop") == "shop~3"


def test_a_place_that_was_let_go_is_free_again(tmp_path: Path) -> None:
    first = DraftPlaces(tmp_path)
    first.take("shop")
    first.release()
    assert DraftPlaces(tmp_path).take("shop") == "shop"


def test_a_window_that_is_gone_holds_nothing(tmp_path: Path) -> None:
    first = DraftPlaces(tmp_path)
    first.take("shop")
    del first
    gc.collect()
    assert DraftPlaces(tmp_path).take("shop") == "shop"


def test_drafts_of_later_places_are_deserted_once_their_window_is_gone(tmp_path: Path) -> None:
    first, second, third = (DraftPlaces(tmp_path) for _ in range(3))
    for one in (first, second, third):
        (tmp_path / f"{one.take('shop')}.draft").write_bytes(b"")
    (tmp_path / "shop~x.draft").write_bytes(b"")
    (tmp_path / "shop-2~2.draft").write_bytes(b"")
    assert first.deserted("shop") == []
    third.release()
    assert first.deserted("shop") == ["shop~3"]
    fourth = DraftPlaces(tmp_path)
    assert fourth.take("shop") == "shop~4"  # what was found deserted is held by who found it


def test_a_folder_that_cannot_be_used_gives_the_first_place(tmp_path: Path) -> None:
    blocker = tmp_path / "drafts"
    blocker.write_bytes(b"")
    assert DraftPlaces(blocker).take("shop") == "shop"
    assert DraftPlaces(blocker).take("../shop") == "../shop"  # the store says what is wrong
