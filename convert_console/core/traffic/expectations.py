"""Checks whether expected requests arrived as they should, and names what is missing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from convert_console.core.document.formatting import flat_text
from convert_console.core.document.payload import Payload
from convert_console.core.linter.all_rules import RULES
from convert_console.core.linter.checker import NOT_CHECKED
from convert_console.core.linter.problem import Problem
from convert_console.core.linter.v1_rules import V1_RULES
from convert_console.core.plan.expectation import (
    Deviation,
    EventTerms,
    Expectation,
    differences,
)
from convert_console.core.plan.plan import PLANNED, Plan, PlanFault, read_plan
from convert_console.core.query import QueryTooLong, read_query, write_query
from convert_console.core.traffic.incoming import Arrived
from convert_console.core.traffic.reading import (
    BODY_ENCODING,
    QUERY_ENCODING,
    Document,
    documents_of,
    of_document,
)

SHOWN = 5
"""Most differences listed for the nearest request, and most requests that could not be taken."""

_RULES = frozenset(
    (*(rule.id for rule in (*RULES, *V1_RULES)), BODY_ENCODING, QUERY_ENCODING, NOT_CHECKED)
)


def read_expectations(text: str) -> Plan | PlanFault:
    """Read a plan, or a list of expectations, whose rules there are; never raises."""
    plan = read_plan(text)
    if isinstance(plan, PlanFault):
        return plan
    for place, expectation in enumerate(plan.expectations, 1):
        unknown = sorted((expectation.allowed or frozenset()) - _RULES)
        if unknown:
            return PlanFault(
                f"Expectation {place}: “{unknown[0]}” is no rule. “convert-console check” prints "
                "the ids of rules."
            )
    return plan


class Watches:
    """One `Watch` for each expectation, in their order."""

    def __init__(self, expectations: Iterable[Expectation]) -> None:
        self._firsts = _Firsts()
        self.all = tuple(Watch(expectation, self._firsts) for expectation in expectations)
        self.judges_problems = any(one.expectation.allowed is not None for one in self.all)
        """Whether `add` needs the problems of a request."""

    @property
    def settled(self) -> bool:
        """Whether further requests cannot change the results."""
        return all(watch.settled for watch in self.all)

    @property
    def reached(self) -> bool:
        """Whether nothing is missing any more, though more may come that is not as it should."""
        return all(watch.word != "missing" for watch in self.all)

    def add(
        self,
        arrived: Arrived,
        verdict: str,
        problems: Sequence[Problem] = (),
        documents: Sequence[Document] = (),
    ) -> None:
        """Compare a received request with each expectation; `documents` are what it says, if that
        is known.
        """
        documents = documents or documents_of(arrived) or (Document(arrived.draft),)
        for watch in self.all:
            watch.note(documents, verdict)
        for watch in self.all:
            watch.judge(arrived, verdict, documents, problems)
        self._firsts.turn += 1

    def add_not_taken(self, reason: str) -> None:
        """Remember why a request could not be taken."""
        for watch in self.all:
            watch.add_not_taken(reason)


class _Firsts:
    """Which request and event of a visitor was the first of an expectation."""

    def __init__(self) -> None:
        self.turn = 0
        self._found: dict[tuple[str, str], tuple[int, int]] = {}

    def note(self, name: str, vid: str, index: int) -> None:
        self._found.setdefault((name, vid), (self.turn, index))

    def is_before(self, name: str, vid: str, index: int) -> bool:
        """Whether one came before this event of the present request."""
        first = self._found.get((name, vid))
        return first is not None and first < (self.turn, index)


class Watch:
    """Counts the requests or events that match an expectation. It remembers those that are not as
    they should, and the nearest other request.

    Of a request of the v1 API each visitor counts as the equivalent request for `/track`.
    """

    def __init__(self, expectation: Expectation, firsts: _Firsts | None = None) -> None:
        self.expectation = expectation
        self.seen = 0
        self._firsts = firsts or _Firsts()
        self._nearest: tuple[str, ...] | None = None
        self._not_taken: list[str] = []
        self.deviations = 0
        self.first_deviations: list[str] = []
        """A line for each of the first ones."""
        self._numbers = Counter[str]()
        self._as_get = _as_get(expectation.document)

    @property
    def settled(self) -> bool:
        """Whether further requests cannot change the result; those that are not as they should
        are not waited for.
        """
        expectation = self.expectation
        if self.deviations or expectation.optional:
            return True
        is_open = expectation.events is not None and expectation.events.at_most is not None
        return not is_open and self.seen >= max(expectation.count, 1)

    @property
    def met(self) -> bool:
        """Whether the expectation is met so far."""
        expectation = self.expectation
        if expectation.is_never:
            return self.seen == 0
        return not self.deviations and (expectation.optional or self.seen >= expectation.count)

    @property
    def word(self) -> str:
        """The result in a word."""
        if self.met:
            return "met"
        return "wrong" if self.deviations or self.expectation.is_never else "missing"

    @property
    def failure(self) -> str:
        """What is missing or wrong, in words; "" if it is met."""
        expectation = self.expectation
        if self.met:
            return ""
        if expectation.is_never:
            return "A request arrived that should not."
        lines = []
        if not expectation.optional and self.seen < expectation.count:
            lines.append(f"{self.seen:,} of {expectation.count:,} arrived.")
        wrong = self.first_deviations
        lines += _listed("Not as it should:", wrong, "deviations", self.deviations)
        if not wrong:
            lines += _listed("The nearest other request:", self._nearest or (), "differences")
        return "\n".join(lines + _listed("Came and was not taken:", self._not_taken, "requests"))

    def add(self, arrived: Arrived, verdict: str, problems: Sequence[Problem] = ()) -> None:
        """Compare a received request; `problems` are its own, if `allowed` is given."""
        documents = documents_of(arrived) or (Document(arrived.draft),)
        self.note(documents, verdict)
        self.judge(arrived, verdict, documents, problems)
        self._firsts.turn += 1

    def note(self, documents: Sequence[Document], verdict: str) -> None:
        """Remember which visitor has fulfilled this, for the expectations that come after it."""
        expectation = self.expectation
        if expectation.verdict not in ("any", verdict):
            return
        for document in documents:
            for index in expectation.occurrences(document.draft.payload)[:1]:
                self._firsts.note(expectation.name, document.summary.vid, index)

    def judge(
        self,
        arrived: Arrived,
        verdict: str,
        documents: Sequence[Document],
        problems: Sequence[Problem],
    ) -> None:
        """Compare a request that was noted."""
        events = self.expectation.events
        for document in documents:
            lines = [*self._differences(arrived, verdict, document)]
            unwanted = self._unwanted(of_document(tuple(problems), document))
            if events is not None and not lines:
                self._judge_events(events, arrived, document, unwanted)
                continue
            lines += unwanted
            if not lines:
                self.seen += 1
            elif self._nearest is None or len(lines) < len(self._nearest):
                self._nearest = tuple(lines)

    def add_not_taken(self, reason: str) -> None:
        """Remember why a request, which may have been the one, could not be taken."""
        self._not_taken.append(reason)

    def _judge_events(
        self, terms: EventTerms, arrived: Arrived, document: Document, unwanted: list[str]
    ) -> None:
        """Count the events of a document that are as they should, and remember what others lack."""
        payload, as_text = document.draft.payload, arrived.method == "GET"
        found = terms.events_in(payload)
        if not found:
            self._nearest = self._nearest or (f"ev: {terms.words} is expected, but missing",)
            return
        of_request = list(terms.deviations_of_request(payload, as_text=as_text))
        for index, event in found:
            deviations = [
                *terms.deviations(event, index, as_text=as_text),
                *self._out_of_order(terms, document, index, event),
            ]
            if not deviations and not of_request and not unwanted:
                self.seen += 1
            elif not self.expectation.is_never:
                self._note_wrong([deviation.line for deviation in deviations])
        if not self.expectation.is_never:
            self._note_wrong([deviation.line for deviation in of_request] + unwanted)

    def _note_wrong(self, lines: Sequence[str]) -> None:
        self.deviations += len(lines)
        self.first_deviations += lines[: SHOWN - len(self.first_deviations)]

    def _out_of_order(
        self, terms: EventTerms, document: Document, index: int, event: Mapping[str, Payload]
    ) -> Iterator[Deviation]:
        payload, vid = document.draft.payload, document.summary.vid
        if terms.after and not self._firsts.is_before(terms.after, vid, index):
            yield terms.too_early(index)
        owner = terms.owner(payload, event)
        if terms.at_most is None or not owner:
            return
        self._numbers[owner] += 1
        if self._numbers[owner] > terms.at_most:
            yield terms.too_many(index, self._numbers[owner], owner)

    def _unwanted(self, problems: Sequence[Problem]) -> list[str]:
        allowed = self.expectation.allowed
        if allowed is None:
            return []
        return [
            f"problem {problem.rule}{f' at {problem.where}' if problem.where else ''}: "
            f"{problem.sentence}"
            for problem in problems
            if problem.severity != "info" and problem.rule not in (*allowed, PLANNED)
        ]

    def _differences(self, arrived: Arrived, verdict: str, wanted: Document) -> list[str]:
        expectation = self.expectation
        lines = []
        if expectation.method not in ("any", arrived.method):
            lines.append(f"method: {expectation.method} is expected, {arrived.method} arrived")
        if expectation.verdict not in ("any", verdict):
            found = verdict + _why(verdict, arrived)
            lines.append(f"verdict: {expectation.verdict} is expected, it was {found}")
        # A query carries every value as text, so the document is expected as a GET spells it.
        document = self._as_get if arrived.method == "GET" else expectation.document
        is_whole = isinstance(document, Mapping) and "visitors" in document
        reading = arrived.draft.reading if is_whole else wanted.draft.reading
        if reading.fault:
            return [*lines, f"document: it cannot be read: {reading.fault.sentence}"]
        return lines + differences(document, reading.payload)


def _why(verdict: str, arrived: Arrived) -> str:
    """What of a request has led to its verdict; "" if that is none of it."""
    if verdict == "blocked":
        return ", since it has no User-Agent"
    agent = arrived.header("user-agent") or ""
    return f", by the User-Agent {flat_text(agent)}" if verdict == "bot" else ""


def _listed(title: str, lines: Sequence[str], things: str, total: int = 0) -> list[str]:
    """Lines under a title, or nothing; `total` is how many there are, if not all are given."""
    left = max(total, len(lines)) - SHOWN
    more = [f"and {left:,} more {things}"] if left > 0 else []
    return [title, *lines[:SHOWN], *more] if lines else []


def _as_get(document: Payload) -> Payload:
    """The document as received by GET; `None` if it is too long for a URL."""
    try:
        return read_query(write_query(document)).payload
    except QueryTooLong:
        return None
