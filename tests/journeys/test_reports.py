"""Results beside what Convert reports, in the real window, against a stand-in for Convert."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring.core
import pytest
from keyring.backends.null import Keyring
from PySide6.QtGui import QFontMetrics, QGuiApplication

from convert_console.core.convert_api.calls import read_key
from convert_console.widgets.kit.buttons import LinkButton
from convert_console.widgets.ledger.place import ResultsPlace
from convert_console.widgets.theme.theme import px, text_font
from support.convert_api import (
    ACCOUNT,
    CART,
    EXPERIENCE,
    GREEN,
    KEY,
    ORIGINAL,
    PROJECT,
    PURCHASE,
    QUICK,
    SECRET,
    ConvertStandIn,
    convert_stand_in,
)
from support.driver import Driver, focused, settle, visible
from support.pictures import NARROW, WIDE, colours, cut_off, photograph

MARKER = "cc-7f3a91"


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", Keyring())


@pytest.fixture
def convert() -> Iterator[ConvertStandIn]:
    with convert_stand_in() as made:
        yield made


def enter_key(driver: Driver, convert: ConvertStandIn) -> None:
    """A profile that sends to the stand-in, and has its key."""
    driver.context.api.pace = QUICK
    driver.aim(convert.track_url)
    driver.profiles.alter(
        account=ACCOUNT,
        project=PROJECT,
        api_base=convert.url,
        api_key_since="2026-01-01T00:00:00+00:00",
    )
    driver.profiles.secrets.put_api_key(driver.profiles.current, read_key(KEY))


def order(vid: str, amount: float, variation: str = GREEN, **more: Any) -> str:
    pair = {"goals": [PURCHASE], "exps": [EXPERIENCE], "vars": [variation]}
    events = [
        {"evt": "viewExp", "exps": [EXPERIENCE], "vars": [variation]},
        {"evt": "hitGoal", **pair, "goals": [CART]},
        {"evt": "hitGoal", **pair},
        {"evt": "tr", **pair, "r": amount, "prc": 2},
    ]
    ids = {"cid": ACCOUNT, "pid": PROJECT, "vid": vid, "tid": more.pop("tid", vid)}
    return json.dumps({**ids, "seg": {"campaign": MARKER}, "ev": events, **more})


def send(driver: Driver, text: str) -> None:
    driver.paste_json(text)
    driver.begin()
    if driver.question:
        driver.confirm()
    else:
        driver.wait_until_sent()


def open_results(driver: Driver) -> ResultsPlace:
    driver.go("Results")
    [place] = visible(driver.window, ResultsPlace)
    driver.until(lambda: place.model.counted is not None)
    settle()
    return place


def refresh(driver: Driver, place: ResultsPlace) -> None:
    """Press Refresh, and wait until Convert has been asked."""
    driver.click(place.refresh_button)
    driver.until(lambda: place.model.counted is not None and not place.reports.is_reading)
    settle()


def test_without_a_key_the_place_says_what_one_would_add_and_works(driver: Driver) -> None:
    place = open_results(driver)
    driver.profiles.alter(reach="ask")
    settle()
    assert "Add an API key to compare them" in place.key_notice.label.text()
    assert "needs an API key" in place.chain.reported.accessibleName()
    assert not place._bar.new_run.isEnabled()
    driver.click(place.key_notice.cross)
    assert not place.key_notice.isVisible()


def test_a_report_is_held_against_what_was_sent_and_differences_are_explained(
    driver: Driver, convert: ConvertStandIn
) -> None:
    enter_key(driver, convert)
    convert.lost = lambda event: str(event.get("r")) == "123.2"
    convert.project = {"reporting_settings": {"blocked_ips": ["203.0.113.7"]}}
    send(driver, order("v1", 10.5))
    send(driver, order("v2", 123.2))
    place = open_results(driver)
    assert convert.calls == [], "nothing is asked before a click"
    assert place.table.isVisible()
    refresh(driver, place)
    assert place.compared.isVisible() and not place.table.isVisible()
    rows = {row[0]: row[1:] for row in place.compared.rows()}
    purchase = next(row for name, row in rows.items() if PURCHASE in name or "Purchase" in name)
    assert purchase[1:4] == ("2", "2", "equal")
    assert purchase[4:7] == ("133.70", "10.50", "−123.20")
    assert purchase[7] == "4 (−2)"
    assert place.causes.summary.text() == "Causes found for 0 of 123.20"
    assert any("203.0.113.7 – compare with yours" in text for text in place.causes.texts)
    copy, mine, _other = place.causes.buttons
    driver.click(copy)
    assert QGuiApplication.clipboard().text() == "203.0.113.7"
    driver.click(mine)
    settle()
    assert any("Your address is blocked" in text for text in place.causes.texts)
    assert place.causes.summary.text() == "Causes found for 123.20 of 123.20"
    driver.window.resize(1280, 800)
    settle()
    assert cut_off(driver.window) == []


def test_a_report_takes_away_no_remark_about_what_was_not_counted(
    driver: Driver, convert: ConvertStandIn
) -> None:
    enter_key(driver, convert)
    send(driver, order("v1", 10.5))
    send(driver, order("v1", 10.5))
    send(driver, order("v1", 12.5, tid="another"))
    place = open_results(driver)
    before = place.notes.texts
    assert any("1 repeat of a transaction id was not counted" in text for text in before)
    refresh(driver, place)
    assert place.causes.notes.isVisible()
    assert place.causes.notes.texts == before
    [switch] = place.causes.notes.buttons
    driver.click(switch)
    assert driver.profiles.current.transactions == "all"


def test_a_run_is_told_apart_by_a_snapshot_which_goes_with_its_profile(
    driver: Driver, convert: ConvertStandIn
) -> None:
    driver.profiles.add("Other")
    enter_key(driver, convert)
    convert.track(json.loads(order("somebody", 9.0, ORIGINAL)))
    place = open_results(driver)
    driver.click(place._bar.new_run)
    driver.until(lambda: "Snapshot of" in place._period.words)
    driver.until(lambda: "Snapshot" in driver.message)
    kept = driver.context.folders.reports / f"{driver.profiles.current.id}.json"
    assert kept.is_file()
    driver.until(lambda: "Nothing sent since the snapshot" in place._empty.accessibleName())
    send(driver, order("v1", 10.5))
    place = open_results(driver)
    place.refresh_button.setFocus()
    driver.keys("Space", place.refresh_button)
    driver.until(lambda: place.compared.isVisible() and not place.reports.is_reading)
    assert focused() is place.refresh_button, "to refresh keeps the keyboard"
    assert place._bar.state.text().startswith("Read from 127.0.0.1 at ")
    settle()
    assert "Snapshot" in place.chain.snapshot.label.text()
    driver.profiles.alter(name="A shop with a name of many words")
    driver.window.resize(1280, 800)
    settle()
    margins, period = place.span.textMargins(), place.span.shown_text()
    room = place.span.width() - margins.left() - margins.right() - px(20)
    assert QFontMetrics(text_font()).horizontalAdvance(period) <= room, "its time is in sight"
    assert place.chain.reported.accessibleName().startswith("Reported: 2 in the report at ")
    assert {row[3] for row in place.compared.rows() if row[3]} == {"1"}
    assert {row[4] for row in place.compared.rows() if row[4]} == {"equal"}
    driver.profiles.delete()
    driver.profiles.purge_deleted()
    assert not kept.exists()


def test_conversions_that_nobody_looked_for_are_not_called_unseen(
    driver: Driver, convert: ConvertStandIn
) -> None:
    enter_key(driver, convert)
    send(driver, order("v1", 10.5, ORIGINAL))
    send(driver, order("v2", 20.5, GREEN))
    driver.choose_row(0)
    driver.keys("Ctrl+Shift+Y")
    driver.until(lambda: not driver.context.confirming.running)
    driver.until(lambda: driver.context.confirming.states == ["seen"])
    place = open_results(driver)
    refresh(driver, place)
    seen = [row[1] for row in place.compared.rows()]
    assert seen.count("1 of 1") == 2  # its two goals
    assert not any("0 of" in text for text in seen)


def test_a_report_is_not_shown_for_another_project_or_as_one_of_later_requests(
    driver: Driver, convert: ConvertStandIn
) -> None:
    enter_key(driver, convert)
    send(driver, order("v1", 10.5))
    place = open_results(driver)
    refresh(driver, place)
    assert place.compared.isVisible()
    driver.go("Compose")
    send(driver, order("v2", 20.5))
    place = open_results(driver)
    driver.until(lambda: any("after the report was read" in said for said in place.causes.texts))
    driver.profiles.alter(project="10007527")
    settle()
    assert not place.compared.isVisible()
    driver.profiles.alter(project=PROJECT)
    settle()
    assert place.compared.isVisible()


def test_the_texts_of_the_place_are_read_whole_at_every_size(
    driver: Driver, convert: ConvertStandIn
) -> None:
    enter_key(driver, convert)
    convert.status = "inactive"
    send(driver, order("v0", 10.5))
    place = open_results(driver)
    refresh(driver, place)
    for size in ((1024, 700), (1920, 1080)):
        driver.window.resize(*size)
        settle()
        settle()
        assert cut_off(driver.window) == [], size
    assert not visible(place.causes, LinkButton)

    # The fields of the bar, where a window opens.
    driver.profiles.alter(name="A profile with quite a long name for the bar")
    send(driver, order("v1", 10.5))
    place = open_results(driver)
    refresh(driver, place)
    for width in (1024, 1077, 1280, 1440):
        driver.window.resize(width, 700)
        settle()
        for field in (place.span, place.where):
            assert field.captioned is (field.width() >= 150), width
            shown = field.fontMetrics().horizontalAdvance(field.text())
            assert not field.captioned or field.textMargins().left() + shown <= field.width()
        state = place._bar.state
        assert state.isHidden() or state.fontMetrics().horizontalAdvance(state.text()) <= (
            state.width()
        )


def test_a_marker_is_offered_and_limits_the_report(driver: Driver, convert: ConvertStandIn) -> None:
    enter_key(driver, convert)
    convert.track(json.loads(order("somebody", 9.0)) | {"seg": {}})
    send(driver, order("v1", 10.5))
    place = open_results(driver)
    words = [period.words for period in place._periods]
    place._choose_span(words.index(f"Marker {MARKER}"))
    driver.until(lambda: place.model.counted is not None)
    refresh(driver, place)
    assert convert.calls[0].asked["segments"] == {"campaigns": [MARKER]}
    assert {row[4] for row in place.compared.rows() if row[4]} == {"equal"}
    assert f"Marker {MARKER}" in place.chain.marker.label.text()


def test_a_refused_key_is_told_and_asking_is_visible_until_esc_stops_it(
    driver: Driver, convert: ConvertStandIn
) -> None:
    enter_key(driver, convert)
    driver.profiles.secrets.put_api_key(driver.profiles.current, read_key("key-1:wrong-secret"))
    send(driver, order("v1", 10.5))
    place = open_results(driver)
    refresh(driver, place)
    driver.until(lambda: "401" in driver.message)
    assert place.table.isVisible(), "the expected results stay"
    assert SECRET not in driver.message

    driver.profiles.secrets.put_api_key(driver.profiles.current, read_key(KEY))
    driver.context.api.pace = QUICK._replace(back_off=600.0)
    convert.next_answers = [convert.error(429, "Too many requests")]
    driver.click(place.refresh_button)
    driver.until(lambda: "slow down" in place._bar.state.text())
    assert place.refresh_button.text() == "Stop"
    assert place.can_cancel
    driver.keys("Esc")
    driver.until(lambda: not place.reports.is_reading)
    assert place.refresh_button.text() == "Refresh"
    assert place.table.isVisible()


def test_the_secret_and_the_key_are_in_no_file_and_in_no_log(
    driver: Driver,
    convert: ConvertStandIn,
    home: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    enter_key(driver, convert)
    driver.profiles.alter(api_sign_in="bearer")
    convert.next_answers = [convert.error(403, f"The key {KEY} may not.")]
    send(driver, order("v1", 10.5))
    place = open_results(driver)
    refresh(driver, place)
    driver.until(lambda: "403" in driver.message)
    assert SECRET not in driver.message
    refresh(driver, place)
    driver.until(place.compared.isVisible)
    driver.click(place._bar.new_run)
    driver.until(lambda: "Snapshot" in driver.message)
    driver.profiles.export(str(home / "exported.json"))
    driver.profiles.save()
    assert (home / "console" / "reports").is_dir()
    for path in filter(Path.is_file, home.rglob("*")):
        assert SECRET.encode() not in path.read_bytes(), path.name
    assert "api_key_since" not in (home / "exported.json").read_text() or (
        json.loads((home / "exported.json").read_text())["api_key_since"] == ""
    )
    assert SECRET not in caplog.text


NAMES = {
    "account_id": ACCOUNT,
    "project": {"id": PROJECT, "name": "Shop"},
    "goals": [{"id": PURCHASE, "name": "Purchase"}, {"id": CART, "name": "Add to cart"}],
    "experiences": [
        {
            "id": EXPERIENCE,
            "name": "Checkout button",
            "status": "active",
            "goals": [PURCHASE, CART],
            "variations": [
                {"id": ORIGINAL, "name": "Original"},
                {"id": GREEN, "name": "Green button"},
            ],
        }
    ],
}


def test_a_picture_without_a_key(themed: Driver, scheme: str, convert: ConvertStandIn) -> None:
    driver = themed
    driver.aim(convert.track_url)
    driver.profiles.alter(account=ACCOUNT, project=PROJECT, reach="ask")
    driver.context.catalogs.load_text(json.dumps(NAMES), "project.json")
    for number, variation in enumerate((ORIGINAL, GREEN, GREEN)):
        send(driver, order(f"o{number}", 49.9, variation))
    place = open_results(driver)
    driver.window.message.hide()
    for size in (NARROW, WIDE):
        name = f"results-no-key-{scheme}" if size == WIDE else ""
        assert colours(photograph(driver, size, name)) > 5
        assert cut_off(driver.window) == []
    assert place.key_notice.isVisible()
    assert convert.calls == []


def test_a_picture_of_differences_that_are_explained(
    themed: Driver, scheme: str, convert: ConvertStandIn
) -> None:
    driver = themed
    enter_key(driver, convert)
    driver.context.catalogs.load_text(json.dumps(NAMES), "project.json")
    convert.project = {"reporting_settings": {"blocked_ips": ["203.0.113.7", "198.51.100.0/24"]}}
    convert.lost = lambda event: str(event.get("r")) == "168.70"
    convert.experience_status = "paused"
    for number, amount in enumerate((49.9, 99.9)):
        send(driver, order(f"o{number}", amount, ORIGINAL))
    for number, amount in enumerate((123.2, 168.7, 123.2)):
        text = order(f"g{number}", amount)
        send(driver, text.replace("168.7,", "168.70,"))
    place = open_results(driver)
    refresh(driver, place)
    driver.window.message.hide()
    for size in (NARROW, WIDE):
        name = f"results-report-{scheme}" if size == WIDE else ""
        assert colours(photograph(driver, size, name)) > 5
        assert cut_off(driver.window) == []
    assert place.causes.summary.text() == "Causes found for 168.70 of 168.70"
