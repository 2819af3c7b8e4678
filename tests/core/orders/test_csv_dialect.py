"""The form of a CSV file is found out from its beginning, and any bytes give some form."""

from __future__ import annotations

import csv
import io
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.orders.csv_dialect import (
    CELL_LIMIT,
    CsvFormat,
    Delimiter,
    Encoding,
    InvalidCsv,
    column_names,
    detect,
    rows,
)

TEXT = "order;total;note\n1;12,50;Müller\n2;1.234,00;x\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_each_encoding_is_found(encoding: Encoding) -> None:
    form = detect(TEXT.encode(encoding))
    assert form == CsvFormat(encoding, ";", 1)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Zamówienie;Kwota\n1;119,00 zł\n", "cp1250"),
        ("Zamówienie;Płatność\n1;119,00\n", "cp1250"),
        ("Comandă;Preţ;Bucăţi\n1;119,00;2\n", "cp1250"),
        ("Pöntun;Íþróttir;Þjónusta\n1;119,00;2\n", "cp1252"),
        ("Nº de pedido;Importe\n1;119,00 €\n", "cp1252"),
        ("Bestellung;Größe\n1;3 m³\n", "cp1252"),
        ("Order;Amount\n1;£119.00\n", "cp1252"),
    ],
)
def test_the_letters_of_central_europe_tell_its_encoding(text: str, encoding: Encoding) -> None:
    assert detect(text.encode(encoding)).encoding == encoding


@pytest.mark.parametrize("delimiter", get_args(Delimiter))
def test_each_delimiter_is_found(delimiter: str) -> None:
    text = "a;b;c\n1;2.50;3\n4;5;6\n".replace(";", delimiter)
    assert detect(text.encode()).delimiter == delimiter


def test_quoted_commas_and_line_breaks_do_not_mislead_it() -> None:
    text = 'id,name,total\r\n1,"a; b; c",1.5\r\n2,"d\r\ne;f",2.5\r\n'
    form = detect(text.encode())
    assert form.delimiter == ","
    found = list(rows(io.StringIO(text, newline=""), form))
    assert found[2] == ["2", "d\r\ne;f", "2.5"]


def test_a_head_cut_within_a_character_is_still_utf_8() -> None:
    assert detect("a,b\n1,ü".encode()[:-1]).encoding == "utf-8"


def test_a_first_row_of_numbers_is_not_a_header() -> None:
    form = detect(b"10045,12.50\n10046,7.00\n")
    assert form.header == 0
    assert column_names(["10045", "12.50"], form) == ("column 1", "column 2")


def test_the_line_that_names_the_delimiter_for_excel_is_not_a_row() -> None:
    for sign in (";", ",", "\t", "|"):
        text = f"sep={sign}\r\nid{sign}total\r\n1{sign}2\r\n"
        form = detect(text.encode())
        assert form.delimiter == sign
        assert list(rows(io.StringIO(text, newline=""), form)) == [["id", "total"], ["1", "2"]]


def test_an_unclosed_quote_is_reported_with_its_line() -> None:
    text = "a,b\n1,2\n" + '3,"' + "x" * (CELL_LIMIT + 1)
    with pytest.raises(InvalidCsv, match="Look for an unclosed quote"):
        list(rows(io.StringIO(text, newline=""), CsvFormat()))


def test_blank_rows_are_skipped() -> None:
    assert list(rows(["a,b\n", "\n", " , \n", "1,2\n"], CsvFormat())) == [["a", "b"], ["1", "2"]]


@given(st.binary(max_size=300))
def test_any_bytes_give_a_format(head: bytes) -> None:
    form = detect(head)
    assert form.delimiter in get_args(Delimiter)
    head.decode(form.encoding, "replace")


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8).map(
    lambda cell: f"n{cell}"
)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5),
       st.sampled_from(get_args(Delimiter)))  # fmt: skip
def test_what_a_csv_writer_writes_is_read_back(
    table: list[list[str]], delimiter: Delimiter
) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows(table)
    lines = io.StringIO(written.getvalue(), newline="")
    assert list(rows(lines, CsvFormat(delimiter=delimiter))) == table


def test_blank_lines_and_long_cells_do_not_mislead_detection() -> None:
    text = "id;total\n\n1;2,50\n" + "2;3,50\n" * 300
    assert detect(text.encode()) == CsvFormat("utf-8", ";", 1)
    csv.field_size_limit(CELL_LIMIT)
    broken = "id;total\n1;2,50\n2;" + "x" * (CELL_LIMIT + 1) + "\n3;1.5\n"
    assert detect(broken.encode()) == CsvFormat("utf-8", ";", 1)
