"""A conversion chosen by names becomes the request that its sentence describes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from convert_console.core.catalog.catalog import Catalog, read_catalog
from convert_console.core.convert_api.matching import EventFinding, Finding, State
from convert_console.core.linter.checker import check
from convert_console.core.linter.problem import Situation
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Exchange
from convert_console.core.verify.conversion import (
    Conversion,
    in_words,
    next_order,
    request_of,
    suggested,
    to_forward,
)
from support.exchanges import ACCEPTED

DATA = Path(__file__).parents[2] / "data"
SHOP = Profile(id="shop", name="Shop", project="10000001", account="10000009")
SALE = Conversion(
    goal="100300301",
    experience="100400101",
    variation="1004200201",
    amount="123.20",
    products="2",
    order="ORDER-100046",
    visitor="1796102094612-0.6426682166333546",
)


@pytest.fixture
def catalog() -> Catalog:
    found = read_catalog((DATA / "catalog.json").read_text("utf-8"))
    assert isinstance(found, Catalog)
    return found


def test_a_sale_is_a_goal_and_a_transaction_in_the_order_of_the_article(catalog: Catalog) -> None:
    draft = request_of(SALE, SHOP)
    document = json.loads(draft.text)
    assert list(document) == ["cid", "pid", "vid", "tid", "ev"]
    assert [event["evt"] for event in document["ev"]] == ["hitGoal", "tr"]
    assert document["ev"][1]["r"] == 123.2 and document["ev"][1]["prc"] == 2
    assert '"r": 123.20' in draft.text, "the digits are those that were typed"
    assert not check(draft, SHOP, Situation(catalog=catalog))


def test_the_profiles_segments_are_in_it() -> None:
    profile = replace(SHOP, segments='{"browser": "CH"}')
    document = json.loads(request_of(SALE, profile).text)
    assert list(document) == ["cid", "pid", "vid", "tid", "seg", "ev"]


def test_without_an_amount_only_the_goal_is_sent() -> None:
    reached = replace(SALE, amount="", products="")
    document = json.loads(request_of(reached, SHOP).text)
    assert [event["evt"] for event in document["ev"]] == ["hitGoal"]


def test_what_is_no_number_stays_as_it_is_typed() -> None:
    document = json.loads(request_of(replace(SALE, amount="12,5"), SHOP).text)
    assert document["ev"][1]["r"] == "12,5"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "A new visitor in Blue reaches Purchase and pays 123.20 for 2 products."),
        ({"products": "1"}, "A new visitor in Blue reaches Purchase and pays 123.20 for "
         "1 product."),
        ({"amount": "", "products": ""}, "A new visitor in Blue reaches Purchase."),
        ({"goal": "", "variation": ""}, "A new visitor in a variation reaches a goal and pays "
         "123.20 for 2 products."),
    ],
)  # fmt: skip
def test_it_is_said_in_plain_words(
    changes: dict[str, str], sentence: str, catalog: Catalog
) -> None:
    pieces = in_words(replace(SALE, **changes), catalog)
    assert "".join(text for text, _strong in pieces) == sentence


def test_it_begins_with_the_conversion_of_the_draft(catalog: Catalog) -> None:
    begin = suggested(request_of(replace(SALE, order="ORDER-100045"), SHOP).payload, catalog)
    assert begin == replace(SALE, visitor="")


def test_it_begins_with_a_goal_with_revenue_where_the_draft_names_none_of_the_project(
    catalog: Catalog,
) -> None:
    begin = suggested(Draft('{"ev": []}').payload, catalog)
    assert begin.goal == "100300301"
    assert begin.variation in catalog.variations
    assert begin.experience == catalog.variations[begin.variation].experience
    assert begin.amount and begin.products and begin.order


def test_no_draft_is_too_odd_to_begin_with(catalog: Catalog) -> None:
    for text in ("{", "[]", '{"ev": {}}', '{"ev": [1, {"evt": "tr", "goals": 7}], "tid": []}'):
        assert suggested(Draft(text).payload, catalog).goal
        assert suggested(Draft(text).payload, None).order


def test_order_numbers_follow_each_other() -> None:
    assert next_order("ORDER-099") == "ORDER-100"
    assert next_order("abc") == "abc-2"


def sent(host: str = "10007526.metrics.convertexperiments.com") -> Exchange:
    text = request_of(replace(SALE, marker="cc-7f3a91"), SHOP).text
    request = WireRequest("POST", f"https://{host}/track", (), text.encode())
    return Exchange("u", 1_764_590_400.0, "Shop", request, text, ACCEPTED)


def forwarded(state: State, host: str = "", differs: str = "", after: float = 60.0) -> str:
    found = EventFinding(1, state, "Why.", (), differs)
    looked = Finding((found,), 1_764_590_400.0 + after, asked="api.convert.com")
    exchange = sent(host) if host else sent()
    return to_forward(replace(SALE, order="O-1"), None, exchange, looked)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("seen", "and accepted; Convert's live log shows it, as looked up at"),
        ("similar", "Convert's live log shows one like it, without its marker, as looked up at"),
        ("not-seen", "which does not prove that it was not recorded."),
        ("cannot-tell", "Convert's live log could not tell at"),
    ],
)
def test_a_sentence_to_forward_claims_no_more_than_is_known(state: State, words: str) -> None:
    said = forwarded(state)
    assert words in said
    assert "marked cc-7f3a91, was sent" in said
    assert "report" not in said


def test_a_sentence_to_forward_says_how_what_is_seen_differs() -> None:
    differs = "with the amount 9 instead of 123.20"
    assert f"Convert's live log shows it, but {differs}, as looked up" in forwarded(
        "seen", differs=differs
    )
    assert "as looked up on 20" in forwarded("seen", after=200_000.0)


def test_a_rehearsal_is_forwarded_as_one_though_a_log_shows_it() -> None:
    said = forwarded("seen", "127.0.0.1:8765")
    assert "to this machine only, as a rehearsal: it is in no report." in said
