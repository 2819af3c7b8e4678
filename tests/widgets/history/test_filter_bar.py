"""The filter field."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCompleter, QWidget
from pytestqt.qtbot import QtBot

from convert_console.core.history.filter_language import KEYS
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.history.model import HistoryModel
from convert_console.services.history.store import HistoryStore
from convert_console.widgets.history.filter_bar import FilterBar, FilterHelp
from support.driver import words
from support.exchanges import record


@pytest.fixture
def line(tmp_path: Path, qtbot: QtBot) -> Iterator[FilterBar]:
    store = HistoryStore(tmp_path / "history")
    store.keep(record(1, profile="My shop")).row.result()
    model = HistoryModel(store, CurrentCatalog())
    model.loader.read()
    made = FilterBar(model)
    qtbot.addWidget(made)
    made.show()
    yield made
    model.loader.search.end()
    store.close()


def completer(line: FilterBar) -> QCompleter:
    found = line.completer()
    assert found is not None
    return found


def test_it_filters_once_the_typing_pauses(line: FilterBar, qtbot: QtBot) -> None:
    QTest.keyClicks(line, "method:GET")
    assert not line._history.loader.filtered
    qtbot.waitUntil(lambda: line._history.loader.filtered)
    line.clear()
    assert not line._history.loader.filtered


def test_a_wrong_filter_is_reported_once_and_leaves_the_rows(line: FilterBar) -> None:
    said: list[str] = []
    line.fault_changed.connect(said.append)
    line.setText("status:x")
    line.apply()
    line.setText("status:200")
    line.apply()
    line.setText("status:")
    line.apply()
    assert [bool(sentence) for sentence in said] == [True, False, False]
    assert line.property("tone") == ""


def test_the_last_word_is_completed_and_the_others_stay(line: FilterBar) -> None:
    QTest.keyClicks(line, 'two words profile:"m')
    assert completer(line).currentCompletion() == 'two words profile:"My shop"'
    QTest.keyClicks(line, 'y shop" ')
    popup = completer(line).popup()
    assert popup is None or not popup.isVisible()


def test_help_is_opened_by_click_and_by_f1_and_closed_by_esc(qtbot: QtBot, line: FilterBar) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    line.setParent(window)
    line.show()
    window.show()
    line.help.click()
    (card,) = window.findChildren(FilterHelp)
    assert card.isVisible()
    told = words(card)
    for key in KEYS:
        assert f"{key}:" in told
        assert f"{key}:" in line.accessibleDescription()
    QTest.keyClick(card, Qt.Key.Key_Escape)
    assert not card.isVisible()
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_F1)
    assert card.isVisible()
    assert window.rect().contains(card.geometry())
    line.setParent(None)


def test_esc_clears_the_text_which_can_be_undone(line: FilterBar) -> None:
    QTest.keyClicks(line, "verdict:bot")
    line.apply()
    assert line._history.loader.filtered
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == ""
    assert not line._history.loader.filtered
    line.undo()
    assert line.text() == "verdict:bot"
