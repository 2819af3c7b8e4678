"""Observed requests go on to where they were sent, here a collector, and its answers are seen."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from convert_console.core.verdict.exchange import Answer, Failure
from convert_console.services.collector.faults import Fault
from convert_console.services.collector.server import Collector
from support.collecting import port_of, running
from support.pages import Pages
from support.watching import (
    HOST,
    SECONDS,
    Watching,
    arguments,
    needs_browser,
    program,
    shop,
    visitor,
    watching,
)

pytestmark = needs_browser

SEND = """
addEventListener("DOMContentLoaded", async () => {
  for (const [vid, send] of Object.entries({
    "fetch": () => post("fetch", { headers: json }), "xhr": () => xhr("xhr", true),
    "beacon": () => navigator.sendBeacon(URL_, blob("beacon")),
  })) {
    try { await send(); } catch (error) { }
  }
  location.href = "/next.html";
});
addEventListener("pagehide", () => {
  navigator.sendBeacon(URL_, body("pagehide-text"));
  navigator.sendBeacon(URL_, blob("pagehide-blob"));
});
"""
SENT = {"fetch", "xhr", "beacon", "pagehide-text", "pagehide-blob"}
NEXT = "<p>Thank you"


@contextmanager
def observing(folder: Path, port: int, script: str = SEND) -> Iterator[Watching]:
    """Watch a page whose requests all go to a port of this machine."""
    rules = f"MAP *.convertexperiments.com 127.0.0.1:{port} , MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
    browser = str(program(folder / "program", rules))
    with (
        shop(script, f"http://{HOST}/track", next_html=NEXT) as (pages, _),
        watching(folder, pages.url, browser=browser, mode="observe") as seen,
    ):
        yield seen


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running() as made:
        yield made


def test_requests_go_on_and_their_answers_are_kept(tmp_path: Path, collector: Collector) -> None:
    with observing(tmp_path, port_of(collector)) as seen:
        seen.wait_for(len(SENT))
    assert not any(one.startswith("--host-resolver-rules=") for one in arguments(tmp_path))
    assert seen.visitors.keys() == SENT
    assert len(seen.rest()) == len(SENT)
    arrived = collector.received()
    assert len(arrived) == len(SENT)
    assert {one.verdict for one in arrived} == {"accepted"}, "none calls itself headless"
    for one in seen.requests:
        assert isinstance(one.outcome, Answer)
        assert (one.received.verdict, one.outcome.status, one.mode) == ("accepted", 200, "observe")
    body = seen.visitors["fetch"].outcome
    assert isinstance(body, Answer)
    assert body.body == b'{"status":"ok"}'


@pytest.mark.parametrize(
    ("fault", "verdict", "status"),
    [
        (Fault("error"), "faulted", 500),
        (Fault("redirect", location="/elsewhere"), "faulted", 302),
    ],
)
def test_other_answers_are_told(
    tmp_path: Path, collector: Collector, fault: Fault, verdict: str, status: int
) -> None:
    collector.fault = fault
    script = 'addEventListener("DOMContentLoaded", () => post("v", {}));'
    with observing(tmp_path, port_of(collector), script) as seen:
        (one,) = seen.wait_for(1)
    assert (one.received.verdict, one.received.status) == (verdict, status)
    assert one.received.reason


def test_a_connection_that_fails_is_told(tmp_path: Path) -> None:
    script = 'addEventListener("DOMContentLoaded", () => post("v", {}));'
    with observing(tmp_path, 9, script) as seen:
        (one,) = seen.wait_for(1)
    assert (visitor(one), one.received.verdict, one.received.status) == ("v", "faulted", 0)
    assert one.outcome == Failure("refused", "ConnectionRefused")


def test_what_is_not_answered_in_the_end_is_told(tmp_path: Path) -> None:
    script = 'addEventListener("DOMContentLoaded", () => post("v", {}));'
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(SECONDS)
        with observing(tmp_path, silent.getsockname()[1], script) as seen:
            connection, _ = silent.accept()
        connection.close()
    (one,) = seen.rest()
    assert (visitor(one), one.received.verdict, one.outcome) == ("v", "faulted", None)
    assert one.received.reason == "The watch ended before it was answered."


def test_a_preflight_that_is_refused_is_told(tmp_path: Path) -> None:
    script = """addEventListener("DOMContentLoaded", () => post("v", { headers: json }));"""
    endpoint = Pages({})  # it knows no OPTIONS
    port = urlsplit(endpoint.url).port or 0
    with endpoint.served(), observing(tmp_path, port, script) as seen:
        (one,) = seen.wait_for(1)
    assert (one.received.method, one.received.verdict) == ("OPTIONS", "preflight")
    assert one.received.reason == (
        "The browser asked whether the page may send, and was answered 501."
    )


def test_a_preflight_that_does_not_allow_a_method_is_told(
    tmp_path: Path, collector: Collector
) -> None:
    script = """addEventListener("DOMContentLoaded", () => post("v", { method: "PUT" }));"""
    with observing(tmp_path, port_of(collector), script) as seen:
        (one,) = seen.wait_for(1)
    assert one.received.reason == (
        "The browser asked whether the page may send, and the answer does not allow put."
    )
