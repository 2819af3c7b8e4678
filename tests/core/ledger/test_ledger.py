"""The ledger counts as Convert's reports are documented to, with exact sums."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.document.payload import Number, Payload, parse
from convert_console.core.ledger.ledger import (
    NONE,
    Cell,
    Expected,
    Figures,
    Ledger,
    Line,
    Tick,
    ledger_of,
    lines_of,
    remarks,
    summary_words,
    transaction_words,
)

PURCHASE = Cell("1", "2", "5")
VISITORS = Cell("1", "2", "")


def event(kind, **more):
    return {"evt": kind, "exps": ["1"], "vars": ["2"], "goals": ["5"], **more}


def request(vid, *events, **more):
    return {"vid": vid, "ev": list(events), **more}


def sale(vid, r, tid="", **more):
    whole = {"tid": tid} if tid else {}
    return request(vid, event("tr", r=Number(r), prc=Number("1"), **more), **whole)


def test_a_conversion_counts_once_per_visitor_and_goal():
    ledger = ledger_of([request("a", event("hitGoal"))] * 3 + [request("b", event("hitGoal"))])
    assert ledger.cells[PURCHASE].count == 2
    assert ledger.requests == 4
    assert ledger.visitors == {"a", "b"}


def test_a_conversion_counts_in_each_experience_and_variation():
    both = event("hitGoal", exps=["1", "3"], vars=["2", "4"], goals=["5", "6"])
    ledger = ledger_of([request("a", both), request("b", event("hitGoal", vars=["9"]))])
    counts = {cell: expected.count for cell, expected in ledger.cells.items() if cell.goal}
    assert counts == {
        ("1", "2", "5"): 1,
        ("1", "2", "6"): 1,
        ("3", "4", "5"): 1,
        ("3", "4", "6"): 1,
        ("1", "9", "5"): 1,
    }


def test_revenue_is_summed_exactly():
    amounts = ["0.1", "0.2", "123.20"]
    requests = [request(r, event("tr", r=Number(r), prc=Number("2"))) for r in amounts]
    expected = ledger_of(requests).cells[PURCHASE]
    assert expected.revenue == Decimal("123.50")
    assert (expected.products, expected.transactions) == (6, 3)


def test_a_sum_of_many_digits_is_not_rounded():
    large = "9" * 30
    ledger = ledger_of([sale("a", large), sale("b", "0.01"), sale("c", f"-{large}")])
    assert str(ledger.cells[PURCHASE].revenue) == "0.01"


@given(st.lists(st.integers(-(10**30), 10**30), max_size=30))
def test_sums_equal_sums_in_whole_cents(cents):
    amounts = [f"{'-' * (one < 0)}{abs(one) // 100}.{abs(one) % 100:02}" for one in cents]
    ledger = ledger_of(sale(f"v{place}", amount) for place, amount in enumerate(amounts))
    found = ledger.cells.get(PURCHASE, Expected()).revenue
    assert f"{found:.2f}".replace(".", "").lstrip("-0") == str(abs(sum(cents))).lstrip("0")
    assert (found < 0) is (sum(cents) < 0)


def test_a_repeated_transaction_counts_once_and_is_reported():
    ledger = ledger_of([sale("a", "10", "ORDER-1")] * 2 + [sale("b", "12", "ORDER-1")])
    assert ledger.cells[PURCHASE].revenue == Decimal(10)
    assert ledger.anomalies == {"repeat": 2, "no amount": 0, "no count": 0}


def test_a_resent_transaction_without_an_id_counts_once():
    ledger = ledger_of([sale("a", "10"), sale("a", "10"), sale("a", "11"), sale("b", "10")])
    assert ledger.cells[PURCHASE].figures("all").revenue == Decimal(31)
    assert ledger.anomalies["duplicate"] == 1


def test_a_transaction_id_inside_the_event_counts_too():
    inside = request("a", event("tr", r=Number("10"), tid="T"))
    assert ledger_of([inside, sale("a", "11", "T")]).anomalies["repeat"] == 1


def test_one_transaction_of_several_goals_is_booked_to_each():
    ledger = ledger_of([sale("a", "10", "T", goals=["5", "6"])])
    assert {cell.goal: e.revenue for cell, e in ledger.cells.items() if cell.goal} == {
        "5": Decimal(10),
        "6": Decimal(10),
    }


def test_ids_named_twice_in_an_event_count_once():
    twice = {"goals": ["5", Number("5"), "5"], "exps": ["1", "1"], "vars": ["2", "2"]}
    ledger = ledger_of([sale("a", "10", **twice), sale("b", "10", "T", **twice)])
    assert ledger.cells[PURCHASE].figures() == Figures(0, Decimal(20), 2, 2)
    assert (ledger.anomalies["repeat"], ledger.anomalies["duplicate"]) == (0, 0)


def test_a_view_counts_a_visitor_of_its_variation():
    ledger = ledger_of([request("a", event("viewExp")), request("a", event("viewExp"))])
    assert ledger.cells[VISITORS].count == 1
    assert PURCHASE not in ledger.cells
    assert ledger.converted_without_view == 0


def test_a_conversion_without_a_view_is_counted_and_reported():
    seen = request("a", event("viewExp"), event("hitGoal"))
    ledger = ledger_of([seen, request("b", event("hitGoal"))])
    assert ledger.cells[VISITORS].count == 2
    assert ledger.converted_without_view == 1


def test_revenue_without_a_conversion_is_reported():
    whole = request("a", event("hitGoal"), event("tr", r=Number("1")), tid="A")
    assert ledger_of([whole]).revenue_without_conversion == 0
    assert ledger_of([whole, sale("b", "1", "B")]).revenue_without_conversion == 1
    apart = [sale("b", "1", "B"), request("b", event("hitGoal"))]
    assert ledger_of(apart).revenue_without_conversion == 0


def test_a_request_without_a_visitor_id_is_not_counted():
    ledger = ledger_of([{"ev": [event("hitGoal")]}, request("", event("hitGoal")), request(None)])
    assert ledger.cells == {}
    assert (ledger.requests, ledger.visitors, ledger.anomalies["no visitor"]) == (3, set(), 3)


def test_an_incomplete_pair_is_skipped():
    anomalies = event("hitGoal", exps=["1", None, "3"], vars=["2", "4", "6", "8"])
    ledger = ledger_of([request("a", anomalies)])
    pairs = {cell[:2] for cell in ledger.cells}
    assert pairs == {("1", "2"), ("3", "6")}


def test_a_conversion_of_no_variation_is_not_attributed():
    ledger = ledger_of([request("a", event("hitGoal", exps=[], vars=[]))])
    assert ledger.cells == {Cell("", "", "5"): Expected({"a"})}


def test_an_event_of_another_kind_counts_nothing():
    ledger = ledger_of([request("a", event("hitgoal"), event(None), event("purchase"))])
    assert ledger.cells == {}


def test_unreadable_amounts_count_nothing_and_are_reported():
    amounts: list[object] = ["NaN", None, "1e999999999", "12,5", [], "1_000", "٣"]
    anomalies = [request(f"v{n}", event("tr", r=r)) for n, r in enumerate(amounts)]
    ledger = ledger_of(anomalies)
    assert ledger.cells[PURCHASE].figures() == Figures(0, Decimal(0), 0, len(amounts))
    assert ledger.anomalies["no amount"] == ledger.anomalies["no count"] == len(amounts)


def test_a_missing_number_of_products_is_reported_and_the_amount_counts():
    ledger = ledger_of([request("a", event("tr", r="12.50", prc=Number("1.5")))])
    assert ledger.cells[PURCHASE].figures() == Figures(0, Decimal("12.50"), 0, 1)
    assert (ledger.anomalies["no amount"], ledger.anomalies["no count"]) == (0, 1)


JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(JSON)
def test_no_document_makes_it_fail(document):
    ledger = Ledger()
    ledger.add(document)
    ledger.add({"ev": [document, {"evt": "tr", "goals": document, "r": document}]})
    ledger.add({"vid": "v", "ev": [document, event("tr", goals=document, r=document)]})
    assert ledger.requests == 3


def test_parsed_payloads_can_be_counted():
    text = '{"vid":1,"ev":[{"evt":"hitGoal","goals":[5],"exps":[1],"vars":[2]}]}'
    assert ledger_of([parse(text).payload]).cells[PURCHASE].visitors == {"1"}


DATA = Path(__file__).parents[2] / "data"

# Several transactions of a visitor: tests/data/ledger.json has requests, and what each cell holds
# of first and of later transactions, counted by hand.

CASES = json.loads((DATA / "ledger.json").read_text("utf-8"))


def rows(ledger: Ledger) -> dict[str, dict[str, list[object]]]:
    """Each cell with transactions, as in the file: amount, products, number."""
    return {
        "/".join(cell): {
            "first": [str(expected.revenue), expected.products, expected.transactions],
            "later": [
                str(expected.later.revenue), expected.later.products, expected.later.transactions
            ],
        }
        for cell, expected in ledger.cells.items()
        if expected.figures("all").transactions
    }  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_visitors_later_transactions_are_counted_apart(case: dict[str, Any]) -> None:
    ledger = Ledger()
    for document in case.get("earlier", ()):
        ledger.add_earlier(parse(json.dumps(document)).payload)
    for document in case["requests"]:
        ledger.add(parse(json.dumps(document)).payload)
    assert rows(ledger) == case["cells"]
    assert ledger.later_transactions == case["later"]
    assert ledger.after_earlier == case.get("after earlier", 0)


def test_later_transactions_are_listed_apart_or_added() -> None:
    ledger = ledger_of([sale("a", "123.20", "A"), sale("a", "45.50", "B")])
    [_, first] = lines_of(ledger, {}, name)
    assert (first.figures.revenue, first.later.revenue) == (Decimal("123.20"), Decimal("45.50"))
    [_, both] = lines_of(ledger, {}, name, "all")
    assert (both.figures, both.later) == (Figures(0, Decimal("168.70"), 2, 2), NONE)


def test_the_sentence_says_which_transactions_count() -> None:
    nothing, one = Ledger(), ledger_of([sale("a", "1", "A"), sale("a", "2", "B")])
    default = "By default Convert records only a visitor's first transaction in an experience."
    assert transaction_words(nothing, "first") == default
    assert transaction_words(one, "first") == (
        f"{default} 1 later transaction is listed apart and not added."
    )
    added = "1 later transaction of a visitor is added, as this profile counts all transactions."
    assert transaction_words(one, "all") == f"{added} {default}"
    assert transaction_words(nothing, "all").startswith("This profile counts all transactions")


def test_a_transaction_after_one_before_the_period_is_a_later_one() -> None:
    ledger = Ledger()
    ledger.add_earlier(sale("a", "1", "A"))
    ledger.add(sale("a", "2", "B"))
    ledger.add(sale("b", "3", "C"))
    assert ledger.cells[PURCHASE].figures() == Figures(0, Decimal(3), 1, 1)
    assert transaction_words(ledger, "first").endswith(
        "1 of them follows a transaction before this period."
    )
    assert ledger.requests == 2 and ledger.visitors == {"a", "b"}


# Lines have names and exact figures, and say what changed since they were ticked off.

NAMES = {"5": "Purchase", "6": "cart", "1": "Checkout test", "2": "B", "3": "a"}
SALE = Cell("1", "2", "5")


def name(_kind: str, plain: str) -> str:
    return NAMES.get(plain, plain)


def line(figures: Figures, ticked: Figures | None = None) -> Line:
    return Line(SALE, "", "", "", figures, tick=Tick(ticked, 9.0) if ticked else None)


def test_a_line_has_names_and_exact_figures() -> None:
    cells = {SALE: Expected({"a", "b"}, Decimal("1234.50"), 3, 2), Cell("1", "2", ""): Expected()}
    [visitors, sale] = lines_of(Ledger(cells), {}, name)
    assert sale.words == ("Checkout test", "B", "Purchase", "", "2", "1,234.50", "3")
    assert visitors.words == ("Checkout test", "B", "(visitors)", "0", "", "", "")


def test_lines_without_a_variation_come_last() -> None:
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
        (Figures(4), Figures(5), "4 when ticked off, now 5"),
        (Figures(1, Decimal("1.10"), 1, 1), Figures(1, Decimal("1.1"), 1, 2), ""),
        (
            Figures(1, Decimal("1.10"), 1, 1),
            Figures(1, Decimal("1001.20"), 2, 2),
            "revenue 1.10 when ticked off, now 1,001.20; 1 product when ticked off, now 2",
        ),
        (Figures(4), Figures(0), "4 when ticked off, now gone"),
    ],
)
def test_changes_since_a_tick_are_described(then: Figures, now: Figures, words: str) -> None:
    assert line(now, then).stale == words
    assert line(now, then).first_change == words.partition(";")[0]
    assert line(now, then).is_ticked is (not words)


def test_a_tick_without_figures_is_still_a_line() -> None:
    [gone] = lines_of(Ledger(), {SALE: Tick(Figures(4), 9.0)}, name)
    assert (gone.goal, gone.stale) == ("Purchase", "4 when ticked off, now gone")
    assert not line(Figures(4)).is_ticked


# The ledger claims no more than is known, and says each thing in its number.


def test_the_summary_claims_no_more_than_is_known() -> None:
    words = summary_words(Ledger(requests=3), local=False)
    assert words.startswith("3 accepted requests from 0 visitors.")
    assert "does not prove" in words
    assert summary_words(Ledger(requests=1, visitors={"a"}), local=True).startswith(
        "1 accepted request from 1 visitor, all sent to this machine: a rehearsal. They are not in "
        "any report, unless a program here forwarded them."
    )


def test_a_normal_ledger_has_no_remarks() -> None:
    assert remarks(Ledger(requests=3), 0) == ()


def test_remarks_use_singular_and_plural() -> None:
    for count, words in (
        (1, ("1 request was", "is not counted", "1 repeat of", "was not counted", "equals an")),
        (2, ("2 requests were", "are not counted", "2 repeats of", "were not counted", "equal an")),
    ):
        anomalies = Counter(
            {
                "repeat": count,
                "duplicate": count,
                "no visitor": count,
                "no amount": count,
                "no count": 2,
            }
        )
        said = " ".join(remarks(Ledger(anomalies=anomalies), count))  # type: ignore[arg-type]
        assert [word for word in words if word not in said] == []
        assert "{" not in said


def test_remarks_name_what_the_documentation_leaves_open() -> None:
    ids: dict[str, Payload] = {"goals": ["5"], "exps": ["1"], "vars": ["2"]}
    ledger = ledger_of([{"vid": "a", "ev": [{"evt": "tr", "r": "1", "prc": "1", **ids}]}])
    assert remarks(ledger, 0) == (
        "1 conversion with revenue has no hitGoal; the documentation requires both events.",
        "1 visitor converted without a viewExp of the variation; it is not known whether a report "
        "counts that.",
    )
