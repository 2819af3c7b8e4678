"""Rows get the rules that find their problems, in the background."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.history.filter_language import Filter
from convert_console.core.verdict.exchange import Exchange
from convert_console.services.history.judging import Judging, RuleFinder
from convert_console.services.history.store import HistoryStore
from support.exchanges import record


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    made = HistoryStore(tmp_path / "h")
    yield made
    made.close()


def test_old_and_new_rows_are_judged_once(store: HistoryStore) -> None:
    for number in range(25):
        store.keep(record(number)).row.result()
    judged: list[str] = []
    enough = threading.Semaphore(0)

    def judge(exchange: Exchange) -> list[str]:
        judged.append(exchange.id)
        enough.release()
        return ["amount"] if exchange.id == "uid-3" else []

    judging = Judging(store, judge)
    for _ in range(25):
        assert enough.acquire(timeout=60)
    store.keep(record(25)).row.result()
    assert enough.acquire(timeout=60)
    judging.stop()
    assert len(judged) == len(set(judged)) == 26
    assert judged[0] == "uid-24", "the newest first"
    assert [row.uid for row in store.newest(9, Filter(problem="amount"))] == ["uid-3"]


def test_the_rules_know_the_names_of_the_profile_and_forget_them(store: HistoryStore) -> None:
    asked: list[str] = []

    def load(profile_id: str) -> Catalog | None:
        asked.append(profile_id)
        return None

    finder = RuleFinder(load, lambda _profile_id: None)
    exchange = record(1).exchange
    rules = finder.rules_in(exchange)
    assert "missing-cid" in rules
    finder.rules_in(exchange)
    assert asked == [exchange.profile_id]
    finder.forget()
    finder.rules_in(exchange)
    assert len(asked) == 2
