"""The values of a step are read and written, and nothing else of its document changes."""

from __future__ import annotations

import json

import pytest

from convert_console.core.catalog.catalog import read_catalog
from convert_console.core.journeys.journey import Step
from convert_console.core.journeys.step_values import (
    StepValues,
    column_words,
    step_words,
    values_of,
    with_values,
)

PAIR = '"exps": ["4"], "vars": ["42"]'
SALE = Step(
    '{"vid": "v",  "tid": "A-1", "ev": [{"evt": "hitGoal", "goals": ["7"], ' + PAIR + "}, "
    '{"evt": "tr", "goals": ["7"], ' + PAIR + ', "r": 123.20, "prc": 2}]}',
    "GET",
    1.5,
)
NAMES = read_catalog(
    json.dumps(
        {
            "account_id": "1",
            "project": {"id": "2", "name": "Shop"},
            "goals": [{"id": "7", "name": "Purchase"}],
            "experiences": [
                {"id": "4", "name": "Button", "variations": [{"id": "42", "name": "Green"}]}
            ],
        }
    )
)
assert not isinstance(NAMES, str)


def test_a_goal_and_its_transaction_have_values_of_their_own() -> None:
    assert values_of(SALE) == StepValues("sale", "7", "4", "42", "123.20", "2", "A-1")


@pytest.mark.parametrize(
    ("change", "found", "put"),
    [
        ({"amount": "99.9"}, "123.20", "99.9"),
        ({"products": "3"}, '"prc": 2', '"prc": 3'),
        ({"order": "B-2"}, "A-1", "B-2"),
        ({"goal": "8"}, '"goals": ["7"]', '"goals": ["8"]'),
        ({"variation": "43", "experience": "5"}, PAIR, '"exps": ["5"], "vars": ["43"]'),
        ({"products": ""}, ', "prc": 2', ""),
        ({"order": ""}, '  "tid": "A-1",', ""),
    ],
)
def test_a_changed_value_leaves_every_other_character(
    change: dict[str, str], found: str, put: str
) -> None:
    after = with_values(SALE, **change)
    assert after.text == SALE.text.replace(found, put)
    assert (after.method, after.delay) == ("GET", 1.5)


def test_an_id_that_was_a_number_stays_one() -> None:
    step = Step('{"ev": [{"evt": "hitGoal", "goals": [7]}]}')
    assert with_values(step, goal="8").text == '{"ev": [{"evt": "hitGoal", "goals": [8]}]}'


def test_another_kind_of_event_keeps_the_values_that_it_carries() -> None:
    seen = with_values(SALE, kind="viewExp")
    assert values_of(seen) == StepValues("viewExp", "", "4", "42", "", "", "A-1")
    sale = with_values(Step('{"ev": [{"evt": "hitGoal", "goals": ["7"]}]}'), kind="sale")
    assert [event["evt"] for event in json.loads(sale.text)["ev"]] == ["hitGoal", "tr"]
    assert values_of(sale).goal == "7"


@pytest.mark.parametrize(
    "events",
    [
        '[{"evt": "hitGoal", "goals": ["7", "8"]}]',
        '[{"evt": "hitGoal", "goals": ["7"]}, {"evt": "tr", "goals": ["8"]}]',
        '[{"evt": "tr"}, {"evt": "tr"}]',
        '[{"evt": "purchase"}]',
        '["x"]',
        "7",
    ],
)
def test_what_has_no_such_values_is_edited_as_a_document(events: str) -> None:
    assert not values_of(Step(f'{{"ev": {events}}}')).editable


def test_a_step_is_told_by_names() -> None:
    assert not hasattr(NAMES, "sentence")
    said = step_words(SALE, NAMES)
    assert said == ("Goal and transaction", "Purchase · 123.20 · 2 products", "hitGoal · tr")
    seen = Step('{"ev": [{"evt": "viewExp", ' + PAIR + "}]}")
    assert step_words(seen, NAMES)[1] == "Green of Button"
    assert step_words(Step("["), None)[0] == "Not a JSON object"
    assert step_words(Step('{"ev": []}'), None)[0] == "No events"
    assert step_words(Step('{"ev": [{"evt": "tr"}, {"evt": "tr"}]}'), None) == (
        "2 events", "", "tr ×2",
    )  # fmt: skip
    assert column_words(SALE, NAMES) == "Purchase"
    assert column_words(seen, None) == "Variation seen"
