"""Chooses the files that profiles are exported to and imported from."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog, QWidget

from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.kit.dialogs import open_dialog


def export_profile(profiles: Profiles, parent: QWidget) -> None:
    """Ask for a file, and write the current profile into it."""
    dialog = QFileDialog(parent, "Export profile, without its secrets")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("json")
    dialog.selectFile(f"{profiles.current.id}.json")
    dialog.fileSelected.connect(profiles.export)
    _open(dialog)


def import_profile(profiles: Profiles, parent: QWidget) -> None:
    """Ask for a file, and add its profile."""
    dialog = QFileDialog(parent, "Import profile")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(profiles.import_file)
    _open(dialog)


def _open(dialog: QFileDialog) -> None:
    dialog.setNameFilters(["Profiles (*.json)", "All files (*)"])
    open_dialog(dialog)
