"""Files of orders as shops, spreadsheets and reports write them, with what they hold."""

# Each file imitates the export that its name says; "F" and a number name a reported case.

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from convert_console.core.document.payload import Number, value_at
from convert_console.core.orders.dry_run import DryRun, dry_run_report
from convert_console.core.orders.mapping import ColumnMapping, VisitorIds, guess
from convert_console.core.orders.order_builder import order_builder
from convert_console.core.request.profile import Profile
from convert_console.services.orders.csv_file import (
    OrderFile,
    dry_run,
    load_mapping,
    open_order_file,
    save_mapping,
)
from convert_console.services.storage.files import StoreFailed
from support.order_sender import DRAFT, NOW

FILES = Path(__file__).parents[2] / "data" / "orders"
PROFILE = Profile(id="a", name="A", target="custom", endpoint="http://127.0.0.1:1/track")


class Case(NamedTuple):
    """A file with what is expected of it; `rules` are those that are about the file."""

    file: str
    rows: int
    revenue: str
    faulty: int = 0
    repeated: int = 0
    rules: str = ""
    choices: dict[str, Any] = {}  # noqa: RUF012 - never changed


MERGED = {"repeated": "merge"}
CASES = (
    # One order in several rows.
    Case("F04-one-order-several-rows.csv", 3, "17.50", 0, 1, "order-repeated"),
    Case(
        "F04-one-order-several-rows.csv", 3, "17.50", 0, 1, "order-repeated", {"repeated": "merge"}
    ),
    Case("F04-one-order-several-rows.csv", 3, "30.00", 0, 1, "order-repeated", {"repeated": "add"}),
    Case("F04-one-order-several-rows.csv", 3, "30.00", 0, 0, "order-repeated", {"repeated": "all"}),
    Case("lines-per-product.csv", 3, "109.90", 0, 1, "order-repeated"),
    Case("lines-per-product.csv", 3, "144.90", 0, 1, "order-repeated", MERGED),
    Case("same-visitor-and-goal.csv", 3, "20.00", 0, 1, "order-repeated"),
    Case("shopify-orders.csv", 3, "74.90", 0, 1, "order-repeated"),
    Case("shopify-orders.csv", 3, "74.90", 0, 1, "order-repeated", MERGED),
    Case("shopify-orders.csv", 3, "74.90", 1, 0, "order-repeated", {"repeated": "all"}),
    Case("woocommerce-one-row-per-item.csv", 3, "57.50", 0, 1, "order-repeated"),
    Case(
        "woocommerce-one-row-per-item.csv",
        3,
        "57.50",
        0,
        1,
        "order-repeated",
        {"repeated": "merge"},
    ),
    Case("one-order-several-spellings.csv", 4, "17.50", 0, 2, "id-spreadsheet order-repeated"),
    # Thousands or decimals.
    Case("F05-thousands-only.csv", 2, "0", 2, 0, "amount-unclear"),
    Case("F05-thousands-only.csv", 2, "3500", 0, 0, "", {"decimal": ","}),
    Case("F05-thousands-only.csv", 2, "3.500", 0, 0, "", {"decimal": "."}),
    Case("F05-mirror.csv", 2, "0", 2, 0, "amount-unclear"),
    Case("F05-mirror.csv", 2, "28625", 0, 0, "", {"decimal": "."}),
    Case("F05-mirror.csv", 2, "28.625", 0, 0, "", {"decimal": ","}),
    Case("mixed-decimals.csv", 3, "25.00", 1, 0, "amount-unclear"),
    Case("mixed-decimals.csv", 3, "1512.50", 1, 0, "amount-unclear", {"decimal": ","}),
    Case("kuwait-three-decimals.csv", 2, "0", 2, 0, "amount-currency amount-unclear"),
    Case("kuwait-three-decimals.csv", 2, "13.750", 0, 0, "amount-currency", {"decimal": "."}),
    Case("excel-de.csv", 3, "2742.40", rules="amount-currency amount-unclear"),
    Case("excel-de.csv", 3, "2742.40", rules="amount-currency", choices={"decimal": ","}),
    Case("products-thousands.csv", 2, "0", 2, 0, "amount-unclear"),
    Case("products-thousands.csv", 2, "15", choices={"decimal": "."}),
    Case("exponent-amounts.csv", 2, "7.50", 1, 0, "amount-unclear"),
    # Ids that a spreadsheet has changed.
    Case("F06-spreadsheet-ids.csv", 3, "12.00", 1, 1, "id-spreadsheet order-repeated"),
    Case("excel-damaged-ids.csv", 4, "26.00", rules="id-spreadsheet"),
    Case("damaged-visitors.csv", 2, "12.00", 0, 1, "id-spreadsheet order-repeated"),
    Case("magento-grid.csv", 2, "1314.00", rules="amount-currency id-spreadsheet"),
    # Lines before the header, and after the orders.
    Case("F07-lines-before-titles.csv", 1, "10.5"),
    Case("ga4-transactions.csv", 2, "66.90"),
    Case("universal-analytics.csv", 3, "1066.90", 1, 0, "amount-currency row-totals"),
    Case("amazon-date-range.csv", 2, "0.00"),
    Case("ebay-orders.csv", 3, "42.90", 1, 0, "amount-currency row-cells"),
    Case("klarna-preamble-de.csv", 2, "84.90"),
    Case("google-sheets-padded.csv", 2, "20.5"),
    Case("footer-total.csv", 3, "30.00", 1, 0, "row-totals"),
    Case("analytics-two-tables.csv", 6, "15.00", 4, 0, "amount-currency row-cells row-totals"),
    Case("one-order-and-total.csv", 2, "10.50", 1, 0, "row-totals"),
    # Signs around amounts.
    Case("F16-currency-signs.csv", 2, "355.90", rules="amount-currency"),
    Case("excel-br.csv", 2, "1244.50", rules="amount-currency"),
    Case("excel-ch.csv", 2, "1254.50", rules="amount-currency"),
    Case("excel-fr.csv", 2, "1246.50", rules="amount-currency"),
    Case("excel-in.csv", 2, "125956.50", rules="amount-currency"),
    Case("excel-pl.csv", 2, "1246.50", rules="amount-currency"),
    Case("excel-se.csv", 2, "1333.50", rules="amount-currency"),
    Case("excel-tr.csv", 2, "1334.40", rules="amount-currency"),
    Case("excel-uk-accounting.csv", 2, "1227.00", rules="amount-currency"),
    Case("sap-trailing-minus.csv", 2, "0.00"),
    Case("currency-column.csv", 2, "25.00", rules="amount-currency"),
    Case("currency-in-title.csv", 2, "20.00"),
    Case("several-currencies.csv", 2, "30.00", rules="amount-currency"),
    Case("prestashop-orders.csv", 2, "131.70", rules="amount-currency"),
    # Everything else.
    Case("bigcommerce-orders.csv", 2, "84.90"),
    Case("etsy-orders.csv", 2, "84.90"),
    Case("excel-sep-line.csv", 1, "12.50"),
    Case("excel-unicode-text.txt", 2, "15.50"),
    Case("google-sheets.csv", 2, "20.5"),
    Case("mac-line-ends.csv", 2, "6.00"),
    Case("magento-items.csv", 2, "1314.0000"),
    Case("paypal-activity-de.csv", 2, "1222.50"),
    Case("paypal-activity-us.csv", 2, "1249.50"),
    Case("quoted-line-breaks.csv", 2, "6.00"),
    Case("shopware-orders.csv", 2, "1246.5"),
    Case("short-last-columns.csv", 2, "6.00", rules="row-cells"),
    Case("stripe-payments.csv", 2, "1212.50"),
    Case("trailing-delimiters.csv", 2, "6.00"),
    Case("utf16-no-bom.csv", 2, "6.00"),
    Case("woocommerce-analytics.csv", 2, "57.5"),
    Case("no-header.csv", 2, "0", 2),
)
OF_FILES = {
    "order-repeated", "amount-unclear", "amount-currency", "id-spreadsheet", "row-cells",
    "row-totals",
}  # fmt: skip


