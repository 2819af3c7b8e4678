"""Dialogs stay within the screen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.dialogs import (
    FRAME,
    FittingDialog,
    NameDialog,
    ask_file,
    ask_new_file,
    last_folder,
    remember_folder,
)
from support.driver import settle, visible


def dialog(qtbot: QtBot, width: int, height: int) -> FittingDialog:
    window = FittingDialog()
    qtbot.addWidget(window)
    button = QPushButton("Close", window)
    button.setMinimumSize(width, height)
    QVBoxLayout(window).addWidget(button)
    window.resize_within_screen(300, 200)
    return window


def test_content_that_fits_does_not_scroll(qtbot: QtBot) -> None:
    window = dialog(qtbot, 100, 40)
    window.show()
    assert visible(window, QScrollArea) == []
    assert window.size().toTuple() == (300, 200)


def test_content_that_does_not_fit_scrolls(qtbot: QtBot) -> None:
    window = dialog(qtbot, 3_000, 2_000)
    window.show()
    settle()
    available = QGuiApplication.primaryScreen().availableSize()
    assert window.width() <= available.width() - FRAME
    assert window.height() <= available.height() - FRAME
    [area] = visible(window, QScrollArea)
    assert area.horizontalScrollBar().isVisible()
    assert visible(area, QPushButton)[0].text() == "Close"
    window.hide()
    window.show()
    assert len(visible(window, QScrollArea)) == 1


def test_a_design_larger_than_the_screen_is_cut_down(qtbot: QtBot) -> None:
    window = dialog(qtbot, 100, 40)
    window.resize_within_screen(9_000, 9_000)
    available = QGuiApplication.primaryScreen().availableSize()
    assert window.width() == available.width() - FRAME


def test_a_file_dialog_opens_where_the_last_one_was_left(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "names.json").write_text("{}", "utf-8")
    before = last_folder()
    chosen: list[str] = []
    ask_file(window, "Load", ("JSON (*.json)",), chosen.append)
    (first,) = window.findChildren(QFileDialog)
    first.setDirectory(str(tmp_path / "shop"))
    first.selectFile("names.json")
    first.accept()
    qtbot.waitUntil(lambda: bool(chosen))
    ask_new_file(window, "Save", chosen.append, name="copy.json")
    second = window.findChildren(QFileDialog)[-1]
    assert Path(second.directory().absolutePath()) == tmp_path / "shop"
    second.reject()
    assert last_folder() == str(tmp_path / "shop"), "a dialog that is left changes nothing"
    remember_folder(before)


def test_a_file_dialog_opens_where_a_typed_path_led(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    (tmp_path / "results").mkdir()
    before = last_folder()
    chosen: list[str] = []
    ask_new_file(window, "Save", chosen.append, name="copy.json")
    (dialog,) = window.findChildren(QFileDialog)
    [line] = dialog.findChildren(QLineEdit, "fileNameEdit")
    line.setText(str(tmp_path / "results" / "copy.json"))
    dialog.accept()
    qtbot.waitUntil(lambda: bool(chosen))
    assert last_folder() == str(tmp_path / "results")
    remember_folder(before)


def test_a_name_is_on_one_line_when_one_is_pasted_with_line_ends(qtbot: QtBot) -> None:
    names: list[str] = []
    owner = QWidget()
    qtbot.addWidget(owner)
    asked = NameDialog(owner, "Save request as", "", names.append)
    QGuiApplication.clipboard().setText("Order\npaid\n")
    asked.line.paste()
    asked.accept()
    assert names == ["Order paid"]
