"""A marketer sends a conversion by names, without seeing JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from convert_console.core.catalog.catalog import Catalog, read_catalog
from convert_console.models.history.model import ROW
from convert_console.widgets.ledger.place import ResultsPlace
from convert_console.widgets.profile.catalog_dialog import CatalogDialog
from convert_console.widgets.verify.dialog import VerifyDialog
from support.driver import Driver, focused, visible

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def sheet(driver: Driver) -> VerifyDialog:
    catalog = read_catalog((DATA / "catalog.json").read_text("utf-8"))
    assert isinstance(catalog, Catalog)
    driver.context.catalog.set(catalog)
    driver.keys("Ctrl+G")
    return visible(driver.window, VerifyDialog)[0]


def wait_for_answer(driver: Driver, sheet: VerifyDialog) -> None:
    driver.until(lambda: sheet.send.text() == "Send another" and sheet.send.isEnabled())
    driver.wait_until_sent()


def test_two_keys_send_a_conversion_of_the_sample_and_lead_to_its_results(
    driver: Driver, sheet: VerifyDialog
) -> None:
    # Two keys send a conversion of the sample.
    before = driver.document.draft
    assert sheet.form.goal.shown_text() == "Purchase"
    assert sheet.form.variation.shown_text() == "Blue"
    assert "sees" not in sheet.form.sentence.accessibleName(), "it sends no view"
    assert sheet.form.effect.text() == "Stays on this machine and counts nowhere."
    driver.keys("Ctrl+Return", sheet)
    wait_for_answer(driver, sheet)
    sent = json.loads(driver.arrived[0].body)
    assert [event["evt"] for event in sent["ev"]] == ["hitGoal", "tr"]
    assert driver.document.draft == before
    titles = [step.title.text() for step in sheet.timeline.steps]
    assert titles == ["Sent", "Accepted", "Seen", "Reported"]
    assert "counts nowhere" in sheet.timeline.steps[2].sentence.text()

    # No view is sent.
    assert "viewExp" not in driver.arrived[0].body.decode()

    # The sheet leads to the expected results.
    driver.click(sheet.results)
    [place] = visible(driver.window, ResultsPlace)
    driver.until(lambda: "Purchase" in [row[0] for row in place.table.rows()])


def test_another_one_is_of_another_visitor_and_order(driver: Driver, sheet: VerifyDialog) -> None:
    for _ in range(2):
        driver.click(sheet.send)
        wait_for_answer(driver, sheet)
        driver.until(lambda: not driver.sending.running)
    driver.until(lambda: len(driver.arrived) == 2)
    first, second = (json.loads(one.body) for one in driver.arrived)
    assert first["vid"] != second["vid"]
    assert first["tid"] != second["tid"]
    assert first["ev"] == second["ev"]


def test_everything_is_chosen_by_name(driver: Driver, sheet: VerifyDialog) -> None:
    driver.search(sheet.form.goal, "Sign-up")
    assert sheet.form.amount.text() == "", "this goal has no revenue"
    driver.search(sheet.form.goal, "Purchase")
    assert sheet.form.amount.text() == "10.00"
    driver.write(sheet.form.amount, "59.90")
    driver.write(sheet.form.products, "")
    assert "pays" in sheet.form.sentence.text() and "59.90" in sheet.form.sentence.text()
    visitor = sheet.form.visitor.toolTip()
    driver.click(sheet.form.renew)
    assert sheet.form.visitor.toolTip() != visitor
    driver.click(sheet.form.show_request)
    assert '"r": 59.90' in sheet.request.toPlainText()
    driver.click(sheet.send)
    wait_for_answer(driver, sheet)
    assert driver.context.history.index(0, 0).data(ROW).verdict == "accepted"


def test_a_decimal_comma_is_mended_or_asked_about(driver: Driver, sheet: VerifyDialog) -> None:
    driver.write(sheet.form.amount, "12,5")
    driver.keys("Ctrl+Return", sheet.form.amount)
    assert sheet.question.isVisible()
    assert focused() is sheet.question.no
    driver.keys("Ctrl+Return", sheet)
    assert not driver.sending.running, "a second Ctrl+Enter never confirms"
    driver.keys("Esc", sheet)
    assert not sheet.question.isVisible() and sheet.isVisible()
    driver.click(sheet.form.use_point)
    assert sheet.form.amount.text() == "12.5"
    assert focused() is sheet.form.amount
    driver.keys("Ctrl+Return", sheet)
    wait_for_answer(driver, sheet)


def test_an_amount_that_is_no_number_is_told_while_it_is_typed(
    driver: Driver, sheet: VerifyDialog
) -> None:
    problem = sheet.form.number_problem
    for typed, told in (
        ("abc", "This is not a number. Write it like 129.90."),
        ("1.299,00", "This is not a number. Write it like 129.90."),
        ("12,5", "A comma is not a decimal point."),
    ):
        driver.write(sheet.form.amount, typed)
        assert problem.isVisible() and problem.text() == told
        assert sheet.form.use_point.isVisible() is (typed == "12,5")
    for typed in ("12.5", ""):
        driver.write(sheet.form.amount, typed)
        assert not problem.isVisible()
    for typed in ("2,5", "0", "two"):
        driver.write(sheet.form.products, typed)
        assert problem.text() == "Enter the number of products: 1 or more."
    driver.write(sheet.form.products, "3")
    assert not problem.isVisible()


def test_an_order_number_may_have_blanks_inside(driver: Driver, sheet: VerifyDialog) -> None:
    order = sheet.form.order
    order.setFocus()
    order.clear()
    driver.qtbot.keyClicks(order, "No 7 ")
    assert sheet._model.conversion.order == "No 7"
    driver.keys("Shift+Tab", order)
    order.selectAll()
    QGuiApplication.clipboard().setText("No 8\n")
    order.paste()
    assert (order.text(), sheet._model.conversion.order) == ("No 8", "No 8")


def test_a_live_target_is_named_and_send_is_the_confirmation(
    driver: Driver, sheet: VerifyDialog
) -> None:
    driver.profiles.alter(target="convert", reach="ask", name="Shop")
    assert sheet.form.effect.text() == "Adds 1 conversion and 123.20 to Shop."
    assert sheet.form.tag.accessibleName() == "LIVE"
    driver.profiles.alter(reach="local")
    assert "is local only" in sheet.form.effect.text()
    driver.keys("Ctrl+Return", sheet)
    assert "is local only" in sheet.notice.text()
    assert not driver.sending.running


def test_it_can_be_put_into_the_draft_as_one_step(driver: Driver, sheet: VerifyDialog) -> None:
    before = driver.document.draft
    driver.click(sheet.put)
    assert driver.document.draft != before
    driver.window.trigger("Undo")
    assert driver.document.draft == before


def test_it_is_saved_under_its_names(driver: Driver, sheet: VerifyDialog) -> None:
    driver.click(sheet.save_as)
    driver.answer_name("Purchase by hand")
    saved = driver.context.saved
    assert [saved.at(row).name for row in range(saved.rowCount())] == ["Purchase by hand"]  # type: ignore[union-attr]


def test_without_names_numbers_are_typed(driver: Driver) -> None:
    driver.context.catalog.set(None)
    driver.keys("Ctrl+G")
    sheet = visible(driver.window, VerifyDialog)[0]
    assert sheet.form.names.isVisible()
    driver.write(sheet.form.goal, "100300309")
    driver.write(sheet.form.variation, "100400101/1004200201")
    document = json.loads(sheet.request.toPlainText())
    assert document["ev"][0] == {
        "evt": "hitGoal",
        "goals": ["100300309"],
        "exps": ["100400101"],
        "vars": ["1004200201"],
    }


def test_a_change_after_a_send_is_of_another_visitor_and_order(
    driver: Driver, sheet: VerifyDialog
) -> None:
    driver.click(sheet.send)
    driver.write(sheet.form.amount, "20.00")
    driver.until(lambda: not driver.sending.running)
    driver.until(sheet.send.isEnabled)
    driver.click(sheet.send)
    driver.until(lambda: len(driver.arrived) == 2)
    driver.until(lambda: not driver.sending.running)
    first, second = (json.loads(one.body) for one in driver.arrived)
    assert first["vid"] != second["vid"]
    assert first["tid"] != second["tid"]


def test_an_order_number_in_the_history_is_not_offered_again(
    driver: Driver, sheet: VerifyDialog
) -> None:
    order = sheet.form.order.text()
    driver.click(sheet.send)
    wait_for_answer(driver, sheet)
    driver.until(lambda: not driver.sending.running)
    assert "The draft is another request." in driver.window.result.sentence.text()
    sheet.reject()
    driver.keys("Ctrl+G")
    (again,) = visible(driver.window, VerifyDialog)
    assert again.form.order.text() > order


def test_send_says_that_another_request_is_being_sent(driver: Driver, sheet: VerifyDialog) -> None:
    driver.sending.send()
    driver.keys("Ctrl+Return", sheet)
    assert "Another request is being sent" in sheet.notice.text()
    driver.until(lambda: not driver.sending.running)


def test_names_are_loaded_over_the_sheet_which_stays_and_lists_them(driver: Driver) -> None:
    driver.context.catalog.set(None)
    driver.keys("Ctrl+G")
    sheet = visible(driver.window, VerifyDialog)[0]
    driver.click(sheet.form.names)
    names = visible(sheet, CatalogDialog)[0]
    driver.context.catalogs.load_text((DATA / "catalog.json").read_text("utf-8"), "names.json")
    driver.keys("Esc", names)
    driver.until(lambda: not visible(sheet, CatalogDialog))
    assert sheet.isVisible()
    assert "Purchase" in [choice.label for choice in sheet.form.goal.choices]


def test_a_button_near_the_events_opens_it(driver: Driver) -> None:
    driver.click(driver.window.builder.events.verify)
    assert visible(driver.window, VerifyDialog)
