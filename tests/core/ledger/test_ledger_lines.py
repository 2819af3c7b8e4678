"""Lines have names and exact figures, and say what changed since they were ticked off."""

from decimal import Decimal

import pytest

from convert_console.core.ledger.ledger import Cell, Expected, Figures, Ledger, Line, Tick, lines_of

NAMES = {"5": "Purchase", "6": "cart", "1": "Checkout test", "2": "B", "3": "a"}
SALE = Cell("1", "2", "5")


def name(_kind: str, plain: str) -> str:
    return NAMES.get(plain, plain)


def line(figures: Figures, ticked: Figures | None = None) -> Line:
    return Line(SALE, "", "", "", figures, tick=Tick(ticked, 9.0) if ticked else None)


def test_a_line_has_names_and_exact_figures() -> None:
    cells = {SALE: Expected({"a", "b"}, Decimal("1234.50"), 3, 2), Cell("1", "2", ""): Expected()}
    [visitors, sale] = lines_of(Ledger(cells), {}, name)
    assert sale.words == ("Checkout test", "B", "Purchase", "2", "1,234.50", "3")
    assert visitors.words == ("Checkout test", "B", "(visitors)", "0", "", "")


def test_what_belongs_to_no_variation_is_said_and_comes_last() -> None:
    cells = [Cell("", "", "5"), SALE, Cell("1", "2", "6"), Cell("1", "2", ""), Cell("1", "3", "")]
    ledger = Ledger({cell: Expected({"a"}) for cell in cells})
    told = [one.words[:3] for one in lines_of(ledger, {}, name)]
    assert told == [
        ("Checkout test", "a", "(visitors)"),
        ("Checkout test", "B", "(visitors)"),
        ("Checkout test", "B", "cart"),
        ("Checkout test", "B", "Purchase"),
        ("not attributed", "", "Purchase"),
    ]


def test_a_goal_knows_the_visitors_of_its_variation() -> None:
    cells = {SALE: Expected({"a"}), Cell("1", "2", ""): Expected({"a", "b", "c"})}
    assert [one.of for one in lines_of(Ledger(cells), {}, name)] == [3, 3]


@pytest.mark.parametrize(
    ("then", "now", "words"),
    [
        (Figures(4), Figures(5), "ticked at 4, now 5"),
        (Figures(1, Decimal("1.10"), 1, 1), Figures(1, Decimal("1.1"), 1, 2), ""),
        (
            Figures(1, Decimal("1.10"), 1, 1),
            Figures(1, Decimal("1001.20"), 2, 2),
            "ticked at revenue 1.10, now 1,001.20; ticked at 1 product, now 2",
        ),
        (Figures(4), Figures(0), "ticked at 4, now no line"),
    ],
)
def test_what_changed_since_a_tick_is_said(then: Figures, now: Figures, words: str) -> None:
    assert line(now, then).stale == words
    assert line(now, then).stale_in_short == words.partition(";")[0]
    assert line(now, then).seen is (not words)


def test_a_tick_whose_line_is_gone_stays_to_be_seen() -> None:
    [gone] = lines_of(Ledger(), {SALE: Tick(Figures(4), 9.0)}, name)
    assert (gone.goal, gone.stale) == ("Purchase", "ticked at 4, now no line")
    assert not line(Figures(4)).seen
