"""A local-only profile cannot be led away, whatever a name, a proxy or an answer says."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.driver import Driver, focused, settle
from support.endpoint import Endpoint, answer

ELSEWHERE = "192.0.2.7"


def lead_away(*_rest: Any, **_named: Any) -> list[Any]:
    """A name service that answers every name, localhost too, with another machine."""
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ELSEWHERE, 80))]


def test_localhost_that_leads_elsewhere_is_not_connected_to(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.aim("http://localhost:8765/track", reach="local")
    monkeypatch.setattr(socket, "getaddrinfo", lead_away)
    driver.send()
    assert driver.result == "Not sent"
    assert f"localhost leads to {ELSEWHERE}" in driver.window.result.sentence.text()


def test_a_redirect_is_shown_and_a_proxy_is_not_asked(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = answer("302 Found", headers=[f"Location: http://{ELSEWHERE}/track"])
    with Endpoint([away]) as endpoint, Endpoint() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        driver.aim(endpoint.url, reach="local")
        driver.profiles.alter(proxy=proxy.url.removesuffix("/track"))
        driver.send()
        driver.profiles.alter(proxy="system")
        driver.send()
        assert (len(endpoint.requests), proxy.connections) == (2, 0)
    assert driver.result == "Redirected"
    driver.turn_preview("Answer")
    assert ELSEWHERE in driver.window.preview.answer.location.label.text()


def test_ask_opens_no_connection_before_enter_and_free_does_at_once(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the socket, by a name that the window must take for somebody else's."""
    with Endpoint() as endpoint:
        lead_here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", endpoint.port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_rest, **_named: lead_here)
        driver.aim(f"http://shop.example:{endpoint.port}/track", reach="ask")
        driver.begin("keys")
        assert "shop.example" in driver.question
        driver.keys("Esc", focused())
        driver.begin("keys")
        settle()
        assert (driver.sending.running, endpoint.connections) == (False, 0)
        driver.confirm()
        assert endpoint.requests == [driver.wire.raw]
        driver.profiles.alter(reach="free")
        driver.fill("Request", "vid", "another-visitor")
        driver.send("keys")
        assert driver.question == ""
        assert endpoint.requests[1:] == [driver.wire.raw]


def test_broken_profile_files_are_all_named_and_kept(
    open_console: Callable[[], Driver], home: Path
) -> None:
    folder = home / "console" / "profiles"
    folder.mkdir(parents=True)
    (folder / "one.json").write_text("{")
    (folder / "two.json").write_text('{"name": "Two", "total_timeout": -1}')
    said = open_console().message
    assert "one.json holds no profile" in said
    assert '"total_timeout" is not a number of seconds' in said
    assert sorted(path.name for path in folder.glob("*.broken-1")) == [
        "one.json.broken-1",
        "two.json.broken-1",
    ]
