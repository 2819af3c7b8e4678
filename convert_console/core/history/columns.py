"""The columns of the history's table, used by store, model, view and delegate."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from convert_console.core.catalog.catalog import Catalog, name_and_id, named
from convert_console.core.history.row import Row
from convert_console.core.request.event_summary import amount_text
from convert_console.core.text import ago, local_time, visible
from convert_console.core.verdict.exchange import Source, unreadable_words
from convert_console.core.verdict.kinds import Tone, kind_of

# To add a column: an entry of `Column` below, before STAR. It may show any field of `Row`. A value
# that `Row` does not have needs three steps more: a field there, filled by `unsaved_row` (row.py);
# a part in `_SHARED` and a value in `entry_values` (services/history/records.py); and a migration
# that adds the column to `entry` (services/history/schema.py). What the document says is a field of
# `Summary` (core/request/event_summary.py) instead of `Row`, with its value in `summary_values`.


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """`text` is what a cell shows, and `tip` the lines of its tooltip, by default none.

    `order` is the SQL to sort by, "" for the time. Widths are in pixels before zoom; `narrow` is
    the least one where there is little room, by default `width`. For want of room, columns are
    hidden in the order of `hide`, from 1; 0 is never hidden. Those with 1 to 3 are hidden before
    any other is made narrow. `name` is what menus call the column, by default its title.
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
    muted: bool = False
    name: str = ""

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
    kind = kind_of("unreadable" if row.unreadable else row.verdict)
    return kind.word, kind.tone


def moment_words(sent_at: float, now: datetime, *, milliseconds: bool = False) -> str:
    """A Unix time as local time, perhaps to the millisecond; with the day if it is not today, and
    the year if it is not this year. "" for an unknown time.
    """
    when = local_time(sent_at)
    if when is None:
        return ""
    if when.date() == now.date():
        fraction = f".{when.microsecond // 1000:03}" if milliseconds else ""
        return f"{when:%H:%M:%S}{fraction}"
    return f"{when:%d %b %H:%M}" if when.year == now.year else f"{when:%d %b %Y}"


def moment(sent_at: float) -> str:
    """The local date and time of a moment in Unix seconds; "" where it is not known."""
    when = local_time(sent_at)
    return f"{when:%Y-%m-%d %H:%M:%S}" if when else ""


def age_and_moment(sent_at: float, now: float) -> str:
    """How long ago a moment was, and the moment: `2 hours ago (2026-11-23 12:03:00)`."""
    return f"{ago(now - sent_at)} ({moment(sent_at)})"


