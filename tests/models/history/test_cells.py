"""The cells of the history, in words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from convert_console.core.catalog.catalog import Catalog, read_catalog
from convert_console.core.verdict.kinds import KINDS
from convert_console.models.history.cells import alignment, cell_text, cell_tip, moment, shortened
from convert_console.models.history.model import TITLES
from convert_console.models.history.unsaved_row import row_before
from support.exchanges import record

ROW = replace(row_before(record(0)), revenue=Decimal("1234.50"), seconds=1.2344)


@pytest.fixture
def catalog() -> Catalog:
    text = '{"account_id": "1", "project": {"id": "2", "name": "P"}, "goals":'
    found = read_catalog(text + '[{"id": "100300301", "name": "A <b>"}], "experiences": []}')
    assert isinstance(found, Catalog), found
    return found


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Verdict", "Accepted"),
        ("Time", "1970-01-01 00:00:00"),
        ("Method", "POST"),
        ("Events", "hitGoal"),
        ("Goals", "100300301"),
        ("Revenue", "1,234.50"),
        ("Visitor", "v"),
        ("Status", "200"),
        ("Took", "1,234 ms"),
    ],
)
def test_each_column_has_its_words(title: str, text: str) -> None:
    assert cell_text(ROW, title) == text


def test_what_is_not_known_yet_is_empty() -> None:
    pending = replace(ROW, verdict="pending", status=None, seconds=0.0, revenue=None, goals=())
    assert cell_text(pending, "Verdict") == "Sending"
    assert [cell_text(pending, t) for t in ("Status", "Took", "Revenue", "Goals")] == [""] * 4


def test_every_verdict_has_its_word_and_an_unknown_one_stands_as_it_is() -> None:
    for kind, (word, _, _) in KINDS.items():
        assert cell_text(replace(ROW, verdict=kind), "Verdict") == word
    assert cell_text(replace(ROW, verdict="of-tomorrow"), "Verdict") == "of-tomorrow"


def test_every_title_has_a_cell() -> None:
    assert all(isinstance(cell_text(ROW, title), str) for title in TITLES)


def test_goals_have_their_names_and_the_tip_their_ids(catalog: Catalog) -> None:
    row = replace(ROW, goals=("100300301", "9"))
    assert cell_text(row, "Goals", catalog) == "A <b>, 9"
    assert cell_tip(row, "Goals", catalog) == "<qt>A &lt;b&gt; (100300301)<br>9</qt>"
    assert cell_tip(replace(row, goals=()), "Goals", catalog) == ""


def test_a_long_visitor_id_is_shown_by_its_ends_and_whole_in_the_tip() -> None:
    row = replace(ROW, vid="1588166554499-0.2020703998482254")
    assert cell_text(row, "Visitor") == "1588…2254"
    assert cell_tip(row, "Visitor") == "<qt>1588166554499-0.2020703998482254</qt>"
    assert cell_tip(replace(row, vid=""), "Visitor") == cell_tip(row, "Status") == ""
    assert shortened("0123456789") == "0123456789"


def test_what_a_narrow_column_cuts_is_whole_in_the_tip() -> None:
    row = replace(ROW, id=1, revenue=Decimal("123456789012.34"), note="<b>", profile="A & B")
    assert cell_tip(row, "Revenue") == "<qt>123,456,789,012.34</qt>"
    assert cell_tip(row, "Time") == "<qt>1970-01-01 00:00:00</qt>"
    assert cell_tip(row, "Profile") == "<qt>A &amp; B</qt>"
    assert cell_tip(row, "Events") == "<qt>hitGoal</qt>"
    assert cell_tip(row, "Note") == "<qt>&lt;b&gt;</qt>"


def test_an_amount_with_an_exponent_is_written_out() -> None:
    assert cell_text(replace(ROW, revenue=Decimal("1E+5")), "Revenue") == "100,000"
    assert cell_text(replace(ROW, revenue=Decimal("1E-7")), "Revenue") == "0.0000001"


def test_figures_stand_at_the_right() -> None:
    right = {t for t in TITLES if alignment(t) & Qt.AlignmentFlag.AlignRight}
    assert right == {"Revenue", "Took"}


def test_a_moment_is_a_local_time() -> None:
    assert moment(1_588_166_554.499) == "2020-04-29 13:22:34"


def test_a_row_that_is_not_kept_yet_says_so_where_its_note_will_be() -> None:
    assert cell_text(replace(ROW, id=0), "Note") == "Not kept yet"
    assert cell_text(replace(ROW, id=1), "Note") == ROW.note
