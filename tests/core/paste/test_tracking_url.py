"""Tracking URLs, with and without a query, and queries without an address."""

import pytest

from convert_console.core.paste.tracking_url import QUERY_LIMIT
from support.pasting import ENDPOINT, document, only, recognised, refused


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8765/track?cid=1&ev[0][evt]=hitGoal",
        "https://track.shop.example/t?ev%5B0%5D%5Bevt%5D=hitGoal&cid=1",
        "https://track.shop.example/t?ev%255B0%255D%255Bevt%255D=hitGoal&cid=1",
        f"{ENDPOINT}?ev[0][evt]=hitGoal&cid=1#top",
        f'<img src="{ENDPOINT}?cid=1&amp;ev[0][evt]=hitGoal" width=1>',
    ],
)
def test_any_host_will_do_where_the_query_is_a_document(address):
    request = only(address)
    assert (request.method, document(request)) == ("GET", {"cid": "1", "ev": [{"evt": "hitGoal"}]})
    assert (
        request.endpoint is not None and "?" not in request.endpoint and "#" not in request.endpoint
    )
    assert any("every value is text" in note for note in request.notes)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_an_address_of_this_machine_without_its_scheme_is_http(host):
    request = only(f"{host}:8765/track?cid=1&vid=v")
    assert request.endpoint == f"http://{host}:8765/track"


def test_several_addresses_become_several_requests():
    found = recognised(f"{ENDPOINT}?cid=1\n{ENDPOINT}?cid=2\n")
    assert found.label == "2 tracking URLs"
    assert [document(request)["cid"] for request in found.requests] == ["1", "2"]
    assert found.requests[0].title.startswith("1. ")


def test_the_bare_endpoint_says_where_and_which_project():
    request = only(ENDPOINT)
    assert (request.endpoint, request.method, document(request)) == (
        ENDPOINT,
        None,
        {"pid": "10000001"},
    )
    assert document(only("https://metrics.convertexperiments.com/track")) == {}


def test_an_address_of_the_v1_api_gives_its_ids_and_no_endpoint():
    request = only("https://metrics.convertexperiments.com/v1/track/10000009/10000001")
    assert (request.endpoint, document(request)) == (None, {"cid": "10000009", "pid": "10000001"})
    assert "v1" in request.notes[0]


def test_a_query_without_its_address_is_read():
    for text in ("cid=1&vid=v", "?cid=1&vid=v", "GET /track?cid=1&vid=v"):
        request = only(text)
        assert (request.endpoint, document(request)) == (None, {"cid": "1", "vid": "v"})


@pytest.mark.parametrize(
    "text",
    [
        "https://shop.example/?q=cid",
        "https://1.metrics.convertexperiments.com/other?x=1",
        "https://1.metrics.convertexperiments.com/track?x=1",
        "a&cid=",
        "x=1&y=2",
        "a;cid=1",
        "words before ?cid=1",
    ],
)
def test_other_addresses_and_queries_are_not_taken(text):
    if text == "a&cid=":
        assert document(only(text)) == {"a": "", "cid": ""}
    else:
        assert refused(text)


def test_a_query_longer_than_any_that_can_be_sent_is_refused():
    query = "cid=1&pid=2" + "&a=b" * QUERY_LIMIT
    for text in (f"{ENDPOINT}?{query}", query):
        assert "up to 131,072 characters" in refused(text)


LINES = "cid=10000009\npid=10000001\nvid=a%20b\nev%5B0%5D%5Bevt%5D=hitGoal\nev[0][goals][]=1"
OF_LINES = {
    "cid": "10000009",
    "pid": "10000001",
    "vid": "a b",
    "ev": [{"evt": "hitGoal", "goals": ["1"]}],
}


@pytest.mark.parametrize(
    "text",
    [
        LINES,
        LINES.replace("\n", "\r\n"),
        LINES.replace("\n", "\n&"),
        LINES.replace("\n", "&\n"),
        f"Query String Parameters\n{LINES}",
        f"?{LINES}",
        f"{ENDPOINT}\n{LINES}",
        f"GET {ENDPOINT}?\n  {LINES}",
        "cid=10000009&pid=10000001&vid=a%20b&ev[0]\n[evt]=hitGoal&ev[0][goals][]=1",
        "cid=10000009&pid=10000001\nvid=a%20b&ev[0][evt]=hitGoal\nev[0][goals][]=1",
    ],
)
def test_parameters_line_by_line_are_the_query_that_firefox_copied(text):
    assert document(only(text)) == OF_LINES


def test_an_ampersand_without_a_name_behind_it_belongs_to_the_value_of_its_line():
    found = document(only("cid=1\npid=2\nseg[campaign]=a & b&c\nseg[browser]="))
    assert found["seg"] == {"campaign": "a & b&c", "browser": ""}


@pytest.mark.parametrize("text", ["FOO=1\nBAR=2\ncid=3", "a=1\nb=2"])
def test_lines_of_something_else_are_no_parameters(text):
    refused(text)


QUERY = "cid=1&pid=2&vid=a&ev[0][evt]=tr"
LOG = '10.0.0.1 - - [03/Dec/2026:10:00:00 +0000] "GET /track?{} HTTP/1.1" 200 12 "-" "{}"'


def test_the_user_agent_of_each_line_of_a_servers_log_is_taken():
    text = "\n".join(LOG.format(QUERY, agent) for agent in ("Mozilla/5.0 (X11)", "curl/8"))
    agents = [request.user_agent for request in recognised(text).requests]
    assert agents == ["Mozilla/5.0 (X11)", "curl/8"]


def test_the_user_agent_below_its_name_is_taken_with_the_address():
    text = f"Request URL\n{ENDPOINT}?{QUERY}\nRequest Method\nGET\nuser-agent\nMozilla/5.0 (X11)"
    assert only(text).user_agent == "Mozilla/5.0 (X11)"


@pytest.mark.parametrize(
    "line",
    [
        f"2026-12-03 10:00:00 10.0.0.1 GET /track {QUERY} 443 - 10.0.0.2 x 200",
        f"2026-12-03\t10:00:00\tFRA2\tGET\th.example\t/track\t200\t-\tx\t{QUERY}\t-\tHit",
    ],
)
def test_a_query_in_a_column_of_a_log_is_read(line):
    requests = recognised(f"#Fields: a b c\n{line}\n{line}").requests
    assert [document(request)["ev"] for request in requests] == [[{"evt": "tr"}]] * 2
