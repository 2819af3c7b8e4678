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

from convert_console.app.context import (
    build_context,
    describe_moment,
    describe_order,
)
from convert_console.services.collector import server
from convert_console.services.collector.server import Collector
from convert_console.services.history.store import open_or_stand_in, remove_session_history
from convert_console.services.storage.folders import Folders
from support.driver import Driver
from support.network_guard import NetworkGuard


def test_a_first_start_shows_a_request_aimed_at_this_machine(driver: Driver) -> None:
    assert driver.wire.url == driver.composition.collector.url
    assert driver.window.top.picker.accessibleDescription().startswith("LOCAL ONLY")
    assert driver.profiles.current.reach == "local"
    assert driver.context.history.rowCount() == 0


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


def test_a_new_profile_begins_with_the_current_draft(driver: Driver) -> None:
    driver.fill("Request", "tid", "ORDER-5")
    draft = driver.document.draft
    driver.profiles.add("Another")
    assert driver.document.draft == draft


def test_a_damaged_history_is_reported_and_the_window_works(
    open_console: Callable[[], Driver], home: Path
) -> None:
    file = home / "console" / "history.sqlite3"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"not a database" * 100)
    driver = open_console()
    assert driver.message
    driver.send()
    assert driver.result == "Accepted"
    assert driver.context.history.rowCount() == 1


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
    assert driver.profiles.current.name == "Sample shop"


def test_without_a_port_the_collector_says_so(
    open_console: Callable[[], Driver], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_this: Collector, _port: int, _closing: object) -> list[socket.socket]:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(Collector, "_listen", full)
    driver = open_console()
    assert driver.message == "The local collector cannot start: Too many open files."


def test_the_collector_keeps_its_port_and_says_where_it_cannot(
    open_console: Callable[[], Driver], monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = free_port()
    monkeypatch.setattr(server, "PORT", usual)

    def start() -> tuple[int, str]:
        driver = open_console()
        port, message = driver.composition.collector.port, driver.message
        assert driver.context.preferences.collector_port == usual
        assert driver.wire.url == f"http://127.0.0.1:{port}/track", "the target follows"
        driver.close()
        return port, message

    assert start() == start() == (usual, "")
    with socket.create_server(("127.0.0.1", usual)):
        other, message = start()
        assert f"Port {usual} is in use by another program" in message
        assert f"listens on port {other} now" in message
        assert start() == (other, ""), "and this one as long as the usual one is taken"
    assert start() == (usual, "")


def test_a_collector_that_never_had_the_usual_port_keeps_the_other_one(
    open_console: Callable[[], Driver], monkeypatch: pytest.MonkeyPatch
) -> None:
    def start() -> int:
        driver = open_console()
        port = driver.composition.collector.port
        driver.close()
        return port

    with socket.create_server(("127.0.0.1", 0)) as taken:
        usual = int(taken.getsockname()[1])
        monkeypatch.setattr(server, "PORT", usual)
        other = start()
    assert usual != other == start() == start()
    with socket.create_server(("127.0.0.1", other)):
        assert start() not in (usual, other)
    assert start() == other


def test_a_collector_that_is_switched_on_says_where_it_is_now(
    open_console: Callable[[], Driver], monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = free_port()
    monkeypatch.setattr(server, "PORT", usual)
    driver = open_console()
    traffic = driver.composition.traffic
    traffic.stop()
    with socket.create_server(("127.0.0.1", usual)):
        traffic.start()
        other = driver.composition.collector.port
        assert f"Port {usual} is in use by another program" in driver.message
        assert f"listens on port {other} now" in driver.message
        assert driver.context.preferences.second_collector_port == other
        assert driver.context.preferences.collector_port == usual


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


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


def test_a_folder_without_files_makes_a_context_with_an_empty_history(
    tmp_path: Path, qapp: QApplication
) -> None:
    context = build_context(Folders(tmp_path))
    assert context.history.rowCount() == 0
    assert (context.notices, context.history_limits) == ((), "")
    context.store.close()


def test_a_history_of_one_session_is_deleted_when_it_ends(tmp_path: Path) -> None:
    (tmp_path / "history.sqlite3").mkdir()
    store, limits = open_or_stand_in(tmp_path / "history.sqlite3")
    assert "for this session only" in limits
    folder = store.path.parent
    assert folder.name.startswith(f"convert-console-{os.getpid()}-")
    store.close()
    remove_session_history(store)
    assert not folder.exists()


def test_a_moment_is_shown_as_an_age_and_a_time() -> None:
    assert re.match(r"2 hours ago \(.+\)", describe_moment(time.time() - 7_200))
    assert re.fullmatch(r"Accepted at \d\d:\d\d", describe_order(time.time()))
    assert re.fullmatch(r"Accepted 20\d\d-\d\d-\d\d, \d\d:\d\d", describe_order(1_767_225_600))
    assert describe_order(None) == ""
