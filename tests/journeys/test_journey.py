"""A journey through the real window: made of the draft, edited, run, repeated, stopped."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from time import monotonic

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from convert_console.core.history.columns import Column
from convert_console.services.collector.faults import Fault
from convert_console.widgets.journeys.place import JourneysPlace
from convert_console.widgets.kit.field_row import MessageLine
from convert_console.widgets.paste.paste import PasteChooser
from convert_console.widgets.traffic.place import TrafficPlace
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


def place_of(driver: Driver) -> JourneysPlace:
    driver.go("Journeys")
    settle()
    return visible(driver.window, JourneysPlace)[0]


@pytest.fixture
def place(driver: Driver) -> JourneysPlace:
    driver.paste_json(json.dumps(DOCUMENT, indent=2))
    made = place_of(driver)
    driver.click(button(made.empty, "Make one from the draft"))
    settle()
    pause(driver, made, 0)
    return made


def pause(driver: Driver, place: JourneysPlace, seconds: float) -> None:
    """Type a pause before each step but the first."""
    for row in place.steps.rows[1:]:
        driver.write(row.pause, f"{seconds:g}")
        row.setFocus()
        settle()


def journeys(driver: Driver):
    return driver.composition.tools.journeys


def running(driver: Driver):
    return driver.composition.tools.journey


def has_ended(driver: Driver, place: JourneysPlace) -> bool:
    """Whether no run is under way, and the place shows that: it does so in the next event."""
    return not running(driver).going and place.options.isEnabled()


def run_to_end(driver: Driver, place: JourneysPlace) -> None:
    driver.click(place.bar.go)
    driver.until(lambda: has_ended(driver, place))
    driver.until(driver._kept)
    settle()


def sent(driver: Driver) -> list[tuple[str, str]]:
    """Kind and visitor of what has arrived."""
    documents = [json.loads(one.body) for one in driver.arrived]
    return [(one["ev"][0]["evt"], one["vid"]) for one in documents]


def test_steps_are_shown_by_name_and_sent_for_the_drafts_visitor(
    driver: Driver, place: JourneysPlace
) -> None:
    said = [(row.title.text(), row.details.text(), row.wire.text()) for row in place.steps.rows]
    assert said == [
        ("Variation seen", "Green button of Checkout button", "viewExp"),
        ("Goal reached", "Purchase", "hitGoal"),
        ("Transaction", "Purchase · 123.2 · 2 products", "tr"),
    ]
    assert f"for visitor {VID[:4]}…{VID[-4:]}" in place.options.whose.text()
    run_to_end(driver, place)
    assert sent(driver) == [("viewExp", VID), ("hitGoal", VID), ("tr", VID)]
    assert driver.history(Column.EVENTS) == ["tr", "hitGoal", "viewExp"]
    assert place.runs.sentence.text().startswith("All 3 were accepted on this machine.")
    table = place.runs.table.model()
    cells = [table.index(0, column).data() for column in range(1, 4)]
    assert all(cell.startswith("Accepted here ") for cell in cells)
    assert [table.headerData(column, place.runs.table.horizontalHeader().orientation())
            for column in range(5)] == [
        "Visitor", "1 Variation seen", "2 Purchase", "3 Purchase", "Took",
    ]  # fmt: skip


def test_a_run_calls_nothing_sent_that_never_was(driver: Driver, place: JourneysPlace) -> None:
    driver.profiles.alter(headers=(("Authorization", "(hidden)"),))
    pause(driver, place, 600)
    driver.click(place.bar.go)
    driver.until(lambda: place.runs.state.text() == "1 of 3 done, 1 of them not sent")
    driver.keys("Escape")
    driver.until(lambda: has_ended(driver, place))
    assert driver.arrived == []


def test_each_repetition_has_a_new_visitor_and_a_new_order_number(
    driver: Driver, place: JourneysPlace
) -> None:
    before = place.options.order.geometry()
    place.options.repeats.setValue(3)
    settle()
    settle()  # lays out what the first has changed
    assert place.options.order.geometry() == before, "it is ticked next"
    assert place.options.visitor.isChecked()
    assert place.options.whose.text() == "The order number repeats."
    driver.click(place.options.order)
    settle()
    assert place.options.whose.text() == ""
    run_to_end(driver, place)
    visitors = [vid for _, vid in sent(driver)]
    assert len(visitors) == 9 and len(set(visitors)) == 3 and VID not in visitors
    assert visitors == [vid for vid in dict.fromkeys(visitors) for _ in range(3)]
    orders = [json.loads(one.body)["tid"] for one in driver.arrived]
    assert len(set(orders)) == 3 and "ORDER-1" not in orders
    assert place.runs.table.model().rowCount() == 3


def test_a_pause_is_waited_before_its_step_in_every_round(
    driver: Driver, place: JourneysPlace
) -> None:
    """How long a wait may last is for a busy machine to say; that it was no shorter is not."""
    row = place.steps.rows[1]
    driver.write(row.pause, "0.5 s")
    row.setFocus()
    place.options.repeats.setValue(2)
    settle()
    moments: list[float] = []
    unsubscribe = driver.composition.collector.subscribe(lambda _: moments.append(monotonic()))
    run_to_end(driver, place)
    unsubscribe()
    assert [kind for kind, _ in sent(driver)] == ["viewExp", "hitGoal", "tr"] * 2
    waits = [later - earlier for earlier, later in pairwise(moments)]
    assert min(waits[0], waits[3]) >= 0.4, "a timer of Qt may be early by a twentieth"


def test_stopping_at_a_failed_step_is_a_choice(driver: Driver, place: JourneysPlace) -> None:
    assert not place.options.stop.isChecked(), "nothing counts on this machine"
    driver.composition.collector.fault = Fault("error")
    run_to_end(driver, place)
    assert len(driver.history(Column.EVENTS)) == 3
    assert place.runs.sentence.text().startswith("0 of 3 were accepted.")
    driver.click(place.options.stop)
    settle()
    run_to_end(driver, place)
    driver.composition.collector.fault = None
    assert len(driver.history(Column.EVENTS)) == 4
    assert place.runs.sentence.text().startswith("Stopped at request 1 of 3.")
    assert place.attention == 0, "what is in sight needs no number on the rail"


def test_a_pause_can_be_stopped_with_esc(driver: Driver, place: JourneysPlace) -> None:
    pause(driver, place, 600)
    driver.click(place.bar.go)
    driver.until(lambda: running(driver).done == 1)
    settle()
    assert place.bar.stop.isVisible() and place.can_cancel
    assert place.runs.table.model().index(0, 2).data() == "Pausing 600 s"
    driver.keys("Esc")
    driver.until(lambda: has_ended(driver, place))
    settle()
    assert place.runs.sentence.text() == "Cancelled after 1 of 3."
    assert place.runs.count.property("tone") == "muted", "this is no success"
    assert place.runs.table.model().index(0, 2).data() == "Not sent"
    assert len(driver.arrived) == 1 and place.isVisible()


def test_a_live_run_is_confirmed_once_with_the_total_and_rehearsed_on_this_machine(
    driver: Driver, place: JourneysPlace
) -> None:
    driver.profiles.alter(target="convert", project="10000001", reach="ask")
    place.options.repeats.setValue(2)
    settle()
    assert place.options.stop.isChecked(), "where it counts, a failed step ends the run"
    driver.keys("Ctrl+Return", place.list)
    settle()
    asked = place.question.label.text()
    assert "2 conversions and an amount of 246.4 " in asked and asked.endswith("Send all 6?")
    assert place.attention == 1
    driver.keys("Esc")
    settle()
    assert not place.question.isVisible() and place.isVisible()
    assert driver.history(Column.EVENTS) == []

    driver.profiles.alter(reach="local")
    driver.click(place.bar.go)
    settle()
    assert "is local only" in place.runs.sentence.text()
    assert driver.history(Column.EVENTS) == [], "local only sends nothing elsewhere"

    driver.profiles.alter(reach="ask")
    place.options.repeats.setValue(1)
    settle()
    driver.click(place.bar.rehearse)
    driver.until(lambda: running(driver).record is not None and has_ended(driver, place))
    settle()
    assert len(driver.arrived) == 3 and not place.question.isVisible()
    assert place.runs.state.text().startswith("Rehearsed here at ")
    assert place.runs.state.text().endswith(", nothing was counted")
    assert "here, " in place.list.item(0).text()


def test_the_rounds_of_one_visitor_are_its_from_the_beginning_and_shown_in_traffic(
    driver: Driver, place: JourneysPlace
) -> None:
    place.options.repeats.setValue(2)
    settle()
    driver.click(place.options.visitor)
    settle()
    pause(driver, place, 600)
    driver.send()
    driver.go("Journeys")
    driver.click(place.options.mark)
    settle()
    place.bar.rehearse.setFocus()
    driver.keys("Space", place.bar.rehearse)
    driver.until(lambda: running(driver).done == 1)
    settle()
    table = place.runs.table.model()
    assert {table.index(row, 0).data() for row in range(2)} == {f"{VID[:4]}…{VID[-4:]}"}
    assert place.bar.stop.hasFocus()
    driver.keys("Space", place.bar.stop)
    driver.until(lambda: has_ended(driver, place))
    settle()
    assert place.runs.table.hasFocus()
    driver.click(place.runs.traffic)
    [traffic] = visible(driver.window, TrafficPlace)
    record = running(driver).record
    assert record is not None and traffic.list.filter.text() == f"marker:{record.marker}"
    driver.until(lambda: traffic.list.table.model().rowCount() == 1)


def test_what_a_journey_is_comes_back_after_a_restart(
    driver: Driver, place: JourneysPlace, open_console: Callable[[], Driver]
) -> None:
    pause(driver, place, 1.5)
    place.head.edit_name()
    QApplication.clipboard().setText("Buy\nagain\n")
    place.head.name.paste()
    driver.keys("Return", place.head.name)
    place.list.setFocus()
    settle()
    driver.close()
    again = open_console()
    found = place_of(again)
    journey = journeys(again).current
    assert journey is not None and journey.name == "Buy again" == found.head.name.text()
    assert [step.delay for step in journey.steps] == [0, 1.5, 1.5]
    found._menu().actions()[-3].trigger()
    assert journeys(again).all == ()
    again.keys("Ctrl+Z", found)
    assert journeys(again).current == journey, "a deletion is taken back"


def test_after_a_restart_the_list_says_how_the_last_run_went(
    driver: Driver, place: JourneysPlace, open_console: Callable[[], Driver]
) -> None:
    run_to_end(driver, place)
    said = place.list.item(0).text()
    assert "here, " in said
    driver.keys("Ctrl+Z", place.list)
    driver.keys("Ctrl+Shift+Z", place.list)
    settle()
    assert place.list.item(0).text() == said, "it is no change of the journey"
    driver.close()
    assert place_of(open_console()).list.item(0).text() == said


def test_steps_are_edited_in_place_and_each_change_is_taken_back(
    driver: Driver, place: JourneysPlace
) -> None:
    before = place.steps.steps
    driver.keys("Return", place.steps.rows[2])
    editor = place.steps.editor
    assert editor.isVisible() and editor.goal.shown_text() == "Purchase"
    driver.write(editor.amount, "99.90")
    editor.order.setFocus()
    settle()
    assert '"r": 99.90' in place.steps.steps[2].text
    assert "99.90" in place.steps.rows[2].details.text()
    driver.write(editor.order, "B-2")
    editor.goal.setFocus()
    settle()
    assert '"tid": "B-2"' in place.steps.steps[2].text
    for _ in range(2):
        driver.keys("Ctrl+Z")
        settle()
    assert place.steps.steps == before and editor.amount.text() == "123.2"
    driver.keys("Ctrl+Shift+Z")
    settle()
    assert "99.90" in place.steps.rows[2].details.text()
    driver.keys("Esc")
    settle()
    assert not editor.isVisible() and place.steps.rows[2].hasFocus()


def test_a_step_says_what_is_wrong_with_its_values_and_offers_the_repair(
    driver: Driver, place: JourneysPlace
) -> None:
    row, editor = place.steps.rows[2], place.steps.editor
    driver.keys("Return", row)
    driver.write(editor.amount, "88,5")
    driver.keys("Tab", editor.amount)
    driver.until(lambda: bool(visible(editor.messages[editor.amount], MessageLine)))
    [line] = visible(editor.messages[editor.amount], MessageLine)
    assert line.text() == "A comma is not a decimal point." and line.action.text() == "Use 88.5"
    assert line.text() in editor.amount.accessibleDescription()
    assert row.sign.isVisible() and row.problem.text() == "1"
    assert row.accessibleName().endswith("1 error: A comma is not a decimal point.")
    assert not place.steps.rows[0].sign.isVisible()
    driver.click(place.bar.go)
    settle()
    asked = place.question.label.text()
    assert asked == "Step 3: A comma is not a decimal point. Send all 3 anyway?"
    driver.keys("Esc")
    settle()
    assert driver.history(Column.EVENTS) == []
    driver.click(line.action)
    settle()
    assert '"r": 88.5' in place.steps.steps[2].text and editor.amount.hasFocus()
    driver.until(lambda: not row.sign.isVisible())
    assert not visible(editor, MessageLine)
    driver.keys("Ctrl+Z", editor.amount)
    driver.until(row.sign.isVisible)
    assert editor.amount.text() == "88,5", "the repair is taken back"

    # Errors, and what a live run adds, are one question.
    driver.profiles.alter(target="convert", project="10000001", reach="ask")
    driver.click(place.bar.go)
    settle()
    asked = place.question.label.text()
    assert asked.startswith("Step 3: A comma is not a decimal point. This may not count as meant.")
    assert "If counted, it adds 1 variation view, 1 conversion" in asked
    assert asked.endswith("Send all 3 anyway?")
    driver.keys("Esc")


def test_the_name_of_a_new_journey_is_edited_and_nothing_else_renames_it(
    driver: Driver, place: JourneysPlace
) -> None:
    def names() -> list[str]:
        settle()
        return [journey.name for journey in journeys(driver).all]

    name = place.head.name
    for number in (2, 3):
        driver.click(place.list.new)
        settle()
        chosen = journeys(driver).current
        assert chosen is not None and chosen.name == name.text() == f"New journey {number}"
        assert name.hasFocus() and name.selectedText() == name.text()
    before = ["New journey", "New journey 2", "New journey 3"]
    driver.keys("Return", name)
    place.list.setFocus()
    assert names() == before, "an unchanged name stays"
    driver.write(name, "Ninety")
    driver.keys("Esc", name)
    assert name.text() == "New journey 3" and names() == before
    driver.write(name, "Buy")
    driver.click(place.list.new)
    assert names() == ["Buy", *before], "what was typed belongs to the journey that was in sight"
    assert name.text() == "New journey 3" and name.hasFocus()


def test_steps_are_moved_copied_and_deleted_by_keys(driver: Driver, place: JourneysPlace) -> None:
    def kinds() -> list[str]:
        settle()
        return [row.wire.text() for row in place.steps.rows]

    driver.keys("Alt+Up", place.steps.rows[2])
    assert kinds() == ["viewExp", "tr", "hitGoal"]
    driver.keys("Ctrl+D", place.steps.rows[1])
    assert kinds() == ["viewExp", "tr", "tr", "hitGoal"]
    driver.keys("Del", place.steps.rows[3])
    assert kinds() == ["viewExp", "tr", "tr"]
    for _ in range(3):
        driver.keys("Ctrl+Z", place.steps.rows[0])
    assert kinds() == ["viewExp", "hitGoal", "tr"]
    driver.click(place.add_draft)
    assert len(kinds()) == 4
    driver.click(place.head.rebuild)
    assert kinds() == ["viewExp", "hitGoal", "tr"]


def test_a_step_is_edited_as_a_whole_in_compose(driver: Driver, place: JourneysPlace) -> None:
    place.steps.compose_wanted.emit(1)
    settle()
    assert driver.window.places.name == "compose"
    assert [event["evt"] for event in json.loads(driver.document.draft.text)["ev"]] == ["hitGoal"]


def test_several_pasted_requests_become_a_journey(driver: Driver, tmp_path: Path) -> None:
    entries = [
        {
            "request": {
                "method": "POST",
                "url": "https://10000001.metrics.convertexperiments.com/track",
                "headers": [],
                "postData": {"text": json.dumps({**DOCUMENT, "ev": [event]})},
            },
            "response": {"status": 200},
        }
        for event in DOCUMENT["ev"]
    ]
    file = tmp_path / "shop.har"
    file.write_text(json.dumps({"log": {"entries": entries}}))
    driver.window.take_files([str(file)])
    driver.until(lambda: bool(visible(driver.window, PasteChooser)))
    [chooser] = visible(driver.window, PasteChooser)
    draft = driver.document.draft.text
    driver.click(button(chooser, "Make a journey of all 3"))
    settle()
    place = place_of(driver)
    assert [row.wire.text() for row in place.steps.rows] == ["viewExp", "hitGoal", "tr"]
    assert driver.document.draft.text == draft and "3 steps" in driver.message
    pause(driver, place, 0)
    run_to_end(driver, place)
    assert [kind for kind, _ in sent(driver)] == ["viewExp", "hitGoal", "tr"]


def test_a_file_opened_in_journeys_becomes_one_by_enter(driver: Driver, tmp_path: Path) -> None:
    commands = "\n".join(
        f"curl https://10000001.metrics.convertexperiments.com/track -d '{json.dumps(document)}'"
        for document in ({**DOCUMENT, "ev": [event]} for event in DOCUMENT["ev"])
    )
    file = tmp_path / "steps.sh"
    file.write_text(commands)
    place = place_of(driver)
    driver.window.take_files([str(file)])
    driver.until(lambda: bool(visible(driver.window, PasteChooser)))
    [chooser] = visible(driver.window, PasteChooser)
    assert chooser.make_journey.property("kind") == "primary"
    driver.until(chooser.make_journey.hasFocus)
    QTest.keyClick(chooser.make_journey, Qt.Key.Key_Return)
    settle()
    assert [row.wire.text() for row in place.steps.rows] == ["viewExp", "hitGoal", "tr"]


def test_a_double_click_opens_a_step_and_leaves_it_open(place: JourneysPlace) -> None:
    row = place.steps.rows[1]
    middle = row.title.geometry().center()
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=middle)
    double_click(row)
    assert place.steps.opened == 1
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=middle)
    assert place.steps.opened == -1


def double_click(row: QWidget) -> None:
    """The second half of a double click, with the release that QTest leaves out."""
    button, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    point, keys = QPointF(row.rect().center()), Qt.KeyboardModifier.NoModifier
    for kind, held in (
        (QEvent.Type.MouseButtonDblClick, button),
        (QEvent.Type.MouseButtonRelease, none),
    ):
        event = QMouseEvent(kind, point, row.mapToGlobal(point), button, held, keys)
        QApplication.sendEvent(row, event)


def test_the_place_has_room(themed: Driver, scheme: str) -> None:
    themed.paste_json(json.dumps(DOCUMENT, indent=2))
    place = place_of(themed)
    settle()
    save(themed.window.grab(), f"journey-empty-{scheme}")
    assert cut_off(place) == []
    themed.click(button(place.empty, "Make one from the draft"))
    settle()
    place.steps.open_editor(2)
    settle()
    assert cut_off(place) == []
    place.steps.close_editor()
    journeys(themed).rename("New journey", "View, reach the goal, buy")
    themed.profiles.alter(target="convert", project="10000001", reach="ask")
    place.options.repeats.setValue(3)
    settle()
    themed.click(place.bar.go)
    settle()
    settle()
    assert colours(save(themed.window.grab(), f"journey-{scheme}")) > 10
    assert cut_off(place) == []
    running(themed).cancel()
    assert QApplication.activeModalWidget() is None


@pytest.mark.parametrize("button_of", ["keys", "rehearse"])
def test_what_is_being_typed_is_part_of_what_a_run_sends(
    driver: Driver, place: JourneysPlace, button_of: str
) -> None:
    driver.keys("Return", place.steps.rows[2])
    driver.write(place.steps.editor.order, "B-2")
    if button_of == "keys":
        driver.keys("Ctrl+Return")
    else:  # as on macOS, where a button that is clicked does not take the focus
        place.bar.rehearse.click()
    driver.until(lambda: len(driver.arrived) == 3 and has_ended(driver, place))
    assert [json.loads(one.body)["tid"] for one in driver.arrived] == ["ORDER-1", "ORDER-1", "B-2"]
    place.options.repeats.selectAll()
    driver.write(place.options.repeats, "2")
    driver.keys("Ctrl+Return")
    driver.until(lambda: len(driver.arrived) == 9 and has_ended(driver, place))


def test_a_message_takes_back_no_other_change_than_its_own(
    driver: Driver, place: JourneysPlace
) -> None:
    driver.keys("Del", place.steps.rows[0])
    assert driver.message == "Step 1 deleted."
    driver.click(place.options.stop)
    settle()
    assert driver.message == "", "its Undo would take back the switch"
    driver.keys("Del", place.steps.rows[0])
    settle()
    driver.keys("Ctrl+Z")
    settle()
    assert driver.message == "" and len(place.steps.steps) == 2


def test_the_last_step_is_duplicated_and_the_copy_has_the_keyboard(
    driver: Driver, place: JourneysPlace
) -> None:
    last = place.steps.rows[-1]
    last.setFocus()
    driver.keys("Ctrl+D")
    driver.keys("Ctrl+D")
    assert len(place.steps.rows) == 5 and place.steps.rows[-1].hasFocus()
    driver.keys("Del")
    settle()
    assert len(place.steps.rows) == 4 and place.steps.rows[-1].hasFocus()
    driver.click(place.add_draft)
    assert len(place.steps.rows) == 5 and place.steps.rows[-1].hasFocus()


def test_a_window_that_is_turned_to_shows_what_the_other_has_changed(
    driver: Driver, place: JourneysPlace, open_console: Callable[[], Driver]
) -> None:
    second = open_console()
    other = place_of(second)
    assert len(other.steps.rows) == 3
    second.keys("Del", other.steps.rows[0])
    [stored] = driver.context.folders.journeys.glob("*.json")
    second.until(lambda: "viewExp" not in stored.read_text())
    driver.activate()
    driver.until(lambda: len(place.steps.rows) == 2)
