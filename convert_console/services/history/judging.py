"""Finds the problems of the rows of the history in the background, to filter by them."""

import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.linter.problem import Situation
from convert_console.core.plan.plan import Plan
from convert_console.core.request.draft import Draft
from convert_console.core.verdict.exchange import Exchange
from convert_console.services.history.connection import connect_to_read
from convert_console.services.history.store import HistoryStore
from convert_console.services.storage.files import StoreFailed

LOOK_SECONDS = 0.5
EARLIER = 2_000
"""Rows from before the start that are judged as well, if they were not yet."""

SLICE = 10
"""Rows that are judged in one go, in some 10 ms."""

REST = 4.0
"""The pause after a slice, as a multiple of its time: the window and the collector come first."""

Judge = Callable[[Exchange], Sequence[str]]
"""Gives the ids of the rules that find a problem; called in the thread."""


LONGEST_CHECKED = 300_000
"""Characters of a document up to which its problems are looked for."""


class RuleFinder:
    """Knows the names and the plan of each profile's project, which rules need."""

    def __init__(
        self, load: Callable[[str], Catalog | None], plan_of: Callable[[str], Plan | None]
    ) -> None:
        """`load` reads the catalog of a profile by its id, and `plan_of` gives its plan."""
        self._load, self._plan_of = load, plan_of
        self._known: dict[str, Catalog | None] = {}

    def forget(self) -> None:
        """Read catalogs again: one has changed."""
        self._known = {}

    def rules_in(self, exchange: Exchange) -> list[str]:
        """The ids of the rules that find an error or a warning."""
        from convert_console.core.traffic.reading import problems_in  # not at the start

        if len(exchange.document) > LONGEST_CHECKED or Draft(exchange.document).heavy:
            return []
        known, owner = self._known, exchange.profile_id
        if owner and owner not in known:
            known[owner] = self._load(owner)
        plan = self._plan_of(owner)
        problems = problems_in(exchange, Situation(exchange.sent_at, known.get(owner), plan=plan))
        return [problem.rule for problem in problems if problem.severity != "info"]


class Judging:
    """Works in a thread until `stop`, the newest rows first. No Qt object is used there."""

    def __init__(self, store: HistoryStore, judge: Judge) -> None:
        self._store, self._judge = store, judge
        self._stop, self._again = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="history judging", daemon=True)
        self._thread.start()

    def judge_again(self) -> None:
        """Judge the newest rows once more: what rules need has changed."""
        self._again.set()

    def stop(self) -> None:
        """End after the slice under way."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            with closing(connect_to_read(self._store.path)) as db:
                self._follow(db)
        except (sqlite3.Error, StoreFailed):
            pass  # the pane says why the history cannot be used

    def _follow(self, db: sqlite3.Connection) -> None:
        """Judge what is written, until `stop`."""
        seen, done = -1, max(0, _newest(db) - EARLIER)
        while not self._stop.is_set():
            if self._again.is_set():
                self._again.clear()
                seen, done = -1, max(0, _newest(db) - EARLIER)
                self._store.forget_rules(done).result()
            (version,) = db.execute("PRAGMA data_version").fetchone()
            if version != seen:
                seen, newest = version, _newest(db)
                while self._judge_slice(db, done, newest):
                    pass
                done = done if self._stop.is_set() else newest
            self._stop.wait(LOOK_SECONDS)

    def _judge_slice(self, db: sqlite3.Connection, after: int, upto: int) -> bool:
        """Judge the newest rows of a range; whether there may be more."""
        ids = db.execute(_UNJUDGED, (after, upto, SLICE)).fetchall()
        if not ids or self._stop.is_set():
            return False
        began = time.monotonic()
        found: dict[int, Sequence[str]] = {}
        for (row_id,) in ids:
            exchange = self._store.load_exchange(row_id)
            found[row_id] = self._judge(exchange) if exchange and not exchange.unreadable else ()
        self._store.judge(found).result()
        return not self._stop.wait(REST * (time.monotonic() - began))


_UNJUDGED = """
SELECT id FROM entry WHERE id > ? AND id <= ? AND rules IS NULL AND deleted_at IS NULL
ORDER BY id DESC LIMIT ?
"""


def _newest(db: sqlite3.Connection) -> int:
    (newest,) = db.execute("SELECT coalesce(max(id), 0) FROM entry").fetchone()
    return int(newest)
