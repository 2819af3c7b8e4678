"""Exports never replace the file they come from, and hold no hidden values."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from convert_console.core.orders.csv_dialect import CsvFormat
from convert_console.core.request.secret_headers import HIDDEN
from convert_console.services.orders.export import (
    HandOver,
    export_locust,
    export_result,
    write_result,
)
from convert_console.services.orders.journal import EarlierRun, Journal
from convert_console.services.storage.files import StoreFailed
from support.order_sender import COLUMNS, builder_for

BUILDER = builder_for("http://127.0.0.1:1/track?x=1")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text("order_id,total,items\nO-1,1.50,1\nO-2,abc,1\nO-3,2.50,1\n")
    return path


def test_the_result_is_written_once_something_was_sent(file: Path, tmp_path: Path) -> None:
    source, past = (file, CsvFormat(), COLUMNS), EarlierRun("key", tmp_path / "a.journal", 3)
    with pytest.raises(StoreFailed, match="Nothing of this file"):
        export_result(tmp_path / "out.csv", source, past, BUILDER)
    Journal(past.journal, {}).close()
    assert "The result of 3 rows" in export_result(tmp_path / "out.csv", source, past, BUILDER)
    with pytest.raises(StoreFailed, match="Choose another name"):
        export_result(file, source, past, BUILDER)


def test_the_locust_file_holds_the_rows_without_errors_and_no_secret(
    file: Path, tmp_path: Path
) -> None:
    profile = replace(
        BUILDER.profile, headers=(("Authorization", HIDDEN), ("X-JWT", "planted"), ("X-Shop", "a"))
    )
    export_locust(tmp_path, file, CsvFormat(), replace(BUILDER, profile=profile))
    assert "'http://127.0.0.1:1'" in (tmp_path / "locustfile.py").read_text()
    with (tmp_path / "orders.csv").open(newline="") as data:
        found = list(csv.DictReader(data))
    assert [row["row"] for row in found] == ["1", "3"]
    assert found[0]["target"] == "/track?x=1"
    assert "X-Shop" in found[0]["headers"] and "Authorization" not in found[0]["headers"]
    assert "JWT" not in found[0]["headers"] and "planted" not in found[0]["headers"]


def handed_over(tmp_path: Path, file: Path, how: HandOver, **settings: Any) -> list[dict[str, Any]]:
    """The documents in the data, with the targets that they go to."""
    profile = replace(BUILDER.profile, **settings)
    builder = replace(BUILDER, profile=profile, marker="cc-7f3a91")
    export_locust(tmp_path, file, CsvFormat(), builder, how)
    with (tmp_path / "orders.csv").open(newline="") as data:
        return [{**json.loads(row["body"]), "": row["target"]} for row in csv.DictReader(data)]


def test_requests_are_handed_over_with_a_marker(file: Path, tmp_path: Path) -> None:
    found = handed_over(tmp_path, file, HandOver())
    assert [one["seg"]["campaign"] for one in found] == ["cc-7f3a91"] * 2
    assert {one[""] for one in found} == {"/track?x=1"}


@pytest.mark.parametrize(
    ("settings", "origin"),
    [
        ({}, "http://127.0.0.1:1"),
        ({"target": "convert", "project": "10000001"}, "https://metrics.convertexperiments.com"),
    ],
)
def test_requests_are_handed_over_as_those_of_an_sdk(
    settings: dict[str, str], origin: str, file: Path, tmp_path: Path
) -> None:
    found = handed_over(tmp_path, file, HandOver(20, as_v1=True), **settings)
    assert {one[""] for one in found} == {"/v1/track/10000009/10000001"}
    assert [one["visitors"][0]["segments"]["campaign"] for one in found] == ["cc-7f3a91"] * 2
    written = (tmp_path / "locustfile.py").read_text("utf-8")
    assert repr(origin) in written
    assert '"RATE", "20"' in written


def test_data_is_not_written_over_its_own_source(file: Path, tmp_path: Path) -> None:
    source = file.rename(tmp_path / "orders.csv")
    with pytest.raises(StoreFailed, match="Choose another folder"):
        export_locust(tmp_path, source, CsvFormat(), BUILDER)
    assert source.read_text().startswith("order_id")


# The result has every row with what came of it, and no cell that a spreadsheet would run.

BUILDER_OF_RESULT = builder_for("http://127.0.0.1:1/track")
ROWS = [
    (1, ["=cmd|' /C calc'!A0", "1.00", "1"]), (2, ["O-2", "x", "1"]), (3, ["O-3", "-5.00", "1"]),
    (4, ["O-4", "1", "1"]), (5, ["O-5", "1", "1"]),
]  # fmt: skip


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    made = Journal(tmp_path / "a.journal", {})
    made.record_outcome(1, "accepted", 200)
    made.record_outcome(2, "left-out")
    made.record_outcome(3, "blocked", 301)
    made.record_send(4)
    made.close()
    return made


def test_each_row_says_its_outcome(tmp_path: Path, journal: Journal) -> None:
    path = tmp_path / "result.csv"
    assert write_result(path, COLUMNS, ROWS, journal, BUILDER_OF_RESULT) == 5
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.reader(file))
    assert found[0] == ["row", "verdict", "status", "why", *COLUMNS]
    assert [row[1:3] for row in found[1:]] == [
        ["Accepted", "200"], ["Left out", ""], ["Blocked", "301"], ["Outcome unknown", ""],
        ["Not sent yet", ""],
    ]  # fmt: skip
    assert found[2][3].startswith("Event 2 (ev[1].r): ")
    assert found[1][4] == "'=cmd|' /C calc'!A0" and found[3][5] == "-5.00"


def test_no_cell_of_the_file_becomes_a_formula(tmp_path: Path, journal: Journal) -> None:
    rows = [(1, ["\n=1+1", "\uff0b1", "\u3000@x"]), (2, ["-5", "-12.50", "\ufeff-a"])]
    path = tmp_path / "result.csv"
    write_result(path, COLUMNS, rows, journal, BUILDER_OF_RESULT)
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
        write_result(path, COLUMNS, broken(), journal, BUILDER_OF_RESULT)
    assert path.read_text() == "before" and len(list(tmp_path.iterdir())) == 2
    with pytest.raises(StoreFailed):
        write_result(tmp_path / "none" / "r.csv", COLUMNS, ROWS, journal, BUILDER_OF_RESULT)
