"""The ring around what has the keyboard."""

from __future__ import annotations

from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.focus_ring import OWN_RING, FocusRing, FocusRings


def test_a_list_has_one_ring_once_a_row_is_current_that_paints_its_own(qtbot: QtBot) -> None:
    names = QListWidget()
    qtbot.addWidget(names)
    names.setProperty(OWN_RING, True)
    FocusRings(names)
    with qtbot.waitActive(names):
        names.show()
        names.activateWindow()
    names.setFocus()
    (ring,) = names.findChildren(FocusRing)
    assert ring.isVisible()
    names.addItem("Purchase")
    names.setCurrentRow(0)
    assert not ring.isVisible()
