"""The request that the preview shows and Send sends."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.document.payload import parse
from convert_console.core.query import write_query
from convert_console.core.query.write import Spelling
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import CONVERT_AGENT, Profile
from convert_console.core.request.wire import (
    QUERY_LIMIT,
    URL_LIMIT,
    Unsendable,
    WireRequest,
    encode,
    endpoint_fault,
)

DATA = Path(__file__).parents[2] / "data"
LIVE = Profile(id="p", name="P", project="10000001")
CUSTOM = replace(LIVE, target="custom", endpoint="http://127.0.0.1:8765/track")


def wire(draft: Draft, profile: Profile = LIVE) -> WireRequest:
    made = encode(draft, profile)
    assert isinstance(made, WireRequest), made
    return made


def reason(draft: Draft, profile: Profile) -> str:
    made = encode(draft, profile)
    assert isinstance(made, Unsendable), made
    return made.reason


def test_a_post_is_the_text_with_the_usual_headers() -> None:
    made = wire(Draft('{"cid": "1"}'))
    assert made.raw.decode() == (
        "POST /track HTTP/1.1\r\n"
        "Host: 10000001.metrics.convertexperiments.com\r\n"
        f"User-Agent: {CONVERT_AGENT}\r\n"
        "Accept: */*\r\n"
        "Accept-Encoding: gzip\r\n"
        "Content-Type: application/json\r\n"
        "Content-Length: 12\r\n"
        "\r\n"
        '{"cid": "1"}'
    )


def test_a_get_spells_the_document_and_has_no_body() -> None:
    made = wire(Draft('{"cid": 1, "ev": [{"vars": ["2", "3"]}]}', "GET"))
    assert made.url.endswith("/track?cid=1&ev[0][vars][]=2&ev[0][vars][]=3")
    assert made.target == "/track?cid=1&ev[0][vars][]=2&ev[0][vars][]=3"
    assert made.body == b""
    assert not {"content-type", "content-length"} & {name.lower() for name, _ in made.headers}


def test_the_brackets_are_percent_encoded_where_the_profile_says_so() -> None:
    made = wire(Draft('{"seg": {"new": 1}}', "GET"), replace(LIVE, spelling="percent"))
    assert made.target == "/track?seg%5Bnew%5D=1"


@pytest.mark.parametrize("text", ["", "{", '{"a":1}:', "[1]", "ž 🦊", "\x00\ufeff"])
def test_a_post_carries_any_text_unchanged(text: str) -> None:
    made = wire(Draft(text))
    assert made.body.decode() == text
    assert made.headers[-1] == ("Content-Length", str(len(made.body)))


def test_the_articles_own_broken_sample_can_be_sent() -> None:
    text = (DATA / "article-post.json.txt").read_text(encoding="utf-8")
    assert wire(Draft(text)).body == text.encode()


def test_half_a_surrogate_pair_can_be_posted() -> None:
    assert wire(Draft('"\ud83d"')).body == b'"\xed\xa0\xbd"'


@pytest.mark.parametrize(("text", "said"), [("{", "not valid JSON"), ("[1]", "not one")])
def test_a_get_of_what_is_not_an_object_says_why_not(text: str, said: str) -> None:
    assert said in reason(Draft(text, "GET"), LIVE)


def test_a_query_of_the_endpoint_comes_first_and_stays() -> None:
    profile = replace(CUSTOM, endpoint="http://127.0.0.1/track?key=a%20b&x[]=1#part")
    assert wire(Draft("{}"), profile).target == "/track?key=a%20b&x[]=1"
    assert wire(Draft('{"cid": 1}', "GET"), profile).target == "/track?key=a%20b&x[]=1&cid=1"
    assert wire(Draft("{}", "GET"), profile).target == "/track?key=a%20b&x[]=1"


@pytest.mark.parametrize(
    ("endpoint", "host", "target"),
    [
        ("http://127.0.0.1", "127.0.0.1", "/"),
        ("http://127.0.0.1:8765?a=1", "127.0.0.1:8765", "/?a=1"),
        ("https://[::1]:8443/track/", "[::1]:8443", "/track/"),
        ("HTTPS://Shop.Example//two/../t", "Shop.Example", "//two/../t"),
        ("http://my_host/t;p=1", "my_host", "/t;p=1"),
    ],
)
def test_endpoints_are_taken_as_written(endpoint: str, host: str, target: str) -> None:
    made = wire(Draft("{}"), replace(CUSTOM, endpoint=endpoint))
    assert made.headers[0] == ("Host", host)
    assert made.target == target


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "shop.example/track",
        "/track",
        "ftp://shop.example/",
        "http://",
        "http:///track",
        "http://shop.example:99999/",
        "http://shop.example:0/",
        "http://shop.example:x/",
        "http://[::1/track",
        "http://shop example/",
        "http://shop.example/a b",
        "http://šop.example/",
        "http://shop.example/\r\nX: y",
        "http://user:secret@shop.example/",
        "http://a\\b/",
        "http://a..test/track",
        "http://.test/track",
        "https://a..test:8443/",
        f"http://{'a' * 64}.test/",
        "http://[1::2::3]/",
    ],
)
def test_what_is_not_an_address_is_refused_with_a_reason(endpoint: str) -> None:
    why = reason(Draft("{}"), replace(CUSTOM, endpoint=endpoint))
    assert why.endswith((".", "/track."))
    assert endpoint_fault(endpoint) == why


@pytest.mark.parametrize("project", ["", "1/2", "evil.example/", "1 2", "é", "1@2"])
def test_a_project_id_cannot_lead_to_another_host(project: str) -> None:
    assert "project id" in reason(Draft("{}"), replace(LIVE, project=project))


def test_no_user_agent_means_no_such_header() -> None:
    names = [n.lower() for n, _ in wire(Draft("{}"), replace(LIVE, user_agent=None)).headers]
    assert "user-agent" not in names


def test_an_empty_user_agent_is_a_header_without_a_value() -> None:
    assert b"\r\nUser-Agent: \r\n" in wire(Draft("{}"), replace(LIVE, user_agent=" ")).raw


def test_custom_headers_replace_the_usual_ones_and_may_repeat() -> None:
    own = (("X-A", "1"), ("accept", "text/html"), ("x-a", " 2\t"), ("CONTENT-TYPE", "text/plain"))
    made = wire(Draft("{}"), replace(LIVE, headers=own))
    assert made.headers == (
        ("Host", "10000001.metrics.convertexperiments.com"),
        ("User-Agent", CONVERT_AGENT),
        ("X-A", "1"),
        ("accept", "text/html"),
        ("x-a", "2"),
        ("CONTENT-TYPE", "text/plain"),
        ("Accept-Encoding", "gzip"),
        ("Content-Length", "2"),
    )


def test_a_custom_host_header_comes_first_as_h11_writes_it() -> None:
    own = (("X-A", "1"), ("host", "else.example"))
    made = wire(Draft("{}"), replace(LIVE, headers=own))
    assert made.headers[0] == ("host", "else.example")
    assert [name.lower() for name, _ in made.headers].count("host") == 1


def test_two_hosts_are_refused() -> None:
    own = (("Host", "a"), ("host", "b"))
    assert "one Host" in reason(Draft("{}"), replace(LIVE, headers=own))


def test_lengths_and_agents_are_not_taken_from_the_headers() -> None:
    own = (("Content-Length", "99"), ("Transfer-Encoding", "chunked"), ("User-Agent", "x"))
    assert wire(Draft("{}"), replace(LIVE, headers=own)) == wire(Draft("{}"), LIVE)


@pytest.mark.parametrize(
    "header", [("", "x"), ("X Y", "x"), ("X:", "x"), ("X", "a\r\nY: b"), ("X", "ž"), ("X", "\0")]
)
def test_a_header_http_cannot_carry_is_refused(header: tuple[str, str]) -> None:
    assert "Remove them" in reason(Draft("{}"), replace(LIVE, headers=(header,)))


def test_a_user_agent_http_cannot_carry_is_refused() -> None:
    assert "'User-Agent'" in reason(Draft("{}"), replace(LIVE, user_agent="Agent 🦊"))


def test_a_get_too_long_to_send_says_how_long_it_is() -> None:
    text = json.dumps({"vid": "x" * URL_LIMIT})
    assert "65,594 bytes" in reason(Draft(text, "GET"), LIVE)
    assert isinstance(encode(Draft(text), LIVE), WireRequest)


@pytest.mark.parametrize("spelling", ["literal", "percent"])
def test_only_the_beginning_of_a_far_too_long_get_is_encoded(spelling: Spelling) -> None:
    profile = replace(LIVE, spelling=spelling)
    document = {"cid": "1", "ev": [{"evt": "tr", "r": f"{n}.50"} for n in range(10_000)]}
    got = encode(Draft(json.dumps(document), "GET"), profile)
    assert isinstance(got, Unsendable)
    assert got.reason == "This GET URL has more than 131,072 bytes; the limit is 65,536. Use POST."
    assert got.cut
    assert QUERY_LIMIT < len(got.url) < QUERY_LIMIT + 200
    whole = f"{profile.url}?{write_query(parse(json.dumps(document)).payload, spelling)}"
    assert whole.startswith(got.url)


HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["X-A", "Host", "connection", "Accept"]) | st.text(max_size=5),
        st.text(st.characters(max_codepoint=300), max_size=12),
    ),
    max_size=4,
)
ENDPOINTS = st.text("htps:/.?#[]@%1aé \\;=&", max_size=30).map(lambda tail: f"http://{tail}")


@given(
    st.text(max_size=30) | st.just('{"cid": 1}'),
    st.sampled_from(["POST", "GET"]),
    ENDPOINTS | st.just("http://127.0.0.1/track"),
    st.none() | st.text(st.characters(max_codepoint=300), max_size=12),
    HEADERS,
)
def test_whatever_is_encoded_goes_out_unchanged(
    text: str, method: str, endpoint: str, agent: str | None, own: list[tuple[str, str]]
) -> None:
    """h11 is what writes to the socket, and it changes nothing."""
    profile = replace(CUSTOM, endpoint=endpoint, user_agent=agent, headers=tuple(own))
    made = encode(Draft(text, method), profile)  # type: ignore[arg-type]
    if isinstance(made, Unsendable):
        assert made.reason
        return
    headers = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in made.headers]
    client = h11.Connection(h11.CLIENT)
    event = h11.Request(method=made.method, target=made.target, headers=headers)
    written = client.send(event) or b""
    for rest in (h11.Data(data=made.body), h11.EndOfMessage()):
        written += client.send(rest) or b""
    assert written == made.raw
    assert urlsplit(made.url).hostname


def test_a_get_of_half_a_character_is_refused_with_its_place() -> None:
    profile = Profile(id="a", name="A", project="1")
    got = encode(Draft(r'{"seg": {"campaign": "a\ud800b"}}', "GET"), profile)
    assert isinstance(got, Unsendable)
    assert "seg.campaign" in got.reason
    assert isinstance(encode(Draft(r'{"seg": {"campaign": "a\ud800b"}}'), profile), WireRequest)
