"""The window places its panes, fits a small screen, and hands keys to whom they belong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTableView

from support.driver import Driver, focused, settle, visible


def test_it_fits_a_small_screen_without_scrolling(driver: Driver) -> None:
    driver.window.resize(1024, 700)
    settle()
    page = driver.window.arrangement.page
    assert not page.horizontalScrollBar().isVisible()
    assert not page.verticalScrollBar().isVisible()
    assert not driver.window.arrangement.stacked


def test_at_twice_the_size_it_scrolls_and_still_fits_a_small_screen(driver: Driver) -> None:
    preferences = driver.composition.preferences
    preferences.zoom_by(10)
    driver.window.resize(1024, 700)
    assert (driver.window.width(), driver.window.height()) == (1024, 700)
    preferences.zoom_by(0)


def test_every_control_in_sight_has_a_name(driver: Driver) -> None:
    nameless = []
    for page in ("Request", "Segments", "Events"):
        driver.turn_builder(page)
        for kind in (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTableView):
            for widget in visible(driver.window, kind):
                owned = isinstance(widget.parent(), QComboBox) or widget.objectName()
                text = widget.text() if isinstance(widget, QAbstractButton) else ""
                if not (owned or text or widget.accessibleName()):
                    nameless.append(f"{page}: {widget}")
    assert nameless == []


def test_esc_and_then_tab_leaves_the_json_editor(driver: Driver) -> None:
    editor = driver.window.preview.json.editor
    editor.setFocus()
    before = driver.document.draft
    driver.keys("Esc", editor)
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert focused() is not editor
    assert driver.document.draft == before


@pytest.mark.parametrize(
    "layout",
    ['{"layout": {"columns": "x", "rows": [1], "geometry": 7}}', '{"layout": []}', "{", "[]"],
)
def test_odd_settings_are_passed_over(
    open_console: Callable[[], Driver], home: Path, layout: str
) -> None:
    file = home / "console" / "settings.json"
    file.parent.mkdir(parents=True)
    file.write_text(layout, encoding="utf-8")
    driver = open_console()
    assert driver.window.builder.isVisible()
    assert driver.window.preview.isVisible()


def test_a_new_request_is_for_the_profile_s_project(driver: Driver) -> None:
    driver.keys("Ctrl+N")
    payload = driver.document.payload
    assert isinstance(payload, dict)
    assert (payload["cid"], payload["pid"]) == ("10000009", "10000001")
    driver.keys("Ctrl+Z")
    assert driver.document.payload != payload