def opened(name: str, **choices: Any) -> tuple[OrderFile, ColumnMapping]:
    file = open_order_file(FILES / name, choices.get("header"))
    return file, replace(guess(file.columns, DRAFT), **choices)


def checked(file: OrderFile, mapping: ColumnMapping) -> DryRun:
    builder = order_builder(
        mapping, file.columns, file.survey(mapping), profile=PROFILE,
        visitors=VisitorIds(NOW, "key"),
    )  # fmt: skip
    return dry_run(file, builder, DryRun(kept=100))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file} {case.choices or ''}")
def test_a_file_holds_what_its_shop_means(case: Case) -> None:
    found = checked(*opened(case.file, **case.choices))
    assert (found.rows, found.faulty, found.repeated) == (case.rows, case.faulty, case.repeated)
    assert found.revenue == Decimal(case.revenue)
    assert " ".join(sorted(OF_FILES & found.rules)) == case.rules


def test_every_file_is_expected() -> None:
    assert {case.file for case in CASES} == {path.name for path in FILES.iterdir()}


def request_of(name: str, row: int, **choices: Any) -> Any:
    file, mapping = opened(name, **choices)
    builder = order_builder(
        mapping, file.columns, file.survey(mapping), profile=PROFILE,
        visitors=VisitorIds(NOW, "key"),
    )  # fmt: skip
    return builder.build(row, dict(file.rows())[row])


