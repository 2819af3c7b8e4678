"""The first step shows the form of the file, and lets each part of it be changed."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from convert_console.widgets.orders.file_page import FilePage
from support.ordering import OrderDesk


def test_without_a_file_the_empty_state_offers_one(desk: OrderDesk, qtbot: QtBot) -> None:
    page = FilePage(desk.orders)
    qtbot.addWidget(page)
    page.show()
    assert page.empty.isVisible() and not page.table.isVisible()
    desk.orders.open(str(desk.file))
    assert page.table.isVisible() and page.path.text() == "in.csv"


def test_each_part_of_the_format_can_be_changed(desk: OrderDesk, qtbot: QtBot) -> None:
    page = FilePage(desk.orders)
    qtbot.addWidget(page)
    desk.orders.open(str(desk.file))
    page.header.activated.emit(page.header.findData(0))
    page.delimiter.activated.emit(page.delimiter.findData("|"))
    assert desk.orders.mapping.header == 0, "the choice is saved with the mapping"
    form = desk.orders.form
    assert (form.delimiter, form.header) == ("|", 0)
    assert page.table.columnCount() == 1 and page.table.rowCount() == 4
    page.encoding.activated.emit(page.encoding.findData("utf-16"))
    assert "Choose another encoding" in page.fault.text()
