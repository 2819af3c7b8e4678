"""Histories as people have them, and what a bad disk, a bad copy or a bad program makes of them."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from shutil import copyfile

from convert_console.core.history.columns import COLUMNS
from convert_console.core.history.filter_language import Filter
from convert_console.core.ledger.ledger import Cell, Figures, Tick
from convert_console.core.verdict.exchange import Answer, Exchange, Failure
from convert_console.services.history.aggregates import totals
from convert_console.services.history.search import GROUPS
from convert_console.services.history.store import HistoryStore, Search
from convert_console.services.ledger.ledger import (
    LedgerScope,
    NamedProfile,
    save_tick,
    sent_documents,
    ticks_of,
)
from convert_console.services.storage.files import StoreFailed
from support.exchanges import ACCEPTED, record

SAMPLE = NamedProfile("local-sample", "Sample shop")
SHEET = LedgerScope(SAMPLE, "all", "away")
PAGE = 4096
KINDS = ("bytes", "byte", "zeros", "swap", "cut", "noise", "log", "cut log", "header")


_ORDERS = [column.spec.order for column in COLUMNS]


def lived_in(path: Path, rows: int, *, logged: int = 0) -> None:
    """A history with stars, notes, deleted rows and ticks; the last `logged` rows are in its
    write-ahead log, as a kill leaves it.
    """
    with closing(HistoryStore(path)) as store:
        _fill(store, range(rows - logged))
        for number in range(1, rows - logged, 7):
            store.update(number, starred=number % 2 == 0, note=f"note {number}").result()
        store.delete(range(5, rows - logged, 50)).result()
        for goal in map(str, range(20)):
            save_tick(store, SHEET, Cell("1", "2", goal), Tick(Figures(3, Decimal("1.10")), 9.0))
    if logged:
        code = "import sys; from support import corrupting as c; c.die_writing(*sys.argv[1:])"
        tests = Path(__file__).parents[1]
        done = subprocess.run(
            [sys.executable, "-c", code, str(path), str(rows - logged), str(rows)],
            env={**os.environ, "PYTHONPATH": f"{tests}{os.pathsep}{tests.parent}"},
            check=False,
            timeout=120,
        )
        assert done.returncode == 9


def die_writing(path: str, first: str, end: str) -> None:
    """Write rows and end as a kill does, without a checkpoint."""
    store = HistoryStore(Path(path))
    _fill(store, range(int(first), int(end)))
    os._exit(9)


def _fill(store: HistoryStore, numbers: range) -> None:
    kept = []
    for number in numbers:
        event = {
            "evt": "tr",
            "goals": [str(number % 5)],
            "r": number,
            "pad": "x" * (number * 37 % 900),
        }
        document = json.dumps({"cid": "1", "vid": f"v{number % 40}", "ev": [event]})
        outcome: Answer | Failure = ACCEPTED
        if number % 11 == 0:
            outcome = Answer(500, "Oh", (("A", "b"),), b"<p>" * (number % 3000), number * 3)
        elif number % 13 == 0:
            outcome = Failure("timeout", "timed out")
        verdict = "accepted" if outcome is ACCEPTED else "server-error"
        kept.append(
            store.keep(
                record(number, document=document, outcome=outcome, verdict=verdict,
                       profile="Sample shop")
            ).row
        )  # fmt: skip
    for one in kept:
        one.result()


def copied(history: Path, to: Path) -> Path:
    """A copy of a history with its write-ahead log."""
    to.parent.mkdir(parents=True, exist_ok=True)
    for ending in ("", "-wal"):
        if Path(f"{history}{ending}").exists():
            copyfile(f"{history}{ending}", f"{to}{ending}")
    return to


def corrupt(path: Path, chance: random.Random) -> str:
    """Hurt a history, and say how."""
    kind = chance.choice(
        ("bytes", "byte", "zeros", "swap", "cut", "noise", "log", "cut log", "header")
    )
    log = Path(f"{path}-wal")
    file = log if "log" in kind and log.exists() else path
    content = bytearray(file.read_bytes())
    pages = max(len(content) // PAGE, 1)
    for _ in range(chance.choice((1, 1, 3, 10))):
        at = chance.randrange(pages) * PAGE
        start = chance.randrange(len(content))
        if kind == "byte":
            content[start] ^= 1 << chance.randrange(8)
        elif kind in ("bytes", "log"):
            hurt = chance.randbytes(chance.randrange(1, 300))
            content[start : start + len(hurt)] = hurt[: len(content) - start]
        elif kind == "zeros":
            content[at : at + PAGE] = bytes(len(content[at : at + PAGE]))
        elif kind == "noise":
            content[at : at + PAGE] = chance.randbytes(len(content[at : at + PAGE]))
        elif kind == "swap":
            other = chance.randrange(pages) * PAGE
            one, two = content[at : at + PAGE], content[other : other + PAGE]
            content[at : at + PAGE], content[other : other + PAGE] = two, one
        elif kind == "header":
            content[chance.randrange(100)] = chance.randrange(256)
    if "cut" in kind:
        del content[chance.randrange(len(content)) :]
    file.write_bytes(content)
    return kind


@dataclass(frozen=True, slots=True)
class Readable:
    """What SQLite by itself reads of a history, row by row from both ends."""

    entries: dict[int, tuple[object, ...]]
    exchanges: dict[int, tuple[object, ...]]


def readable(path: Path, scratch: Path) -> Readable:
    """Read a copy, without any code of ours."""
    copy = copied(path, scratch / "copy.sqlite3")
    try:
        with closing(sqlite3.connect(copy)) as db:
            db.text_factory = bytes
            return Readable(
                dict(_both_ways(db, "entry", "uid, starred, note, deleted_at IS NULL")),
                dict(_both_ways(db, "roundtrip", "url, document, answer_body")),
            )
    finally:
        for left in scratch.glob("copy.sqlite3*"):
            left.unlink()


def _both_ways(
    db: sqlite3.Connection, table: str, columns: str
) -> Iterator[tuple[int, tuple[object, ...]]]:
    for order in ("ASC", "DESC"):
        with suppress(sqlite3.Error, UnicodeDecodeError):  # the latter from a damaged statement
            query = f"SELECT id, {columns} FROM {table} NOT INDEXED ORDER BY id {order}"
            for row_id, *rest in db.execute(query):
                yield row_id, tuple(rest)


def _all(store: HistoryStore, order: str, group: str) -> int:
    return sum(map(len, store.find(Search(order=order, group=group))))


def used(store: HistoryStore) -> list[Exchange]:
    """Whatever a window reads, with what of it can be read; damage is said, and nothing else."""
    found: list[Exchange] = []
    works: tuple[Callable[[], object], ...] = (
        store.count, store.owners, store.version, lambda: store.newest(60),
        lambda: ticks_of(store.path, SHEET),
        lambda: list(sent_documents(store.path, SAMPLE, 0.0)),
        lambda: list(totals(store.path, "visitor", ["v1", "v2"], Filter(), bool)),
        *(partial(_all, store, order, group) for order in _ORDERS for group in ("", *GROUPS)),
        lambda: store.ids(Filter(words="tr")), lambda: store.ids(Filter(goal="3")),
    )  # fmt: skip
    for work in works:
        with suppress(StoreFailed):
            work()
    ids: list[int] = []
    with suppress(StoreFailed):
        ids = list(store.ids())
    for row_id in ids:
        with suppress(StoreFailed):
            if exchange := store.exchange(row_id):
                found.append(exchange)
        with suppress(StoreFailed):
            store.rows([row_id])
    return found
