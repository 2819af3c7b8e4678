"""A text that is cut ends in an ellipsis, and the tooltip shows all of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QStyle,
    QStyleOptionComboBox,
)
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.texts import ElidedCombo, ElidedLabel, plain_tip
from convert_console.widgets.theme import theme


def test_a_cut_text_is_shown_in_full_on_hover(qtbot: QtBot) -> None:
    label = ElidedLabel("https://10000001.metrics.convertexperiments.com/track")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    assert label.text() in label.toolTip()
    label.resize(2000, 20)
    assert label.toolTip() == ""


def test_a_label_breaks_at_the_width_at_which_its_text_would_just_be_cut(qtbot: QtBot) -> None:
    label = ElidedLabel(lines=2)
    qtbot.addWidget(label)
    for minute in range(24 * 60):
        label.setText(f"Accepted at {minute // 60:02}:{minute % 60:02}")
        for more in (-1, 0, 1):  # Qt rounds the width of a text that it measures
            advance = label.fontMetrics().horizontalAdvance(label.text())
            label.resize(advance + more, label.sizeHint().height())
            assert not label.is_cut, (label.text(), more)


def test_a_label_of_two_lines_breaks_between_words_and_is_cut_in_the_second(qtbot: QtBot) -> None:
    label = ElidedLabel("Made 2,407 days ago, not sent yet", lines=2)
    qtbot.addWidget(label)
    height = label.sizeHint().height()
    label.resize(label.sizeHint().width() * 2 // 3, height)
    label.show()
    assert not label.is_cut and label.toolTip() == ""
    label.resize(label.sizeHint().width() // 3, height)
    assert label.is_cut and label.text() in label.toolTip()
    label.setText("Sent once")
    assert label.sizeHint().height() == height, "the place of a second line stays"
    label.resize(1, height)
    assert label.grab().height() == height


def test_a_label_keeps_the_tooltip_it_was_given(qtbot: QtBot) -> None:
    label = ElidedLabel("text")
    qtbot.addWidget(label)
    label.setToolTip("why")
    assert label.toolTip() == "why"


def test_a_label_can_become_narrower_than_its_text(qtbot: QtBot) -> None:
    label = ElidedLabel("a long text " * 20)
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() < 100


NAME = "Sommerschlussverkauf – Startseite mit Rückgabehinweis"


@pytest.fixture
def combo(qtbot: QtBot) -> ElidedCombo:
    made = ElidedCombo()
    qtbot.addWidget(made)
    made.addItem(NAME)
    made.resize(120, 30)
    made.show()
    return made


def test_a_cut_choice_ends_in_an_ellipsis_and_is_shown_in_full_on_hover(combo: ElidedCombo) -> None:
    assert combo.displayed_text().endswith("…")
    assert combo.grab().width() == 120
    assert NAME in combo.toolTip()
    combo.resize(900, 30)
    assert combo.displayed_text() == NAME
    assert combo.toolTip() == ""


def test_a_combo_keeps_the_tooltip_it_was_given(combo: ElidedCombo) -> None:
    combo.setToolTip("why")
    assert combo.toolTip() == "why"


def test_a_combo_can_become_narrower_than_its_choices(combo: ElidedCombo) -> None:
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
            assert combo.displayed_text() == combo.fontMetrics().elidedText(NAME, right, room)
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
        assert combo.displayed_text() == NAME, "nothing is cut where it has the room it asks for"
        combo.resize(whole - 12, combo.height())
        assert combo.displayed_text().endswith("…"), "and no letter is cut in its middle"
    finally:
        theme.apply(qapp, "light", 1.0)


def test_markup_is_shown_as_it_is() -> None:
    assert plain_tip("<b>&\n2") == "<qt>&lt;b&gt;&amp;<br>2</qt>"


def test_nothing_makes_no_tooltip() -> None:
    assert plain_tip("") == ""
