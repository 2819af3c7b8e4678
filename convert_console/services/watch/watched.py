"""One request that a watched page has sent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal
from urllib.parse import parse_qsl

from convert_console.core.linter.problem import Problem, Situation
from convert_console.core.paste import legacy_url
from convert_console.core.request.draft import Draft
from convert_console.core.traffic.reading import Document, documents_of, problems_of
from convert_console.core.verdict.exchange import Answer, Failure
from convert_console.core.watch.tracking import is_legacy
from convert_console.services.collector.received import Received

Mode = Literal["answer", "observe"]
"""Whether requests are answered on this machine, or go on to where they were sent."""

SOURCE = "page"
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

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """What it says in the terms of `/track`; of the older tracking API, translated."""
        legacy = legacy_url.request_from(self.url) if self._is_legacy else None
        if legacy is not None:
            return (Document(Draft(legacy.text), (), legacy.notes),)
        return documents_of(self.received.arrived)

    def problems(self, situation: Situation) -> tuple[Problem, ...]:
        """What is wrong with it, where it was sent.

        The rules are not for the older tracking API, except the one that names it.
        """
        if not self.received.is_tracking:
            return ()
        found = problems_of(self.received.arrived, f"{self.origin}/", situation)
        return tuple(one for one in found if not self._is_legacy or one.rule == "wrong-host")

    @property
    def _is_legacy(self) -> bool:
        """Whether it is written for the older tracking API, and sent there."""
        names = dict(parse_qsl(self.received.arrived.aim.query))
        return is_legacy(self.origin) and self.received.method == "GET" and "c" in names
