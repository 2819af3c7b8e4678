"""What is said of events: their type, their bucketing, their goals."""

import json

import pytest

from support.linting import (
    CLEAN,
    DROP,
    GOAL,
    SALE,
    VIEW,
    changed,
    fixed,
    places,
    problems,
    with_events,
)


@pytest.mark.parametrize("kind", [DROP, None, "", "view", "goal", 7, ["tr"], "transaction"])
def test_an_event_of_no_known_type_is_reported(kind) -> None:
    text = with_events(changed(GOAL, evt=kind))
    assert places(text, "evt-unknown") == [("error", "ev[0].evt")]
    assert problems(text, "evt-unknown")[0].fix is None


@pytest.mark.parametrize("event", [VIEW, GOAL, SALE])
def test_the_three_types_are_known(event) -> None:
    assert problems(with_events(event), "evt-unknown") == []


@pytest.mark.parametrize(
    ("kind", "meant"), [("viewexp", "viewExp"), ("HITGOAL", "hitGoal"), (" Tr", "tr")]
)
def test_a_type_in_the_wrong_case_can_be_corrected(kind, meant) -> None:
    text = with_events(VIEW, changed(VIEW, evt=kind))
    assert places(text, "evt-unknown") == [("error", "ev[1].evt")]
    assert fixed(text, "evt-unknown")["ev"][1]["evt"] == meant


@pytest.mark.parametrize("event", ["viewExp", None, 7, [GOAL]])
def test_an_event_that_is_not_an_object_is_reported_and_the_others_are_still_looked_at(
    event,
) -> None:
    text = with_events(event, changed(GOAL, goals=[]))
    assert places(text, "evt-unknown") == [("error", "ev[0]")]
    assert places(text, "goals-missing") == [("error", "ev[1].goals")]


@pytest.mark.parametrize(("exps", "vars_"), [(["1", "2"], ["3"]), (["1"], ["3", "4"]), ([], ["3"])])
def test_lists_of_different_length_do_not_pair_up(exps, vars_) -> None:
    text = with_events(changed(VIEW, exps=exps, vars=vars_))
    assert places(text, "pairs-uneven") == [("error", "ev[0].vars")]


@pytest.mark.parametrize(
    ("exps", "vars_"), [(["1", "2"], ["3", "4"]), ("1", "3"), (1, ["3"]), (["1"], DROP), ([], [])]
)
def test_lists_of_one_length_pair_up_and_an_absent_one_is_reported_elsewhere(exps, vars_) -> None:
    assert problems(with_events(changed(VIEW, exps=exps, vars=vars_)), "pairs-uneven") == []


def test_the_numbers_are_named_in_plain_words() -> None:
    (problem,) = problems(with_events(changed(VIEW, exps=["1", "2"])), "pairs-uneven")
    assert problem.sentence.startswith("2 experiences but 1 variation: ")


@pytest.mark.parametrize("event", [VIEW, GOAL, SALE])
@pytest.mark.parametrize("empty", [DROP, None, [], ""])
def test_an_event_without_bucketing_is_reported_once(event, empty) -> None:
    assert places(with_events(changed(event, exps=empty)), "pairs-missing") == [
        ("error", "ev[0].exps")
    ]
    assert places(with_events(changed(event, vars=empty)), "pairs-missing") == [
        ("error", "ev[0].vars")
    ]
    neither = with_events(changed(event, exps=empty, vars=empty))
    assert places(neither, "pairs-missing") == [("error", "ev[0].exps")]
    (problem,) = problems(neither, "pairs-missing")
    assert problem.sentence == "Choose the experience and variation the visitor saw."


@pytest.mark.parametrize("method", ["POST", "GET"])
@pytest.mark.parametrize("key", ["exps", "vars"])
@pytest.mark.parametrize("plain", ["7", 7])
def test_a_plain_id_has_no_place_to_pair_up_by_and_can_be_put_into_a_list(
    key, plain, method
) -> None:
    text = with_events(changed(GOAL, **{key: plain}))
    assert places(text, "pairs-missing", method) == [("error", f"ev[0].{key}")]
    assert fixed(text, "pairs-missing", method)["ev"][0][key] == [plain]


def test_two_plain_ids_are_reported_one_by_one() -> None:
    text = with_events(changed(VIEW, exps="1", vars=2))
    found = problems(text, "pairs-missing")
    assert [one.where for one in found] == ["ev[0].exps", "ev[0].vars"]
    assert "exps is not a list" in found[0].sentence


