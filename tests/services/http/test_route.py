"""What sends may share a connection."""

from __future__ import annotations

from dataclasses import replace

import pytest

from convert_console.services.http.route import Proxy, Route, Timeouts


def test_patience_does_not_part_sends() -> None:
    assert Route(Timeouts(1, 2, 3)).way == Route().way


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
    assert other.way != Route().way
    assert other.way == replace(other, limits=Timeouts(1, 1, 1)).way
