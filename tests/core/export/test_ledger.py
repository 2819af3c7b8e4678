"""Expected results are exported as a page, as CSV and for the clipboard."""

import csv
import io
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.convert_api.answers import ReportedFigures
from convert_console.core.export.ledger import (
    COLUMNS,
    Statement,
    since_snapshot,
    statement_csv,
    statement_lines,
    statement_page,
)
from convert_console.core.ledger.ledger import Cell, Figures, Line, Tick
from convert_console.core.ledger.reported import Compared

FIGURES = Figures(3, Decimal("1234.50"), 3, 2)
SALE = Line(Cell("1", "2", "5"), "Checkout", "B", "Purchase", FIGURES, 4, Tick(FIGURES, 60.0))
SEEN = Line(Cell("1", "2", ""), "Checkout", "B", "(visitors)", Figures(4), 4)
STATEMENT = Statement("Shop", "Last 7 days", 0.0, "Nine accepted.", ("One odd.",), (SEEN, SALE))


def test_it_says_figures_shares_ticks_and_remarks() -> None:
    page = statement_page(STATEMENT)
    for said in (
        "Profile Shop · last 7 days before 01 January 1970", "Nine accepted.", "One odd.",
        "1,234.50", "✓ checked", "not yet", "75 %", 'width="75.00"',
        "1 of 2 lines were checked by hand",
    ):  # fmt: skip
        assert said in page
    assert "left out" not in statement_page(replace(STATEMENT, remarks=()))


def test_what_changed_since_is_no_longer_called_checked() -> None:
    stale = replace(SALE, figures=FIGURES._replace(people=4))
    page = statement_page(replace(STATEMENT, lines=(stale,)))
    assert "! changed</span><small>3 when ticked off, now 4</small>" in page
    assert "0 of 1 lines were checked by hand. 1 changed since it was ticked off." in page


@given(st.text(), st.text())
def test_foreign_names_are_text(name: str, profile: str) -> None:
    odd = "<img src=x onerror=alert(1)>" + name
    line = Line(Cell(odd, odd, odd), odd, odd, odd, Figures(1), 0)
    told = replace(STATEMENT, profile=odd + profile, span=odd, remarks=(odd,), lines=(line,))
    page = statement_page(told)
    assert "<img" not in page
    page.encode("utf-8")


# A ledger is handed out with exact figures, and no cell that a spreadsheet would run.

SOLD = Line(
    Cell("1", "2", "5"), "Checkout", "B", "Purchase",
    Figures(2, Decimal("1234.50"), 3, 2), 4, Tick(Figures(2, Decimal("1234.5"), 3, 2), 60.0),
)  # fmt: skip
SALES = Statement("Shop", "Last 7 days", 1_796_000_000.0, "", (), (SEEN, SOLD))


def read(statement: Statement) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(statement_csv(statement), newline="")))


def test_each_line_has_its_ids_and_exact_figures() -> None:
    visitors, sale = read(SALES)
    assert tuple(sale) == COLUMNS
    assert sale["revenue"] == "1234.50" and sale["products"] == "3" and sale["visitors"] == "2"
    assert (sale["goal"], sale["goal_id"], sale["checked"]) == ("Purchase", "5", "yes")
    assert sale["checked_at"] == "1970-01-01T00:01:00+00:00"
    assert sale["counted_at"] == "2026-11-30T00:53:20+00:00"
    assert (visitors["goal"], visitors["revenue"], visitors["checked"]) == ("", "", "")
    assert (visitors["conversions"], sale["conversions"]) == ("", "2")


def test_later_transactions_are_apart_in_every_form() -> None:
    later = replace(SOLD, later=Figures(0, Decimal("45.50"), 1, 1))
    told = replace(SALES, lines=(later,))
    [row] = read(told)
    assert (row["revenue"], row["transactions"]) == ("1234.50", "2")
    assert (row["later_transactions"], row["later_revenue"], row["later_products"]) == (
        "1", "45.50", "1"
    )  # fmt: skip
    copied = "Checkout\tB\t1 later transaction, not added\t\t\t45.50\t1"
    assert statement_lines(told).splitlines()[2] == copied
    page = statement_page(told)
    assert "1 later transaction, not added" in page and "45.50" in page


