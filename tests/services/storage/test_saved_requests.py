"""Saved requests on disk: each document a file of its own, exactly as it was composed."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convert_console.core.request.draft import Draft
from convert_console.services.storage.files import StoreFailed
from convert_console.services.storage.saved_requests import (
    LARGEST,
    RequestStore,
    Saved,
    export_requests,
    read_requests,
    store_of,
)

BUY = Saved("buy", "Buy", Draft('{"ev":\r\n []}', "GET"))
VIEW = Saved("view", "View", Draft("{}\n"))


def filled(folder: Path) -> RequestStore:
    export_requests(folder, [BUY, VIEW])
    return RequestStore(folder)


@given(st.text(st.characters()))
@example("\ud83d\ude00 \udfff\r\n\0")
@example("\ufeff{}")
def test_a_document_comes_back_character_for_character(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = RequestStore(Path(folder))
        store.write(Saved("a", "A", Draft(text)))
        [saved] = store.load().saved
        # Two lone surrogates that make a pair are one character in UTF-8.
        assert saved.draft.text.encode("utf-16", "surrogatepass") == text.encode(
            "utf-16", "surrogatepass"
        )


def test_names_methods_and_order_come_back(tmp_path: Path) -> None:
    assert filled(tmp_path).load().saved == (BUY, VIEW)
    assert (tmp_path / "view.json").read_bytes() == b"{}\n"


def test_a_file_that_was_put_there_by_hand_comes_last(tmp_path: Path) -> None:
    store = filled(tmp_path)
    (tmp_path / "another.json").write_text("[]", "utf-8")
    (tmp_path / "view.json").unlink()
    assert [saved.name for saved in store.load().saved] == ["Buy", "another"]


def test_a_broken_order_is_set_aside_and_the_documents_stay(tmp_path: Path) -> None:
    store = filled(tmp_path)
    (tmp_path / "order.json").write_text("<<<<<<< ours", "utf-8")
    assert [saved.name for saved in store.load().saved] == ["buy", "view"]
    assert (tmp_path / "order.json.broken-1").exists()


def test_one_that_another_window_deletes_while_all_are_read_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path)
    read = Path.read_bytes

    def late(path: Path) -> bytes:
        if path.name == "buy.json":
            RequestStore(tmp_path).delete("buy")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", late)
    assert (store.load().saved, store.load().refused) == ((VIEW,), ())


def test_a_file_that_cannot_be_read_is_said_and_hides_no_other(tmp_path: Path) -> None:
    store = filled(tmp_path)
    (tmp_path / "latin.json").write_bytes(b"\xe4")
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(LARGEST + 1)
    loaded = store.load()
    assert loaded.saved == (BUY, VIEW)
    assert "huge.json has more than 20 MB" in loaded.refused[0]
    assert "latin.json is not text in UTF-8" in loaded.refused[1]


def test_what_is_deleted_lies_in_the_trash_under_a_name_of_its_own(tmp_path: Path) -> None:
    store = filled(tmp_path)
    assert store.delete("buy") == "buy.json"
    store.write(BUY)
    assert store.delete("buy") == "buy.2.json"
    assert (tmp_path / "deleted" / "buy.json").read_bytes() == b'{"ev":\r\n []}'
    assert [saved.name for saved in store.load().saved] == ["View"]


def test_a_new_file_takes_nobody_s_name(tmp_path: Path) -> None:
    store = filled(tmp_path)
    assert store.new_file("Buy!", []) == "buy-2"
    assert store.new_file("order", []) == "order-2"
    assert store.new_file("日本", []) == "request"
    assert store.new_file("New", ["new"]) == "new-2"


def test_import_reads_the_order_beside_a_file(tmp_path: Path) -> None:
    filled(tmp_path)
    paths = [tmp_path / "view.json", tmp_path / "order.json", tmp_path / "buy.json"]
    assert read_requests(paths) == (VIEW, BUY)
    (tmp_path / "order.json").write_text("broken", "utf-8")
    assert read_requests([tmp_path / "buy.json"])[0].name == "buy"
    assert (tmp_path / "order.json").exists()


def test_a_profile_s_folder_lies_under_the_root(tmp_path: Path) -> None:
    store_of(tmp_path, "shop").write(BUY)
    assert (tmp_path / "shop" / "buy.json").exists()
    with pytest.raises(StoreFailed):
        store_of(tmp_path, "../shop")
