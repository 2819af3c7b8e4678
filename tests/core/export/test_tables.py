"""CSV is read back by a CSV reader, and no cell of it is a formula."""

import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.export.exchange_json import exchange_values
from convert_console.core.export.exported import AnnotatedExchange, without_secrets
from convert_console.core.export.har import har_text
from convert_console.core.export.tables import COLUMNS, csv_text, harmless, json_line, json_lines
from convert_console.core.verdict.exchange import Timings
from support.exchanges import EXCHANGES, record


def rows(text):
    return list(csv.reader(io.StringIO(text, newline="")))


@given(st.lists(EXCHANGES, max_size=3), st.text())
def test_every_exchange_is_a_row_of_all_columns(exchanges, note):
    found = rows(csv_text(AnnotatedExchange(exchange, note) for exchange in exchanges))
    assert found[0] == list(COLUMNS)
    assert len(found) == len(exchanges) + 1
    assert all(len(row) == len(COLUMNS) for row in found)


@given(EXCHANGES, st.sampled_from(["=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2+3", "\t=1"]))
def test_no_cell_is_a_formula(exchange, note):
    hostile = exchange._replace(profile=note)
    for cell in rows(csv_text([AnnotatedExchange(hostile, note)]))[1]:
        assert not cell.startswith(("=", "+", "@", "\t", "\r", "-")) or re.fullmatch(
            r"-[\d.]+", cell
        )


BEFORE = (
    "",
    "\n",
    "\r\n",
    "\t",
    "\0",
    " ",
    "\xa0",
    "\u3000",
    "\u2028",
    "\ufeff",
    "\u200b",
    "\v",
    " \n ",
)
FULL_WIDTH = ("\uff1d", "\uff0b", "\uff0d", "\uff20", "\ufe66", "\ufe62", "\ufe63", "\ufe6b")


def test_a_sign_is_found_behind_white_space_and_in_full_width():
    signs = ["=", "+", "-", "@", *FULL_WIDTH]
    cells = [f"{before}{sign}SUM(A1)" for before in BEFORE for sign in signs]
    assert {cell: harmless(cell) for cell in cells} == {
        cell: f"'{cell}".replace("\0", "\ufffd") for cell in cells
    }


@pytest.mark.parametrize("cell", ["\n", "\nplain", "\r5", "\t-5"])
def test_a_cell_that_begins_with_a_break_is_quoted_whatever_follows(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell", ["-5", "-12.50", "0", "3.25", " 5", "a=b", "1+1", "\u2212 5", "\xa0"]
)
def test_numbers_and_text_stay_as_they_are(cell):
    assert harmless(cell) == cell


@pytest.mark.parametrize(
    "cell", ["-", "--1", "-1.", "-.5", "-1e5", "-5+3", "-\u0665", "- 5", "-1\n"]
)
def test_what_only_looks_like_a_number_is_quoted(cell):
    assert harmless(cell) == f"'{cell}"


def test_formulas_are_quoted_and_numbers_are_not():
    for formula in ("=1+1", "+1", "@SUM(A1)", "-2+3", "\t=1", "-cmd"):
        assert harmless(formula) == f"'{formula}"
    for plain in ("", "45.50", "-45.5", "purchase", "1796-0.4"):
        assert harmless(plain) == plain


REFUSED = record(1, outcome=None).exchange._replace(
    inbound="refused",
    source="collector",
    answered=405,
    remark="Send it by POST.",
    timings=Timings(),
)


def test_what_came_in_has_the_status_and_the_reason_that_it_was_told():
    header, row = csv.reader(csv_text([AnnotatedExchange(REFUSED)]).splitlines())
    cells = dict(zip(header, row, strict=True))
    assert (cells["status"], cells["milliseconds"]) == ("405", "")
    told = json.loads(json_line(AnnotatedExchange(REFUSED)))
    assert (told["answered"], told["verdict"]["next_step"]) == (405, "Send it by POST.")
    (entry,) = json.loads(har_text([AnnotatedExchange(REFUSED)]))["log"]["entries"]
    assert entry["response"]["status"] == 405
    assert "Send it by POST." in entry["comment"]


# A line of JSON holds one exchange, whatever is in it.


@given(EXCHANGES, st.text(), st.booleans())
def test_every_exchange_is_one_line_that_json_reads(exchange, note, starred):
    line = json_line(AnnotatedExchange(exchange, note, starred))
    assert "\n" not in line
    line.encode("utf-8")
    told = json.loads(line)
    assert (told["id"], told["star"]) == (json.loads(json.dumps(exchange.id)), starred)
    assert told["verdict"]["kind"]


@given(EXCHANGES)
def test_a_json_line_has_every_value_of_an_exchange(exchange):
    told = json.loads(json_line(AnnotatedExchange(exchange)))
    whole = json.loads(json.dumps(exchange_values(without_secrets(exchange))))
    assert {key: told[key] for key in whole} == whole


def test_what_cannot_be_seen_is_escaped_and_what_can_is_not():
    note = "é 日本 \u202e\u200b\x7f\x85\u2028\ud800\U000e0041 <"
    line = json_line(AnnotatedExchange(record(1).exchange, note))
    told = r'"é 日本 \u202e\u200b\u007f\u0085\u2028\ud800\udb40\udc41 <"'
    assert told in line
    assert json.loads(line)["note"] == note


def test_a_file_has_a_line_each_masked_if_wanted():
    sent = record(1).exchange._replace(document='{"vid": "ann@shop.example"}')
    both = [AnnotatedExchange(sent), AnnotatedExchange(sent, note="100300301 ann@shop.example")]
    assert json_lines(both).count("\n") == 2
    masked = json_lines(both, mask_ids=True)
    assert "ann@" not in masked and "100300301" not in masked
    assert json.loads(masked.splitlines()[1])["note"].startswith("••••••301 •")
