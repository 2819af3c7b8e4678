"""What is said of a GET: what it loses, and where parsers disagree."""

from dataclasses import replace

import pytest

from convert_console.core.linter.get_rules import problems_of_query
from convert_console.core.query import read_query
from support.linting import (
    CLEAN,
    GOAL,
    PROFILE,
    SALE,
    changed,
    document,
    places,
    problems,
    with_seg,
)

RULES = (
    "type-lost-in-get",
    "empty-lost-in-get",
    "get-too-long",
    "get-many-events",
    "get-many-parameters",
    "get-number-form",
    "get-key",
    "get-gap",
    "get-deep",
)
EVERYTHING = document(
    ev=[{}, *[GOAL] * 400],
    deep={"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}},
    n=1e30,
    **{"a.b": "x"},
)
TEXTS = '{"cid": "1", "ev": [{"evt": "tr", "goals": ["7"]}]}'


@pytest.mark.parametrize("rule", RULES)
def test_each_holds_for_a_get_and_never_for_a_post(rule) -> None:
    assert problems(EVERYTHING, rule, "GET")
    assert problems(EVERYTHING, rule, "POST") == []


@pytest.mark.parametrize("rule", RULES)
def test_a_small_document_of_texts_is_fine(rule) -> None:
    assert problems(TEXTS, rule, "GET") == []


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("text", ["{", "[]", "{}"])
def test_what_cannot_be_a_get_is_not_judged_as_one(rule, text) -> None:
    assert problems(text, rule, "GET") == []


def test_lost_types_are_reported_once_with_the_first_places() -> None:
    (problem,) = problems(document(cid=None, pid=1, vid=2, tid=True), "type-lost-in-get", "GET")
    assert (problem.severity, problem.where) == ("info", "cid")
    assert "(cid, pid, vid and 6 more)" in problem.sentence


def test_a_single_lost_type_is_named_alone() -> None:
    (problem,) = problems('{"cid": "1", "n": 1}', "type-lost-in-get", "GET")
    assert "(n)" in problem.sentence


def test_empty_lists_and_objects_vanish_and_empty_texts_do_not() -> None:
    text = '{"cid": "", "seg": {"cust": [], "campaign": ""}, "x": {}}'
    assert places(text, "empty-lost-in-get", "GET") == [("warning", "seg.cust"), ("warning", "x")]


def test_what_holds_nothing_but_null_vanishes_whole() -> None:
    text = '{"cid": "1", "seg": {"cust": [null]}}'
    assert places(text, "empty-lost-in-get", "GET") == [("warning", "seg")]
    assert problems(text, "type-lost-in-get", "GET") == []


def with_length(length: int) -> str:
    """A document whose GET URL has so many bytes."""
    short = '{"a": ""}'
    missing = length - len(f"{PROFILE.url}?a=")
    return short.replace('""', '"' + "x" * missing + '"')


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (2_083, []),
        (2_084, ["info"]),
        (8_000, ["info"]),
        (8_001, ["warning"]),
        (65_536, ["warning"]),
        (65_537, ["error"]),
    ],
)
def test_a_long_url_is_graded_by_who_refuses_it(length, expected) -> None:
    found = problems(with_length(length), "get-too-long", "GET")
    assert [one.severity for one in found] == expected
    assert all(f"{length:,} bytes" in one.sentence for one in found)


@pytest.mark.parametrize("project", ["1", ""])
def test_the_length_of_a_far_too_long_url_is_reported_as_a_minimum(project: str) -> None:
    text, profile = document(ev=[SALE] * 10_000), replace(PROFILE, project=project)
    (length,) = problems(text, "get-too-long", "GET", profile=profile)
    (count,) = problems(text, "get-many-parameters", "GET", profile=profile)
    assert length.sentence.startswith("The URL has more than 131,072 bytes; the limit is 65,536.")
    assert count.sentence.startswith("The query has more than ")


def test_a_url_is_measured_also_where_it_cannot_be_sent_yet() -> None:
    profile = replace(PROFILE, project="")
    (problem,) = problems(with_length(9_000), "get-too-long", "GET", profile=profile)
    assert problem.severity == "warning"


@pytest.mark.parametrize(("count", "expected"), [(20, []), (21, [("warning", "ev[20]")])])
def test_more_than_twenty_events_are_reported(count, expected) -> None:
    text = document(ev=[GOAL] * count)
    assert places(text, "get-many-events", "GET") == expected
    assert problems(document(ev="x" * 30), "get-many-events", "GET") == []


