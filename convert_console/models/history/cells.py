"""The words of the history's cells."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt

from convert_console.core.catalog.catalog import Catalog, name_and_id, named
from convert_console.core.text import visible
from convert_console.core.verdict.exchange import unreadable_words
from convert_console.core.verdict.kinds import KINDS, Tone
from convert_console.services.history.records import Row

NARROW = 10
"""Characters of a visitor id that are shown whole; longer ones lose their middle."""

RIGHT = ("Revenue", "Took")

MAY_BE_CUT = ("Time", "Profile", "Events", "Revenue", "Note")
"""What no narrow column need have whole; on hover it is."""

LONG_SECONDS = 9.9995
"""So many are no longer said in milliseconds."""


def cell_text(row: Row, title: str, catalog: Catalog | None = None) -> str:
    """The text of a row under a column's title, with goals by the catalog's names."""
    if title == "Goals":
        return ", ".join(named(catalog, "goal", plain) for plain in row.goals)
    return _CELLS[title](row)


def cell_tip(row: Row, title: str, catalog: Catalog | None = None) -> str:
    """What a cell says on hover: the goals with their ids, line by line; the whole visitor id; and
    what its column may have cut.

    The verdict of a damaged row says what is unreadable. It is markup that shows every text
    character by character.
    """
    if title == "Verdict":
        lines = [unreadable_words(row.unreadable)] if row.unreadable else []
    elif title == "Goals":
        lines = [name_and_id(catalog, "goal", plain) for plain in row.goals]
    elif title == "Visitor":
        lines = [row.vid]
    else:
        lines = [_CELLS[title](row)] if title in MAY_BE_CUT else []
    text = "<br>".join(html.escape(visible(line)) for line in lines)
    return f"<qt>{text}</qt>" if text else ""


def verdict_words(row: Row) -> tuple[str, Tone]:
    """The word for what became of a row, and its tone. One that is damaged says so: its verdict
    may be as wrong as what is known to be.
    """
    kind = KINDS.get("unreadable" if row.unreadable else row.verdict)
    return (kind.word, kind.tone) if kind else (row.verdict, "info")


def alignment(title: str) -> Qt.AlignmentFlag:
    """Figures stand at the right, so that their digits line up."""
    side = Qt.AlignmentFlag.AlignRight if title in RIGHT else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def local_time(sent_at: float) -> datetime | None:
    """A moment in Unix seconds by the local clock; `None` for one that no calendar holds, as where
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


def shortened(vid: str) -> str:
    """A visitor id by its ends.

    >>> shortened("1796000000000-0.4126735590148273")
    '1796…8273'
    """
    return vid if len(vid) <= NARROW else f"{vid[:4]}…{vid[-4:]}"


def took(seconds: float) -> str:
    """A duration in no more signs than its column has room for.

    >>> took(1.2344), took(30.04)
    ('1,234 ms', '30.0 s')
    """
    return f"{seconds * 1000:,.0f} ms" if seconds < LONG_SECONDS else f"{seconds:,.1f} s"


NOT_KEPT = "Not kept yet"
"""Shown in the note column of a row that is not in the history's file: it takes no note yet."""

_CELLS: dict[str, Callable[[Row], str]] = {
    "Verdict": lambda row: verdict_words(row)[0],
    "Time": lambda row: moment(row.sent_at),
    "Method": lambda row: row.method,
    "Profile": lambda row: row.profile,
    "Events": lambda row: row.events,
    "Revenue": lambda row: "" if row.revenue is None else f"{row.revenue:,f}",
    "Visitor": lambda row: shortened(row.vid),
    "Status": lambda row: "" if row.status is None else str(row.status),
    "Took": lambda row: took(row.seconds) if row.seconds else "",
    "★": lambda row: "★" if row.starred else "",
    "Note": lambda row: row.note if row.id else NOT_KEPT,
}
