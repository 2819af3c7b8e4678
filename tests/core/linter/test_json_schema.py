"""The schema and the linter's errors say the same of every document."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from convert_console.core.linter.all_rules import RULES
from convert_console.core.linter.json_schema import BEYOND, schema_of_track
from convert_console.core.request.parameters import PARAMETERS
from convert_console.core.request.profile import LOCAL_ENDPOINT, Profile
from support.depth import repeated
from support.linting import CLEAN, DATA, GOAL, SALE, VIEW, changed, document, problems

SCHEMA = schema_of_track()
VALIDATOR = Draft202012Validator(SCHEMA)

ANYWHERE = Profile(id="t", name="Test", target="custom", endpoint=LOCAL_ENDPOINT)
"""An address that says nothing of the project: the schema knows no address."""

TEXTS = (
    "", " ", "\n", "\u00a0", "5", "007", "5\n", " 5", "1, 2", "3;4|5 ", "1,2\n", "x", "viewexp",
    "viewExp", "tr", "null", "undefined", "NaN", "[1]", '["5"]', '{"a": 1}', '"5"', "{{goal}}",
    "XXXX", "1.10", "1,50", "1,234", " 7.5 ", "-3", "01", "1e5", "$5", "½", "٣",
    "1588166554499-0.2020703998482254",
)  # fmt: skip
PLAIN = st.one_of(
    st.sampled_from((*TEXTS, None, True, False, 0, 5, -5, 123_456_789_012, 1.5, -0.25)),
    st.text(max_size=3),
    st.integers(-10, 10**16),
)
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(("a", "evt")), inner, max_size=2),
    ),
    max_leaves=4,
)
IDS = st.one_of(VALUES, st.lists(PLAIN, max_size=3), st.just(["5"]))


def with_values(base: dict[str, Any], keys: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """An object in which any of the keys may be left out, or have another value."""
    left_out = st.sets(st.sampled_from(sorted({*base, *keys})), max_size=1)
    return st.builds(
        lambda new, gone: {k: v for k, v in {**base, **new}.items() if k not in gone},
        st.fixed_dictionaries({}, optional=keys),
        left_out,
    )


BASES: tuple[dict[str, Any], ...] = (GOAL, SALE, VIEW)
EVENTS = st.sampled_from(BASES).flatmap(
    lambda base: with_values(
        base,
        {"evt": VALUES, "goals": IDS, "exps": IDS, "vars": IDS, "r": VALUES, "prc": VALUES},
    )
)
SEGMENTS = with_values(
    {"browser": "CH"},
    {
        **dict.fromkeys(("devices", "new", "ctry", "source", "campaign", "more"), VALUES),
        **dict.fromkeys(("visitorType", "country", "customSegments"), VALUES),
        "cust": IDS,
    },
)
DOCUMENTS = with_values(
    json.loads(CLEAN),
    {
        **dict.fromkeys(("cid", "pid", "vid", "tid", "more"), VALUES),
        "seg": st.one_of(SEGMENTS, VALUES),
        "ev": st.one_of(st.lists(st.one_of(EVENTS, VALUES), max_size=2), EVENTS, VALUES),
    },
)


def errors(value: object) -> set[str]:
    """The rules that find an error in the document, sent to an address that says nothing of it."""
    text = json.dumps(value)
    return {one.rule for one in problems(text, profile=ANYWHERE) if one.severity == "error"}


@settings(max_examples=repeated(300))
@given(st.one_of(DOCUMENTS, VALUES))
def test_it_rejects_what_the_linter_calls_an_error(value: object) -> None:
    found = errors(value)
    if VALIDATOR.is_valid(value):
        assert found <= {*BEYOND}
    else:
        assert found


@pytest.mark.parametrize(
    ("changes", "valid"),
    [
        ({}, True),
        ({"more": {"of": "this"}}, True),
        ({"cid": 10000009}, True),
        ({"cid": "1, 2"}, True),  # a warning
        ({"cid": "abc"}, False),
        ({"vid": " "}, False),
        ({"tid": ["O-1"]}, False),
        ({"ev": []}, False),
        ({"ev": [{**SALE, "r": "12.5"}]}, True),  # a warning
        ({"ev": [{**SALE, "r": "12,5"}]}, False),
        ({"ev": [{**SALE, "r": None}]}, False),
        ({"ev": [{**GOAL, "evt": "hitgoal"}]}, False),
        ({"ev": [{**GOAL, "goals": []}]}, False),
        ({"ev": [{**VIEW, "goals": []}]}, True),
        ({"ev": [{**VIEW, "exps": "100400101"}]}, False),
        ({"seg": []}, False),
        ({"seg": {"country": "RO"}}, False),
        ({"seg": {"ctry": "Romania"}}, True),  # a warning
    ],
)
def test_the_schema_rejects_what_has_an_error_for_the_linter(
    changes: dict[str, Any], valid: bool
) -> None:
    value = changed(json.loads(CLEAN), **changes)
    assert VALIDATOR.is_valid(value) is valid
    assert (not errors(value)) is valid


def test_the_article_s_own_samples_are_accepted() -> None:
    text = (DATA / "article-post.json.txt").read_text("utf-8")
    assert VALIDATOR.is_valid(json.JSONDecoder().raw_decode(text)[0])
    assert VALIDATOR.is_valid(json.loads(document()))


def test_the_schema_of_a_request_is_a_valid_json_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_what_it_leaves_to_the_linter_is_named() -> None:
    assert {*BEYOND} <= {rule.id for rule in RULES}
    assert all(rule in SCHEMA["$comment"] for rule in BEYOND)


def test_editors_are_told_every_key_and_its_values() -> None:
    top = SCHEMA["properties"]
    places = {"": top, "seg": top["seg"]["properties"], "ev": top["ev"]["items"]["properties"]}
    for row in PARAMETERS:
        told = places[row.path[0] if len(row.path) > 1 else ""][row.wire_name]
        assert (told["title"], told["description"]) == (row.label, row.meaning)
        assert [value for value in row.values if f'"{value}"' not in json.dumps(told)] in (
            [],
            ["0", "1"],  # numbers
        )
