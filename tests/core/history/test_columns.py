"""What the columns of the history show."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from convert_console.core.catalog.catalog import Catalog, read_catalog
from convert_console.core.history.columns import COLUMNS, Column, moment, short_vid
from convert_console.core.history.row import Row, unsaved_row
from convert_console.core.verdict.kinds import KINDS
from support.exchanges import record


def saying(row: Row, **values: Any) -> Row:
    """A row of a document that says something else."""
    return row._replace(summary=row.summary._replace(**values))


ROW = saying(unsaved_row(record(0))._replace(seconds=1.2344), revenue=Decimal("1234.50"))


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
    assert Column[title.upper()].text(ROW) == text


def test_what_is_not_known_yet_is_empty() -> None:
    empty = saying(ROW, revenue=None, goals=())
    pending = empty._replace(verdict="pending", status=None, seconds=0.0)
    assert Column.VERDICT.text(pending) == "Sending"
    columns = (Column.STATUS, Column.TOOK, Column.REVENUE, Column.GOALS)
    assert [column.text(pending) for column in columns] == [""] * 4


def test_every_verdict_has_its_word_and_an_unknown_one_is_shown_unchanged() -> None:
    for kind, row in KINDS.items():
        assert Column.VERDICT.text(ROW._replace(verdict=kind)) == row.word
    assert Column.VERDICT.text(ROW._replace(verdict="of-tomorrow")) == "of-tomorrow"


def test_every_column_has_a_title_and_a_text() -> None:
    assert all(isinstance(column.text(ROW), str) and column.menu_name for column in COLUMNS)


def test_goals_have_their_names_and_the_tip_their_ids(catalog: Catalog) -> None:
    row = saying(ROW, goals=("100300301", "9"))
    assert Column.GOALS.text(row, catalog) == "A <b>, 9"
    assert Column.GOALS.tip(row, catalog) == "<qt>A &lt;b&gt; (100300301)<br>9</qt>"
    assert Column.GOALS.tip(saying(row, goals=()), catalog) == ""


def test_a_long_visitor_id_is_abbreviated_and_shown_in_full_in_the_tooltip() -> None:
    row = saying(ROW, vid="1588166554499-0.2020703998482254")
    assert Column.VISITOR.text(row) == "1588…2254"
    assert Column.VISITOR.tip(row) == "<qt>1588166554499-0.2020703998482254</qt>"
    assert Column.VISITOR.tip(saying(row, vid="")) == Column.STATUS.tip(row) == ""
    assert short_vid("0123456789") == "0123456789"


def test_what_a_narrow_column_cuts_is_shown_in_full_in_the_tooltip() -> None:
    row = saying(ROW, revenue=Decimal("123456789012.34"))
    row = row._replace(id=1, note="<b>", profile="A & B")
    assert Column.REVENUE.tip(row) == "<qt>123,456,789,012.34</qt>"
    assert Column.TIME.tip(row) == "<qt>1970-01-01 00:00:00</qt>"
    assert Column.PROFILE.tip(row) == "<qt>A &amp; B</qt>"
    assert Column.EVENTS.tip(row) == "<qt>hitGoal</qt>"
    assert Column.NOTE.tip(row) == "<qt>&lt;b&gt;</qt>"


def test_an_amount_with_an_exponent_is_written_out() -> None:
    assert Column.REVENUE.text(saying(ROW, revenue=Decimal("1E+5"))) == "100,000"
    assert Column.REVENUE.text(saying(ROW, revenue=Decimal("1E-7"))) == "0.0000001"


def test_the_star_and_the_note_are_the_last_columns() -> None:
    """A change to the others is announced up to the star: the note may be being written."""
    assert COLUMNS[-2:] == (Column.STAR, Column.NOTE)


def test_a_moment_is_a_local_time() -> None:
    assert moment(1_588_166_554.499) == "2020-04-29 13:22:34"


def test_a_row_that_is_not_kept_yet_says_so_where_its_note_will_be() -> None:
    assert Column.NOTE.text(ROW._replace(id=0)) == "Not kept yet"
    assert Column.NOTE.text(ROW._replace(id=1)) == ROW.note
