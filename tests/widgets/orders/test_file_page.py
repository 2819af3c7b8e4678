"""The first step shows the form of the file, and lets each part of it be changed."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from convert_console.widgets.fields.choice_line import ChoiceLine
from convert_console.widgets.orders.file_page import FilePage
from support.ordering import OrderDesk


def take(field: ChoiceLine, value: object) -> None:
    """Choose the entry with a value."""
    values = [entry.value for entry in field.choices]
    field.chosen.emit(values.index(value))


def test_without_a_file_the_empty_state_offers_one(desk: OrderDesk, qtbot: QtBot) -> None:
    page = FilePage(desk.orders)
    qtbot.addWidget(page)
    page.show()
    assert page.empty.isVisible() and not page.table.isVisible()
    desk.orders.open(str(desk.file))
    assert page.table.isVisible() and not page.empty.isVisible()


def test_each_part_of_the_format_can_be_changed(desk: OrderDesk, qtbot: QtBot) -> None:
    page = FilePage(desk.orders)
    qtbot.addWidget(page)
    desk.orders.open(str(desk.file))
    take(page.header, 0)
    take(page.delimiter, "|")
    assert desk.orders.mapping.header == 0, "the choice is saved with the mapping"
    form = desk.orders.form
    assert (form.delimiter, form.header) == ("|", 0)
    assert page.table.columnCount() == 1 and page.table.rowCount() == 4
    take(page.encoding, "utf-16")
    assert "Choose another encoding" in page.fault.text()
