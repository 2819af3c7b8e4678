"""The dialog of orders: steps open once there is a file, and Esc stops before it closes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from convert_console.widgets.orders.dialog import OrdersDialog
from convert_console.widgets.orders.run_page import OrderModels
from support.ordering import OrderDesk


def test_steps_follow_one_another(tmp_path: Path, run: Callable[..., Any], qtbot: QtBot) -> None:
    desk = OrderDesk(tmp_path, "http://127.0.0.1:1/track")
    dialog = OrdersDialog(OrderModels(desk.orders, desk.sending, desk.exports))
    qtbot.addWidget(dialog)
    dialog.open()
    assert not dialog.next.isEnabled()
    desk.orders.open(str(desk.file))
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.steps.value() == "mapping"
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.steps.value() == "mapping", "here Enter ends what is typed"
    dialog.next.click()
    assert dialog.steps.value() == "run"
    assert not dialog.next.isVisible()
    qtbot.waitUntil(lambda: desk.sending.past is not None)
    desk.orders.check()
    dialog.reject()
    assert dialog.isVisible(), "the dry run is stopped first"
    qtbot.waitUntil(lambda: not desk.orders.checking)
    dialog.reject()
    assert not dialog.isVisible()
    run(desk.end())
