"""A page is watched from the window, in a real browser, against a shop of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from convert_console.models.history.model import ROW
from convert_console.models.watch.watching import PageWatching
from convert_console.widgets.traffic.place import TrafficPlace
from convert_console.widgets.watch.dialog import WatchDialog
from support.driver import Driver, visible
from support.watching import canary, needs_browser, program, shop

pytestmark = needs_browser

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0"
SALE = """
const sale = () => fetch(URL_, { method: "POST", keepalive: true, headers: json,
  body: JSON.stringify({ cid: "10000009", pid: "10000001", vid: "shop-visitor-1", tid: "T-1", ev: [
    { evt: "hitGoal", goals: ["100300301"], exps: ["100400101"], vars: ["1004200201"] },
    { evt: "tr", goals: ["100300301"], exps: ["100400101"], vars: ["1004200201"], r: 59.9, prc: 1 },
  ] }) });
addEventListener("DOMContentLoaded", sale);
"""


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[str]:
    """The browser as a program, without a window, that reaches nothing but this machine."""
    with canary() as guard:
        made = program(tmp_path / "program", guard.rules, "--headless", f"--user-agent={AGENT}")
        yield str(made)


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


def watch(driver: Driver, place: TrafficPlace, url: str, browser: str) -> None:
    """Watch a page as a person does, until the browser is there."""
    dialog = open_sheet(driver, place)
    driver.write(dialog.address, url)
    driver.search(dialog.browser, browser)
    driver.click(dialog.start_button)
    driver.until(lambda: watching(driver).state == "watching")


def rows(place: TrafficPlace) -> list[Any]:
    model = place.list.table.model()
    return [model.index(row, 0).data(ROW) for row in range(model.rowCount())]


def test_a_page_s_requests_are_rows_until_the_watch_is_stopped(
    driver: Driver, place: TrafficPlace, browser: str
) -> None:
    with shop(SALE) as (pages, _other):
        watch(driver, place, pages.url, browser)
        assert "Nothing reaches Convert" in place.band.words.text()
        driver.until(lambda: len(rows(place)) == 1)
        (row,) = rows(place)
        assert (row.verdict, row.source, row.here) == ("inbound-accepted", "page", True)
        assert (row.call, row.page) == ("fetch", f"{pages.url}/")
        driver.click(place.band.stop)
        driver.until(lambda: not watching(driver).is_on)
        assert driver.message == "Stopped watching: 1 request to Convert seen."
        assert not place.band.isVisible()
