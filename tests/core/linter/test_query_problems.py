"""What is said of a query that its document no longer shows."""

import pytest

from convert_console.core.linter.query_problems import problems_of_query
from convert_console.core.query import read_query


def said(query: str) -> list[tuple[str, str, str]]:
    return [(one.rule, one.severity, one.where) for one in problems_of_query(read_query(query))]


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("cid=1&cid=2", "cid"),
        ("cid=1&cid=1", "cid"),
        ("seg[new]=1&seg%5Bnew%5D=0", "seg.new"),
        ("ev[0][evt]=tr&ev[0][evt]=tr", "ev[0].evt"),
        ("ev[0][goals][0]=1&ev[0][goals][0]=2", "ev[0].goals[0]"),
    ],
)
def test_a_name_that_stands_twice_is_said_at_its_place(query, where) -> None:
    assert said(query) == [("duplicate-key", "warning", where)]


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("ev[0][evt]=tr&ev[2][evt]=tr", "ev"),
        ("ev[1][evt]=tr", "ev"),
        ("ev[0][goals][0]=1&ev[0][goals][3]=2", "ev[0].goals"),
    ],
)
def test_a_gap_in_the_numbers_is_said_at_its_list(query, where) -> None:
    assert said(query) == [("get-gap", "warning", where)]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "cid=1&pid=1",
        "ev[0][goals][]=1&ev[0][goals][]=1",
        "ev[1][evt]=tr&ev[0][evt]=tr",
        "ev[0][evt]=tr&ev[1][evt]=tr",
    ],
)
def test_lists_and_numbers_in_any_order_are_fine(query) -> None:
    assert said(query) == []


def test_each_sentence_names_the_parameter_and_the_next_step() -> None:
    gap, twice = problems_of_query(read_query("a[1]=x&b=1&b=2"))
    assert gap.sentence.startswith("The numbers of a have a gap") and "Number " in gap.sentence
    assert "“b” occurs twice" in twice.sentence and "Remove one" in twice.sentence
