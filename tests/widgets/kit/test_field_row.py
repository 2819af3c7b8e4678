"""A row names its field twice, and says beneath what there is to say."""

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.field_row import FieldMessage, FieldRow, MessageLine


@pytest.fixture
def row(qtbot: QtBot) -> FieldRow:
    made = FieldRow("Amount", "r", QLineEdit())
    qtbot.addWidget(made)
    return made


def _labels(row: FieldRow) -> list[str]:
    lines = row.findChildren(MessageLine)
    return [label.text() for line in lines for label in line.findChildren(QLabel)]


def test_the_control_is_named_for_screen_readers(row: FieldRow) -> None:
    assert row.control.accessibleName() == "Amount (r)"


def test_a_name_the_control_has_is_kept(qtbot: QtBot) -> None:
    control = QLineEdit()
    control.setAccessibleName("The amount of the transaction")
    row = FieldRow("Amount", "r", control)
    qtbot.addWidget(row)
    assert control.accessibleName() == "The amount of the transaction"


def test_a_check_box_is_named_by_its_own_text(qtbot: QtBot) -> None:
    box = QCheckBox("Put these ids into the draft")
    row = FieldRow("Draft", "", box)
    qtbot.addWidget(row)
    spoken = QAccessible.queryAccessibleInterface(box).text(QAccessible.Text.Name)
    assert spoken == "Put these ids into the draft"


def test_the_worst_tone_colours_the_control(row: FieldRow) -> None:
    row.set_messages([FieldMessage("a", "info"), FieldMessage("b", "error")])
    assert row.control.property("tone") == "error"
    row.set_messages([])
    assert row.control.property("tone") == ""


def test_markup_in_a_message_is_shown_as_it_is(row: FieldRow) -> None:
    row.set_messages([FieldMessage("<b>1</b> & 2", "warn")])
    assert _labels(row) == ["<b>1</b> & 2"]


def test_pressing_an_action_gives_its_key(row: FieldRow, qtbot: QtBot) -> None:
    row.set_messages([FieldMessage("No transaction id.", "warn", "Add tid", "tid-missing")])
    with qtbot.waitSignal(row.acted) as acted:
        row.findChildren(MessageLine)[0].action.click()
    assert acted.args == ["tid-missing"]


def test_messages_come_and_go(row: FieldRow, qtbot: QtBot) -> None:
    row.show()
    row.set_messages([FieldMessage("one"), FieldMessage("two")])
    assert _labels(row) == ["one", "two"]
    row.set_messages([FieldMessage("three")])
    shown = [line for line in row.findChildren(MessageLine) if line.isVisible()]
    assert len(shown) == 1


def test_the_icon_stays_clear_of_a_longer_label(qtbot: QtBot) -> None:
    row = FieldRow("Goal", "", QLineEdit())
    qtbot.addWidget(row)
    row.show_help("What was reached")
    row.show()
    row.set_focused(True)
    label = next(label for label in row.findChildren(QLabel) if label.text() == "Goal")
    icons = [child for child in row.findChildren(QWidget) if child.toolTip() and child != label]
    [icon] = [child for child in icons if child.isVisible()]
    row.set_label("Goals")
    assert icon.x() >= label.x() + label.sizeHint().width()
    row.setStyleSheet("QLabel { font-size: 20px }")  # another zoom
    qtbot.waitUntil(lambda: icon.x() >= label.x() + label.sizeHint().width())
    row.set_focused(False)
    row.set_label("Goal")
    assert not icon.isVisible()
