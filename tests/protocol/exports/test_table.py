"""CSV is read back by a CSV reader, and no cell of it is a formula."""

import csv
import io
import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from convert_console.protocol.exports.kept import Kept
from convert_console.protocol.exports.table import COLUMNS, csv_text, harmless
from support.exchanges import EXCHANGES


def rows(text):
    return list(csv.reader(io.StringIO(text, newline="")))


@given(st.lists(EXCHANGES, max_size=3), st.text())
def test_every_exchange_is_a_row_of_all_columns(exchanges, note):
    found = rows(csv_text(Kept(exchange, note) for exchange in exchanges))
    assert found[0] == list(COLUMNS)
    assert len(found) == len(exchanges) + 1
    assert all(len(row) == len(COLUMNS) for row in found)


@given(EXCHANGES, st.sampled_from(["=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2+3", "\t=1"]))
def test_no_cell_is_a_formula(exchange, note):
    hostile = replace(exchange, profile=note)
    for cell in rows(csv_text([Kept(hostile, note)]))[1]:
        assert not cell.startswith(("=", "+", "@", "\t", "\r", "-")) or re.fullmatch(
            r"-[\d.]+", cell
        )


def test_formulas_are_quoted_and_numbers_are_not():
    for formula in ("=1+1", "+1", "@SUM(A1)", "-2+3", "\t=1", "-cmd"):
        assert harmless(formula) == f"'{formula}"
    for plain in ("", "45.50", "-45.5", "purchase", "1796-0.4"):
        assert harmless(plain) == plain
