"""A widget that another leads to outlives that one, also for PySide."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

import convert_console.widgets
from convert_console.widgets.kit.keep_parent import keep_parent
from support.driver import settle

CLAIMING = r"(?<!QApplication)\.(?:nextInFocusChain|previousInFocusChain|focusProxy|focusWidget)\("


class Window(QWidget):
    """A widget with a line that Qt makes as its proxy."""

    def __init__(self) -> None:
        super().__init__()
        self.combo = QComboBox(self)
        self.combo.setEditable(True)
        line = self.combo.lineEdit()
        assert line is not None
        self.line: QLineEdit = line
        self.last = QWidget(self)
        self.last.setFocusProxy(self.line)


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    made = Window()
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_exists_when_the_previous_one_is_gone(window: Window) -> None:
    assert keep_parent(window.last.focusProxy()) is window.line
    window.last.deleteLater()
    settle()
    window.line.setText("still here")
    assert window.line.parentWidget() is window.combo
    assert window.isVisible()


def test_empty_input_gives_an_empty_result() -> None:
    assert keep_parent(None) is None


def test_otherwise_there_is_no_question() -> None:
    """QApplication's own `focusWidget` is as good; who comes next for Tab is asked by nobody."""
    found = [
        f"{file.name}: {line.strip()}"
        for file in Path(convert_console.widgets.__path__[0]).rglob("*.py")
        for line in file.read_text("utf-8").splitlines()
        if re.search(CLAIMING, line) and "keep_parent(" not in line
    ]
    assert found == []
