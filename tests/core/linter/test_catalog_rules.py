"""What is said with the project's names at hand."""

import json

import pytest

from convert_console.core.catalog.catalog import Catalog, read_catalog
from support.linting import (
    CLEAN,
    DROP,
    GOAL,
    SALE,
    changed,
    fixed,
    places,
    problems,
    with_events,
    with_seg,
)

SOURCE = {
    "account_id": "10000009",
    "project": {"id": "10000001", "name": "Shop"},
    "goals": [
        {"id": "100300301", "name": "Purchase", "type": "revenue"},
        {"id": "100300302", "name": "Sign-up", "type": "submits_form"},
        {"id": "100300303", "key": "cart"},
    ],
    "experiences": [
        {
            "id": "100400101",
            "name": "Hero",
            "goals": ["100300301", "100300303"],
            "variations": [{"id": "1004200201", "name": "Blue"}, {"id": "1004200202"}],
        },
        {
            "id": "100400102",
            "name": "Price",
            "goals": ["100300301"],
            "variations": [{"id": "1004200204", "name": "Low"}],
        },
    ],
    "audiences": [{"id": "10020002", "name": "Buyers"}],
    "segments": [{"id": "10020001", "name": "Members"}],
    "archived_experiences": ["100400199"],
}
RULES = (
    "unknown-goal",
    "unknown-experience",
    "unknown-variation",
    "unknown-segment",
    "goal-not-in-experience",
    "variation-of-another",
    "goal-not-revenue",
)
TWO = {"exps": ["100400101", "100400102"], "vars": ["1004200201", "1004200204"]}


def catalog(**changes) -> Catalog:
    found = read_catalog(json.dumps(changed(SOURCE, **changes)))
    assert isinstance(found, Catalog)
    return found


KNOWN = catalog()


@pytest.mark.parametrize("rule", RULES)
def test_a_request_whose_ids_are_in_the_catalog_is_fine(rule) -> None:
    assert problems(CLEAN, rule, catalog=KNOWN) == []
    assert problems(CLEAN, rule) == []


@pytest.mark.parametrize(
    ("rule", "key", "what"),
    [
        ("unknown-goal", "goals", "Goal 999"),
        ("unknown-experience", "exps", "Experience 999"),
        ("unknown-variation", "vars", "Variation 999"),
    ],
)
def test_an_id_that_the_catalog_lacks_is_reported(rule, key, what) -> None:
    text = with_events(changed(GOAL, **{key: [999]}))
    (problem,) = problems(text, rule, catalog=KNOWN)
    assert (problem.severity, problem.where) == ("warning", f"ev[0].{key}[0]")
    assert problem.sentence.startswith(what)


@pytest.mark.parametrize("rule", RULES)
def test_without_its_list_nothing_is_called_unknown(rule) -> None:
    bare = catalog(experiences=DROP, segments=DROP, audiences=DROP)
    stranger = with_events(changed(GOAL, exps=["9"], vars=["9"]))
    assert problems(stranger, rule, catalog=bare) == []
    assert problems(with_seg(cust=["9"]), rule, catalog=bare) == []
    no_goals = catalog(goals=DROP)
    assert problems(with_events(changed(GOAL, goals=["9"])), rule, catalog=no_goals) == []


@pytest.mark.parametrize("rule", RULES)
def test_what_is_not_a_plain_id_is_left_to_other_rules(rule) -> None:
    text = with_events(changed(GOAL, goals=[None, "a"], exps=["{{e}}"], vars=[["1"]]))
    assert problems(text, rule, catalog=KNOWN) == []
    assert problems(with_seg(cust=["a", None]), rule, catalog=KNOWN) == []


def test_an_archived_experience_is_called_so() -> None:
    text = with_events(changed(GOAL, exps=["100400199"]))
    assert "is archived" in problems(text, "unknown-experience", catalog=KNOWN)[0].sentence


def test_a_segment_that_the_catalog_lacks_is_reported() -> None:
    text = with_seg(cust=["10020001", 999, "10020002"])
    found = problems(text, "unknown-segment", catalog=KNOWN)
    assert [(one.severity, one.where) for one in found] == [
        ("warning", "seg.cust[1]"),
        ("warning", "seg.cust[2]"),
    ]
    assert "is an audience, but it is not" in found[1].sentence


