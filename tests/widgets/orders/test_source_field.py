"""A source is chosen from the columns, or typed; showing one says nothing."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from convert_console.core.orders.mapping import Source
from convert_console.widgets.orders.mapping_page import SourceField

COLUMNS = ("id", "total")


def field(qtbot: QtBot, fresh: bool = False) -> tuple[SourceField, list[Source]]:
    made = SourceField(fresh)
    qtbot.addWidget(made)
    chosen: list[Source] = []
    made.chosen.connect(chosen.append)
    made.show_source(Source(), COLUMNS)
    made.show()
    return made, chosen


def test_each_source_is_shown_and_nothing_is_chosen_by_that(qtbot: QtBot) -> None:
    made, chosen = field(qtbot, fresh=True)
    for source, words in (
        (Source("column", "total"), "column total"), (Source("fresh"), "a fresh visitor"),
        (Source("constant", "7"), "constant"), (Source("column", "gone"), "– not sent"),
    ):  # fmt: skip
        made.show_source(source, COLUMNS)
        assert made.combo.currentText().startswith(words)
    assert chosen == []


def test_a_constant_is_typed_where_it_is_wanted(qtbot: QtBot) -> None:
    made, chosen = field(qtbot)
    assert not made.constant.isVisible()
    made.show_source(Source("constant", ""), COLUMNS)
    assert made.constant.isVisible()
    qtbot.keyClicks(made.constant, "42")
    assert chosen[-1] == Source("constant", "42")


def test_a_choice_is_told(qtbot: QtBot) -> None:
    made, chosen = field(qtbot)
    made.combo.setCurrentIndex(made.combo.findText("column id"))
    made.combo.activated.emit(made.combo.currentIndex())
    assert chosen == [Source("column", "id")]
    assert made.combo.findText("a fresh visitor for each row") == -1
