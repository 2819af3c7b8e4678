"""What the first paint does not wait for is there before the person can do anything."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from convert_console.app.composition import Composition, Late, when
from convert_console.core.request.profile import Profile
from convert_console.models.document.document import RequestDocument
from convert_console.models.profiles.profiles import Profiles
from convert_console.services.storage.files import Folders
from convert_console.services.storage.profiles import ProfileStore
from support.driver import Driver


def made(folder: Path) -> Late:
    folders = Folders(folder)
    profiles = Profiles(ProfileStore(folders.profiles), Profile(id="a", name="A"))
    return Late(folders, RequestDocument(), profiles)


def test_a_first_start_has_an_empty_history_and_nothing_to_say(
    tmp_path: Path, qapp: QApplication
) -> None:
    late = made(tmp_path)
    assert late.history.rowCount() == 0
    assert (late.notice, late.standing) == ("", "")
    late.store.close()


def test_a_history_that_cannot_be_opened_is_replaced_and_said(
    tmp_path: Path, qapp: QApplication
) -> None:
    (tmp_path / "history.sqlite3").mkdir()
    late = made(tmp_path)
    assert "for this session only" in late.standing
    folder = late.store.path.parent
    assert folder.name.startswith(f"convert-console-{os.getpid()}-")
    late.store.close()
    late.end()
    assert not folder.exists()


def test_a_moment_is_said_as_how_long_ago_and_when() -> None:
    assert re.match(r"2 hours ago \(.+\)", when(time.time() - 7_200))


def test_the_whole_window_asks_the_late_parts(driver: Driver) -> None:
    composition: Composition = driver.composition
    assert driver.window.models.history is composition.history
    assert driver.window.models.saved is composition.saved
