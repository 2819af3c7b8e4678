"""Two exchanges side by side."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from convert_console.core.verdict.exchange import Exchange
from convert_console.widgets.history.compare_dialog import CompareDialog
from support.exchanges import record


def shown(dialog: CompareDialog) -> list[list[str]]:
    model = dialog.model
    return [[model.index(row, n).data() for n in range(5)] for row in range(model.rowCount())]


def opened(qtbot: QtBot, left: Exchange, right: Exchange) -> CompareDialog:
    made = CompareDialog(left, right)
    qtbot.addWidget(made)
    made.show()
    return made


def test_only_differences_are_shown_until_all_is_asked_for(
    qtbot: QtBot, qtmodeltester: Any
) -> None:
    left = record(1, document='{"vid": "a", "x": 1}').exchange
    right = record(2, document='{"vid": "b", "y": "<b>"}').exchange
    dialog = opened(qtbot, left, right)
    assert shown(dialog) == [
        ["≠", "Request", "vid", '"a"', '"b"'],
        ["−", "Request", "x", "1", "–"],
        ["+", "Request", "y", "–", '"<b>"'],
    ]
    assert dialog.summary.text() == "3 differences"
    tip = dialog.model.index(2, 4).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;" in tip
    qtmodeltester.check(dialog.model)
    dialog.everything.click()
    assert ["=", "Answer", "status", "200 OK", "200 OK"] in shown(dialog)
    assert dialog.grab().height() > 0


def test_equal_exchanges_are_reported_as_equal(qtbot: QtBot) -> None:
    one = record(1).exchange
    dialog = opened(qtbot, one, one)
    assert shown(dialog) == []
    assert "the same in both" in dialog.summary.text()
