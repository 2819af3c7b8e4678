"""Tests a received request against a filter of the history."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from convert_console.core.document.formatting import flat_text
from convert_console.core.history.filter_language import Filter, FilterFault
from convert_console.core.traffic.incoming import Arrived, page_of
from convert_console.core.traffic.reading import Document

_SHORTEST_BEGINNING = 3
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Candidate:
    """A request as a filter sees it: `outcome` is the collector's word, `reason` why it was not
    taken. `received_at` is in Unix seconds, `status` 0 where nothing was answered. `rules` gives
    the ids of the rules that find a problem.
    """

    arrived: Arrived
    documents: tuple[Document, ...]
    outcome: str
    status: int
    reason: str
    received_at: float
    rules: Callable[[], frozenset[str]] = frozenset


def unusable(wanted: Filter) -> FilterFault | None:
    """Why a filter cannot be used for requests that came in, if it cannot."""
    for name in _set_fields(wanted):
        if name not in _TESTS:
            return FilterFault(f"{name}: finds nothing here, since only the history has it.")
    return None


def matches(wanted: Filter, candidate: Candidate) -> bool:
    """Whether a request matches every field that is set, as a row of the history would."""
    return all(_TESTS[name](candidate, getattr(wanted, name)) for name in _set_fields(wanted))


def _set_fields(wanted: Filter) -> list[str]:
    unset = Filter()
    return [name for name in Filter._fields if getattr(wanted, name) != getattr(unset, name)]


def _has_words(candidate: Candidate, words: str) -> bool:
    """Whether each word is there; one of three letters or more also as the beginning of another."""
    arrived = candidate.arrived
    texts = [
        arrived.target,
        *(f"{name} {value}" for name, value in arrived.headers),
        candidate.outcome,
        candidate.reason,
        *map(_text, candidate.documents),
    ]
    found = f" {' '.join(_folded(' '.join(texts)))} "
    for word in words.split():
        parts = " ".join(_folded(word))
        end = "" if len(word) >= _SHORTEST_BEGINNING else " "
        if parts and f" {parts}{end}" not in found:
            return False
    return True


def _has_problem(rules: frozenset[str], wanted: str) -> bool:
    if wanted in ("any", "none"):
        return bool(rules) is (wanted == "any")
    return wanted in rules


def _text(document: Document) -> str:
    """The document without escapes in its words."""
    reading = document.draft.reading
    return document.draft.text if reading.fault else flat_text(reading.payload)


def _folded(text: str) -> list[str]:
    """The words of a text without case and accents."""
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign)
    )
    return _WORD.findall(plain.casefold())


_TESTS: Mapping[str, Callable[[Candidate, Any], bool]] = {
    "words": _has_words,
    "vid": lambda one, vid: any(document.summary.vid == vid for document in one.documents),
    "goal": lambda one, goal: any(goal in document.summary.goals for document in one.documents),
    "status": lambda one, status: one.status == status,
    "verdict": lambda one, verdict: verdict in (one.outcome, f"inbound-{one.outcome}"),
    "method": lambda one, method: one.arrived.method == method,
    "source": lambda _one, source: source == "collector",
    "page": lambda one, page: page in page_of(one.arrived).casefold(),
    "problem": lambda one, problem: _has_problem(one.rules(), problem),
    "since": lambda one, since: one.received_at >= since,
}
