"""A pytest plugin: a local endpoint for tests of programs that send to Convert.

pytest finds it wherever this package is installed. It imports the console only in a test that asks
for the fixture.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from convert_console.services.collector.faults import Fault
    from convert_console.services.collector.received import Received
    from convert_console.services.collector.server import Collector

SECONDS = 10.0
"""How long `expect` waits, unless it is told otherwise."""


@dataclass(frozen=True)
class ReceivedRequest:
    """A tracking request that came in; `body` is as it was encoded, without chunking.

    `documents` are its JSON values: one, or one for each visitor of a v1 request; none that cannot
    be read. `verdict` is `accepted`, `bot`, `blocked` or `faulted`. `problems` are the linter's,
    each with `rule`, `severity`, `path` and `message`.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    verdict: str
    documents: tuple[Any, ...]
    problems: tuple[Mapping[str, str], ...]

    @property
    def document(self) -> Any:
        """The first document; `None` where there is none."""
        return self.documents[0] if self.documents else None


class ConvertCollector:
    """An endpoint on this machine that answers as Convert's is documented to."""

    def __init__(self, collector: Collector, marker: str) -> None:
        self._collector = collector
        self.marker = marker
        """A text of this test alone, to be sent as the campaign; see `marked` of `expect`."""

    @property
    def url(self) -> str:
        """Where to send requests for `/track`."""
        return self._collector.url

    @property
    def origin(self) -> str:
        """Scheme, host and port; below it an SDK tracks at `/v1` and is configured at `/api/v1`."""
        return self.url.removesuffix("/track")

    @property
    def received(self) -> list[ReceivedRequest]:
        """The tracking requests so far, in their order."""
        return [_request(one, self._collector) for one in self._collector.received()]

    @property
    def refused(self) -> list[str]:
        """Why other requests could not be taken, in their order."""
        return [one.reason for one in self._collector.others() if one.reason]

    @property
    def problems(self) -> list[Mapping[str, str]]:
        """The errors and warnings of all tracking requests so far."""
        every = (problem for request in self.received for problem in request.problems)
        return [problem for problem in every if problem["severity"] != "info"]

    def expect(  # noqa: PLR0913 - the terms of `collector --expect`
        self,
        document: Mapping[str, Any],
        *,
        name: str = "the request",
        method: str = "any",
        verdict: str = "accepted",
        count: int = 1,
        problems: str | Sequence[str] | None = None,
        marked: bool = False,
        timeout: float = SECONDS,
    ) -> None:
        """Wait until so many requests with this document have come; fail with what differs.

        The terms are those of `collector --expect`: a document may be partial, `verdict` may be
        "any", and `problems` "none" or the rules that may find something. With a `count` of 0 it
        fails if such a request has come so far. With `marked` only requests with `marker` as their
        campaign count. Raises `ValueError` for terms that are none.
        """
        __tracebackhide__ = True
        from convert_console.core.plan.plan import PlanFault
        from convert_console.core.traffic.expectations import Watches, read_expectations
        from convert_console.services.collector.expecting import wait_for

        wanted = dict(document)
        if marked:
            wanted["seg"] = {**wanted.get("seg", {}), "campaign": self.marker}
        terms: dict[str, Any] = {
            "name": name,
            "document": wanted,
            "method": method,
            "verdict": verdict,
        }
        terms |= {"count": count, "problems": problems}
        read = read_expectations(json.dumps([terms]))
        if isinstance(read, PlanFault):
            raise ValueError(read.sentence)
        watches = Watches(read.expectations)
        wait_for(self._collector, watches, threading.Event(), timeout if count else 0.0)
        if watches.all[0].failure:
            raise AssertionError(f"{name}: {watches.all[0].failure}")

    def clear(self) -> None:
        """Forget what has come so far."""
        self._collector.clear()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the setting of the port."""
    parser.addini(
        "convert_port",
        "The port of convert_collector, for a program whose endpoint is fixed; any free one by "
        "default.",
        default="0",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Describe the marker."""
    config.addinivalue_line(
        "markers",
        "convert(names=..., fault=...): for convert_collector: a file with the project's "
        "configuration, relative to the test; and a fault to answer with, as “collector --fault”",
    )


@pytest.fixture
def convert_collector(request: pytest.FixtureRequest) -> Iterator[ConvertCollector]:
    """A collector of this test alone, on a port of 127.0.0.1; nothing leaves the machine."""
    from convert_console.services.collector.server import Collector

    names, fault = _settings(request)
    collector = Collector(int(request.config.getini("convert_port")), fallback=False)
    if names:
        collector.use_configuration(_configuration(request.path.parent / names))
    if fault:
        collector.fault = _fault(fault)
    collector.start()
    digest = hashlib.sha256(request.node.nodeid.encode()).hexdigest()
    try:
        yield ConvertCollector(collector, f"cc-{digest[:8]}")
    finally:
        collector.stop()


def _settings(request: pytest.FixtureRequest) -> tuple[str, str]:
    """What the test's marks say: names and fault; the nearest mark decides, "" for neither."""
    found: dict[str, str] = {}
    for mark in request.node.iter_markers("convert"):
        unknown = [*mark.args, *(key for key in mark.kwargs if key not in ("names", "fault"))]
        if unknown:
            raise pytest.UsageError(f"The mark “convert” has no {unknown[0]!r}: names and fault.")
        found = {**mark.kwargs, **found}
    return str(found.get("names", "")), str(found.get("fault", ""))


def _fault(text: str) -> Fault:
    from convert_console.services.collector.faults import read_fault

    try:
        return read_fault(b"", text if "=" in text else f"kind={text}")
    except ValueError as why:
        raise pytest.UsageError(str(why)) from None


def _configuration(path: Path) -> str:
    from convert_console.core.catalog.catalog import CatalogFault, read_catalog

    text = path.read_text("utf-8-sig")
    catalog = read_catalog(text)
    if isinstance(catalog, CatalogFault):
        raise pytest.UsageError(f"{path.name}: {catalog.sentence}")
    return text


def _request(received: Received, collector: Collector) -> ReceivedRequest:
    from convert_console.core.traffic.reading import documents_of
    from convert_console.services.collector.expecting import problems_in

    readable = [one for one in documents_of(received.arrived) if not one.draft.reading.fault]
    problems = problems_in(received, collector.catalog)
    return ReceivedRequest(
        received.method,
        received.target,
        received.headers,
        received.body,
        received.verdict,
        tuple(json.loads(one.draft.text) for one in readable),
        tuple(problem.as_dict() for problem in problems),
    )
