"""Everything can be reached, found and explained by keyboard, and every control has a name."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QPlainTextEdit, QWidget

from support.controls import described, nameless, tab_stops, without_tooltip
from support.driver import Driver, focused, settle, visible

ODD = '{"cid": "1", "pid": "2", "vid": "", "seg": {"browser": "Chrome"}, "ev": [{"evt": "tr"}]}'
VIEWS = ("JSON", "Wire", "Answer")
DIALOGS = ("Profile settings…", "Project names…", "History limits…")


def walk(within: QWidget, begin: QWidget, most: int = 150) -> list[QWidget]:
    """What gets the focus by Tab alone, in order, until it comes round. An editor that takes Tab
    for itself lets go of it after Esc.
    """
    begin.setFocus(Qt.FocusReason.TabFocusReason)
    visited = [focused()]
    for _ in range(most):
        at = focused()
        if isinstance(at, QPlainTextEdit) and not at.tabChangesFocus():
            QTest.keyClick(at, Qt.Key.Key_Escape)
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        if focused() is visited[0]:
            return visited
        assert focused() not in visited, f"{described(focused())} comes again before the first one"
        assert focused().window() is within.window()
        visited.append(focused())
    raise AssertionError("Tab does not come round")


def missed(within: QWidget, visited: list[QWidget]) -> list[str]:
    """Controls that Tab should have come to."""
    reached = {_whole(widget) for widget in visited}
    return [described(widget) for widget in tab_stops(within) if _whole(widget) not in reached]


def _whole(widget: QWidget) -> QWidget:
    """An editable choice for its line."""
    owner = widget.parentWidget()
    return owner if isinstance(owner, QComboBox) else widget


@pytest.fixture
def busy(driver: Driver) -> Driver:
    """A window with something in every pane."""
    driver.send()
    driver.paste_json(ODD)
    driver.context.problems.check()
    settle()
    return driver


def test_tab_reaches_every_control_of_the_window(busy: Driver) -> None:
    window = busy.window
    for page in ("Request", "Segments", "Events", "Saved"):
        busy.turn_builder(page)
        for view in VIEWS:
            busy.turn_preview(view)
            settle()
            visited = walk(window, window.rail.menu)
            assert missed(window, visited) == [], (page, view)


def test_tab_goes_from_pane_to_pane_in_reading_order(busy: Driver) -> None:
    window = busy.window
    panes = (window.rail, window.top, window.builder, window.preview, window.problems,
             window.result, window.history)  # fmt: skip
    visited = walk(window, window.rail.menu)
    places = [next(i for i, pane in enumerate(panes) if pane.isAncestorOf(w)) for w in visited]
    assert places == sorted(places)
    top = [widget.mapTo(window, widget.rect().topLeft()).x() for widget in visited
           if window.top.isAncestorOf(widget)]  # fmt: skip
    assert top == sorted(top)


def test_every_control_of_the_window_has_a_name_and_says_what_it_does(busy: Driver) -> None:
    for page in ("Request", "Segments", "Events", "Saved"):
        busy.turn_builder(page)
        for view in VIEWS:
            busy.turn_preview(view)
            settle()
            assert nameless(busy.window) == [], (page, view)
            assert without_tooltip(busy.window) == [], (page, view)


def test_tab_reaches_every_control_of_a_dialog(busy: Driver) -> None:
    for command in DIALOGS:
        busy.window.trigger(command)
        [dialog] = visible(busy.window, QDialog)
        dialog.activateWindow()
        settle()
        stops = tab_stops(dialog)
        assert missed(dialog, walk(dialog, stops[0])) == [], command
        busy.keys("Esc", QApplication.focusWidget() or dialog)
        settle()
        assert visible(busy.window, QDialog) == [], command


def test_tab_reaches_every_control_of_a_place(busy: Driver) -> None:
    for place in ("Traffic", "Orders", "Journeys", "Results"):
        busy.go(place)
        settle()
        window = busy.window
        assert missed(window, walk(window, window.rail.menu)) == [], place
        assert nameless(window) == [], place
        assert without_tooltip(window) == [], place


def test_a_command_is_found_by_its_words_and_run(driver: Driver) -> None:
    driver.window.builder.setFocus()
    driver.keys("Ctrl+K", driver.window)
    palette = driver.window.help.palette
    assert palette is not None
    driver.write(palette.line, "post get")
    driver.keys("Return", palette.line)
    assert driver.document.draft.method == "GET"
    assert palette.isHidden()


def test_escape_closes_the_palette_and_nothing_runs(driver: Driver) -> None:
    driver.fill("Request", "cid", "1")
    field = focused()
    before = driver.document.draft
    driver.keys("Ctrl+K")
    driver.keys("Escape")
    assert focused() is field
    assert driver.document.draft is before


def test_f1_explains_the_field_until_the_user_types(driver: Driver) -> None:
    driver.fill("Request", "vid", "1")
    driver.keys("F1")
    card = driver.window.help.card
    assert card.isVisible()
    assert "visitor id" in card.label.text()
    driver.keys("2")
    assert card.isHidden()


def test_f1_in_the_json_explains_the_value_at_the_caret(driver: Driver) -> None:
    driver.window.trigger("The article's POST sample")
    driver.window.preview.json.go_to(("ev", 0, "evt"))
    driver.keys("F1")
    assert "What happened" in driver.window.help.card.label.text()


def test_f1_on_the_target_says_what_it_is(driver: Driver) -> None:
    driver.window.bar.target.line.setFocus()
    driver.keys("F1")
    assert driver.window.help.card.isVisible()


def test_enter_presses_a_focused_button_of_the_window(driver: Driver) -> None:
    send = driver.window.bar.buttons.send
    send.setFocus()
    driver.keys("Return", send)
    driver.wait_until_sent()
    assert driver.context.history.rowCount() == 1
