"""Counts rows, and the accepted revenue, of a group of the history."""

# Only names of columns and tables, all of our own, are put into SQL here; values are bound.
# ruff: noqa: S608

import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Context, Decimal
from pathlib import Path
from typing import Any, NamedTuple

from convert_console.core.history.filter_language import Filter
from convert_console.core.verdict.kinds import kinds_in
from convert_console.services.history.connection import connect_to_read
from convert_console.services.history.database import as_store_failed
from convert_console.services.history.filter import selection
from convert_console.services.history.records import HERE, UNREADABLE, amount_of, is_here

MOST = 20_000
"""Rows that are read; of a larger group only the size is known."""

PATIENCE_SECONDS = 0.25
"""For one group. A common word and one visitor of many is not found cheaply: it is left out."""

_ACCEPTED = kinds_in("accepted") | {"inbound-accepted"}
_DISCARDED = ("bot", "probably-bot", "inbound-bot")
_EXACT = Context(prec=200)
_STEPS = 20_000


@dataclass(frozen=True, slots=True)
class GroupTotal:
    """`accepted` counts all accepted rows, `discarded` those taken for a bot's, `here` those that
    went to this machine. `revenue` is the exact sum of the accepted ones that did not, and
    `revenue_here` of those that did; `None` where none had an amount. With `more` there are more
    than `MOST` rows, and nothing else is known. `unreadable` accepted rows have an amount that is
    damaged, and in no sum.
    """

    count: int
    accepted: int = 0
    discarded: int = 0
    here: int = 0
    revenue: Decimal | None = None
    revenue_here: Decimal | None = None
    more: bool = False
    unreadable: int = 0


def totals(
    path: Path, group: str, keys: Sequence[str], wanted: Filter, stop: Callable[[], bool]
) -> Iterator[tuple[str, GroupTotal | None]]:
    """Each group with its total, or `None` where that takes too long; for a worker thread, on a
    separate connection. Groups are named by a visitor's id, or by a day as 2026-11-26.
    Raises `StoreFailed`.
    """
    began = 0.0

    def too_long() -> int:
        return int(stop() or time.monotonic() - began > PATIENCE_SECONDS)

    with as_store_failed(path), closing(connect_to_read(path)) as db:
        db.set_progress_handler(too_long, _STEPS)
        for key in keys:
            began = time.monotonic()
            if not stop():
                yield key, _within(db, group, key, wanted)


def _within(db: sqlite3.Connection, group: str, key: str, wanted: Filter) -> GroupTotal | None:
    try:
        return _of_day(db, key, wanted) if group == "day" else _of_visitor(db, key, wanted)
    except sqlite3.OperationalError as error:
        if str(error) == "interrupted":  # Python 3.10 gives no code
            return None
        raise


def _of_visitor(db: sqlite3.Connection, vid: str, wanted: Filter) -> GroupTotal | None:
    # Without an id there is no index to go by that finds only those.
    return _total(db, wanted._replace(vid=vid)) if vid else None


def _of_day(db: sqlite3.Connection, day: str, wanted: Filter) -> GroupTotal | None:
    if not day:
        return None  # of rows with a damaged time
    start = date.fromisoformat(day)
    span = tuple(_midnight(start + timedelta(days=days)) for days in (0, 1))
    first, last = db.execute(
        "SELECT min(+id), max(+id) FROM entry INDEXED BY entry_sent_at"
        " WHERE sent_at >= ? AND sent_at < ?",
        span,
    ).fetchone()
    key = selection(wanted).key
    terms = (f"{key} >= ?", f"{key} <= ?", "+entry.sent_at >= ?", "+entry.sent_at < ?")
    return _total(db, wanted, terms, (first, last, *span))


def _total(
    db: sqlite3.Connection, wanted: Filter, terms: Sequence[str] = (), values: tuple[Any, ...] = ()
) -> GroupTotal:
    matching = selection(wanted)
    where = " AND ".join((*matching.terms, *terms))
    parts = db.execute(
        "SELECT verdict, revenue, here, count(*) FROM"
        f" (SELECT entry.verdict, entry.revenue, {HERE} AS here FROM {matching.source}"
        f" WHERE {where} LIMIT {MOST + 1}) GROUP BY 1, 2, 3",
        (*matching.values, *values),
    ).fetchall()
    if sum(number for *_, number in parts) > MOST:
        return GroupTotal(MOST, more=True)
    counts: Counter[str] = Counter()
    sums: dict[bool, Decimal] = {}
    for verdict, amount, place, number in parts:
        here, accepted = is_here(place), verdict in _ACCEPTED
        counts.update(
            count=number,
            accepted=number * accepted,
            discarded=number * (verdict in _DISCARDED),
            here=number * here,
        )
        if accepted and amount is not None:
            try:
                part = _EXACT.multiply(amount_of(amount), Decimal(number))
            except UNREADABLE:
                counts["unreadable"] += number
            else:
                sums[here] = _EXACT.add(sums.get(here, Decimal(0)), part)
    return GroupTotal(
        counts["count"],
        counts["accepted"],
        counts["discarded"],
        counts["here"],
        sums.get(False),
        sums.get(True),
        unreadable=counts["unreadable"],
    )


def _midnight(day: date) -> float:
    return datetime(day.year, day.month, day.day).astimezone().timestamp()


# How many requests there were when, by verdict.


class Moments(NamedTuple):
    """How many requests came in each of some equal spans of time: `counts` has the number for each
    span, counted from `since` in Unix seconds, and each kind of verdict.
    """

    since: float
    step: float
    counts: tuple[tuple[int, str, int], ...] = ()


def moments(path: Path, since: float, step: float) -> Moments:
    """When the requests since a time were sent or received; for a worker thread, on a separate
    connection. Raises `StoreFailed`.
    """
    with as_store_failed(path), closing(connect_to_read(path)) as db:
        counts = db.execute(
            "SELECT CAST((sent_at - ?) / ? AS INTEGER), verdict, count(*)"
            " FROM entry INDEXED BY entry_sent_at"
            " WHERE sent_at >= ? AND deleted_at IS NULL GROUP BY 1, 2",
            (since, step, since),
        ).fetchall()
    return Moments(since, step, tuple((int(a), str(b), int(c)) for a, b, c in counts))
