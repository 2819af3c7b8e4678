"""A request that the local collector received, parsed when it is first shown."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from uuid import uuid4

from convert_console.core.linter.problem import Problem, Severity, Situation
from convert_console.core.request.draft import Draft
from convert_console.core.request.event_summary import Summary
from convert_console.core.request.secret_headers import concealed
from convert_console.core.request.wire import WireRequest
from convert_console.core.traffic.incoming import Arrived
from convert_console.core.traffic.reading import (
    PROFILE,
    Document,
    count_of_visitors,
    documents_of,
    full_url,
    of_document,
    problems_of,
)
from convert_console.core.verdict.exchange import Exchange, Inbound
from convert_console.core.verdict.user_agent import UserAgentVerdict, judge
from convert_console.services.collector.received import Outcome, Received

_INBOUND: Mapping[Outcome, Inbound] = {
    "accepted": "accepted",
    "bot": "bot",
    "blocked": "blocked",
    "faulted": "faulted",
    "refused": "refused",
    "preflight": "other",
    "configuration": "other",
}
_GRADES: Mapping[Outcome, Severity] = {"refused": "error", "preflight": "warning"}


class ReadRequest:
    """A received request that is parsed once for all of its rows."""

    def __init__(self, received: Received, url: str) -> None:
        self.received = received
        self.url = url
        self._problems: tuple[Problem, ...] | None = None

    @cached_property
    def arrived(self) -> Arrived:
        """The request with its body decoded."""
        return self.received.arrived

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """One for each visitor."""
        return documents_of(self.arrived)

    def problems(self, situation: Situation) -> tuple[Problem, ...]:
        """The problems as the first caller's situation shows them."""
        if self._problems is None:
            self._problems = self._found(situation)
        return self._problems

    def _found(self, situation: Situation) -> tuple[Problem, ...]:
        received = self.received
        if received.is_tracking:
            return problems_of(self.arrived, self.url, situation)
        grade = _GRADES.get(received.verdict)
        return (Problem(received.verdict, grade, (), received.reason),) if grade else ()


class IncomingRequest:
    """A row: a request, or what one visitor did in it. `url` is the collector's address; `sent` is
    the matching send of this app, if any.

    Parsing is deferred until `read`, because a large document takes milliseconds: before it,
    `summary` and `problems` are empty.
    """

    def __init__(
        self,
        received: Received,
        url: str,
        sent: Exchange | None = None,
        visitor: int = 0,
        whole: ReadRequest | None = None,
    ) -> None:
        self.received = received
        self.sent = sent
        self._visitor = visitor
        self._whole = whole or ReadRequest(received, url)
        self._summary: Summary | None = None
        self.problems: tuple[Problem, ...] = ()

    @property
    def is_read(self) -> bool:
        """Whether the document has been parsed."""
        return self._summary is not None

    @property
    def summary(self) -> Summary:
        """The document in short; empty before `read`."""
        return self._summary or Summary()

    def read(self, situation: Situation) -> None:
        """Parse and lint the document; a second call does nothing."""
        if self.is_read:
            return

        document = self._document
        self._summary = document.summary if document else Summary()
        problems = self._whole.problems(situation)
        self.problems = of_document(problems, document) if document else problems

    @property
    def arrived(self) -> Arrived:
        """The decoded request."""
        return self._whole.arrived

    @property
    def draft(self) -> Draft:
        """The document as one for `/track`; of a v1 request, that of this row's visitor."""
        document = self._document
        return document.draft if document else self.arrived.draft

    @cached_property
    def user_agent_verdict(self) -> UserAgentVerdict:
        """What Convert does with its User-Agent, according to its documentation."""
        return judge(self.arrived.header("user-agent"))

    @cached_property
    def exchange(self) -> Exchange:
        """The request as the history stores it; secret headers are hidden."""
        received, arrived = self.received, self.arrived
        request = WireRequest(
            arrived.known_method,
            full_url(arrived, self._whole.url),
            concealed(received.headers),
            received.body,
        )
        return Exchange(
            id=uuid4().hex,
            sent_at=received.received_at,
            profile=PROFILE,
            request=request,
            document=self.draft.text,
            inbound=_INBOUND[received.verdict],
            source="collector",
        )

    @property
    def _document(self) -> Document | None:
        documents = self._whole.documents
        return documents[self._visitor] if self._visitor < len(documents) else None


def rows_of(received: Received, url: str, sent: Exchange | None = None) -> list[IncomingRequest]:
    """The rows of a request: one for each visitor of a v1 body, and one for any other."""
    whole = ReadRequest(received, url)
    visitors = count_of_visitors(received.arrived)
    return [IncomingRequest(received, url, sent, number, whole) for number in range(visitors)]
