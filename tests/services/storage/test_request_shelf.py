"""Saved requests in their order; what is done to them is on disk at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from convert_console.core.request.draft import Draft
from convert_console.services.storage.files import write_whole
from convert_console.services.storage.saved_requests import RequestStore, Shelf


class Bench:
    """A shelf, and how it looks after a restart."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shelf = Shelf(RequestStore(folder))
        for name in ("A", "B", "C"):
            self.shelf.save(name, Draft(f'"{name}"'))

    @property
    def names(self) -> list[str]:
        again = Shelf(RequestStore(self.folder))
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


def test_one_that_is_replaced_is_there_for_another_window_at_every_moment(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []

    def written(path: Path, content: bytes) -> None:
        seen.append([saved.name for saved in Shelf(RequestStore(bench.folder)).all])
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
    assert bench.shelf.take([other / "A.json"]) == 1
    assert bench.names == ["A", "B", "C", "A 2"]


def test_what_another_window_has_done_meanwhile_stays(bench: Bench) -> None:
    other = Shelf(RequestStore(bench.folder))
    other.save("D", Draft("4", "GET"))
    other.rename(0, "A by another")
    other.delete(2)
    bench.shelf.rename(1, "B by this one")
    assert bench.names == ["A by another", "B by this one", "D"]
    assert bench.shelf.all[2].draft == Draft("4", "GET")


def test_what_another_window_has_done_can_be_read(bench: Bench) -> None:
    Shelf(RequestStore(bench.folder)).save("D", Draft("4"))
    bench.shelf.read_again()
    assert bench.names == ["A", "B", "C", "D"]
