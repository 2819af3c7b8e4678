"""A command becomes an action that menus and shortcuts share."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.actions import Command, bind, fill
from support.driver import Driver, focused


def test_a_command_runs_by_its_shortcut_anywhere_in_its_window(qtbot: QtBot) -> None:
    window, runs = QWidget(), []
    qtbot.addWidget(window)
    action = bind(window, Command("Go", lambda: runs.append(1), "Ctrl+G", "Go there"))
    action.trigger()
    assert runs == [1]
    assert action.shortcut() == QKeySequence("Ctrl+G")
    assert action.toolTip() == "Go there"
    assert action in window.actions()


def test_a_command_that_is_run_once_is_not_run_again_while_its_keys_are_held(
    driver: Driver,
) -> None:
    # A held Ctrl+Enter once sent again and again.
    actions = {action.objectName(): action for action in driver.window.actions()}
    for once in ("Send", "Send selected again"):
        assert not actions[once].autoRepeat()
    assert actions["Undo"].autoRepeat()


def test_enter_of_the_keypad_is_as_good_as_the_other(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    send = bind(window, Command("Send", int, "Ctrl+Return"))
    assert send.shortcuts() == [QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")]
    assert len(bind(window, Command("Go", int, "Ctrl+G")).shortcuts()) == 1


def test_a_menu_holds_commands_and_lines_in_order(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    menu = QMenu(window)
    fill(menu, (Command("A", int), None, Command("B", int)), window)
    assert [a.text() or a.isSeparator() for a in menu.actions()] == ["&A", True, "&B"]


# Undo in a text field is the window's; other keys stay the field's.


def test_copy_and_select_all_stay_the_field_s(driver: Driver) -> None:
    line = driver.line("Request", "cid")
    line.setFocus()
    driver.keys("Ctrl+A", line)
    assert line.selectedText() == "10000009"


def test_ctrl_y_or_ctrl_shift_z_redoes_from_within_a_field(driver: Driver) -> None:
    driver.fill("Request", "cid", "5")
    driver.keys("Ctrl+Z", focused())
    driver.keys("Ctrl+Shift+Z", focused())
    assert driver.line("Request", "cid").text() == "5"
