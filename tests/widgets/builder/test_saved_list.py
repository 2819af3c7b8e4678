"""The list of saved requests is worked by keys, and paints long names without spilling."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from convert_console.core.request.draft import Draft
from convert_console.widgets.builder.saved_list import HEIGHT, SavedList
from convert_console.widgets.theme.theme import px
from support.driver import Driver


@pytest.fixture
def saved_list(driver: Driver) -> SavedList:
    driver.context.saved.save("A name " * 60, Draft("{}"))
    driver.turn_builder("Saved")
    driver.window.saved.choose(0)
    return driver.window.saved.list


@pytest.mark.parametrize(
    ("key", "modifier", "heard"),
    [
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "wanted"),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "unwanted"),
        (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier, "to_be_named"),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier, "up"),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier, "down"),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, ""),
    ],
)
def test_each_key_asks_for_one_thing(
    saved_list: SavedList, key: Qt.Key, modifier: Qt.KeyboardModifier, heard: str
) -> None:
    said: list[str] = []
    for signal in (saved_list.wanted, saved_list.unwanted, saved_list.to_be_named):
        signal.disconnect()
    saved_list.wanted.connect(lambda: said.append("wanted"))
    saved_list.unwanted.connect(lambda: said.append("unwanted"))
    saved_list.to_be_named.connect(lambda: said.append("to_be_named"))
    saved_list.stepped.connect(lambda step: said.append("up" if step < 0 else "down"))
    QTest.keyClick(saved_list, key, modifier)
    assert said == ([heard] if heard else [])


def test_a_long_name_takes_one_line_and_is_painted(saved_list: SavedList) -> None:
    index = saved_list.model().index(0, 0)
    assert saved_list.visualRect(index).height() == px(HEIGHT)
    assert not saved_list.grab().isNull()
