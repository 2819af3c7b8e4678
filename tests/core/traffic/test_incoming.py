"""What came in is read as a document, whichever way it was sent."""

import json
import re
import shlex

import pytest

from convert_console.core.linter.checker import check
from convert_console.core.linter.problem import Situation
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.traffic.body import READ_LIMIT
from convert_console.core.traffic.incoming import Arrived, setup_instructions
from convert_console.core.traffic.reading import problems_of


def test_a_post_keeps_its_text_unchanged() -> None:
    arrived = Arrived("POST", "/track", (), b'{ "r": 1.10 }')
    assert (arrived.draft.text, arrived.draft.method) == ('{ "r": 1.10 }', "POST")


def test_a_query_becomes_a_document() -> None:
    arrived = Arrived("GET", "/track?vid=v&ev[0][goals][]=5", (), b"")
    assert arrived.draft.payload == {"vid": "v", "ev": [{"goals": ["5"]}]}
    assert arrived.draft.method == "GET"


def test_without_a_query_there_is_no_document() -> None:
    assert Arrived("GET", "/track", (), b"").draft.text == ""


def test_bytes_that_are_not_text_and_a_body_without_end_are_read_as_far_as_they_go() -> None:
    assert Arrived("POST", "/track", (), b"\xff{").draft.text == "\ufffd{"
    assert len(Arrived("POST", "/track", (), b"x" * (READ_LIMIT + 9)).draft.text) == READ_LIMIT


def test_a_header_is_found_whatever_its_case() -> None:
    arrived = Arrived("POST", "/track", (("user-AGENT", "curl/8"),), b"")
    assert arrived.header("User-Agent") == "curl/8"
    assert arrived.header("Referer") is None


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("cid=1&ev%255B0%255D%255Bevt%255D=hitGoal", "twice"),
        ("cid=1&amp;ev[0][evt]=hitGoal", "&amp;"),
        ("cid=1&ev%5B0%5D%5Bevt%5D=hitGoal&seg[campaign]=100%2525", ""),
    ],
)
def test_what_only_a_paste_may_hold_is_a_problem_of_a_query_that_came_in(query, said) -> None:
    arrived = Arrived("GET", f"/track?{query}", (), b"")
    problems = problems_of(arrived, "http://127.0.0.1:8765/track", Situation())
    found = [one.sentence for one in problems if one.rule == "query-encoding"]
    assert len(found) == bool(said) and all(said in sentence for sentence in found)
    silenced = Situation(silenced=frozenset({"query-encoding"}))
    problems = problems_of(arrived, "http://127.0.0.1:8765/track", silenced)
    assert "query-encoding" not in {one.rule for one in problems}


# The steps that point a shop at the collector.

URL = "http://127.0.0.1:43210/track"


def test_the_command_in_it_sends_a_valid_request_to_the_address() -> None:
    line = re.search(r"^ *(curl .*)$", setup_instructions(URL), re.MULTILINE)
    assert line
    words = shlex.split(line[1])
    assert words[-1] == URL
    document = words[words.index("-d") + 1]
    assert json.loads(document)["ev"]
    profile = Profile("p", "P", target="custom", endpoint=URL)
    assert [p for p in check(Draft(document), profile) if p.severity == "error"] == []


def test_a_server_finds_its_way_back_to_the_same_port() -> None:
    assert "ssh -R 43210:127.0.0.1:43210" in setup_instructions(URL)
    assert "not forwarded" in setup_instructions(URL)


def test_a_body_of_a_get_is_not_lost_without_a_word() -> None:
    for content, told in ((b'{"cid":"1"}', True), (b"", False)):
        problems = problems_of(Arrived("GET", "/track?cid=1", (), content), URL, Situation())
        found = [one.sentence for one in problems if one.rule == "query-encoding"]
        assert any("has a body, which is not read" in sentence for sentence in found) is told
