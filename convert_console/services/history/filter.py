"""Which rows of the history are wanted, as a value and as SQL that finds the newest at once."""

# Only names of columns and tables, all of our own, are put into SQL here; values are bound.
# ruff: noqa: S608

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from convert_console.services.history.records import encoded

PRESENT = "+entry.deleted_at IS NULL"
"""What no filter leaves out: the last term of each."""


@dataclass(frozen=True, slots=True)
class Filter:
    """All that is given must hold. `words` stand anywhere in the exchange or its note, in any
    order, each by its beginning when it has three letters or more; `since` is in Unix seconds.
    """

    words: str = ""
    vid: str = ""
    goal: str = ""
    status: int | None = None
    verdict: str = ""
    profile: str = ""
    method: str = ""
    since: float | None = None
    starred: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """SQL for a filter: what to read `FROM`, the `key` that is the id, the terms and values."""

    source: str
    key: str
    terms: tuple[str, ...]
    values: tuple[Any, ...]

    def query(self, columns: str, *more: str) -> str:
        """A SELECT of the newest first; `more` are further terms."""
        where = " AND ".join((*self.terms, *more))
        return f"SELECT {columns} FROM {self.source} WHERE {where} ORDER BY {self.key} DESC"


def selection(wanted: Filter | None) -> Selection:
    """The SQL of a filter.

    One term drives, the one likely to be rarest: its index yields ids in order, so a page is
    found without a sort. SQLite cannot know which is rare, so `+` keeps it from the other indexes.
    """
    wanted = wanted or Filter()
    source, key, terms, values = _source(wanted)
    drives = source == "entry"
    for term, value in _equalities(wanted):
        terms.append(term if drives else f"+{term}")
        values.extend(value)
        drives = False
    if wanted.since is not None:
        # Where the rows begin comes from the index, since min(id) alone would walk the table.
        # Ids grow with time only nearly: a slow answer, a clock set back. So each row is tested.
        first = "SELECT min(+id) FROM entry INDEXED BY entry_sent_at WHERE sent_at >= ?"
        terms.append(f"{key} >= ({first})")
        terms.append("+entry.sent_at >= ?")
        values += [wanted.since, wanted.since]
    terms.append(PRESENT)
    return Selection(source, key, tuple(terms), tuple(values))


def match_text(words: str) -> str:
    """The words as FTS5 reads them: each one quoted, since people type quotes and brackets too.

    >>> match_text('purchase 1588-0.20 tr { "')
    '"purchase"* "1588-0.20"* "tr"'
    """
    return " ".join(_phrase(word) for word in words.split() if any(map(_counts, word)))


_PREFIX_LENGTH = 3


def _phrase(word: str) -> str:
    plain = word.encode("utf-8", "replace").decode().replace('"', '""').replace("\0", " ")
    return f'"{plain}"*' if len(word) >= _PREFIX_LENGTH else f'"{plain}"'


def _counts(sign: str) -> bool:
    """Whether the tokenizer `unicode61` takes a character for part of a word."""
    category = unicodedata.category(sign)
    return category[0] in "LN" or category == "Co"


def _source(wanted: Filter) -> tuple[str, str, list[str], list[Any]]:
    """The table that drives. CROSS JOIN is SQLite's way to fix which one is read first."""
    match = match_text(wanted.words)
    goal = encoded(wanted.goal)
    if match:
        source = "words CROSS JOIN entry ON entry.id = words.rowid"
        terms, values = ["words MATCH ?"], [match]
        if goal:
            terms.append(
                "EXISTS (SELECT 1 FROM entry_goal"
                " WHERE goal = CAST(? AS TEXT) AND entry_goal.entry = entry.id)"
            )
        return source, "words.rowid", terms, [*values, goal] if goal else [*values]
    if goal:
        source = "entry_goal CROSS JOIN entry ON entry.id = entry_goal.entry"
        return source, "entry_goal.entry", ["entry_goal.goal = CAST(? AS TEXT)"], [goal]
    return "entry", "entry.id", [], []


def _equalities(wanted: Filter) -> list[tuple[str, tuple[Any, ...]]]:
    """Terms with their values, the likely rarest first."""
    candidates = (
        ("entry.vid = CAST(? AS TEXT)", _bound(wanted.vid)),
        ("entry.starred = 1", () if wanted.starred else None),  # not bound: its index is partial
        ("entry.status = ?", None if wanted.status is None else (wanted.status,)),
        ("entry.verdict = CAST(? AS TEXT)", _bound(wanted.verdict)),
        ("entry.profile = CAST(? AS TEXT)", _bound(wanted.profile)),
        ("entry.method = CAST(? AS TEXT)", _bound(wanted.method)),
    )
    return [(term, values) for term, values in candidates if values is not None]


def _bound(text: str) -> tuple[bytes] | None:
    return (encoded(text),) if text else None
