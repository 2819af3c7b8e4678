"""The first draft of a plan is met by the requests that it is written from."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.document.payload import parse
from convert_console.core.plan.plan import Plan, read_plan
from convert_console.core.plan.recording import Recorded, draft_of_plan
from convert_console.core.traffic.expectations import Watches
from convert_console.core.traffic.incoming import Arrived

VIEW = {"evt": "viewExp", "exps": ["7"], "vars": ["71"]}
HIT = {"evt": "hitGoal", "goals": ["5"], "exps": ["7"], "vars": ["71"]}
SALE = {**HIT, "evt": "tr", "r": 12.5, "prc": 2}


def request(vid: str, tid: str, *events: Any, pid: str = "1") -> dict[str, Any]:
    return {"cid": "9", "pid": pid, "vid": vid, "tid": tid, "ev": list(events)}


def draft(*documents: dict[str, Any], as_text: bool = False) -> str:
    return draft_of_plan([Recorded(parse(json.dumps(one)).payload, as_text) for one in documents])


def plan_of(text: str) -> Plan:
    plan = read_plan(text)
    assert isinstance(plan, Plan), plan
    return plan


def failures(plan: Plan, *documents: dict[str, Any]) -> list[str]:
    watches = Watches(plan.expectations)
    for one in documents:
        watches.add(Arrived("POST", "/track", (), json.dumps(one).encode()), "accepted")
    return [watch.failure for watch in watches.all if watch.failure]


def test_a_draft_says_what_the_requests_have_in_common() -> None:
    text = draft(
        request("v", "", VIEW),
        request("v", "O-1", HIT, SALE),
        request("w", "", {**VIEW, "vars": ["72"]}),
        request("w", "O-22", HIT, {**SALE, "r": 99, "coupon": "SPRING"}),
        request("x", "T", VIEW, pid="2"),
    )
    view, hit, sale = plan_of(text).expectations
    assert plan_of(text).project == "1"
    assert "from 4 requests of project 1" in text
    assert view.events is not None and hit.events is not None and sale.events is not None
    assert view.events.variations == ("71", "72")
    assert (hit.events.after, sale.events.after) == (view.name, hit.name)
    assert (sale.events.at_most, sale.events.per) == (1, "order")
    assert sale.events.keys_of_request["tid",].words == "text like ^O-[0-9]+$"
    assert sale.events.keys["r",].words == "a number, at least 12.5, at most 99"
    assert sale.events.keys["prc",].words == "a whole number, at least 2, at most 2"
    assert sale.events.required == (("r",), ("prc",))
    assert sale.events.required_of_request == (("tid",),)


def test_what_differs_from_the_draft_is_found() -> None:
    plan = plan_of(draft(request("v", "", VIEW), request("v", "O-1", HIT, SALE)))
    late = failures(plan, request("v", "O-1", SALE, HIT), request("v", "", VIEW))
    assert [failure.splitlines()[2] for failure in late] == [
        "ev[1]: “View of 7” before it is expected, it did not come",
        "ev[0]: “Conversion of 5” before it is expected, it did not come",
    ]


def test_numbers_of_a_get_are_numbers_of_the_plan() -> None:
    text = draft(request("v", "O-1", {**SALE, "r": "12.5", "prc": "2"}), as_text=True)
    (sale,) = plan_of(text).expectations
    assert sale.events is not None
    assert sale.events.keys["r",].words.startswith("a number")


def test_a_draft_of_nothing_is_no_plan_yet() -> None:
    assert "at least one" in str(read_plan(draft()))


@pytest.mark.parametrize("amount", ["0\x85", "\u20280", "0\n\n0", "\t0", " 0", "0\0", "\ud800"])
def test_a_text_with_any_character_is_in_a_draft_as_it_is(amount: str) -> None:
    sent = request("v", "O-1", {**SALE, "r": amount})
    assert failures(plan_of(draft(sent)), sent) == []


ids = st.sampled_from(["1", "22", "x"])
events = st.builds(
    lambda kind, goals, variation, more: {
        "evt": kind, "goals": goals, "exps": ["7"], "vars": [variation], **more
    },
    st.sampled_from(["viewExp", "hitGoal", "tr", "other"]),
    st.lists(ids, max_size=2),
    ids,
    st.dictionaries(
        st.sampled_from(["r", "prc", "coupon"]),
        st.integers(-5, 5) | st.floats(0, 9) | st.text(max_size=4) | st.none(),
    ),
)  # fmt: skip
requests = st.lists(
    st.builds(request, ids, st.sampled_from(["", "O-1", "O-2"]), st.lists(events, max_size=3))
).map(lambda made: [{**one, "ev": one["ev"][0]} for one in made])


@given(requests)
def test_every_draft_is_met_by_its_own_requests(documents: list[dict[str, Any]]) -> None:
    plan = read_plan(draft(*documents))
    if isinstance(plan, Plan):
        assert failures(plan, *documents) == []
