"""Every command can be reached by a menu, and no two share a shortcut."""

from __future__ import annotations

from collections import Counter

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QTableWidget

from convert_console.widgets.main_window.command_palette import command_entries
from convert_console.widgets.main_window.commands import menus
from convert_console.widgets.main_window.shortcuts_dialog import ShortcutsDialog
from support.driver import Driver, visible


def commands(driver: Driver) -> list[QAction]:
    return [action for action in driver.window.actions() if action.text()]


def test_commands_have_names_keys_and_letters_of_their_own(driver: Driver) -> None:
    # No two commands share a shortcut.
    keys = Counter(a.shortcut().toString() for a in commands(driver) if a.shortcut().toString())
    assert {key: count for key, count in keys.items() if count > 1} == {}

    # No two commands share a name in one menu.
    for menu in menus(driver.window, {}, (), ()):
        names = [entry.text for entry in command_entries((menu,))]
        assert len(names) == len(set(names)), menu.title

    # Each menu and each command in it has a letter of its own.
    top = driver.window.rail.menu.menu()
    for one in (top, *top.findChildren(QMenu)):
        titles = [action.text() for action in one.actions() if not action.isSeparator()]
        letters = [title[title.index("&") + 1].lower() for title in titles]
        assert len(set(letters)) == len(letters) > 1

    # Shortcuts are listed and searched.
    driver.window.trigger("Shortcuts…")
    [dialog] = visible(driver.window, ShortcutsDialog)
    table = dialog.table

    def shown() -> list[str]:
        rows = [row for row in range(table.rowCount()) if not table.isRowHidden(row)]
        return [str(table.model().index(row, 0).data()) for row in rows]

    every = [action for action in commands(driver) if not action.shortcut().isEmpty()]
    assert sorted(shown()) == sorted(action.objectName() for action in every)
    driver.write(dialog.search, "traffic")
    assert shown() == ["Traffic"]
    assert "Alt+2" in str(table.model().index(row_of(table, "Traffic"), 1).data())
    driver.write(dialog.search, "no such command")
    assert shown() == []
    driver.keys("Esc", dialog)
    assert not dialog.isVisible()


def test_keys_turn_pages_zoom_and_format_and_the_theme_has_a_tick(driver: Driver) -> None:
    # Pages are a key away.
    preview = driver.window.preview
    pages = {
        "Ctrl+W": preview.WIRE,
        "Ctrl+R": preview.ANSWER,
        "Ctrl+J": preview.JSON,
    }
    for keys, page in pages.items():
        driver.keys(keys)
        assert preview.bar.currentIndex() == page, keys
        if page != preview.ANSWER:  # nothing was answered yet
            shown = (preview.json, preview.wire)[page]
            assert QApplication.focusWidget() is shown.focusProxy(), keys
    driver.keys("Ctrl+L")
    assert preview.url.view.hasFocus()

    # Formatting changes no character but blanks.
    driver.paste_json('{"cid":"1","n":1.50,"ev":[]}')
    driver.keys("Ctrl+Shift+F")
    assert "".join(driver.document.draft.text.split()) == '{"cid":"1","n":1.50,"ev":[]}'
    assert "\n" in driver.document.draft.text

    # Zoom goes up down and back.
    preferences = driver.context.preferences
    driver.keys("Ctrl++")
    assert preferences.zoom == 1.1
    driver.keys("Ctrl+-")
    driver.keys("Ctrl+-")
    assert preferences.zoom == 0.9
    driver.keys("Ctrl+0")
    assert preferences.zoom == 1.0

    # The theme in use has a tick.
    [view] = [menu for menu in driver.window.rail.menu.menu().findChildren(QMenu)
              if menu.title().replace("&", "") == "View"]  # fmt: skip

    def ticked() -> list[str]:
        view.aboutToShow.emit()
        return [action.objectName() for action in view.actions() if action.isChecked()]

    driver.window.trigger("Theme: dark")
    assert ticked() == ["Theme: dark", "Contrast: system"]
    driver.window.trigger("Theme: light")
    driver.window.trigger("Contrast: high")
    assert ticked() == ["Theme: light", "Contrast: high"]


COVERED = (
    "Ctrl+N", "Ctrl+M", "Ctrl+D", "Alt+Up", "Alt+Down", "Ctrl+Backspace", "Ctrl+Z",
    "Ctrl+Shift+F", "Ctrl+Shift+0", "Ctrl+Shift+9", "Ctrl+Alt+1",
)  # fmt: skip


def test_commands_for_what_a_comparison_covers_show_it(driver: Driver) -> None:
    before = driver.document.draft.text
    driver.send()
    driver.fill("Request", "tid", "ORDER-7")
    window = driver.window
    exchange = driver.sending.exchange
    assert exchange is not None
    window.compare_with_draft(exchange)
    driver.keys("Ctrl+Z")
    assert driver.document.draft.text == before, "it was done to the draft"
    for keys in COVERED:
        window.compare_with_draft(exchange)
        driver.until(lambda: window.places.covered)
        driver.keys(keys)
        assert not window.places.covered, keys


def row_of(table: QTableWidget, command: str) -> int:
    return next(row for row in range(table.rowCount())
                if table.model().index(row, 0).data() == command)  # fmt: skip
