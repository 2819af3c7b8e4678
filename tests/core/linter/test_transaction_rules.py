"""What is said of transactions: the goal that was hit, the transaction id, and repeats."""

import json

import pytest

from support.linting import (
    CLEAN,
    DROP,
    GOAL,
    NOW,
    SALE,
    changed,
    document,
    fixed,
    places,
    problems,
    with_events,
)

VID = "1760049583065-0.4126735590148273"
GOAL_ID = "100300301"


def test_a_sale_whose_goal_was_never_hit_is_reported() -> None:
    text = with_events(changed(GOAL, goals=["7"]), changed(SALE, goals=["7", 8, 8, None]))
    assert places(text, "tr-without-goal-hit") == [("warning", "ev[1].goals")]
    assert "goal 8," in problems(text, "tr-without-goal-hit")[0].sentence


@pytest.mark.parametrize("hit", ["100300301", 100300301])
def test_a_hit_anywhere_in_the_request_is_enough(hit) -> None:
    assert problems(with_events(SALE, changed(GOAL, goals=[hit])), "tr-without-goal-hit") == []
    assert problems(with_events(GOAL), "tr-without-goal-hit") == []


def test_several_goals_of_one_sale_are_reported() -> None:
    text = with_events(changed(SALE, goals=["7", "8"]))
    assert places(text, "tr-several-goals") == [("warning", "ev[0].goals")]


@pytest.mark.parametrize(
    "event", [SALE, changed(SALE, goals=["7", 7]), changed(GOAL, goals=[7, 8])]
)
def test_one_goal_of_a_sale_and_several_of_a_hit_are_fine(event) -> None:
    assert problems(with_events(event), "tr-several-goals") == []


@pytest.mark.parametrize("tid", [DROP, None, ""])
def test_a_sale_without_any_transaction_id_is_reported_once(tid) -> None:
    text = document(tid=tid, ev=[SALE, SALE])
    assert places(text, "tr-without-tid") == [("warning", "tid")]


@pytest.mark.parametrize(
    "text",
    [
        CLEAN,
        document(tid=4876543210987),
        document(tid=DROP, ev=[changed(SALE, tid=4876543210987)]),
        document(tid=DROP, ev=[GOAL]),
    ],
)
def test_a_transaction_id_anywhere_is_one_and_a_hit_needs_none(text) -> None:
    assert problems(text, "tr-without-tid") == []


def test_a_transaction_id_inside_an_event_can_be_moved_up() -> None:
    text = document(tid=DROP, ev=[changed(SALE, tid=4876543210987), GOAL])
    assert places(text, "tid-in-event") == [("warning", "ev[0].tid")]
    after = fixed(text, "tid-in-event")
    assert after["tid"] == 4876543210987
    assert after["ev"] == [SALE, GOAL]


def test_the_same_id_at_both_places_is_only_removed_from_the_event() -> None:
    text = document(tid="A-1", ev=[changed(SALE, tid="A-1")])
    after = fixed(text, "tid-in-event")
    assert after["tid"] == "A-1" and after["ev"] == [SALE]


def test_different_ids_are_not_merged() -> None:
    text = document(tid=DROP, ev=[changed(SALE, tid="A-1"), changed(SALE, tid="A-2")])
    assert [one.fix for one in problems(text, "tid-in-event")] == [None, None]
    odd = document(tid=DROP, ev=[changed(SALE, tid=["A-1"])])
    assert [one.fix for one in problems(odd, "tid-in-event")] == [None]


@pytest.mark.parametrize("tid", [DROP, None, ""])
def test_an_event_without_a_transaction_id_is_fine(tid) -> None:
    assert problems(with_events(changed(SALE, tid=tid)), "tid-in-event") == []
    assert problems(CLEAN, "tid-in-event") == []


@pytest.mark.parametrize(
    "tid",
    [
        "zid-order-8890123-1755431112345",
        "1755431112345",
        1755431112345,
        "order1755431112345x",
        "5678901234567-1755431112345",
    ],
)
def test_a_time_in_a_transaction_id_is_reported(tid) -> None:
    assert places(document(tid=tid), "tid-unstable") == [("warning", "tid")]
    assert places(document(tid=tid), "tid-unstable", now=NOW) == [("warning", "tid")]
    inside = document(tid=DROP, ev=[changed(SALE, tid=tid)])
    assert places(inside, "tid-unstable") == [("warning", "ev[0].tid")]


@pytest.mark.parametrize(
    "tid",
    [
        "5678901234567",  # order ids of a shop system: the year 2149
        4876543210987,
        "ORDER-100045",
        "17554311123456",  # 14 digits
        "#1001",
        "1000000000000",  # the year 2001
        "17554311",
        f"{VID}-7",  # the visitor's own id does not change
        DROP,
        ["1755431112345"],
    ],
)
def test_order_ids_and_what_does_not_change_are_stable(tid) -> None:
    assert problems(document(tid=tid), "tid-unstable") == []
    assert problems(document(tid=tid), "tid-unstable", now=NOW) == []


def test_a_time_far_ahead_of_the_clock_is_none() -> None:
    assert problems(document(tid="1955431112345"), "tid-unstable", now=NOW) == []
    assert places(document(tid="1955431112345"), "tid-unstable") == [("warning", "tid")]


def sent(text: str, *accepted: tuple[str, str, str]) -> list[tuple[str, str]]:
    return places(text, "already-sent", sent=frozenset(accepted))


def test_a_goal_that_this_visitor_has_reached_before_is_reported() -> None:
    text = with_events(changed(GOAL, goals=["7", 100300301]))
    assert sent(text, (VID, GOAL_ID, "")) == [("warning", "ev[0].goals[1]")]
    assert sent(text, (VID, GOAL_ID, "ANOTHER")) == [("warning", "ev[0].goals[1]")]


def test_a_sale_is_a_repeat_only_with_the_same_transaction_id() -> None:
    text = document(tid="A-1", ev=[SALE])
    assert sent(text, (VID, GOAL_ID, "A-1")) == [("warning", "ev[0].goals[0]")]
    assert sent(text, (VID, GOAL_ID, "A-2")) == []
    inside = document(tid=DROP, ev=[changed(SALE, tid="A-1")])
    assert sent(inside, (VID, GOAL_ID, "A-1")) == [("warning", "ev[0].goals[0]")]
    assert sent(inside, (VID, GOAL_ID, "A-2")) == []


def test_sales_without_a_transaction_id_cannot_be_distinguished() -> None:
    text = document(tid=DROP, ev=[SALE])
    assert sent(text, (VID, GOAL_ID, "A-2")) == [("warning", "ev[0].goals[0]")]


@pytest.mark.parametrize("accepted", [("other", GOAL_ID, ""), (VID, "7", "")])
def test_another_visitor_or_goal_is_no_repeat(accepted) -> None:
    assert sent(CLEAN, accepted) == []
    assert problems(CLEAN, "already-sent") == []


def test_the_clean_request_names_its_order() -> None:
    assert json.loads(CLEAN)["tid"] == "ORDER-100045"
    assert problems(CLEAN, "tid-unstable", now=NOW) == []


@pytest.mark.parametrize(
    ("goals", "words"), [(["8"], "for goal 8,"), (["8", 9], "for goals 8, 9,")]
)
def test_the_goals_that_were_never_hit_are_named_together(goals, words) -> None:
    (problem,) = problems(with_events(changed(SALE, goals=goals)), "tr-without-goal-hit")
    assert words in problem.sentence
