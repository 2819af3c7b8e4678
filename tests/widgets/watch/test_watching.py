"""A page is watched from the window, in a real browser, against a shop of this machine."""

from __future__ import annotations

import json
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication

from convert_console.core.history.columns import Column
from convert_console.core.traffic.expectations import read_expectations
from convert_console.models.history.model import ROW
from convert_console.models.watch.watching import PageWatching, Wanted
from convert_console.services.storage.folders import SESSION_PREFIX
from convert_console.widgets.history.detail import HistoryDetail
from convert_console.widgets.history.row_actions import more_menu
from convert_console.widgets.traffic.place import TrafficPlace
from convert_console.widgets.watch.dialog import AGAIN, NO_ADDRESS, VariationDialog, WatchDialog
from support.collecting import port_of, running
from support.driver import Driver, button, settle, visible, words
from support.shop import CATALOG
from support.watching import (
    HOST,
    canary,
    main_process,
    needs_browser,
    processes_with,
    program,
    shop,
    wait_until_gone,
)

pytestmark = needs_browser

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0"
SALE = """
const sendSale = () => fetch(URL_, { method: "POST", keepalive: true, headers: json,
  body: JSON.stringify({ cid: "10000009", pid: "10000001", vid: "shop-visitor-1", tid: "T-1", ev: [
    { evt: "hitGoal", goals: ["100300301"], exps: ["100400101"], vars: ["1004200201"] },
    { evt: "tr", goals: ["100300301"], exps: ["100400101"], vars: ["1004200201"],
      r: "59.90", prc: 1 } ] }) });
addEventListener("DOMContentLoaded", () => sendSale());
"""
VISITOR = "1796040221187-0.4718203365201884"
SCRIPT = f"""
window.convert = {{ data: {json.dumps(CATALOG)} }};
document.cookie = "_conv_v=vi:1*sc:1*exp:{{100400101.{{v.1004200201-g.{{}}}}}}; path=/";
document.cookie = "_conv_s=si:1*sh:{VISITOR}*pv:1; path=/";
document.cookie = "cart=42; path=/";
post(location.search || "plain", {{}});
"""
"""What Convert's script leaves on a page; the visitor tells how the page was opened."""


def browser_in(folder: Path, rules: str) -> str:
    """The browser as a program without a window."""
    return str(program(folder, rules, "--headless", f"--user-agent={AGENT}"))


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[str]:
    """A browser that reaches nothing but this machine."""
    with canary() as guard:
        yield browser_in(tmp_path / "program", guard.rules)


@pytest.fixture
def place(driver: Driver) -> TrafficPlace:
    driver.window.trigger("Traffic")
    (made,) = visible(driver.window, TrafficPlace)
    return made


def watching(driver: Driver) -> PageWatching:
    return driver.composition.tools.watching


def open_sheet(driver: Driver, place: TrafficPlace) -> WatchDialog:
    driver.click(place.head.watch)
    (dialog,) = visible(driver.window, WatchDialog)
    return dialog


def empty_words(place: TrafficPlace) -> str:
    """Why the list is empty, with the next step."""
    return " ".join(words(place.list.empty))


def watch(driver: Driver, place: TrafficPlace, url: str, browser: str, *clicks: str) -> None:
    """Watch a page as a person does, until the browser is there."""
    dialog = open_sheet(driver, place)
    driver.write(dialog.address, url)
    driver.search(dialog.browser, browser)
    for text in clicks:
        driver.click(button(dialog, text), QPoint(8, 8))
    driver.click(dialog.start_button)
    driver.until(lambda: watching(driver).state == "watching")


def rows(place: TrafficPlace) -> list[Any]:
    model = place.list.table.model()
    return [model.index(row, 0).data(ROW) for row in range(model.rowCount())]


def select(driver: Driver, place: TrafficPlace, row: int) -> HistoryDetail:
    """Click a row; returns its details."""
    settle()
    table = place.list.table
    driver.click(table.viewport(), table.visualRect(table.model().index(row, Column.TIME)).center())
    detail = place.list.detail
    assert detail is not None
    uid = rows(place)[row].uid
    driver.until(
        lambda: [d.exchange.id for d in place.list.table.history.selected.details] == [uid]
    )
    return detail


