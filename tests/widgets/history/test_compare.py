"""Two exchanges side by side."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convert_console.core.history.comparison import ComparedPair
from convert_console.core.verdict.exchange import Exchange
from convert_console.widgets.history.compare import ComparePage
from support.driver import Driver, words
from support.exchanges import record

LEFT = record(1, document='{"vid": "a", "x": 1}').exchange
RIGHT = record(2, document='{"vid": "b", "y": "<b>"}').exchange


def shown(page: ComparePage) -> list[list[str]]:
    model = page.model
    return [[model.index(row, n).data() for n in range(3)] for row in range(model.rowCount())]


@pytest.fixture
def page(qtbot: QtBot) -> ComparePage:
    made = ComparePage()
    qtbot.addWidget(made)
    made.resize(1280, 700)
    made.show()
    made.show_pair(ComparedPair(LEFT, RIGHT))
    return made


def test_only_differences_are_shown_until_all_is_asked_for(
    page: ComparePage, qtmodeltester: Any
) -> None:
    assert shown(page) == [
        ["Document, 3 differences", None, None],
        ["Visitor", '"a"', '"b"'],
        ["Added field", "not sent", '"<b>"'],
        ["Added field", "1", "not sent"],
    ]
    assert page.counts_text == "≠ 1 changed + 1 added − 1 removed"
    tip = page.model.index(2, 2).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;" in tip
    qtmodeltester.check(page.model)
    page.unchanged.click()
    assert ["Status", "200 OK", "200 OK"] in shown(page)
    assert page.grab().height() > 0


def test_the_part_of_a_value_that_differs_is_marked(page: ComparePage) -> None:
    marked = page.table.grab().toImage()
    page.show_pair(ComparedPair(LEFT, LEFT))
    page.unchanged.click()
    assert page.table.grab().toImage() != marked
    assert "Nothing differs." in page.same.text()


def test_sides_are_changed_and_parts_are_folded(page: ComparePage) -> None:
    assert page.order.text() == "Older at the left"
    page.swap.click()
    assert page.order.text() == "Newer at the left"
    assert shown(page)[1] == ["Visitor", '"b"', '"a"']
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 5))
    assert shown(page) == [["Document, 3 differences", None, None]]


def test_f7_goes_from_difference_to_difference(page: ComparePage) -> None:
    assert page.table.currentIndex().row() == 1
    for expected in (2, 3, 1):
        page.table.go(1)
        assert page.table.currentIndex().row() == expected
    page.table.go(-1)
    assert page.table.currentIndex().row() == 3


def test_differences_are_copied(page: ComparePage, qtbot: QtBot) -> None:
    menu = page.copy.menu()
    with qtbot.waitSignal(page.copied):
        menu.actions()[0].trigger()
    assert QApplication.clipboard().text().startswith('≠ Visitor (vid): "a" → "b"')
    menu.actions()[1].trigger()
    assert QApplication.clipboard().text().startswith("|  | Field | Accepted ")


def test_each_side_is_edited_and_sent_again_by_its_own_buttons(
    page: ComparePage, qtbot: QtBot
) -> None:
    for buttons, signal in ((page.edits, page.edit_wanted), (page.sends, page.send_wanted)):
        for button, exchange in zip(buttons, (LEFT, RIGHT), strict=True):
            with qtbot.waitSignal(signal) as heard:
                button.click()
            assert heard.args == [exchange]


def test_what_came_in_can_be_sent_and_what_is_damaged_says_why_not(page: ComparePage) -> None:
    received = LEFT._replace(inbound="accepted")
    page.show_pair(ComparedPair(received, RIGHT._replace(unreadable=(("goals", ""),))))
    assert [button.text() for button in page.edits] == ["Open as draft", "Edit again"]
    assert [button.isEnabled() for button in (*page.edits, *page.sends)] == [True, False] * 2
    assert "goals of this history row cannot be read" in page.sends[1].toolTip()
    spoken = [button.accessibleDescription() for button in page.sends]
    assert spoken[0] == "The request at the left."
    assert spoken[1].startswith("The request at the right. ")
    assert "cannot be read" in spoken[1]


def sent(driver: Driver, *orders: str) -> list[Exchange]:
    for order in orders:
        driver.fill("Request", "tid", order)
        driver.send()
    found = [driver.context.history.exchange_at(row) for row in range(len(orders))]
    return [exchange for exchange in found if exchange is not None]


def test_a_row_is_compared_with_the_draft_and_esc_leads_back(driver: Driver) -> None:
    sent(driver, "ORDER-1")
    driver.fill("Request", "tid", "ORDER-2")
    driver.choose_row(0)
    driver.window.trigger("Compare with draft")
    page = driver.window.comparison
    assert page is not None
    assert page.isVisible()
    assert "Draft" in words(page)
    assert ["Transaction id", '"ORDER-1"', '"ORDER-2"'] in shown(page)
    assert not driver.window.builder.isVisible()
    assert not page.swap.isVisible()
    driver.keys("Esc", page.table)
    assert driver.window.builder.isVisible()
    assert not page.isVisible()


def test_a_side_can_be_edited_again_from_the_comparison(driver: Driver) -> None:
    newer, older = sent(driver, "ORDER-1", "ORDER-2")
    driver.window.show_comparison(older, newer)
    page = driver.window.comparison
    assert page is not None
    driver.click(page.edits[0])
    assert driver.window.builder.isVisible()
    assert driver.document.draft.text == older.document
