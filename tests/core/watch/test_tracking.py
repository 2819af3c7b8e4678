"""Which addresses can be watched, and which requests are tracking."""

from __future__ import annotations

import fnmatch

import pytest

from convert_console.core.watch.tracking import (
    custom_domain,
    is_tracking,
    page_url,
    url_patterns,
    why_not_taken,
)

DOMAINS = ("ab.shop.example",)
TRACKING = (
    "https://10000001.metrics.convertexperiments.com/track",
    "http://10000001.metrics.convertexperiments.com:8443/track/",
    "https://10000001.metrics.convertexperiments.com/track?cid=1&ev[0][evt]=viewExp",
    "https://metrics.convertexperiments.com/v1/track/10000009/10000001",
    "https://undefined.metrics.convertexperiments.com/v1/track/",
    "https://10000001.track.convertexperiments.com/track/?c=1&p=2",
    "https://cdn-4.convertexperiments.com/track",
    "https://10000001.metrics.convertexperiments.com./track",
    "https://AB.shop.example/track?vid=1",
    "https://ab.shop.example:8443/v1/track/key",
)
OTHERS = (
    "https://cdn-4.convertexperiments.com/js/10000009-10000001.js",
    "https://cdn-4.convertexperiments.com/api/v1/config/1/2?x=/track",
    "https://10000001.metrics.convertexperiments.com/tracking",
    "https://metrics.convertexperiments.com.shop.example/track",
    "https://notconvertexperiments.com/track",
    "https://shop.example/track",
    "https://www.ab.shop.example/track",
    "https://ab.shop.example/tracker.js",
    "wss://10000001.metrics.convertexperiments.com/track",
    "data:text/plain,/track",
    "http://127.0.0.1:8765/track",
    "https://[::1/track",
)


@pytest.mark.parametrize("url", TRACKING)
def test_tracking_is_recognised_and_matched_by_a_pattern(url: str) -> None:
    assert is_tracking(url, DOMAINS)
    assert any(fnmatch.fnmatchcase(url.lower(), one) for one in url_patterns(DOMAINS))


@pytest.mark.parametrize("url", OTHERS)
def test_everything_else_is_left_alone(url: str) -> None:
    assert not is_tracking(url, DOMAINS)


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("https://shop.example/a?b#c", "https://shop.example/a?b#c"),
        ("  shop.example ", "https://shop.example"),
        ("shop.example:8443/checkout", "https://shop.example:8443/checkout"),
        ("127.0.0.1:8000/x", "http://127.0.0.1:8000/x"),
        ("localhost", "http://localhost"),
        ("file:///home/ann/shop.html", "file:///home/ann/shop.html"),
        ("", ""),
        ("javascript:alert(1)", ""),
        ("chrome://settings", ""),
        ("--incognito", "https://--incognito"),
        ("a b", ""),
        ("https://[::1", ""),
        ("http://shop.example:99999/", ""),
        ("file:///", ""),
    ],
)
def test_the_address_of_a_page_is_completed(typed: str, url: str) -> None:
    assert page_url(typed) == url


@pytest.mark.parametrize(
    ("endpoint", "domain"),
    [
        ("https://AB.shop.example/track", "ab.shop.example"),
        ("https://1.metrics.convertexperiments.com/track", ""),
        ("http://localhost:8765/track", ""),
        ("", ""),
        ("https://[", ""),
    ],
)
def test_a_profile_of_its_own_domain_is_watched_there(endpoint: str, domain: str) -> None:
    assert custom_domain(endpoint) == domain


@pytest.mark.parametrize(
    ("url", "method", "why"),
    [
        (TRACKING[0], "POST", ""),
        (TRACKING[0], "GET", ""),
        (TRACKING[0], "PUT", "This endpoint takes GET and POST, not PUT."),
        (TRACKING[3], "GET", "This endpoint takes POST, not GET."),
        (TRACKING[5], "GET", ""),
        (TRACKING[6], "POST", "cdn-4.convertexperiments.com does not accept events."),
        (TRACKING[8], "POST", ""),
    ],
)
def test_what_convert_would_not_take_is_said(url: str, method: str, why: str) -> None:
    assert why_not_taken(url, method) == why