def test_every_form_says_that_it_was_a_rehearsal() -> None:
    here = replace(SALES, rehearsal=True)
    assert {row["sent_to"] for row in read(here)} == {"this machine (rehearsal)"}
    assert {row["sent_to"] for row in read(SALES)} == {"live"}
    head, *rows = (line.split("\t") for line in statement_lines(here).splitlines())
    assert head[-1] == "Sent to" and {row[-1] for row in rows} == {"this machine (rehearsal)"}
    top = statement_page(here).partition("<main")[0]
    assert "Rehearsal on this machine. None of this is in a report" in top
    assert "Rehearsal" not in statement_page(SALES)


def test_what_changed_since_it_was_checked_is_told() -> None:
    changed = replace(SOLD, figures=SOLD.figures._replace(people=5))
    assert read(replace(SALES, lines=(changed,)))[0]["checked"] == "2 when ticked off, now 5"


def test_a_snapshot_is_named_with_its_day_and_zone() -> None:
    told = replace(SALES, span=since_snapshot(1_795_999_000.0))
    said = "since the snapshot of 30 November 2026, 00:36 UTC, counted 30 November 2026, 00:53 UTC"
    assert said in statement_page(told)


def test_what_is_reported_is_in_every_form_exact_and_with_its_difference() -> None:
    said = ReportedFigures(None, 1, Decimal("1000.10"), 3)
    reported = {
        SOLD.cell: Compared(SOLD, said),
        SEEN.cell: Compared(SEEN, None),
    }
    told = replace(SALES, reported=reported, read_at=60.0)
    visitors, sale = read(told)
    assert (sale["reported_conversions"], sale["reported_revenue"]) == ("1", "1000.10")
    assert (sale["reported_products"], sale["read_at"]) == ("3", "1970-01-01T00:01:00+00:00")
    assert (visitors["reported_visitors"], visitors["read_at"]) == ("", "")
    head, first, second = (line.split("\t") for line in statement_lines(told).splitlines())
    assert head[-2:] == ["Reported", "Difference"]
    assert first[-2:] == ["not reported", ""]
    assert second[-2:] == ["1, 1,000.10 revenue, 3 products", "−1, −234.40 revenue"]
    page = statement_page(told)
    assert "Reports were read from Convert on" in page
    assert "<div>−1</div><div>−234.40 revenue</div>" in page, "narrow enough to be printed"
    elsewhere = statement_page(replace(told, read_from="127.0.0.1"))
    assert "Reports were read from 127.0.0.1 on" in elsewhere
    assert "Reported" not in statement_page(SALES)
    assert {row["reported_revenue"] for row in read(SALES)} == {""}


def test_no_cell_is_a_formula() -> None:
    evil = "=cmd|' /C calc'!A0"
    cell = Cell(evil, f"@{evil}", "+1\r\n=2")
    line = Line(cell, evil, f"\t{evil}", evil, Figures(1))
    told = replace(SALES, profile=evil, lines=(line,))
    for value in read(told)[0].values():
        assert not value.startswith(("=", "+", "-", "@", "\t", "\r"))
    copied = statement_lines(told)
    assert copied.count("\n") == 1 and copied.splitlines()[1].count("\t") == 6
    assert not any(part.startswith("=") for part in copied.splitlines()[1].split("\t"))


def test_a_pasted_cell_in_quotes_is_not_a_formula() -> None:
    line = replace(SOLD, goal='"=1+1"', variation="\uff1d1", experience="\n=2")
    copied = statement_lines(replace(SALES, lines=(line,))).splitlines()[1].split("\t")
    assert copied[:3] == ["'=2", "'\uff1d1", '\'"=1+1"']
    (row,) = read(replace(SALES, lines=(line,)))
    assert (row["experience"], row["variation"], row["goal"]) == ("'\n=2", "'\uff1d1", '"=1+1"')


def test_lines_for_the_clipboard_are_those_on_screen() -> None:
    assert statement_lines(SALES) == (
        "Experience\tVariation\tGoal\tVisitors\tConversions\tRevenue\tProducts\n"
        "Checkout\tB\t(visitors)\t4\t\t\t\n"
        "Checkout\tB\tPurchase\t\t2\t1,234.50\t3"
    )
