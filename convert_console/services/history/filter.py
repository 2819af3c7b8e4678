"""A filter as SQL that finds the newest matching rows without a sort."""

import unicodedata
from typing import Any, NamedTuple

from convert_console.core.history.filter_language import Filter, Owners
from convert_console.core.verdict.kinds import same_for_received
from convert_console.services.history.records import encoded

# Only names of our own columns and tables are put into SQL here; values are bound.
# ruff: noqa: S608

NOT_DELETED = "+entry.deleted_at IS NULL"


class Selection(NamedTuple):
    """SQL for a filter: what to read `FROM`, the `key` that is the id, the terms and their values.

    The last term leaves out deleted rows.
    """

    source: str
    key: str
    terms: tuple[str, ...]
    values: tuple[Any, ...]

    @property
    def where(self) -> str:
        """All terms, joined."""
        return " AND ".join(self.terms)

    def query(self, columns: str) -> str:
        """A SELECT of the newest rows first."""
        return f"SELECT {columns} FROM {self.source} WHERE {self.where} ORDER BY {self.key} DESC"


def selection(wanted: Filter | None, *, by_row: bool = False) -> Selection:
    """The SQL of a filter.

    The term that is likely to be the rarest comes first: its index yields ids in order, so a page
    is found without a sort. SQLite cannot know which one is rare, so `+` keeps it from using the
    other indexes. With `by_row` no term may use an index: each row is tested, in the order of the
    query.
    """
    wanted = wanted or Filter()
    source, key, terms, values = ("entry", "entry.id", [], []) if by_row else _source(wanted)
    if by_row:
        for term, value in _memberships(wanted):
            terms.append(term)
            values.append(value)
    else:
        for term, value in _memberships(wanted)[1:] if source != "entry" else []:
            terms.append(term)
            values.append(value)
    uses_index = source == "entry" and not by_row
    for term, value in _equalities(wanted):
        terms.append(term if uses_index else _by_row(term))
        values.extend(value)
        uses_index = uses_index and term.startswith(("+", "instr"))
    if wanted.since is not None:
        # The first id comes from the index, since min(id) alone would scan the table. Ids nearly
        # follow the time, except after a slow answer or a changed clock: so each row is tested too.
        first = "SELECT min(+id) FROM entry INDEXED BY entry_sent_at WHERE sent_at >= ?"
        terms.append(f"{'+' if by_row else ''}{key} >= ({first})")
        terms.append("+entry.sent_at >= ?")
        values += [wanted.since, wanted.since]
    terms.append(NOT_DELETED)
    return Selection(source, key, tuple(terms), tuple(values))


def _by_row(term: str) -> str:
    """A term that uses no index."""
    return term.replace("+entry.", "entry.").replace("entry.", "+entry.")


def match_text(words: str, *, whole: bool = False) -> str:
    """The words as FTS5 reads them: each one quoted, since people type quotes and brackets too.
    Without `whole`, longer ones are also the beginnings of others.

    >>> match_text('purchase 1588-0.20 tr { "')
    '"purchase"* "1588-0.20"* "tr"'
    """
    known = [word for word in words.split() if any(map(_is_indexed, word))]
    return " ".join(_phrase(word, whole=whole) for word in known)


def joins_beginnings(words: str) -> bool:
    """Whether a word is longer than the prefixes that are indexed: then FTS5 joins the rows of all
    words that begin so at each question, also about one row.

    >>> joins_beginnings("spring_1 purchase"), joins_beginnings("metrics.convertexperiments")
    (False, True)
    """
    parts = ("".join(c if _is_indexed(c) else " " for c in word).split() for word in words.split())
    return any(part and len(part[-1]) > _LONGEST_PREFIX for part in parts)


_LONGEST_PREFIX = 8

_PREFIX_LENGTH = 3

_HAS_WORDS = "EXISTS (SELECT 1 FROM words WHERE words MATCH ? AND words.rowid = entry.id)"
_HAS_GOAL = (
    "EXISTS (SELECT 1 FROM entry_goal WHERE goal = CAST(? AS TEXT) AND entry_goal.entry = entry.id)"
)

_HAS_PROBLEM = (
    "EXISTS (SELECT 1 FROM entry_problem WHERE rule = CAST(? AS TEXT)"
    " AND entry_problem.entry = entry.id)"
)


def _phrase(word: str, *, whole: bool) -> str:
    plain = word.encode("utf-8", "replace").decode().replace('"', '""').replace("\0", " ")
    return f'"{plain}"' if whole or len(word) < _PREFIX_LENGTH else f'"{plain}"*'


def _is_indexed(character: str) -> bool:
    """Whether the tokenizer `unicode61` makes a character part of a word."""
    category = unicodedata.category(character)
    return category[0] in "LN" or category == "Co"


