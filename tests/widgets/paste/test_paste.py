"""The paste line hands a paste on whole, and stays empty."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest

from convert_console.widgets.paste.paste import PasteLine


@pytest.fixture
def line(qtbot):
    line = PasteLine()
    qtbot.addWidget(line)
    return line


def test_line_breaks_survive_a_paste(line, qtbot):
    QGuiApplication.clipboard().setText("curl https://h/track \\\n  -d '{}'")
    with qtbot.waitSignal(line.given) as given:
        QTest.keySequence(line, QKeySequence(QKeySequence.StandardKey.Paste))
    assert given.args == ["curl https://h/track \\\n  -d '{}'"]
    assert line.text() == ""


def test_what_is_typed_is_given_with_enter(line, qtbot):
    QTest.keyClicks(line, "10000009_10000001")
    with qtbot.waitSignal(line.given) as given:
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert given.args == ["10000009_10000001"]
    assert line.text() == ""


def test_nothing_is_given_for_nothing(line, qtbot):
    with qtbot.assertNotEmitted(line.given):
        QTest.keyClick(line, Qt.Key.Key_Return)
