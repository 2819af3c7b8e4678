"""Rows are judged by the linter's rules, and counted in memory that does not grow."""

from __future__ import annotations

from decimal import Decimal

from convert_console.core.orders.dry_run import DryRun
from convert_console.core.orders.order_builder import ROW_CELLS
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


def test_a_dry_run_counts_rows_per_rule_with_errors_first() -> None:
    found = DryRun()
    for row, cells in enumerate(
        (["O-1", "1.00", "1"], ["", "1.00", "1"], ["O-3", "x", "1"], ["", "2.00", "1"]), 1
    ):
        found.add(BUILDER.build(row, cells))
    assert (found.rows, found.faulty) == (4, 1)
    assert found.revenue == Decimal("4.00"), "the row with an error is not in the sum"
    ranked = [(rule, count.rows, count.first) for rule, count in found.ranked]
    assert ranked[0] == ("amount-not-number", 1, 3)
    assert ("tr-without-tid", 2, 2) in ranked


def test_a_row_whose_request_cannot_be_encoded_says_why() -> None:
    order = builder_for("no address").build(7, ["O-7", "1.50", "1"])
    assert not isinstance(order.wire, WireRequest)
    assert order.fault == order.wire.reason
