"""The parts together: what a first start shows, what it does not do, what damage does not stop."""

from __future__ import annotations

import os
import re
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from convert_console.app.composition import Composition, Late, describe_moment
from convert_console.core.request.profile import Profile
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.profiles.profiles import Profiles
from convert_console.services.collector.server import Collector
from convert_console.services.storage.folders import Folders
from convert_console.services.storage.profiles import ProfileStore
from support.driver import Driver
from support.network_guard import NetworkGuard


def test_a_first_start_shows_a_request_aimed_at_this_machine(driver: Driver) -> None:
    assert driver.wire.url == driver.composition.collector.url
    assert driver.window.top.badge.text() == "LOCAL"
    assert driver.profiles.current.reach == "local"
    assert driver.composition.history.rowCount() == 0


def test_a_start_sends_nothing(driver: Driver, network_guard: NetworkGuard) -> None:
    driver.until(lambda: driver.composition.collector.running)
    assert driver.arrived == []
    assert network_guard.refused == []


def test_the_first_send_is_accepted(driver: Driver) -> None:
    driver.send("keys")
    assert driver.result == "Accepted"
    assert driver.arrived[-1].raw == driver.wire.raw


def test_samples_are_loaded_by_name(driver: Driver) -> None:
    driver.window.trigger("The article's GET sample")
    assert driver.wire.method == "GET"
    driver.window.trigger("The article's POST sample")
    assert driver.wire.body.decode() == driver.document.draft.text


def test_a_new_profile_begins_with_the_draft_at_hand(driver: Driver) -> None:
    driver.fill("Request", "tid", "ORDER-5")
    draft = driver.document.draft
    driver.profiles.add("Another")
    assert driver.document.draft == draft


def test_a_damaged_history_is_said_and_the_window_works(
    open_console: Callable[[], Driver], home: Path
) -> None:
    file = home / "console" / "history.sqlite3"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"not a database" * 100)
    driver = open_console()
    assert driver.message
    driver.send()
    assert driver.result == "Accepted"
    assert driver.composition.history.rowCount() == 1


def test_a_history_that_cannot_be_opened_is_replaced_for_the_session(
    open_console: Callable[[], Driver], home: Path
) -> None:
    (home / "console" / "history.sqlite3").mkdir(parents=True)
    driver = open_console()
    assert "for this session only" in driver.message
    driver.send()
    assert driver.result == "Accepted"


def test_a_damaged_profile_is_named_and_left_out(
    open_console: Callable[[], Driver], home: Path
) -> None:
    first = open_console()
    first.close()
    (home / "console" / "profiles" / "broken.json").write_text("{", encoding="utf-8")
    driver = open_console()
    assert "broken.json" in driver.message
    assert driver.profiles.current.name == "Local sample"


def test_without_a_port_the_collector_says_so(
    open_console: Callable[[], Driver], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_this: Collector) -> socket.socket:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(Collector, "_listen", full)
    driver = open_console()
    assert driver.message == "The local collector cannot start: Too many open files."


def test_the_collector_starts_once_a_local_profile_is_in_use(
    open_console: Callable[[], Driver],
) -> None:
    first = open_console()
    first.profiles.alter(target="custom", endpoint="http://127.0.0.1:9/track")
    first.close()
    driver = open_console()
    assert not driver.composition.collector.running
    driver.profiles.alter(target="local")
    assert driver.composition.collector.running
    driver.send()
    assert driver.result == "Accepted"


# What the first paint does not wait for is there before the person can do anything.


def made(folder: Path) -> Late:
    folders = Folders(folder)
    profiles = Profiles(ProfileStore(folders.profiles), Profile(id="a", name="A"))
    return Late(folders, RequestDocument(), profiles, CurrentCatalog())


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
    assert re.match(r"2 hours ago \(.+\)", describe_moment(time.time() - 7_200))


def test_the_whole_window_asks_the_late_parts(driver: Driver) -> None:
    composition: Composition = driver.composition
    assert driver.window.models.history is composition.history
    assert driver.window.models.saved is composition.saved
