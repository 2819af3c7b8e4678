"""One of the choices is always chosen; only the user's choice is announced."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.segmented_toggle import Segment, SegmentedToggle


@pytest.fixture
def toggle(qtbot: QtBot) -> SegmentedToggle:
    made = SegmentedToggle((("POST", "POST"), ("GET", "GET"), ("BOTH", "Both")), "Method")
    qtbot.addWidget(made)
    made.show()
    return made


def _segment(toggle: SegmentedToggle, value: str) -> Segment:
    return next(s for s in toggle.findChildren(Segment) if s.value == value)


def test_the_first_is_chosen_at_first(toggle: SegmentedToggle) -> None:
    assert toggle.value() == "POST"


def test_a_click_chooses_and_is_announced(toggle: SegmentedToggle, qtbot: QtBot) -> None:
    with qtbot.waitSignal(toggle.chosen) as announced:
        qtbot.mouseClick(_segment(toggle, "GET"), Qt.MouseButton.LeftButton)
    assert announced.args == ["GET"]
    assert toggle.value() == "GET"


def test_what_a_screen_reader_toggles_is_announced(toggle: SegmentedToggle, qtbot: QtBot) -> None:
    with qtbot.waitSignal(toggle.chosen) as announced:
        _segment(toggle, "GET").toggle()
    assert announced.args == ["GET"]
    assert toggle.value() == "GET"


def test_setting_from_outside_is_silent(toggle: SegmentedToggle, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(toggle.chosen):
        toggle.set_value("GET")
        toggle.set_value("no such choice")
    assert toggle.value() == "GET"


def test_choosing_what_is_chosen_is_silent(toggle: SegmentedToggle, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(toggle.chosen):
        qtbot.mouseClick(_segment(toggle, "POST"), Qt.MouseButton.LeftButton)
    assert toggle.value() == "POST"


def test_arrow_keys_move_the_choice_and_stop_at_the_ends(
    toggle: SegmentedToggle, qtbot: QtBot
) -> None:
    qtbot.keyClick(_segment(toggle, "POST"), Qt.Key.Key_Left)
    assert toggle.value() == "POST"
    qtbot.keyClick(_segment(toggle, "POST"), Qt.Key.Key_Right)
    assert toggle.value() == "GET"


def test_only_the_chosen_one_is_a_tab_stop(toggle: SegmentedToggle) -> None:
    tab = Qt.FocusPolicy.TabFocus
    stops = [s.value for s in toggle.findChildren(Segment) if s.focusPolicy() & tab == tab]
    assert stops == ["POST"]
