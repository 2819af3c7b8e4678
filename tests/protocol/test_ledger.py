"""The ledger counts as Convert's reports are documented to, with exact sums."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from convert_console.protocol.ledger import Cell, Ledger, ledger_of
from convert_console.protocol.payload import Number, parse

PURCHASE = Cell("1", "2", "5")


def event(kind, **more):
    return {"evt": kind, "exps": ["1"], "vars": ["2"], "goals": ["5"], **more}


def request(vid, *events, **more):
    return {"vid": vid, "ev": list(events), **more}


def test_a_conversion_counts_once_per_visitor_and_goal():
    ledger = ledger_of([request("a", event("hitGoal"))] * 3 + [request("b", event("hitGoal"))])
    assert ledger.cells[PURCHASE].count == 2
    assert ledger.requests == 4
    assert ledger.visitors == {"a", "b"}


def test_revenue_is_summed_exactly():
    amounts = ["0.1", "0.2", "123.20"]
    requests = [request("a", event("tr", r=Number(r), prc=Number("2"))) for r in amounts]
    expected = ledger_of(requests).cells[PURCHASE]
    assert expected.revenue == Decimal("123.50")
    assert (expected.products, expected.transactions) == (6, 3)


def test_a_repeated_transaction_counts_once_and_is_said():
    sale = request("a", event("tr", r=Number("10")), tid="ORDER-1")
    ledger = ledger_of([sale, sale])
    assert ledger.cells[PURCHASE].revenue == Decimal(10)
    assert ledger.repeats == 1


def test_one_transaction_of_several_goals_is_booked_to_each():
    ledger = ledger_of([request("a", event("tr", goals=["5", "6"], r=Number("10")), tid="T")])
    assert {cell.goal: e.revenue for cell, e in ledger.cells.items() if cell.goal} == {
        "5": Decimal(10),
        "6": Decimal(10),
    }


def test_a_view_counts_a_visitor_of_its_variation():
    ledger = ledger_of([request("a", event("viewExp")), request("a", event("viewExp"))])
    assert ledger.cells[Cell("1", "2", "")].count == 1
    assert PURCHASE not in ledger.cells


def test_amounts_that_are_none_count_nothing():
    amounts: list[object] = ["NaN", None, "1e999999999", "12,5", []]
    odd = [event("tr", r=r) for r in amounts]
    assert ledger_of([request("a", *odd)]).cells[PURCHASE].revenue == 0


JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
)


@given(JSON)
def test_no_document_makes_it_fail(document):
    ledger = Ledger()
    ledger.add(document)
    ledger.add({"ev": [document, {"evt": "tr", "goals": document, "r": document}]})
    assert ledger.requests == 2


def test_it_reads_what_payload_parses():
    text = '{"vid":1,"ev":[{"evt":"hitGoal","goals":[5],"exps":[1],"vars":[2]}]}'
    assert ledger_of([parse(text).payload]).cells[PURCHASE].visitors == {"1"}
