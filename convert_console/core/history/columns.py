"""The columns of the history's table, used by store, model, view and delegate."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from convert_console.core.catalog.catalog import Catalog, name_and_id, named
from convert_console.core.history.row import Row
from convert_console.core.text import ago, visible
from convert_console.core.verdict.exchange import unreadable_words
from convert_console.core.verdict.kinds import KINDS, Tone

# To add a column: an entry of `Column` below, before STAR. It may show any field of `Row`. A value
# that `Row` does not have needs three steps more: a field there, filled by `unsaved_row` (row.py);
# a part in `_SHARED` and a value in `entry_values` (services/history/records.py); and a migration
# that adds the column to `entry` (services/history/database.py).


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """`text` is what a cell shows, and `tip` the lines of its tooltip, by default none.

    `order` is the SQL to sort by, "" for the time. Widths are in pixels before zoom; `narrow` is
    the least one where there is little room, by default `width`. For want of room, columns are
    hidden in the order of `hide`, from 1; with the same number, the left one first; 0 is never
    hidden. Those with 1 and 2 are hidden before any other is made narrow.
    """

    title: str
    order: str
    text: Callable[[Row, Catalog | None], str]
    width: int
    narrow: int = 0
    hide: int = 0
    right: bool = False
    mono: bool = False
    tip: Callable[[Row, Catalog | None], Sequence[str]] = lambda _row, _catalog: ()
    title_tip: str = ""

    @property
    def least(self) -> int:
        """The least width."""
        return self.narrow or self.width


def _whole(text: Callable[[Row], str]) -> Callable[[Row, Catalog | None], Sequence[str]]:
    """The tip of a column that may cut its text."""
    return lambda row, _catalog: (text(row),)


def _plain(text: Callable[[Row], str]) -> Callable[[Row, Catalog | None], str]:
    """A text function for a column that needs no catalog."""
    return lambda row, _catalog: text(row)


def verdict_words(row: Row) -> tuple[str, Tone]:
    """The word for the verdict of a row, and its tone. A damaged row is named as such, since its
    verdict may be damaged too.
    """
    kind = KINDS.get("unreadable" if row.unreadable else row.verdict)
    return (kind.word, kind.tone) if kind else (row.verdict, "info")


def local_time(sent_at: float) -> datetime | None:
    """A moment in Unix seconds by the local clock; `None` for one outside of the calendar, as where
    it is damaged.
    """
    try:
        return datetime.fromtimestamp(sent_at).astimezone()
    except (ValueError, OverflowError, OSError):  # by the platform's C library
        return None


def moment(sent_at: float) -> str:
    """The local date and time of a moment in Unix seconds; "" where it is not known."""
    when = local_time(sent_at)
    return f"{when:%Y-%m-%d %H:%M:%S}" if when else ""


def age_and_moment(sent_at: float, now: float) -> str:
    """How long ago a moment was, and the moment: `2 hours ago (2026-11-23 12:03:00)`."""
    return f"{ago(now - sent_at)} ({moment(sent_at)})"


def shortened(vid: str) -> str:
    """A visitor id by its ends.

    >>> shortened("1796000000000-0.4126735590148273")
    '1796…8273'
    """
    return vid if len(vid) <= _LONGEST_VID else f"{vid[:4]}…{vid[-4:]}"


def duration(seconds: float) -> str:
    """A duration that fits its column.

    >>> duration(1.2344), duration(30.04)
    ('1,234 ms', '30.0 s')
    """
    return f"{seconds * 1000:,.0f} ms" if seconds < _LONG_SECONDS else f"{seconds:,.1f} s"


NOT_KEPT = "Not kept yet"
"""Shown as the note of a row that is not in the history's file: it takes no note yet."""

_LONGEST_VID = 10
"""Characters of a visitor id that are shown whole."""

_LONG_SECONDS = 9.9995
"""From here on a duration is shown in seconds."""


