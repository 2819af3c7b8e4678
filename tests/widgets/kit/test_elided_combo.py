"""A choice that is cut ends in an ellipsis and is told whole on hover."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.elided_combo import ElidedCombo

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
