"""Ranks what the palette finds, and says which letters were looked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from convert_console.core.request.choices import INSIDE, START, WORD, Spans, folded, place

SIMILAR = 0.88
"""Similarity from which two words are the same with a typing error, such as "snd" and "send"."""

_SCORES = {START: 6, WORD: 5, INSIDE: 4}
_HINT, _LETTERS, _SIMILAR = 3, 2, 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the palette. `key` names it among the recent ones. `why` is the reason why it
    cannot be chosen now, or "". `more` is found too, and not shown. `actions` are what else can be
    done with a thing.
    """

    key: str
    text: str
    run: Callable[[], object]
    note: str = ""
    code: str = ""
    icon: str = "chevron-right"
    keys: str = ""
    why: str = ""
    more: str = ""
    actions: tuple[Entry, ...] = field(default=(), compare=False)


class Found(NamedTuple):
    """An entry with the letters of its text that were looked for."""

    entry: Entry
    spans: Spans = ()
    score: float = 0


def search(entries: Sequence[Entry], typed: str) -> list[Found]:
    """The entries that match every typed word, the best first, otherwise in their order."""
    words = folded(typed)[0].split()
    if not words:
        return [Found(entry) for entry in entries]
    found = (_found(entry, words) for entry in entries)
    return sorted(filter(None, found), key=lambda match: -match.score)


def _found(entry: Entry, words: Sequence[str]) -> Found | None:
    spans: list[tuple[int, int]] = []
    total = 0.0
    for word in words:
        score, parts = _match(entry, word)
        if not score:
            return None
        total += score
        spans += parts
    return Found(entry, _joined(spans), total - len(entry.text) / 1_000)


def _match(entry: Entry, word: str) -> tuple[int, Spans]:
    """How well a typed word matches, 0 for not at all, and where."""
    if (found := place(entry.text, word)) is not None:
        rank, span = found
        return _SCORES[rank], (span,)
    if place(f"{entry.note} {entry.code} {entry.more}", word) is not None:
        return _HINT, ()
    text, origins = folded(entry.text)
    letters = [origins[at] for at in _letters(text, word)] if len(word) > 2 else []
    if letters:
        return _LETTERS, tuple((at, at + 1) for at in letters)
    return (_SIMILAR, ()) if _has_similar(text, word) else (0, ())


def _starts(text: str) -> list[int]:
    """Where the words of a text begin."""
    return [
        i for i, sign in enumerate(text) if sign.isalnum() and (i == 0 or not text[i - 1].isalnum())
    ]


def _letters(text: str, word: str) -> list[int]:
    """Where each letter of a word is, in their order, the first at the beginning of a word."""
    for start in _starts(text):
        places, at = [], start
        for letter in word:
            at = text.find(letter, at)
            if at < 0:
                break
            places.append(at)
            at += 1
        near = len(places) == len(word) and places[-1] - start < 4 * len(word)
        if near and places[0] == start:
            return places
    return []


def _has_similar(text: str, word: str) -> bool:
    from rapidfuzz.distance import JaroWinkler  # takes 20 ms, and is not needed at the start

    return any(JaroWinkler.similarity(word, name) >= SIMILAR for name in text.split())


def _joined(spans: Sequence[tuple[int, int]]) -> Spans:
    """Spans in their order, without overlaps."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
