"""The result has every row with what came of it, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from convert_console.services.orders.export import write_result
from convert_console.services.orders.journal import Journal
from convert_console.services.storage.files import StoreFailed
from support.order_sender import COLUMNS, judge_for

JUDGE = judge_for("http://127.0.0.1:1/track")
ROWS = [
    (1, ["=cmd|' /C calc'!A0", "1.00", "1"]), (2, ["O-2", "x", "1"]), (3, ["O-3", "-5.00", "1"]),
    (4, ["O-4", "1", "1"]), (5, ["O-5", "1", "1"]),
]  # fmt: skip


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    made = Journal(tmp_path / "a.journal", {})
    made.settle(1, "accepted", 200)
    made.settle(2, "left-out")
    made.settle(3, "blocked", 301)
    made.intend(4)
    made.close()
    return made


def test_each_row_says_what_came_of_it(tmp_path: Path, journal: Journal) -> None:
    path = tmp_path / "result.csv"
    assert write_result(path, COLUMNS, ROWS, journal, JUDGE) == 5
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.reader(file))
    assert found[0] == ["row", "verdict", "status", "why", *COLUMNS]
    assert [row[1:3] for row in found[1:]] == [
        ["Accepted", "200"], ["Left out", ""], ["Blocked", "301"], ["Outcome unknown", ""],
        ["Not sent yet", ""],
    ]  # fmt: skip
    assert found[2][3].startswith("ev[1].r ")
    assert found[1][4] == "'=cmd|' /C calc'!A0" and found[3][5] == "-5.00"


def test_no_cell_of_the_file_becomes_a_formula(tmp_path: Path, journal: Journal) -> None:
    rows = [(1, ["\n=1+1", "\uff0b1", "\u3000@x"]), (2, ["-5", "-12.50", "\ufeff-a"])]
    path = tmp_path / "result.csv"
    write_result(path, COLUMNS, rows, journal, JUDGE)
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = [row[4:] for row in csv.reader(file)][1:]
    assert found == [["'\n=1+1", "'\uff0b1", "'\u3000@x"], ["-5", "-12.50", "'\ufeff-a"]]


def test_what_fails_leaves_the_file_as_it_was(tmp_path: Path, journal: Journal) -> None:
    path = tmp_path / "result.csv"
    path.write_text("before")

    def broken():
        yield ROWS[0]
        raise StoreFailed("Line 3 cannot be read.")

    with pytest.raises(StoreFailed, match="Line 3"):
        write_result(path, COLUMNS, broken(), journal, JUDGE)
    assert path.read_text() == "before" and len(list(tmp_path.iterdir())) == 2
    with pytest.raises(StoreFailed):
        write_result(tmp_path / "none" / "r.csv", COLUMNS, ROWS, journal, JUDGE)