@pytest.mark.parametrize(
    ("repeated", "amount", "products"), [("merge", "12.50", "3"), ("add", "25.00", "3")]
)
def test_rows_of_an_order_are_merged_into_its_first_row(
    repeated: str, amount: str, products: str
) -> None:
    first = request_of("F04-one-order-several-rows.csv", 1, repeated=repeated)
    sale: Any = value_at(first.draft.payload, ("ev", 1))
    assert (sale["r"], sale["prc"]) == (Number(amount), Number(products))
    second = request_of("F04-one-order-several-rows.csv", 2, repeated=repeated)
    assert second.part_of == 1
    assert f"amount {amount}" in second.problems[0].sentence


def test_products_of_shopify_are_added_and_its_total_counts_once() -> None:
    first = request_of("shopify-orders.csv", 1, repeated="merge")
    sale: Any = value_at(first.draft.payload, ("ev", 1))
    assert (sale["r"], sale["prc"]) == (Number("54.90"), Number("3"))
    assert value_at(first.draft.payload, ("tid",)) == "#1001"


def test_a_formula_around_an_id_is_unwrapped_and_other_changes_are_not_guessed() -> None:
    ids = [
        value_at(request_of("excel-damaged-ids.csv", row).draft.payload, ("tid",))
        for row in (1, 2, 3)
    ]
    assert ids == ["'0013", "1001.0", "0012"]


def test_a_currency_is_reported_once_and_several_are_a_warning() -> None:
    one = checked(*opened("F16-currency-signs.csv"))
    assert [(p.severity, p.row) for p in one.problems if p.rule == "amount-currency"] == [
        ("info", 1)
    ]
    several = checked(*opened("several-currencies.csv"))
    assert {c.severity for c in several.ranked if c.rule == "amount-currency"} == {"warning"}


@pytest.mark.parametrize("name", ["F06-spreadsheet-ids.csv", "damaged-visitors.csv"])
def test_orders_with_the_same_damaged_id_may_be_different(name: str) -> None:
    said = [c.sentence for c in checked(*opened(name)).ranked if c.rule == "order-repeated"]
    assert "A spreadsheet has changed this id, so they may be different orders." in said[0]


def test_the_header_can_be_chosen() -> None:
    file, mapping = opened("F07-lines-before-titles.csv", header=0)
    assert file.columns == ("column 1",)
    assert checked(file, mapping).rows == 5
    with pytest.raises(StoreFailed, match="has only 5 rows"):
        open_order_file(FILES / "F07-lines-before-titles.csv", header=9)


def test_the_report_has_what_a_script_asks_for() -> None:
    file, mapping = opened("F04-one-order-several-rows.csv")
    report = dry_run_report(checked(file, mapping), file.columns, mapping)
    assert json.loads(json.dumps(report)) == {
        "rows": 3, "faulty": 0, "repeated": 1, "requests": 2, "conversions": 2, "revenue": "17.50",
        "columns": ["Order Number", "Total", "Quantity"], "mapping": report["mapping"],
        "problems": [
            {"rule": "order-repeated", "severity": "warning", "row": 2, "message":
             "Row 2 is order 1001 again, like row 1. It is not sent: only the first row of "
             "an order is sent."}
        ],
    }  # fmt: skip


def test_a_mapping_is_saved_with_its_choices(tmp_path: Path) -> None:
    mapping = ColumnMapping(repeated="merge", decimal=",", header=4)
    mapping = mapping.with_constant("goals", "100300301").with_constant("cid", "10000009")
    save_mapping(tmp_path / "shop.json", mapping)
    assert load_mapping(tmp_path / "shop.json") == mapping
    with pytest.raises(ValueError, match="basket is not a parameter"):
        mapping.with_constant("basket", "1")
    (tmp_path / "shop.json").write_text('["no mapping"]')
    with pytest.raises(StoreFailed, match="is not a mapping"):
        load_mapping(tmp_path / "shop.json")
