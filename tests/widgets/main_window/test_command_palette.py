"""Every command is found by typing a few letters, and run by the keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.actions import Command, Menu
from convert_console.widgets.main_window.command_palette import (
    CommandPalette,
    Entry,
    entries_of,
    ranked,
)
from convert_console.widgets.theme import theme


class Told(list[str]):
    """What was run, in order."""


def texts(entries: tuple[Entry, ...], typed: str) -> list[str]:
    return [command.text for _title, command in ranked(entries, typed)]


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def palette(window: QWidget, told: Told) -> CommandPalette:
    menus = (
        Menu(
            "Request",
            (
                Command("Send", lambda: told.append("send"), "Ctrl+Return", "the request"),
                None,
                Command("New request", lambda: told.append("new")),
            ),
        ),
        Menu("View", (Command("Theme: dark", lambda: told.append("dark")),)),
    )
    return CommandPalette(menus, window)


def test_all_commands_are_in_menu_order_with_their_keys(
    palette: CommandPalette,
) -> None:
    palette.open()
    assert palette.shown() == ["Request: Send", "Request: New request", "View: Theme: dark"]
    first = palette.list.topLevelItem(0)
    assert first is not None
    assert first.text(1) == "Ctrl+Enter"


def test_every_word_must_match(palette: CommandPalette) -> None:
    assert texts(palette._entries, "REQ new") == ["New request"]
    assert texts(palette._entries, "dark request") == []


def test_a_word_that_begins_so_comes_first_then_one_that_contains_it_then_a_hint() -> None:
    entries = entries_of(
        (
            Menu(
                "Tools",
                (
                    Command("Orders from CSV", str, hint="Send orders from a CSV file"),
                    Command("Resend", str),
                    Command("Send", str),
                ),
            ),
        )
    )
    assert texts(entries, "sen") == ["Send", "Resend", "Orders from CSV"]
    assert texts(entries, "") == ["Orders from CSV", "Resend", "Send"]


def test_a_typing_error_still_finds_the_command(palette: CommandPalette) -> None:
    assert texts(palette._entries, "snd") == ["Send"]
    assert texts(palette._entries, "thmee") == ["Theme: dark"]


def test_enter_runs_what_is_chosen_and_gives_the_keyboard_back(
    palette: CommandPalette, window: QWidget, told: Told, qtbot: QtBot
) -> None:
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    palette.open()
    qtbot.keyClicks(palette.line, "dark")
    qtbot.keyClick(palette.line, "\r")
    assert told == ["dark"]
    assert palette.isHidden()
    assert field.hasFocus()


def test_arrows_choose_while_the_line_keeps_the_keyboard(
    palette: CommandPalette, told: Told, qtbot: QtBot
) -> None:
    from PySide6.QtCore import Qt

    palette.open()
    qtbot.keyClick(palette.line, Qt.Key.Key_Down)
    assert palette.line.hasFocus()
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert told == ["new"]


def test_words_that_match_nothing_are_reported_and_run_nothing(
    palette: CommandPalette, told: Told, qtbot: QtBot
) -> None:
    palette.open()
    qtbot.keyClicks(palette.line, "zzz")
    assert palette.shown() == ["No command matches"]
    qtbot.keyClick(palette.line, "\r")
    assert told == []


def test_leaving_it_closes_it(palette: CommandPalette, window: QWidget) -> None:
    field = QLineEdit(window)
    field.show()
    palette.open()
    field.setFocus()
    assert palette.isHidden()


def test_lines_between_groups_are_no_commands() -> None:
    assert entries_of((Menu("Empty", (None,)),)) == ()


def test_it_follows_the_zoom_while_it_is_open(
    palette: CommandPalette, window: QWidget, qapp: QApplication, qtbot: QtBot
) -> None:
    palette.open()
    usual = palette.width()
    theme.apply(qapp, "light", 1.4)
    try:
        qtbot.waitUntil(lambda: palette.width() == round(1.4 * usual))
        open_anew = CommandPalette((), window)
        open_anew.open()
        assert palette.x() == open_anew.x()
    finally:
        theme.apply(qapp, "light", 1.0)


def test_it_stays_in_the_middle_of_a_window_that_is_resized(
    palette: CommandPalette, window: QWidget, qtbot: QtBot
) -> None:
    palette.open()
    window.resize(400, 500)
    qtbot.waitUntil(lambda: palette.geometry().right() < 400)
    assert palette.geometry().bottom() < 500
