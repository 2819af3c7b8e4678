"""The current profile's saved requests as a list."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from convert_console.core.catalog.catalog import Catalog, named
from convert_console.core.document.payload import Payload
from convert_console.core.request.draft import Draft
from convert_console.core.request.event_summary import goals_and_amount, summarise
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.profiles.profiles import Profiles
from convert_console.services.storage.files import StoreFailed, write_whole
from convert_console.services.storage.saved_requests import (
    SavedRequest,
    SavedRequestList,
    export_requests,
    store_of,
)

SAVED_SUFFIX = "convert.json"
"""By which a desktop knows a file as a request, and opens it here."""


def saved_line(payload: Payload, catalog: Catalog | None = None) -> str:
    """The events of a document, its goals by name and its revenue.

    >>> saved_line({"ev": [{"evt": "hitGoal", "goals": ["7"]}]})
    'hitGoal – 7'
    """
    if not isinstance(payload, dict):
        return "broken JSON" if payload is None else "not an object"
    summary = summarise(payload)
    what = goals_and_amount(summary.goals, summary.revenue, partial(named, catalog))
    return " – ".join((summary.events or "no events", *what))


T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex

NAME = Qt.ItemDataRole.UserRole + 1
METHOD = Qt.ItemDataRole.UserRole + 2
LINE = Qt.ItemDataRole.UserRole + 3


class SavedRequests(QAbstractListModel):
    """One row for each request: its `NAME`, its `METHOD` and a summary (`LINE`). A change that
    cannot be written is not shown. Methods return row -1 for none.

    Signals:
        counted: the list has changed.
        moved_to_trash(str): a request was deleted, and `restore` brings it back; its name.
        replaced(str): a request was replaced, and `restore_replaced` brings back what it was; its
            name.
        failed(str): something could not be kept or read; why, in a sentence.
        exported(str): the requests were exported; how many and where, in a sentence.
    """

    counted = Signal()
    moved_to_trash = Signal(str)
    replaced = Signal(str)
    failed = Signal(str)
    exported = Signal(str)

    def __init__(self, root: Path, profiles: Profiles, catalog: CurrentCatalog) -> None:
        super().__init__()
        self._root = root
        self._list: SavedRequestList | None = None
        self._all: tuple[SavedRequest, ...] = ()
        self._lines: dict[str, str] = {}
        self._catalog = catalog
        self._replaced: SavedRequest | None = None
        self.last_name = ""
        profiles.chosen.connect(self.open)
        catalog.changed.connect(self._refresh_names)

    @property
    def restorable(self) -> str:
        """The name of the request that was deleted last; "" for none."""
        deleted = self._list.deleted if self._list else None
        return deleted[1].name if deleted else ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._all)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        saved = self.at(index.row()) if index.isValid() else None
        if saved is None:
            return None
        if role == METHOD:
            return saved.draft.method
        if role == NAME:
            return saved.name
        if role == LINE:
            return self._line(saved)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{saved.name} {saved.draft.method} {self._line(saved)}"
        return None

    def at(self, row: int) -> SavedRequest | None:
        """The request of a row."""
        return self._all[row] if 0 <= row < len(self._all) else None

    def open(self, profile_id: str) -> None:
        """Show the requests of a profile."""
        self.last_name = ""
        self._replaced = None
        self._list = self._try(lambda: SavedRequestList(store_of(self._root, profile_id)), None)
        for sentence in self._list.refused if self._list else ():
            self.failed.emit(sentence)
        self._show()

    def reload(self) -> None:
        """Load what another window has changed."""
        stored, before = self._list, self._all
        if stored is not None:
            self._try(stored.read_again, None)
            if stored.all != before:
                self._show()

    def add(self, name: str, draft: Draft) -> bool:
        """Save a draft as a new request, under this name or a similar one; whether it was saved."""
        return self._changed(lambda stored: stored.add(name, draft, len(stored.all)), -1) >= 0

    def save(self, name: str, draft: Draft) -> int:
        """Save a draft under a name, replacing the request of that name; its row."""
        self.last_name = name
        before = next((saved for saved in self._all if saved.name == name), None)
        row = self._changed(lambda stored: stored.save(name, draft), -1)
        if row >= 0 and before is not None and before.draft != draft:
            self._replaced = before
            self.replaced.emit(name)
        return row

    def duplicate(self, row: int) -> int:
        """Insert a copy after a request; its row."""
        saved = self.at(row)
        if saved is None:
            return -1
        return self._changed(
            lambda stored: stored.add(f"{saved.name} copy", saved.draft, row + 1), -1
        )

    def rename(self, row: int, name: str) -> None:
        """Rename a request."""
        if self.at(row) is not None and name.strip():
            self._changed(lambda stored: stored.rename(row, name.strip()), None)

    def delete(self, row: int) -> None:
        """Move a request to the trash."""
        saved = self.at(row)

        def moved(stored: SavedRequestList) -> bool:
            stored.delete(row)
            return True

        if saved is not None and self._changed(moved, False):
            self.moved_to_trash.emit(saved.name)

    def restore(self) -> int:
        """Restore the request that was deleted last; its row."""
        return self._changed(lambda stored: stored.restore(), -1)

    def restore_replaced(self) -> int:
        """Save the request that was replaced last as it was before; its row."""
        before, self._replaced = self._replaced, None
        if before is None:
            return -1
        return self._changed(lambda stored: stored.save(before.name, before.draft), -1)

    def move(self, row: int, to: int) -> bool:
        """Move a request to another row, if that exists; whether it was moved."""
        return self._changed(lambda stored: stored.move(row, to), False)

    def import_files(self, paths: Sequence[str]) -> None:
        """Append the requests in files."""
        self._changed(lambda stored: stored.import_files([Path(path) for path in paths]), 0)

    def export(self, folder: str) -> None:
        """Write all requests into a folder, one file each, and their order."""

        def write() -> bool:
            export_requests(Path(folder), self._all)
            return True

        if self._try(write, False):
            count = len(self._all)
            words = f"{count:,} request{'' if count == 1 else 's'}"
            self.exported.emit(f"{words} exported to {folder}.")

    def export_one(self, row: int, path: str) -> None:
        """Write a request into a file, exactly as it was composed."""
        saved = self.at(row)

        def write() -> bool:
            assert saved is not None
            write_whole(Path(path), saved.draft.text.encode("utf-8", "surrogatepass"))
            return True

        if saved is not None and self._try(write, False):
            self.exported.emit(f"{saved.name} exported to {path}.")

    def _changed(self, change: Callable[[SavedRequestList], T], otherwise: T) -> T:
        stored = self._list
        if stored is None:
            return otherwise
        answer = self._try(lambda: change(stored), otherwise)
        self._show()
        return answer

    def _try(self, work: Callable[[], T], otherwise: T) -> T:
        try:
            return work()
        except StoreFailed as why:
            self.failed.emit(str(why))
            return otherwise

    def _show(self) -> None:
        self.beginResetModel()
        self._all = self._list.all if self._list else ()
        self._lines.clear()
        self.endResetModel()
        self.counted.emit()

    def _refresh_names(self) -> None:
        self._lines.clear()
        if self._all:
            self.dataChanged.emit(self.index(0), self.index(len(self._all) - 1))

    def _line(self, saved: SavedRequest) -> str:
        if saved.file not in self._lines:
            self._lines[saved.file] = saved_line(saved.draft.payload, self._catalog.value)
        return self._lines[saved.file]
