"""Fields that are made late get their turn for the Tab key, where they stand."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from convert_console.widgets.builder.tab_order import insert_in_tab_order
from support.driver import focused, settle


class Window(QWidget):
    """A line, a place for late fields, and another line."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.place, self.last = QLineEdit("first"), QWidget(), QLineEdit("last")
        column = QVBoxLayout(self)
        for part in (self.first, self.place, self.last):
            column.addWidget(part)
        self.late = QVBoxLayout(self.place)

    def add(self, text: str, where: int) -> QWidget:
        """A field that is made of a frame and a line, which the frame hands its focus to."""
        frame, line = QWidget(self.place), QLineEdit(text)
        QVBoxLayout(frame).addWidget(line)
        frame.setFocusProxy(line)
        holder = QWidget(self.place)
        QVBoxLayout(holder).addWidget(frame)
        self.late.insertWidget(where, holder)
        return holder

    def walk(self) -> Iterable[str]:
        """The texts that Tab comes to, from the first until it comes round."""
        settle()
        self.first.setFocus()
        for _ in range(9):
            at = focused()
            assert isinstance(at, QLineEdit)
            yield at.text()
            QTest.keyClick(at, Qt.Key.Key_Tab)
            if focused() is self.first:
                return


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    made = Window()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_fields_made_late_keep_their_place_in_the_tab_order(window: Window) -> None:
    for text in ("a", "b"):
        window.late.addWidget(QLineEdit(text))
    settle()
    insert_in_tab_order(window.place, window.first)
    assert list(window.walk()) == ["first", "a", "b", "last"]


def test_a_part_that_is_made_later_still_comes_in_its_order(window: Window) -> None:
    a, c = window.add("a", 0), window.add("c", 1)
    insert_in_tab_order(window.place, window.first)
    b = window.add("b", 1)
    insert_in_tab_order(window.place, window.first, (a, b, c))
    assert list(window.walk()) == ["first", "a", "b", "c", "last"]


def test_a_message_of_qt_replaces_what_was_written_before_it(window: Window) -> None:
    """Asking the chain who comes next made PySide call such a line gone along with the asked."""
    a = window.add("a", 0)
    combo = QComboBox(window.place)
    combo.setEditable(True)
    line = combo.lineEdit()
    assert line is not None
    window.late.addWidget(combo)
    insert_in_tab_order(window.place, window.first, (a, window.place))
    insert_in_tab_order(window.place, window.first)
    for gone in (a, window.first):
        gone.deleteLater()
    settle()
    line.setText("still here")
    assert combo.currentText() == "still here"
