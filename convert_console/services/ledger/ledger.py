"""Reads accepted requests from the history's database, and stores the ticks of a ledger in it."""

# Only our own column and table names are put into SQL here; values are bound.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from convert_console.core.ledger.ledger import Cell, Figures, Tick
from convert_console.services.history.connection import connect_to_read
from convert_console.services.history.database import as_store_failed
from convert_console.services.history.reader import NOT_SENT
from convert_console.services.history.records import (
    UNREADABLE,
    amount_of,
    count_of,
    encoded,
    moment_of,
    text_of,
)
from convert_console.services.history.store import HistoryStore


class SentDocument(NamedTuple):
    """A request that was sent, with the id of its row and the kind of its verdict.

    `seen` is what Convert's live log showed of it, "" where that was not looked up, and `sighting`
    the whole finding as JSON.
    """

    row: int
    sent_at: float
    verdict: str
    document: str
    url: str
    seen: str
    sighting: str


def sent_documents(
    path: Path, profile: NamedProfile, since: float, marker: str = ""
) -> Iterator[SentDocument | None]:
    """Each request since a time in Unix seconds, except what certainly was not sent; `None` if it
    is damaged. With a marker only those that were sent with it.

    Uses its own connection and limited memory, so it may run in any thread. Raises `StoreFailed`.
    """
    statement, values = _SENT, (*_texts(profile.id, profile.name), since)
    if marker:
        statement, values = _SENT_MARKED, (*values, *_texts(marker))
    with as_store_failed(path), closing(connect_to_read(path)) as db:
        for stored in db.execute(statement, values):
            try:
                sent = map(text_of, stored[2:5])
                looked_up = map(_text_or_none, stored[5:])  # what is damaged there was sent
                yield SentDocument(stored[0], moment_of(stored[1]), *sent, *looked_up)
            except UNREADABLE:
                yield None


def _text_or_none(stored: object) -> str:
    try:
        return text_of(stored)
    except UNREADABLE:
        return ""


class UsedMarker(NamedTuple):
    """A marker, how many requests were sent with it, and the time of the first."""

    marker: str
    requests: int
    first_at: float


def used_markers(path: Path, profile: NamedProfile, most: int) -> list[UsedMarker]:
    """The markers that a profile has sent with, the latest first, without damaged ones; raises
    `StoreFailed`.
    """
    with as_store_failed(path), closing(connect_to_read(path)) as db:
        used = []
        for marker, requests, first_at in db.execute(
            _MARKERS, (*_texts(profile.id, profile.name), most)
        ):
            with suppress(*UNREADABLE):
                used.append(UsedMarker(text_of(marker), int(requests), float(first_at)))
        return used


class NamedProfile(NamedTuple):
    """Whose sends are counted: those with the id, and rows and ticks of earlier versions that have
    no id, but the name.
    """

    id: str
    name: str


def earlier_documents(path: Path, profile: NamedProfile, since: float) -> Iterator[tuple[str, str]]:
    """Document and URL of what was accepted before a time, of the visitors of whom anything was
    accepted since; oldest first, without damaged ones. Raises `StoreFailed`.
    """
    with as_store_failed(path), closing(connect_to_read(path)) as db:
        whose = _texts(profile.id, profile.name)
        for stored in db.execute(_EARLIER, (*whose, since, *whose, since)):
            with suppress(*UNREADABLE):
                document, url = map(text_of, stored)
                yield document, url


Place = Literal["away", "here"]
"""Whether the requests left this machine."""


@dataclass(frozen=True, slots=True)
class LedgerScope:
    """The ledger that ticks belong to: a profile and a period."""

    profile: NamedProfile
    span: str
    place: Place


def ticks_of(path: Path, scope: LedgerScope) -> dict[Cell, Tick]:
    """The ticks of a ledger by cell; raises `StoreFailed`. A damaged tick is skipped."""
    ticks: dict[Cell, Tick] = {}
    with as_store_failed(path), closing(connect_to_read(path)) as db:
        for stored in db.execute(_READ, _texts(*scope.profile, scope.span, scope.place)):
            with suppress(*UNREADABLE):
                ticks[Cell(*map(text_of, stored[:3]))] = _tick(*stored[3:])
    return ticks


