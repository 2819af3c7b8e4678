"""The saved requests as a list that views show."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester

from convert_console.core.catalog.catalog import Catalog, Goal
from convert_console.core.document.payload import Number, Payload
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.profiles.saved_requests import (
    LINE,
    METHOD,
    NAME,
    SAVED_SUFFIX,
    SavedRequests,
    saved_line,
)
from convert_console.services.storage.profiles import ProfileStore

HIT = Draft('{"ev": [{"evt": "hitGoal", "goals": ["7"]}]}', "GET")


class Bench:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.profiles = Profiles(ProfileStore(folder / "profiles"), Profile("shop", "Shop"))
        self.catalog = CurrentCatalog()
        self.saved = SavedRequests(folder / "requests", self.profiles, self.catalog)
        self.said: list[str] = []
        self.saved.failed.connect(self.said.append)
        self.saved.exported.connect(self.said.append)
        self.saved.open("shop")

    @property
    def names(self) -> list[str]:
        return [str(self.saved.index(row).data(NAME)) for row in range(self.saved.rowCount())]


@pytest.fixture
def bench(tmp_path: Path, qapp: QApplication) -> Bench:
    return Bench(tmp_path)


def test_the_model_keeps_qt_s_rules(bench: Bench, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(bench.saved)
    bench.saved.save("Hit", HIT)
    bench.saved.duplicate(0)
    bench.saved.delete(0)


def test_a_row_says_name_method_and_events(bench: Bench) -> None:
    bench.saved.save("Hit", HIT)
    index = bench.saved.index(0)
    assert [index.data(role) for role in (NAME, METHOD, LINE)] == ["Hit", "GET", "hitGoal – 7"]
    bench.catalog.set(Catalog(goals={"7": Goal("7", "Purchase")}))
    assert index.data() == "Hit GET hitGoal – Purchase"


def test_each_profile_has_its_own_and_finds_them_again(bench: Bench) -> None:
    bench.saved.save("Hit", HIT)
    bench.profiles.add("Other")
    assert bench.names == []
    bench.profiles.choose("shop")
    assert bench.names == ["Hit"]


def test_copies_names_and_places_can_be_changed(bench: Bench) -> None:
    bench.saved.save("Hit", HIT)
    assert bench.saved.duplicate(0) == 1
    bench.saved.rename(1, " Second ")
    assert bench.saved.move(1, 0)
    assert bench.names == ["Second", "Hit"]
    bench.saved.rename(0, "  ")
    assert bench.names == ["Second", "Hit"]


def test_what_was_deleted_can_be_restored(bench: Bench) -> None:
    bench.saved.save("Hit", HIT)
    assert bench.saved.restorable == ""
    bench.saved.delete(0)
    assert (bench.names, bench.saved.restorable) == ([], "Hit")
    assert bench.saved.restore() == 0
    assert (bench.names, bench.saved.restorable) == (["Hit"], "")


def test_what_was_replaced_can_be_restored(bench: Bench) -> None:
    told: list[str] = []
    bench.saved.replaced.connect(told.append)
    bench.saved.moved_to_trash.connect(lambda name: told.append(f"-{name}"))
    bench.saved.save("Hit", HIT)
    bench.saved.save("Hit", HIT)
    assert told == []
    bench.saved.save("Hit", Draft("{}"))
    assert told == ["Hit"]
    assert bench.saved.restore_replaced() == 0
    saved = bench.saved.at(0)
    assert saved is not None
    assert saved.draft == HIT
    assert bench.saved.restore_replaced() == -1
    bench.saved.delete(0)
    assert told == ["Hit", "-Hit"]


def test_a_row_that_is_not_there_changes_nothing(bench: Bench) -> None:
    bench.saved.delete(3)
    bench.saved.rename(3, "X")
    assert bench.saved.duplicate(3) == -1
    assert not bench.saved.move(3, 4)
    assert bench.saved.at(3) is None


def test_all_go_out_to_a_folder_and_come_in_from_one(bench: Bench, tmp_path: Path) -> None:
    bench.saved.save("Hit", HIT)
    bench.saved.export(str(tmp_path / "out"))
    assert bench.said == [f"1 request exported to {tmp_path / 'out'}."]
    one = tmp_path / f"one.{SAVED_SUFFIX}"
    bench.saved.export_one(0, str(one))
    saved = bench.saved.at(0)
    assert saved is not None
    assert one.read_bytes() == saved.draft.text.encode()
    assert bench.said[1] == f"{saved.name} exported to {one}."
    bench.saved.export_one(7, str(tmp_path / "none"))
    assert not (tmp_path / "none").exists()
    bench.profiles.add("Other")
    bench.saved.import_files([str(tmp_path / "out" / "hit.json")])
    assert bench.names == ["Hit"]
    assert bench.saved.index(0).data(METHOD) == "GET"


def test_what_cannot_be_read_is_reported(bench: Bench, tmp_path: Path) -> None:
    bench.saved.import_files([str(tmp_path / "none.json")])
    assert "could not be read" in bench.said[0]


def test_what_the_disk_refuses_is_reported_and_not_shown(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "requests").write_text("a file where the folder should be", "utf-8")
    assert bench.saved.save("Hit", HIT) == -1
    assert bench.names == []
    assert len(bench.said) == 1


# What a saved request holds, in one line.

SALE: Payload = {"evt": "tr", "goals": ["7"], "r": Number("1234.50")}


@pytest.mark.parametrize(
    ("payload", "line"),
    [
        ({"ev": [SALE]}, "tr – Purchase – 1,234.50"),
        ({"ev": [{"evt": "tr", "r": Number("1e5")}]}, "tr – 100,000"),
        ({"ev": [{"evt": "hitGoal", "goals": ["8"]}]}, "hitGoal – 8"),
        ({"ev": []}, "no events"),
        ([], "not an object"),
        (None, "broken JSON"),
    ],
)
def test_events_goals_and_revenue_are_reported(payload: Payload, line: str) -> None:
    assert saved_line(payload, Catalog(goals={"7": Goal("7", "Purchase")})) == line
