"""The second step maps columns, and shows the first request with its problems."""

from __future__ import annotations

import json

from PySide6.QtCore import Qt
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
    amount = page.fields["r"]
    assert amount.shown_text() == "total"
    assert amount.choices[amount.index].note == "column, as in 1.50"
    assert json.loads(page.preview.toPlainText())["tid"] == "O-1"


def test_a_change_shows_in_the_preview_with_its_problems(desk: OrderDesk, qtbot: QtBot) -> None:
    page = page_of(desk, qtbot)
    page.fields["r"].sourced.emit(Source("column", "order_id"))
    assert json.loads(page.preview.toPlainText())["ev"][1]["r"] == "O-1"
    assert page.lines[0].isVisible()
    labels = page.lines[0].findChildren(QLabel)
    assert any(label.text().startswith("Event 2 (ev[1].r): ") for label in labels)
    page.events["tr"].click()
    assert desk.orders.mapping.events == ("hitGoal",)


# A source is chosen from the columns, or typed; showing one says nothing.

COLUMNS, SAMPLE = ("id", "total"), ("O-1", "1.50")


def field(qtbot: QtBot, target: str = "tid") -> tuple[SourceField, list[Source]]:
    made = SourceField(target)
    qtbot.addWidget(made)
    chosen: list[Source] = []
    made.sourced.connect(chosen.append)
    made.offer(COLUMNS, SAMPLE)
    made.show_source(Source())
    made.show()
    qtbot.waitExposed(made)
    return made, chosen


def test_showing_a_source_emits_no_choice(qtbot: QtBot) -> None:
    made, chosen = field(qtbot, "vid")
    for source, words in (
        (Source("column", "total"), "total"), (Source("fresh"), "New visitor for each row"),
        (Source("constant", "7"), "7"), (Source("column", "gone"), "gone: not in this file"),
        (Source(), ""),
    ):  # fmt: skip
        made.show_source(source)
        assert made.shown_text() == words
    assert chosen == []


def test_a_value_for_every_row_is_typed(qtbot: QtBot) -> None:
    made, chosen = field(qtbot)
    made.setFocus()
    qtbot.keyClicks(made, "42")
    assert [entry.label for entry in made.popup.entries] == ["Send “42” in every row"]
    qtbot.keyClick(made, Qt.Key.Key_Return)
    assert chosen == [Source("constant", "42")]


def test_a_column_is_found_by_typing_its_beginning(qtbot: QtBot) -> None:
    made, chosen = field(qtbot)
    made.setFocus()
    qtbot.keyClicks(made, "tot")
    qtbot.keyClick(made, Qt.Key.Key_Return)
    assert chosen == [Source("column", "total")]
    made.show_source(chosen[0])
    made.removed.emit()
    assert chosen[-1] == Source()


def test_a_long_cell_is_cut_visibly(qtbot: QtBot) -> None:
    made, _ = field(qtbot)
    made.offer(("visitor",), ("1588166554499-0.2020703998482254",))
    assert made.choices[0].note == "column, as in 1588166554499-0.2020703…"
