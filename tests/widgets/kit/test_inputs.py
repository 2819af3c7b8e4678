"""The buttons in a line follow the zoom, and never cover its text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QSpinBox,
    QStyle,
    QStyleOptionComboBox,
)
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.inputs import ElidedCombo, EndedLine, NamedCompleter, inset
from convert_console.widgets.theme import theme
from convert_console.widgets.theme.theme import px


@pytest.fixture
def line(qapp: QApplication, qtbot: QtBot) -> EndedLine:
    theme.apply(qapp, "light")
    made = EndedLine()
    qtbot.addWidget(made)
    made.resize(300, 30)
    made.show()
    return made


def test_the_cross_is_there_while_there_is_something_to_clear(
    line: EndedLine, qtbot: QtBot
) -> None:
    assert line.cross.isHidden()
    QTest.keyClicks(line, "words")
    assert line.cross.isVisible()
    with qtbot.waitSignal(line.textEdited) as edited:
        QTest.mouseClick(line.cross, Qt.MouseButton.LeftButton)
    assert edited.args == [""]
    assert (line.text(), line.cross.isHidden()) == ("", True)


def test_a_button_does_its_work_and_leaves_the_focus(line: EndedLine) -> None:
    told: list[str] = []
    end = line.add_end("circle-help", "Help", lambda: told.append("help"))
    line.setFocus()
    QTest.mouseClick(end, Qt.MouseButton.LeftButton)
    assert told == ["help"]
    assert end.accessibleName() == "Help"
    assert end.focusPolicy() is Qt.FocusPolicy.NoFocus


def test_the_text_keeps_clear_of_the_buttons_at_every_zoom(
    line: EndedLine, qapp: QApplication
) -> None:
    end = line.add_end("circle-help", "Help", lambda: None)
    line.setText("words")
    small = end.iconSize().width()
    theme.apply(qapp, "light", 2.0)
    try:
        assert end.iconSize().width() == 2 * small
        line.resize(600, line.sizeHint().height())
        QApplication.processEvents()
        padding = line.width() - end.geometry().right() - 1
        assert line.textMargins().right() >= line.width() - padding - line.cross.x()
        assert line.rect().contains(end.geometry())
    finally:
        theme.apply(qapp, "light", 1.0)


# A choice that is cut ends in an ellipsis and is told whole on hover.

NAME = "Sommerschlussverkauf – Startseite mit Rückgabehinweis"


@pytest.fixture
def combo(qtbot: QtBot) -> ElidedCombo:
    made = ElidedCombo()
    qtbot.addWidget(made)
    made.addItem(NAME)
    made.resize(120, 30)
    made.show()
    return made


def test_a_cut_choice_ends_in_an_ellipsis_and_is_told_whole_on_hover(combo: ElidedCombo) -> None:
    assert combo.shown().endswith("…")
    assert combo.grab().width() == 120
    assert NAME in combo.toolTip()
    combo.resize(900, 30)
    assert combo.shown() == NAME
    assert combo.toolTip() == ""


def test_a_tooltip_of_its_own_wins(combo: ElidedCombo) -> None:
    combo.setToolTip("why")
    assert combo.toolTip() == "why"


def test_it_can_grow_narrower_than_its_choices(combo: ElidedCombo) -> None:
    combo.setSizeAdjustPolicy(ElidedCombo.SizeAdjustPolicy.AdjustToContents)
    assert combo.sizeHint().width() > 300
    assert combo.minimumSizeHint().width() < 120


def room_by_the_style(combo: ElidedCombo) -> int:
    """Pixels for the text of a choice without the keyboard."""
    option = QStyleOptionComboBox()
    QComboBox.initStyleOption(combo, option)
    option.state &= ~QStyle.StateFlag.State_HasFocus
    whole, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    return combo.style().subControlRect(whole, option, field, combo).width()


@pytest.mark.parametrize("zoom", [0.8, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0])
def test_what_is_shown_has_the_room_that_the_style_gives_it(
    combo: ElidedCombo, qapp: QApplication, zoom: float
) -> None:
    theme.apply(qapp, "light", zoom)
    try:
        for width in range(90, 400, 7):
            combo.resize(width, 30)
            room = room_by_the_style(combo)
            right = Qt.TextElideMode.ElideRight
            assert combo.shown() == combo.fontMetrics().elidedText(NAME, right, room)
    finally:
        theme.apply(qapp, "light", 1.0)


@pytest.mark.parametrize("zoom", [1.0, 1.5, 2.0])
def test_what_is_shown_has_its_room_at_every_zoom(
    combo: ElidedCombo, qapp: QApplication, zoom: float
) -> None:
    theme.apply(qapp, "light", zoom)
    try:
        combo.setSizeAdjustPolicy(ElidedCombo.SizeAdjustPolicy.AdjustToContents)
        whole = combo.sizeHint().width()
        combo.resize(whole, combo.sizeHint().height())
        assert combo.shown() == NAME, "nothing is cut where it has the room it asks for"
        combo.resize(whole - 12, combo.height())
        assert combo.shown().endswith("…"), "and no letter is cut in its middle"
    finally:
        theme.apply(qapp, "light", 1.0)


# Number boxes have the room at the left that other fields have.


def test_the_text_stands_off_the_frame_and_can_still_be_read_whole(qtbot: QtBot) -> None:
    box = QSpinBox(minimum=1, maximum=64, suffix=" at a time")
    qtbot.addWidget(box)
    inset(box)
    assert box.lineEdit().textMargins().left() == px(6)
    box.show()
    text = box.fontMetrics().horizontalAdvance("64 at a time")
    assert box.lineEdit().width() >= text + px(6)


# Ids are found by name or number, and the id is what is written.

GOALS = (("7", "Purchase"), ("8", "Add to cart"), ("9", "9"))


@pytest.fixture
def found(qtbot: QtBot) -> Iterator[NamedCompleter]:
    line = QLineEdit()
    qtbot.addWidget(line)
    made = NamedCompleter(line)
    made.offer(GOALS)
    yield made
    del line  # held until here: the completer is its child


def offered(found: NamedCompleter, text: str) -> list[str]:
    found.setCompletionPrefix(text)
    model = found.completionModel()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_part_of_a_name_or_of_a_number_finds_it(found: NamedCompleter) -> None:
    assert offered(found, "CART") == ["Add to cart · 8"]
    assert offered(found, "7") == ["Purchase · 7"]
    assert offered(found, "9") == ["9"]


def test_the_id_is_what_is_written(found: NamedCompleter) -> None:
    found.setCompletionPrefix("purch")
    assert found.currentCompletion() == "7"


def test_another_offer_takes_the_place_of_the_one_before(found: NamedCompleter) -> None:
    found.offer([("1", "Hero")])
    assert offered(found, "") == ["Hero · 1"]
