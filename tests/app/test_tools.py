"""The tools menu opens what it names."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from convert_console.app.tools import copy_as_v1
from convert_console.core.document.payload import Number, Payload
from convert_console.core.export.formats import EXPORT_FORMATS
from convert_console.services.ledger.ledger import NamedProfile, SentDocument, sent_documents
from convert_console.services.storage.files import write_whole
from convert_console.widgets.ledger.place import ResultsPlace
from convert_console.widgets.orders.place import OrdersPlace
from convert_console.widgets.traffic.place import TrafficPlace
from support.collecting import ask
from support.driver import Driver, visible


def test_results_count_when_they_are_opened(driver):
    driver.window.trigger("Results")
    (dialog,) = visible(driver.window, ResultsPlace)
    driver.until(lambda: dialog.model.counted is not None)


def test_a_v1_copy_lands_on_the_clipboard_and_is_reported(driver):
    driver.window.trigger("Copy as v1 payload")
    assert '"visitors"' in QGuiApplication.clipboard().text()
    assert "v1 payload" in driver.message


def opened_traffic(driver: Driver) -> TrafficPlace:
    place = driver.window.places.open("traffic")
    assert isinstance(place, TrafficPlace)
    return place


def test_the_palette_has_the_switches_of_the_collector(driver: Driver) -> None:
    collector = driver.composition.collector
    driver.window.trigger("Copy the collector's address")
    assert QGuiApplication.clipboard().text() == collector.url
    driver.window.trigger("Collector with https or without")
    assert collector.secure_url
    driver.window.trigger("Collector on or off")
    assert not collector.running
    driver.window.trigger("Collector on or off")
    assert collector.running
    assert isinstance(driver.window.places.current, TrafficPlace)


def test_the_window_follows_the_collector(driver: Driver) -> None:
    inspector = opened_traffic(driver)
    inspector._traffic.stop()
    assert not driver.composition.collector.running
    inspector._traffic.start()
    assert driver.request.profile.url == driver.composition.collector.url


def test_what_arrives_while_the_window_closes_waits_nowhere(driver: Driver) -> None:
    traffic = opened_traffic(driver)._traffic
    ask(driver.composition.collector, body=b"{}")
    driver.close()
    assert len(traffic._backlog) == 0


def test_orders_stay_while_another_place_is_in_sight(driver: Driver) -> None:
    driver.composition.tools.open_orders()
    first = visible(driver.window, OrdersPlace)[0]
    driver.window.places.open("compose")
    driver.composition.tools.open_orders()
    second = visible(driver.window, OrdersPlace)[-1]
    assert second is first


def test_a_window_that_closes_leaves_no_count_behind(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.send()
    began, closed = threading.Event(), threading.Event()

    def slowly(
        path: Path, profile: NamedProfile, since: float, marker: str
    ) -> Iterator[SentDocument | None]:
        began.set()
        assert closed.wait(60)
        yield from sent_documents(path, profile, since, marker)

    monkeypatch.setattr("convert_console.models.ledger.ledger.sent_documents", slowly)
    driver.window.places.open("results")
    [dialog] = visible(driver.window, ResultsPlace)
    driver.until(began.is_set)
    later = threading.Timer(0.2, closed.set)
    driver.window.closed.connect(later.start)
    driver.close()
    assert dialog.model.counted is None


def test_an_export_is_written_and_confirmed(driver: Driver, tmp_path: Path) -> None:
    driver.send()
    path = tmp_path / "rows.csv"
    ids = [row.id for row in driver.context.store.newest(10)]
    driver.window.history.exports.wanted.emit(ids, EXPORT_FORMATS["csv"], str(path))
    driver.until(path.exists)
    driver.until(lambda: "written to rows.csv" in driver.message)
    actions = [action.text() for action in driver.window.message.latest.buttons]
    assert actions == ["Open", "Show in folder"]
    assert path.read_text("utf-8").count("\n") == len(ids) + 1


def test_a_window_that_closes_has_written_what_was_asked_for(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.send()
    closed = threading.Event()

    def slowly(path: Path, content: bytes) -> None:
        assert closed.wait(60)
        write_whole(path, content)

    monkeypatch.setattr("convert_console.models.history.export.write_whole", slowly)
    driver.window.history.exports.wanted.emit(
        [1], EXPORT_FORMATS["csv"], str(tmp_path / "rows.csv")
    )
    later = threading.Timer(0.2, closed.set)
    driver.window.closed.connect(later.start)
    driver.close()
    assert (tmp_path / "rows.csv").exists()


def test_a_v1_copy_says_what_was_lost(qapp):
    document: Payload = {"cid": "1", "pid": "2", "vid": "v", "seg": {"new": Number("1")}, "ev": []}
    copied, sentence = copy_as_v1(document)
    assert copied
    assert "v1/track/1/2" in sentence
    assert not copy_as_v1([])[0]