def browsers(home: Path) -> Path:
    return home / "console" / "browsers"


def temporary_folders() -> list[Path]:
    return [*Path(tempfile.gettempdir()).glob(f"{SESSION_PREFIX}{os.getpid()}-*")]


def test_a_page_s_requests_are_rows_until_the_watch_is_stopped(
    driver: Driver, place: TrafficPlace, browser: str, home: Path
) -> None:
    with shop(SALE) as (pages, _other):
        watch(driver, place, pages.url, browser)
        assert "Nothing reaches Convert" in place.band.words.text()
        dialog = open_sheet(driver, place)
        assert dialog.note.text().startswith(AGAIN)
        dialog.close()
        driver.until(lambda: len(rows(place)) == 1)
        (row,) = rows(place)
        assert (row.verdict, row.source, row.here) == ("inbound-accepted", "page", True)
        assert (row.call, row.page) == ("fetch", f"{pages.url}/")
        check_row(driver, place, f"{pages.url}/")
        driver.go("Traffic")
        driver.click(place.band.stop)
        driver.until(lambda: not watching(driver).is_on)
    assert driver.message == "Stopped watching. It saw 1 request to Convert."
    assert not place.band.isVisible()
    wait_until_gone(str(browsers(home)))
    assert list(browsers(home).iterdir()) == []
    assert temporary_folders() == []


def check_row(driver: Driver, place: TrafficPlace, page: str) -> None:
    """Its row tells what was sent and from where, and is used."""
    detail = select(driver, place, 0)
    for told in ("Purchase", f"Page: {page}", "By: fetch", "Called: from 127.0.0.1:"):
        assert told in detail.words.text
    assert " sendSale" in detail.words.text
    assert "None: it was answered on this machine" in detail.words.text
    detail.pages.turn_to(2)
    assert detail.problems is not None
    assert "text" in str(detail.problems.problem_model.index(0, 0).data())
    detail.pages.turn_to(3)
    assert detail.bytes is not None
    assert f"Host: {HOST}" in detail.bytes.toPlainText()
    (expect,) = [one for one in more(place, detail) if one.text() == "Expect this in CI"]
    expect.trigger()
    driver.until(lambda: "Copied for --expect" in driver.message)
    plan = read_expectations(QGuiApplication.clipboard().text())
    assert [one.name for one in plan.expectations] == ["Purchase 59.90"]  # type: ignore[union-attr]
    driver.click(button(detail, "Compare…"))
    driver.until(lambda: driver.window.comparison is not None)
    compared = driver.window.comparison
    assert compared is not None and compared.isVisible()
    shown = [compared.model.index(row, 1).data() for row in range(compared.model.rowCount())]
    shown += [compared.model.index(row, 2).data() for row in range(compared.model.rowCount())]
    assert '"shop-visitor-1"' in shown
    driver.window.close_comparison()
    driver.go("Traffic")
    driver.click(button(detail, "Open as draft"))
    assert json.loads(driver.document.draft.text)["vid"] == "shop-visitor-1"
    assert driver.profiles.current.user_agent != AGENT
    driver.keys("Ctrl+Z")
    assert "shop-visitor-1" not in driver.document.draft.text


def more(place: TrafficPlace, detail: HistoryDetail) -> list[Any]:
    """What the menu of the details offers."""
    return more_menu(place.list.row_actions, detail).actions()


