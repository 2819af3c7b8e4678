"""A User-Agent is chosen by name or typed, and judged as it stands."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from convert_console.core.request.profile import CONVERT_AGENT
from convert_console.widgets.main_window.top_bar import AgentField


@pytest.fixture
def field(qtbot: QtBot) -> AgentField:
    made = AgentField()
    qtbot.addWidget(made)
    made.resize(300, 32)
    return made


@pytest.mark.parametrize(
    ("user_agent", "shown", "judged"),
    [
        (CONVERT_AGENT, "ConvertAgent", "passes"),
        ("curl/8", "curl/8", "looks like a bot"),
        ("ConvertAgent/2.0", "ConvertAgent/2.0", "passes"),
    ],
)
def test_an_agent_is_shown_by_name_or_as_it_is(
    field: AgentField, user_agent: str, shown: str, judged: str
) -> None:
    field.set_agent(user_agent)
    assert field.combo.currentText() == shown
    assert field.badge.text() == judged


def test_the_first_one_is_shown_from_its_beginning(field: AgentField) -> None:
    field.set_agent(CONVERT_AGENT)
    assert field.combo.line.cursorPosition() == 0


def test_no_agent_is_a_choice(field: AgentField, qtbot: QtBot) -> None:
    place = next(i for i in range(field.combo.count()) if field.combo.itemData(i) is None)
    with qtbot.waitSignal(field.edited) as edited:
        field.combo.activated.emit(place)
    assert edited.args == [None]
    field.set_agent(None)
    assert field.combo.currentText() == field.combo.itemText(place)
    assert field.badge.text() == "none: 301"


def test_typing_gives_the_text_and_the_caret_stays(field: AgentField, qtbot: QtBot) -> None:
    field.edited.connect(field.set_agent)
    field.set_agent("curl")
    field.combo.line.setCursorPosition(2)
    with qtbot.waitSignal(field.edited) as edited:
        qtbot.keyClicks(field.combo.line, "x")
    assert edited.args == ["cuxrl"]
    assert field.combo.line.cursorPosition() == 3


def test_the_badge_stands_inside_and_clear_of_the_text(field: AgentField) -> None:
    field.set_agent("curl/8")
    assert field.rect().contains(field.badge.geometry())
    assert field.combo.line.textMargins().right() >= field.badge.width()
