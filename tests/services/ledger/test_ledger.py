"""Accepted sends are read, and ticks are kept line by line, whoever ticks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from convert_console.core.history.row import record_of
from convert_console.core.ledger.ledger import Cell, Figures, Tick
from convert_console.services.history.store import HistoryStore
from convert_console.services.ledger.ledger import (
    LedgerScope,
    NamedProfile,
    earlier_documents,
    save_tick,
    sent_documents,
    ticks_of,
)
from convert_console.services.storage.files import StoreFailed
from support.exchanges import SHOP, record

SHEET = LedgerScope(SHOP, "86400", "away")
SALE = Cell("1", "2", "5")
TICK = Tick(Figures(4, Decimal("0.30"), 3, 2), 1_796_000_000.5)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    made = HistoryStore(tmp_path / "h")
    yield made
    made.close()


def kept(store: HistoryStore, number: int, **changes: Any) -> int:
    made = record(number)
    exchange = made.exchange._replace(**changes.pop("exchange", {}))
    return store.keep(made._replace(exchange=exchange, **changes)).row.result()


def test_only_sends_of_the_profile_since_then_are_read(store: HistoryStore) -> None:
    shop = {"profile": "Shop", "sent_at": 100.0, "document": '{"vid":"\ud800"}'}
    kept(store, 1, verdict="accepted", exchange=shop)
    kept(store, 2, verdict="bot", exchange={**shop, "document": "{}"})
    kept(store, 6, verdict="inbound-accepted", exchange=shop)
    kept(store, 7, verdict="no-answer-refused", exchange=shop)
    kept(store, 3, verdict="accepted", exchange={**shop, "profile_id": "other"})
    kept(store, 4, verdict="accepted", exchange={**shop, "sent_at": 1.0})
    gone = kept(store, 5, verdict="accepted", exchange=shop)
    store.delete([gone]).result()
    found = list(sent_documents(store.path, SHOP, 50.0))
    assert [(sent.verdict, sent.document) for sent in filter(None, found)] == [
        ("accepted", '{"vid":"\ud800"}'),
        ("bot", "{}"),
    ]


def test_what_a_watched_page_sent_counts_where_convert_took_it(store: HistoryStore) -> None:
    page = {"profile": "Watched page", "profile_id": SHOP.id, "source": "page", "sent_at": 100.0}
    here = {**page, "outcome": None, "inbound": "accepted"}
    kept(store, 1, verdict="accepted", exchange={**page, "document": '{"vid": "observed"}'})
    kept(store, 2, verdict="inbound-accepted", exchange={**here, "document": '{"vid": "here"}'})
    found = [sent.document for sent in sent_documents(store.path, SHOP, 50.0) if sent]
    assert found == ['{"vid": "observed"}']


def test_earlier_requests_are_read_of_the_visitors_of_the_period_only(store: HistoryStore) -> None:
    def send(number: int, vid: str, at: float, verdict: str = "accepted", **more: Any) -> None:
        document = f'{{"vid":"{vid}","n":{number}}}'
        base = {"profile": "Shop", "sent_at": at, "document": document, **more}
        made = record(number)
        exchange = made.exchange._replace(**base)
        store.keep(record_of(exchange)._replace(verdict=verdict)).row.result()

    send(1, "a", 10.0)
    send(2, "a", 20.0, "bot")
    send(3, "a", 30.0, profile_id="other")
    send(4, "b", 40.0)
    send(5, "", 45.0)
    send(6, "a", 100.0)
    send(7, "c", 100.0)
    send(8, "", 100.0)
    found = [document for document, _url in earlier_documents(store.path, SHOP, 50.0)]
    assert found == ['{"vid":"a","n":1}']


def test_a_file_that_is_not_a_history_is_reported(tmp_path: Path) -> None:
    (tmp_path / "odd").write_bytes(b"not a database, but long enough to be looked at" * 40)
    with pytest.raises(StoreFailed):
        list(sent_documents(tmp_path / "odd", SHOP, 0.0))


def test_a_tick_comes_back_as_it_was(store: HistoryStore) -> None:
    save_tick(store, SHEET, SALE, TICK).result()
    assert ticks_of(store.path, SHEET) == {SALE: TICK}
    save_tick(store, SHEET, SALE, replace(TICK, at=9.0)).result()
    assert ticks_of(store.path, SHEET)[SALE].at == 9.0
    save_tick(store, SHEET, SALE, None).result()
    assert ticks_of(store.path, SHEET) == {}


def test_a_tick_belongs_to_its_profile_span_and_place(store: HistoryStore) -> None:
    save_tick(store, SHEET, SALE, TICK).result()
    for other in (
        replace(SHEET, profile=NamedProfile("other", "Other")),
        replace(SHEET, span="all"),
        replace(SHEET, place="here"),
    ):
        assert ticks_of(store.path, other) == {}


def test_unusual_names_are_stored(store: HistoryStore) -> None:
    sheet = replace(SHEET, profile=NamedProfile("a\ud800\0'b", "'"))
    cell = Cell("\udfff", "'; DROP TABLE tick; --", "\0")
    save_tick(store, sheet, cell, TICK).result()
    assert ticks_of(store.path, sheet) == {cell: TICK}


def test_two_windows_keep_each_others_ticks_at_the_same_time(store: HistoryStore) -> None:
    other = HistoryStore(store.path)
    cells = [Cell("1", str(number), "5") for number in range(40)]
    barrier = threading.Barrier(2)

    def tick(window: HistoryStore, some: list[Cell]) -> None:
        barrier.wait()
        for kept in [save_tick(window, SHEET, cell, TICK) for cell in some]:
            kept.result()

    threads = [
        threading.Thread(target=tick, args=(window, cells[place::2]))
        for place, window in enumerate((store, other))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert set(ticks_of(store.path, SHEET)) == set(cells)


def test_an_unreadable_history_is_reported(tmp_path: Path) -> None:
    (tmp_path / "odd").write_bytes(b"no database" * 200)
    with pytest.raises(StoreFailed):
        ticks_of(tmp_path / "odd", SHEET)
