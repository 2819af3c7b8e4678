"""An event in one line: nothing in it is rounded, corrected or hidden without a word."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.document.payload import Number, Payload, parse
from convert_console.core.request.event_summary import Summary, event_line, summarise

NAMES = {("goal", "7"): "Purchase", ("experience", "1"): "Hero", ("variation", "2"): "B"}


def named(kind: str, plain: str) -> str:
    return NAMES.get((kind, plain), plain)


@pytest.mark.parametrize(
    ("event", "line"),
    [
        ({"evt": "viewExp", "exps": ["1"], "vars": ["2"]}, "1 → 2"),
        ({"evt": "hitGoal", "goals": ["7", Number("8")]}, "7, 8"),
        ({"evt": "hitGoal", "goals": ["7"], "exps": ["1"], "vars": ["2"]}, "7 · 2"),
        ({"evt": "hitGoal", "goals": [], "exps": ["1"], "vars": ["2"]}, "2"),
        ({"evt": "tr", "goals": ["7"], "r": Number("123.20")}, "7 · 123.20"),
        ({"evt": "tr", "goals": ["7"], "prc": Number("1")}, "7 · no amount · 1 product"),
        ({"evt": "tr", "goals": ["7"], "prc": "3"}, "7 · no amount · 3 products"),
        ({"evt": "tr", "r": None}, "no amount"),
        ({"evt": "tr", "goals": []}, "no amount"),
        ({"evt": "own", "goals": ["7"], "exps": ["1"], "vars": ["2"]}, "7 · 1 → 2"),
        ({"goals": "7"}, "7"),
        ({}, ""),
    ],
)
def test_an_event_shows_what_its_type_is_about(event: Payload, line: str) -> None:
    assert event_line(event) == line


@pytest.mark.parametrize("event", ["tr", None, [], Number("1"), True])
def test_what_is_not_an_object_points_to_the_json(event: Payload) -> None:
    assert event_line(event) == "not an object – edit in JSON"


def test_ids_that_have_names_show_them() -> None:
    seen: Payload = {"evt": "viewExp", "exps": ["1", "5"], "vars": [Number("2"), "6"]}
    assert event_line(seen, named) == "Hero → B, 5 → 6"
    assert event_line({"evt": "hitGoal", "goals": [Number("7")]}, named) == "Purchase"


def test_a_long_list_says_how_many_more_there_are() -> None:
    ids = [str(number) for number in range(10)]
    assert event_line({"evt": "hitGoal", "goals": ids}) == "0, 1, 2, 7 more"
    assert event_line({"evt": "viewExp", "exps": ids, "vars": ids}) == "0 → 0, 1 → 1, 8 more"
    assert event_line({"evt": "hitGoal", "goals": ids[:3]}) == "0, 1, 2"


PLAIN = st.none() | st.booleans() | st.text(max_size=3) | st.just(Number("1.10"))
TREES = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["evt", "goals", "exps", "vars", "r", "prc"]), inner)
    ),
    max_leaves=12,
)


@given(TREES)
def test_everything_in_an_event_has_a_line(event: Payload) -> None:
    assert isinstance(event_line(event), str)


# A request in short.

DATA = Path(__file__).parents[2] / "data"

ODD_TREES = st.recursive(
    st.none()
    | st.booleans()
    | st.text(st.characters(), max_size=8)
    | st.sampled_from(["tr", "hitGoal", "1e9999", "-5", "1.10"])
    | st.builds(Number, st.sampled_from(["1.10", "1e9999", "1e-9999", "-0", "7", "9" * 5000])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["ev", "evt", "goals", "r", "prc", "vid", "x"]), inner, max_size=5
        )
    ),
    max_leaves=20,
)


def of(text: str) -> Summary:
    return summarise(parse(text).payload)


def test_the_article_s_request_in_short() -> None:
    text = (DATA / "article-post.json.txt").read_text().strip().removesuffix(":")
    assert of(text) == Summary(
        events="viewExp · hitGoal · tr",
        goals=("12345",),
        revenue=Decimal("123.23"),
        vid="1588166554499-0.2020703998482254",
        products=2,
    )


@given(ODD_TREES)
def test_no_tree_raises(payload: Payload) -> None:
    summary = summarise(payload)
    json.dumps([summary.events, summary.goals, str(summary.revenue), summary.vid])


@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=3), max_size=30))
def test_revenue_is_the_exact_sum(amounts: list[Decimal]) -> None:
    events: list[Payload] = [{"evt": "tr", "r": Number(format(a, "f"))} for a in amounts]
    revenue = summarise({"ev": events}).revenue
    assert (revenue is None) == (not amounts)
    if revenue is not None:
        assert Fraction(revenue) == sum(map(Fraction, amounts))


def test_cents_are_not_rounded_as_floats_would() -> None:
    assert of('{"ev":[{"evt":"tr","r":0.1},{"evt":"tr","r":"0.20"}]}').revenue == Decimal("0.30")
    assert str(of('{"ev":[{"evt":"tr","r":1.10}]}').revenue) == "1.10"


def test_only_transactions_bring_revenue() -> None:
    assert of('{"ev":[{"evt":"hitGoal","r":5}]}').revenue is None


@pytest.mark.parametrize("amount", ["1e400", "1e-400", '"1e41"', '"12,50"', "true", "null", "[1]"])
def test_an_absurd_or_missing_amount_is_left_out(amount: str) -> None:
    text = f'{{"ev":[{{"evt":"tr","r":{amount}}},{{"evt":"tr","r":2}}]}}'
    assert of(text).revenue == Decimal(2)


def test_goals_appear_once_in_order_whatever_their_form() -> None:
    text = '{"ev":[{"goals":[2,"1",[3,["4"]]]},{"goals":"5"},{"goals":[2,null,true,{}]}]}'
    assert of(text).goals == ("2", "1", "3", "4", "5")


def test_like_events_are_counted_and_long_lists_end() -> None:
    assert of('{"ev":[{"evt":"tr"},{"evt":"tr"},{"evt":1},7]}').events == "tr ×2 · ? ×2"
    many = [{"evt": f"e{i}"} for i in range(50)]
    assert summarise({"ev": many}).events == "e0 · e1 · e2 · e3 · e4 · e5 · e6 · e7 · …"


def test_numbered_events_are_read_too() -> None:
    assert of('{"ev":{"0":{"evt":"viewExp"},"1":{"evt":"tr"}}}').events == "viewExp · tr"


def test_ids_keep_their_spelling_but_not_without_end() -> None:
    assert of('{"vid":1.0}').vid == "1.0"
    assert of('{"vid":null}').vid == ""
    assert len(of(json.dumps({"vid": "x" * 9999})).vid) == 256


@pytest.mark.parametrize(
    ("count", "kept"), [("3", 3), ('"2"', 2), ("1.5", 0), ("-1", 0), ("1e5", 0)]
)
def test_products_are_whole_counts(count: str, kept: int) -> None:
    assert of(f'{{"ev":[{{"evt":"tr","prc":{count}}}]}}').products == kept


@pytest.mark.parametrize("text", ["", "[]", "7", "{", '{"ev":7}', '{"ev":[]}'])
def test_what_is_not_a_request_says_nothing(text: str) -> None:
    assert of(text) == Summary()
