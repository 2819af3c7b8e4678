"""What is hidden is named."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from convert_console.widgets.preview.veil import Veil


def test_it_is_there_only_while_something_is_hidden(qtbot: QtBot) -> None:
    veil = Veil()
    qtbot.addWidget(veil)
    veil.set_names(["authorization"])
    assert veil.isVisibleTo(None)  # type: ignore[arg-type]
    assert veil.label.text() == "authorization is sent, and hidden here and in the history."
    assert veil.button.text() == "Show"
    veil.set_names(["authorization", "cookie"], open_=True)
    assert veil.label.text().startswith("authorization, cookie are shown until")
    assert veil.button.text() == "Hide"
    veil.set_names([])
    assert not veil.isVisibleTo(None)  # type: ignore[arg-type]
