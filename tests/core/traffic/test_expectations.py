"""Partial documents are found in what arrives, and what is missing is said by path."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.document.formatting import flat_text
from convert_console.core.document.payload import Number, Payload
from convert_console.core.linter.problem import Problem
from convert_console.core.plan.expectation import Expectation, differences
from convert_console.core.plan.plan import Plan, PlanFault
from convert_console.core.traffic.expectations import Watch, Watches, read_expectations
from convert_console.core.traffic.incoming import Arrived
from support.json_texts import documents, trees

SALE: dict[str, Any] = {
    "cid": "1",
    "vid": "v",
    "ev": [
        {"evt": "hitGoal", "goals": ["5"]},
        {"evt": "tr", "goals": ["5"], "r": 12.5, "prc": 2},
    ],
}


def one(**fields: Any) -> Expectation:
    found = read_expectations(json.dumps([{"document": {"vid": "v"}, **fields}]))
    assert isinstance(found, Plan), found
    return found.expectations[0]


def post(document: Any = SALE) -> Arrived:
    return Arrived("POST", "/track", (), json.dumps(document).encode())


def watched(expectation: Expectation, *arrived: Arrived, verdict: str = "accepted") -> Watch:
    watch = Watch(expectation)
    for request in arrived:
        watch.add(request, verdict)
    return watch


def test_omitted_keys_of_an_expectation_have_defaults() -> None:
    assert one() == Expectation("expectation 1", {"vid": "v"}, "any", "accepted", 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[{]", "line 1, column 3"),
        ("{}", "list"),
        ("[]", "at least one"),
        ("[1]", "not an object"),
        ("[{}]", "needs a “document”"),
        ('[{"document": [1]}]', "“document” must be an object"),
        ('[{"document": {}, "verdikt": 1}]', "“verdikt” is not one of name, document"),
        ('[{"document": {}, "verdict": "fine"}]', '“verdict” must be one of "accepted", "bot"'),
        ('[{"document": {}, "method": "PUT"}]', '“method” must be one of "POST"'),
        ('[{"document": {}, "count": -1}]', "“count” must be at least 0"),
        ('[{"document": {}, "count": "1"}]', "“count” must be a whole number"),
        ('[{"document": {}, "name": 1}]', "“name” must be text"),
        ('[{"document": {}, "problems": ["no-such-rule"]}]', "“no-such-rule” is no rule"),
        ('[{"document": {}}, 7]', "Expectation 2"),
    ],
)
def test_an_invalid_list_is_reported_with_its_place(text: str, said: str) -> None:
    found = read_expectations(text)
    assert isinstance(found, PlanFault)
    assert said in found.sentence


@given(trees.map(lambda tree: flat_text([tree])) | st.text())
def test_reading_expectations_never_raises(text: str) -> None:
    found = read_expectations(text)
    assert isinstance(found, Plan | PlanFault)


def test_a_part_of_a_document_is_enough() -> None:
    assert watched(one(document={"ev": [{"evt": "tr", "r": 12.50}]}), post()).met


def test_items_of_a_list_match_only_in_their_order() -> None:
    assert watched(one(document={"ev": [{"evt": "hitGoal"}, {"evt": "tr"}]}), post()).met
    assert not watched(one(document={"ev": [{"evt": "tr"}, {"evt": "hitGoal"}]}), post()).met


def test_a_get_is_compared_as_text() -> None:
    sent = Arrived("GET", "/track?vid=v&ev[0][evt]=tr&ev[0][r]=12.5&ev[0][goals][]=5", (), b"")
    wanted = {"vid": "v", "ev": [{"evt": "tr", "r": 12.5, "goals": [5]}]}
    assert watched(one(document=wanted), sent).met
    assert not watched(one(document={"ev": [{"goals": [5]}]}), post()).met


def test_method_and_verdict_must_match() -> None:
    assert watched(one(method="POST"), post()).met
    assert not watched(one(method="GET"), post()).met
    assert not watched(one(), post(), verdict="bot").met
    assert watched(one(verdict="bot"), post(), verdict="bot").met
    assert watched(one(verdict="any"), post(), verdict="blocked").met


def test_an_expectation_is_met_at_its_count() -> None:
    watch = watched(one(count=2), post())
    assert (watch.met, watch.settled) == (False, False)
    assert watch.failure == "1 of 2 arrived."
    watch.add(post(), "accepted")
    assert (watch.met, watch.settled, watch.failure) == (True, True, "")


def test_a_count_of_zero_holds_until_one_arrives() -> None:
    watch = watched(one(count=0), post({"vid": "another"}))
    assert (watch.met, watch.settled) == (True, False)
    watch.add(post(), "accepted")
    assert (watch.met, watch.settled) == (False, True)
    assert watch.failure == "A request arrived that should not."


def test_a_failure_names_the_differences_of_the_nearest_request() -> None:
    wanted = one(document={"vid": "v", "tid": "T", "ev": [{"evt": "tr", "r": 13}]})
    far = post({"vid": "x", "ev": []})
    watch = watched(wanted, far, post({"vid": "v", "ev": [{"evt": "tr", "r": 12.5}]}))
    assert watch.failure.splitlines() == [
        "0 of 1 arrived.",
        "The nearest other request:",
        'tid: "T" is expected, but missing',
        "ev[0].r: 13 is expected, 12.5 arrived",
    ]


def test_a_broken_document_is_reported() -> None:
    broken = Arrived("POST", "/track", (), b"{")
    assert "document: it cannot be read" in watched(one(), broken).failure


def test_many_differences_are_counted() -> None:
    wanted = one(document={key: key for key in "abcdefgh"})
    assert watched(wanted, post()).failure.endswith("and 3 more differences")


def test_numbers_agree_by_value_and_never_with_text() -> None:
    assert differences(Number("1.10"), Number("1.1")) == []
    assert differences(Number("1"), "1") == ['document: 1 is expected, "1" arrived']
    assert differences(True, Number("1")) == ["document: true is expected, 1 arrived"]


@given(documents)
def test_every_document_matches_itself(document: Payload) -> None:
    assert differences(document, document) == []


def test_the_nearest_request_is_the_first_with_the_fewest_differences() -> None:
    far = {**SALE, "vid": "w", "cid": "2"}
    wanted = one(document={"vid": "v", "cid": "1"})
    watch = watched(wanted, post({**SALE, "vid": "w"}), post(far), post({**SALE, "vid": "x"}))
    assert '"w"' in watch.failure and '"x"' not in watch.failure
    assert '"2"' not in watch.failure


PROBLEM = Problem("amount-odd", "warning", ("ev", 1, "r"), "The amount is 0.")
KNOWN = Problem("sample-id", "info", ("cid",), "It is a sample.")


def test_problems_may_be_excluded() -> None:
    watch = Watch(one(problems="none"))
    watch.add(post(), "accepted", [PROBLEM, KNOWN])
    assert watch.failure.splitlines()[-1] == "problem amount-odd at ev[1].r: The amount is 0."
    watch.add(post(), "accepted", [KNOWN])
    assert watch.met


def test_problems_of_some_rules_may_be_allowed() -> None:
    watch = Watch(one(problems=["amount-odd"]))
    watch.add(post(), "accepted", [PROBLEM])
    assert watch.met


def test_problems_count_for_nothing_unless_they_are_named() -> None:
    watch = Watch(one())
    watch.add(post(), "accepted", [PROBLEM])
    assert watch.met


@pytest.mark.parametrize("problems", ["some", 1, ["no-such-rule"], [1], {}])
def test_problems_are_none_or_rules(problems: Any) -> None:
    fault = read_expectations(json.dumps([{"document": {}, "problems": problems}]))
    assert isinstance(fault, PlanFault)
    assert "rule" in fault.sentence


def test_what_was_not_taken_is_named_where_something_is_missing() -> None:
    watch = Watch(one())
    for number in range(7):
        watch.add_not_taken(f"GET: The address contains a space ({number}).")
    assert watch.failure.splitlines() == [
        "0 of 1 arrived.",
        "Came and was not taken:",
        *(f"GET: The address contains a space ({number})." for number in range(5)),
        "and 2 more requests",
    ]
    watch.add(post(), "accepted")
    assert watch.failure == ""


def test_each_visitor_of_a_v1_request_counts() -> None:
    body: Any = {"visitors": [{"visitorId": name, "events": []} for name in ("v", "w", "v")]}
    arrived = Arrived("POST", "/v1/track/key", (), json.dumps(body).encode())
    assert watched(one(document={"vid": "v"}, count=2), arrived).met
    assert watched(one(document={"visitors": [{"visitorId": "w"}]}), arrived).met
    assert not watched(one(document={"vid": "x"}), arrived).met


def planned(*expectations: dict[str, Any]) -> Watches:
    found = read_expectations(json.dumps(expectations))
    assert isinstance(found, Plan), found
    return Watches(found.expectations)


def test_an_event_that_is_not_as_planned_fails_even_if_others_are() -> None:
    watches = planned({"goal": "5", "event": "tr", "keys": {"ev.r": {"maximum": 12}}})
    watches.add(post({"vid": "v", "ev": [{**SALE["ev"][1], "r": 12}]}), "accepted")
    assert watches.settled
    watches.add(post(), "accepted")
    (watch,) = watches.all
    assert (watch.seen, watch.word) == (1, "wrong")
    assert watch.failure.splitlines() == [
        "Not as it should:",
        "ev[1].r: at most 12 is expected, 12.5 arrived",
    ]


def test_of_a_visitor_at_most_so_many_may_come() -> None:
    watches = planned({"goal": "5", "event": "tr", "at_most": 1})
    watches.add(post(), "accepted")
    watches.add(post({**SALE, "vid": "w"}), "accepted")
    assert not watches.settled  # one more may come
    watches.add(post(), "accepted")
    assert watches.all[0].failure.splitlines()[1:] == [
        "ev[1]: at most 1 for the visitor v is expected, this is number 2"
    ]


def test_an_event_comes_after_another_one_of_the_same_visitor() -> None:
    terms = (
        {"name": "sale", "goal": "5", "event": "tr", "after": "view"},
        {"name": "view", "event": "viewExp"},
    )
    view = {"vid": "v", "ev": [{"evt": "viewExp"}]}
    in_order = planned(*terms)
    in_order.add(post(view), "accepted")
    in_order.add(post(), "accepted")
    assert [watch.failure for watch in in_order.all] == ["", ""]
    of_another, late = planned(*terms), planned(*terms)
    of_another.add(post({**view, "vid": "w"}), "accepted")
    of_another.add(post(), "accepted")
    late.add(post({**SALE, "ev": [*SALE["ev"], *view["ev"]]}), "accepted")
    for watches in (of_another, late):
        assert "“view” before it is expected" in watches.all[0].failure


def test_what_is_optional_need_not_come_and_what_is_never_must_not() -> None:
    watches = planned(
        {"goal": "6", "optional": True, "keys": {"ev.r": {"type": "number"}}},
        {"goal": "7", "never": True},
    )
    watches.add(post(), "accepted")
    assert [watch.met for watch in watches.all] == [True, True]
    watches.add(post({"ev": [{"goals": ["6"], "r": "x"}, {"goals": [7]}]}), "accepted")
    assert [watch.word for watch in watches.all] == ["wrong", "wrong"]


def test_another_verdict_project_or_goal_is_another_request() -> None:
    found = read_expectations('{"project": "1", "expectations": [{"goal": "5"}]}')
    assert isinstance(found, Plan)
    watches = Watches(found.expectations)
    watches.add(post({**SALE, "pid": "2"}), "accepted")
    watches.add(post(), "bot")
    watches.add(post({"ev": [{"goals": ["6"]}]}), "accepted")
    assert watches.all[0].failure.splitlines() == [
        "0 of 1 arrived.",
        "The nearest other request:",
        "ev: an event with goal 5 is expected, but missing",
    ]
