"""A pytest plugin: a local endpoint and a watched browser for tests of what is sent to Convert.

pytest finds it wherever this package is installed. It imports the console only in a test that asks
for a fixture.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    from convert_console.core.catalog.catalog import Catalog
    from convert_console.core.linter.problem import Problem
    from convert_console.core.traffic.expectations import Watches
    from convert_console.core.traffic.reading import Document
    from convert_console.services.collector.faults import Fault
    from convert_console.services.collector.received import Received
    from convert_console.services.collector.server import Collector
    from convert_console.services.watch.page_watch import PageWatch
    from convert_console.services.watch.watched import Watched

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


class _Requests:
    """What convert_collector and convert_watch have in common."""

    def __init__(self, marker: str) -> None:
        self.marker = marker
        """A text of this test alone, to be sent as the campaign; see `marked` of `expect`."""
        self._came = threading.Event()

    def _all(self) -> Sequence[_One]:
        """Every request so far, in their order."""
        raise NotImplementedError

    def _notify(self, _request: object) -> None:
        """Say that a request has come; called in another thread."""
        self._came.set()

    @property
    def received(self) -> list[ReceivedRequest]:
        """The tracking requests so far, in their order."""
        return [one.as_received() for one in self._all() if one.received.is_tracking]

    @property
    def refused(self) -> list[str]:
        """Why other requests could not be taken, in their order."""
        others = (one.received for one in self._all() if not one.received.is_tracking)
        return [received.reason for received in others if received.reason]

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
        if not isinstance(document, Mapping):
            raise TypeError(f"A document is an object (a dict), not {document!r}.")
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
        failures = self._failures(json.dumps([terms]), timeout)
        if failures:
            raise AssertionError("\n".join([failures[0], *self._hints]))

    def expect_plan(self, path: str | Path, *, timeout: float = SECONDS) -> None:
        """Wait until nothing that a tracking plan expects is missing; fail with what is, and with
        what was not as planned so far. Raises `ValueError` for a plan that is none.
        """
        __tracebackhide__ = True
        failures = self._failures(Path(path).read_text("utf-8-sig"), timeout)
        if failures:
            raise AssertionError("\n".join([*failures, *self._hints]))

    @property
    def _hints(self) -> list[str]:
        """What may be the cause, where a request is missing."""
        return []

    def _failures(self, text: str, timeout: float) -> list[str]:
        """What is missing or wrong, by expectation; waits for what is missing."""
        __tracebackhide__ = True
        from convert_console.core.plan.plan import PlanFault
        from convert_console.core.traffic.expectations import Watches, read_expectations

        plan = read_expectations(text)
        if isinstance(plan, PlanFault):
            raise ValueError(plan.sentence)
        watches = Watches(plan.expectations)
        until, known = time.monotonic() + timeout, 0
        while True:
            self._came.clear()
            every = self._all()
            for one in every[known:]:
                one.compare(watches)
            known = len(every)
            left = until - time.monotonic()
            if watches.reached or left <= 0:
                break
            self._came.wait(left)
        return [f"{one.expectation.name}: {one.failure}" for one in watches.all if one.failure]


@dataclass(frozen=True)
class _One:
    """A request, and what finds its documents and its problems."""

    received: Received
    documents: Sequence[Document]
    find_problems: Callable[[], Sequence[Problem]]

    def as_received(self) -> ReceivedRequest:
        received = self.received
        readable = [one for one in self.documents if not one.draft.reading.fault]
        return ReceivedRequest(
            received.method,
            received.target,
            received.headers,
            received.body,
            received.verdict,
            tuple(json.loads(one.draft.text) for one in readable),
            tuple(problem.as_dict() for problem in self.find_problems()),
        )

    def compare(self, watches: Watches) -> None:
        received = self.received
        if received.is_tracking:
            problems = self.find_problems() if watches.judges_problems else ()
            watches.add(received.arrived, received.verdict, problems, self.documents)
        elif received.reason:
            watches.add_not_taken(f"{received.method or 'a request'}: {received.reason}")


class ConvertCollector(_Requests):
    """An endpoint on this machine that answers as Convert's is documented to."""

    def __init__(self, collector: Collector, marker: str) -> None:
        super().__init__(marker)
        self._collector = collector
        collector.subscribe(self._notify)

    @property
    def url(self) -> str:
        """Where to send requests for `/track`."""
        return self._collector.url

    @property
    def origin(self) -> str:
        """Scheme, host and port; below it an SDK tracks at `/v1` and is configured at `/api/v1`."""
        return self.url.removesuffix("/track")

    def clear(self) -> None:
        """Forget what has come so far."""
        self._collector.clear()

    def _all(self) -> Sequence[_One]:
        from convert_console.core.traffic.reading import documents_of
        from convert_console.services.collector.expecting import problems_in

        catalog = self._collector.catalog
        return [
            _One(received, documents_of(received.arrived), partial(problems_in, received, catalog))
            for received in self._collector.everything()
        ]


