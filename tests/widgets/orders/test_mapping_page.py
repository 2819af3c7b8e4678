"""The second step maps columns, and shows the first request with its problems."""

from __future__ import annotations

import json

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from convert_console.core.orders.mapping import PARAMETERS, Source
from convert_console.widgets.orders.mapping_page import MappingPage, SourceField
from support.ordering import OrderDesk


def page_of(desk: OrderDesk, qtbot: QtBot) -> MappingPage:
    desk.orders.open(str(desk.file))
    made = MappingPage(desk.orders)
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_parameter_that_can_be_mapped_has_its_row(desk: OrderDesk, qtbot: QtBot) -> None:
    page = page_of(desk, qtbot)
    assert tuple(page.fields) == tuple(PARAMETERS)
    assert page.fields["r"].combo.currentText() == "Column total"
    assert json.loads(page.preview.toPlainText())["tid"] == "O-1"


def test_a_change_shows_in_the_preview_with_its_problems(desk: OrderDesk, qtbot: QtBot) -> None:
    page = page_of(desk, qtbot)
    page.fields["r"].chosen.emit(Source("column", "order_id"))
    assert json.loads(page.preview.toPlainText())["ev"][1]["r"] == "O-1"
    assert page.lines[0].isVisible()
    labels = page.lines[0].findChildren(QLabel)
    assert any(label.text().startswith("Event 2 (ev[1].r): ") for label in labels)
    page.events["tr"].click()
    assert desk.orders.mapping.events == ("hitGoal",)


# A source is chosen from the columns, or typed; showing one says nothing.

COLUMNS = ("id", "total")


def field(qtbot: QtBot, fresh: bool = False) -> tuple[SourceField, list[Source]]:
    made = SourceField(fresh)
    qtbot.addWidget(made)
    chosen: list[Source] = []
    made.chosen.connect(chosen.append)
    made.show_source(Source(), COLUMNS)
    made.show()
    return made, chosen


def test_showing_a_source_emits_no_choice(qtbot: QtBot) -> None:
    made, chosen = field(qtbot, fresh=True)
    for source, words in (
        (Source("column", "total"), "Column total"), (Source("fresh"), "New visitor"),
        (Source("constant", "7"), "Constant"), (Source("column", "gone"), "Not sent"),
    ):  # fmt: skip
        made.show_source(source, COLUMNS)
        assert made.combo.currentText().startswith(words)
    assert chosen == []


def test_a_fixed_value_can_be_typed(qtbot: QtBot) -> None:
    made, chosen = field(qtbot)
    assert not made.constant.isVisible()
    made.show_source(Source("constant", ""), COLUMNS)
    assert made.constant.isVisible()
    qtbot.keyClicks(made.constant, "42")
    assert chosen[-1] == Source("constant", "42")


def test_choosing_a_column_emits_the_source(qtbot: QtBot) -> None:
    made, chosen = field(qtbot)
    made.combo.setCurrentIndex(made.combo.findText("Column id"))
    made.combo.activated.emit(made.combo.currentIndex())
    assert chosen == [Source("column", "id")]
    assert made.combo.findText("New visitor per row") == -1
