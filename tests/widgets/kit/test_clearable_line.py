"""The buttons in a line follow the zoom and never cover its text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
)
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.clearable_line import ClearableLine
from convert_console.widgets.theme import theme


@pytest.fixture
def line(qapp: QApplication, qtbot: QtBot) -> ClearableLine:
    theme.apply(qapp, "light")
    made = ClearableLine()
    qtbot.addWidget(made)
    made.resize(300, 30)
    made.show()
    return made


def test_the_cross_is_there_while_there_is_something_to_clear(
    line: ClearableLine, qtbot: QtBot
) -> None:
    assert line.cross.isHidden()
    QTest.keyClicks(line, "words")
    assert line.cross.isVisible()
    with qtbot.waitSignal(line.textEdited) as edited:
        QTest.mouseClick(line.cross, Qt.MouseButton.LeftButton)
    assert edited.args == [""]
    assert (line.text(), line.cross.isHidden()) == ("", True)


def test_a_button_does_its_work_and_leaves_the_focus(line: ClearableLine) -> None:
    told: list[str] = []
    end = line.add_button("circle-help", "Help", lambda: told.append("help"))
    line.setFocus()
    QTest.mouseClick(end, Qt.MouseButton.LeftButton)
    assert told == ["help"]
    assert end.accessibleName() == "Help"
    assert end.focusPolicy() is Qt.FocusPolicy.NoFocus


def test_the_text_keeps_clear_of_the_buttons_at_every_zoom(
    line: ClearableLine, qapp: QApplication
) -> None:
    end = line.add_button("circle-help", "Help", lambda: None)
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