class ConvertWatch(_Requests):
    """What pages in a browser send to Convert, answered on this machine: none of it leaves."""

    def __init__(self, marker: str, folder: Path, browser: str, catalog: Catalog | None) -> None:
        super().__init__(marker)
        self._folder, self._browser, self._catalog = folder, browser, catalog
        self._watch: PageWatch | None = None
        self._seen: list[Watched] = []
        self.notes: list[str] = []
        """What went wrong with the browser meanwhile, in sentences."""

    def open(self, url: str, *, headless: bool = True) -> None:
        """Open a page: in a browser of this test, which ends with it, or in the one that is watched
        already.
        """
        __tracebackhide__ = True
        if self._watch is not None:
            self._watch.lead(url).result(SECONDS)
            return
        self._start(url=url, browser=self._browser, headless=headless)

    def attach(self, address: str) -> None:
        """Watch a browser that the test drives, started with a port for debugging, such as
        "127.0.0.1:9222".
        """
        __tracebackhide__ = True
        self._start(url="", attach=address)

    def clear(self) -> None:
        """Forget what has come so far."""
        self._seen.clear()

    def stop(self) -> None:
        """End the watch, and a browser that it has started."""
        if self._watch is not None:
            self._watch.stop()
            self._watch = None

    @property
    def _hints(self) -> list[str]:
        if self._watch is None:
            return ["No page is watched: call open() or attach() first."]
        ended = [self._watch.reason or "The browser has ended."]
        return [*self.notes, *(ended if self._watch.ended.is_set() else ())]

    def _start(self, **settings: Any) -> None:
        __tracebackhide__ = True
        from convert_console.services.watch.browser import BrowserUnusable
        from convert_console.services.watch.page_watch import PageWatch, WatchSettings

        self.stop()
        watch = PageWatch(
            WatchSettings(profiles=self._folder, **settings), self._keep, self.notes.append
        )
        try:
            watch.start()
        except BrowserUnusable as why:
            raise BrowserUnusable(str(why)) from None
        self._watch = watch

    def _keep(self, watched: Watched) -> None:
        self._seen.append(watched)
        self._notify(watched)

    def _all(self) -> Sequence[_One]:
        from convert_console.core.linter.problem import Situation

        return [
            _One(
                watched.received,
                watched.documents,
                partial(watched.problems, Situation(watched.received_at, self._catalog)),
            )
            for watched in tuple(self._seen)
        ]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the settings."""
    parser.addini(
        "convert_port",
        "The port of convert_collector, for a program whose endpoint is fixed; any free one by "
        "default.",
        default="0",
    )
    parser.addini(
        "convert_browser",
        "The program of the browser of convert_watch; by default the first that is found.",
        default="",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Describe the marker."""
    config.addinivalue_line(
        "markers",
        "convert(names=..., fault=...): for convert_collector and convert_watch: a file with the "
        "project's configuration, relative to the test; and, for the collector, a fault to answer "
        "with, as “collector --fault”",
    )


@pytest.fixture
def convert_collector(request: pytest.FixtureRequest) -> Iterator[ConvertCollector]:
    """A collector of this test alone, on a port of 127.0.0.1; nothing leaves the machine."""
    __tracebackhide__ = True
    from convert_console.services.collector.server import Collector

    names, fault = _settings(request)
    port = _port(str(request.config.getini("convert_port")))
    collector = Collector(port, fallback=False)
    if names:
        collector.use_configuration(_configuration(request.path.parent / names))
    if fault:
        collector.fault = _fault(fault)
    _start(collector, port)
    try:
        yield ConvertCollector(collector, _marker(request))
    finally:
        collector.stop()


@pytest.fixture
def convert_watch(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ConvertWatch]:
    """A browser of this test alone, whose requests to Convert are answered here."""
    __tracebackhide__ = True
    from convert_console.core.catalog.catalog import Catalog, read_catalog

    names, fault = _settings(request)
    if fault:
        _refuse("convert_watch answers without faults; convert_collector has them.")
    catalog = read_catalog(_configuration(request.path.parent / names)) if names else None
    watch = ConvertWatch(
        _marker(request),
        tmp_path_factory.mktemp("convert-watch"),
        str(request.config.getini("convert_browser")),
        catalog if isinstance(catalog, Catalog) else None,
    )
    try:
        yield watch
    finally:
        watch.stop()


def _marker(request: pytest.FixtureRequest) -> str:
    return f"cc-{hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:8]}"


def _settings(request: pytest.FixtureRequest) -> tuple[str, str]:
    """What the test's marks say: names and fault; the nearest mark decides, "" for neither."""
    found: dict[str, str] = {}
    for mark in request.node.iter_markers("convert"):
        unknown = [*mark.args, *(key for key in mark.kwargs if key not in ("names", "fault"))]
        if unknown:
            _refuse(f"The mark “convert” has no {unknown[0]!r}: names and fault.")
        found = {**mark.kwargs, **found}
    return str(found.get("names", "")), str(found.get("fault", ""))


def _refuse(sentence: str) -> NoReturn:
    """End a test whose settings cannot be used, without a look into this file."""
    pytest.fail(sentence, pytrace=False)


def _start(collector: Collector, port: int) -> None:
    try:
        collector.start()
        return
    except OSError as why:
        reason = (why.strerror or str(why)).partition(" (while")[0]
    _refuse(
        f"convert_port: {port} cannot be used: {reason}. A fixed port is for one program, and for "
        "one worker of pytest-xdist."
    )


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) <= 65_535:
        return int(text)
    _refuse(f"convert_port: {text!r} is no port. Give a number up to 65535, or 0.")


def _fault(text: str) -> Fault:
    from convert_console.services.collector.faults import read_fault

    try:
        return read_fault(b"", text if "=" in text else f"kind={text}")
    except ValueError as why:
        sentence = str(why)
    _refuse(sentence)


def _configuration(path: Path) -> str:
    from convert_console.core.catalog.catalog import CatalogFault, read_catalog

    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as why:
        sentence = f"cannot be read: {getattr(why, 'strerror', '') or 'it is not UTF-8 text'}."
    else:
        catalog = read_catalog(text)
        if not isinstance(catalog, CatalogFault):
            return text
        sentence = catalog.sentence
    _refuse(f"{path}: {sentence}")
