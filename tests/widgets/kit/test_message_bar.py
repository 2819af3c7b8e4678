"""A bar shows one sentence, with an action if there is one, and is hidden without text."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.message_bar import MessageBar


def test_it_shows_one_text_with_one_action(qtbot: QtBot) -> None:
    bar = MessageBar("info")
    qtbot.addWidget(bar)
    bar.set_text("3 rows deleted", "Undo")
    assert (bar.label.text(), bar.action.text()) == ("3 rows deleted", "Undo")
    with qtbot.waitSignal(bar.acted):
        bar.action.click()
    bar.set_text("Copied.")
    assert bar.action.isHidden()


def test_it_is_hidden_without_a_text(qtbot: QtBot) -> None:
    bar = MessageBar("warn")
    qtbot.addWidget(bar)
    bar.set_text("<b>As it stands.</b>")
    assert not bar.isHidden()
    assert bar.label.text() == "<b>As it stands.</b>"
    bar.set_text("")
    assert bar.isHidden()
