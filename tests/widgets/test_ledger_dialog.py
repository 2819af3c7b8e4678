"""The ledger's dialog names rows, keeps exact figures, and says what is not known."""

from decimal import Decimal

from convert_console.protocol.ledger import Cell, Expected, Ledger
from convert_console.widgets.ledger_dialog import row_words, summary_words

NAMES = {"5": "Purchase", "1": "Checkout test", "2": "Variation B"}


def name(_kind: str, plain: str) -> str:
    return NAMES.get(plain, plain)


def test_a_row_has_names_and_exact_figures() -> None:
    expected = Expected({"a", "b"}, Decimal("1234.50"), 3, 2)
    assert row_words(Cell("1", "2", "5"), expected, name) == (
        "Checkout test",
        "Variation B",
        "Purchase",
        "2",
        "1,234.50",
        "3",
    )


def test_visitors_have_no_revenue_and_unattributed_ones_are_said() -> None:
    assert row_words(Cell("", "", ""), Expected({"a"}), name) == (
        "not attributed",
        "",
        "(visitors)",
        "1",
        "",
        "",
    )


def test_the_summary_claims_no_more_than_is_known() -> None:
    words = summary_words(Ledger(requests=3, repeats=1), local=2)
    assert "does not prove" in words
    assert "is not known" in words
    assert "2 of them went to this machine only" in words


def test_one_of_a_thing_is_said_in_the_singular() -> None:
    words = summary_words(Ledger(requests=1, repeats=1), local=1)
    assert words.startswith("1 accepted request of 0 visitors.")
    assert "1 repeat of a transaction id was left out" in words
    assert "1 of them went to this machine only and is in no report." in words
