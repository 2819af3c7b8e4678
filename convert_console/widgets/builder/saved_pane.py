"""The saved requests of a profile: search, load, save, rename, reorder, import and export."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from convert_console.models.document.document import RequestDocument
from convert_console.models.profiles.saved_requests import SAVED_SUFFIX, SavedRequests
from convert_console.widgets.builder.form import FormFoot
from convert_console.widgets.builder.saved_list import SavedList
from convert_console.widgets.kit.actions import Command, fill
from convert_console.widgets.kit.buttons import AddButton
from convert_console.widgets.kit.clearable_line import ClearableLine
from convert_console.widgets.kit.dialogs import ask_files, ask_folder, ask_name, ask_new_file
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.theme.theme import px

FIRST_HINT = (
    "Save the current request under a name. Each saved request is a JSON file. You can change "
    "their order."
)


class SavedPane(QWidget):
    """Loading a request is one undo step of the draft."""

    def __init__(
        self, saved: SavedRequests, document: RequestDocument, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._saved = saved
        self._document = document
        self._matches = QSortFilterProxyModel(self)
        self._matches.setSourceModel(saved)
        self._matches.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.search = ClearableLine(self)
        self.search.setPlaceholderText("Search by name, goal or event")
        self.search.setAccessibleName("Search saved requests")
        self.search.setToolTip("Search in names, goals and events (Ctrl+O)")
        self.save = AddButton("Save current as…", self)
        self.save.setToolTip("Save the current request under a name (Ctrl+S)")
        self.list = SavedList(self)
        self.list.setModel(self._matches)
        self._empty = EmptyState(parent=self)
        self._pages = QStackedLayout()
        self._place()
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        self.search.textChanged.connect(self._filter)
        self.save.clicked.connect(self.save_as)
        self._empty.acted.connect(self._run_empty_state_action)
        self.list.load_requested.connect(self.load)
        self.list.delete_requested.connect(self.delete)
        self.list.rename_requested.connect(self.rename)
        self.list.move_requested.connect(self.move_by)
        self.list.customContextMenuRequested.connect(self._open_menu)
        for signal in (self._saved.counted, self._matches.rowsInserted, self._matches.rowsRemoved):
            signal.connect(self.refresh)

    @property
    def row(self) -> int:
        """The current request's row in the model; -1 for none."""
        return self._matches.mapToSource(self.list.currentIndex()).row()

    def refresh(self) -> None:
        """Show the list, or why it is empty."""
        self._pages.setCurrentIndex(0 if self._matches.rowCount() else 1)
        if self._saved.rowCount():
            sentence = f"Nothing matches “{self.search.text()}”."
            self._empty.set_state("search", "Nothing found", sentence, "Clear the search")
        else:
            self._empty.set_state("save", "No saved requests", FIRST_HINT, "Save current as…")

    def choose(self, row: int) -> None:
        """Select a request by its row in the model."""
        index = self._matches.mapFromSource(self._saved.index(row))
        if index.isValid():
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)

    def load(self) -> None:
        """Load the selected request into the draft."""
        saved = self._saved.at(self.row)
        if saved is not None:
            self._saved.last_name = saved.name
            self._document.load(saved.draft, f"Load {saved.name}")

    def save_as(self) -> None:
        """Ask for a name, and save the draft under it."""
        save, document = self._saved.save, self._document
        ask_name(
            self,
            "Save request as",
            self._saved.last_name,
            lambda name: self.choose(save(name, document.draft)),
        )

    def duplicate(self) -> None:
        """Copy the selected request."""
        self.choose(self._saved.duplicate(self.row))

    def rename(self) -> None:
        """Ask for a new name for the selected request."""
        row, saved = self.row, self._saved.at(self.row)

        def renamed(name: str) -> None:
            self._saved.rename(row, name)
            self.choose(row)

        if saved is not None:
            ask_name(self, "Rename request", saved.name, renamed)

    def delete(self) -> None:
        """Move the selected request to the trash."""
        row = self.row
        self._saved.delete(row)
        self.choose(min(row, self._saved.rowCount() - 1))

    def restore(self) -> None:
        """Restore the request that was deleted last."""
        self.choose(self._saved.restore())

    def move_by(self, step: int) -> None:
        """Move the selected request by one place, -1 up."""
        row = self.row
        self.choose(row + step if self._saved.move(row, row + step) else row)

    def commands(self) -> tuple[Command | None, ...]:
        """The entries of the menu."""
        deleted = self._saved.restorable
        restore = (Command(f"Restore “{deleted}”", self.restore),) if deleted else ()
        return (
            *(self._commands_for_selected() if self.row >= 0 else ()),
            *restore,
            Command("Import…", self._choose_files),
            Command("Export all…", self._choose_folder),
        )

    def _commands_for_selected(self) -> tuple[Command | None, ...]:
        return (
            Command("Load", self.load, "Return", "Or double-click it"),
            Command("Duplicate", self.duplicate),
            Command("Rename…", self.rename, "F2"),
            Command("Move up", lambda: self.move_by(-1), "Ctrl+Up"),
            Command("Move down", lambda: self.move_by(1), "Ctrl+Down"),
            Command("Export…", self._choose_file),
            Command("Delete", self.delete, "Del"),
            None,
        )

    def _run_empty_state_action(self) -> None:
        if self._saved.rowCount():
            self.search.clear()
        else:
            self.save_as()

    def _filter(self, text: str) -> None:
        self._matches.setFilterFixedString(text.strip())
        self.refresh()

    def _open_menu(self, position: QPoint) -> None:
        menu = QMenu(self)
        fill(menu, self.commands(), menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.list.viewport().mapToGlobal(position))

    def _place(self) -> None:
        self._pages.addWidget(self.list)
        self._pages.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(px(12), px(10), px(12), px(10))
        head.addWidget(self.search)
        column.addLayout(head)
        column.addLayout(self._pages, 1)
        foot = FormFoot(self)
        foot.add(self.save)
        column.addWidget(foot)

    def _choose_files(self) -> None:
        filters = "JSON (*.json)", "All files (*)"
        ask_files(self, "Import requests", filters, self._saved.import_files)

    def _choose_file(self) -> None:
        saved = self._saved.at(self.row)
        if saved is not None:
            export = partial(self._saved.export_one, self.row)
            name = f"{saved.file}.{SAVED_SUFFIX}"
            ask_new_file(self, f"Export {saved.name}", export, name=name, suffix=SAVED_SUFFIX)

    def _choose_folder(self) -> None:
        ask_folder(self, "Export all requests to a folder", self._saved.export)
