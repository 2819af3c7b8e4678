"""What an exchange's request was judged to be is found from what went out."""

from dataclasses import replace

import pytest

from convert_console.core.export.evidence import problems_of
from convert_console.core.linter import Situation, check
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import WireRequest, encode
from support.exchanges import record

NOW = 1_796_000_000.0
SOUND = (
    '{"cid":"10000009","pid":"10000001","vid":"1795999999000-0.41",'
    '"ev":[{"evt":"hitGoal","goals":["100300301"],"exps":["100400101"],"vars":["1004200201"]}]}'
)
ODD = '{"cid":"10000009","pid":"2","vid":"1","ev":[{"evt":"tr","goals":[],"r":"1,5"}]}'
SHOP = Profile(id="shop", name="Shop", project="10000001")


@pytest.mark.parametrize(
    ("text", "method"),
    [(SOUND, "POST"), (SOUND, "GET"), (ODD, "POST"), (ODD, "GET"), ("{", "POST"), ("[]", "POST")],
)
@pytest.mark.parametrize("agent", [SHOP.user_agent, None, "curl/8.5.0"])
@pytest.mark.parametrize("spelling", ["literal", "percent"])
def test_they_are_those_that_stood_in_the_window(text, method, agent, spelling) -> None:
    profile = replace(SHOP, user_agent=agent, spelling=spelling, headers=(("X-A", "1"),))
    draft = Draft(text, method)
    wire = encode(draft, profile)
    assert isinstance(wire, WireRequest)
    sent = replace(record(1).exchange, sent_at=NOW, request=wire, document=text)
    shown = {(p.rule, p.path, p.severity) for p in check(draft, profile, Situation(NOW))}
    found = problems_of(sent)
    assert {(p.rule, p.path, p.severity) for p in found} == shown


def test_the_worst_come_first() -> None:
    sent = replace(record(1).exchange, document=ODD)
    ranks = [("error", "warning", "info").index(p.severity) for p in problems_of(sent)]
    assert ranks == sorted(ranks) and len(set(ranks)) > 1
