"""The second step maps columns, and shows the first request with its problems."""

from __future__ import annotations

import json

from pytestqt.qtbot import QtBot

from convert_console.core.orders.mapping import TARGETS, Source
from convert_console.widgets.orders.mapping_page import MappingPage
from support.ordering import OrderDesk


def page_of(desk: OrderDesk, qtbot: QtBot) -> MappingPage:
    desk.orders.open(str(desk.file))
    made = MappingPage(desk.orders)
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_parameter_that_can_be_mapped_has_its_row(desk: OrderDesk, qtbot: QtBot) -> None:
    page = page_of(desk, qtbot)
    assert tuple(page.fields) == TARGETS
    assert page.fields["r"].combo.currentText() == "column total"
    assert json.loads(page.preview.toPlainText())["tid"] == "O-1"


def test_a_change_shows_in_the_preview_with_its_problems(desk: OrderDesk, qtbot: QtBot) -> None:
    page = page_of(desk, qtbot)
    page.fields["r"].chosen.emit(Source("column", "order_id"))
    assert json.loads(page.preview.toPlainText())["ev"][1]["r"] == "O-1"
    assert page.lines[0].isVisible()
    page.events["tr"].click()
    assert desk.orders.mapping.events == ("hitGoal",)
