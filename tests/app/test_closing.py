"""Closing never loses what can be kept, never freezes, and leaves a way out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from convert_console.app import composition
from convert_console.app.composition import close_history
from convert_console.services.history.store import HistoryStore
from support.damage import locked
from support.exchanges import record

Run = Callable[..., Any]


def boxes() -> list[QMessageBox]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox)]


def button(box: QMessageBox, text: str) -> QAbstractButton:
    (found,) = (one for one in box.buttons() if one.text() == text)
    return found


def test_a_send_that_waits_in_a_file_does_not_delay_closing(tmp_path: Path, run: Run) -> None:
    store = HistoryStore(tmp_path / "h", patience=3_600)
    with locked(tmp_path / "h"):
        store.keep(record(1)).safe.result(60)
        run(close_history(store))
    again = HistoryStore(tmp_path / "h")
    assert again.keep(record(2)).row.result(60) == 2
    assert [row.uid for row in again.newest(9)] == ["uid-2", "uid-1"]
    again.close()


def test_a_waiting_change_is_reported_and_made_as_soon_as_possible(
    tmp_path: Path, run: Run, qtbot: QtBot, loop: Any
) -> None:
    store = HistoryStore(tmp_path / "h", patience=3_600)
    store.keep(record(1)).row.result()
    with locked(tmp_path / "h") as other:
        noted = store.update(1, note="mine")
        ending = loop.create_task(close_history(store))
        qtbot.waitUntil(lambda: any(box.isVisible() for box in boxes()))
        assert "another program has locked it" in boxes()[0].text()
        other.execute("ROLLBACK")
    qtbot.waitUntil(ending.done)
    noted.result()
    assert not any(box.isVisible() for box in boxes())
    again = HistoryStore(tmp_path / "h")
    assert again.newest(1)[0].note == "mine"
    again.close()


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_no_key_throws_away_what_is_not_kept_and_it_is_asked_again(
    tmp_path: Path,
    run: Run,
    qtbot: QtBot,
    loop: Any,
    monkeypatch: pytest.MonkeyPatch,
    key: Qt.Key,
) -> None:
    monkeypatch.setattr(composition, "ASK_AGAIN_MS", 50)
    store = HistoryStore(tmp_path / "h", patience=3_600)
    store.keep(record(1)).row.result()
    with locked(tmp_path / "h") as other:
        noted = store.update(1, note="mine")
        ending = loop.create_task(close_history(store))
        qtbot.waitUntil(lambda: any(box.isVisible() for box in boxes()))
        (box,) = boxes()
        qtbot.keyClick(box, key)
        assert not box.isVisible()
        qtbot.waitUntil(box.isVisible)
        other.execute("ROLLBACK")
        qtbot.waitUntil(ending.done)
    noted.result()


def test_the_user_may_close_although_something_cannot_be_saved(
    tmp_path: Path, run: Run, qtbot: QtBot, loop: Any
) -> None:
    store = HistoryStore(tmp_path / "h", patience=0.1)
    (tmp_path / f"h-window-{store._session.id}").mkdir()
    with locked(tmp_path / "h"):
        kept = store.keep(record(1))
        ending = loop.create_task(close_history(store))
        qtbot.waitUntil(lambda: any(box.isVisible() for box in boxes()))
        assert not kept.row.done(), "its patience is long over"
        button(boxes()[0], "Close and lose unsaved data").click()
        qtbot.waitUntil(ending.done)
    assert kept.row.exception() is not None
