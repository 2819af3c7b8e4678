"""What is said of amounts and products counts."""

import pytest

from support.linting import (
    CLEAN,
    DROP,
    GOAL,
    SALE,
    changed,
    fixed,
    places,
    problems,
    with_events,
)

WHERE = "ev[0].r"
RULES = ("amount-missing", "amount-not-number", "amount-odd", "count-odd")


def sale(**changes) -> str:
    return with_events(changed(SALE, **changes))


def sale_of(literal: str) -> str:
    """A sale whose amount is written with exactly these characters."""
    return sale(r="@").replace('"@"', literal)


@pytest.mark.parametrize("value", [DROP, None])
def test_a_sale_without_an_amount_is_reported(value) -> None:
    assert places(sale(r=value), "amount-missing") == [("error", WHERE)]


@pytest.mark.parametrize("rule", RULES)
def test_a_sale_with_amount_and_count_is_fine_and_other_events_need_neither(rule) -> None:
    assert problems(CLEAN, rule) == []
    assert problems(with_events(GOAL), rule) == []
    assert problems(with_events(changed(GOAL, r="free", prc=-1)), rule) == []


@pytest.mark.parametrize(
    "value", ["12,50", "$12", "1.250,00", "12 EUR", "", "007", True, [], {}, ".5"]
)
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_an_amount_that_is_not_a_number_is_an_error_by_either_method(value, method) -> None:
    assert places(sale(r=value), "amount-not-number", method) == [("error", WHERE)]


@pytest.mark.parametrize("value", ["129.90", "0", "1e3", " 12.5 "])
def test_a_plain_number_as_text_is_a_warning_and_can_be_unquoted(value) -> None:
    assert places(sale(r=value), "amount-not-number") == [("warning", WHERE)]
    assert fixed(sale(r=value), "amount-not-number")["ev"][0]["r"] == float(value)


@pytest.mark.parametrize(
    ("value", "label"),
    [
        ("123,20", "Use 123.20"), (" 0,5", "Use 0.5"), ("1234,567", "Use 1234.567"),
        ("1,234.56", "Use 1234.56"), ("1.234,56", "Use 1234.56"), ("1 234.56", "Use 1234.56"),
        ("1\u202f234,50", "Use 1234.50"), ("-1'234.50", "Use -1234.50"), ("12,-", "Use 12"),
        ("1,234,567", "Use 1234567"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_an_amount_that_is_certain_can_be_corrected(value, label, method) -> None:
    (problem,) = problems(sale(r=value), "amount-not-number", method)
    assert problem.fix is not None
    assert problem.fix.label == label
    assert problem.fix.apply(sale(r=value)) == sale_of(label.removeprefix("Use "))


@pytest.mark.parametrize("value", ["1,234", "12,345", "1,2,3", ",5", "1,", "007,5", "12,50 €"])
def test_an_amount_that_is_not_certain_is_left_to_the_user(value) -> None:
    (problem,) = problems(sale(r=value), "amount-not-number")
    assert problem.fix is None


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_blanks_around_a_number_are_named(method) -> None:
    for found in (
        *problems(sale(r=" 99.90 "), "amount-not-number", method),
        *problems(sale(prc="2 "), "count-not-number", method),
    ):
        assert "blanks" in found.sentence


def test_the_digits_stay_as_they_were_written() -> None:
    text = sale(r="129.90")
    (problem,) = problems(text, "amount-not-number")
    assert problem.fix is not None
    assert problem.fix.apply(text) == text.replace('"129.90"', "129.90")


def test_numbers_as_text_are_no_problem_in_a_get() -> None:
    assert problems(sale(r="129.90", prc="2"), "amount-not-number", "GET") == []
    assert places(sale(r=" 129.90"), "amount-not-number", "GET") == [("warning", WHERE)]


@pytest.mark.parametrize("value", [0, -5, 1.234, "0.00", -0.01, 1e-7])
def test_an_odd_amount_is_doubtful(value) -> None:
    assert places(sale(r=value), "amount-odd") == [("warning", WHERE)]


@pytest.mark.parametrize(
    "literal", ["123.23", "1", "59.0", "1.100", "1e2", "1.5E+3", "100", "12345678901234567890.50"]
)
def test_an_amount_of_up_to_two_decimals_is_fine_however_it_is_written(literal) -> None:
    assert problems(sale_of(literal), "amount-odd") == []


def test_artefacts_of_binary_fractions_can_be_rounded() -> None:
    assert '"r": 149.95,' in _applied(sale_of("149.95000000000002"))
    assert '"r": "149.95"' in _applied(sale_of('"149.95000000000002"'))


@pytest.mark.parametrize("literal", ["1.234", "0.0000001", "9999999999999999999.12000000001"])
def test_what_is_not_certain_is_not_rounded(literal) -> None:
    assert [one.fix for one in problems(sale_of(literal), "amount-odd")] == [None]


def _applied(text: str) -> str:
    (problem,) = problems(text, "amount-odd")
    assert problem.fix is not None
    return problem.fix.apply(text)


@pytest.mark.parametrize("value", [DROP, None, 0, -1, 1.5, "", "0", True, []])
def test_an_odd_count_is_doubtful(value) -> None:
    assert places(sale(prc=value), "count-odd") == [("warning", "ev[0].prc")]


@pytest.mark.parametrize("value", [1, 12, "2", 2.0])
def test_a_whole_number_from_one_is_fine_also_as_text(value) -> None:
    assert problems(sale(prc=value), "count-odd") == []
    assert problems(sale(prc=value), "count-odd", "GET") == []


@pytest.mark.parametrize("value", ["2", " 2", "two", "2,5"])
def test_a_count_that_is_text_is_reported(value) -> None:
    assert places(sale(prc=value), "count-not-number") == [("warning", "ev[0].prc")]


def test_a_count_that_is_a_plain_number_as_text_can_be_corrected_and_is_fine_in_a_get() -> None:
    assert fixed(sale(prc="2"), "count-not-number")["ev"][0]["prc"] == 2
    assert problems(sale(prc="2"), "count-not-number", "GET") == []
    assert problems(sale(prc="two"), "count-not-number")[0].fix is None


def test_a_long_value_is_abbreviated() -> None:
    assert len(problems(sale(r="x" * 999), "amount-not-number")[0].sentence) < 200
