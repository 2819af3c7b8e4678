"""The ledger's page says each figure, what was seen of it, and what is not known."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.export.ledger import Statement, statement_page
from convert_console.core.ledger.ledger import Cell, Figures, Line, Tick

FIGURES = Figures(3, Decimal("1234.50"), 3, 2)
SALE = Line(Cell("1", "2", "5"), "Checkout", "B", "Purchase", FIGURES, 4, Tick(FIGURES, 60.0))
SEEN = Line(Cell("1", "2", ""), "Checkout", "B", "(visitors)", Figures(4), 4)
STATEMENT = Statement("Shop", "Last 7 days", 0.0, "Nine accepted.", ("One odd.",), (SEEN, SALE))


def test_it_says_figures_shares_ticks_and_remarks() -> None:
    page = statement_page(STATEMENT)
    for said in (
        "Profile Shop · last 7 days before 01 January 1970", "Nine accepted.", "One odd.",
        "1,234.50", "✓ seen", "not yet", "75 %", "width='75.00'", "1 of 2 lines were seen",
    ):  # fmt: skip
        assert said in page
    assert "left out" not in statement_page(replace(STATEMENT, remarks=()))


def test_what_changed_since_is_no_longer_called_seen() -> None:
    stale = replace(SALE, figures=FIGURES._replace(people=4))
    page = statement_page(replace(STATEMENT, lines=(stale,)))
    assert "! changed</span><small>ticked at 3, now 4</small>" in page
    assert "0 of 1 lines were seen in the report. 1 changed since it was ticked off." in page


@given(st.text(), st.text())
def test_foreign_names_are_text(name: str, profile: str) -> None:
    odd = "<img src=x onerror=alert(1)>" + name
    line = Line(Cell(odd, odd, odd), odd, odd, odd, Figures(1), 0)
    told = replace(STATEMENT, profile=odd + profile, span=odd, remarks=(odd,), lines=(line,))
    page = statement_page(told)
    assert "<img" not in page
    page.encode("utf-8")
