"""A profile's tracking plan in the real window: chosen, changed, and read wherever requests are."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from convert_console.core.export.formats import EXPORT_FORMATS
from convert_console.core.history.filter_language import Filter
from convert_console.core.plan.plan import Plan, read_plan
from convert_console.widgets.kit.field_row import MessageLine
from convert_console.widgets.ledger.place import ResultsPlace
from convert_console.widgets.profile.dialog import ProfileDialog
from convert_console.widgets.traffic.place import TrafficPlace
from support.collecting import ask
from support.driver import Driver, settle, visible
from support.pictures import cut_off

PAIR = {"exps": ["100400101"], "vars": ["1004200201"]}
GOAL = {"goals": ["100300301"], **PAIR}
SALE = {
    "cid": "10000009", "pid": "10000001", "vid": "1760049583065-0.4126735590148273",
    "tid": "O-1001",
    "ev": [{"evt": "hitGoal", **GOAL}, {"evt": "tr", **GOAL, "r": 129.9, "prc": 1}],
}  # fmt: skip
PLAN = """
name: Example shop
project: "10000001"
expectations:
  - {name: A paid order has its revenue, goal: 100300301, event: tr, keys: {ev.r: {maximum: 99}}}
  - {name: A sign-up, goal: 100300305, event: hitGoal}
"""


def choose_plan(driver: Driver, path: Path) -> ProfileDialog:
    driver.window.trigger("Profile settings…")
    [dialog] = visible(driver.window, ProfileDialog)
    dialog.pages.turn_to(dialog.RULES)
    settle()
    driver.click(dialog.rules.browse)
    [chooser] = visible(dialog, QFileDialog)
    chooser.fileSelected.emit(str(path))
    chooser.close()
    settle()
    return dialog


def told(dialog: ProfileDialog) -> str:
    """What is said under the field of the plan."""
    return " ".join(line.text() for line in visible(dialog.rules.rows["plan"], MessageLine))


def judged(driver: Driver) -> int:
    """How many rows of the history were found not to be as planned, which is in the background."""
    return len(driver.context.store.newest(9, Filter(problem="plan")))


def planned(driver: Driver) -> list[str]:
    return [problem.where for problem in driver.context.problems.all if problem.rule == "plan"]


def test_the_plan_of_a_profile_is_read_by_problems_history_and_results(
    driver: Driver, home: Path
) -> None:
    plan = home / "plan.yaml"
    plan.write_text(PLAN, "utf-8")
    driver.paste_json(json.dumps(SALE))
    dialog = choose_plan(driver, plan)
    assert dialog.rules.plan_note.text().startswith(
        "Example shop: 2 expectations of project 10000001."
    )
    assert cut_off(dialog) == []
    dialog.accept()
    driver.until(lambda: planned(driver) == ["ev[1].r"])

    driver.begin()
    driver.confirm() if driver.question else driver.wait_until_sent()
    driver.until(lambda: judged(driver) == 1)
    driver.write(driver.window.history.filter, "problem:plan")
    model = driver.context.history
    driver.until(lambda: model.loader.filtered and model.rowCount() == 1)
    driver.choose_row(0)
    driver.until(lambda: bool(model.selected.details))
    problems = model.selected.details[0].problems or ()
    assert "plan" in [problem.rule for problem in problems]

    driver.go("Results")
    [place] = visible(driver.window, ResultsPlace)
    driver.until(lambda: place.model.counted is not None)
    settle()
    assert place.notes.texts[:3] == [
        "Tracking plan: 0 of 2 expectations met.",
        "A paid order has its revenue: ev[1].r: at most 99 is expected, 129.9 arrived.",
        "A sign-up: not accepted yet in this period.",
    ]
    assert cut_off(place) == []

    plan.write_text(PLAN.replace("99", "500"), "utf-8")
    driver.until(lambda: planned(driver) == [])
    driver.until(lambda: place.notes.texts[0] == "Tracking plan: 1 of 2 expectations met.")
    driver.until(lambda: judged(driver) == 0)
    driver.go("Compose")
    driver.write(driver.window.history.filter, "problem:plan since:1h")
    driver.until(lambda: model.loader.filtered and model.rowCount() == 0)


def test_a_plan_that_cannot_be_used_says_why_until_it_can(driver: Driver, home: Path) -> None:
    plan = home / "plan.yaml"
    dialog = choose_plan(driver, plan)
    driver.until(lambda: "plan.yaml" in told(dialog))
    plan.write_text("expectations: [", "utf-8")
    driver.until(lambda: "not YAML" in told(dialog))
    plan.write_text(PLAN, "utf-8")
    driver.until(lambda: "2 expectations" in dialog.rules.plan_note.text())
    dialog.close()


def test_what_other_programs_send_is_judged_by_the_plan_and_can_become_one(
    driver: Driver, home: Path
) -> None:
    plan, draft = home / "plan.yaml", home / "draft.yaml"
    plan.write_text(PLAN, "utf-8")
    driver.profiles.alter(project="10000001", plan=str(plan))
    driver.go("Traffic")
    for tid in ("O-1001", "O-1002"):
        body = json.dumps({**SALE, "tid": tid}).encode()
        ask(driver.composition.collector, body=body)
    [place] = visible(driver.window, TrafficPlace)
    history = place.list.table.model()
    driver.until(lambda: judged(driver) == 2)
    driver.write(place.list.filter, "problem:plan")
    driver.until(lambda: history.rowCount() == 2)
    place.list.table.selectAll()
    place.list.exports.wanted.emit(
        place.list.row_actions.selected_ids(), EXPORT_FORMATS["plan"], str(draft)
    )
    driver.until(draft.is_file)
    found = read_plan(draft.read_text("utf-8"))
    assert isinstance(found, Plan)
    assert [one.name for one in found.expectations] == [
        "Conversion of purchase", "Revenue of purchase",
    ]  # fmt: skip


def test_a_page_of_evidence_has_what_the_plan_says(driver: Driver, tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(PLAN, "utf-8")
    driver.paste_json(json.dumps(SALE))
    driver.send()
    choose_plan(driver, plan).accept()
    driver.until(lambda: judged(driver) == 1)
    page = tmp_path / "page.html"
    [row] = driver.context.store.newest(9)
    driver.composition.tools.exports.export([row.id], EXPORT_FORMATS["evidence"], page)
    driver.until(page.exists)
    shown = page.read_text("utf-8")
    assert "ev[1].r" in shown and "none found in the request" not in shown