@pytest.mark.parametrize("value", [{"7": 1}, "[7]", "7,8", "{{experience}}", "ABCD", True])
def test_what_the_id_rules_report_about_a_lone_value_is_not_repeated(value) -> None:
    text = with_events(changed(GOAL, exps=value))
    assert problems(text, "pairs-missing") == []
    assert {one.severity for one in problems(text) if one.where == "ev[0].exps"} & {
        "error",
        "warning",
    }


def test_an_event_with_bucketing_is_fine() -> None:
    assert problems(CLEAN, "pairs-missing") == []


@pytest.mark.parametrize("event", [GOAL, SALE])
@pytest.mark.parametrize("empty", [DROP, None, [], "", {}])
def test_a_conversion_without_a_goal_is_reported(event, empty) -> None:
    assert places(with_events(changed(event, goals=empty)), "goals-missing") == [
        ("error", "ev[0].goals")
    ]


def test_a_view_needs_no_goal() -> None:
    assert problems(with_events(VIEW), "goals-missing") == []
    assert problems(with_events(changed(VIEW, goals="7")), "goals-missing") == []


@pytest.mark.parametrize("goal", ["7", 7])
def test_a_goal_outside_of_a_list_can_be_put_into_one(goal) -> None:
    text = with_events(changed(GOAL, goals=goal))
    assert places(text, "goals-missing") == [("error", "ev[0].goals")]
    assert "goals is not a list" in problems(text, "goals-missing")[0].sentence
    assert fixed(text, "goals-missing")["ev"][0]["goals"] == [goal]


def test_a_goal_twice_in_one_event_is_reported_and_can_be_removed() -> None:
    text = with_events(changed(GOAL, goals=["7", 8, 7]))
    assert places(text, "goal-twice") == [("warning", "ev[0].goals[2]")]
    assert fixed(text, "goal-twice")["ev"][0]["goals"] == ["7", 8]


@pytest.mark.parametrize("event", [GOAL, SALE])
def test_a_goal_in_two_events_of_one_kind_is_reported(event) -> None:
    text = with_events(event, changed(event, goals=[5, "100300301"]))
    assert places(text, "goal-twice") == [("warning", "ev[1].goals[1]")]
    assert problems(text, "goal-twice")[0].sentence.startswith("Event 1 already has this goal")


def test_an_event_without_experiences_meets_every_other() -> None:
    bare = changed(GOAL, exps=DROP, vars=DROP)
    assert places(with_events(GOAL, bare), "goal-twice") == [("warning", "ev[1].goals[0]")]
    assert places(with_events(bare, GOAL), "goal-twice") == [("warning", "ev[1].goals[0]")]
    assert problems(with_events(bare), "goal-twice") == []


@pytest.mark.parametrize(
    "events",
    [
        (GOAL, SALE),
        (VIEW, changed(VIEW, goals=["1"])),
        (GOAL, changed(GOAL, goals=["100300302"])),
        (GOAL, changed(GOAL, exps=["100400102"], vars=["1004200204"])),
        (changed(GOAL, goals=[None, ""]), changed(GOAL, goals=["", None])),
    ],
)
def test_a_hit_and_its_sale_other_goals_and_other_experiences_are_no_repeat(events) -> None:
    assert problems(with_events(*events), "goal-twice") == []


def test_a_goal_twice_here_and_once_before_is_reported_once_for_each() -> None:
    text = with_events(GOAL, changed(GOAL, goals=["100300301", "100300301"]))
    assert [one.where for one in problems(text, "goal-twice")] == [
        "ev[1].goals[0]",
        "ev[1].goals[1]",
    ]


@pytest.mark.parametrize("other", [GOAL, SALE])
def test_a_view_with_a_conversion_is_reported_once(other) -> None:
    text = with_events(other, VIEW, VIEW)
    assert places(text, "view-with-conversion") == [("warning", "ev[1].evt")]


@pytest.mark.parametrize("events", [(VIEW, VIEW), (GOAL, SALE)])
def test_views_and_conversions_may_travel_apart(events) -> None:
    assert problems(with_events(*events), "view-with-conversion") == []


def test_the_clean_request_s_events_are_fine() -> None:
    assert len(json.loads(CLEAN)["ev"]) == 2
    assert problems(CLEAN, "goal-twice") == []
