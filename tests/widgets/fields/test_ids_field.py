"""Ids keep the form they have; new ones follow it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from convert_console.core.document.payload import Number, Payload
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.widgets.fields.ids_field import IdsField


@pytest.fixture
def field(qtbot: QtBot) -> IdsField:
    made = IdsField("goal", CurrentCatalog())
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(
    ("before", "after"),
    [(["7"], ["7", "8"]), ([Number("7")], [Number("7"), Number("8")]), (None, ["8"])],
)
def test_a_new_id_follows_the_form_of_the_first(
    field: IdsField, qtbot: QtBot, before: Payload, after: Payload
) -> None:
    field.set_value(before)
    qtbot.keyClicks(field.chips.input, "8")
    with qtbot.waitSignal(field.edited) as edited:
        qtbot.keyClick(field.chips.input, Qt.Key.Key_Return)
    assert edited.args == [after]


@pytest.mark.parametrize("value", ["7", [["7"]], [True], {"1": "2"}])
def test_what_is_not_a_list_of_ids_is_left_alone(
    field: IdsField, qtbot: QtBot, value: Payload
) -> None:
    with qtbot.assertNotEmitted(field.edited):
        field.set_value(value)
    assert not field.isEnabled()
    assert "edit in JSON" in field._unsupported.text()


def test_one_goal_is_a_plain_field_until_another_is_wanted(qtbot: QtBot) -> None:
    made = IdsField("goal", CurrentCatalog(), one_by_one=True)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.set_value(["7"])
    assert made.is_single
    assert made.single is not None
    assert made.single.text() == "7"
    made.begin_another()
    assert not made.is_single
    assert made.chips.input.hasFocus()
    made.end_another()
    assert made.is_single, "it was left without another one"
    made.set_value(["7", "8"])
    assert made.chips.ids() == ["7", "8"]
    assert not made.is_single
    made.chips.input.clearFocus()
    made.set_value(["7"])
    assert made.is_single, "another request has one goal"
    assert not made.single.hasFocus()
