"""The strip of the history."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.message_bar import HistoryStrip


def test_it_says_one_thing_with_one_action_and_can_be_closed(qtbot: QtBot) -> None:
    strip = HistoryStrip()
    qtbot.addWidget(strip)
    strip.say("3 rows deleted", "Undo")
    assert (strip.label.text(), strip.action.text()) == ("3 rows deleted", "Undo")
    with qtbot.waitSignal(strip.acted):
        strip.action.click()
    strip.say("Copied.")
    assert not strip.action.isVisible()
    with qtbot.waitSignal(strip.closed):
        strip.findChildren(QToolButton)[0].click()
    assert not strip.isVisible()
    strip.say("")
    assert not strip.isVisible()
