"""Rows are judged by the linter's rules, and counted in memory that does not grow."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from convert_console.core.orders.dry_run import DryRun, repeated_sentence
from convert_console.core.orders.mapping import ColumnMapping, Repeated, VisitorIds, guess
from convert_console.core.orders.order_builder import ORDER_REPEATED, ROW_CELLS, order_builder
from convert_console.core.orders.survey import Survey, survey
from convert_console.core.request.draft import Draft
from convert_console.core.request.wire import WireRequest
from support.order_sender import builder_for

BUILDER = builder_for("http://127.0.0.1:1/track")


def test_a_valid_row_gives_a_request_without_errors() -> None:
    order = BUILDER.build(7, ["O-7", "1.50", "1"])
    assert isinstance(order.wire, WireRequest) and order.fault == ""
    assert order.wire.body == order.draft.text.encode()


def test_an_error_names_its_place() -> None:
    order = BUILDER.build(7, ["O-7", "abc", "1"])
    assert order.fault.startswith("Event 2 (ev[1].r): ")


def test_a_row_with_a_different_number_of_cells_is_an_error() -> None:
    order = BUILDER.build(7, ["O-7", "1.50"])
    assert order.problems[0].rule == ROW_CELLS
    assert order.fault.startswith("This row has 2 cells, but the first row has 3.")


SEVERAL_ROWS = [
    ["O-1", "89,95", "1"], ["O-1", "12,00", "2"], ["O-2", "5,00", "1"], ["O-2", "5,00", "1"],
    ["O-3", "7,10", "1"], ["O-3", "", "1"], ["O-3", "0,00", "1"], ["O-4", "", "1"],
    ["O-4", "0,30", "1"],
]  # fmt: skip
"""Of four orders the second repeats its amount, and the third has it in its first row only."""


def surveyed(rows: list[list[str]], repeated: Repeated) -> tuple[Survey, ColumnMapping]:
    columns = ("order_id", "total", "items")
    mapping = replace(guess(columns, Draft("{}")), repeated=repeated)
    return survey(lambda: enumerate(rows, 1), mapping, columns), mapping


def test_revenue_that_first_rows_leave_out_is_said() -> None:
    found, mapping = surveyed(SEVERAL_ROWS, "first")
    assert found.left_out == {1: Decimal("12.00"), 8: Decimal("0.30")}
    assert repeated_sentence(found, mapping).endswith(
        " In 2 orders the amounts of the rows differ, so revenue 12.30 is not sent. If each row "
        "has its own part of the order, choose to send one request with the amounts added."
    )
    builder = order_builder(
        mapping, ("order_id", "total", "items"), found, profile=BUILDER.profile,
        visitors=VisitorIds(0.0, ""),
    )  # fmt: skip
    said = [
        problem.sentence
        for row, cells in enumerate(SEVERAL_ROWS, 1)
        for problem in builder.build(row, cells).problems
        if problem.rule == ORDER_REPEATED
    ]
    assert (
        "It is not sent, nor is its amount “12,00”: only the first row of an order is sent."
        in said[0]
    )
    assert "It is not sent: only the first row of an order is sent." in said[1]


@pytest.mark.parametrize(
    "unread", [["O-1", "1.000", "1"], ["O-1", "x", "1"], ["O-1", "1", "1", ""]]
)
def test_revenue_that_cannot_be_read_is_not_counted(unread: list[str]) -> None:
    found, mapping = surveyed([["O-1", "3", "1"], ["O-1", "4", "1"], unread], "first")
    assert found.left_out == {1: None}
    assert "it is not known how much revenue is not sent." in repeated_sentence(found, mapping)


@pytest.mark.parametrize("repeated", ["merge", "add", "all"])
def test_other_choices_leave_no_revenue_out(repeated: Repeated) -> None:
    found, mapping = surveyed(SEVERAL_ROWS, repeated)
    assert found.left_out == {}
    assert "not sent" not in repeated_sentence(found, mapping)


def test_a_dry_run_counts_rows_per_rule_with_errors_first() -> None:
    found = DryRun()
    for row, cells in enumerate(
        (["O-1", "1.00", "1"], ["", "1.00", "1"], ["O-3", "x", "1"], ["", "2.00", "1"]), 1
    ):
        found.add(BUILDER.build(row, cells))
    assert (found.rows, found.faulty) == (4, 1)
    assert found.revenue == Decimal("4.00"), "the row with an error is not in the sum"
    ranked = [(count.rule, count.rows, count.which) for count in found.ranked]
    assert ranked[0] == ("amount-not-number", 1, "3")
    assert ("tr-without-tid", 2, "2, 4") in ranked


def test_every_kind_of_a_problem_is_counted_apart_with_its_rows() -> None:
    found = DryRun()
    amounts = ["0", "-1.00", "0", "1.999", "x", "0.00", "0"]
    for row, amount in enumerate(amounts, 1):
        found.add(BUILDER.build(row, [f"O-{row}", amount, "1"]))
    said = {count.sentence.partition(".")[0]: count.which for count in found.ranked}
    assert said["The amount is 0"] == "1, 3, 6, …"
    assert said["The amount is negative"] == "2"
    found.add(BUILDER.build(8, ["O-8", "1e3", "1"]))
    of_text = [count for count in found.ranked if count.rule == "amount-not-number"]
    assert [(count.severity, count.which) for count in of_text] == [
        ("error", "5"),
        ("warning", "8"),
    ]


def test_of_many_kinds_of_a_problem_the_last_one_counts_the_others() -> None:
    found = DryRun()
    for row in range(1, 11):
        found.add(BUILDER.build(row, [f"O-{row}", f"about {row}", "1"]))
    assert [(count.rows, count.which) for count in found.ranked if count.severity == "error"] == [
        (1, "1"), (1, "2"), (8, "3, 4, 5, …")
    ]  # fmt: skip


def test_a_row_whose_request_cannot_be_encoded_says_why() -> None:
    order = builder_for("no address").build(7, ["O-7", "1.50", "1"])
    assert not isinstance(order.wire, WireRequest)
    assert order.fault == order.wire.reason
