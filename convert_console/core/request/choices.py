"""Search in names and codes, as in the choices of a field."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

Spans: TypeAlias = tuple[tuple[int, int], ...]
"""Start and end of parts of a text."""


class Option(NamedTuple):
    """One choice: its name, its code or number if it has one, and another word for it, which is not
    shown.
    """

    label: str
    code: str = ""
    synonym: str = ""


class Match(NamedTuple):
    """A choice that was found: its position, and what of its label and code was looked for."""

    choice: int
    label: Spans = ()
    code: Spans = ()


EXACT, START, WORD, INSIDE = range(4)
"""How well a text matches, the best first."""


def search(options: Sequence[Option], query: str) -> list[Match]:
    """The choices in which every word of a query occurs, the best first.

    First the choice that it names exactly, then where it begins a name or code, then where it
    begins a word, then where it is inside one; otherwise in their own order. Upper and lower case
    and accents do not matter, unless a code is equal to the character. An empty query finds all.

    >>> countries = [Option("Algeria", "DZ"), Option("Germany", "DE"), Option("Denmark", "DK")]
    >>> [countries[match.choice].label for match in search(countries, "ger")]
    ['Germany', 'Algeria']
    >>> [countries[match.choice].label for match in search(countries, "de")]
    ['Germany', 'Denmark']
    >>> search([Option("No User-Agent", synonym="none")], "none")
    [Match(choice=0, label=(), code=())]
    """
    words = folded(query)[0].split()
    if not words:
        return [Match(index) for index in range(len(options))]
    whole = recognised(options, query)
    found: list[tuple[int, Match]] = []
    for index, option in enumerate(options):
        ranked = _match(option, words)
        if ranked is not None:
            rank, label, code = ranked
            # One of two equal names is no exact choice, but both are before the others.
            exact = index == whole or folded(option.label)[0] == " ".join(words)
            found.append((EXACT if exact else rank, Match(index, label, code)))
        elif index == whole:  # by name and code with a sign between them
            found.append((EXACT, Match(index)))
    found.sort(key=lambda item: (item[0], item[1].choice != whole))
    return [match for _rank, match in found]


def recognised(options: Sequence[Option], text: str) -> int | None:
    """The one choice that a text names: by its code, its label, or both, as copied from a window.

    >>> browsers = [Option("Chrome", "CH"), Option("Firefox", "FF")]
    >>> recognised(browsers, "firefox"), recognised(browsers, "FF – Firefox")
    (1, 1)
    >>> recognised(browsers, "Fire") is None
    True
    """
    exact = [i for i, option in enumerate(options) if option.code and option.code == text.strip()]
    if exact:
        return exact[0]
    wanted = " ".join(folded(text)[0].split())
    if not wanted:
        return None
    named = [i for i, option in enumerate(options) if wanted in _names(option)]
    return named[0] if len(named) == 1 else None


@lru_cache(maxsize=10_000)
def _names(option: Option) -> frozenset[str]:
    label = " ".join(folded(option.label)[0].split())
    code, synonym = folded(option.code)[0], folded(option.synonym)[0]
    if not code:
        return frozenset({label, synonym or label})
    joined = {f"{label} {code}", f"{label} ({code})"}
    for sign in "·–-":
        joined |= {f"{label} {sign} {code}", f"{code} {sign} {label}"}
    return frozenset({label, code, synonym or label, *joined})


def _match(option: Option, words: Sequence[str]) -> tuple[int, Spans, Spans] | None:
    """How well the words fit, and where they are; `None` if one of them is nowhere."""
    rank, in_label, in_code = START, [], []
    for word in words:
        label, code = match_in(option.label, word), match_in(option.code, word)
        matches = [label, code, match_in(option.synonym, word)]
        ranks = [match[0] for match in matches if match is not None]
        if not ranks:
            return None
        rank = max(rank, min(ranks))
        if label is not None:
            in_label.append(label[1])
        if code is not None:
            in_code.append(code[1])
    return rank, tuple(sorted(in_label)), tuple(sorted(in_code))


def match_in(text: str, word: str) -> tuple[int, tuple[int, int]] | None:
    """How well a folded word matches a text, and where; `None` if it is not in it."""
    plain, origins = folded(text)
    best: tuple[int, int] | None = None
    at = plain.find(word)
    while at >= 0:
        inside = at > 0 and plain[at - 1].isalnum()
        rank = START if at == 0 else INSIDE if inside else WORD
        if best is None or rank < best[0]:
            best = rank, at
        if rank != INSIDE:
            break
        at = plain.find(word, at + 1)
    if best is None:
        return None
    rank, at = best
    return rank, (origins[at], origins[at + len(word) - 1] + 1)


@lru_cache(maxsize=20_000)
def folded(text: str) -> tuple[str, Sequence[int]]:
    """A text without case and accents, and for each of its characters the index it came from."""
    if text.isascii():
        return text.lower(), range(len(text))
    pieces, origins = [], []
    for index, sign in enumerate(text):
        plain = "".join(c for c in unicodedata.normalize("NFKD", sign) if not _combines(c))
        piece = plain.casefold()
        pieces.append(piece)
        origins += [index] * len(piece)
    return "".join(pieces), tuple(origins)


def _combines(sign: str) -> bool:
    return bool(unicodedata.combining(sign))
