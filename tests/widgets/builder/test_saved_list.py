"""The list of saved requests takes keys, and cuts long names."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from convert_console.core.request.draft import Draft
from convert_console.widgets.builder.saved_pane import HEIGHT, SavedList
from convert_console.widgets.theme.theme import px
from support.driver import Driver


@pytest.fixture
def saved_list(driver: Driver) -> SavedList:
    driver.context.saved.save("A name " * 60, Draft("{}"))
    driver.turn_builder("Saved")
    driver.window.saved.choose(0)
    return driver.window.saved.list


KEYS = [
    (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, ["load"]),
    (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, ["delete"]),
    (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier, ["rename"]),
    (Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier, ["up"]),
    (Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier, ["down"]),
    (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, []),
]


def test_each_key_requests_one_action(saved_list: SavedList) -> None:
    requests: list[str] = []
    for signal in (
        saved_list.load_requested,
        saved_list.delete_requested,
        saved_list.rename_requested,
    ):
        signal.disconnect()
    saved_list.load_requested.connect(lambda: requests.append("load"))
    saved_list.delete_requested.connect(lambda: requests.append("delete"))
    saved_list.rename_requested.connect(lambda: requests.append("rename"))
    saved_list.move_requested.connect(lambda step: requests.append("up" if step < 0 else "down"))
    for key, modifier, requested in KEYS:
        requests.clear()
        QTest.keyClick(saved_list, key, modifier)
        assert requests == requested, key


def test_a_long_name_takes_one_line_and_is_painted(saved_list: SavedList) -> None:
    index = saved_list.model().index(0, 0)
    assert saved_list.visualRect(index).height() == px(HEIGHT)
    assert not saved_list.grab().isNull()
