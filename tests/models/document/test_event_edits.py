"""Edits of the events: each is one step, and leaves every other character alone."""

from __future__ import annotations

import pytest

from convert_console.core.document.payload import Number, Payload
from convert_console.core.request.draft import Draft
from convert_console.models.document.document import RequestDocument
from convert_console.models.document.events import (
    add_event,
    delete_event,
    duplicate_event,
    events_of,
    move_event,
    new_event,
)

pytestmark = pytest.mark.usefixtures("qapp")

TWO = '{"ev": [{"evt": "hitGoal",  "goals": [7]}, {"evt":"tr", "r": 1.10}], "x": 1e2}'


@pytest.fixture
def document() -> RequestDocument:
    made = RequestDocument()
    made.open("shop", Draft(TWO))
    return made


def kinds(document: RequestDocument) -> list[Payload]:
    return [e.get("evt") if isinstance(e, dict) else e for e in events_of(document.payload)]


def undone(document: RequestDocument) -> str:
    assert document.undo_group.activeStack().count() == 1
    document.undo_group.undo()
    return document.draft.text


def test_a_new_event_takes_over_the_ids_of_the_nearest_one_that_has_them() -> None:
    events: list[Payload] = [
        {"evt": "tr", "goals": ["1"], "exps": ["2"], "vars": ["3"]},
        "not an object",
        {"evt": "hitGoal", "goals": [Number("4")], "exps": []},
    ]
    assert new_event("tr", events) == {
        "evt": "tr",
        "goals": [Number("4")],
        "exps": ["2"],
        "vars": ["3"],
    }
    assert "goals" not in new_event("viewExp", events)
    assert new_event("hitGoal", []) == {"evt": "hitGoal", "goals": [], "exps": [], "vars": []}


def test_a_goal_that_an_event_of_the_type_has_is_not_taken_over() -> None:
    pair: dict[str, Payload] = {"exps": ["2"], "vars": ["3"]}
    events: list[Payload] = [{"evt": "hitGoal", "goals": [Number("1")], **pair}]
    assert new_event("hitGoal", events) == {"evt": "hitGoal", "goals": [], **pair}
    assert new_event("tr", events) == {"evt": "tr", "goals": [Number("1")], **pair}
    both = [*events, {"evt": "tr", "goals": ["1"], **pair}]
    assert new_event("hitGoal", both)["goals"] == new_event("tr", both)["goals"] == []


def test_an_added_event_comes_last(document: RequestDocument) -> None:
    assert add_event(document, "viewExp") == 2
    assert kinds(document) == ["hitGoal", "tr", "viewExp"]
    assert document.draft.text.startswith(TWO.partition("]}")[0])
    assert undone(document) == TWO


@pytest.mark.parametrize("text", ["{}", '{"ev": []}', '{"ev": null}'])
def test_the_first_event_makes_its_list(text: str) -> None:
    document = RequestDocument()
    document.open("shop", Draft(text))
    assert add_event(document, "tr") == 0
    assert kinds(document) == ["tr"]


def test_a_copy_is_the_same_to_the_character(document: RequestDocument) -> None:
    duplicate_event(document, 0)
    assert kinds(document) == ["hitGoal", "hitGoal", "tr"]
    assert document.draft.text.count('{"evt": "hitGoal",  "goals": [7]}') == 2
    assert undone(document) == TWO


def test_a_deleted_event_is_gone(document: RequestDocument) -> None:
    delete_event(document, 0)
    assert document.draft.text == '{"ev": [{"evt":"tr", "r": 1.10}], "x": 1e2}'
    assert undone(document) == TWO


def test_a_moved_event_keeps_its_characters(document: RequestDocument) -> None:
    assert move_event(document, 1, 0)
    assert document.draft.text == (
        '{"ev": [{"evt":"tr", "r": 1.10}, {"evt": "hitGoal",  "goals": [7]}], "x": 1e2}'
    )
    assert undone(document) == TWO


@pytest.mark.parametrize(("row", "to"), [(0, -1), (1, 2), (1, 1)])
def test_an_event_cannot_be_moved_beyond_the_list(
    document: RequestDocument, row: int, to: int
) -> None:
    assert not move_event(document, row, to)
    assert document.draft.text == TWO


def test_what_cannot_be_done_is_reported(document: RequestDocument) -> None:
    said: list[str] = []
    document.refused.connect(said.append)
    duplicate_event(document, 9)
    document.write('{"ev": "text"}')
    add_event(document, "tr")
    document.write("{")
    delete_event(document, 0)
    assert len(said) == 3
    assert document.draft.text == "{"