def test_a_goal_of_no_experience_of_the_event_is_reported() -> None:
    text = with_events(changed(GOAL, goals=["100300302"], **TWO))
    (problem,) = problems(text, "goal-not-in-experience", catalog=KNOWN)
    assert (problem.severity, problem.where) == ("warning", "ev[0].goals[0]")
    assert "Sign-up (100300302) is not a goal of Hero, Price" in problem.sentence


def test_one_experience_with_the_goal_is_enough() -> None:
    text = with_events(changed(GOAL, goals=["100300303"], **TWO))
    assert problems(text, "goal-not-in-experience", catalog=KNOWN) == []
    alone = with_events(changed(GOAL, goals=["100300303"], exps=["100400102"], vars=["1004200204"]))
    assert places(alone, "goal-not-in-experience", catalog=KNOWN) == [("warning", "ev[0].goals[0]")]


@pytest.mark.parametrize("exps", [["100400101", "999"], []])
def test_nothing_is_reported_about_goals_where_an_experience_is_not_known(exps) -> None:
    text = with_events(changed(GOAL, goals=["100300302"], exps=exps))
    assert problems(text, "goal-not-in-experience", catalog=KNOWN) == []


def test_nothing_is_reported_about_goals_where_the_catalog_does_not_list_them() -> None:
    experience = changed(SOURCE["experiences"][0], goals=DROP)  # type: ignore[index]
    text = with_events(changed(GOAL, goals=["100300302"]))
    unlisted = catalog(experiences=[experience])
    assert problems(text, "goal-not-in-experience", catalog=unlisted) == []


def test_pairs_out_of_order_are_reported_and_can_be_put_in_order() -> None:
    swapped = {"exps": TWO["exps"], "vars": TWO["vars"][::-1]}
    text = with_events(changed(GOAL, **swapped))
    assert places(text, "variation-of-another", catalog=KNOWN) == [
        ("error", "ev[0].vars[0]"),
        ("error", "ev[0].vars[1]"),
    ]
    sentence = problems(text, "variation-of-another", catalog=KNOWN)[0].sentence
    assert "Low (1004200204) belongs to experience Price (100400102)" in sentence
    assert fixed(text, "variation-of-another", catalog=KNOWN)["ev"][0]["vars"] == TWO["vars"]


@pytest.mark.parametrize(
    ("exps", "vars_"),
    [
        (["100400101"], ["1004200204"]),
        (["100400101", "100400102"], ["1004200204", "999"]),
        (["100400102", "100400101"], ["1004200201", "1004200202"]),
        (["100400102"], "1004200201"),
        (["100400102", "100400101"], ["1004200201"]),
    ],
)
def test_pairs_that_no_order_puts_right_have_no_fix(exps, vars_) -> None:
    text = with_events(changed(GOAL, exps=exps, vars=vars_))
    found = problems(text, "variation-of-another", catalog=KNOWN)
    assert found and all(one.fix is None for one in found)


def test_a_variation_without_an_experience_next_to_it_is_left_to_other_rules() -> None:
    text = with_events(changed(GOAL, vars=["1004200201", "1004200204"]))
    assert problems(text, "variation-of-another", catalog=KNOWN) == []


def test_a_sale_for_a_goal_of_another_type_is_reported() -> None:
    text = with_events(changed(SALE, goals=["100300301", "100300302", "100300303", "999"]))
    (problem,) = problems(text, "goal-not-revenue", catalog=KNOWN)
    assert (problem.severity, problem.where) == ("warning", "ev[0].goals[1]")
    assert "Sign-up (100300302) has the type submits_form" in problem.sentence


def test_a_hit_may_be_of_any_goal() -> None:
    text = with_events(changed(GOAL, goals=["100300302"]))
    assert problems(text, "goal-not-revenue", catalog=KNOWN) == []


@pytest.mark.parametrize("status", ["draft", "paused"])
def test_what_a_debug_token_lists_is_not_unknown(status) -> None:
    hero = {"id": "9", "status": status, "variations": [{"id": "91"}], "goals": ["100300301"]}
    text = with_events(changed(GOAL, exps=["9"], vars=["91"]))
    assert places(text, "unknown-experience", catalog=KNOWN) != []
    listed = catalog(experiences=[hero])
    found = {one.rule for one in problems(text, catalog=listed)}
    assert not found & {"unknown-experience", "unknown-variation", "goal-not-in-experience"}


def test_without_any_variation_in_the_catalog_none_is_called_unknown() -> None:
    listed = [{"id": "100400101", "name": "Hero"}, {"id": "100400102"}]
    assert problems(CLEAN, "unknown-variation", catalog=catalog(experiences=listed)) == []