def _goals(row: Row, catalog: Catalog | None) -> str:
    return ", ".join(named(catalog, "goal", plain) for plain in row.goals)


def _goal_tip(row: Row, catalog: Catalog | None) -> list[str]:
    return [name_and_id(catalog, "goal", plain) for plain in row.goals]


def _revenue(row: Row) -> str:
    return "" if row.revenue is None else f"{row.revenue:,f}"


def _note(row: Row) -> str:
    return row.note if row.id else NOT_KEPT


class Column(IntEnum):
    """The columns, left to right; the value of each is its place in the table."""

    spec: ColumnSpec

    def __new__(cls, spec: ColumnSpec) -> Column:
        column = int.__new__(cls, len(cls.__members__))
        column._value_ = int(column)
        column.spec = spec
        return column

    VERDICT = ColumnSpec(
        "Verdict",
        "entry.verdict",
        _plain(lambda row: verdict_words(row)[0]),
        152,
        tip=lambda row, _: [unreadable_words(row.unreadable)] if row.unreadable else [],
    )
    TIME = ColumnSpec(
        "Time",
        "",
        _plain(lambda row: moment(row.sent_at)),
        118,
        narrow=108,  # of a moment with its day
        tip=_whole(lambda row: moment(row.sent_at)),
    )
    METHOD = ColumnSpec(
        "Method", "entry.method", _plain(lambda row: row.method), 80, hide=3, mono=True
    )
    PROFILE = ColumnSpec(
        "Profile",
        "entry.profile",
        _plain(lambda row: row.profile),
        110,
        hide=1,
        tip=_whole(lambda row: row.profile),
    )
    EVENTS = ColumnSpec(
        "Events",
        "entry.events",
        _plain(lambda row: row.events),
        150,
        narrow=104,
        tip=_whole(lambda row: row.events),
    )
    GOALS = ColumnSpec(
        "Goals",
        "entry.goals",
        _goals,
        120,
        narrow=92,  # of one goal
        hide=9,
        tip=_goal_tip,
    )
    # As a double: amounts that differ after the fifteenth digit are sorted by age.
    REVENUE = ColumnSpec(
        "Revenue",
        "CAST(entry.revenue AS REAL)",
        _plain(_revenue),
        90,
        hide=8,
        right=True,
        mono=True,
        tip=_whole(_revenue),
    )
    VISITOR = ColumnSpec(
        "Visitor",
        "entry.vid",
        _plain(lambda row: shortened(row.vid)),
        100,
        narrow=88,
        hide=6,
        mono=True,
        tip=_whole(lambda row: row.vid),
    )
    STATUS = ColumnSpec(
        "Status",
        "entry.status",
        _plain(lambda row: "" if row.status is None else str(row.status)),
        72,
        hide=4,
        mono=True,
    )
    TOOK = ColumnSpec(
        "Took",
        "entry.seconds",
        _plain(lambda row: duration(row.seconds) if row.seconds else ""),
        80,
        hide=2,
        right=True,
        mono=True,
    )
    STAR = ColumnSpec(
        "★",
        "entry.starred",
        _plain(lambda row: "★" if row.starred else ""),
        48,
        hide=7,
        title_tip="Rows you marked with a star (S)",
    )
    NOTE = ColumnSpec(
        "Note", "entry.note", _plain(_note), 140, narrow=84, hide=5, tip=_whole(_note)
    )

    def text(self, row: Row, catalog: Catalog | None = None) -> str:
        """The text of a row in this column, with goals by the catalog's names."""
        return self.spec.text(row, catalog)

    def tip(self, row: Row, catalog: Catalog | None = None) -> str:
        """The tooltip of a cell: what the column may have cut, and more. It is markup that shows
        every text character by character.
        """
        lines = self.spec.tip(row, catalog)
        text = "<br>".join(html.escape(visible(line)) for line in lines)
        return f"<qt>{text}</qt>" if text else ""


COLUMNS = tuple(Column)
