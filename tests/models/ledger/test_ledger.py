"""The ledger is counted off the UI thread, the newest count wins, and ticks are kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convert_console.core.export.ledger import Statement
from convert_console.core.history.row import record_of
from convert_console.core.ledger.ledger import Cell, Figures, Line
from convert_console.core.verdict.exchange import Answer, Exchange
from convert_console.models.ledger.ledger import (
    DAY,
    FORMS,
    LedgerCount,
    LedgerExports,
    LedgerFormat,
    LedgerModel,
    NamedProfile,
)
from convert_console.services.history.store import HistoryStore
from support.exchanges import SHOP, record

NOW = 1_796_000_000.0
EVERYTHING = float("inf")
SALE = '{"vid":"a","tid":"T","ev":[{"evt":"tr","goals":["5"],"exps":["1"],"vars":["2"],"r":1.10}]}'
CELL = Cell("1", "2", "5")
LIVE = "https://10000001.metrics.convertexperiments.com/track"
LOCAL = "http://127.0.0.1:8765/track"


@pytest.fixture
def store(tmp_path: Path, qapp: QApplication) -> Iterator[HistoryStore]:
    store = HistoryStore(tmp_path / "history.sqlite3")
    yield store
    store.close()


@pytest.fixture
def model(store: HistoryStore, run: Callable[..., Any]) -> Iterator[LedgerModel]:
    made = LedgerModel(store, lambda: NOW)
    yield made
    run(made.finish_counting())


def keep(
    store: HistoryStore, number: int, document: str = SALE, url: str = LIVE, **changes: Any
) -> None:
    exchange = record(number).exchange
    request = exchange.request._replace(url=url)
    base = {"profile": "Shop", "sent_at": NOW, "document": document, "request": request}
    whole: Exchange = exchange._replace(**{**base, **changes})
    store.keep(record_of(whole)).row.result()


def counted(model: LedgerModel, run: Callable[..., Any], span: float = EVERYTHING) -> LedgerCount:
    async def count() -> None:
        model.count(SHOP, span)
        await model.finish_counting()

    run(count())
    assert model.counted is not None
    return model.counted


def test_a_span_bounds_what_is_counted(
    store: HistoryStore, model: LedgerModel, run: Callable[..., Any]
) -> None:
    keep(store, 1)
    keep(store, 2, sent_at=NOW - 2 * DAY)
    assert counted(model, run, DAY).ledger.requests == 1
    everything = counted(model, run).ledger
    assert (everything.requests, everything.anomalies["repeat"]) == (2, 1)


def test_only_what_was_accepted_and_sent_counts(
    store: HistoryStore, model: LedgerModel, run: Callable[..., Any]
) -> None:
    answer = record(1).exchange.outcome
    assert isinstance(answer, Answer)
    for number, changes in enumerate(
        (
            {},
            {"outcome": answer._replace(status=301)},
            {"outcome": answer._replace(body=b'{"code":"BOT"}')},
            {"outcome": None},
            {"outcome": None, "inbound": "accepted"},
            {"profile": "Other", "profile_id": "other"},
        )
    ):
        keep(store, number, SALE.replace('"T"', f'"T{number}"'), **changes)  # type: ignore[arg-type]
    found = counted(model, run)
    assert found.ledger.requests == 1
    assert found.ledger.cells[CELL].revenue == Decimal("1.10")


def test_requests_to_this_machine_are_not_counted_and_reported(
    store: HistoryStore, model: LedgerModel, run: Callable[..., Any]
) -> None:
    keep(store, 1)
    keep(store, 2, SALE.replace('"T"', '"U"'), LOCAL)
    found = counted(model, run)
    assert (found.ledger.requests, found.left_out, found.scope.place) == (1, 1, "away")
    assert "sent to this machine" in found.remarks[0]
    assert found.ledger.cells[CELL].revenue == Decimal("1.10")


def test_without_requests_elsewhere_a_rehearsal_is_counted(
    store: HistoryStore, model: LedgerModel, run: Callable[..., Any]
) -> None:
    keep(store, 1, url=LOCAL)
    found = counted(model, run)
    assert (found.ledger.requests, found.left_out, found.scope.place) == (1, 0, "here")
    assert "a rehearsal" in found.summary


def test_both_places_are_counted_apart_and_can_be_chosen(
    store: HistoryStore, model: LedgerModel, run: Callable[..., Any]
) -> None:
    keep(store, 1)
    keep(store, 2, SALE.replace("1.10", "5"), LOCAL)
    assert counted(model, run).ledger.cells[CELL].revenue == Decimal("1.10")
    assert model.requests == {"away": 1, "here": 1}
    model.choose("here")
    assert model.counted is not None and model.counted.is_rehearsal
    assert model.counted.ledger.cells[CELL].revenue == Decimal(5)
    assert "sent to this machine" not in " ".join(model.counted.remarks)


def test_what_was_not_accepted_is_sent_and_not_counted(
    store: HistoryStore, model: LedgerModel, run: Callable[..., Any]
) -> None:
    goal = '{"vid":"a","ev":[{"evt":"hitGoal","goals":["5"],"exps":["1"],"vars":["2"]}]}'
    answer = record(1).exchange.outcome
    assert isinstance(answer, Answer)
    blocked = answer._replace(status=301)
    keep(store, 1, goal)
    keep(store, 2, goal, outcome=blocked)
    keep(store, 3, goal.replace('"a"', '"b"'), outcome=blocked)
    found = counted(model, run)
    assert (found.sent, found.ledger.conversions) == ((2, 2), 1)
    assert found.verdicts == {"blocked": 2}


def test_an_order_before_the_period_is_the_visitors_first(
    store: HistoryStore, model: LedgerModel, run: Callable[..., Any]
) -> None:
    keep(store, 1, SALE.replace('"T"', '"S"'), sent_at=NOW - 2 * DAY)
    keep(store, 2)
    found = counted(model, run, DAY)
    assert found.ledger.cells[CELL].later == Figures(0, Decimal("1.10"), 0, 1)
    assert found.transaction_note.endswith("follows a transaction before this period.")
    assert counted(model, run).ledger.after_earlier == 0


def test_several_hosts_are_named(
    store: HistoryStore, model: LedgerModel, run: Callable[..., Any]
) -> None:
    keep(store, 1)
    keep(store, 2, url="https://metrics.shop.example/track")
    said = counted(model, run).remarks[0]
    assert "2 hosts: 10000001.metrics.convertexperiments.com (1), metrics.shop.example (1)" in said


def test_a_tick_survives_and_says_when_its_figures_changed(
    store: HistoryStore, model: LedgerModel, run: Callable[..., Any]
) -> None:
    keep(store, 1)
    counted(model, run)
    model.tick(CELL, seen=True)
    run(model.finish_counting())
    other = LedgerModel(HistoryStore(store.path), lambda: NOW)
    [line] = [
        line for line in counted(other, run).lines(lambda _kind, plain: plain) if line.is_ticked
    ]
    assert line.cell == CELL and line.tick is not None and line.tick.at == NOW
    keep(store, 2, SALE.replace('"T"', '"U"'))
    changed = {one.cell: one for one in counted(other, run).lines(lambda _kind, plain: plain)}
    assert not changed[CELL].stale, "a visitor's second transaction is not added"
    other.use_transactions("all")
    changed = {one.cell: one for one in other.counted.lines(lambda _kind, plain: plain)}  # type: ignore[union-attr]
    assert changed[CELL].stale == ("revenue 1.10 when ticked off, now 2.20")
    assert not changed[CELL].is_ticked
    other.tick(CELL, seen=False)
    run(other.finish_counting())
    other._store.close()
    assert counted(model, run).ticks == {}


def test_a_tick_that_cannot_be_saved_is_removed_and_reported(
    store: HistoryStore, model: LedgerModel, run: Callable[..., Any], qtbot: QtBot
) -> None:
    keep(store, 1)
    counted(model, run)
    with closing(sqlite3.connect(store.path)) as db:
        db.execute("DROP TABLE tick")
        db.commit()
    with qtbot.waitSignal(model.failed) as failed:
        model.tick(CELL, seen=True)
        assert model.counted is not None and CELL in model.counted.ticks
        run(model.finish_counting())
    assert "The tick was not saved." in failed.args[0]
    assert model.counted.ticks == {}


def test_a_newer_count_replaces_an_older_one(
    store: HistoryStore, model: LedgerModel, run: Callable[..., Any]
) -> None:
    keep(store, 1)

    async def twice() -> None:
        model.count(NamedProfile("nobody", "Nobody"), DAY)
        model.count(SHOP, DAY)
        await model.finish_counting()

    run(twice())
    assert model.counted is not None
    assert model.counted.ledger.requests == 1


def test_no_signal_is_sent_after_the_end(
    store: HistoryStore, model: LedgerModel, run: Callable[..., Any]
) -> None:
    keep(store, 1)
    told: list[str] = []

    async def count() -> None:
        model.count(SHOP, DAY)
        model.changed.connect(lambda: told.append("changed"))
        model.end()
        await model.finish_counting()

    run(count())
    assert told == [] and model.counted is None


def test_an_unreadable_history_is_reported(
    store: HistoryStore, model: LedgerModel, run: Callable[..., Any], qtbot: QtBot
) -> None:
    store.close()
    store.path.write_bytes(b"no database" * 200)
    for log in ("-wal", "-shm"):
        store.path.with_name(store.path.name + log).unlink(missing_ok=True)

    async def count() -> None:
        model.count(SHOP, DAY)
        await model.finish_counting()

    with qtbot.waitSignal(model.failed):
        run(count())
    assert model.counted is None


# A ledger is written whole, in each form, and what came of it is said.

LINE = Line(Cell("1", "2", "5"), "é", "B\ud800", "Purchase", Figures(1, Decimal("0.30"), 1, 1), 1)
STATEMENT = Statement("Shop", "Everything", 0.0, "", (), (LINE,))


def export(form: LedgerFormat, path: Path, run: Callable[..., Any]) -> list[str]:
    told: list[str] = []
    exports = LedgerExports()
    exports.written.connect(lambda sentence, _path: told.append(sentence))
    exports.failed.connect(told.append)

    async def work() -> None:
        exports.export(STATEMENT, form, str(path))
        await exports.finish()

    run(work())
    return told


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.ending)
def test_each_format_says_that_it_was_a_rehearsal(form: LedgerFormat) -> None:
    words = "Rehearsal on this machine" if form.ending == "html" else "this machine (rehearsal)"
    assert words in form.write(replace(STATEMENT, rehearsal=True))
    assert "ehearsal" not in form.write(STATEMENT)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.ending)
def test_each_format_is_written_and_reported(
    form: LedgerFormat, tmp_path: Path, run: Callable[..., Any], qapp: QApplication
) -> None:
    path = tmp_path / f"ledger.{form.ending}"
    assert export(form, path, run) == [f"1 line written to ledger.{form.ending}."]
    text = path.read_text("utf-8")
    assert "0.30" in text and "é" in text
    assert text.startswith("\ufeff") is (form.ending == "csv"), "so that Excel reads the é"


def test_a_write_protected_folder_is_reported(
    tmp_path: Path, run: Callable[..., Any], qapp: QApplication
) -> None:
    (tmp_path / "file").write_text("")
    [said] = export(FORMS[0], tmp_path / "file" / "ledger.csv", run)
    assert "could not be read or written" in said