def save_tick(
    store: HistoryStore, scope: LedgerScope, cell: Cell, tick: Tick | None
) -> Future[None]:
    """Save the tick of a line, or delete it."""
    # In the database and not in a file, so that two windows never overwrite each other's ticks.
    line = _texts(*scope.profile, scope.span, scope.place, *cell)
    if tick is None:
        return store.change(lambda db: _run(db, _FORGET, line))
    ticked = tick.figures
    figures = (
        ticked.people,
        encoded(str(ticked.revenue)),
        ticked.products,
        ticked.transactions,
        tick.at,
    )
    own_id, _name, *about = line
    return store.change(lambda db: _run(db, _KEEP, (own_id, *about, *figures)))


_OWN = """
entry.deleted_at IS NULL
  AND (entry.profile_id = CAST(? AS TEXT)
       OR entry.profile_id = '' AND entry.profile = CAST(? AS TEXT))
"""
_OWN_ACCEPTED = f"entry.verdict = 'accepted' AND {_OWN}"

_SENT_COLUMNS = """
entry.id, entry.sent_at, entry.verdict, roundtrip.document, roundtrip.url, entry.seen,
coalesce(roundtrip.sighting, '')
"""
_SENT = f"""
SELECT {_SENT_COLUMNS}
FROM entry LEFT JOIN roundtrip USING (id)
WHERE entry.verdict NOT IN ({NOT_SENT}) AND {_OWN} AND entry.sent_at >= ?
ORDER BY entry.id
"""
_SENT_MARKED = f"""
SELECT {_SENT_COLUMNS}
FROM entry LEFT JOIN roundtrip USING (id)
WHERE entry.verdict NOT IN ({NOT_SENT}) AND {_OWN} AND entry.sent_at >= ?
  AND entry.marker = CAST(? AS TEXT) AND entry.marker <> ''
ORDER BY entry.id
"""

_MARKERS = f"""
SELECT entry.marker, count(*), min(entry.sent_at)
FROM entry
WHERE entry.marker <> '' AND entry.verdict NOT IN ({NOT_SENT}) AND {_OWN}
GROUP BY entry.marker ORDER BY max(entry.id) DESC LIMIT ?
"""

# A visitor has few rows: found by the index of visitors, this reads little of a large history.
_EARLIER = f"""
SELECT roundtrip.document, roundtrip.url
FROM entry INDEXED BY entry_vid LEFT JOIN roundtrip USING (id)
WHERE entry.vid <> ''
  AND entry.vid IN (SELECT vid FROM entry WHERE {_OWN_ACCEPTED} AND entry.sent_at >= ?)
  AND {_OWN_ACCEPTED} AND entry.sent_at < ?
ORDER BY entry.id
"""

_SCOPE = (
    "(profile_id = CAST(? AS TEXT) OR profile_id = '' AND profile = CAST(? AS TEXT))"
    " AND span = CAST(? AS TEXT) AND place = CAST(? AS TEXT)"
)
_CELL = "experience = CAST(? AS TEXT) AND variation = CAST(? AS TEXT) AND goal = CAST(? AS TEXT)"
_READ = (
    "SELECT experience, variation, goal, visitors, revenue, products, transactions, ticked_at"
    f" FROM tick WHERE {_SCOPE} ORDER BY profile_id"  # one with the id counts
)
_FORGET = f"DELETE FROM tick WHERE {_SCOPE} AND {_CELL}"
_KEEP = (
    "INSERT OR REPLACE INTO tick (profile_id, span, place, experience, variation, goal, visitors,"
    " revenue, products, transactions, ticked_at)"
    f" VALUES ({'CAST(? AS TEXT), ' * 6}?, CAST(? AS TEXT), ?, ?, ?)"
)


def _run(db: sqlite3.Connection, statement: str, values: tuple[object, ...]) -> None:
    db.execute(statement, values)


def _texts(*texts: str) -> tuple[bytes, ...]:
    return tuple(map(encoded, texts))


def _tick(visitors: Any, revenue: Any, products: Any, transactions: Any, at: Any) -> Tick:
    counts = count_of(products), count_of(transactions)
    return Tick(Figures(count_of(visitors), amount_of(revenue), *counts), moment_of(at))
