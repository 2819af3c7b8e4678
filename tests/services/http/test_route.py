"""What sends may share a connection."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from convert_console.core.request.profile import Profile, Proxy
from convert_console.core.request.wire import Unsendable
from convert_console.services.http.route import Route, Timeouts, route_for


def test_different_timeouts_do_not_separate_sends() -> None:
    assert Route(Timeouts(1, 2, 3)).connection_settings == Route().connection_settings


@pytest.mark.parametrize(
    "other",
    [
        Route(only_loopback=True),
        Route(proxy=Proxy("h", 1)),
        Route(proxy=Proxy("h", 1, "ann", "a")),
        Route(ca_file="/a.pem"),
    ],
)
def test_reach_proxy_credentials_and_trust_do(other: Route) -> None:
    assert other.connection_settings != Route().connection_settings
    assert other.connection_settings == replace(other, limits=Timeouts(1, 1, 1)).connection_settings


# The route that a profile's settings make.

PROFILE = Profile(id="p", name="P", reach="free", proxy="http://ann@proxy.example:3128")
LIVE = "https://1.metrics.convertexperiments.com/track"


def route(profile: Profile, url: str = LIVE, password: str = "") -> Route:
    found = route_for(profile, url, password)
    assert isinstance(found, Route)
    return found


def test_settings_become_limits_and_trust() -> None:
    patient = replace(
        PROFILE, connect_timeout=1, silence_timeout=2, total_timeout=3, ca_file="/a.pem"
    )
    assert route(patient).limits == Timeouts(1, 2, 3)
    assert route(patient).ca_file == "/a.pem"


def test_an_explicit_proxy_is_used_with_the_password_it_is_given() -> None:
    assert route(PROFILE, password="pw").proxy == Proxy("proxy.example", 3128, "ann", "pw")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://localhost/", "http://[::1]/"])
def test_this_machine_is_never_asked_for_through_a_proxy(url: str) -> None:
    assert route(PROFILE, url).proxy is None


def test_local_only_has_no_proxy_and_reaches_loopback_alone() -> None:
    found = route(replace(PROFILE, reach="local"))
    assert (found.only_loopback, found.proxy) == (True, None)


@pytest.mark.parametrize("reach", ["ask", "free"])
def test_other_profiles_may_reach_everything(reach: Any) -> None:
    assert not route(replace(PROFILE, reach=reach)).only_loopback


def test_the_system_s_proxy_is_asked_for_only_where_that_is_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://sys.example:1")
    monkeypatch.setenv("NO_PROXY", "free.example")
    system = replace(PROFILE, proxy="system")
    assert route(system).proxy == Proxy("sys.example", 1)
    assert route(system, "https://free.example/").proxy is None
    assert route(system, "http://plain.example/").proxy is None
    assert route(replace(PROFILE, proxy="none")).proxy is None
    assert route(replace(PROFILE, proxy="")).proxy is None


def test_a_proxy_that_cannot_be_used_is_a_sentence_and_never_a_way_around_it() -> None:
    refused = route_for(replace(PROFILE, proxy="socks5://h:1"), LIVE)
    assert isinstance(refused, Unsendable)
    assert "Only HTTP proxies" in refused.reason
