"""The events as a list: its signals say what changed, and no more."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt

from convert_console.core.document.payload import Number
from convert_console.core.request.draft import Draft
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.document.events import (
    KIND,
    LINE,
    EventsModel,
    delete_event,
    duplicate_event,
    events_of,
    move_event,
)

pytestmark = pytest.mark.usefixtures("qapp")


def opened(*goals: str) -> tuple[RequestDocument, EventsModel]:
    document = RequestDocument()
    document.open("shop", Draft(text_of(*goals)))
    return document, EventsModel(document, CurrentCatalog())


def text_of(*goals: str) -> str:
    return json.dumps({"ev": [{"evt": "hitGoal", "goals": [goal]} for goal in goals]})


def lines(model: EventsModel) -> list[str]:
    return [model.data(model.index(row), LINE) for row in range(model.rowCount())]


class Mirror:
    """A view that believes the signals and nothing else."""

    def __init__(self, model: EventsModel) -> None:
        self.model = model
        self.lines = lines(model)
        self.told: list[tuple[str, int, int]] = []
        model.rowsInserted.connect(self._inserted)
        model.rowsRemoved.connect(self._removed)
        model.dataChanged.connect(self._changed)
        model.modelReset.connect(lambda: self.told.append(("reset", 0, 0)))

    def _line(self, row: int) -> Any:
        return self.model.data(self.model.index(row), LINE)

    def _inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        self.told.append(("inserted", first, last))
        self.lines[first:first] = [self._line(row) for row in range(first, last + 1)]

    def _removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        self.told.append(("removed", first, last))
        del self.lines[first : last + 1]

    def _changed(self, first: QModelIndex, last: QModelIndex) -> None:
        self.told.append(("changed", first.row(), last.row()))
        for row in range(first.row(), last.row() + 1):
            self.lines[row] = self._line(row)


def test_the_model_keeps_qts_rules(qtmodeltester: Any) -> None:
    document, model = opened("1", "2")
    qtmodeltester.check(model)
    document.write(text_of("3"))
    document.write(text_of("3", "4", "5"))
    delete_event(document, 1)
    qtmodeltester.check(model)


def test_an_event_shows_its_type_and_its_line() -> None:
    _document, model = opened("7")
    index = model.index(0)
    assert (model.data(index, KIND), model.data(index, LINE)) == ("hitGoal", "7")
    assert model.data(index) == "hitGoal 7"
    assert model.data(index, Qt.ItemDataRole.AccessibleTextRole) == "1 hitGoal 7"
    assert model.data(QModelIndex()) is None


def test_what_is_not_an_object_has_a_row_too() -> None:
    document, model = opened()
    document.write('{"ev": [7, {"evt": null}]}')
    assert [model.data(model.index(row), KIND) for row in range(2)] == ["?", "null"]


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (("1", "2", "3"), []),
        (("1", "x", "3"), [("changed", 1, 1)]),
        (("x", "2", "y"), [("changed", 0, 2)]),
        (("1", "2", "3", "4"), [("inserted", 3, 3)]),
        (("0", "1", "2", "3"), [("inserted", 0, 0)]),
        (("1", "2", "2", "3"), [("inserted", 2, 2)]),
        (("1", "3"), [("removed", 1, 1)]),
        ((), [("removed", 0, 2)]),
        (("3", "2", "1"), [("changed", 0, 2)]),
    ],
)
def test_only_changes_are_signalled(
    after: tuple[str, ...], told: list[tuple[str, int, int]]
) -> None:
    document, model = opened("1", "2", "3")
    mirror = Mirror(model)
    document.write(f"{text_of(*after)} ")
    assert mirror.told == told
    assert mirror.lines == lines(model) == list(after)


def test_another_key_of_the_document_is_not_news() -> None:
    document, model = opened("1", "2")
    mirror = Mirror(model)
    document.set_value(("vid",), "v")
    document.set_method("GET")
    assert mirror.told == []


def test_a_number_written_differently_is_a_change() -> None:
    document, model = opened()
    document.write('{"ev": [{"evt": "tr", "r": 1.1}]}')
    mirror = Mirror(model)
    document.set_value(("ev", 0, "r"), Number("1.10"))
    assert mirror.lines == ["1.10"]


GOALS = st.lists(st.sampled_from("123"), max_size=5)


@given(GOALS, st.lists(GOALS, max_size=5))
def test_a_view_that_believes_the_signals_shows_what_is_there(
    first: list[str], later: list[list[str]]
) -> None:
    document, model = opened(*first)
    mirror = Mirror(model)
    for goals in later:
        document.write(text_of(*goals))
        assert mirror.lines == lines(model) == goals
    while document.undo_group.canUndo():
        document.undo_group.undo()
        assert mirror.lines == lines(model)
    assert mirror.lines == first


def test_moving_and_copying_are_followed() -> None:
    document, model = opened("1", "2", "3")
    mirror = Mirror(model)
    move_event(document, 0, 2)
    duplicate_event(document, 0)
    assert mirror.lines == lines(model) == ["2", "2", "3", "1"]


def test_while_the_text_is_broken_the_last_readable_events_stay() -> None:
    document, model = opened("1", "2")
    document.write("{")
    assert lines(model) == ["1", "2"]
    document.write("{}")
    assert lines(model) == []


def test_a_broken_draft_of_another_profile_does_not_show_this_ones_events() -> None:
    document, model = opened("1", "2")
    document.open("other", Draft("{"))
    assert lines(model) == []


@pytest.mark.parametrize("text", ["[]", "7", "{", '{"ev": {"0": {}}}', '{"ev": null}', ""])
def test_a_document_without_a_list_has_no_events(text: str) -> None:
    assert events_of(Draft(text).payload) == []
