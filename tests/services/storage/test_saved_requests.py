"""SavedRequest requests on disk: each document a file of its own, exactly as it was composed."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convert_console.core.request.draft import Draft
from convert_console.services.storage.files import StoreFailed, write_whole
from convert_console.services.storage.saved_requests import (
    LARGEST,
    Entry,
    InvalidOrder,
    RequestStore,
    SavedRequest,
    SavedRequestList,
    export_requests,
    read_order,
    read_requests,
    store_of,
    write_order,
)

BUY = SavedRequest("buy", "Buy", Draft('{"ev":\r\n []}', "GET"))
VIEW = SavedRequest("view", "View", Draft("{}\n"))


def filled(folder: Path) -> RequestStore:
    export_requests(folder, [BUY, VIEW])
    return RequestStore(folder)


@given(st.text(st.characters()))
@example("\ud83d\ude00 \udfff\r\n\0")
@example("\ufeff{}")
def test_a_document_comes_back_character_for_character(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = RequestStore(Path(folder))
        store.write(SavedRequest("a", "A", Draft(text)))
        [saved] = store.load().saved
        # Two lone surrogates that make a pair are one character in UTF-8.
        assert saved.draft.text.encode("utf-16", "surrogatepass") == text.encode(
            "utf-16", "surrogatepass"
        )


def test_names_methods_and_order_come_back(tmp_path: Path) -> None:
    assert filled(tmp_path).load().saved == (BUY, VIEW)
    assert (tmp_path / "view.json").read_bytes() == b"{}\n"


def test_a_manually_added_file_comes_last(tmp_path: Path) -> None:
    store = filled(tmp_path)
    (tmp_path / "another.json").write_text("[]", "utf-8")
    (tmp_path / "view.json").unlink()
    assert [saved.name for saved in store.load().saved] == ["Buy", "another"]


def test_a_broken_order_is_set_aside_and_the_documents_stay(tmp_path: Path) -> None:
    store = filled(tmp_path)
    (tmp_path / "order.json").write_text("<<<<<<< ours", "utf-8")
    assert [saved.name for saved in store.load().saved] == ["buy", "view"]
    assert (tmp_path / "order.json.broken-1").exists()


def test_a_file_deleted_by_another_window_during_a_read_is_not_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path)
    opened = os.open

    def late(path: str, *options: int) -> int:
        if Path(path).name == "buy.json":
            monkeypatch.undo()
            RequestStore(tmp_path).delete("buy")
        return opened(path, *options)

    monkeypatch.setattr(os, "open", late)
    assert (store.load().saved, store.load().refused) == ((VIEW,), ())


def test_a_file_that_cannot_be_read_is_reported_and_hides_no_other(tmp_path: Path) -> None:
    store = filled(tmp_path)
    (tmp_path / "latin.json").write_bytes(b"\xe4")
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(LARGEST + 1)
    loaded = store.load()
    assert loaded.saved == (BUY, VIEW)
    assert "huge.json has more than 20 MB" in loaded.refused[0]
    assert "latin.json is not text in UTF-8" in loaded.refused[1]


def test_deleted_files_are_in_the_trash_under_unique_names(tmp_path: Path) -> None:
    store = filled(tmp_path)
    assert store.delete("buy") == "buy.json"
    store.write(BUY)
    assert store.delete("buy") == "buy.2.json"
    assert (tmp_path / "deleted" / "buy.json").read_bytes() == b'{"ev":\r\n []}'
    assert [saved.name for saved in store.load().saved] == ["View"]


def test_a_new_file_gets_an_unused_name(tmp_path: Path) -> None:
    store = filled(tmp_path)
    assert store.new_file("Buy!", []) == "buy-2"
    assert store.new_file("order", []) == "order-2"
    assert store.new_file("日本", []) == "request"
    assert store.new_file("New", ["new"]) == "new-2"


def test_import_reads_the_order_stored_next_to_a_file(tmp_path: Path) -> None:
    filled(tmp_path)
    paths = [tmp_path / "view.json", tmp_path / "order.json", tmp_path / "buy.json"]
    assert read_requests(paths) == (VIEW, BUY)
    (tmp_path / "order.json").write_text("broken", "utf-8")
    assert read_requests([tmp_path / "buy.json"])[0].name == "buy"
    assert (tmp_path / "order.json").exists()


def test_a_profile_s_folder_is_under_the_root(tmp_path: Path) -> None:
    store_of(tmp_path, "shop").write(BUY)
    assert (tmp_path / "shop" / "buy.json").exists()
    with pytest.raises(StoreFailed):
        store_of(tmp_path, "../shop")


# The order of saved requests as text: one line each, so that a diff shows what was done.

ENTRIES = st.lists(
    st.builds(Entry, st.text(), st.text(min_size=1), st.sampled_from(["POST", "GET"])),
    unique_by=lambda entry: entry.file,
)


@given(ENTRIES)
def test_an_order_comes_back(entries: list[Entry]) -> None:
    text = write_order(entries).decode("utf-8", "surrogatepass")
    assert read_order(text) == entries
    assert isinstance(json.loads(text), dict)


def test_moving_one_request_moves_one_line() -> None:
    one, two = Entry("a", "A", "POST"), Entry("b", "Ünïcode", "GET")
    there = write_order([one, two]).decode().replace(",\n", "\n").splitlines()
    back = write_order([two, one]).decode().replace(",\n", "\n").splitlines()
    assert len(there) == 4
    assert sorted(there) == sorted(back)
    assert '"name": "Ünïcode"' in there[2]


def test_what_is_missing_has_a_usual_value_and_a_file_counts_once() -> None:
    text = (
        '{"requests": [{"file": "a"}, {"file": "b", "name": "", "method": "PUT"}, {"file": "a"}]}'
    )
    assert read_order(text) == [Entry("a", "a", "POST"), Entry("b", "b", "POST")]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"requests": [1]}', '{"requests": {}}'])
def test_what_is_not_an_order_is_refused(text: str) -> None:
    with pytest.raises(InvalidOrder):
        read_order(text)


# SavedRequest requests in their order; what is done to them is on disk at once.


class Bench:
    """A shelf, and how it looks after a restart."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shelf = SavedRequestList(RequestStore(folder))
        for name in ("A", "B", "C"):
            self.shelf.save(name, Draft(f'"{name}"'))

    @property
    def names(self) -> list[str]:
        again = SavedRequestList(RequestStore(self.folder))
        assert again.all == self.shelf.all
        return [saved.name for saved in again.all]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_new_ones_come_last(bench: Bench) -> None:
    assert bench.names == ["A", "B", "C"]


