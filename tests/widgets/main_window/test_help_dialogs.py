"""The dialogs of the menu Help: places, data, licences and versions."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import PySide6
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog

from convert_console import __version__
from convert_console.widgets.main_window.about_dialog import PROJECT, AboutDialog
from convert_console.widgets.main_window.data_dialog import DataDialog
from convert_console.widgets.main_window.licences_dialog import LicencesDialog
from convert_console.widgets.main_window.places_dialog import PlacesDialog
from convert_console.widgets.main_window.rail import PLACES
from support.driver import Driver, settle, visible

D = TypeVar("D", bound=QDialog)


class Opener(QObject):
    """Takes what would be opened by another program."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[QUrl] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.urls.append(url)


@contextmanager
def opener(scheme: str) -> Iterator[Opener]:
    taking = Opener()
    services: Any = QDesktopServices  # whose stub wants bytes, which it refuses
    services.setUrlHandler(scheme, taking, "take")
    try:
        yield taking
    finally:
        QDesktopServices.unsetUrlHandler(scheme)


def opened(driver: Driver, command: str, kind: type[D]) -> D:
    """The dialog of a command, active."""
    driver.window.trigger(command)
    [dialog] = visible(driver.window, kind)
    dialog.activateWindow()
    driver.until(dialog.isActiveWindow)
    return dialog


def test_each_place_is_described_opened_and_scrolled_to(driver: Driver) -> None:
    # Each place is described and opened.
    for key, entry in enumerate(PLACES, 1):
        dialog = opened(driver, "What each place is for…", PlacesDialog)
        button = dialog.buttons[entry.name]
        assert len(button.accessibleDescription()) > 60
        if key % 2:
            driver.click(button)
        else:
            driver.keys(f"Alt+{key}", dialog)
        assert not dialog.isVisible()
        assert driver.window.places.name == entry.name
        driver.activate()

    # The focus scrolls to the whole paragraph.
    dialog = opened(driver, "What each place is for…", PlacesDialog)
    dialog.resize(dialog.width(), 240)
    for _place in PLACES[1:]:
        driver.keys("Tab")
    results = dialog.buttons["results"]
    assert results.hasFocus()
    bar = dialog.area.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    assert results.visibleRegion().boundingRect() == results.rect()


def test_data_is_where_it_says_and_the_history_counts_the_files_beside_it(driver: Driver) -> None:
    # Data is where the dialog says.
    dialog = opened(driver, "Where data lies…", DataDialog)
    folders, table = driver.context.folders, dialog.table

    def shown(row: int) -> list[str]:
        return [str(table.model().index(row, column).data()) for column in range(3)]

    driver.until(lambda: shown(0)[1] != "…")
    rows = {name: (size, path) for name, size, path in map(shown, range(table.rowCount()))}
    assert rows["All data"][1] == str(folders.root)
    settings = folders.settings
    settings_size = f"{settings.stat().st_size} bytes" if settings.exists() else "none yet"
    assert rows["Settings of the window"] == (settings_size, str(settings))
    assert rows["History"][1] == str(driver.context.store.path)
    assert rows["History"][0].endswith(("KB", "MB"))
    assert rows["Journeys"] == ("none yet", str(folders.journeys))
    names = [shown(row)[0] for row in range(table.rowCount())]
    table.selectRow(names.index("History"))
    driver.click(dialog.copy_button)
    assert QGuiApplication.clipboard().text() == str(folders.history)
    with opener("file") as taken:
        driver.click(dialog.show_button)
        table.selectRow(names.index("Journeys"))  # there is none yet: the folder it will be in
        driver.click(dialog.show_button)
    assert [Path(url.toLocalFile()) for url in taken.urls] == [folders.root] * 2

    # The size of the history includes the log files next to it.
    from convert_console.app.help import sizes_of

    folders = driver.context.folders
    beside = sorted(folders.root.glob("history.sqlite3*"))
    assert len(beside) > 1
    sizes = [path.stat().st_size for path in beside]
    assert sizes_of((folders.history, folders.orders)) == (sum(sizes), None)


def test_licences_are_read_and_searched(driver: Driver) -> None:
    dialog = opened(driver, "Licences…", LicencesDialog)
    names = dialog.names
    driver.until(lambda: names.count() > 0)

    def shown() -> list[str]:
        items = (names.item(row) for row in range(names.count()))
        return [item.text() for item in items if not item.isHidden()]

    assert shown()[0] == f"Convert Console {__version__}"
    assert "MIT License" in dialog.text.toPlainText()
    assert {"Inter", "JetBrains Mono", "Lucide icons", "isbot patterns"} <= set(shown())
    assert f"httpx {version('httpx')}" in shown()
    assert not any(name.startswith("pytest") for name in shown()), "it is no part of the program"
    settle()
    assert not names.horizontalScrollBar().maximum(), "the longest name has room"
    driver.write(dialog.search, "open font jet")
    assert shown() == ["JetBrains Mono"]
    driver.keys("Down", dialog.search)
    assert names.hasFocus()
    assert "SIL OPEN FONT LICENSE" in dialog.text.toPlainText()
    driver.write(dialog.search, "no such part")
    assert shown() == []
    assert dialog.text.toPlainText() == ""
    driver.write(dialog.search, "pyside6")
    assert "LGPL" in dialog.text.toPlainText()
    driver.keys("Esc", dialog)
    assert not dialog.isVisible()


def test_details_are_copied_without_secrets_and_paths(driver: Driver) -> None:
    dialog = opened(driver, "About Convert Console…", AboutDialog)
    driver.click(dialog.copy_button)
    copied = QGuiApplication.clipboard().text()
    lines = dict(line.split(": ", 1) for line in copied.splitlines())
    assert lines["Convert Console"] == __version__
    assert lines["PySide6"] == PySide6.__version__
    assert lines["Zoom"] == "100%"
    for private in (
        str(Path.home()),
        str(driver.context.folders.root),
        driver.profiles.current.project,
    ):
        assert private not in copied
    for value in list(lines.values())[1:]:
        assert value in dialog.details.toPlainText()
    with opener("https") as taken:
        driver.click(dialog.project_button)
    assert [url.toString() for url in taken.urls] == [PROJECT]


def test_the_project_page_is_that_of_the_package() -> None:
    text = (Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8")
    assert tomllib.loads(text)["project"]["urls"]["Homepage"] == PROJECT


def test_a_window_that_closes_waits_for_no_help(driver: Driver) -> None:
    for command in ("Where data lies…", "Licences…"):
        dialog = opened(driver, command, QDialog)
        driver.keys("Esc", dialog)  # before its thread has ended
        driver.activate()
    assert visible(driver.window, QDialog) == []
