"""A tracking plan is read from YAML or JSON, and says what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from convert_console.core.document.formatting import flat_text
from convert_console.core.document.payload import Number, Payload, parse
from convert_console.core.plan.expectation import EventTerms
from convert_console.core.plan.key_schema import key_schema, plain
from convert_console.core.plan.plan import Plan, PlanFault, read_plan
from convert_console.core.plan.plan_schema import schema_of_plan
from support.distributions import ROOT
from support.json_texts import trees
from support.linting import DATA

PLANS = [DATA / "plan.yaml", ROOT / "resources" / "ci" / "plan.yaml"]


def read(text: str) -> Plan:
    found = read_plan(text)
    assert isinstance(found, Plan), found
    return found


def terms(**fields: Any) -> EventTerms:
    (expectation,) = read(json.dumps([{"goal": "5", **fields}])).expectations
    assert expectation.events is not None
    return expectation.events


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.parent.name)
def test_the_same_plan_can_be_json(path: Any) -> None:
    text = path.read_text("utf-8")
    assert read(json.dumps(yaml.safe_load(text))) == read(text)


def test_ids_and_digits_of_yaml_stay_as_they_are_written() -> None:
    plan = read("""
project: 010
expectations:
  - {goal: 0x1F, keys: {ev.r: {const: 1.10}, ev.new: {const: yes}, seg.ctry: {const: NO}}}
  - document: {ev: [{r: 1.10, when: 2026-01-31, gift: true, note: ~}]}
""")
    first, second = plan.expectations
    assert plan.project == "010"
    assert first.events is not None
    assert first.events.goal == "0x1F"
    assert first.events.keys["r",].words == "1.10"
    assert first.events.keys["new",].words == '"yes"'
    assert first.events.keys_of_request["seg", "ctry"].words == '"NO"'
    event = {"r": Number("1.10"), "when": "2026-01-31", "gift": True, "note": None}
    assert second.document == {"ev": [event]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "A plan is a list of expectations"),
        ("nonsense", "A plan is a list of expectations"),
        ("expectations: [", "not YAML"),
        ("expectations: [{goal: 1, goal: 2}]", "Line 1 of the plan: “goal” is there twice"),
        ('[{"goal": 1, "goal": 2}]', "“[0].goal” is there twice"),
        ("expectations:\n\t- goal: 1", "a tab begins a line, where only spaces may (line 2"),
        ("- &a {goal: 1}\n- {<<: *a}", "Line 2 of the plan: a key must be a text"),
        ("\x00", "not YAML"),
        ("- {goal: 1, keys: {ev.r: {typ: number}}}", "“typ” is not one of type, enum"),
        ("- {goal: 1, keys: {ev.r: {type: numbr}}}", "“keys.ev.r.type” must be a type of JSON"),
        ('- {goal: 1, keys: {ev.r: {pattern: "("}}}', "no regular expression"),
        ('- {goal: 1, keys: {ev.r: {pattern: "(?R)"}}}', "no regular expression"),
        ('- {goal: 1, keys: {tid: {pattern: "((a{99}){99}){99}"}}}', "more than 100,000"),
        ("- {goal: 1, required: [ev.]}", "a key is empty"),
        ("- {goal: 1, event: purchase}", '“event” must be one of "viewExp", "hitGoal", "tr"'),
        ("- {goal: 1, at_most: 0}", "“at_most” must be at least 1"),
        ("- {goal: 1, never: true, count: 2}", "leave out “count”"),
        ("- {document: {}, at_most: 1}", "“at_most” needs a “goal”"),
        ("- {goal: 1, after: Another}", "which is the name of 0"),
        ("- {name: A, goal: 1, after: A}", "which is this one"),
        ("- {name: A, goal: 1, after: B}\n- {name: B, goal: 2, after: C}\n"
         "- {name: C, goal: 3, after: B}", "By “after”, “B” would come after itself"),
        ("- {name: A, goal: 1}\n- {name: A, goal: 1}\n- {goal: 2, after: A}", "the name of 2"),
        ("[" * 5000, "levels of brackets"),
        ("- " * 5000, "nest"),
        ("a" * 1_000_001, "Split it"),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_used_says_why(text: str, said: str) -> None:
    found = read_plan(text)
    assert isinstance(found, PlanFault)
    assert said in found.sentence


def test_anchors_that_multiply_end_with_a_sentence() -> None:
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    found = read_plan("\n".join(lines))
    assert isinstance(found, PlanFault)
    assert "too many values" in found.sentence


@given(trees.map(lambda tree: flat_text([tree])) | st.text())
def test_reading_a_plan_never_raises(text: str) -> None:
    assert isinstance(read_plan(text), Plan | PlanFault)


def test_the_schema_for_editors_is_a_schema_and_takes_the_examples() -> None:
    schema = schema_of_plan()
    Draft202012Validator.check_schema(schema)
    for path in PLANS:
        Draft202012Validator(schema).validate(yaml.safe_load(path.read_text("utf-8")))


@pytest.mark.parametrize(
    ("schema", "good", "bad", "words"),
    [
        ({"type": "number"}, "1e400", '"1"', "a number"),
        ({"type": "integer"}, "3.0", "3.5", "a whole number"),
        ({"type": ["string", "null"]}, "null", "1", "text or null"),
        ({"enum": [1, "a", True]}, "1.0", '"b"', 'one of 1, "a", true'),
        ({"minimum": 0.1}, "0.10", "0.09", "at least 0.1"),
        ({"exclusiveMaximum": 5}, "4.999", "5", "less than 5"),
        ({"pattern": "^O-"}, '"O-1"', '"P-1"', "text like ^O-"),
        ({"minLength": 2}, '"ab"', '"a"', "2 or more characters"),
        ({"maxItems": 1}, "[1]", "[1, 2]", "at most 1 items"),
        ({"uniqueItems": True}, "[1, 2]", "[1, 1.0]", "each item once"),
    ],
)  # fmt: skip
def test_a_value_is_as_the_schema_says_or_named_in_words(
    schema: Any, good: str, bad: str, words: str
) -> None:
    made = key_schema(plain(parse(json.dumps(schema)).payload))
    assert made.words == words
    assert made.unmet(parse(good).payload, as_text=False) == ""
    assert made.unmet(parse(bad).payload, as_text=False) == words


def test_a_get_s_text_counts_as_the_number_that_it_spells() -> None:
    amount = key_schema(plain({"type": "number", "maximum": Number("5")}))
    assert amount.unmet("4.5", as_text=True) == ""
    assert amount.unmet("4.5", as_text=False) == "a number"
    assert amount.unmet("5.5", as_text=True) == "a number"
    assert amount.unmet("NaN", as_text=True) == "a number"


def test_an_event_is_meant_by_goal_experience_and_type() -> None:
    event: Mapping[str, Payload] = {"evt": "tr", "goals": ["4", Number("5")], "exps": "7"}
    assert terms().has(event)
    assert terms(event="tr", experience=7).has(event)
    assert not terms(event="hitGoal").has(event)
    assert not terms(experience="8").has(event)
    assert terms(event="tr").words == "an event tr with goal 5"
