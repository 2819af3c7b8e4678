"""What reports say, held against the expected results, and what may explain a difference."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from convert_console.core.convert_api.answers import (
    ListedExperience,
    ListedVariation,
    OutlierLimit,
    ProjectSettings,
    Report,
    ReportedFigures,
    Unreadable,
    read_project,
)
from convert_console.core.document.payload import Number, Payload
from convert_console.core.ledger.causes import Cause, Explanation, Situation, explain
from convert_console.core.ledger.ledger import Cell, Ledger, ledger_of, lines_of
from convert_console.core.ledger.reported import (
    Compared,
    Looked,
    Reading,
    Snapshot,
    compare,
    comparison_title,
    figures_of,
    looked_up_cells,
    outside,
    read_snapshot,
    revenue,
    since,
    snapshot_text,
)

VISITORS, PURCHASE = Cell("1", "2", ""), Cell("1", "2", "7")
NOW = 1_000_000.0


def order(vid: str, amount: str = "10.50", tid: str = "", **more: Any) -> Payload:
    pair: dict[str, Payload] = {"goals": ["7"], "exps": ["1"], "vars": ["2"]}
    sale: dict[str, Payload] = {"evt": "tr", **pair, "r": Number(amount), "prc": Number("2")}
    return {"vid": vid, "tid": tid or vid, "ev": [{"evt": "hitGoal", **pair}, sale], **more}


def figures(*known: Any) -> ReportedFigures:
    return ReportedFigures(*known)


def compared(ledger: Ledger, reading: Reading, transactions: Any = "first") -> list[Compared]:
    return compare(lines_of(ledger, {}, lambda _kind, plain: plain, transactions), reading)


def reading(*reported: ReportedFigures, **more: Any) -> Reading:
    """Of visitors, and of purchases."""
    cells = dict(zip((VISITORS, PURCHASE), reported, strict=False))
    return Reading(**{"at": NOW, "basis": "snapshot", "figures": cells, **more})


def explained(
    ledger: Ledger, read: Reading, transactions: Any = "first", **more: Any
) -> Explanation:
    situation = {"now": NOW, "last_sent": NOW - 86_400, **more}
    known = Situation(ledger, transactions, **situation)
    return explain(compared(ledger, read, transactions), read, known)


def kinds(found: Explanation) -> list[str]:
    return [cause.kind for cause in found.causes]


TWO = ledger_of([order("a"), order("b", "20.25")])
ALL = (figures(2), figures(None, 2, Decimal("30.75"), 4))
ONE = (figures(1), figures(None, 1, Decimal("10.50"), 2))


def test_equal_figures_differ_by_nothing() -> None:
    found = compared(TWO, reading(*ALL))
    assert all(one.is_equal for one in found)
    assert explained(TWO, reading(*ALL)).causes == ()
    assert explained(TWO, reading(*ALL)).summary(found) == ""


def title(read: Reading, ledger: Ledger = TWO) -> str:
    return comparison_title(compared(ledger, read))


def test_a_report_that_does_not_say_a_figure_is_not_said_to_show_it() -> None:
    assert title(reading(*ALL)) == "The report shows what was expected"
    assert title(reading(*ONE)) == "Why the numbers may differ"
    assert title(reading()) == "Nothing of this was reported"
    silent = figures(None, None, Decimal("30.75"), 4)
    for reported in ((figures(), silent), (figures(2), silent), (figures(), ALL[1])):
        assert not all(one.is_equal for one in compared(TWO, reading(*reported)))
        assert title(reading(*reported)) == "As expected, as far as the report says it"


def test_what_was_not_read_is_not_said_to_be_as_expected() -> None:
    seen: Payload = {"vid": "a", "ev": [{"evt": "viewExp", "exps": ["9"], "vars": ["8"]}]}
    ledger = ledger_of([order("a"), order("b", "20.25"), seen])
    assert title(reading(*ALL), ledger) == "As expected, as far as the report says it"
    unattributed: Payload = {"vid": "a", "ev": [{"evt": "hitGoal", "goals": ["7"]}]}
    ledger = ledger_of([order("a"), order("b", "20.25"), unattributed])
    assert title(reading(*ALL), ledger) == "The report shows what was expected"


def test_differences_are_exact_and_have_a_sign() -> None:
    visitors, purchase = compared(TWO, reading(*ONE))
    assert (visitors.people, visitors.people_difference) == (1, -1)
    assert (purchase.people_difference, purchase.products_difference) == (-1, -2)
    assert purchase.revenue_difference == Decimal("-20.25")
    assert revenue([visitors, purchase]) == (Decimal("30.75"), Decimal("10.50"))


def test_visitors_have_no_revenue_and_no_products() -> None:
    visitors, _purchase = compared(TWO, reading(*ALL))
    assert (visitors.revenue, visitors.revenue_difference, visitors.products) == (None, None, None)


def test_a_goal_without_revenue_in_the_report_lacks_all_of_it() -> None:
    _visitors, purchase = compared(TWO, reading(figures(2), figures(None, 2, None, None)))
    assert (purchase.revenue, purchase.revenue_difference) == (Decimal(0), Decimal("-30.75"))


def test_what_a_report_does_not_have_is_zero_and_what_was_not_read_is_unknown() -> None:
    other = ledger_of(
        [order("a"), {"vid": "a", "ev": [{"evt": "viewExp", "exps": ["9"], "vars": ["8"]}]}]
    )
    found = {one.line.cell: one for one in compared(other, reading(figures(1)))}
    assert found[PURCHASE].people == 0
    assert found[Cell("9", "8", "")].reported is None
    assert found[Cell("9", "8", "")].people_difference is None


def test_reports_give_visitors_a_cell_of_their_own() -> None:
    report = Report({("2", "7"): figures(4, 2), ("2", "8"): figures(5, 1)}, {})
    cells = figures_of({"1": report})
    assert cells[VISITORS].visitors == 5
    assert cells[PURCHASE].conversions == 2


def test_a_snapshot_is_subtracted_exactly() -> None:
    before = {PURCHASE: figures(9, 3, Decimal("0.10"), None)}
    now = {PURCHASE: figures(12, 5, Decimal("0.30"), 7), VISITORS: figures(3)}
    grown = since(now, Snapshot(1.0, before))
    assert grown[PURCHASE] == figures(3, 2, Decimal("0.20"), 7)
    assert grown[VISITORS].visitors == 3, "was not there before"


def test_a_snapshot_survives_a_file_to_the_last_digit() -> None:
    taken = Snapshot(1.5, {PURCHASE: figures(1, None, Decimal("1234567890123.10"), 3)})
    assert read_snapshot(snapshot_text(taken)) == taken
    empty = Snapshot(1.5, {}, frozenset({"7"}))
    assert read_snapshot(snapshot_text(empty)) == empty
    assert (empty.covers("7"), empty.covers("1"), taken.covers("1")) == (True, False, True)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"at": 1}', '{"at": 1, "figures": [{}]}', "{"])
def test_what_is_no_snapshot_is_none(text: str) -> None:
    assert read_snapshot(text) is None


def test_the_conversions_that_the_live_log_showed_are_found_by_their_events() -> None:
    sighting = '{"events": [{"event": 1, "state": "seen"}, {"event": 2, "state": "not-seen"}]}'
    purchase = frozenset({PURCHASE})
    assert looked_up_cells(order("a"), sighting) == Looked(purchase, purchase)
    similar = sighting.replace('"seen"', '"similar"')
    assert looked_up_cells(order("a"), similar) == Looked(purchase)
    assert not any(looked_up_cells(order("a"), ""))
    assert not any(looked_up_cells(order("a"), "damaged"))


# Causes.


def project(**settings: Any) -> ProjectSettings:
    return ProjectSettings(**{"status": "active", **settings})


def test_a_project_that_is_not_active_may_explain_everything() -> None:
    found = explained(
        TWO, reading(figures(0), figures(None, 0), project=project(status="inactive"))
    )
    (cause,) = found.causes
    assert (cause.kind, cause.conversions, cause.revenue) == ("project", 2, Decimal("30.75"))
    assert cause.effect == "−2 conversions, −30.75"


@pytest.mark.parametrize("status", ["paused", "draft", "completed"])
def test_an_experience_that_does_not_run_is_named_with_its_status(status: str) -> None:
    read = reading(*ONE, experiences={"1": ListedExperience("1", status=status)})
    (cause,) = explained(TWO, read).causes
    assert (cause.kind, cause.title) == ("experience", f"1 is {status}")


def test_a_goal_that_is_not_attached_is_named_and_one_that_is_is_checked() -> None:
    experiences = {"1": ListedExperience("1", status="active", goals=frozenset({"8"}))}
    (cause,) = explained(TWO, reading(*ONE, experiences=experiences)).causes
    assert (cause.kind, cause.title) == ("goal", "7 is not attached to 1")
    attached = {"1": ListedExperience("1", status="active", goals=frozenset({"7"}))}
    found = explained(TWO, reading(*ONE, experiences=attached))
    assert found.causes == () and "attached goals" in found.checked


def test_a_variation_of_another_experience_is_named_and_an_own_one_is_checked() -> None:
    foreign = ListedExperience("1", status="active", variations=(ListedVariation("9"),))
    (cause,) = explained(TWO, reading(*ONE, experiences={"1": foreign})).causes
    assert (cause.kind, cause.title) == ("variation", "2 is no variation of 1")
    assert (cause.conversions, cause.revenue) == (1, Decimal("20.25"))
    own = ListedExperience("1", status="active", variations=(ListedVariation("2"),))
    found = explained(TWO, reading(*ONE, experiences={"1": own}))
    assert found.causes == () and "variations" in found.checked


@pytest.mark.parametrize("basis", ["snapshot", "period"])
def test_visitors_who_were_counted_before_explain_what_is_not_counted_again(basis: Any) -> None:
    ledger = ledger_of([])
    ledger.add_earlier(order("a"))
    ledger.add(order("a", tid="A2"))
    ledger.add(order("b"))
    read = reading(figures(1), figures(None, 1, Decimal("10.50"), 2), basis=basis)
    (cause,) = explained(ledger, read).causes
    assert (cause.kind, cause.conversions) == ("before", 1)
    assert cause.sentence.startswith("1 visitor and 1 conversion were accepted before this ")
    assert cause.effect == "−1 visitor and −1 conversion"
    assert "counted before" in explained(ledger, reading(*ALL)).checked


def test_only_as_many_as_are_missing_are_said_to_be_counted_before() -> None:
    ledger = ledger_of([])
    for vid in "abc":
        ledger.add_earlier(order(vid))
        ledger.add(order(vid, tid=f"{vid}2"))
    (cause,) = explained(ledger, reading(figures(3), figures(None, 2))).causes
    assert (cause.conversions, cause.effect) == (1, "−1 conversion")


TWICE = ledger_of([order("a", tid="A"), order("a", "45.50", tid="B")])


@pytest.mark.parametrize(
    ("reported", "title"),
    [(0, "Limited to the marker"), (5, "Perhaps not limited to the marker")],
)
def test_a_report_that_may_not_be_limited_to_the_marker_is_doubted(
    reported: int, title: str
) -> None:
    def causes(campaigns: Any) -> list[Cause]:
        read = reading(
            figures(reported), figures(None, reported), basis="marker", campaigns=campaigns
        )
        found = explained(TWO, read, marker="cc-7f3a91").causes
        return [cause for cause in found if cause.kind == "marker"]

    (doubt,) = causes(None)
    assert doubt.title == title
    assert doubt.sentence.endswith("is likely, and not known.")
    (absent,) = causes({"sale": 3})
    assert "It is not among the campaigns that the report lists." in absent.sentence
    (listed,) = causes({"CC-7F3A91": 1})
    assert "lists it among its campaigns, with 1 visitor." in listed.sentence


def test_later_transactions_explain_what_the_project_leaves_out() -> None:
    read = reading(figures(1), figures(None, 1, Decimal("10.50"), 2))
    found = explained(TWICE, read, "all")
    (cause,) = found.causes
    assert (cause.kind, cause.effect) == ("first", "−45.50")
    assert found.summary(compared(TWICE, read, "all")) == "Causes found for 45.50 of 45.50"


def test_later_transactions_explain_what_the_project_adds() -> None:
    read = reading(figures(1), figures(None, 1, Decimal("56.00"), 4), basis="marker")
    (cause,) = explained(TWICE, read, "first").causes
    assert (cause.kind, cause.title, cause.effect) == (
        "first",
        "All transactions counted",
        "+45.50",
    )


def test_blocked_addresses_are_listed_to_be_compared_and_never_said_to_be_ours() -> None:
    read = reading(*ONE, project=project(blocked=("203.0.113.7", "198.51.100.0/24")))
    (cause,) = explained(TWO, read).causes
    assert cause.title.startswith("Blocked addresses: 203.0.113.7, 198.51.100.0/24 – compare")
    assert cause.effect == "could be −1 conversion, −20.25"
    assert (cause.conversions, cause.revenue) == (None, None)
    assert "this program does not know it" in cause.sentence


def test_what_the_user_said_about_blocked_addresses_counts() -> None:
    read = reading(*ONE, project=project(blocked=("203.0.113.7",)))
    (mine,) = explained(TWO, read, is_blocked=True).causes
    assert (mine.title, mine.revenue) == ("Your address is blocked: 203.0.113.7", Decimal("20.25"))
    other = explained(TWO, read, is_blocked=False)
    assert other.causes == () and "blocked addresses" in other.checked


def test_order_limits_name_what_is_outside_of_them() -> None:
    limits = project(order_value=OutlierLimit("min_max", Decimal(1), Decimal(15)))
    beyond = outside([order("a"), order("b", "20.25"), order("b", "20.25")], limits)
    assert beyond[PURCHASE].transactions == 1, "a repeat of an order is the same order"
    found = explained(TWO, reading(*ONE, project=limits, outside=beyond))
    (cause,) = found.causes
    assert (cause.kind, cause.revenue) == ("outliers", Decimal("20.25"))
    assert "limits order amounts from 1 to 15. Outside of that: 1 transaction." in cause.sentence


def test_limits_that_no_order_exceeds_are_checked_only() -> None:
    limits = project(order_value=OutlierLimit("min_max", None, Decimal(500)))
    found = explained(TWO, reading(*ONE, project=limits))
    assert found.causes == () and "order limits" in found.checked


def test_a_percentile_cannot_be_held_against_an_amount() -> None:
    limits = project(order_value=OutlierLimit("percentile"))
    assert outside([order("a")], limits) == {}
    (cause,) = explained(TWO, reading(*ONE, project=limits)).causes
    assert "by percentile. What they leave out is not known." in cause.sentence


def test_quota_and_goal_age_are_named_without_a_claim() -> None:
    read = reading(*ONE, project=project(visitors_quota=1000, stop_after_days=30))
    found = explained(TWO, read)
    assert kinds(found) == ["quota", "age"]
    assert all(cause.revenue is None for cause in found.causes)


def test_a_report_without_anything_of_the_marker_may_not_know_it() -> None:
    read = reading(figures(0), figures(None, 0), basis="marker")
    found = explained(TWO, read, marker="cc-7f3a91")
    assert kinds(found) == ["marker"]
    assert "is likely, and not known" in found.causes[0].sentence


def test_more_than_expected_may_come_from_others_unless_a_marker_tells_them_apart() -> None:
    more = (figures(9), figures(None, 9, Decimal(99), 9))
    assert kinds(explained(TWO, reading(*more))) == ["others"]
    assert kinds(explained(TWO, reading(*more, basis="marker"))) == ["marker"]


def test_what_an_answer_does_not_say_was_not_checked() -> None:
    silent = read_project('{"data": {"status": "active", "reporting_settings": {"outliers": {}}}}')
    assert not isinstance(silent, Unreadable)
    bare = {"1": ListedExperience("1", status="active")}
    checked = explained(TWO, reading(*ONE, project=silent, experiences=bare)).checked
    assert {"project status", "experience status", "order limits"} <= set(checked)
    for word in ("attached goals", "variations", "visitor quota", "goal age", "blocked addresses"):
        assert word not in checked
    nothing = read_project('{"data": {}}')
    assert not isinstance(nothing, Unreadable)
    assert "project status" not in explained(TWO, reading(*ONE, project=nothing)).checked


def test_a_report_that_was_read_before_the_last_request_is_called_so() -> None:
    (cause,) = explained(TWO, reading(*ONE), last_sent=NOW + 5).causes
    assert (cause.kind, cause.title) == ("delay", "Read before the last request")
    assert "Refresh" in cause.sentence


@pytest.mark.parametrize(("age", "named"), [(60.0, True), (7_200.0, False)])
def test_a_recent_send_may_not_be_reported_yet(age: float, named: bool) -> None:
    found = explained(TWO, reading(*ONE), last_sent=NOW - age)
    assert ("delay" in kinds(found)) == named


def test_causes_are_summed_up_by_conversions_where_no_revenue_is_missing() -> None:
    read = reading(figures(1), figures(None, 1, Decimal("30.75"), 4), project=project(status="off"))
    found = explained(TWO, read)
    assert found.summary(compared(TWO, read)) == "Causes found for 1 of 1 conversion"
