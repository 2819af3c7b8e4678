"""What is said of values that somebody forgot to fill in."""

import pytest

from support.linting import CLEAN, GOAL, changed, document, places, problems, with_events, with_seg


@pytest.mark.parametrize(
    "value",
    [
        "{{TransactionId}}",
        "order-{{id}}",
        "${orderId}",
        "<order id>",
        "<your-order-id>",
        "XXXX",
        "ORDER-XXXXXX",
        "undefined",
        "order_undefined",
        "NaN",
        "[object Object]",
        "#{order.id}",
        "{% order.id %}",
        "[[orderId]]",
        "YOUR_ORDER_ID",
    ],
)
def test_a_placeholder_is_reported_where_it_was_left(value) -> None:
    assert places(document(tid=value), "placeholder") == [("error", "tid")]


@pytest.mark.parametrize(
    "value",
    [
        "ORDER-100045",
        "Nancy",
        "XXXL-sale",
        "a < b",
        "50 > 20",
        "{id}",
        "$5",
        "",
        "undefinedness",
        "[[1]]",
        "is it YOUR_TURN",
    ],
)
def test_ordinary_text_is_not_a_placeholder(value) -> None:
    assert problems(with_seg(campaign=value), "placeholder") == []
    assert problems(CLEAN, "placeholder") == []


def test_placeholders_are_found_everywhere_and_only_in_values() -> None:
    event = changed(GOAL, goals=["{{goal}}"], extra={"a": ["${x}"]})
    text = document(ev=[event, "{{event}}"], seg={"campaign": "<name>"}, notes={"{{k}}": 1})
    assert places(text, "placeholder") == [
        ("error", "seg.campaign"),
        ("error", "ev[1]"),
        ("error", "ev[0].goals[0]"),
        ("error", "ev[0].extra.a[0]"),
    ]


def test_a_placeholder_in_place_of_all_events_is_found() -> None:
    assert places(document(ev="{{events}}"), "placeholder") == [("error", "ev")]


def test_a_long_placeholder_is_shown_in_short() -> None:
    (problem,) = problems(document(tid="{{" + "x" * 99 + "}}"), "placeholder")
    assert "…”" in problem.sentence and len(problem.sentence) < 140


def test_the_article_s_ids_are_worth_knowing_once_an_event() -> None:
    event = changed(GOAL, goals=[12345], exps=["ABCD", "DEF"], vars=["12345", "6789"])
    found = problems(document(cid="12345", ev=[GOAL, event]), "sample-id")
    assert [(one.severity, one.where) for one in found] == [
        ("info", "cid"),
        ("info", "ev[1].goals[0]"),
    ]
    assert found[0].sentence.startswith("12345 is an id from the example")
    assert found[1].sentence.startswith("12345, 6789, ABCD, DEF are ids from the example")


def test_ids_that_only_contain_the_article_s_are_real() -> None:
    assert problems(with_events(changed(GOAL, goals=["123456"])), "sample-id") == []
    assert problems(CLEAN, "sample-id") == []
