"""Gives rows and ticks of earlier versions, which only name a profile, to the profile of that name.

Once, at the first start after the upgrade: later a profile may have another name, or another one
this name.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path

from convert_console.services.history.database import connect
from convert_console.services.history.records import encoded

SLICE = 2_000
"""Rows of one transaction: a send waits for it some 20 ms."""

PAUSE_SECONDS = 0.02
"""Between two slices, so that whoever sends meanwhile gets its turn."""

PATIENCE = 10.0
"""Seconds to wait for another program that writes."""


class Owning:
    """Gives them in a thread, the newest first, until none is left or until `stop`. What one window
    leaves undone the next start goes on with.
    """

    def __init__(self, path: Path, owners: Mapping[str, str]) -> None:
        """`owners` are the ids of profiles by name; a name of several profiles must not be there,
        since nobody knows whose rows these are.
        """
        self._path, self._owners = path, owners
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="history owners", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the slice under way."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        # What the disk refuses now is tried again at the next start.
        with suppress(sqlite3.Error), closing(connect(self._path, PATIENCE)) as db:
            while own_slice(db, self._owners) and not self._stop.wait(PAUSE_SECONDS):
                pass


def own_slice(db: sqlite3.Connection, owners: Mapping[str, str]) -> bool:
    """Give the next rows to their profiles; whether there are more."""
    db.execute("BEGIN IMMEDIATE")
    (upto,) = db.execute(UNOWNED).fetchone() or (0,)
    if not upto:
        db.execute("ROLLBACK")
        return False
    start = max(upto - SLICE, 0)
    for name, profile_id in owners.items():
        named = {"name": encoded(name), "id": encoded(profile_id), "start": start, "upto": upto}
        db.execute(_OWN, named)
        db.execute(_OWN_TICKS, named)
    db.execute("UPDATE unowned SET upto = ?", (start,))
    db.execute("COMMIT")
    return start > 0


UNOWNED = "SELECT upto FROM unowned"
"""The id of the newest row that still waits for its owner, or 0."""

# `+`: along the ids, since an index of names would lead through all rows of the profile.
_OWN = """
UPDATE entry SET profile_id = CAST(:id AS TEXT)
WHERE id > :start AND id <= :upto AND +profile = CAST(:name AS TEXT) AND +profile_id = ''
  AND verdict NOT LIKE 'inbound-%'
"""
_OWN_TICKS = """
UPDATE OR IGNORE tick SET profile_id = CAST(:id AS TEXT), profile = ''
WHERE profile_id = '' AND profile = CAST(:name AS TEXT)
"""
