"""What a file leaves open is asked about, with what each answer sends."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from convert_console.core.orders.dry_run import DryRun, Totals
from convert_console.core.orders.mapping import ColumnMapping, Repeated, guess
from convert_console.core.orders.questions import (
    FileQuestion,
    answer_to,
    find_questions,
    tally_of,
)
from convert_console.core.orders.survey import survey
from convert_console.core.request.draft import Draft

COLUMNS = ("Order ID", "Product", "Total", "Items")
Cells = list[list[str]]
SPLIT: Cells = [["100048", "Linen shirt", "89,90", "1"], ["100048", "Canvas belt", "35,00", "1"]]
DOUBT: Cells = [
    ["100061", "Oak desk", "1.234", "1"], ["100062", "Lamp", "20", "1"],
    ["100170", "Dining table", "2.150", "1"],
]  # fmt: skip


def asked(
    rows: Cells, repeated: Repeated = "first"
) -> tuple[tuple[FileQuestion, ...], ColumnMapping]:
    mapping = replace(guess(COLUMNS, Draft("{}")), repeated=repeated)
    found = survey(lambda: enumerate(rows, 1), mapping, COLUMNS)
    return find_questions(lambda: enumerate(rows, 1), mapping, COLUMNS, found), mapping


def effects(question: FileQuestion) -> dict[str, str]:
    return {choice.value: choice.effect for choice in question.choices}


def test_an_order_in_several_rows_is_asked_about_with_its_rows() -> None:
    (question,), _ = asked(SPLIT)
    assert (question.title, question.where) == ("Order 100048 is in two rows", "Rows 1 and 2")
    assert [column.title for column in question.columns] == [
        "Row", "Order", "Product", "Amount", "Products",
    ]  # fmt: skip
    assert question.rows[1] == ("2", "100048", "Canvas belt", "35,00", "1")
    assert [choice.title for choice in question.choices] == [
        "One order, add the amounts", "One order, amount of the first row", "Two orders",
    ]  # fmt: skip
    assert effects(question) == {
        "add": "1 request with 124.90 and 2 products",
        "first": "1 request with 89.90 and 1 product",
        "all": "2 requests; the second may not count",
    }


def test_the_same_amount_in_each_row_may_be_counted_once() -> None:
    rows: Cells = [["1", "A", "5.00", "1"], ["1", "B", "5.00", "2"], ["2", "C", "3.00", "1"],
                   ["2", "D", "4.00", "1"]]  # fmt: skip
    (question,), _ = asked(rows)
    assert question.title == "2 orders are in several rows" and question.where == "4 rows"
    assert effects(question)["merge"] == "2 requests with 12.00 and 5 products"
    assert effects(question)["add"] == "2 requests with 17.00 and 5 products"
    assert effects(question)["all"] == "4 requests; only the first of each order may count"
    assert question.waiting == 2


def test_amounts_that_cannot_be_read_are_not_promised() -> None:
    (question,), _ = asked([["1", "A", "x", "1"], ["1", "B", "5.00", "1"]])
    assert effects(question)["add"] == "1 request with 2 products"


def test_a_doubtful_point_is_asked_about_and_rows_can_be_left_out() -> None:
    (question,), mapping = asked(DOUBT)
    assert question.title == "Does the point in “1.234” separate thousands or decimals?"
    assert (question.where, question.waiting, question.proven) == ("Rows 1 and 3", 2, "")
    assert effects(question) == {",": "1234", ".": "1.234", "leave": ""}
    assert answer_to(question, mapping, "") == ""
    assert answer_to(question, mapping, "leave") == "leave"
    assert answer_to(question, replace(mapping, decimal=","), "leave") == ","


def test_other_rows_that_prove_the_sign_answer_by_themselves() -> None:
    (question,), mapping = asked([*DOUBT, ["100200", "Lamp", "129,00", "1"]])
    assert answer_to(question, mapping, "") == ","
    assert effects(question) == {
        ",": "1234. The comma separates decimals in other rows, as in 129,00",
        ".": "1.234",
    }


def test_a_doubtful_number_of_products_is_asked_about_too() -> None:
    (question,), _ = asked([["1", "A", "5", "1.000"]])
    assert question.title.startswith("Does the point in “1.000”")
    assert effects(question)[","] == "1000" and effects(question)["."] == "1"


def test_a_plain_file_leaves_no_question() -> None:
    assert asked([["1", "A", "5.00", "1"], ["2", "B", "6.00", "1"]])[0] == ()


def test_a_stopped_search_finds_nothing() -> None:
    _, mapping = asked(SPLIT)
    found = survey(lambda: enumerate(SPLIT, 1), mapping, COLUMNS)
    read = lambda: enumerate(SPLIT, 1)  # noqa: E731
    assert find_questions(read, mapping, COLUMNS, found, lambda: True) == ()


@pytest.mark.parametrize("count", [4, 500])
def test_only_the_first_rows_are_kept(count: int) -> None:
    rows = [[str(number), "A", "1.234", "1"] for number in range(count)]
    questions, _ = asked([*rows, *rows])
    assert [question.key for question in questions] == ["repeated", "decimal"]
    assert max(len(question.rows) for question in questions) <= 4


def test_rows_that_wait_for_an_answer_are_neither_joined_nor_left_out() -> None:
    dry = DryRun(rows=10, faulty=3, repeated=2, whole=Totals(5, 5, Decimal("9.50")),
                 due=Totals(4, 4, Decimal("8.00")))  # fmt: skip
    questions, _ = asked([*SPLIT, *DOUBT])
    tally = tally_of(dry, questions)
    assert (tally.joined, tally.left_out, tally.waiting, tally.before) == (1, 1, 3, 1)
    assert (tally.requests, tally.most) == (4, 7)
    assert tally_of(dry, ()).waiting == 0
