"""Addresses in any text, and what hosts and paths tell."""

import pytest

from convert_console.core.paste.addresses import (
    ADDRESS_LIMIT,
    addresses_in,
    endpoint_of,
    parts_of,
    project_of,
    readable,
)

HERE = "https://1.metrics.convertexperiments.com/track"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{HERE}?a=1", [f"{HERE}?a=1"]),
        (f"{HERE}?a=1\n  &b=2\r\n&c=3", [f"{HERE}?a=1&b=2&c=3"]),
        (f"{HERE}?a=x y&b=2", [f"{HERE}?a=x y&b=2"]),
        (f"{HERE}?a=1 and then", [f"{HERE}?a=1"]),
        (f"{HERE}?a=1\nand then", [f"{HERE}?a=1"]),
        (f"see {HERE}?a=1, or <img src='//h.example/b'>.", [f"{HERE}?a=1", "//h.example/b"]),
        (f"{HERE}\n{HERE}", [HERE, HERE]),
        ("to 1.shop.com/track?a=1, it", ["1.shop.com/track?a=1"]),
        (f"<url><![CDATA[{HERE}]]></url>", [HERE]),
        ("nothing here", []),
    ],
)  # fmt: skip
def test_addresses_are_found_and_wrapped_ones_put_together(text, found):
    assert list(addresses_in(text)) == found


def test_only_so_many_addresses_are_looked_at():
    assert len(list(addresses_in("x " + "//a.example " * (ADDRESS_LIMIT + 5)))) == ADDRESS_LIMIT


def test_without_a_scheme_https_is_used():
    for address in ("//h.example/t?a=1", "h.example/t?a=1"):
        parts = parts_of(address)
        assert parts is not None
        assert endpoint_of(parts) == "https://h.example/t"


@pytest.mark.parametrize("address", ["http://[", "http://h:x/", "http://h:0/", "http:///t", ""])
def test_what_cannot_be_an_address_has_no_parts(address):
    assert parts_of(address) is None


@pytest.mark.parametrize(
    ("host", "project"),
    [
        ("10000001.metrics.convertexperiments.com", "10000001"),
        ("10000001.track.convertexperiments.com", "10000001"),
        ("undefined.metrics.convertexperiments.com", None),
        ("metrics.convertexperiments.com", None),
        ("10000001.example.com", None),
    ],
)
def test_the_first_label_of_converts_hosts_is_the_project(host, project):
    parts = parts_of(f"https://{host}/track")
    assert parts is not None
    assert project_of(parts) == project


def test_an_address_is_not_put_together_of_thousands_of_lines():
    assert len(next(addresses_in("https://h.example/?a=1" + "\n&b=2" * 100))) == 422
    assert list(addresses_in("https://h.example/?a=1" + "\n&b=2" * 3_000)) == [
        "https://h.example/?a=1"
    ]


LONG = f"{HERE}?cid=10000009&pid=10000001&vid=v-1"


@pytest.mark.parametrize(
    ("lines", "address"),
    [
        ("\n01&ev[0][evt]=tr", "01&ev[0][evt]=tr"),
        ("\n> 01&ev[0][evt]=tr&ev[0][exps][]=100400101&ev[0][vars][]=10042\n> 00201\n>", None),
        ("\r\n  %5Bevt%5D=tr\r\n\r\nRegards", "%5Bevt%5D=tr"),
        ("\nev[0][evt]=tr&tid=1 ", "&ev[0][evt]=tr&tid=1"),
        ("\n0][evt]=tr\nRegards", "0][evt]=tr"),
    ],
)
def test_lines_that_can_only_go_on_with_an_address_are_joined_to_it(lines, address):
    expected = address or "01&ev[0][evt]=tr&ev[0][exps][]=100400101&ev[0][vars][]=1004200201"
    text, notes = readable(f"See this:\n{LONG}{lines}")
    assert list(addresses_in(text)) == [LONG + expected]
    assert notes == ("An address that was broken over several lines was put together again.",)


@pytest.mark.parametrize(
    "lines",
    ["\n200", "\ntimeout=30", "\nThanks", f"\n{HERE}?a=1&b=2", "\n01&tid=1 in words", "\n\n&tid=1"],
)
def test_other_lines_below_an_address_are_left_alone(lines):
    assert readable(f"See {LONG}{lines}") == (f"See {LONG}{lines}", ())
    assert readable(f"See {HERE}?cid=1\n&pid=2")[1] == ()


def test_an_address_within_another_is_separate():
    inner = "https://h.example/track?cid=1"
    wholly, in_part = inner.replace(":", "%3A").replace("/", "%2F"), inner
    for written in (wholly.replace("?", "%3F"), in_part.replace("?", "%3F")):
        assert inner in list(addresses_in(f"https://mail.example/url?q={written}&x=y"))


def test_long_runs_in_an_address_are_passed_once():
    many = 300_000
    assert list(addresses_in("https://h.example/?a= " + " " * many + "x"))
    assert list(addresses_in("https://h.example/?a=" + "." * many + "x")) == [
        "https://h.example/?a=" + "." * many + "x"
    ]
    assert list(addresses_in("see a" + "=http://a" * (many // 9)))
