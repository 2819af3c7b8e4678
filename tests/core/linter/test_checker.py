"""The linter as a whole: what was seen in the wild, quiet on a clean request, order, memory."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.linter.all_rules import RULES
from convert_console.core.linter.checked_request import Request
from convert_console.core.linter.checker import Checker, check, check_event
from convert_console.core.linter.problem import Situation
from convert_console.core.request.draft import Draft
from support.linting import CLEAN, DATA, GOAL, NOW, PROFILE, observed, problems, with_events

SEEN = json.loads((DATA / "observed.json").read_text(encoding="utf-8"))
KEYS = [
    "cid", "pid", "vid", "tid", "seg", "ev", "evt", "goals", "exps", "vars", "r", "prc", "new",
    "devices", "ctry", "cust", "browser", "source", "0", "a.b",
]  # fmt: skip
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["viewExp", "hitGoal", "tr", "7", "[1]", "{{x}}", "1,2", "DESK", ""])
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=20,
)


@pytest.mark.parametrize("entry", SEEN, ids=[entry["name"] for entry in SEEN])
def test_a_request_seen_in_the_wild_brings_what_it_must_and_not_what_it_must_not(entry) -> None:
    draft, profile = observed(entry)
    found = {problem.rule for problem in check(draft, profile, Situation(now=NOW))}
    assert set(entry["rules_that_must_fire"]) <= found
    assert not set(entry["rules_that_must_not_fire"]) & found


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_clean_request_brings_nothing_above_info(method) -> None:
    found = problems(CLEAN, method=method, now=NOW, sent=frozenset({("other", "7", "")}))
    expected = {"POST": [], "GET": ["type-lost-in-get"]}
    assert [problem.rule for problem in found] == ["new-conflict", *expected[method], "unknown-key"]
    assert {problem.severity for problem in found} == {"info"}


def test_a_fix_removes_its_problem_and_brings_no_new_error() -> None:
    """Over everything that was seen in the wild: the other problems stay as they were."""
    repaired = 0
    for entry in SEEN:
        draft, profile = observed(entry)
        before = check(draft, profile, Situation(now=NOW))
        for problem in before:
            if problem.fix:
                after = Draft(problem.fix.apply(draft.text), draft.method)
                left = check(after, profile, Situation(now=NOW))
                assert problem not in left
                errors = {one.rule for one in left if one.severity == "error"}
                assert errors <= {one.rule for one in before}
                repaired += 1
    assert repaired > 5


def test_problems_come_in_the_order_of_the_rules() -> None:
    order = [rule.id for rule in RULES]
    for entry in SEEN:
        positions = [order.index(one.rule) for one in check(*observed(entry))]
        assert positions == sorted(positions)


def test_a_silenced_rule_says_nothing() -> None:
    assert problems(CLEAN, silenced=frozenset({"new-conflict", "unknown-key"})) == []


def test_every_sentence_ends_and_begins_as_one() -> None:
    for entry in SEEN:
        for problem in check(*observed(entry), Situation(now=NOW)):
            assert problem.sentence.endswith("."), problem
            assert "recorded" not in problem.sentence.replace("not recorded", ""), problem


@given(VALUES, st.sampled_from(["POST", "GET"]))
def test_whatever_the_document_the_linter_answers(value, method) -> None:
    draft = Draft(json.dumps(value), method)
    check(draft, PROFILE, Situation(now=NOW, catalog=Catalog()))


@given(st.text())
def test_whatever_the_text_the_linter_answers(text) -> None:
    check(Draft(text), PROFILE)


@given(st.lists(VALUES, min_size=1, max_size=3), st.lists(VALUES, max_size=3))
def test_with_a_memory_it_says_the_same_as_without(first, second) -> None:
    checker = Checker()
    for events in (first, second, first):
        draft = Draft(json.dumps({"cid": "1", "ev": events}))
        assert checker.check(draft, PROFILE) == check(draft, PROFILE)


def test_the_memory_is_of_one_method_and_one_catalog() -> None:
    draft_as = {
        method: Draft(with_events({**GOAL, "evt": "tr", "r": "5", "prc": 1}), method)
        for method in ("POST", "GET")
    }
    catalog = Catalog(sections=frozenset({"goals"}))
    situations = (Situation(), Situation(catalog=catalog))
    checker = Checker()
    for method in ("POST", "GET", "POST"):
        for situation in situations:
            draft = draft_as[method]
            assert checker.check(draft, PROFILE, situation) == check(draft, PROFILE, situation)


def test_one_event_can_be_checked_by_itself() -> None:
    request = Request(Draft(with_events(GOAL, {**GOAL, "goals": []})), PROFILE, Situation())
    assert check_event(request.events[0]) == ()
    assert [one.rule for one in check_event(request.events[1])] == ["goals-missing"]


@given(st.lists(VALUES, max_size=3), st.lists(VALUES, max_size=3), st.integers(0, 40))
def test_an_interrupted_pass_does_not_affect_the_next(first, second, steps) -> None:
    checker = Checker()
    drafts = [Draft(json.dumps({"cid": "1", "ev": evs}), "GET") for evs in (first, second)]
    for _ in zip(checker.steps(drafts[0], PROFILE), range(steps), strict=False):
        pass
    assert checker.check(drafts[1], PROFILE) == check(drafts[1], PROFILE)


@given(st.lists(VALUES, min_size=1, max_size=3), st.lists(VALUES, max_size=3))
def test_with_a_memory_it_says_the_same_of_a_get(first, second) -> None:
    checker = Checker()
    for events in (first, second, first):
        draft = Draft(json.dumps({"cid": "1", "ev": events, "x": events}), "GET")
        assert set(checker.check(draft, PROFILE)) == set(check(draft, PROFILE))
