"""Checks whether expected requests arrived, and names what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from convert_console.core.document.formatting import flat_text
from convert_console.core.document.payload import Number, Path, Payload, parse, path_text
from convert_console.core.linter.all_rules import RULES
from convert_console.core.linter.checker import NOT_CHECKED
from convert_console.core.linter.problem import Problem
from convert_console.core.linter.v1_rules import V1_RULES
from convert_console.core.query import QueryTooLong, read_query, write_query
from convert_console.core.traffic.incoming import Arrived
from convert_console.core.traffic.reading import (
    BODY_ENCODING,
    Document,
    documents_of,
    of_document,
)

VERDICTS = ("accepted", "bot", "blocked", "faulted", "any")
METHODS = ("POST", "GET", "any")
KEYS = ("name", "document", "method", "verdict", "count", "problems")
NO_PROBLEMS = "none"
SHOWN = 5
"""Most differences listed for the nearest request, and most requests that could not be taken."""

_LARGEST_COUNT = 1_000_000


@dataclass(frozen=True, slots=True)
class Expectation:
    """At least `count` requests that contain `document`; 0 for none at all.

    An object contains another one if it contains each of its values; a list, if it contains each of
    its items in order, with or without others in between. `verdict` is the collector's.

    `allowed` are the ids of the rules whose errors and warnings it may have; `None` for all.
    """

    name: str
    document: Payload
    method: str = "any"
    verdict: str = "accepted"
    count: int = 1
    allowed: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class ExpectationFault:
    """Why a list of expectations is invalid, with the next step."""

    sentence: str


def read_expectations(text: str) -> tuple[Expectation, ...] | ExpectationFault:
    """Read a JSON list of expectations; never raises.

    >>> read_expectations('[{"document": {"vid": "v"}}]')[0].name
    'expectation 1'
    """
    reading = parse(text)
    if reading.fault:
        fault = reading.fault
        where = f"(line {fault.line}, column {fault.column})"
        return ExpectationFault(f"The expectations are not JSON: {fault.sentence} {where}.")
    if not isinstance(reading.payload, list) or not reading.payload:
        return ExpectationFault("Expectations are a JSON list with at least one object in it.")
    expectations: list[Expectation] = []
    for place, item in enumerate(reading.payload, 1):
        expectation = _read_one(item, place)
        if isinstance(expectation, ExpectationFault):
            return expectation
        expectations.append(expectation)
    return tuple(expectations)


class Watch:
    """Counts the requests that match an expectation, and remembers the nearest other one.

    Of a request of the v1 API each visitor counts as the equivalent request for `/track`.
    """

    def __init__(self, expectation: Expectation) -> None:
        self.expectation = expectation
        self.seen = 0
        self._nearest: tuple[str, ...] | None = None
        self._not_taken: list[str] = []
        self._as_get = _as_get(expectation.document)

    @property
    def settled(self) -> bool:
        """Whether further requests cannot change the result."""
        return self.seen >= max(self.expectation.count, 1)

    @property
    def met(self) -> bool:
        """Whether the expectation is met so far."""
        count = self.expectation.count
        return self.seen >= count if count else self.seen == 0

    @property
    def failure(self) -> str:
        """What is missing, in words; "" if it is met."""
        count = self.expectation.count
        if self.met:
            return ""
        if not count:
            return "A request arrived that should not."
        lines = [f"{self.seen:,} of {count:,} arrived."]
        lines += _listed("The nearest other request:", self._nearest or (), "differences")
        return "\n".join(lines + _listed("Came and was not taken:", self._not_taken, "requests"))

    def add(self, arrived: Arrived, verdict: str, problems: Sequence[Problem] = ()) -> None:
        """Compare a received request; `problems` are its own, if `allowed` is given."""
        for document in documents_of(arrived) or (Document(arrived.draft),):
            lines = (
                *self._differences(arrived, verdict, document),
                *self._unwanted(of_document(tuple(problems), document)),
            )
            if not lines:
                self.seen += 1
            elif self._nearest is None or len(lines) < len(self._nearest):
                self._nearest = lines

    def add_not_taken(self, reason: str) -> None:
        """Remember why a request, which may have been the one, could not be taken."""
        self._not_taken.append(reason)

    def _unwanted(self, problems: Sequence[Problem]) -> list[str]:
        allowed = self.expectation.allowed
        if allowed is None:
            return []
        return [
            f"problem {problem.rule}{f' at {problem.where}' if problem.where else ''}: "
            f"{problem.sentence}"
            for problem in problems
            if problem.severity != "info" and problem.rule not in allowed
        ]

    def _differences(self, arrived: Arrived, verdict: str, wanted: Document) -> list[str]:
        expectation = self.expectation
        lines = []
        if expectation.method not in ("any", arrived.method):
            lines.append(f"method: {expectation.method} is expected, {arrived.method} arrived")
        if expectation.verdict not in ("any", verdict):
            lines.append(f"verdict: {expectation.verdict} is expected, it was {verdict}")
        # A query carries every value as text, so the document is expected as a GET spells it.
        document = self._as_get if arrived.method == "GET" else expectation.document
        is_whole = isinstance(document, Mapping) and "visitors" in document
        reading = arrived.draft.reading if is_whole else wanted.draft.reading
        if reading.fault:
            return [*lines, f"document: it cannot be read: {reading.fault.sentence}"]
        return lines + differences(document, reading.payload)


def _listed(title: str, lines: Sequence[str], things: str) -> list[str]:
    """Lines under a title, or nothing."""
    more = [f"and {len(lines) - SHOWN:,} more {things}"] if len(lines) > SHOWN else []
    return [title, *lines[:SHOWN], *more] if lines else []


def differences(expected: Payload, arrived: Payload, path: Path = ()) -> list[str]:
    """How a document differs from what is expected, one line each.

    >>> differences({"ev": [{"r": Number("1.1")}]}, {"ev": [{"evt": "a"}, {"r": Number("1.10")}]})
    []
    >>> differences({"vid": "a", "tid": "b"}, {"vid": "c"})
    ['vid: "a" is expected, "c" arrived', 'tid: "b" is expected, but missing']
    """
    if isinstance(expected, Mapping) and isinstance(arrived, Mapping):
        lines: list[str] = []
        for key, value in expected.items():
            item_path = (*path, key)
            if key in arrived:
                lines += differences(value, arrived[key], item_path)
            else:
                lines.append(f"{path_text(item_path)}: {_short(value)} is expected, but missing")
        return lines
    if isinstance(expected, list) and isinstance(arrived, list):
        return _of_lists(expected, arrived, path)
    if _equal(expected, arrived):
        return []
    where = path_text(path) or "document"
    return [f"{where}: {_short(expected)} is expected, {_short(arrived)} arrived"]


def _of_lists(expected: list[Payload], arrived: list[Payload], path: Path) -> list[str]:
    """Match each item at the earliest place, which leaves the most for those after it."""
    lines: list[str] = []
    free = 0
    for place, item in enumerate(expected):
        at = next((n for n in range(free, len(arrived)) if not differences(item, arrived[n])), None)
        if at is not None:
            free = at + 1
        elif free < len(arrived):
            lines += differences(item, arrived[free], (*path, place))
        else:
            where = path_text((*path, place))
            lines.append(f"{where}: {_short(item)} is expected, but missing")
    return lines


def _equal(expected: Payload, arrived: Payload) -> bool:
    if isinstance(expected, Number) and isinstance(arrived, Number):
        return Decimal(expected.literal) == Decimal(arrived.literal)
    return type(expected) is type(arrived) and expected == arrived


def _short(value: Payload) -> str:
    text = flat_text(value)
    return text if len(text) <= 120 else f"{text[:119]}…"


def _read_one(item: Payload, place: int) -> Expectation | ExpectationFault:
    if not isinstance(item, Mapping):
        return ExpectationFault(f"Expectation {place} is not an object.")
    unknown = [key for key in item if key not in KEYS]
    if unknown:
        known = ", ".join(KEYS)
        return ExpectationFault(f"Expectation {place}: “{unknown[0]}” is not one of {known}.")
    document = item.get("document")
    if not isinstance(document, Mapping):
        return ExpectationFault(f"Expectation {place} needs a “document” that is an object.")
    name, count = item.get("name", f"expectation {place}"), _count(item)
    if not isinstance(name, str) or count is None:
        sentence = "“name” is text, and “count” a whole number, 0 or more."
        return ExpectationFault(f"Expectation {place}: {sentence}")
    method = _one_of(item, "method", METHODS, "any")
    verdict = _one_of(item, "verdict", VERDICTS, "accepted")
    for word, key, known_words in (("method", method, METHODS), ("verdict", verdict, VERDICTS)):
        if not key:
            listed = ", ".join(known_words)
            return ExpectationFault(f"Expectation {place}: “{word}” must be one of {listed}.")
    allowed = _allowed(item)
    if isinstance(allowed, str):
        return ExpectationFault(f"Expectation {place}: {allowed}")
    return Expectation(name, document, method, verdict, count, allowed)


def _allowed(item: Mapping[str, Payload]) -> frozenset[str] | str | None:
    """The rules that may find something; a sentence if that is not said as it should be."""
    value = item.get("problems")
    if value is None:
        return None
    if value == NO_PROBLEMS:
        return frozenset()
    if isinstance(value, list):
        rules = frozenset(rule for rule in value if isinstance(rule, str))
        unknown = sorted(rules - _RULES)
        if len(rules) == len(value) and not unknown:
            return rules
        if unknown:
            return f"“{unknown[0]}” is no rule. “convert-console check” prints the ids of rules."
    return "“problems” is “none”, or a list of the ids of rules that are allowed."


_RULES = frozenset((*(rule.id for rule in (*RULES, *V1_RULES)), BODY_ENCODING, NOT_CHECKED))

Key = Literal["method", "verdict"]


def _one_of(item: Mapping[str, Payload], key: Key, known: Sequence[str], usual: str) -> str:
    value = item.get(key, usual)
    return value if isinstance(value, str) and value in known else ""


def _count(item: Mapping[str, Payload]) -> int | None:
    value = item.get("count", Number("1"))
    if not isinstance(value, Number) or not value.literal.isdigit() or len(value.literal) > 7:
        return None
    return min(int(value.literal), _LARGEST_COUNT)


def _as_get(document: Payload) -> Payload:
    """The document as received by GET; `None` if it is too long for a URL."""
    try:
        return read_query(write_query(document)).payload
    except QueryTooLong:
        return None
