"""Answers of Convert's REST API are read loosely, and never guessed."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.convert_api import answers
from convert_console.core.convert_api.answers import (
    LiveLog,
    Report,
    Unreadable,
    read_campaigns,
    read_debug_token,
    read_experience,
    read_experiences,
    read_live_log,
    read_project,
    read_report,
)

READERS = [getattr(answers, name) for name in dir(answers) if name.startswith("read_")]

trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["data", "id", "name", "experiences", "variation", "conversion", "goals", "revenue",
         "reportData", "variations", "visitors", "stats", "extra", "pagination", "pages_count",
         "reporting_settings", "blocked_ips", "outliers", "timestamp", "campaigns", "value"]
    ), inner, max_size=4),
    max_leaves=25,
)  # fmt: skip


@given(trees)
def test_no_answer_is_too_odd_to_be_read_or_refused(tree: Any) -> None:
    text = json.dumps(tree)
    for read in READERS:
        read(text)
        read(json.dumps({"data": tree}))


def log_of(*entries: Any) -> LiveLog:
    log = read_live_log(json.dumps({"data": list(entries)}))
    assert isinstance(log, LiveLog)
    return log


def test_an_entry_may_lack_everything() -> None:
    (event,) = log_of({}).events
    assert (event.kind, event.at, event.pairs, event.goals, event.revenue) == (
        "",
        None,
        (),
        (),
        None,
    )


def test_an_entry_without_experiences_or_conversion_has_none() -> None:
    (event,) = log_of({"event_type": "conversion", "experiences": None, "conversion": None}).events
    assert (event.pairs, event.goals) == ((), ())


def test_entries_come_newest_first_whatever_their_order() -> None:
    log = log_of({"timestamp": 1}, {"timestamp": 3}, {"timestamp": "2"}, {})
    assert [event.at for event in log.events] == [3.0, 2.0, 1.0, None]
    assert log.oldest == 1.0


def test_what_is_no_entry_counts_for_the_limit_of_the_log() -> None:
    assert not log_of(*[{}] * 99).is_full
    assert log_of(*[{}] * 99, None).is_full


def test_an_amount_keeps_its_digits() -> None:
    amounts = ["1234567890123456.10", '"9.90"']
    entries = ",".join(f'{{"conversion": {{"revenue": {amount}}}}}' for amount in amounts)
    log = read_live_log(f'{{"data": [{entries}]}}')
    assert isinstance(log, LiveLog)
    said = [event.revenue for event in log.events]
    assert said == [Decimal("1234567890123456.10"), Decimal("9.90")]


def test_of_several_campaigns_the_one_that_marks_a_run_is_read() -> None:
    given: tuple[Any, ...] = (
        ["summer", {"id": 1, "name": "CC-7f3a91"}],
        ["summer", "winter"],
        "cc-7f3a91",
        [],
        None,
    )
    log = log_of(*[{"campaign": campaign} for campaign in given])
    read = {event.campaign for event in log.events}
    assert read == {"CC-7f3a91", "summer", "cc-7f3a91", ""}


def test_an_entry_is_kept_as_it_came() -> None:
    (event,) = log_of({"event_type": "conversion", "unheard_of": [1]}).events
    assert isinstance(event.entry, dict)
    assert "unheard_of" in event.entry


def report_of(data: Any) -> Report:
    report = read_report(json.dumps({"data": data}))
    assert isinstance(report, Report)
    return report


def test_revenue_is_that_of_the_total_and_never_a_rate() -> None:
    metrics = [
        {"metric_type": "conversion_rate", "metric_total": 5, "value": 0.5},
        {"metric_type": "revenue_per_visitor", "metric_total": 123, "value": 12.3},
    ]
    row = {"id": 2, "visitors": 9, "metrics": metrics, "revenue_data": {"total_revenue": 123.45}}
    report = report_of({"reportData": [{"goal_id": "7", "variations": [row]}]})
    figures = report.figures["2", "7"]
    assert (figures.revenue, figures.conversions) == (Decimal("123.45"), 5)
    assert figures.products is None


def test_what_a_report_does_not_say_is_none_and_not_zero() -> None:
    row = {"id": 2, "revenue_data": None, "products_data": None}
    report = report_of({"reportData": [{"goal_id": 7, "variations": [row]}]})
    figures = report.figures["2", "7"]
    assert (figures.visitors, figures.conversions, figures.revenue) == (None, None, None)
    assert report.visitors("2") is None


def test_the_daily_shape_gives_visitors_only() -> None:
    stats = [
        {"timestamp": 1, "value": 0.5, "totals": 3, "visitors": 6},
        {"timestamp": 2, "visitors": 9},
    ]
    report = report_of({"reportData": {"variations": [{"id": 2, "stats": stats}]}})
    figures = report.figures["2", ""]
    assert (figures.visitors, figures.conversions) == (9, None)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"data": {}}', '{"data": {"reportData": 3}}'])
def test_what_is_no_report_is_unreadable(text: str) -> None:
    assert isinstance(read_report(text), Unreadable)


def test_a_projects_settings_say_what_explains_a_difference() -> None:
    settings = {
        "status": "inactive",
        "name": "Shop",
        "reporting_settings": {
            "blocked_ips": {
                "single": ["203.0.113.7"],
                "range": [{"start": "10.0.0.1", "end": "10.0.0.9"}],
            },
            "tested_visitors_quota": 1000,
            "stop_tracking_goals_after_days": "30",
            "outliers": {
                "order_value": {"detection_type": "min_max", "min": 1, "max": 500.5},
                "products_ordered_count": {"detection_type": "none"},
            },
        },
    }
    project = read_project(json.dumps({"data": settings}))
    assert not isinstance(project, Unreadable)
    assert project.blocked == ("203.0.113.7", "10.0.0.1 – 10.0.0.9")
    assert (project.status, project.visitors_quota, project.stop_after_days) == (
        "inactive",
        1000,
        30,
    )
    assert project.order_value.limits and project.order_value.most == Decimal("500.5")
    assert not project.products.limits


@pytest.mark.parametrize(
    "blocked",
    [["203.0.113.7"], {"single": "203.0.113.7"}, [{"single": "203.0.113.7"}], "203.0.113.7"],
)
def test_blocked_addresses_are_found_in_any_nesting(blocked: Any) -> None:
    project = read_project(json.dumps({"reporting_settings": {"blocked_ips": blocked}}))
    assert not isinstance(project, Unreadable)
    assert project.blocked == ("203.0.113.7",)


def test_an_experience_without_goals_does_not_say_that_none_is_attached() -> None:
    experience = read_experience('{"data": {"id": 7, "variations": [8, {"id": "9", "name": "B"}]}}')
    assert not isinstance(experience, Unreadable)
    assert experience.goals is None
    assert [variation.id for variation in experience.variations] == ["8", "9"]


def test_a_page_says_how_many_there_are() -> None:
    page = read_experiences(
        '{"data": [{"id": 1}, {}], "extra": {"pagination": {"pages_count": 4}}}'
    )
    assert not isinstance(page, Unreadable)
    assert ([one.id for one in page[0]], page[1]) == (["1"], 4)


def test_campaigns_and_tokens_are_read() -> None:
    campaigns = read_campaigns('{"data": {"campaigns": [{"name": "cc-1", "visitors_count": 3}]}}')
    assert campaigns == {"cc-1": 3}
    token = read_debug_token('{"data": {"value": "t0ken", "ttl": 86400}}')
    assert not isinstance(token, Unreadable)
    assert (token.value, token.ttl, "t0ken" in repr(token)) == ("t0ken", 86400, False)