def test_names_and_visitor_are_taken_and_the_page_is_opened_in_a_variation(
    driver: Driver, place: TrafficPlace, browser: str
) -> None:
    driver.context.catalogs.forget()
    before = driver.document.draft.text
    with shop(SCRIPT) as (pages, _other):
        watch(driver, place, f"{pages.url}/", browser)
        driver.until(lambda: [row.summary.vid for row in rows(place)] == ["plain"])
        driver.window.trigger("Load the watched page's names")
        driver.until(lambda: "Names loaded into" in driver.message)
        catalog = driver.context.catalog.value
        assert catalog is not None
        assert catalog.name("variation", "1004200201") == "Green button"
        driver.window.trigger("Put the watched page's visitor into the draft")
        driver.until(lambda: "Took visitor" in driver.message)
        assert driver.message.startswith(f"Took visitor {VISITOR} in Green button.")
        document = json.loads(driver.document.draft.text)
        assert document["vid"] == VISITOR
        assert {(*one["exps"], *one["vars"]) for one in document["ev"]} == {
            ("100400101", "1004200201")
        }
        driver.window.trigger("Put the watched page's visitor into the draft")
        driver.until(lambda: "has the page's visitor" in driver.message)
        driver.keys("Ctrl+Z")
        assert driver.document.draft.text == before, "one step"
        watching(driver).take_visitor()
        driver.until(lambda: "Took visitor" in driver.message)
        driver.click(button(driver.window.message, "Undo"))
        assert driver.document.draft.text == before
        driver.window.trigger("Open the watched page in a variation…")
        (sheet,) = visible(driver.window, VariationDialog)
        driver.search(sheet.variation, "Original")
        driver.click(sheet.open_button)
        driver.until(lambda: len(rows(place)) == 2)
        assert rows(place)[0].summary.vid == "?_conv_eforce=100400101.1004200200"


def test_a_page_without_convert_s_script_says_so(
    driver: Driver, place: TrafficPlace, browser: str
) -> None:
    with shop("") as (pages, _other):
        assert "No requests yet" in empty_words(place)
        driver.click(button(place.list.empty, "Watch a page…"))
        (dialog,) = visible(driver.window, WatchDialog)
        dialog.close()
        watch(driver, place, pages.url, browser)
        assert "Nothing sent to Convert yet" in empty_words(place)
        driver.click(button(place.list.empty, "Show browser"))
        watching(driver).take_names()
        driver.until(lambda: "This page has no names" in driver.message)
        watching(driver).take_visitor()
        driver.until(lambda: "This page has no visitor yet" in driver.message)


def test_observed_requests_go_on_and_their_answer_is_shown(
    driver: Driver, place: TrafficPlace, tmp_path: Path
) -> None:
    driver.profiles.alter(reach="free")
    with running() as endpoint, shop(SALE, f"http://{HOST}/track") as (pages, _other):
        rules = f"MAP *.convertexperiments.com 127.0.0.1:{port_of(endpoint)} , MAP * ~NOTFOUND"
        rules += " , EXCLUDE 127.0.0.1"
        watch(driver, place, pages.url, browser_in(tmp_path / "program", rules), "Observe")
        assert "counts in live statistics" in place.band.words.text()
        driver.until(lambda: len(rows(place)) == 1)
        (row,) = rows(place)
        assert (row.verdict, row.source, row.here, row.status) == ("accepted", "page", False, 200)
        assert len(endpoint.received()) == 1
        detail = select(driver, place, 0)
        assert "Proof: Not looked up" in detail.words.text
        driver.profiles.alter(reach="local")
        driver.until(lambda: not watching(driver).is_on)
        assert "is local only now, so observing has ended." in driver.message


