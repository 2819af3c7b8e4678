"""One request that a watched page has sent."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from convert_console.core.linter.problem import Problem, Situation
from convert_console.core.traffic.reading import Document, documents_sent, problems_sent
from convert_console.core.verdict.exchange import Answer, Failure, Source
from convert_console.services.collector.received import Received

Mode = Literal["answer", "observe"]
"""Whether requests are answered on this machine, or go on to where they were sent."""

SOURCE: Source = "page"
"""What tells a watched request from one that was sent from here or came to the collector."""


@dataclass(frozen=True)
class Watched:
    """A request of a page, and what it was answered.

    `received` is the request as the collector keeps one. Its bytes are what the browser says of it,
    without cookies and other headers that are added last. `origin` is where it was sent. `page` is
    the address of the page or worker that sent it, `kind` the way, and `called_from` the place in
    its script; "" for what is not known.

    `outcome` is the answer or the failure of the endpoint, `None` if it was answered here. `took`
    is in seconds, until it was answered.
    """

    received: Received
    origin: str
    page: str
    kind: str
    called_from: str
    mode: Mode
    outcome: Answer | Failure | None
    took: float

    @property
    def url(self) -> str:
        """Where it was sent."""
        return f"{self.origin}{self.received.target}"

    @property
    def size(self) -> int:
        """Bytes of memory that this takes, roughly."""
        answered = len(self.outcome.body) if isinstance(self.outcome, Answer) else 0
        return self.received.size + answered

    @property
    def raw(self) -> bytes:
        """The request's bytes."""
        return self.received.raw

    @property
    def received_at(self) -> float:
        """When it was caught, in Unix seconds, UTC."""
        return self.received.received_at

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """What it says in the terms of `/track`; of the older tracking API, translated."""
        return documents_sent(self.received.arrived, self.url)

    def problems(self, situation: Situation) -> tuple[Problem, ...]:
        """What is wrong with it, where it was sent."""
        if not self.received.is_tracking:
            return ()
        return problems_sent(self.received.arrived, self.url, situation)
