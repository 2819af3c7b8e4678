"""Stores the ticks of expected results in the history's database."""

# In the database and not in a file, so that two windows can tick lines without losing each other's.

# Only our own column and table names are put into SQL here; values are bound.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
from concurrent.futures import Future
from contextlib import closing, suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, Literal

from convert_console.core.ledger.ledger import Cell, Figures, Tick
from convert_console.services.history.database import as_store_failed, connect_to_read
from convert_console.services.history.records import (
    UNREADABLE,
    amount_of,
    count_of,
    encoded,
    moment_of,
    text_of,
)
from convert_console.services.history.store import HistoryStore

Place = Literal["away", "here"]
"""Whether the requests left this machine."""


@dataclass(frozen=True, slots=True)
class LedgerScope:
    """The ledger that ticks belong to: a profile by its name in the history, and a period."""

    profile: str
    span: str
    place: Place


def ticks_of(path: Path, sheet: LedgerScope) -> dict[Cell, Tick]:
    """The ticks of a ledger by cell; raises `StoreFailed`. A damaged tick is skipped."""
    ticks: dict[Cell, Tick] = {}
    with as_store_failed(path), closing(connect_to_read(path)) as db:
        for stored in db.execute(_READ, _texts(*astuple(sheet))):
            with suppress(*UNREADABLE):
                ticks[Cell(*map(text_of, stored[:3]))] = _tick(*stored[3:])
    return ticks


def save_tick(
    store: HistoryStore, sheet: LedgerScope, cell: Cell, tick: Tick | None
) -> Future[None]:
    """Save the tick of a line, or delete it."""
    line = _texts(*astuple(sheet), *cell)
    if tick is None:
        return store.change(lambda db: _run(db, _FORGET, line))
    seen = tick.figures
    figures = (seen.people, encoded(str(seen.revenue)), seen.products, seen.transactions, tick.at)
    return store.change(lambda db: _run(db, _KEEP, (*line, *figures)))


_SHEET = "profile = CAST(? AS TEXT) AND span = CAST(? AS TEXT) AND place = CAST(? AS TEXT)"
_CELL = "experience = CAST(? AS TEXT) AND variation = CAST(? AS TEXT) AND goal = CAST(? AS TEXT)"
_READ = (
    "SELECT experience, variation, goal, visitors, revenue, products, transactions, ticked_at"
    f" FROM tick WHERE {_SHEET}"
)
_FORGET = f"DELETE FROM tick WHERE {_SHEET} AND {_CELL}"
_KEEP = f"INSERT OR REPLACE INTO tick VALUES ({'CAST(? AS TEXT), ' * 6}?, CAST(? AS TEXT), ?, ?, ?)"


def _run(db: sqlite3.Connection, statement: str, values: tuple[object, ...]) -> None:
    db.execute(statement, values)


def _texts(*texts: str) -> tuple[bytes, ...]:
    return tuple(map(encoded, texts))


def _tick(visitors: Any, revenue: Any, products: Any, transactions: Any, at: Any) -> Tick:
    counts = count_of(products), count_of(transactions)
    return Tick(Figures(count_of(visitors), amount_of(revenue), *counts), moment_of(at))