def test_before_a_watch_its_mode_is_chosen_and_what_cannot_start_is_named(
    driver: Driver, place: TrafficPlace, tmp_path: Path, home: Path
) -> None:
    # A mode is chosen by a click anywhere on it and stays.
    driver.profiles.alter(reach="ask")
    dialog = open_sheet(driver, place)
    for card, other in ((dialog.observe, dialog.answer), (dialog.answer, dialog.observe)):
        for _ in range(2):
            driver.click(card, QPoint(card.width() - 8, card.height() - 8))
            driver.click(card.radio, QPoint(8, 8))
            assert (card.radio.isChecked(), other.radio.isChecked()) == (True, False)
    dialog.close()

    # A local only profile may only answer here.
    driver.profiles.alter(reach="local")
    dialog = open_sheet(driver, place)
    assert not dialog.observe.radio.isEnabled()
    assert "is local only, so nothing may leave this machine" in dialog.observe.sentence.text()
    assert dialog.answer.radio.isChecked()
    dialog.close()
    place.band.mode_wanted.emit(True)
    driver.until(lambda: "is local only" in driver.message)
    assert not visible(driver.window, WatchDialog)
    watching(driver).start(Wanted("http://127.0.0.1:9/", observes=True))
    driver.until(lambda: "is local only" in driver.message)
    assert not watching(driver).is_on

    # A program that is no browser is named.
    broken = tmp_path / "broken.sh"
    broken.write_text("#!/bin/sh\necho 'No screen here.' >&2\nexit 3\n")
    broken.chmod(0o700)
    for path, sentence in (
        (str(broken), "broken.sh did not start: No screen here."),
        ("/nowhere/at/all", "/nowhere/at/all is no program."),
    ):
        watching(driver).start(Wanted("http://127.0.0.1:9/", browser=path))
        driver.until(lambda sentence=sentence: sentence in driver.message)  # type: ignore[misc]
        assert not watching(driver).is_on
    assert not place.band.isVisible()
    assert list(browsers(home).iterdir()) == []

    # A start is stopped.
    slow = tmp_path / "slow.sh"
    slow.write_text("#!/bin/sh\nexec sleep 600\n")
    slow.chmod(0o700)
    watching(driver).start(Wanted("http://127.0.0.1:9/", browser=str(slow)))
    driver.until(lambda: watching(driver).state == "starting")
    driver.click(place.band.stop)
    driver.until(lambda: not watching(driver).is_on)
    wait_until_gone(str(slow))


def test_what_was_entered_and_logins_are_kept_for_each_profile_until_it_is_deleted(
    driver: Driver, place: TrafficPlace, browser: str, home: Path
) -> None:
    profile = driver.profiles.current.id
    dialog = open_sheet(driver, place)
    driver.write(dialog.address, "about:nothing")
    driver.click(dialog.start_button)
    assert NO_ADDRESS in words(dialog)
    dialog.close()
    with shop("") as (pages, _other):
        watch(driver, place, pages.url, browser, "Keep logins for next time")
        driver.click(place.band.stop)
        driver.until(lambda: not watching(driver).is_on)
    dialog = open_sheet(driver, place)
    assert (dialog.address.text(), dialog.browser.shown_text()) == (pages.url, browser)
    dialog.close()
    driver.window.profile_commands.duplicate.run()
    dialog = open_sheet(driver, place)
    assert (dialog.address.text(), dialog.browser.shown_text()) == ("", browser)
    dialog.close()
    assert [path.name for path in browsers(home).iterdir()] == [profile]
    driver.profiles.deleted.emit(profile)
    assert list(browsers(home).iterdir()) == []
    assert driver.context.preferences.watched_page(profile) == ("", False)


def test_a_browser_that_is_closed_or_dies_ends_the_watch_with_a_sentence(
    driver: Driver, place: TrafficPlace, browser: str, home: Path
) -> None:
    # A browser that is closed ends the watch.
    with shop(SALE) as (pages, _other):
        watch(driver, place, pages.url, browser)
        driver.until(lambda: len(rows(place)) == 1)
        os.kill(main_process(f"--user-data-dir={browsers(home)}"), signal.SIGTERM)
        driver.until(lambda: not watching(driver).is_on)
    closed = "The browser was closed, so the watch has ended. It saw 1 request to Convert."
    assert driver.message == closed

    # A browser that dies ends it too.
    with shop("") as (pages, _other):
        watch(driver, place, pages.url, browser)
        os.kill(main_process(f"--user-data-dir={browsers(home)}"), signal.SIGKILL)
        driver.until(lambda: not watching(driver).is_on)
    died = "The browser ended unexpectedly, with signal 9. It saw no requests to Convert."
    assert driver.message == died
    assert list(browsers(home).iterdir()) == []


def test_closing_the_console_closes_the_browser(
    driver: Driver, place: TrafficPlace, browser: str, home: Path
) -> None:
    with shop(SALE) as (pages, _other):
        watch(driver, place, pages.url, browser)
        assert processes_with(f"--user-data-dir={browsers(home)}")
        driver.close()
    wait_until_gone(str(browsers(home)))
    assert list(browsers(home).iterdir()) == []
    assert temporary_folders() == []
