"""The commands of the menu Help that tell of the program itself."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import PySide6
from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from convert_console.app.context import Context
from convert_console.models.tasks import LARGE, BackgroundWork
from convert_console.widgets.kit.actions import Command
from convert_console.widgets.kit.dialogs import open_dialog
from convert_console.widgets.main_window.window import MainWindow

if TYPE_CHECKING:
    from convert_console.widgets.main_window.data_dialog import DataLocation
    from convert_console.widgets.main_window.licences_dialog import Licence


class HelpPages:
    """Opens the dialogs; what they read of the disk is read in a thread."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        self._context = context
        self._window = window
        self._sizes: BackgroundWork[tuple[int | None, ...]] = BackgroundWork()
        self._licences: BackgroundWork[tuple[Licence, ...]] = BackgroundWork()

    def commands(self) -> tuple[Command, ...]:
        """In the order of the menu."""
        return (
            Command("What each place is for…", self.show_places, "", "The five places of the rail"),
            Command("Where data lies…", self.show_data, "", "Paths and sizes of what is kept"),
            Command("Licences…", self.show_licences, "", "Of the program and of all parts of it"),
            Command(
                "About Convert Console…",
                self.show_about,
                "",
                "Versions, and details for a report of a bug",
            ),
        )

    def show_places(self) -> None:
        """Say what each place is for."""
        from convert_console.widgets.main_window.places_dialog import PlacesDialog

        open_dialog(PlacesDialog(self._window.places.open, self._window))

    def show_data(self) -> None:
        """List where data lies."""
        from convert_console.widgets.main_window.data_dialog import DataDialog

        locations = data_locations(self._context)
        dialog = DataDialog(locations, self._window)
        dialog.finished.connect(self._sizes.drop)
        measure = partial(sizes_of, tuple(location.path for location in locations))
        self._sizes.run(LARGE, measure, dialog.show_sizes, "sizes of the data")
        open_dialog(dialog)

    def show_licences(self) -> None:
        """Show the licences."""
        from convert_console.app.licences import licences
        from convert_console.widgets.main_window.licences_dialog import LicencesDialog

        dialog = LicencesDialog(self._window)
        dialog.finished.connect(self._licences.drop)
        self._licences.run(LARGE, licences, dialog.show_licences, "reading licences")
        open_dialog(dialog)

    def show_about(self) -> None:
        """Name the versions."""
        from convert_console.widgets.main_window.about_dialog import AboutDialog

        open_dialog(AboutDialog(details(self._context.preferences.zoom), self._window))

    async def finish(self) -> None:
        """Drop what is read; called when the window closes."""
        await self._sizes.finish()
        await self._licences.finish()


def data_locations(context: Context) -> tuple[DataLocation, ...]:
    """Where each kind of data is kept in this run."""
    from convert_console.widgets.main_window.data_dialog import DataLocation

    folders = context.folders
    return (
        DataLocation("All data", folders.root),
        DataLocation("Settings of the window", folders.settings),
        DataLocation("Profiles", folders.profiles),
        DataLocation("Drafts", folders.drafts),
        DataLocation("Saved requests", folders.requests),
        DataLocation("History", context.store.path),
        DataLocation("Names of projects", folders.catalogs),
        DataLocation("Journeys", folders.journeys),
        DataLocation("Runs of orders", folders.orders),
        DataLocation("Browsers for watched pages", folders.browsers),
        DataLocation("Certificate of the collector", folders.collector_ca),
    )


def sizes_of(paths: tuple[Path, ...]) -> tuple[int | None, ...]:
    """The bytes of each file and of those in its folder that begin with its name, as a database has
    them, or of all files in a folder; `None` for what does not exist.
    """
    return tuple(_size_of(path) for path in paths)


def _size_of(path: Path) -> int | None:
    if path.is_dir():
        return sum(
            _bytes_of(Path(folder, name))
            for folder, _dirs, names in os.walk(path)
            for name in names
        )
    if not path.is_file():
        return None
    return sum(map(_bytes_of, path.parent.glob(f"{path.name}*")))


def _bytes_of(file: Path) -> int:
    try:
        return file.lstat().st_size
    except OSError:
        return 0


def details(zoom: float) -> tuple[tuple[str, str], ...]:
    """Names and versions of what the program runs on: no secrets, and no paths, which have names of
    people in them.
    """
    import platform  # here, since a start need not wait for these
    import sqlite3
    import ssl

    screen = QGuiApplication.primaryScreen()
    size = screen.size()
    return (
        ("Python", platform.python_version()),
        ("Qt", qVersion()),
        ("PySide6", PySide6.__version__),
        ("OpenSSL", ssl.OPENSSL_VERSION),
        ("SQLite", sqlite3.sqlite_version),
        ("System", platform.platform(terse=True)),
        ("Window system", QGuiApplication.platformName()),
        ("Screen", f"{size.width()} × {size.height()}, scale {screen.devicePixelRatio():g}"),
        ("Zoom", f"{zoom:.0%}"),
        ("Installed as", "bundle" if getattr(sys, "frozen", False) else "package"),
    )
