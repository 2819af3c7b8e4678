"""Reads the rows of the table as they are needed, a page at a time, and keeps the last ones."""

from collections.abc import Sequence
from typing import Any

from convert_console.core.history.row import PENDING, Row
from convert_console.models.history.row_order import RowOrder
from convert_console.services.history.store import HistoryStore
from convert_console.services.storage.files import StoreFailed

PAGE = 60
"""Rows read at once: more than most windows show, and read in half a millisecond."""

CACHED = 4_000
"""Rows kept; the oldest read go first."""


class RowCache:
    """Reads around the position that is asked for. `error` is why reading failed last, or "".
    `sent_only` is whether the list by age has only what the console has sent.
    """

    def __init__(self, store: HistoryStore) -> None:
        self._store = store
        self._rows: dict[int, Row] = {}
        self._changes: dict[object, tuple[int, dict[str, Any]]] = {}
        self.order = RowOrder()
        self.error = ""
        self.sent_only = False

    def row(self, position: int) -> Row | None:
        """The row at a position; `None` if it is gone or cannot be read."""
        if not 0 <= position < len(self.order):
            return None
        if position < len(self.order.top):
            return self.order.top[position]
        row_id = self.order.id_at(position)
        if row_id not in self._rows:
            self._read_around(position, row_id)
            row_id = self.order.id_at(position)
        return self._rows.get(row_id)

    def cached(self, row_id: int) -> Row | None:
        """A row by its id, if it was read lately."""
        return self._rows.get(row_id)

    def id_of(self, uid: str) -> int:
        """The id of the row of an exchange, if it was read lately; else 0."""
        return next((row.id for row in reversed(self._rows.values()) if row.uid == uid), 0)

    def ids_at(self, positions: Sequence[int]) -> list[int]:
        """The ids of these rows; those of rows not saved yet are left out."""
        for position in positions:
            if not self.order.id_at(position):
                self.row(position)
        return [row_id for position in positions if (row_id := self.order.id_at(position))]

    def ids_known(self, positions: Sequence[int]) -> tuple[int, ...]:
        """The ids of these rows as far as they are known; nothing is read."""
        return tuple(row_id for position in positions if (row_id := self.order.id_at(position)))

    def remember(self, rows: Sequence[Row]) -> None:
        """Keep rows, with the changes that the store does not have yet."""
        changes: dict[int, dict[str, Any]] = {}
        for row_id, values in self._changes.values():
            changes.setdefault(row_id, {}).update(values)
        for row in rows:
            self._rows.pop(row.id, None)
            changed = changes.get(row.id)
            self._rows[row.id] = row._replace(**changed) if changed else row
        for row_id in list(self._rows)[: max(0, len(self._rows) - CACHED)]:
            del self._rows[row_id]

    def clear(self) -> None:
        """Read rows again when they are asked for next."""
        self._rows.clear()

    def drop_sends_of_others(self) -> bool:
        """Read again what other windows were sending; whether there is any such row."""
        pending = [row.id for row in self._rows.values() if row.session and row.verdict == PENDING]
        for row_id in pending:
            del self._rows[row_id]
        return bool(pending)

    @property
    def has_unsaved_changes(self) -> bool:
        """Whether the store does not have some change yet."""
        return bool(self._changes)

    def change(self, change: object, row_id: int = 0, **values: Any) -> None:
        """Show a row with other values, also where it is read again before the change is `saved`. A
        change without a row is one of how many rows there are.
        """
        self._changes[change] = row_id, values
        if row_id in self._rows:
            self._rows[row_id] = self._rows[row_id]._replace(**values)
        for position, row in enumerate(self.order.top):
            if row.id == row_id != 0:
                self.order.top[position] = row._replace(**values)

    def saved(self, change: object) -> None:
        """The store has a change, or has refused it."""
        self._changes.pop(change, None)

    def _read_around(self, position: int, row_id: int) -> None:
        # Some rows above too, since people scroll up as well as down.
        first = max(len(self.order.top), position - PAGE // 4)
        try:
            if row_id:
                self.remember(self._store.rows(self.order.ids_from(first, PAGE)))
                return
            start = max(0, self.order.index_in_found(first))
            # Rows that were saved since the others were counted.
            newer = self._store.count(sent_only=self.sent_only) - self.order.found_count
            rows = self._store.rows_at(start + newer, PAGE, sent_only=self.sent_only)
            self.remember(rows)
            self.order.set_ids(start, [row.id for row in rows])
        except StoreFailed as why:
            self.error = str(why)
