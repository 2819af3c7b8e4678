"""Chooses a profile, and adds, renames, duplicates, exports, imports and deletes profiles."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QToolButton,
    QWidget,
)

from convert_console.core.request.profile import NO_PROJECT
from convert_console.models.profiles.profiles import Profiles
from convert_console.widgets.fields.choice_line import ChoiceEntry, ChoiceLine
from convert_console.widgets.kit.actions import Command, fill
from convert_console.widgets.kit.dialogs import ask_name, open_dialog
from convert_console.widgets.kit.tooltips import plain_tip
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import px


class ProfilePicker(QWidget):
    """The list of profiles, with a menu for the current one."""

    def __init__(
        self, profiles: Profiles, set_up: tuple[Command, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._profiles = profiles
        self._set_up = set_up
        self.line = ChoiceLine("Profile", self, as_typed=None)
        self.line.setAccessibleDescription(
            "The project, target and User-Agent of requests. Settings: Ctrl+,"
        )
        self.line.chosen.connect(self._choose)
        self.menu = QMenu(self)
        self.more = QToolButton(self)
        self.more.setIcon(icon("more-vertical"))
        self.more.setAccessibleName("Profile menu")
        self.more.setToolTip("Add, rename, duplicate, delete or set up a profile")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(self.menu)
        self.setFocusProxy(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(2))
        row.addWidget(self.line, 1)
        row.addWidget(self.more)
        fill(self.menu, self._commands(), self)
        profiles.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the profiles and which one is current."""
        profiles, current = self._profiles.all, self._profiles.current
        self.line.set_choices(
            [ChoiceEntry(profile.name, profile.project, value=profile.id) for profile in profiles]
        )
        self.line.show_choice([profile.id for profile in profiles].index(current.id))
        warning = f"\n{NO_PROJECT}" if current.lacks_project else ""
        self.line.setToolTip(plain_tip(f"Profile: {current.name}{warning}"))

    def _choose(self, index: int) -> None:
        self._profiles.choose(str(self.line.choices[index].value))

    def _commands(self) -> tuple[Command | None, ...]:
        return (
            Command("New profile…", self._add),
            Command("Duplicate profile", self._profiles.duplicate),
            Command("Rename profile…", self._rename),
            *self._set_up,
            None,
            Command("Export profile…", self._export),
            Command("Import profile…", self._import),
            None,
            Command("Delete profile", self._profiles.delete),
        )

    def _add(self) -> None:
        ask_name(self, "New profile", "", self._profiles.add)

    def _rename(self) -> None:
        ask_name(self, "Rename profile", self._profiles.current.name, self._set_name)

    def _set_name(self, name: str) -> None:
        self._profiles.alter(name=name)

    def _export(self) -> None:
        dialog = QFileDialog(self, "Export profile, without its secrets")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.selectFile(f"{self._profiles.current.id}.json")
        dialog.fileSelected.connect(self._profiles.export)
        self._open(dialog)

    def _import(self) -> None:
        dialog = QFileDialog(self, "Import profile")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._profiles.import_file)
        self._open(dialog)

    def _open(self, dialog: QFileDialog) -> None:
        dialog.setNameFilters(["Profiles (*.json)", "All files (*)"])
        open_dialog(dialog)
