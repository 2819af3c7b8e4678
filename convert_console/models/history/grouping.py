"""The groups of the history: the group of a row, words for groups, and their totals."""

import queue
import threading
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, get_args

from PySide6.QtCore import QObject, QTimer, Signal

from convert_console.core.history.filter_language import Filter
from convert_console.core.history.row import Row
from convert_console.core.text import local_time
from convert_console.services.history.aggregates import GroupTotal, totals
from convert_console.services.history.store import HistoryStore
from convert_console.services.storage.files import StoreFailed

__all__ = [
    "GROUPS", "Group", "GroupTotal", "GroupTotals", "day_words", "group_key", "group_words",
    "total_words", "visitor_words",
]  # fmt: skip

Group = Literal["", "day", "visitor"]
GROUPS: tuple[Group, ...] = get_args(Group)

SHOWN = 28
"""Characters of a visitor id that are shown whole; longer ones lose their middle."""


def group_key(row: Row, group: Group) -> str:
    """What the rows of a group have in common; "" where nothing is grouped, and for a day that is
    unreadable.
    """
    if group == "day":
        when = local_time(row.sent_at)
        return when.date().isoformat() if when else ""
    return row.summary.vid if group == "visitor" else ""


def group_words(key: str, group: Group, today: date) -> str:
    """The name of a group; "" where nothing is grouped."""
    if group == "day":
        return day_words(date.fromisoformat(key), today) if key else "Time unknown"
    return visitor_words(key) if group == "visitor" else ""


def day_words(day: date, today: date) -> str:
    """A day in words.

    >>> day_words(date(2026, 11, 25), date(2026, 11, 26))
    'Yesterday'
    >>> day_words(date(2026, 3, 2), date(2026, 11, 26))
    'Mon 2 Mar'
    >>> day_words(date(2025, 3, 2), date(2026, 11, 26))
    '2 Mar 2025'
    """
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    return f"{day:%a} {day.day} {day:%b}" if day.year == today.year else f"{day.day} {day:%b %Y}"


def visitor_words(vid: str) -> str:
    """A visitor id by its ends.

    >>> visitor_words("1796000000000-0.4126735590148273")
    '1796000000000-0.4126…8273'
    """
    if not vid:
        return "No visitor id"
    return vid if len(vid) <= SHOWN else f"{vid[:20]}…{vid[-4:]}"


def total_words(total: GroupTotal) -> str:
    """What a group consists of.

    >>> total_words(GroupTotal(4, 3, discarded=1, here=3)), total_words(GroupTotal(1, 1))
    ('4 requests, 1 discarded, 3 on this machine', '1 request')
    >>> total_words(GroupTotal(20_000, more=True)), total_words(GroupTotal(0))
    ('more than 20,000 requests', '')
    """
    if not total.count:  # a damaged id differs from the one that is shown
        return ""
    if total.more:
        return f"more than {total.count:,} requests"
    failed = total.count - total.accepted - total.discarded
    return ", ".join(
        [
            f"{total.count:,} request{'' if total.count == 1 else 's'}",
            *([f"{total.discarded:,} discarded"] if total.discarded else []),
            *([f"{failed:,} not accepted"] if failed else []),
            *([_here_words(total)] if total.here else []),
            *([_unreadable_words(total.unreadable)] if total.unreadable else []),
        ]
    )


def _here_words(total: GroupTotal) -> str:
    return "on this machine" if total.here == total.count else f"{total.here:,} on this machine"


def _unreadable_words(amounts: int) -> str:
    return f"{amounts:,} amount{'' if amounts == 1 else 's'} unreadable"


# Totals of the visible groups, counted in a thread.

STILL_MS = 120
"""Nobody reads figures while scrolling: counting begins once the visible groups stay the same."""

POLL_MS = 20

Found = tuple[str, "GroupTotal | None"]
_Results = queue.SimpleQueue["Found | None"]


class GroupTotals(QObject):
    """Counts requested groups, and keeps the totals until rows change.

    Signals:
        changed: the totals of a group are known, or have changed.
    """

    changed = Signal()

    def __init__(self, store: HistoryStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._known: dict[str, GroupTotal | None] = {}
        self._stale: set[str] = set()
        self._request: tuple[str, Filter] | None = None
        self._keys: list[str] = []
        self._counting: list[str] = []
        self._results = _Results()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._still = QTimer(self, interval=STILL_MS, singleShot=True)
        self._still.timeout.connect(self._start)
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self._receive)

    def get(self, key: str) -> GroupTotal | None:
        """The totals of a group; `None` where they are not known, or not yet."""
        return self._known.get(key)

    def request(self, group: str, keys: Iterable[str], row_filter: Filter) -> None:
        """Count these groups of the rows that a filter wants, once they stay visible."""
        if (group, row_filter) != self._request:
            self.invalidate()
            self._known.clear()
            self._request = group, row_filter
        self._keys = [key for key in keys if key not in self._known or key in self._stale]
        if self._keys and not self._poll.isActive():
            self._still.start()

    def invalidate(self) -> None:
        """Rows have changed: count requested groups again, and return the old totals until then."""
        self._stop.set()
        self._poll.stop()
        self._stale = set(self._known)

    def end(self) -> None:
        """Drop the count under way and wait until its thread is gone, some milliseconds."""
        self.invalidate()
        self._still.stop()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _start(self) -> None:
        if self._request is None:
            return
        group, row_filter = self._request
        self._counting = self._keys
        self._results, self._stop = _Results(), threading.Event()
        # The thread gets no Qt object: a garbage collection in the thread would destroy it there.
        work = (self._store.path, (group, self._keys, row_filter), self._results, self._stop)
        self._thread = threading.Thread(target=_run, args=work, name="history totals", daemon=True)
        self._thread.start()
        self._poll.start()

    def _receive(self) -> None:
        while not self._results.empty():
            total = self._results.get()
            if total is None:
                self._poll.stop()
                self._count_newly_visible()
            else:
                self._known[total[0]] = total[1]
                self._stale.discard(total[0])
            self.changed.emit()

    def _count_newly_visible(self) -> None:
        """Count the groups that became visible meanwhile, since they are not requested again."""
        self._keys = [key for key in self._keys if key not in self._counting]
        if self._keys:
            self._still.start()


def _run(
    path: Path,
    group_request: tuple[str, Sequence[str], Filter],
    results: _Results,
    stop: threading.Event,
) -> None:
    try:
        for total in totals(path, *group_request, stop.is_set):
            results.put(total)
    except StoreFailed:
        pass  # the next read of a row says why
    results.put(None)
