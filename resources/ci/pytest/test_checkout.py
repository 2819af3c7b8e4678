"""How a shop's own tests see what it sends to Convert; nothing leaves the machine."""

from pathlib import Path

import pytest
from shop import check_out

PLAN = Path(__file__).parent.with_name("plan.yaml")


def test_a_paid_order_is_a_conversion_with_its_revenue(convert_collector):
    check_out(convert_collector.url, "O-1001", 129.90)
    convert_collector.expect({"tid": "O-1001", "ev": [{"evt": "tr", "r": 129.9}]})
    assert convert_collector.problems == []


def test_an_order_is_sent_once(convert_collector):
    check_out(convert_collector.url, "O-1002", 10)
    assert [request.document["tid"] for request in convert_collector.received] == ["O-1002"]
    convert_collector.expect({"tid": "O-1001"}, count=0)


def test_the_request_of_this_test_is_told_from_others_by_its_marker(convert_collector):
    check_out(convert_collector.url, "O-1003", 10)
    check_out(convert_collector.url, "O-1003", 10, campaign=convert_collector.marker)
    convert_collector.expect({"tid": "O-1003"}, marked=True, problems="none")


def test_what_is_missing_of_the_plan_is_named(convert_collector):
    check_out(convert_collector.url, "O-1005", 10)
    with pytest.raises(AssertionError, match="A visitor sees a variation: 0 of 1 arrived"):
        convert_collector.expect_plan(PLAN, timeout=0.1)


@pytest.mark.convert(fault="error")
def test_the_shop_notices_that_convert_is_down(convert_collector):
    with pytest.raises(OSError, match="500"):
        check_out(convert_collector.url, "O-1004", 10)
