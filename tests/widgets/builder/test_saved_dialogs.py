"""Questions about saved requests are answered by a signal, and never with a blank name."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget
from pytestqt.qtbot import QtBot

from convert_console.widgets.builder.saved_pane import ask_files, ask_folder, ask_name


@pytest.mark.parametrize(("typed", "given"), [(" Buy ", ["Buy"]), ("   ", [])])
def test_a_name_is_handed_on_without_blanks_around_it(
    qtbot: QtBot, typed: str, given: list[str]
) -> None:
    owner, names = QWidget(), list[str]()
    qtbot.addWidget(owner)
    ask_name(owner, "Save request as", "Old", names.append)
    [dialog] = owner.findChildren(QInputDialog)
    assert dialog.textValue() == "Old"
    dialog.setTextValue(typed)
    dialog.accept()
    assert names == given


def test_files_and_folders_are_handed_on(qtbot: QtBot) -> None:
    owner, files, folders = QWidget(), list[list[str]](), list[str]()
    qtbot.addWidget(owner)
    ask_files(owner, files.append)
    ask_folder(owner, folders.append)
    for dialog in owner.findChildren(QFileDialog):
        dialog.filesSelected.emit(["/a.json"])
        dialog.fileSelected.emit("/a")
        dialog.close()
    assert (files, folders) == ([["/a.json"]], ["/a"])
