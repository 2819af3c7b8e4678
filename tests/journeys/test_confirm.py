"""From accepted to seen: what was sent is looked for in the live log of a stand-in for Convert."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import keyring.core
import pytest
from keyring.backends.null import Keyring
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from convert_console.core.convert_api.sighting import read_sighting
from convert_console.core.export.exported import AnnotatedExchange
from convert_console.core.export.formats import EXPECTATIONS, EXPORT_FORMATS
from convert_console.core.history.columns import Column
from convert_console.core.history.filter_language import Filter
from convert_console.core.journeys.journey import Journey, steps_of
from convert_console.core.orders.mapping import Source
from convert_console.core.request.run_marker import marker_in
from convert_console.models.history.model import ROW
from convert_console.widgets.journeys.place import JourneysPlace
from convert_console.widgets.ledger.place import ResultsPlace
from convert_console.widgets.orders.place import OrdersPlace
from convert_console.widgets.profile.dialog import ProfileDialog
from convert_console.widgets.verify.dialog import VerifyDialog
from support.convert_api import (
    ACCOUNT,
    EXPERIENCE,
    GREEN,
    KEY_ID,
    PROJECT,
    PURCHASE,
    QUICK,
    SECRET,
    ConvertStandIn,
    convert_stand_in,
)
from support.driver import Driver, button, focused, settle, visible, words
from support.pictures import NARROW, WIDE, cut_off, photograph, save


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", Keyring())


@pytest.fixture
def convert() -> Iterator[ConvertStandIn]:
    with convert_stand_in() as stand_in:
        yield stand_in


@pytest.fixture
def shop(driver: Driver, convert: ConvertStandIn) -> Driver:
    return as_shop(driver, convert)


def as_shop(driver: Driver, convert: ConvertStandIn) -> Driver:
    """A window whose profile tracks and asks at the stand-in, with a draft of its project."""
    driver.profiles.alter(account=ACCOUNT, project=PROJECT, api_base=convert.url)
    driver.aim(convert.track_url)
    driver.context.api.pace = QUICK
    pair = {"exps": [EXPERIENCE], "vars": [GREEN], "goals": [PURCHASE]}
    events = [{"evt": "hitGoal", **pair}, {"evt": "tr", **pair, "r": 123.20, "prc": 2}]
    document = {"cid": ACCOUNT, "pid": PROJECT, "vid": "v-1", "tid": "O-1", "ev": events}
    driver.paste_json(json.dumps(document, indent=2))
    return driver


def enter_key(driver: Driver) -> ProfileDialog:
    """Enter a key into the settings, which stay open."""
    driver.window.edit_key()
    [dialog] = visible(driver.window, ProfileDialog)
    driver.write(dialog.api.key_id, KEY_ID)
    driver.write(dialog.api.secret, SECRET)
    driver.keys("Return", dialog.api.secret)
    driver.until(lambda: bool(driver.profiles.current.api_key_since))
    return dialog


def give_key(driver: Driver) -> None:
    dialog = enter_key(driver)
    dialog.accept()
    driver.until(lambda: not dialog.isVisible())


def confirmed(driver: Driver) -> list[str]:
    """Look for the result or the selected rows by keys; the states of the rows, newest first."""
    driver.keys("Ctrl+Shift+Y")
    driver.until(lambda: not driver.context.confirming.running)
    return seen(driver)


def seen(driver: Driver) -> list[str]:
    model = driver.context.history
    return [model.index(row, 0).data(ROW).seen for row in range(model.rowCount())]


def test_a_marked_send_is_seen_and_keeps_the_log_s_own_entry(
    shop: Driver, convert: ConvertStandIn
) -> None:
    give_key(shop)
    shop.context.marking.mark()
    marker = marker_in(shop.document.payload)
    shop.send()
    assert confirmed(shop) == ["seen"]
    assert shop.message == f"The live log of 127.0.0.1 shows it, with the marker {marker}."
    assert f"with the marker {marker}" in shop.window.result.sentence.text()
    shop.choose_row(0)
    detail = shop.window.history.detail
    assert detail is not None
    shown = detail.words
    shop.until(lambda: "Live log: Seen." in shown.text)
    assert f"Marker: {marker}, sent as campaign." in shown.text
    assert "Observed: The campaign" in shown.text
    model = shop.context.history
    exchange = model.exchange_at(0)
    assert exchange is not None
    finding = read_sighting(exchange.sighting)
    assert finding is not None
    assert [event.state for event in finding.events] == ["seen", "seen"]
    (entry,) = finding.events[1].entries
    assert json.loads(exchange.sighting)["events"][1]["entry"] == convert.live[-1]
    assert entry.campaign == marker
    assert model.index(0, Column.VERDICT).data() == "Accepted"


def test_what_comes_late_is_waited_for_in_sight_and_can_be_hurried(
    shop: Driver, convert: ConvertStandIn
) -> None:
    give_key(shop)
    shop.context.api.pace = QUICK._replace(look=600.0)
    convert.hidden_from_log = True
    shop.context.marking.mark()
    shop.send()
    shop.keys("Ctrl+Shift+Y")
    confirming = shop.context.confirming
    waits = "Looking in Convert's live log. 0 of 1 seen. Next look in"
    shop.until(lambda: waits in shop.message)
    convert.show()
    shop.keys("F6")
    assert focused() is button(shop.window.message, "Look now")
    shop.keys("Space")
    shop.until(lambda: not confirming.running)
    assert seen(shop) == ["seen"]
    assert "Looking in" not in shop.message


def test_a_busy_server_cannot_be_asked_sooner(shop: Driver, convert: ConvertStandIn) -> None:
    give_key(shop)
    shop.context.api.pace = QUICK._replace(back_off=600.0)
    convert.next_answers = [convert.error(429, "Too many requests")]
    shop.send()
    shop.keys("Ctrl+Shift+Y")
    shop.until(lambda: "asks to slow down" in shop.message)
    shown = [one.text() for one in visible(shop.window.message, QPushButton)]
    assert "Stop" in shown and "Look now" not in shown
    shop.keys("Esc")
    shop.until(lambda: not shop.context.confirming.running)


def test_a_look_can_be_stopped_by_esc_and_what_is_known_stays(
    shop: Driver, convert: ConvertStandIn
) -> None:
    give_key(shop)
    convert.hidden_from_log = True
    shop.send()
    shop.keys("Ctrl+Shift+Y")
    shop.until(lambda: bool(shop.context.confirming.states))
    shop.keys("Esc")
    shop.until(lambda: not shop.context.confirming.running)
    assert shop.message.startswith("Stopped.")
    shop.until(lambda: seen(shop) == ["not-seen"])


def test_a_look_follows_its_profile_as_it_is_by_then(shop: Driver, convert: ConvertStandIn) -> None:
    shop.profiles.add("Other")
    shop.profiles.choose(next(own for own, name in shop.profiles.names.items() if name != "Other"))
    give_key(shop)
    profiles, confirming = shop.profiles, shop.context.confirming
    shop.context.api.pace = QUICK._replace(look=600.0)
    shop.context.marking.mark()

    def looked(meanwhile: Callable[[], object]) -> tuple[str, int]:
        """What is told of a send if this happens before the second look, and its questions."""
        convert.hidden_from_log = True
        shop.begin()
        if shop.question:
            shop.confirm()
        shop.wait_until_sent()
        shop.window.history.table.clearSelection()
        shop.keys("Ctrl+Shift+Y")
        shop.until(lambda: confirming.next_look is not None)
        asked = len(convert.calls)
        meanwhile()
        convert.show()
        confirming.look_now()
        shop.until(lambda: not confirming.running)
        [finding] = confirming.findings.values()
        return finding.reason, len(convert.calls) - asked

    told, questions = looked(lambda: profiles.alter(name="Another name"))
    assert "shows it, with the marker" in told and questions == 1
    told, questions = looked(lambda: profiles.alter(api_base="https://api.shop.invalid/api/v2"))
    assert "address was changed meanwhile." in told and questions == 0
    profiles.alter(api_base=convert.url)
    give_key(shop)
    told, questions = looked(shop.context.key_check.remove)
    assert "There is no API key" in told and questions == 0
    give_key(shop)
    told, questions = looked(profiles.delete)
    assert "was deleted meanwhile." in told and questions == 0


def test_each_state_is_told_apart_in_words_and_exports(
    shop: Driver, convert: ConvertStandIn
) -> None:
    give_key(shop)
    shop.context.confirming.wait = 0.0
    shop.send()
    assert confirmed(shop) == ["similar"]
    assert "but it was sent without a marker" in shop.message
    convert.rights = frozenset()
    shop.send()
    shop.window.history.table.clearSelection()
    assert confirmed(shop)[0] == "cannot-tell"
    assert "no right to this" in shop.message
    kept = [one for row in range(2) if (one := shop.context.history.exchange_at(row))]
    listed = [AnnotatedExchange(one) for one in kept]
    for name, export in EXPORT_FORMATS.items():
        written = export.write(listed, 0.0)
        assert SECRET not in written
        if name not in ("plan", EXPECTATIONS):
            assert "one like it" in written or "similar" in written, name
            assert "no right" in written or "cannot-tell" in written, name
    for state, found in (("similar", 1), ("cannot-tell", 1), ("seen", 0)):
        assert len(shop.context.store.newest(9, Filter(seen=state))) == found


def test_one_entry_of_the_log_is_claimed_by_one_row_though_each_is_confirmed_alone(
    shop: Driver, convert: ConvertStandIn
) -> None:
    give_key(shop)
    shop.context.confirming.wait = 0.0
    shop.send()
    convert.lost = lambda _event: True
    shop.send()
    for row in (0, 1):
        shop.choose_row(row)
        shop.window.history.table.setFocus()
        confirmed(shop)
    shop.until(lambda: "" not in seen(shop))
    assert sorted(seen(shop)) == ["not-seen", "similar"]


def test_without_a_key_confirm_says_where_to_enter_one_and_asks_nobody(
    shop: Driver, convert: ConvertStandIn
) -> None:
    shop.send()
    shop.keys("Ctrl+Shift+Y")
    shop.until(lambda: "There is no API key for this profile." in shop.message)
    assert not convert.calls
    shop.click(button(shop.window.message, "Enter a key…"))
    [dialog] = visible(shop.window, ProfileDialog)
    assert dialog.pages.titles.currentRow() == dialog.API_KEY
    dialog.accept()


def test_a_rehearsal_is_not_looked_for_at_convert(driver: Driver) -> None:
    driver.send()
    driver.keys("Ctrl+Shift+Y")
    driver.until(lambda: "so Convert never got it" in driver.message)
    assert seen(driver) == [""]


def test_a_local_only_profile_never_asks(shop: Driver, convert: ConvertStandIn) -> None:
    give_key(shop)
    shop.send()
    shop.profiles.alter(reach="local", api_base="https://api.shop.invalid/api/v2")
    dialog = enter_key(shop)
    assert not dialog.api.button.isEnabled()
    assert "local only" in dialog.api.note.text()
    dialog.accept()
    shop.keys("Ctrl+Shift+Y")
    shop.until(lambda: bool(shop.message))
    assert not convert.calls


def test_the_page_says_what_a_key_may_where_it_is_kept_and_when_it_is_lost(
    shop: Driver, convert: ConvertStandIn
) -> None:
    page = enter_key(shop).api
    shop.until(lambda: "until the window closes" in page.kept.text())
    assert page.secret.placeholderText() == "Known until the window closes; type to replace it"
    assert not any("Kept in this system's keyring" in said for said in words(page))

    def checked() -> None:
        shop.click(page.button)
        shop.until(lambda: not shop.context.key_check.running)

    # A key is tried, and each refusal is said.
    checked()
    assert "the last 100 events of the project" in words(page)
    convert.rights = frozenset({"user", "live", "names", "report"})
    checked()
    assert any("The key has no right to this." in said for said in words(page))
    convert.next_answers = [convert.error(401, "no")]
    checked()
    assert "Check key ID and secret" in page.note.text()

    def warns() -> bool:
        return any("By http the secret can be read" in said for said in words(page))

    # A secret that would be sent readably is warned of.
    shop.profiles.alter(api_sign_in="bearer")
    assert not warns()
    shop.profiles.alter(api_base="http://api.shop.invalid/api/v2")
    assert warns()
    shop.profiles.alter(api_sign_in="signature")
    assert not warns()
    page.window().close()

    # A key is lost with the system's memory of it.
    shop.profiles.add("Other")
    shop.profiles.alter(api_key_since="2026-01-01T00:00:00+00:00")
    shop.window.edit_key()
    [dialog] = visible(shop.window, ProfileDialog)
    lost = "The API key is not known on this machine. Enter it again."
    shop.until(lambda: any(lost in said for said in words(dialog.api)))
    assert dialog.api.secret.placeholderText() == ""
    shop.write(dialog.api.key_id, f"{KEY_ID}:{SECRET}")
    shop.keys("Return", dialog.api.key_id)
    shop.until(lambda: not any(lost in said for said in words(dialog.api)))
    dialog.accept()


def test_the_secret_is_in_no_file_and_no_log(
    shop: Driver, convert: ConvertStandIn, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    give_key(shop)
    shop.profiles.alter(api_sign_in="bearer")
    shop.context.marking.mark()
    shop.send()
    assert confirmed(shop) == ["seen"]
    shop.close()
    for file in home.rglob("*"):
        if file.is_file():
            assert SECRET.encode() not in file.read_bytes(), file
    assert SECRET not in caplog.text
    assert convert.calls[0].headers["authorization"] == f"Bearer {KEY_ID}:{SECRET}"


@pytest.fixture
def sheet(shop: Driver) -> VerifyDialog:
    """The guided sheet over a profile with a key, and with the goal of the draft."""
    give_key(shop)
    shop.keys("Ctrl+G")
    [dialog] = visible(shop.window, VerifyDialog)
    return dialog


def titles(sheet: VerifyDialog) -> list[str]:
    return [step.title.text() for step in sheet.timeline.steps]


def test_a_guided_conversion_ends_with_a_sentence_to_forward_and_its_evidence(
    shop: Driver, sheet: VerifyDialog, convert: ConvertStandIn, tmp_path: Path
) -> None:
    convert.hidden_from_log = True
    shop.click(sheet.form.show_request)
    shown = json.loads(sheet.request.toPlainText())
    marker = marker_in(shown)
    assert marker
    assert f"It gets the marker {marker}." in sheet.timeline.steps[0].sentence.text()
    shop.click(sheet.form.show_request)
    shop.click(sheet.send)
    shop.until(lambda: shop.context.confirming.next_look is not None)
    assert convert.tracked == [json.loads(json.dumps(shown), parse_float=Decimal)]
    assert titles(sheet) == ["Sent", "Accepted", "Seen", "Reported"]
    assert "Looking in Convert's live log." in sheet.timeline.steps[2].sentence.text()
    convert.show()
    shop.until(lambda: not shop.context.confirming.running)
    assert f"with the marker {marker}" in sheet.timeline.steps[2].sentence.text()
    shop.click(sheet.outcome.copy)
    forwarded = QGuiApplication.clipboard().text()
    for words_of_it in (
        "a test conversion of",
        marker,
        "to this machine only, as a rehearsal: it is in no report",
        "The live log of 127.0.0.1 shows it, as looked up at",
    ):
        assert words_of_it in forwarded
    assert "Convert" not in forwarded
    page = tmp_path / "proof.html"
    row = shop.context.history.row(0)
    assert row is not None
    sheet.evidence_wanted.emit(row.id, EXPORT_FORMATS["evidence"], str(page))
    shop.until(page.exists)
    proof = page.read_text("utf-8")
    assert "The log's own entry" in proof or "The log&#39;s own entry" in proof
    assert "This is not Convert's own live log" in proof
    assert marker in proof
    sheet.reject()


def test_a_guided_wait_is_stopped_by_esc_and_says_what_is_not_known(
    shop: Driver, sheet: VerifyDialog, convert: ConvertStandIn
) -> None:
    convert.hidden_from_log = True
    shop.click(sheet.send)
    shop.until(lambda: bool(shop.context.confirming.states))
    shop.keys("Esc", sheet)
    shop.until(lambda: not shop.context.confirming.running)
    assert sheet.isVisible()
    assert titles(sheet)[2] == "Not seen"
    assert "does not prove that it was not recorded" in sheet.outcome.sentence.text()
    convert.show()
    shop.click(sheet.look.now)
    shop.until(lambda: titles(sheet)[2] == "Seen" and not shop.context.confirming.running)
    first = convert.tracked[0]["seg"]["campaign"]
    shop.click(sheet.send)
    shop.until(lambda: len(convert.tracked) == 2)
    assert convert.tracked[1]["seg"]["campaign"] != first
    shop.until(lambda: not shop.sending.running and not shop.context.confirming.running)
    sheet.reject()


def test_a_guided_conversion_without_a_key_names_what_one_would_add(
    shop: Driver, convert: ConvertStandIn
) -> None:
    shop.keys("Ctrl+G")
    [sheet] = visible(shop.window, VerifyDialog)
    shop.profiles.alter(target="convert", reach="ask")
    assert sheet.look.key.isVisible()
    shop.click(sheet.look.key)
    [dialog] = visible(shop.window, ProfileDialog)
    assert dialog.pages.titles.currentRow() == dialog.API_KEY
    dialog.accept()
    sheet.reject()
    assert not convert.calls


def counted(place: ResultsPlace) -> int:
    """How many requests the results count."""
    count = place.model.counted
    return count.ledger.requests if count is not None else 0


def test_a_run_is_followed_from_the_snapshot_to_the_report_and_its_evidence(
    shop: Driver, convert: ConvertStandIn, tmp_path: Path
) -> None:
    give_key(shop)
    shop.profiles.alter(reach="free")
    convert.track({"vid": "somebody", **json.loads(shop.document.draft.text), "seg": {}})
    convert.hidden_from_log = True
    tools = shop.composition.tools
    steps = steps_of(shop.document.draft, pause=0.0)
    tools.journeys.add(Journey("Buy", steps, repeats=2, new_order=True, mark=True))
    shop.go("Journeys")
    [journeys] = visible(shop.window, JourneysPlace)
    shop.until(journeys.options.snapshot.isVisible)
    shop.click(journeys.options.snapshot)
    [results] = visible(shop.window, ResultsPlace)
    shop.until(lambda: "Snapshot taken." in shop.message)
    shop.click(button(shop.window.message, "Go to Journeys"))
    assert journeys.isVisible()
    shop.until(journeys.bar.go.isEnabled)
    shop.click(journeys.bar.go)
    shop.until(lambda: not tools.journey.going and tools.journey.record is not None)
    record = tools.journey.record
    assert record is not None and record.accepted == 4

    convert.show()
    shop.keys("Ctrl+Shift+Y")
    shop.until(lambda: not shop.context.confirming.running and record.looked_up)
    assert record.seen == 4

    shop.go("Results")
    shop.until(lambda: counted(results) == 4)
    shop.click(results.refresh_button)
    shop.until(lambda: not results.reports.is_reading and results.compared.isVisible())
    [purchase] = [row for row in results.compared.rows() if "Purchase" in row[0]]
    assert purchase[2:8] == ("2", "2", "equal", "246.40", "246.40", "equal")
    assert results.chain.seen.accessibleName().startswith("Seen: 2")

    page = tmp_path / "evidence.html"
    rows = [shop.context.store.id_of(uid) for uid in record.exchanges]
    tools.exports.export(rows, EXPORT_FORMATS["evidence"], page)
    shop.until(page.exists)
    proof = page.read_text("utf-8")
    assert proof.count(f"The live log of 127.0.0.1 shows it, with the marker {record.marker}") >= 4
    assert SECRET not in proof
    assert {call.headers["host"] for call in convert.calls} == {convert.url.split("/")[2]}


def test_orders_have_one_marker_and_are_confirmed_as_a_whole(
    shop: Driver, convert: ConvertStandIn, tmp_path: Path
) -> None:
    give_key(shop)
    file = tmp_path / "orders.csv"
    file.write_text("tid,r,prc,campaign\nA-1,10.50,1,\nA-2,20.00,2,\nA-3,5.00,1,sale\n", "utf-8")
    shop.profiles.alter(reach="free")
    tools = shop.composition.tools
    tools.open_orders(str(file))
    [place] = visible(shop.window, OrdersPlace)
    orders, sending = tools.orders.orders, tools.orders.sending
    for key, ids in (("goals", PURCHASE), ("exps", EXPERIENCE), ("vars", GREEN)):
        orders.set_source(key, Source("constant", ids))
    place.turn_to("check")
    shop.click(place.panel.snapshot)
    shop.until(lambda: "Snapshot taken." in shop.message)
    assert "aggregated_report" in convert.paths()
    shop.click(button(shop.window.message, "Go to Orders"))
    shop.until(place.isVisible)
    shop.click(place.panel.mark)
    marker = place.panel.marker.text()
    preview = orders.preview
    assert preview is not None and marker_in(preview.draft.payload) == marker
    orders.check(sending.past)
    shop.until(lambda: not orders.checking and orders.is_surveyed)
    for question in orders.unanswered:
        orders.answer(question, question.choices[0].value)
    shop.until(place.panel.go.isEnabled)
    shop.click(place.panel.go)
    shop.until(lambda: sending.progress.ended and not sending.going)
    assert [one["seg"]["campaign"] for one in convert.tracked] == [marker, marker, "sale"]
    assert place.panel.marker.text() != marker, "another run has another one"
    place.turn_to("send")
    shop.context.confirming.wait = 0.0
    shop.click(place.outcome.confirm)
    confirming = shop.context.confirming
    shop.until(lambda: not confirming.running and len(confirming.states) == 3)
    assert sorted(confirming.states) == ["seen", "seen", "similar"]


def test_a_run_has_one_marker_and_is_confirmed_as_a_whole(
    shop: Driver, convert: ConvertStandIn
) -> None:
    give_key(shop)
    tools = shop.composition.tools
    steps = steps_of(shop.document.draft, pause=0.0)
    own = replace(steps[0], text=steps[0].text.replace('"cid"', '"seg": {"campaign": "x"}, "cid"'))
    tools.journeys.add(Journey("Two and a half", (*steps, own), repeats=2, new_order=True))
    shop.go("Journeys")
    [place] = visible(shop.window, JourneysPlace)
    shop.click(place.options.mark)
    shop.profiles.alter(reach="free")
    shop.until(place.bar.go.isEnabled)
    shop.click(place.bar.go)
    shop.until(lambda: not tools.journey.going and tools.journey.record is not None)
    campaigns = [document["seg"]["campaign"] for document in convert.tracked]
    [marker] = {campaign for campaign in campaigns if campaign != "x"}
    assert campaigns == [marker, marker, "x"] * 2
    record = tools.journey.record
    assert record is not None and record.marker == marker
    shop.until(lambda: f"marker {marker}" in place.runs.state.text())
    assert "Not marked, since they have a campaign: steps 3 (x)." in place.runs.sentence.text()
    shop.context.confirming.wait = 0.0
    shop.click(place.runs.confirm)
    shop.until(lambda: not shop.context.confirming.running and record.looked_up)
    states = [[cell.seen for cell in each.cells] for each in record.rounds]
    assert states == [["seen", "seen", "similar"]] * 2
    shop.until(lambda: "4 seen" in place.runs.count.text())


def test_what_is_seen_is_pictured_and_nothing_is_cut(
    themed: Driver, scheme: str, convert: ConvertStandIn
) -> None:
    shop = as_shop(themed, convert)
    shop.profiles.alter(name="Example shop")
    dialog = enter_key(shop)
    shop.click(dialog.api.button)
    shop.until(lambda: not shop.context.key_check.running)
    settle()
    save(dialog.grab(), f"api-key-{scheme}")
    assert cut_off(dialog) == []
    dialog.accept()

    shop.context.confirming.wait = 0.0
    convert.lost = lambda event: event["evt"] == "tr"
    shop.context.marking.mark()
    shop.send()
    assert confirmed(shop) == ["not-seen"]
    convert.lost = lambda _event: False
    shop.send()
    shop.window.history.table.clearSelection()
    assert confirmed(shop)[0] == "seen"
    shop.window.message.dismiss()
    shop.choose_row(0)
    detail = shop.window.history.detail
    assert detail is not None
    shop.until(lambda: "Live log: Seen." in detail.words.text)
    for size in (NARROW, WIDE):
        photograph(shop, size, f"confirm-{scheme}" if size == WIDE else "")
        assert cut_off(shop.window) == []

    shop.keys("Ctrl+G")
    [sheet] = visible(shop.window, VerifyDialog)
    shop.click(sheet.send)
    shop.until(lambda: bool(shop.context.confirming.states))
    shop.until(lambda: not shop.context.confirming.running and not shop.sending.running)
    settle()
    save(sheet.grab(), f"verify-seen-{scheme}")
    assert cut_off(sheet) == []
    sheet.reject()


def test_what_was_sent_long_ago_is_looked_for_once(shop: Driver, convert: ConvertStandIn) -> None:
    give_key(shop)
    shop.send()
    convert.live.clear()
    convert.crowd()
    shop.context.store.change(lambda db: db.execute("UPDATE entry SET sent_at = sent_at - 9000"))
    shop.choose_row(0)
    assert confirmed(shop) == ["cannot-tell"]
    assert "all of them were later than this request" in shop.message
    assert convert.paths() == ["livedata"]