@pytest.mark.parametrize(("count", "expected"), [(1_000, []), (1_001, [("warning", "")])])
def test_more_than_a_thousand_parameters_are_reported(count, expected) -> None:
    text = '{"a": [' + ", ".join(['"7"'] * count) + "]}"
    assert places(text, "get-many-parameters", "GET") == expected


@pytest.mark.parametrize(
    "literal", ["1e3", "1E-7", "9007199254740993", "-9007199254740993", "9" * 99]
)
def test_a_number_that_parsers_spell_differently_is_worth_knowing(literal) -> None:
    text = CLEAN.replace("123.20", literal)
    assert places(text, "get-number-form", "GET") == [("info", "ev[1].r")]


@pytest.mark.parametrize(
    "literal", ["123.20", "9007199254740992", "0.30000000000000004", '"9007199254740993"', "-1"]
)
def test_plain_numbers_and_texts_have_one_form(literal) -> None:
    assert problems(CLEAN.replace("123.20", literal), "get-number-form", "GET") == []


@pytest.mark.parametrize("key", ["a[b]", "a]", "["])
def test_a_bracket_in_a_key_is_an_error_at_any_depth(key) -> None:
    assert [one.severity for one in problems(document(**{key: "x"}), "get-key", "GET")] == ["error"]
    assert [one.severity for one in problems(with_seg(**{key: "x"}), "get-key", "GET")] == ["error"]


@pytest.mark.parametrize("key", ["__proto__", "constructor", "hasOwnProperty"])
def test_a_name_that_parsers_drop_is_doubtful_at_any_depth(key) -> None:
    assert [one.severity for one in problems(document(**{key: "x"}), "get-key", "GET")] == [
        "warning"
    ]
    assert [one.severity for one in problems(with_seg(**{key: "x"}), "get-key", "GET")] == [
        "warning"
    ]


@pytest.mark.parametrize("key", ["a.b", "a b"])
def test_a_dot_or_a_space_is_doubtful_in_a_top_level_key_only(key) -> None:
    assert [one.severity for one in problems(document(**{key: "x"}), "get-key", "GET")] == [
        "warning"
    ]
    assert problems(with_seg(**{key: "x"}), "get-key", "GET") == []


@pytest.mark.parametrize("empty", [{}, {"goals": []}, {"evt": None}])
def test_an_event_without_content_leaves_a_gap_where_another_follows(empty) -> None:
    assert places(document(ev=[GOAL, empty, SALE]), "get-gap", "GET") == [("warning", "ev[1]")]
    assert problems(document(ev=[GOAL, empty]), "get-gap", "GET") == []


def test_a_gap_elsewhere_is_reported_too() -> None:
    text = document(cart=[{}, {"sku": "1"}])
    assert places(text, "get-gap", "GET") == [("warning", "cart[0]")]


def test_deep_nesting_is_reported_once() -> None:
    five = {"a": {"b": {"c": {"d": {"e": "x"}}}}}
    six = {"a": {"b": {"c": {"d": {"e": {"f": "x", "g": "y"}}}}}}
    assert problems(document(top=five), "get-deep", "GET") == []
    assert places(document(top=six), "get-deep", "GET") == [("warning", "top.a.b.c.d.e.f")]


def test_a_long_number_or_key_is_abbreviated() -> None:
    text = changed({"k" * 500 + "[": "1"}, n=10**500)
    for rule in ("get-key", "get-number-form"):
        (problem,) = problems(document(**text), rule, "GET")
        assert len(problem.sentence) < 200


def query_problems(query: str) -> list[tuple[str, str, str]]:
    return [
        (problem.rule, problem.severity, problem.where)
        for problem in problems_of_query(read_query(query))
    ]


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
def test_a_name_that_occurs_twice_in_a_query_is_reported_at_its_place(query, where) -> None:
    assert query_problems(query) == [("duplicate-key", "warning", where)]


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("ev[0][evt]=tr&ev[2][evt]=tr", "ev"),
        ("ev[1][evt]=tr", "ev"),
        ("ev[0][goals][0]=1&ev[0][goals][3]=2", "ev[0].goals"),
    ],
)
def test_a_gap_in_the_numbers_of_a_query_is_reported_at_its_list(query, where) -> None:
    assert query_problems(query) == [("get-gap", "warning", where)]


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
def test_lists_and_numbers_in_any_order_are_fine_in_a_query(query) -> None:
    assert query_problems(query) == []


def test_a_problem_of_a_query_names_the_parameter_and_the_next_step() -> None:
    gap, twice = problems_of_query(read_query("a[1]=x&b=1&b=2"))
    assert gap.sentence.startswith("The numbering of a has a gap") and "Number " in gap.sentence
    assert "“b” occurs twice" in twice.sentence and "Remove one" in twice.sentence
