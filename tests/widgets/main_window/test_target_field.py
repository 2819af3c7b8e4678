"""The target is one of two known ones, or any URL that is typed."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from convert_console.core.request.profile import Profile
from convert_console.widgets.main_window.top_bar import TargetField


@pytest.fixture
def field(qtbot: QtBot) -> TargetField:
    made = TargetField()
    qtbot.addWidget(made)
    return made


def test_the_url_of_the_profile_is_shown(field: TargetField) -> None:
    field.set_profile(Profile("a", "A", project="7"))
    assert field.combo.currentText() == "https://7.metrics.convertexperiments.com/track"


def test_without_a_project_it_says_where_to_enter_one_in_place_of_half_an_address(
    field: TargetField,
) -> None:
    field.set_profile(Profile("a", "A"))
    assert field.combo.currentText() == ""
    assert "Ctrl+," in field.combo.line.placeholderText()
    assert "no project id yet" in field.combo.toolTip()
    field.set_profile(Profile("a", "A", project="7"))
    assert field.combo.currentText() == "https://7.metrics.convertexperiments.com/track"
    field.set_profile(Profile("a", "A", target="custom"))
    assert field.combo.line.placeholderText() == "https://host/track"


@pytest.mark.parametrize(("place", "target"), [(0, "convert"), (1, "local")])
def test_a_known_target_is_chosen(
    field: TargetField, qtbot: QtBot, place: int, target: str
) -> None:
    with qtbot.waitSignal(field.targeted) as targeted, qtbot.assertNotEmitted(field.typed):
        field.combo.activated.emit(place)
    assert targeted.args == [target]


def test_a_url_is_typed_and_the_caret_stays(field: TargetField, qtbot: QtBot) -> None:
    field.set_profile(Profile("a", "A", target="custom", endpoint="http://localhost/track"))
    field.typed.connect(
        lambda url: field.set_profile(Profile("a", "A", target="custom", endpoint=url))
    )
    field.combo.line.setCursorPosition(16)
    with qtbot.waitSignal(field.typed) as typed:
        qtbot.keyClicks(field.combo.line, ":")
    assert typed.args == ["http://localhost:/track"]
    assert field.combo.line.cursorPosition() == 17
