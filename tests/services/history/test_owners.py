"""Rows know their profile by its id; earlier ones are given to the profile of their name."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from itertools import chain
from pathlib import Path

import pytest

from convert_console.core.history.columns import Column
from convert_console.core.history.filter_language import Filter, Owner
from convert_console.core.ledger.ledger import Cell, Figures, Tick
from convert_console.services.history import upgrades
from convert_console.services.history.connection import connect
from convert_console.services.history.store import HistoryStore, Search
from convert_console.services.history.upgrades import UNOWNED, own_slice
from convert_console.services.ledger.ledger import (
    LedgerScope,
    NamedProfile,
    save_tick,
    sent_documents,
    ticks_of,
)
from support.earlier import of_version
from support.exchanges import SHOP, record

BEFORE = 5
"""The last version whose rows have only the name of their profile."""

CELL, TICK = Cell("1", "2", "5"), Tick(Figures(4, Decimal("0.30"), 3, 2), 9.0)
SECONDS = 60


def earlier(path: Path, *profiles: str, ticked: str = "Shop") -> None:
    """A history of an earlier version with a row of each profile, and a tick of one."""
    of_version(path, BEFORE, rows=len(profiles))
    with closing(connect(path, 1)) as db:
        for number, profile in enumerate(profiles, 1):
            db.execute("UPDATE entry SET profile = ? WHERE id = ?", (profile, number))
        db.execute(
            "INSERT INTO tick VALUES (?, 'all', 'away', '1', '2', '5', 4, '0.30', 3, 2, 9.0)",
            (ticked,),
        )
        db.execute("INSERT INTO words(words) VALUES ('rebuild')")


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def owned(store: HistoryStore) -> bool:
    """Whether no row waits for its owner."""
    return store._read(UNOWNED) == [(0,)]


def test_rows_and_ticks_of_an_earlier_version_belong_to_the_profile_of_their_name(
    tmp_path: Path,
) -> None:
    path = tmp_path / "h"
    earlier(path, "Shop", "Gone", "Shop")
    store = HistoryStore(path)
    assert [row.profile_id for row in store.newest(9)] == ["", "", ""]
    assert len(list(sent_documents(path, SHOP, 0.0))) == 2, "also before they are given to it"
    store.own({"Shop": "shop"})
    until(lambda: owned(store))
    assert [(row.profile, row.profile_id) for row in store.newest(9)] == [
        ("Shop", "shop"), ("Gone", ""), ("Shop", "shop"),
    ]  # fmt: skip
    renamed = NamedProfile("shop", "Boutique")
    assert len(list(sent_documents(path, renamed, 0.0))) == 2
    assert ticks_of(path, LedgerScope(renamed, "all", "away")) == {CELL: TICK}
    store.close()
    with closing(connect(path, 1)) as db:
        db.execute("INSERT INTO words(words, rank) VALUES ('integrity-check', 1)")
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_rows_are_given_away_once(tmp_path: Path) -> None:
    earlier(tmp_path / "h", "Shop")
    store = HistoryStore(tmp_path / "h")
    store.own({})
    until(lambda: owned(store))
    store.close()
    again = HistoryStore(tmp_path / "h")
    again.own({"Shop": "shop"})
    assert [row.profile_id for row in again.newest(9)] == [""]
    again.close()


def test_what_came_in_belongs_to_no_profile(tmp_path: Path) -> None:
    earlier(tmp_path / "h", "Inbound")
    with closing(connect(tmp_path / "h", 1)) as db:
        db.execute("UPDATE entry SET verdict = 'inbound-accepted'")
    store = HistoryStore(tmp_path / "h")
    store.own({"Inbound": "inbound"})
    until(lambda: owned(store))
    assert [row.profile_id for row in store.newest(9)] == [""]
    store.close()


def test_they_are_given_slice_by_slice_the_newest_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upgrades, "OWNED_AT_ONCE", 2)
    earlier(tmp_path / "h", *["Shop"] * 5)
    store = HistoryStore(tmp_path / "h")
    with closing(connect(tmp_path / "h", 1)) as db:
        assert own_slice(db, {"Shop": "shop"})
        assert [row.profile_id for row in store.newest(9)] == ["shop", "shop", "", "", ""]
        new = store.keep(record(9)).row.result()
        assert own_slice(db, {"Shop": "shop"})
        assert not own_slice(db, {"Shop": "shop"})
        assert not own_slice(db, {"Shop": "shop"})
    assert {row.profile_id for row in store.newest(9)} == {"shop"}
    assert store.newest(1)[0].id == new
    store.close()


def test_rows_have_the_present_name_of_their_profile(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    for number, name in enumerate(["Shop", "Other", "Old"]):
        store.keep(record(number, profile=name)).row.result()
    store.name_profiles({"shop": "Boutique", "old": "A"})
    assert [row.profile for row in store.newest(9)] == ["A", "Other", "Boutique"]
    exchange = store.exchange(1)
    assert exchange is not None and exchange.profile == "Boutique"
    assert store.owners() == {
        "Boutique": (Owner("shop"),), "Other": (Owner("other", "Other"),), "A": (Owner("old"),),
    }  # fmt: skip
    by_name = Search(order=Column.PROFILE.spec.order, descending=False)
    assert list(chain.from_iterable(store.find(by_name))) == [3, 1, 2]
    store.close()


def test_two_profiles_of_one_name_are_found_together_and_counted_apart(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    for number, own in enumerate(["shop", "shop-2", "gone"]):
        made = record(number)
        exchange = made.exchange._replace(profile_id=own)
        store.keep(made._replace(exchange=exchange)).row.result()
    store.name_profiles({"shop": "Shop", "shop-2": "Shop"})
    found = store.owners()["Shop"]
    assert set(found) == {Owner("shop"), Owner("shop-2"), Owner("gone", "Shop")}
    assert list(store.ids(Filter(profile=found))) == [3, 2, 1]
    for own in ("shop", "shop-2"):
        profile = NamedProfile(own, "Shop")
        assert len(list(sent_documents(store.path, profile, 0.0))) == 1
    save_tick(store, LedgerScope(SHOP, "all", "away"), CELL, TICK).result()
    second = LedgerScope(NamedProfile("shop-2", "Shop"), "all", "away")
    assert ticks_of(store.path, second) == {}
    store.close()
