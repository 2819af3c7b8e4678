"""What is exported for CI is met by the request itself, and by the same of another visitor."""

from __future__ import annotations

import json

from convert_console.core.export.exported import AnnotatedExchange
from convert_console.core.export.formats import EXPECTATIONS, EXPORT_FORMATS
from convert_console.core.plan.plan import Plan
from convert_console.core.request.wire import WireRequest
from convert_console.core.traffic.expectations import Watch, Watches, read_expectations
from convert_console.core.traffic.incoming import Arrived
from convert_console.core.verdict.exchange import Exchange, Inbound
from support.exchanges import record

SALE = (
    '{"cid": "1", "pid": "2", "vid": "VID", "tid": "TID", "seg": {"browser": "CH"}, "ev": ['
    '{"evt": "hitGoal", "goals": ["7"], "exps": ["3"], "vars": ["VAR"]},'
    ' {"evt": "tr", "goals": ["7"], "exps": ["3"], "vars": ["VAR"], "r": 59.90, "prc": 1}]}'
)
URL = "https://2.metrics.convertexperiments.com/track"


def of_page(document: str, inbound: Inbound = "accepted") -> Exchange:
    made = record(1, outcome=None).exchange
    request = WireRequest("POST", URL, (), document.encode())
    return made._replace(request=request, document=document, source="page", inbound=inbound)


def written(*exchanges: Exchange) -> str:
    return EXPORT_FORMATS[EXPECTATIONS].write([AnnotatedExchange(one) for one in exchanges], 0.0)


def watches(text: str) -> tuple[Watch, ...]:
    plan = read_expectations(text)
    assert isinstance(plan, Plan), plan
    return Watches(plan.expectations).all


def test_another_visitor_s_same_request_meets_it_and_another_amount_does_not() -> None:
    text = written(of_page(SALE))
    for document, met in (
        (SALE, True),
        (SALE.replace("VID", "another").replace("TID", "T-2").replace("VAR", "5"), True),
        (SALE.replace("59.90", "60"), False),
    ):
        (watch,) = watches(text)
        watch.add(Arrived("POST", "/track", (), document.encode()), "accepted")
        assert watch.met == met, watch.failure
    assert "59.90" in text, "the number as it was written"
    assert json.loads(text)[0]["name"] == "7 59.90"


def test_the_same_request_several_times_is_one_expectation_with_its_count() -> None:
    (entry,) = json.loads(written(of_page(SALE), of_page(SALE.replace("VID", "b"))))
    assert entry["count"] == 2


def test_the_verdict_is_expected_where_it_is_not_accepted() -> None:
    (entry,) = json.loads(written(of_page(SALE, "bot")))
    assert entry["verdict"] == "bot"


def test_what_has_no_document_is_left_out() -> None:
    assert json.loads(written(of_page(""), of_page("{broken"))) == []
