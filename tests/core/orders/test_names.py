"""Names of a project in cells become ids, where only one thing has them."""

from __future__ import annotations

import pytest

from convert_console.core.catalog.catalog import Catalog, Goal
from convert_console.core.document.payload import value_at
from convert_console.core.orders.mapping import VisitorIds, guess
from convert_console.core.orders.order_builder import NAME_AS_ID, Order, order_builder
from convert_console.core.orders.survey import Survey
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile

GOALS = {"7": "Purchase", "8": "Sign up, free", "9": "Twice", "10": "twice", "11": "12"}
CATALOG = Catalog(goals={plain: Goal(plain, name) for plain, name in GOALS.items()})
PROFILE = Profile("a", "A", target="custom", endpoint="http://127.0.0.1:1/track")
COLUMNS = ("order_id", "total", "goal")


def order(goal: str, catalog: Catalog | None = CATALOG) -> Order:
    mapping, visitors = guess(COLUMNS, Draft("{}")), VisitorIds(1_588_166_554.0, "key")
    build = order_builder(
        mapping, COLUMNS, Survey(), profile=PROFILE, visitors=visitors, catalog=catalog
    )
    return build.build(1, ["A-1", "1.50", goal])


@pytest.mark.parametrize(
    ("cell", "goals"),
    [
        ("Purchase", ["7"]), (" PURCHASE ", ["7"]), ("Sign up, free", ["8"]),
        ("purchase|8", ["7", "8"]), ("Purchase; Gone", ["7", "Gone"]), ("7", ["7"]),
        ("12", ["12"]), ("Twice", ["Twice"]),
    ],
)  # fmt: skip
def test_a_name_that_one_goal_has_is_sent_as_its_id(cell: str, goals: list[str]) -> None:
    assert value_at(order(cell).draft.payload, ("ev", 0, "goals")) == goals


def test_the_dry_run_says_which_id_a_name_became() -> None:
    said = [(p.severity, p.sentence) for p in order("Purchase").problems if p.rule == NAME_AS_ID]
    assert said == [("info", "The goal “Purchase” is sent as 7, its id.")]
    assert "Purchase" not in order("Purchase").fault


def test_a_name_of_several_goals_is_an_error_that_names_them() -> None:
    assert order("Twice").fault.endswith(
        "2 goals are called “Twice” (9, 10). Write the id in the file."
    )


def test_without_the_names_of_the_project_a_name_stays_an_error() -> None:
    found = order("Purchase", None).problems
    assert NAME_AS_ID not in [problem.rule for problem in found]
    assert any("is not a number" in problem.sentence for problem in found)
