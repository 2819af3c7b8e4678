"""What the palette finds besides commands, how it is ranked, and which letters match."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from PySide6.QtGui import QGuiApplication

from convert_console.core.catalog.catalog import choices, name_of, named
from convert_console.core.history.row import Row
from convert_console.core.request.choices import INSIDE, START, WORD, Spans, folded, match_in
from convert_console.core.request.event_summary import goals_and_amount
from convert_console.core.text import cut_short, local_time, visible
from convert_console.core.verdict.kinds import kind_of
from convert_console.models.document.events import add_event_for
from convert_console.widgets.main_window.models import Models

# Ranks what the palette finds, and says which letters were looked for.

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
    if (found := match_in(entry.text, word)) is not None:
        rank, span = found
        return _SCORES[rank], (span,)
    if match_in(f"{entry.note} {entry.code} {entry.more}", word) is not None:
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


class ThingActions(NamedTuple):
    """What the window does with a thing."""

    filter_history: Callable[[str], object]
    show_row: Callable[[int, str], object]
    show_event: Callable[[int], object]


class PaletteThings:
    """Lists the things of a window when the palette asks for them."""

    def __init__(self, models: Models, actions: ThingActions) -> None:
        self._models, self._actions = models, actions

    def all(self) -> list[Entry]:
        """Profiles, saved requests, goals and experiences."""
        return [*self._profiles(), *self._saved(), *self._goals(), *self._experiences()]

    def of_row(self, row: Row) -> Entry:
        """A row of the history."""
        moment, kind = local_time(row.sent_at), kind_of(row.verdict)
        catalog = self._models.history.catalog_of(row)
        what = " ".join(
            goals_and_amount(row.summary.goals, row.summary.revenue, partial(named, catalog))
        )
        begin = " ".join(filter(None, (f"{moment:%H:%M:%S}" if moment else "",
                                       kind.word)))  # fmt: skip
        text = visible(cut_short(", ".join(filter(None, (begin, what or row.summary.events)))))
        can_filter = row.summary.vid and not set(row.summary.vid) & set(' "')
        instead = f"vid:{row.summary.vid}" if can_filter else ""
        return Entry(
            f"history:{row.uid}",
            text,
            partial(self._actions.show_row, row.id, instead),
            "History",
            icon="history",
            more=row.summary.vid,
        )

    def search_history(self, words: str) -> Entry:
        """What is offered where nothing matches."""
        return Entry(
            "", f"Search the history for “{words}”", lambda: self._actions.filter_history(words),
            icon="history",
        )  # fmt: skip

    def _profiles(self) -> Iterator[Entry]:
        profiles = self._models.profiles
        for profile in profiles.all:
            yield Entry(
                f"profile:{profile.id}",
                visible(profile.name),
                partial(profiles.choose, profile.id),
                "Profile",
                profile.project,
                "server",
            )

    def _saved(self) -> Iterator[Entry]:
        saved, document = self._models.saved, self._models.document
        for row in range(saved.rowCount()):
            request = saved.at(row)
            if request is not None:
                yield Entry(
                    f"saved:{request.file}",
                    visible(request.name),
                    partial(document.load, request.draft, f"Load {request.name}"),
                    "Saved request",
                    icon="star",
                )

    def _goals(self) -> Iterator[Entry]:
        catalog, project = self._models.catalog.value, self._models.profiles.current.project
        for plain, name in choices(catalog, "goal"):
            find = self._filter("goal", plain)
            actions = (
                Entry("", "Add hitGoal", partial(self._add, plain), icon="plus"),
                Entry("", "Filter the history", find, icon="filter"),
                Entry("", "Copy the number", partial(copy, plain), icon="copy"),
            )
            key = f"goal:{project}:{plain}"
            yield Entry(key, visible(name), find, "Goal", plain, "target", actions=actions)

    def _experiences(self) -> Iterator[Entry]:
        catalog, project = self._models.catalog.value, self._models.profiles.current.project
        for plain, name in choices(catalog, "experience"):
            variations = catalog.experiences[plain].variations if catalog is not None else ()
            names = " ".join(name_of(catalog, "variation", variation) for variation in variations)
            find = self._filter("", plain)
            actions = (
                Entry("", "Filter the history", find, icon="filter"),
                Entry("", "Copy the number", partial(copy, plain), icon="copy"),
            )
            key = f"experience:{project}:{plain}"
            yield Entry(
                key, visible(name), find, "Experience", plain, "compare", more=names,
                actions=actions,
            )  # fmt: skip

    def _filter(self, key: str, plain: str) -> Callable[[], object]:
        return partial(self._actions.filter_history, f"{key}:{plain}" if key else plain)

    def _add(self, goal: str) -> None:
        row = add_event_for(self._models.document, goal)
        if row >= 0:
            self._actions.show_event(row)


def copy(text: str) -> None:
    """Put a text on the clipboard."""
    QGuiApplication.clipboard().setText(text)
