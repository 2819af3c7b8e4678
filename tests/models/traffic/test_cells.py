"""Each cell says its part of a request in words, and what is good or bad also as a badge."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from convert_console.core.catalog.catalog import Catalog, read_catalog
from convert_console.core.linter.problem import Situation
from convert_console.models.traffic.cells import (
    TITLES,
    UNREAD,
    TrafficColumn,
    cell_badges,
    cell_text,
)
from convert_console.models.traffic.cells import cell_tip as tip
from convert_console.models.traffic.incoming_request import IncomingRequest
from convert_console.services.collector.received import Received
from support.exchanges import record

URL = "http://127.0.0.1:8765/track"
AGENT = (("User-Agent", "ConvertAgent/1.0"), ("Content-Type", "application/json"))
SALE = {
    "cid": "1", "pid": "2", "vid": "1796000000000-0.4126735590148273",
    "ev": [{"evt": "tr", "goals": ["7"], "exps": ["1"], "vars": ["2"], "r": 1234.5, "prc": 1}],
}  # fmt: skip
CAME = Received(
    1, 1_000.25, b"raw", "", json.dumps(SALE).encode(), "POST", "/track", AGENT, "accepted"
)


def incoming(received: Received = CAME, own: bool = False) -> IncomingRequest:
    made = IncomingRequest(received, URL, record(1).exchange if own else None)
    made.read(Situation())
    return made


def test_the_text_of_every_cell() -> None:
    assert [cell_text(incoming(), column) for column in TrafficColumn] == [
        "00:16:40.250", "", "POST", "Accepted", "passes", "tr", "7", "1,234.5", "1796…8273",
        "2 warnings",
    ]  # fmt: skip
    assert len(TITLES) == len(TrafficColumn)


def test_document_columns_are_empty_before_it_is_parsed() -> None:
    unread = IncomingRequest(CAME, URL)
    assert cell_text(unread, TrafficColumn.EVENTS) == UNREAD
    assert "Select the row to read it" in tip(unread, TrafficColumn.PROBLEMS)
    assert cell_badges(unread, TrafficColumn.PROBLEMS) == ()


@pytest.mark.parametrize(
    ("verdict", "badge"),
    [
        ("accepted", ("Accepted", "ok")),
        ("bot", ("Bot", "error")),
        ("blocked", ("No User-Agent", "error")),
        ("faulted", ("Fault: slow", "warn")),
    ],
)
def test_the_collectors_verdict_is_a_badge(verdict, badge) -> None:
    made = incoming(replace(CAME, verdict=verdict, fault="slow"))
    assert cell_badges(made, TrafficColumn.VERDICT) == (badge,)


def test_the_user_agent_is_shown_as_badge_and_tooltip() -> None:
    assert cell_badges(incoming(replace(CAME, headers=())), TrafficColumn.AGENT) == (
        ("none", "error"),
    )
    curl = incoming(replace(CAME, headers=(("user-agent", "curl/8"),)))
    assert cell_badges(curl, TrafficColumn.AGENT) == (("bot", "error"),)
    assert tip(curl, TrafficColumn.AGENT).startswith("curl/8\nLooks like a bot")


def test_the_tooltip_shows_the_whole_text_of_a_narrow_cell() -> None:
    assert tip(incoming(), TrafficColumn.EVENTS) == "tr"
    large = incoming(replace(CAME, body=json.dumps(SALE).replace("1234.5", "1e5").encode()))
    assert tip(large, TrafficColumn.REVENUE) == "100,000"


def test_requests_of_this_app_are_marked() -> None:
    assert cell_badges(incoming(own=True), TrafficColumn.FROM) == (("this app", "neutral"),)
    assert tip(incoming(own=True), TrafficColumn.FROM) == "Sent by this app"


def test_errors_and_warnings_are_counted() -> None:
    broken = incoming(replace(CAME, body=b"{"))
    assert cell_badges(broken, TrafficColumn.PROBLEMS) == (("1 error", "error"),)
    assert cell_text(broken, TrafficColumn.EVENTS) == "no events"
    assert cell_text(broken, TrafficColumn.REVENUE) == ""


def test_goals_have_their_names() -> None:
    catalog = read_catalog('{"goals": [{"id": "7", "name": "Purchase"}]}')
    assert isinstance(catalog, Catalog)
    assert cell_text(incoming(), TrafficColumn.GOALS, catalog) == "Purchase"
    assert tip(incoming(), TrafficColumn.GOALS, catalog) == "Purchase (7)"
    assert tip(incoming(), TrafficColumn.VISITOR) == SALE["vid"]
