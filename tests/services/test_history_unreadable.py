"""Rows that hold what no reader understands: said row by row, and nothing else is hurt."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from itertools import chain
from pathlib import Path

import pytest

from convert_console.core.history.columns import COLUMNS
from convert_console.core.history.filter_language import Filter, Owner
from convert_console.core.ledger.ledger import Cell, Figures, Tick
from convert_console.core.verdict.exchange import unreadable_words
from convert_console.core.verdict.verdict import verdict
from convert_console.services.history.aggregates import GroupTotal, totals
from convert_console.services.history.search import GROUPS
from convert_console.services.history.store import HistoryStore, Limits, Search
from convert_console.services.ledger.ledger import (
    LedgerScope,
    save_tick,
    sent_documents,
    ticks_of,
)
from convert_console.services.storage.files import StoreFailed
from support.damage import ENTRY, NO_TEXT, ROUNDTRIP, damage
from support.exchanges import SHOP, record

SALE = '{"vid": "v", "ev": [{"evt": "tr", "goals": ["7"], "r": 1.10}]}'


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    """A history of three accepted sales."""
    with closing(HistoryStore(tmp_path / "h")) as store:
        for number in (1, 2, 3):
            store.keep(record(number, document=SALE)).row.result()
        yield store


def everything(store: HistoryStore) -> list[int]:
    """Ids, found in every order, group and by every filter that the second row might break."""
    for order in [column.spec.order for column in COLUMNS]:
        for group in ("", *GROUPS):
            found = chain.from_iterable(store.find(Search(order=order, group=group)))
            assert sorted(found) == [1, 2, 3]
    for wanted in (
        Filter(words="tr"), Filter(vid="v"), Filter(goal="7"), Filter(status=200),
        Filter(verdict="accepted"), Filter(profile=(Owner("shop"),)), Filter(method="POST"),
        Filter(since=0.0), Filter(starred=True), Filter(words="tr", goal="7", since=0.0),
    ):  # fmt: skip
        for group in ("", *GROUPS):
            for part in store.find(Search(wanted, group=group)):
                store.rows(part)
        assert wanted.starred or {1, 3} <= set(store.ids(wanted))
    assert "Shop" in store.owners()
    return [row.id for row in store.newest(9)]


@pytest.mark.parametrize(("column", "value"), ENTRY, ids=[f"{c} {v[:20]}" for c, v in ENTRY])
def test_a_row_of_the_table_that_is_damaged_is_reported_and_the_others_are_as_they_were(
    store: HistoryStore, column: str, value: str
) -> None:
    damage(store.path, 2, "entry", column, value)
    assert everything(store) == [3, 2, 1]
    last, damaged, first = store.rows([1, 2, 3])
    assert (last.unreadable, first.unreadable) == ((), ())
    assert (last.summary.revenue, first.summary.goals) == (Decimal("1.10"), ("7",))
    assert len(damaged.unreadable) == 1
    assert store.count() == 3
    assert sum(one is not None for one in sent_documents(store.path, SHOP, 0.0)) >= 2
    exchange = store.exchange(2)
    assert exchange is not None
    of_row_alone = column in ("note", "starred", "session", "seen")
    assert of_row_alone or exchange.unreadable == damaged.unreadable
    assert of_row_alone or verdict(exchange).kind == "unreadable"
    assert unreadable_words(damaged.unreadable).endswith("cannot be read.")


@pytest.mark.parametrize(
    ("column", "value"), ROUNDTRIP, ids=[f"{c} {v[:20]}" for c, v in ROUNDTRIP]
)
def test_an_exchange_that_is_damaged_is_reported_with_what_can_be_read_of_it(
    store: HistoryStore, column: str, value: str
) -> None:
    before = store.exchange(1)
    damage(store.path, 2, "roundtrip", column, value)
    assert everything(store) == [3, 2, 1]
    assert store.exchange(1) == before
    exchange = store.exchange(2)
    assert exchange is not None
    assert len(exchange.unreadable) == 1
    assert verdict(exchange).sentence == unreadable_words(exchange.unreadable)
    assert column == "url" or exchange.request.url
    assert exchange.id == "uid-2"
    sent = list(sent_documents(store.path, SHOP, 0.0))
    assert len(sent) == 3
    assert sent.count(None) == (column in ("url", "document"))


def test_a_row_without_its_exchange_is_reported_as_unreadable(store: HistoryStore) -> None:
    with closing(sqlite3.connect(store.path, isolation_level=None)) as db:
        db.execute("DROP TRIGGER roundtrip_removed")
        db.execute("DELETE FROM roundtrip WHERE id = 2")
    exchange = store.exchange(2)
    assert exchange is not None
    assert {"URL", "headers", "document"} <= dict(exchange.unreadable).keys()
    assert list(sent_documents(store.path, SHOP, 0.0)).count(None) == 1


def test_headers_that_are_damaged_are_not_quoted_since_they_may_hold_a_secret(
    store: HistoryStore,
) -> None:
    damage(store.path, 2, "roundtrip", "headers", '\'[["Authorization", "Bearer abc\'')
    exchange = store.exchange(2)
    assert exchange is not None
    assert exchange.unreadable == (("headers", ""),)
    assert "abc" not in verdict(exchange).sentence


def test_an_amount_that_is_damaged_is_in_no_sum_and_counted(store: HistoryStore) -> None:
    damage(store.path, 2, "entry", "revenue", "'12x.20'")
    ((_, found),) = totals(store.path, "visitor", ["v"], Filter(), bool)
    assert found == GroupTotal(3, 3, here=3, revenue_here=Decimal("2.20"), unreadable=1)
    days = dict(totals(store.path, "day", ["1970-01-01", ""], Filter(), bool))
    assert days["1970-01-01"] == found
    assert days[""] is None


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM tally", "UPDATE tally SET live = -5", "UPDATE tally SET live = x'ff'",
        "UPDATE tally SET live = 4611686018427387904", "UPDATE tally SET live = 'many'",
        "INSERT INTO tally (live) VALUES (7)",
    ],
)  # fmt: skip
def test_an_impossible_number_of_rows_is_counted_again_and_set_right(
    store: HistoryStore, change: str
) -> None:
    with closing(sqlite3.connect(store.path, isolation_level=None)) as db:
        db.execute(change)
    assert store.count() == 3
    assert len(store.rows_at(0, 9)) == 3
    store.recount().result()
    store.delete([1]).result()
    assert store.count() == 2
    with closing(sqlite3.connect(store.path)) as db:
        assert db.execute("SELECT live FROM tally").fetchall() == [(2,)]


def test_a_number_of_rows_that_is_merely_wrong_is_set_right(store: HistoryStore) -> None:
    with closing(sqlite3.connect(store.path, isolation_level=None)) as db:
        db.execute("UPDATE tally SET live = 1")
    store.recount().result()
    assert store.count() == 3


@pytest.mark.parametrize("value", ["'[\"1'", NO_TEXT, "NULL", "'[1]'"])
def test_a_damaged_row_can_be_deleted_brought_back_and_forgotten_for_good(
    store: HistoryStore, value: str
) -> None:
    damage(store.path, 2, "entry", "goals", value)
    assert store.delete([2]).result() == 1
    assert store.restore([2]).result() == 1
    assert store.update(2, starred=True, note="odd").result() is None
    assert store.delete([2]).result() == 1
    assert store.purge(2.0**40).result() == 1
    assert store.exchange(2) is None
    assert list(store.ids(Filter(goal="7"))) == [3, 1]
    assert store.expire(Limits(count=1)).result() == 1


@pytest.mark.parametrize(
    "change",
    [
        f"visitors = {NO_TEXT}", "visitors = -1", "visitors = 'x'", "revenue = 'x'",
        "revenue = '1E+999999999'", f"revenue = {NO_TEXT}", "products = 1e300",
        "transactions = x'00'", "ticked_at = 'then'", "ticked_at = 9e999",
    ],
)  # fmt: skip
def test_a_tick_that_is_damaged_counts_as_none_and_can_be_made_again(
    store: HistoryStore, change: str
) -> None:
    sheet, tick = LedgerScope(SHOP, "all", "away"), Tick(Figures(3, Decimal("1.10"), 2, 1), 9.0)
    for goal in ("1", "2"):
        save_tick(store, sheet, Cell("e", "v", goal), tick).result()
    with closing(sqlite3.connect(store.path, isolation_level=None)) as db:
        db.execute(f"UPDATE tick SET {change} WHERE goal = '1'")
    assert ticks_of(store.path, sheet) == {Cell("e", "v", "2"): tick}
    save_tick(store, sheet, Cell("e", "v", "1"), tick).result()
    assert len(ticks_of(store.path, sheet)) == 2


def test_a_failed_read_keeps_no_reference_to_its_caller(store: HistoryStore) -> None:
    """Who paints a row has a painter, and Qt crashes where that outlives the painting."""
    with closing(sqlite3.connect(store.path)) as db:
        db.execute("ALTER TABLE entry RENAME TO gone")

    class Painter:
        pass

    reads: tuple[Callable[[], object], ...] = (
        lambda: store.newest(9), lambda: store.rows([1]), lambda: store.exchange(1), store.count,
        lambda: list(store.find_now(Search())), lambda: store.outcomes(["uid-1"]),
    )  # fmt: skip

    def paint(read: Callable[[], object]) -> weakref.ref[Painter]:
        painter = Painter()
        try:
            read()
        except StoreFailed:
            return weakref.ref(painter)
        raise AssertionError("it can be read")

    for read in reads:
        assert paint(read)() is None
