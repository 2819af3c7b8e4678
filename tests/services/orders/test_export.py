"""Exports never replace the file they come from, and hold no hidden values."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from convert_console.core.orders.csv_dialect import Form
from convert_console.core.request.secret_headers import HIDDEN
from convert_console.services.orders.export import export_locust, export_result
from convert_console.services.orders.journal import Journal, Past
from convert_console.services.storage.files import StoreFailed
from support.order_sender import COLUMNS, judge_for

JUDGE = judge_for("http://127.0.0.1:1/track?x=1")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text("order_id,total,items\nO-1,1.50,1\nO-2,abc,1\nO-3,2.50,1\n")
    return path


def test_the_result_is_written_once_something_was_sent(file: Path, tmp_path: Path) -> None:
    source, past = (file, Form(), COLUMNS), Past("key", tmp_path / "a.journal", 3)
    with pytest.raises(StoreFailed, match="Nothing of this file"):
        export_result(tmp_path / "out.csv", source, past, JUDGE)
    Journal(past.journal, {}).close()
    assert "The result of 3 rows" in export_result(tmp_path / "out.csv", source, past, JUDGE)
    with pytest.raises(StoreFailed, match="Choose another name"):
        export_result(file, source, past, JUDGE)


def test_the_locust_file_holds_the_rows_without_errors_and_no_secret(
    file: Path, tmp_path: Path
) -> None:
    profile = replace(
        JUDGE.profile, headers=(("Authorization", HIDDEN), ("X-JWT", "planted"), ("X-Shop", "a"))
    )
    export_locust(tmp_path, file, Form(), replace(JUDGE, profile=profile))
    assert "'http://127.0.0.1:1'" in (tmp_path / "locustfile.py").read_text()
    with (tmp_path / "orders.csv").open(newline="") as data:
        found = list(csv.DictReader(data))
    assert [row["row"] for row in found] == ["1", "3"]
    assert found[0]["target"] == "/track?x=1"
    assert "X-Shop" in found[0]["headers"] and "Authorization" not in found[0]["headers"]
    assert "JWT" not in found[0]["headers"] and "planted" not in found[0]["headers"]


def test_data_is_not_written_over_its_own_source(file: Path, tmp_path: Path) -> None:
    source = file.rename(tmp_path / "orders.csv")
    with pytest.raises(StoreFailed, match="Choose another folder"):
        export_locust(tmp_path, source, Form(), JUDGE)
    assert source.read_text().startswith("order_id")
