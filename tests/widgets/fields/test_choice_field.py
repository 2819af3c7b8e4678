"""A documented value is chosen from a list, any other is sent as it is typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from convert_console.core.document.payload import Number, Payload
from convert_console.core.request.field_values import number_if_it_is_one
from convert_console.core.request.parameters import BROWSERS, NEWNESS
from convert_console.widgets.fields.choice_field import (
    ChoiceField,
    CountryField,
    digit_entries,
    entries_of,
)
from convert_console.widgets.fields.choice_line import ChoiceEntry, ChoiceLine


class Form(QWidget):
    """A window with a field of each kind, and a line behind them."""

    def __init__(self) -> None:
        super().__init__()
        self.browser = ChoiceField(entries_of(BROWSERS), parent=self)
        self.country = CountryField(self)
        self.newness = ChoiceField(digit_entries(NEWNESS), number_if_it_is_one, self)
        self.other = QLineEdit(self)
        self.edits: list[Payload] = []
        column = QVBoxLayout(self)
        for field in (self.browser, self.country, self.newness):
            column.addWidget(field)
            field.edited.connect(self.edits.append)
            field.edited.connect(field.set_value)
            field.cleared.connect(lambda: self.edits.append("cleared"))
        column.addWidget(self.other)
        column.addStretch(1)
        self.resize(400, 500)


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = Form()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def press(line: QWidget, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(line, key)


def listed(line: ChoiceLine) -> list[str]:
    return [entry.label for entry in line.popup.entries] if line.is_open else []


KEY = Qt.Key


def test_a_click_opens_the_list_and_a_click_chooses(form: Form) -> None:
    line = form.browser.line
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    assert listed(line)[:2] == ["Chrome", "Firefox"]
    view = line.popup.view
    second = view.visualRect(view.model().index(1, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=second)
    assert (form.edits, line.is_open, line.text()) == (["FF"], False, "Firefox")
    assert line.hasFocus()


@pytest.mark.parametrize("typed", ["FF", "firefox", "Firefox", "FF - Firefox", "fire"])
@pytest.mark.parametrize("key", [KEY.Key_Return, KEY.Key_Enter, KEY.Key_Tab])
def test_enter_and_tab_take_what_is_highlighted(form: Form, typed: str, key: Qt.Key) -> None:
    line = form.browser.line
    line.setFocus()
    QTest.keyClicks(line, typed)
    assert form.edits == [], "nothing changes while the list is open"
    press(line, key)
    assert (form.edits, line.is_open, line.text()) == (["FF"], False, "Firefox")


def test_escape_leaves_what_was_there(form: Form) -> None:
    form.browser.set_value("CH")
    line = form.browser.line
    line.setFocus()
    QTest.keyClicks(line, "fire")
    press(line, KEY.Key_Escape)
    assert (form.edits, line.is_open, line.text()) == ([], False, "Chrome")


def test_a_label_is_not_editable_text(form: Form) -> None:
    form.country.set_value("RO")
    line = form.country.line
    line.setFocus()
    press(line, KEY.Key_End)
    QTest.keyClicks(line, "ger")
    assert line.text() == "ger"
    press(line, KEY.Key_Return)
    assert form.edits == ["DE"]


@pytest.mark.parametrize(("typed", "code"), [("UK", "GB"), ("usa", "US"), ("uk", "GB")])
def test_a_country_is_found_by_the_code_in_everyday_use(form: Form, typed: str, code: str) -> None:
    # “UK” once became Ukraine.
    line = form.country.line
    line.setFocus()
    QTest.keyClicks(line, typed)
    press(line, KEY.Key_Return)
    assert form.edits == [code]


def test_a_text_that_is_not_a_choice_is_the_last_entry(form: Form) -> None:
    line = form.country.line
    line.setFocus()
    QTest.keyClicks(line, "ger")
    assert listed(line) == ["Germany", "Algeria", "Niger", "Nigeria", "Send “ger” as typed"]
    assert line.popup.entries[-1].note == "no ISO country"
    press(line, KEY.Key_Up, KEY.Key_Return)
    assert (form.edits, line.text()) == (["ger"], "ger")


def test_without_a_match_what_is_typed_is_highlighted(form: Form) -> None:
    line = form.browser.line
    line.setFocus()
    QTest.keyClicks(line, "xyz")
    assert listed(line) == ["Send “xyz” as typed"]
    press(line, KEY.Key_Return)
    assert form.edits == ["xyz"]


def test_an_own_text_can_be_edited(form: Form) -> None:
    form.browser.set_value("chr")
    line = form.browser.line
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    assert line.selectedText() == "chr"
    press(line, KEY.Key_End)
    QTest.keyClicks(line, "o")
    press(line, KEY.Key_Up, KEY.Key_Return)
    assert form.edits == ["chro"]


def test_the_current_choice_is_highlighted_and_no_other_is(form: Form) -> None:
    form.browser.set_value("SF")
    for line, row in ((form.browser.line, 2), (form.country.line, -1)):
        QTest.mouseClick(line, Qt.MouseButton.LeftButton)
        assert line.popup.row == row
        press(line, KEY.Key_Tab)
    assert form.edits in ([], ["SF"])


@pytest.mark.parametrize("key", [KEY.Key_Backspace, KEY.Key_Delete])
def test_deleting_removes_the_key_by_a_separate_entry(form: Form, key: Qt.Key) -> None:
    form.browser.set_value("CH")
    line = form.browser.line
    line.setFocus()
    press(line, key)
    assert line.popup.entries[line.popup.row].label == "Not sent"
    press(line, KEY.Key_Return)
    assert form.edits == ["cleared"]


def test_an_own_text_that_is_deleted_is_removed_when_it_is_left(form: Form) -> None:
    form.browser.set_value("chr")
    line = form.browser.line
    line.setFocus()
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    press(line, KEY.Key_Backspace)
    form.other.setFocus()
    assert form.edits == ["cleared"]


@pytest.mark.parametrize(
    ("typed", "edits"), [("firefox", ["FF"]), ("ff", ["FF"]), ("xyz", []), ("o", []), ("", [])]
)
def test_leaving_it_takes_only_what_names_a_choice(
    form: Form, typed: str, edits: list[Payload]
) -> None:
    line = form.browser.line
    line.setFocus()
    press(line, KEY.Key_Down)
    QTest.keyClicks(line, typed)
    form.other.setFocus()
    assert (form.edits, line.is_open) == (edits, False)


def test_a_click_outside_of_the_list_closes_it(form: Form) -> None:
    form.browser.set_value("CH")
    line = form.browser.line
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    QTest.mouseClick(form, Qt.MouseButton.LeftButton, pos=QPoint(5, 495))
    assert (listed(line), line.text(), form.edits) == ([], "Chrome", [])


def test_a_pasted_label_is_searched(form: Form) -> None:
    QGuiApplication.clipboard().setText("Firefox")
    line = form.browser.line
    line.setFocus()
    QTest.keyClick(line, KEY.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert listed(line)[0] == "Firefox"
    press(line, KEY.Key_Tab)
    assert form.edits == ["FF"]


def test_a_pasted_line_end_is_no_part_of_the_value(form: Form) -> None:
    QGuiApplication.clipboard().setText("ConvertAgent/1.0\n")
    for choices in ((), form.browser.line.choices):
        line = form.browser.line
        line.set_choices(choices)
        form.browser.set_value(None)
        line.setFocus()
        QTest.keyClick(line, KEY.Key_V, Qt.KeyboardModifier.ControlModifier)
        press(line, KEY.Key_Return)
        assert form.edits[-1] == "ConvertAgent/1.0"

    # A value that has one already is left alone.
    form.browser.set_value("a\nb")
    form.edits.clear()
    line.open()
    form.other.setFocus()
    assert form.edits == []


def test_copying_gives_the_value(form: Form) -> None:
    form.browser.set_value("CH")
    form.browser.line.setFocus()
    QTest.keyClick(form.browser.line, KEY.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "CH"


CTRL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


@pytest.mark.parametrize(
    ("key", "text", "typed"),
    [(KEY.Key_1, "1", ""), (KEY.Key_D, "d", ""), (KEY.Key_Q, "@", "@"), (KEY.Key_At, "@", "@")],
)
def test_ctrl_and_alt_type_only_what_alt_gr_does(
    form: Form, key: Qt.Key, text: str, typed: str
) -> None:
    line = form.newness.line
    line.setFocus()
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
        event = QKeyEvent(kind, key, CTRL_ALT, text)
        event.ignore()
        QApplication.sendEvent(line, event)
        assert event.isAccepted() == bool(typed), "the window gets a command"
    assert line.text() == typed


def test_newness_is_a_number_whatever_it_was(form: Form) -> None:
    form.newness.set_value("0")
    line = form.newness.line
    line.setFocus()
    assert line.text() == "0", "the readings are painted in grey"
    press(line, KEY.Key_Down, KEY.Key_Down, KEY.Key_Return)
    assert form.edits == [Number("1")]


def test_what_is_not_text_is_named_and_left_alone(form: Form) -> None:
    form.browser.set_value(["CH"])
    assert not form.browser.line.isEnabled()
    assert form.browser.line.placeholderText().endswith("edit in JSON")
    assert form.edits == []


def test_what_only_the_sdk_knows_says_so() -> None:
    edge = next(entry for entry in entries_of(BROWSERS) if entry.value == "EDG")
    assert (edge.label, edge.note) == ("Edge", "SDK only")


# The list has room for its entries, inside the window.


def test_the_list_is_inside_the_window_and_nothing_in_it_is_cut(form: Form) -> None:
    line = form.browser.line
    line.set_choices([ChoiceEntry("A long name " * 4, "100400101", value=n) for n in range(40)])
    form.resize(500, 260)
    line.open()
    area = line.popup.geometry()
    assert form.rect().contains(area)
    assert area.width() > line.width() - 1
    assert area.width() >= line.popup._widest(scrolls=True)


def test_it_opens_above_a_field_at_the_lower_edge(form: Form, qtbot: QtBot) -> None:
    line = form.country.line
    form.resize(400, 160)
    form.layout().activate()  # type: ignore[union-attr]
    line.open()
    assert form.rect().contains(line.popup.geometry())


def test_it_follows_its_field(form: Form, qtbot: QtBot) -> None:
    # It once stayed where the field was when the window was resized, and forms change after that.
    line = form.country.line
    line.open()
    form.browser.setFixedHeight(150)
    qtbot.waitUntil(lambda: line.mapTo(form, QPoint(0, 0)).y() > 150)
    below = line.mapTo(form, QPoint(0, line.height())).y()
    qtbot.waitUntil(lambda: 0 <= line.popup.y() - below < line.height())


def test_notes_stay_where_they_alone_tell_entries_apart(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 400)
    line = ChoiceLine("Variation", window)
    line.setFixedWidth(200)
    window.show()
    of_button, of_banner = "Experience: green button", "Experience: sale banner"
    for labels, shows in ((("Original", "Variation"), False), (("Original", "Original"), True)):
        line.set_choices(
            [
                ChoiceEntry(label, code="1001", note=note)
                for label, note in zip(labels, (of_button, of_banner), strict=True)
            ]
        )
        line.open()
        assert line.popup.shows_notes is shows
        assert (line.popup.width() > line.width()) is shows, "no note is cut"
        line.close_list()
