"""Where a URL leads, judged by its text alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.request.destination import destination_kind, host_of, is_host


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8765/track",
        "http://127.9.9.9/",
        "http://localhost/track",
        "http://LOCALHOST:1/",
        "https://[::1]:8443/track",
    ],
)
def test_loopback_is_this_machine(url: str) -> None:
    assert destination_kind(url) == "loopback"


@pytest.mark.parametrize(
    "url",
    [
        "https://10000001.metrics.convertexperiments.com/track",
        "https://CDN-4.ConvertExperiments.com/",
        "https://convertexperiments.com/",
        "https://1.metrics.convertexperiments.com./track",
        "https://127.0.0.1.convertexperiments.com/",
    ],
)
def test_every_host_of_converts_domain_is_converts(url: str) -> None:
    assert destination_kind(url) == "convert"


@pytest.mark.parametrize(
    "url",
    [
        "https://track.shop.example/",
        "https://notconvertexperiments.com/",
        "https://convertexperiments.com.evil.example/",
        "http://localhost.evil.example/",
        "http://sub.localhost/",
        "http://127.0.0.1.evil.example/",
        "http://127.1/",
        "http://0.0.0.0/",
        "http://192.168.0.1/",
        "http://[::]/",
        "http://127.0.0.1@evil.example/",
        "http://[broken/",
        "",
    ],
)
def test_any_other_name_may_lead_anywhere(url: str) -> None:
    assert destination_kind(url) == "other"


def test_a_host_has_no_brackets_and_lower_case() -> None:
    assert host_of("HTTPS://Shop.Example:8443/T?a=http://x/") == "shop.example"
    assert host_of("http://[::1]/") == "::1"
    assert host_of("http://[::1/") == ""
    assert host_of("no url") == ""


@pytest.mark.parametrize(
    "host",
    ["a..test", ".test", "a.test..", "", ".", "a" * 64 + ".test", "a." * 127 + "test", "a b",
     "ä.test", "a\0b", "[::1]", "::g", "1::2::3", "::1%lo", ":", "a:1"],
)  # fmt: skip
def test_a_host_that_no_lookup_takes_is_none(host: str) -> None:
    assert not is_host(host)


@pytest.mark.parametrize(
    "host", ["a" * 63 + ".test", "a.test.", "localhost", "my_host", "xn--bcher-kva.test", "::1"]
)
def test_a_host_that_a_lookup_takes_is_one(host: str) -> None:
    assert is_host(host)


@given(st.text(max_size=40))
def test_no_text_is_too_odd_to_be_judged(text: str) -> None:
    assert destination_kind(text) in ("loopback", "convert", "other")
    assert destination_kind(f"http://{text}") in ("loopback", "convert", "other")
