"""How much of the history is kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from convert_console.models.profiles.preferences import Preferences
from convert_console.services.storage.settings import SettingsStore
from convert_console.widgets.history.retention_dialog import RetentionDialog, limit_history


def test_all_is_kept_until_a_limit_is_set(qtbot: QtBot, tmp_path: Path) -> None:
    preferences = Preferences(SettingsStore(tmp_path / "settings.json"))
    dialog = RetentionDialog(preferences)
    qtbot.addWidget(dialog)
    assert (dialog.rows.isChecked(), dialog.row_limit.isEnabled()) == (False, False)
    dialog.rows.click()
    dialog.row_limit.setValue(500)
    dialog.reject()
    assert (preferences.history_rows, preferences.history_days) == (None, None)
    dialog.accept()
    assert (preferences.history_rows, preferences.history_days) == (500, None)
    again = RetentionDialog(Preferences(SettingsStore(tmp_path / "settings.json")))
    qtbot.addWidget(again)
    assert (again.rows.isChecked(), again.row_limit.value(), again.days.isChecked()) == (
        True, 500, False,
    )  # fmt: skip


def test_it_is_opened_over_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    limit_history(Preferences(SettingsStore(tmp_path / "settings.json")), window)
    assert [dialog.isVisible() for dialog in window.findChildren(RetentionDialog)] == [True]
