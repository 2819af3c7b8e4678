"""A journey through the real window: made of the draft, saved, run, repeated, stopped."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from time import monotonic

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QLineEdit

from convert_console.core.history.columns import Column
from convert_console.services.collector.faults import Fault
from convert_console.widgets.journeys.dialog import JourneyDialog
from support.driver import Driver, button, settle, visible
from support.pictures import colours, cut_off, save

VID = "1796000000000-0.4126735590148273"
PAIR = {"exps": ["100400101"], "vars": ["1004200201"]}
DOCUMENT = {
    "cid": "10000009",
    "pid": "10000001",
    "vid": VID,
    "tid": "ORDER-1",
    "ev": [
        {"evt": "viewExp", **PAIR},
        {"evt": "hitGoal", "goals": ["100300301"], **PAIR},
        {"evt": "tr", "goals": ["100300301"], **PAIR, "r": 123.20, "prc": 2},
    ],
}


def dialog_of(driver: Driver) -> JourneyDialog:
    driver.window.trigger("Journeys")
    settle()
    return visible(driver.window, JourneyDialog)[0]


@pytest.fixture
def dialog(driver: Driver) -> JourneyDialog:
    driver.paste_json(json.dumps(DOCUMENT, indent=2))
    return dialog_of(driver)


def pause(dialog: JourneyDialog, row: int, seconds: str) -> None:
    """Type a pause into its cell."""
    dialog.steps.setCurrentCell(row, 1)
    dialog.steps.setFocus()
    QTest.keyClick(dialog.steps, Qt.Key.Key_F2)
    box = visible(dialog.steps, QDoubleSpinBox)[0]
    line = box.findChild(QLineEdit)
    assert line is not None
    line.selectAll()
    QTest.keyClicks(box, seconds)
    QTest.keyClick(box, Qt.Key.Key_Return)
    settle()


def make_steps(driver: Driver, dialog: JourneyDialog, seconds: str = "0") -> None:
    driver.click(button(dialog.empty, "Make steps from draft"))
    for row in range(3):
        pause(dialog, row, seconds)


def run_to_end(driver: Driver, dialog: JourneyDialog) -> None:
    driver.click(dialog.go)
    driver.until(lambda: not driver.composition.tools.journey.going)
    driver.until(driver._kept)


def sent(driver: Driver) -> list[tuple[str, str]]:
    """Kind and visitor of what has arrived."""
    documents = [json.loads(one.body) for one in driver.arrived]
    return [(one["ev"][0]["evt"], one["vid"]) for one in documents]


def test_each_event_is_sent_as_a_request_of_the_drafts_visitor_and_kept(
    driver: Driver, dialog: JourneyDialog
) -> None:
    make_steps(driver, dialog)
    run_to_end(driver, dialog)
    assert sent(driver) == [("viewExp", VID), ("hitGoal", VID), ("tr", VID)]
    assert driver.history(Column.EVENTS) == ["tr", "hitGoal", "viewExp"]
    assert dialog.panel.state.text().startswith("All 3 were accepted. This does not prove")


def test_each_repetition_has_a_new_visitor(driver: Driver, dialog: JourneyDialog) -> None:
    make_steps(driver, dialog)
    dialog.repeats.setValue(3)
    run_to_end(driver, dialog)
    visitors = [vid for _, vid in sent(driver)]
    assert len(visitors) == 9 and len(set(visitors)) == 3 and VID not in visitors
    assert visitors == [vid for vid in dict.fromkeys(visitors) for _ in range(3)]


def test_a_pause_is_waited_before_its_step_in_every_round(
    driver: Driver, dialog: JourneyDialog
) -> None:
    """How long a wait may last is for a busy machine to say; that it was no shorter is not."""
    make_steps(driver, dialog)
    pause(dialog, 1, "0.5")
    dialog.repeats.setValue(2)
    moments: list[float] = []
    unsubscribe = driver.composition.collector.subscribe(lambda _: moments.append(monotonic()))
    run_to_end(driver, dialog)
    unsubscribe()
    assert [kind for kind, _ in sent(driver)] == ["viewExp", "hitGoal", "tr"] * 2
    waits = [later - earlier for earlier, later in pairwise(moments)]
    assert min(waits[0], waits[3]) >= 0.4, "a timer of Qt may be early by a twentieth"


def test_it_stops_at_the_first_request_that_is_not_accepted(
    driver: Driver, dialog: JourneyDialog
) -> None:
    driver.composition.collector.fault = Fault("error")
    make_steps(driver, dialog)
    run_to_end(driver, dialog)
    driver.composition.collector.fault = None
    assert len(driver.history(Column.EVENTS)) == 1
    assert dialog.panel.state.text().startswith("Stopped at request 1 of 3.")


def test_a_pause_can_be_cancelled_with_esc(driver: Driver, dialog: JourneyDialog) -> None:
    make_steps(driver, dialog, "600")
    pause(dialog, 0, "0")
    driver.click(dialog.go)
    driver.until(lambda: driver.composition.tools.journey.done == 1)
    assert dialog.go.text() == "Cancel"
    driver.keys("Esc", dialog)
    driver.until(lambda: not driver.composition.tools.journey.going)
    assert dialog.panel.state.text() == "Cancelled after 1 of 3."
    assert len(driver.arrived) == 1 and dialog.isVisible()


def test_a_live_run_is_confirmed_once_with_the_total(driver: Driver, dialog: JourneyDialog) -> None:
    driver.profiles.alter(target="convert", project="10000001", reach="ask")
    make_steps(driver, dialog)
    dialog.repeats.setValue(2)
    driver.click(dialog.go)
    asked = dialog.panel.question.label.text()
    assert "2 conversions and an amount of 246.4 " in asked and asked.endswith("Send all 6?")
    driver.keys("Esc", dialog)
    assert dialog.panel.question.label.text() == "" and dialog.isVisible()
    assert driver.history(Column.EVENTS) == []


def test_local_only_sends_nothing_elsewhere(driver: Driver, dialog: JourneyDialog) -> None:
    driver.profiles.alter(target="convert", project="10000001", reach="local")
    make_steps(driver, dialog)
    driver.click(dialog.go)
    assert "is local only" in dialog.panel.state.text()
    assert driver.history(Column.EVENTS) == []


def test_a_saved_journey_is_there_after_a_restart(
    driver: Driver, dialog: JourneyDialog, open_console: Callable[[], Driver]
) -> None:
    make_steps(driver, dialog, "1.5")
    driver.click(dialog.up)
    driver.write(dialog.names.combo.lineEdit(), "Buy")  # type: ignore[arg-type]
    driver.click(dialog.names.save)
    dialog.close()
    driver.close()
    again = open_console()
    found = dialog_of(again)
    assert found.journey.name == "Buy"
    assert [step.delay for step in found.journey.steps] == [1.5, 1.5, 1.5]
    assert '"tr"' in found.journey.steps[1].text
    again.click(found.names.delete)
    assert again.composition.tools.journeys.all == ()


def test_steps_are_added_moved_and_removed_one_by_one(
    driver: Driver, dialog: JourneyDialog
) -> None:
    driver.click(dialog.add)
    driver.choose_method("GET")
    driver.go("Journeys")
    driver.click(dialog.add)
    assert [(step.method, step.delay) for step in dialog.steps.steps] == [("POST", 0), ("GET", 1)]
    dialog.steps.setCurrentCell(1, 1)
    driver.click(dialog.up)
    assert [step.method for step in dialog.steps.steps] == ["GET", "POST"]
    driver.click(dialog.remove)
    assert [step.method for step in dialog.steps.steps] == ["POST"]


def test_the_dialog_has_room(themed: Driver, scheme: str) -> None:
    themed.paste_json(json.dumps(DOCUMENT, indent=2))
    dialog = dialog_of(themed)
    save(dialog.grab(), f"journey-empty-{scheme}")
    assert cut_off(dialog) == []
    make_steps(themed, dialog, "1.5")
    dialog.names.set_name("View, reach the goal, buy")
    themed.profiles.alter(target="convert", project="10000001", reach="ask")
    dialog.repeats.setValue(3)
    themed.click(dialog.go)
    settle()
    settle()
    assert colours(save(dialog.grab(), f"journey-{scheme}")) > 10
    assert cut_off(dialog) == []
    themed.composition.tools.journey.cancel()
    dialog.close()
    assert QApplication.activeModalWidget() is None