def short_vid(vid: str) -> str:
    """A visitor id by its ends.

    >>> short_vid("1796000000000-0.4126735590148273")
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


_HERE: Mapping[Source, str] = {
    "sent": "Sent to this machine. It counts nowhere, unless a program here forwards it.",
    "collector": "Received on this machine, so it counts nowhere.",
    "page": "Answered on this machine, so it counts nowhere.",
}


SEEN_TIPS: Mapping[str, str] = {
    "seen": "Seen: Convert's live log shows it.",
    "similar": "Similar: Convert's live log shows one like it, without its marker.",
    "not-seen": "Not seen in Convert's live log, which is no proof that it is not there.",
    "cannot-tell": "Convert's live log could not tell.",
}


def _verdict_tip(row: Row, _catalog: Catalog | None) -> list[str]:
    here = _HERE[row.source] if row.here else ""
    seen = SEEN_TIPS.get(row.seen, "")
    if row.here:  # only a server here can have it
        seen = seen.replace("Convert's live log", "a live log on this machine")
        seen = f"{seen[:1].upper()}{seen[1:]}"
    marker = f"Marker {row.summary.marker}" if row.summary.marker else ""
    lines = (verdict_words(row)[0], seen, here, marker, unreadable_words(row.unreadable))
    return [line for line in lines if line]


def _goals(row: Row, catalog: Catalog | None) -> str:
    return ", ".join(named(catalog, "goal", plain) for plain in row.summary.goals)


def _goal_tip(row: Row, catalog: Catalog | None) -> list[str]:
    return [name_and_id(catalog, "goal", plain) for plain in row.summary.goals]


def _revenue(row: Row) -> str:
    return amount_text(row.summary.revenue)


def _note(row: Row) -> str:
    return row.note if row.id else NOT_KEPT


SOURCE_WORDS: Mapping[Source, str] = {
    "sent": "Sent",
    "collector": "Received",
    "page": "From a page",
}


def _source_tip(row: Row, _catalog: Catalog | None) -> list[str]:
    return [text for text in (SOURCE_WORDS[row.source], row.call) if text]


def _events_tip(row: Row, _catalog: Catalog | None) -> list[str]:
    problems = f"Problems: {', '.join(row.rules)}" if row.rules else ""
    return [text for text in (row.summary.events, problems) if text]


def _peer_tip(row: Row, _catalog: Catalog | None) -> list[str]:
    return [text for text in (row.peer, row.page) if text]


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
        196,  # of one with the mark of this machine
        narrow=164,  # of “Discarded as bot” with that mark
        tip=_verdict_tip,
    )
    TIME = ColumnSpec(
        "Time",
        "",
        _plain(lambda row: moment(row.sent_at)),
        110,  # of a moment with its day, or with milliseconds
        tip=_whole(lambda row: moment(row.sent_at)),
    )
    METHOD = ColumnSpec("Method", "entry.method", _plain(lambda row: row.method), 72, hide=7)
    EVENTS = ColumnSpec(
        "Events",
        "entry.events",
        _plain(lambda row: row.summary.events),
        150,
        narrow=100,  # of two events with the mark of problems
        tip=_events_tip,
    )
    GOALS = ColumnSpec(
        "Goal",
        "entry.goals",
        _goals,
        160,
        narrow=88,
        hide=9,
        tip=_goal_tip,
    )
    # As a double: amounts that differ after the fifteenth digit are sorted by age.
    REVENUE = ColumnSpec(
        "Amount",
        "CAST(entry.revenue AS REAL)",
        _plain(_revenue),
        92,
        narrow=84,
        hide=8,
        right=True,
        tip=_whole(_revenue),
    )
    VISITOR = ColumnSpec(
        "Visitor",
        "entry.vid",
        _plain(lambda row: short_vid(row.summary.vid)),
        100,
        narrow=92,
        hide=5,
        mono=True,
        muted=True,
        tip=_whole(lambda row: row.summary.vid),
    )
    TOOK = ColumnSpec(
        "Took",
        "entry.seconds",
        _plain(lambda row: duration(row.seconds) if row.seconds else ""),
        80,
        narrow=76,
        hide=4,
        right=True,
        muted=True,
    )
    PROFILE = ColumnSpec(
        "Profile",
        "entry.profile",
        _plain(lambda row: row.profile),
        120,
        hide=1,
        muted=True,
        tip=_whole(lambda row: row.profile),
    )
    STATUS = ColumnSpec(
        "Status",
        "entry.status",
        _plain(lambda row: "" if row.status is None else str(row.status)),
        72,
        hide=2,
    )
    PEER = ColumnSpec(
        "From or to",
        "entry.peer",
        _plain(lambda row: row.peer),
        128,
        narrow=96,
        hide=7,
        tip=_peer_tip,
    )
    PROBLEMS = ColumnSpec(
        "Problems",
        "coalesce(json_array_length(entry.rules), 0)",
        _plain(lambda row: f"{len(row.rules):,}" if row.rules else ""),
        76,
        hide=3,
        right=True,
        tip=lambda row, _catalog: row.rules or (),
        title_tip="Kinds of errors and warnings that the check finds",
    )
    CALL = ColumnSpec(
        "Sent by",
        "entry.call",
        _plain(lambda row: row.call),
        132,
        hide=1,
        muted=True,
        tip=_whole(lambda row: row.call),
        title_tip="The way in which a watched page has sent",
    )
    SOURCE = ColumnSpec(
        "",
        "entry.source",
        _plain(lambda row: SOURCE_WORDS[row.source]),
        36,
        hide=10,
        tip=_source_tip,
        title_tip="Sent from here, received here, or seen in a watched page",
        name="Source",
    )
    STAR = ColumnSpec(
        "★",
        "entry.starred",
        _plain(lambda row: "★" if row.starred else ""),
        56,
        hide=6,
        tip=lambda row, _: [row.note] if row.note else [],
        title_tip="Rows with a star (S) or a note (F2)",
        name="Star and note",
    )
    NOTE = ColumnSpec(
        "Note", "entry.note", _plain(_note), 180, narrow=84, hide=3, muted=True, tip=_whole(_note)
    )

    def text(self, row: Row, catalog: Catalog | None = None) -> str:
        """The text of a row in this column, with goals by the catalog's names."""
        return self.spec.text(row, catalog)

    def plain_text(self, row: Row, catalog: Catalog | None = None) -> str:
        """The text where no icon is: of a verdict also the marks beside it."""
        text = self.text(row, catalog)
        if self is not Column.VERDICT:
            return text
        seen = f", {row.seen.replace('-', ' ')} in the live log" if row.seen in SEEN_TIPS else ""
        return f"{text}{' here' if row.here else ''}{seen}"

    @property
    def menu_name(self) -> str:
        """What menus call it."""
        return self.spec.name or self.spec.title

    def tip(self, row: Row, catalog: Catalog | None = None) -> str:
        """The tooltip of a cell: what the column may have cut, and more. It is markup that shows
        every text character by character.
        """
        lines = self.spec.tip(row, catalog)
        text = "<br>".join(html.escape(visible(line)) for line in lines)
        return f"<qt>{text}</qt>" if text else ""


COLUMNS = tuple(Column)
