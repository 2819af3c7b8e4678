"""Asks for the name, the files or the folder of saved requests; never blocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QWidget


def ask_name(parent: QWidget, title: str, name: str, then: Callable[[str], Any]) -> None:
    """Ask for a name that is not blank."""
    dialog = QInputDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setLabelText("Name")
    dialog.setTextValue(name)
    for line in dialog.findChildren(QLineEdit):
        line.setAccessibleName("Name")
    dialog.setMinimumWidth(40 * dialog.fontMetrics().averageCharWidth())  # a name fits
    dialog.textValueSelected.connect(lambda text: text.strip() and then(text.strip()))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def ask_files(parent: QWidget, then: Callable[[list[str]], Any]) -> None:
    """Ask for JSON files."""
    dialog = QFileDialog(parent, "Import requests")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters(["JSON (*.json)", "All files (*)"])
    dialog.filesSelected.connect(then)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def ask_folder(parent: QWidget, then: Callable[[str], Any]) -> None:
    """Ask for a folder to write into."""
    dialog = QFileDialog(parent, "Export all requests into a folder")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(then)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
