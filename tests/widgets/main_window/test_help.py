"""Help on a field says what is known of it, and how well."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from convert_console.core.request.parameters import PARAMETERS, Parameter, parameter
from convert_console.widgets.kit.texts import plain_tip
from convert_console.widgets.main_window.help import HelpCard, help_on, help_on_control
from support.driver import Driver


@pytest.mark.parametrize("row", PARAMETERS, ids=lambda row: ".".join(row.path))
def test_every_parameter_has_its_name_and_its_status(row: Parameter) -> None:
    words = help_on(row)
    assert row.wire_name in words
    assert any(source in words for source in ("article", "SDK", "integrations"))


def test_values_are_listed_with_where_they_come_from() -> None:
    words = help_on(parameter("seg", "browser"))
    assert "CH</code> – Chrome" in words
    assert "EDG</code> – Edge (SDK only)" in words


def test_a_control_that_is_not_a_parameter_shows_its_own_help(qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.setAccessibleName("Target <URL>")
    field.setToolTip("Where it goes")
    assert help_on_control(field) == "<b>Target &lt;URL&gt;</b><br>Where it goes"


def test_a_tip_that_is_markup_already_is_not_shown_as_its_source(qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.setToolTip(plain_tip("a < b\nc"))
    assert help_on_control(field) == "a &lt; b<br>c"
    field.setAccessibleDescription("Why it is there")
    assert help_on_control(field) == "a &lt; b<br>c<br>Why it is there"
    field.setAccessibleDescription("a < b\nc")
    assert help_on_control(field) == "a &lt; b<br>c", "nothing is said twice"


def test_a_part_gives_the_same_result_as_the_whole(qtbot: QtBot) -> None:
    whole = QWidget()
    qtbot.addWidget(whole)
    whole.setToolTip("Send by POST or by GET")
    part = QLineEdit(whole)
    part.setAccessibleName("POST")
    assert help_on_control(part) == "<b>POST</b><br>Send by POST or by GET"


def test_it_stays_inside_of_the_window_until_the_next_key(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(500, 300)
    field = QLineEdit(window)
    field.setGeometry(300, 260, 150, 30)
    card = HelpCard(window)
    window.show()
    card.explain(help_on(parameter("vid")), field)
    assert card.isVisible()
    assert window.rect().contains(card.geometry())
    assert card.geometry().bottom() <= field.geometry().top()
    qtbot.keyClick(field, Qt.Key.Key_A)
    assert card.isHidden()


# Help knows which parameter the keyboard is in, in forms and in the JSON.


def helped(driver: Driver) -> str:
    driver.window.help.explain()
    return driver.window.help.card.label.text()


AT_CARET: dict[str, tuple[str | int, ...]] = {
    "seg.new": ("seg", "new"),
    "ev.goals": ("ev", 0, "goals", 0),
    "pid": ("pid",),
}


def test_the_value_at_the_caret_is_explained(driver: Driver) -> None:
    driver.document.write('{"pid": "1", "seg": {"new": 1}, "ev": [{"goals": ["7"]}]}')
    for words, path in AT_CARET.items():
        driver.window.preview.json.go_to(path)
        assert f"<code>{words}</code>" in helped(driver)


def test_each_row_of_a_form_is_explained(driver: Driver) -> None:
    driver.turn_builder("Segments")
    for key, row in driver.window.builder.segments.rows.items():
        row.control.setFocus()
        assert f"<code>seg.{key}</code>" in helped(driver)


def test_the_palette_is_made_once(driver: Driver) -> None:
    driver.window.help.show_commands()
    palette = driver.window.help.palette
    driver.window.help.show_commands()
    assert driver.window.help.palette is palette
