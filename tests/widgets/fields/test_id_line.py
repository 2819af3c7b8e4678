"""A line hands on several ids and pastes one."""

import pytest
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from convert_console.widgets.fields.pairs_field import IdLine


def pasted(qtbot: QtBot, key: str, text: str) -> tuple[list[object], str]:
    owner = QWidget()
    qtbot.addWidget(owner)
    line = IdLine(key, "name", "hint", owner)
    found: list[object] = []
    line.several.connect(found.append)
    QGuiApplication.clipboard().setText(text)
    QTest.keySequence(line, QKeySequence(QKeySequence.StandardKey.Paste))
    return found, line.text()


@pytest.mark.parametrize(
    ("key", "expected"), [("exps", (["1", "2"], [])), ("vars", ([], ["1", "2"]))]
)
def test_several_ids_are_of_the_line_s_own_list(qtbot, key, expected) -> None:
    assert pasted(qtbot, key, "1, 2") == ([expected], "")


def test_pairs_are_of_both_lists_wherever_they_are_pasted(qtbot) -> None:
    assert pasted(qtbot, "vars", "1:10") == ([(["1"], ["10"])], "")


def test_one_id_goes_into_the_line(qtbot) -> None:
    assert pasted(qtbot, "exps", "1") == ([], "1")
