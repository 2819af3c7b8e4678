"""Columns and constants become the parameters of each row's request, in their own digits."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.document.payload import Number, Payload, parse, value_at
from convert_console.core.orders.mapping import (
    PARAMETERS,
    ColumnMapping,
    RowMapper,
    Source,
    VisitorIds,
    guess,
    mapping_text,
    read_mapping,
)
from convert_console.core.request.amounts import Decimal
from convert_console.core.request.draft import Draft
from convert_console.core.request.new_ids import made_at

DRAFT = Draft(
    '{"cid": 10000009, "pid": "10000001", "ev": [{"evt": "viewExp"}, {"evt": "hitGoal", '
    '"goals": ["7"], "exps": ["1", "2"], "vars": ["3", "4"]}]}'
)
COLUMNS = ("Order ID", "Total", "Qty", "country", "devices", "new?")
VISITORS = VisitorIds(1_588_166_554.499, "key")


def payload(
    cells: list[str], decimal: Decimal = ".", mapping: ColumnMapping | None = None
) -> Payload:
    maker = RowMapper(mapping or guess(COLUMNS, DRAFT), COLUMNS, decimal, VISITORS)
    return maker.draft(1, cells).payload


def test_a_row_becomes_a_conversion_and_a_transaction() -> None:
    made = payload(["A-1", "1.10", "2", "RO", "IPH|ALLPH", ""])
    pair = {"exps": ["1", "2"], "vars": ["3", "4"]}
    assert made == {
        "cid": "10000009", "pid": "10000001", "vid": VISITORS.of(1), "tid": "A-1",
        "seg": {"devices": ["IPH", "ALLPH"], "ctry": "RO"},
        "ev": [
            {"evt": "hitGoal", "goals": ["7"], **pair},
            {"evt": "tr", "goals": ["7"], **pair, "r": Number("1.10"), "prc": Number("2")},
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "decimal", "amount"),
    [
        ("12.50", ".", Number("12.50")), ("12,50", ",", Number("12.50")),
        ("1,234.50", ".", Number("1234.50")), ("1.234,50", ",", Number("1234.50")),
        ("1.234.567", ",", Number("1234567")), ("007", ".", Number("7")),
        ("-0.5", ".", Number("-0.5")), ("1\u00a0234,5", ",", Number("1234.5")),
        ("1 234 567,5", ",", Number("1234567.5")), ("1'234.50", ".", Number("1234.50")),
        ("1 2345", ".", "1 2345"), ("12 50", ".", "12 50"), ("1234 567", ".", "1234 567"),
        ("1\u202f000", ",", Number("1000")),
        ("12.50", ",", "12.50"), ("12,50", ".", "12,50"),
        ("€ 5", ".", Number("5")), ("1e3", ".", "1e3"),
    ],
)  # fmt: skip
def test_an_amount_keeps_its_digits_and_what_is_unclear_stays_text(
    text: str, decimal: Decimal, amount: Payload
) -> None:
    assert value_at(payload(["A", text, "1"], decimal), ("ev", 1, "r")) == amount


def test_empty_and_missing_cells_omit_their_parameter() -> None:
    made = payload(["", " "])
    assert isinstance(made, dict) and "tid" not in made and "seg" not in made
    assert value_at(made, ("ev", 1)) == {
        "evt": "tr", "goals": ["7"], "exps": ["1", "2"], "vars": ["3", "4"],
    }  # fmt: skip


def test_the_text_matches_the_payload() -> None:
    maker = RowMapper(guess(COLUMNS, DRAFT), COLUMNS, ".", VISITORS)
    draft = maker.draft(3, ['A"\n', "1.10", "2", "é", "", ""])
    assert parse(draft.text).payload == draft.payload
    json.loads(draft.text)


def test_new_visitors_differ_by_row_and_stay_the_same_when_built_again() -> None:
    made = [VISITORS.of(row) for row in range(1, 200)]
    assert len(set(made)) == 199 and made == [VISITORS.of(row) for row in range(1, 200)]
    assert made_at(made[0]) == 1_588_166_554.499
    assert VisitorIds(VISITORS.began, "other").of(1) != made[0]


def test_a_column_may_name_the_visitor() -> None:
    assert guess(["Visitor ID"], DRAFT).of("vid") == Source("column", "Visitor ID")
    assert guess([], DRAFT).of("vid") == Source("fresh")


@pytest.mark.parametrize(
    ("title", "target"),
    [
        ("Order Reference", "tid"), ("Bestellung", "tid"), ("Référence commande", "tid"),
        ("N° de commande", "tid"), ("Nº de pedido", "tid"), ("Total de la commande", "r"),
        ("Total comandă", "r"), ("Totaalbedrag", "r"),
        ("Order value", "r"), ("Total sales", "r"), ("Total (EUR)", "r"), ("Amount USD", "r"),
        ("total_price_usd", "r"), ("Summe [EUR]", "r"), ("Bestellwert in EUR", "r"),
        ("Units sold", "prc"), ("Stück", "prc"), ("No. of items", "prc"),
    ],
)  # fmt: skip
def test_titles_are_known_as_reports_write_them(title: str, target: str) -> None:
    assert guess(["Date", title, "Note"], DRAFT).of(target) == Source("column", title)


def test_the_title_without_a_currency_wins() -> None:
    assert guess(["Total (EUR)", "Total"], DRAFT).of("r") == Source("column", "Total")
    assert guess(["Total (excl. tax)", "Notes EUR"], DRAFT).of("r") == Source()


def test_a_source_is_replaced_and_removed() -> None:
    mapping = ColumnMapping().with_source("r", Source("constant", "5"))
    assert mapping.of("r") == Source("constant", "5")
    assert mapping.with_source("r", Source()) == ColumnMapping()


SOURCES = st.builds(Source, st.sampled_from(["column", "constant", "fresh"]), st.text())


@given(
    st.dictionaries(st.sampled_from(sorted(PARAMETERS)), SOURCES), st.sampled_from(["POST", "GET"])
)
def test_a_mapping_is_read_back_as_it_was(sources: dict[str, Source], method: str) -> None:
    mapping = ColumnMapping((), ("tr",), method)  # type: ignore[arg-type]
    for target, source in sources.items():
        mapping = mapping.with_source(target, source)
    assert read_mapping(json.loads(mapping_text(mapping))) == mapping


@pytest.mark.parametrize(
    "text",
    ['{"sources": {}, "events": ["buy"], "method": "POST"}',
     '{"sources": {"x": ["column", "a"]}, "events": [], "method": "POST"}',
     '{"sources": {}, "events": [], "method": "PUT"}'],
)  # fmt: skip
def test_an_invalid_mapping_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a mapping"):
        read_mapping(json.loads(text))
