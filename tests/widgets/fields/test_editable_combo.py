"""What is typed over a list stays what it is: never completed, never added to the list."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from convert_console.widgets.fields.choice_field import EditableCombo


@pytest.fixture
def combo(qtbot: QtBot) -> EditableCombo:
    made = EditableCombo("Browser")
    qtbot.addWidget(made)
    made.addItems(["Chrome", "Firefox"])
    return made


def test_typing_the_beginning_of_a_value_stays_the_beginning(
    combo: EditableCombo, qtbot: QtBot
) -> None:
    combo.show_text("")
    qtbot.keyClicks(combo.line, "Chr")
    assert combo.currentText() == "Chr"


def test_enter_adds_nothing_to_the_list(combo: EditableCombo, qtbot: QtBot) -> None:
    combo.show_text("")
    qtbot.keyClicks(combo.line, "Opera")
    qtbot.keyClick(combo.line, Qt.Key.Key_Return)
    assert combo.count() == 2


def test_a_text_is_shown_from_its_beginning(combo: EditableCombo) -> None:
    combo.show_text("a long text that needs more room than there is")
    assert combo.line.cursorPosition() == 0
    assert combo.currentIndex() == -1


def test_an_item_is_shown(combo: EditableCombo) -> None:
    combo.show_item(1)
    assert combo.currentText() == "Firefox"


def test_what_was_typed_shows_its_beginning_once_it_is_left(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    combo, other = EditableCombo("Target", window), QLineEdit(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    combo.line.setFocus()
    combo.show_text("")
    qtbot.keyClicks(combo.line, "http://127.0.0.1/track")
    qtbot.keyClick(combo.line, Qt.Key.Key_Return)
    assert combo.line.cursorPosition() == 22, "whoever types keeps the place"
    other.setFocus()
    assert combo.line.cursorPosition() == 0
