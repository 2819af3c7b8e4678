"""Amounts are read as shops write them, and what can be read in two ways is not decided."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.request.amounts import Amount, read_amount


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("(7.50)", "-7.50"), ("7.50-", "-7.50"), ("−7.50", "-7.50"), ("+7.50", "7.50"),
        ("$-7.50", "-7.50"), ("-$7.50", "-7.50"), ("($7.50)", "-7.50"), ("7.50- €", "-7.50"),
        ("1.355,90€", "1355.90"), ("US$ 1,234.50", "1234.50"), ("12.50 USD", "12.50"),
        ("USD12.50", "12.50"), ("1,23,456.50", "123456.50"), ("12,34,567", "1234567"),
        ("1.234.567", "1234567"), ("0,500", "0.500"), ("1234.567", "1234.567"), (".5", "0.5"),
        ("12,-", "12"), ("CHF 20.–", "20"), ("99:-", "99"), ("kr 1.234,-", "1234"),
        ("R 12.50", "12.50"), ("R$ 12,50", "12.50"), ("1'234.50", "1234.50"), ("007", "7"),
        ("$12.50 USD", "12.50"), ("-$12.50 CAD", "-12.50"), ("12,50 $ CA", "12.50"),
        ("€ 12.50 EUR", "12.50"), ("12.50 usd", "12.50"), ("12.50 euros", "12.50"),
        ("Rs 1,250.00/-", "1250.00"), ("12.50.-", "12.50"), ("R1 234,50", "1234.50"),
        ("S/ 12.50", "12.50"), ("\u200f12.50\u00a0₪", "12.50"), ("12.50€\u200e", "12.50"),
        ("1\u202f234,50 zł", "1234.50"), ("₹1,23,456.00", "123456.00"),
        ("12,50 руб.", "12.50"),  # noqa: RUF001 - Cyrillic is meant
    ],
)  # fmt: skip
def test_an_amount_that_is_clear_is_read(text: str, number: str) -> None:
    amount = read_amount(text)
    assert amount is not None and amount.number == number


@pytest.mark.parametrize("text", ["1.000", "25,125", "€ 3,500", "1.000 TL", "(1.000)"])
def test_a_single_sign_before_three_digits_is_not_decided(text: str) -> None:
    amount = read_amount(text)
    assert amount is not None and amount.number == "" and amount.proves == ""
    readings = [found.number for sign in (".", ",") if (found := read_amount(text, sign))]
    assert len(set(readings)) == 2


@pytest.mark.parametrize(
    "text",
    ["", "-", "€", "()", "n/a", "O-1", "INV1001", "1e3", "12 50", "1.5.2026", "12:50", "12%",
     "1,2,345", "--5", "-(5)", "+-5", "R1001", "EUR 5 USD", "$5€", "12.50,-", "5.", "1" * 200],
)  # fmt: skip
def test_what_is_not_an_amount_is_left_unchanged(text: str) -> None:
    assert read_amount(text) is None


def test_an_amount_that_contradicts_its_column_is_refused() -> None:
    assert read_amount("12,50", ".") is None
    assert read_amount("1.355,90€", ",") == Amount("1355.90", ",", "€")


@given(st.integers(-(10**9), 10**9), st.integers(0, 99), st.sampled_from([".", ","]))
def test_what_a_spreadsheet_groups_is_read_back(whole: int, cents: int, decimal: str) -> None:
    text = f"{whole:,}.{cents:02}"
    text = text.translate({46: ",", 44: "."}) if decimal == "," else text
    amount = read_amount(text)
    assert amount is not None and amount.number == f"{whole}.{cents:02}"


@given(st.text(max_size=30))
def test_any_text_has_a_reading_or_none(text: str) -> None:
    for decimal in ("", ".", ","):
        amount = read_amount(text, decimal)
        assert amount is None or amount.number == "" or float(amount.number) is not None