def _source(wanted: Filter) -> tuple[str, str, list[str], list[Any]]:
    """The table that is read first, by its index. CROSS JOIN keeps SQLite from reordering."""
    match = match_text(wanted.words, whole=wanted.whole)
    if match:
        source = "words CROSS JOIN entry ON entry.id = words.rowid"
        return source, "words.rowid", ["words MATCH ?"], [match]
    if wanted.goal:
        source = "entry_goal CROSS JOIN entry ON entry.id = entry_goal.entry"
        terms = ["entry_goal.goal = CAST(? AS TEXT)"]
        return source, "entry_goal.entry", terms, [encoded(wanted.goal)]
    if wanted.problem not in ("", *_ANY_OR_NONE):
        source = "entry_problem CROSS JOIN entry ON entry.id = entry_problem.entry"
        terms = ["entry_problem.rule = CAST(? AS TEXT)"]
        return source, "entry_problem.entry", terms, [encoded(wanted.problem)]
    return "entry", "entry.id", [], []


_ANY_OR_NONE = {
    "any": "entry.rules <> '[]'",
    "none": "entry.rules = '[]'",
}
"""Whether a row has problems; NULL, which is not checked, is neither."""


def _memberships(wanted: Filter) -> list[tuple[str, Any]]:
    """Terms that look into other tables, the first one being that of `_source`."""
    match = match_text(wanted.words, whole=wanted.whole)
    terms: list[tuple[str, Any]] = [(_HAS_WORDS, match)] if match else []
    if wanted.goal:
        terms.append((_HAS_GOAL, encoded(wanted.goal)))
    if wanted.problem not in ("", *_ANY_OR_NONE):
        terms.append((_HAS_PROBLEM, encoded(wanted.problem)))
    return terms


def _equalities(wanted: Filter) -> list[tuple[str, tuple[Any, ...]]]:
    """Terms with their values, the likely rarest first."""
    # No index has the rows of several owners in order: then each row is tested.
    owned, owners = _owned(wanted.profile)
    owned = owned if len(wanted.profile) == 1 else owned.replace("entry.", "+entry.")
    verdict, verdicts = _verdicts(wanted)
    # The index of what came in is partial; SQLite uses it where its condition is there.
    came_in = "entry.source = CAST(? AS TEXT) AND entry.source <> 'sent'"
    is_sent = wanted.source == "sent"
    candidates = (
        ("entry.vid = CAST(? AS TEXT)", _bound(wanted.vid)),
        ("entry.starred = 1", () if wanted.starred else None),  # not bound: its index is partial
        (_marked(wanted.marker), _marker_value(wanted.marker)),
        ("entry.seen = CAST(? AS TEXT) AND entry.seen <> ''", _bound(wanted.seen)),
        (came_in, None if is_sent else _bound(wanted.source)),
        ("entry.status = ?", None if wanted.status is None else (wanted.status,)),
        (verdict, verdicts or None),
        (owned, owners or None),
        ("entry.method = CAST(? AS TEXT)", _bound(wanted.method)),
        ("+entry.source = 'sent'", () if is_sent else None),
        ("instr(lower(+entry.page), ?) > 0", (wanted.page,) if wanted.page else None),
        (f"+{_ANY_OR_NONE.get(wanted.problem)}", () if wanted.problem in _ANY_OR_NONE else None),
    )
    return [(term, values) for term, values in candidates if values is not None]


def _marked(marker: str) -> str:
    """The term of a marker. Its index is partial, and is used where its condition is there."""
    by_kind = {"any": "+entry.marker <> ''", "none": "+entry.marker = ''"}
    return by_kind.get(marker, "entry.marker = CAST(? AS TEXT) AND entry.marker <> ''")


def _marker_value(marker: str) -> tuple[bytes, ...] | None:
    return () if marker in ("any", "none") else _bound(marker)


def _verdicts(wanted: Filter) -> tuple[str, tuple[bytes, ...]]:
    """The term of a verdict, and its values. No index has two of them in order."""
    received = same_for_received(wanted.verdict) if wanted.source != "sent" else ""
    if received:
        kinds = encoded(wanted.verdict), encoded(received)
        return "+entry.verdict IN (CAST(? AS TEXT), CAST(? AS TEXT))", kinds
    return "entry.verdict = CAST(? AS TEXT)", _bound(wanted.verdict) or ()


def _owned(owners: Owners) -> tuple[str, tuple[bytes, ...]]:
    terms: list[str] = []
    values: list[bytes] = []
    for profile_id, name in owners:
        by_name = "" if name is None else "entry.profile = CAST(? AS TEXT) AND "
        terms.append(f"{by_name}entry.profile_id = CAST(? AS TEXT)")
        values += [encoded(text) for text in (name, profile_id) if text is not None]
    return (f"({' OR '.join(terms)})" if len(terms) > 1 else "".join(terms)), tuple(values)


def _bound(text: str) -> tuple[bytes] | None:
    return (encoded(text),) if text else None
