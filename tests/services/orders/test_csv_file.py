"""CSV files are read row by row, and what is wrong with one is a sentence."""

from __future__ import annotations

import tracemalloc
from hashlib import sha256
from pathlib import Path

import pytest

from convert_console.core.orders.csv_dialect import CsvFormat
from convert_console.services.orders.csv_file import (
    detect_format,
    fingerprint,
    open_order_file,
    read_rows,
)
from convert_console.services.storage.files import StoreFailed


def test_rows_count_from_one_behind_the_titles(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes('\ufeffid;name\r\n1;"a\r\nb"\r\n\r\n2;ü\r\n'.encode())
    form = detect_format(path)
    assert list(read_rows(path, form)) == [(1, ["1", "a\r\nb"]), (2, ["2", "ü"])]
    file = open_order_file(path)
    assert (file.columns, file.head) == (("id", "name"), (["1", "a\r\nb"], ["2", "ü"]))
    untitled = open_order_file(path, header=0)
    assert next(untitled.rows()) == (1, ["id", "name"])
    assert untitled.columns == ("column 1", "column 2")


def test_the_wrong_encoding_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,ü\n".encode("cp1252"))
    with pytest.raises(StoreFailed, match="Choose another encoding"):
        open_order_file(path, form=CsvFormat("utf-8"))
    assert detect_format(path).encoding == "cp1252"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_the_encoding_is_found_behind_a_long_beginning(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(("id,name\n" + "1,x\n" * 300_000 + "2,Größe\n").encode(encoding))
    assert detect_format(path).encoding == encoding
    assert list(open_order_file(path).rows())[-1] == (300_001, ["2", "Größe"])


def test_a_workbook_is_no_csv(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04\x14\x00")
    with pytest.raises(
        StoreFailed, match=r"a\.xlsx is a workbook, not a CSV file\. Save it as CSV"
    ):
        open_order_file(path)


def test_an_empty_and_a_missing_file_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with pytest.raises(StoreFailed):
        detect_format(path)
    path.write_bytes(b"\n")
    with pytest.raises(StoreFailed, match="has no rows"):
        open_order_file(path)


def test_the_fingerprint_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * 3_000_000)
    assert fingerprint(path, lambda: False) == sha256(path.read_bytes()).hexdigest()
    assert fingerprint(path, lambda: True) == ""


def test_a_large_file_is_read_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w") as file:
        file.writelines(f"O-{row},{row}.50,1\n" for row in range(200_000))
    tracemalloc.start()
    try:
        count = sum(1 for _ in read_rows(path, CsvFormat(header=0)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 200_000 and peak < 3_000_000, f"{peak:,} bytes"