def test_saving_under_a_known_name_replaces_and_keeps_the_old_in_the_trash(bench: Bench) -> None:
    assert bench.shelf.save("B", Draft("2", "GET")) == 1
    assert bench.names == ["A", "B", "C"]
    assert bench.shelf.all[1].draft == Draft("2", "GET")
    assert (bench.folder / "deleted" / "b.json").read_text("utf-8") == '"B"'


def test_a_replaced_file_is_readable_by_another_window_at_every_moment(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []

    def written(path: Path, content: bytes) -> None:
        seen.append([saved.name for saved in SavedRequestList(RequestStore(bench.folder)).all])
        write_whole(path, content)

    monkeypatch.setattr("convert_console.services.storage.saved_requests.write_whole", written)
    bench.shelf.save("B", Draft("2"))
    assert seen == [["A", "B", "C"]] * 3
    (bench.folder / "b.json").unlink()
    bench.shelf.save("B", Draft("3"))
    assert bench.names == ["A", "B", "C"], "it was deleted meanwhile, and is saved once more"
    assert [path.name for path in (bench.folder / "deleted").iterdir()] == ["b.json"]


def test_saving_the_same_text_by_another_method_leaves_the_file_alone(bench: Bench) -> None:
    bench.shelf.save("B", Draft('"B"', "GET"))
    assert bench.names == ["A", "B", "C"]
    assert not (bench.folder / "deleted").exists()


def test_a_name_that_is_taken_gets_a_number(bench: Bench) -> None:
    bench.shelf.add("A", Draft("1"), 1)
    bench.shelf.rename(3, "B")
    assert bench.names == ["A", "A 2", "B", "B 2"]


def test_a_new_name_keeps_the_file(bench: Bench) -> None:
    file = bench.shelf.all[0].file
    bench.shelf.rename(0, "Another")
    assert (bench.names[0], bench.shelf.all[0].file) == ("Another", file)


def test_what_was_deleted_last_comes_back_to_its_place(bench: Bench) -> None:
    bench.shelf.delete(1)
    assert bench.names == ["A", "C"]
    assert bench.shelf.restore() == 1
    assert bench.names == ["A", "B", "C"]
    assert bench.shelf.restore() == -1


@pytest.mark.parametrize(
    ("row", "to", "names"),
    [(0, 2, ["B", "C", "A"]), (2, 1, ["A", "C", "B"]), (0, -1, ["A", "B", "C"])],
)
def test_moving_stays_within_the_list(bench: Bench, row: int, to: int, names: list[str]) -> None:
    assert bench.shelf.move(row, to) == (names != ["A", "B", "C"])
    assert bench.names == names


def test_files_are_appended_under_free_names(bench: Bench, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "A.json").write_text("{}", "utf-8")
    assert bench.shelf.import_files([other / "A.json"]) == 1
    assert bench.names == ["A", "B", "C", "A 2"]


def test_what_another_window_has_done_meanwhile_stays(bench: Bench) -> None:
    other = SavedRequestList(RequestStore(bench.folder))
    other.save("D", Draft("4", "GET"))
    other.rename(0, "A by another")
    other.delete(2)
    bench.shelf.rename(1, "B by this one")
    assert bench.names == ["A by another", "B by this one", "D"]
    assert bench.shelf.all[2].draft == Draft("4", "GET")


def test_what_another_window_has_done_can_be_read(bench: Bench) -> None:
    SavedRequestList(RequestStore(bench.folder)).save("D", Draft("4"))
    bench.shelf.read_again()
    assert bench.names == ["A", "B", "C", "D"]
