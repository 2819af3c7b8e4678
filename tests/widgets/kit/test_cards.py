"""A card keeps its place over a window while that changes."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.cards import FloatingCard
from support.driver import settle


class Note(QFrame):
    """A card in the lower left corner, which counts how often it was placed."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.label = QLabel("short", self)
        QVBoxLayout(self).addWidget(self.label)
        self.placed = 0

    def place(self) -> None:
        self.placed += 1
        window, size = self.window(), self.sizeHint()
        self.setGeometry(0, window.height() - size.height(), size.width(), size.height())


@pytest.fixture
def note(qtbot: QtBot) -> Note:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 300)
    made = Note(window)
    FloatingCard(made, made.place)
    window.show()
    made.place()
    settle()
    return made


def test_it_follows_its_window(note: Note) -> None:
    note.window().resize(400, 500)
    settle()
    assert note.geometry().bottom() == 499


def test_it_follows_its_own_content(note: Note) -> None:
    before = note.width()
    note.label.setText("a much longer text than it was before")
    settle()
    assert note.width() > before


def test_a_hidden_card_is_not_placed(note: Note) -> None:
    note.hide()
    before = note.placed
    note.window().resize(300, 200)
    settle()
    assert note.placed == before
