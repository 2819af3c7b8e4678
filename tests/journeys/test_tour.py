"""The tour in resources/guide/window.md: what it shows is said in the window, and pictured from it.

With CONVERT_CONSOLE_SCREENSHOTS=write the pictures are saved.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from convert_console.core.export.formats import EXPORT_FORMATS
from convert_console.core.history.columns import Column
from convert_console.core.request.profile import CONVERT_AGENT
from convert_console.models.history.model import ROW
from convert_console.models.watch.watching import Wanted
from convert_console.widgets.fields.visitor_field import new_visitor_id
from convert_console.widgets.ledger.place import ResultsPlace
from convert_console.widgets.theme.theme import theme_of
from convert_console.widgets.traffic.place import TrafficPlace
from support.browser import BROWSER, Browser
from support.collecting import ask
from support.driver import Driver, settle, visible
from support.endpoint import Endpoint
from support.pages import SENDING, Pages
from support.pictures import colours, cut_off, photograph_parts, save
from support.shop import CATALOG, ORDERS
from support.watching import URL, canary, needs_browser, program

WATCHED_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0"
SHOP = """await fetch("https://10000001.metrics.convertexperiments.com/track", {
  method: "POST",
  headers: { "Content-Type": "application/json", "User-Agent": "axios/1.9.0" },
  body: JSON.stringify({
    cid: "10000009", pid: "10000001", vid: visitorId, tid: "ORDER-100045",
    ev: [{ evt: "hitGoal", goals: ["100300301"], exps: ["100400101"], vars: ["1004200201"] },
         { evt: "tr", goals: ["100300301"], exps: ["100400101"], vars: ["1004200201"],
           r: 123.20, prc: 2, }],
  }),
});"""
ODD = """{
  "cid": "10000009",
  "pid": "10000001",
  "vid": "VISITOR",
  "seg": {
    "browser": "Chrome",
    "devices": ["DESK"],
    "source": "direct"
  },
  "ev": [
    {
      "evt": "hitGoal",
      "goals": ["100300302"],
      "exps": ["100400101"],
      "vars": ["1004200201"]
    },
    {
      "evt": "tr",
      "goals": ["100300309"],
      "exps": ["100400101"],
      "vars": ["1004200201"],
      "r": "123,20",
      "prc": 2
    }
  ]
}
""".replace("VISITOR", new_visitor_id())


@pytest.fixture
def named(driver: Driver) -> Driver:
    """A window of some size whose project has names."""
    driver.window.resize(1180, 940)
    driver.context.catalogs.load_text(json.dumps(CATALOG), "shop.json")
    return driver


def send_orders(driver: Driver) -> None:
    for text in ORDERS:
        driver.paste_json(text)
        driver.send()


def test_the_filter_finds_what_was_not_accepted(named: Driver) -> None:
    send_orders(named)
    for agent in (None, "curl/8.5.0"):
        named.profiles.alter(user_agent=agent)
        named.begin()
        named.confirm()
    named.profiles.alter(user_agent=CONVERT_AGENT)
    named.send()
    pane = named.window.history
    named.write(pane.filter, "goal:Purchase since:2h ORDER-100049")
    history = named.context.history
    named.until(lambda: history.rowCount() == 4 and not history.loader.search.going)
    named.choose_row(2)
    detail = pane.detail
    assert detail is not None
    named.until(lambda: "no User-Agent was sent" in detail.words.text)
    assert "Discarded as bot" in named.history(Column.VERDICT)
    parts = (named.window.result, pane)
    assert colours(photograph_parts(named, "tour-history", *parts)) > 10
    assert cut_off(named.window) == []


def test_two_sends_are_compared(named: Driver) -> None:
    named.paste_json(ORDERS[0])
    named.send()
    named.paste_json(ORDERS[0].replace("123.20", "132.20").replace('"prc": 2', '"prc": 3'))
    named.send()
    table = named.window.history.table
    named.choose_row(0)
    both = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    table.selectionModel().select(table.model().index(1, 0), both)
    named.window.trigger("Compare selected")
    page = named.window.comparison
    assert page is not None
    settle()
    assert "changed" in page.counts_text
    assert colours(save(page.grab(), "tour-compare")) > 5
    assert cut_off(page) == []


def test_a_live_send_is_asked_about_by_name(named: Driver) -> None:
    named.window.resize(1180, 800)
    named.paste_json(ORDERS[0])
    named.window.trigger("Format JSON")
    shop = {"name": "Example shop", "target": "convert", "project": "10000001"}
    named.profiles.alter(**shop, reach="ask")
    named.begin("keys")
    assert "1 conversion of Purchase" in named.question
    assert "Green button" in named.question
    window = named.window
    parts = (window.top, window.question, window.builder)
    assert colours(photograph_parts(named, "tour-question", *parts)) > 10
    assert cut_off(window) == []
    named.keys("Esc")


def test_expected_results_show_what_a_report_should_show(named: Driver) -> None:
    send_orders(named)
    named.window.trigger("Results")
    [place] = visible(named.window, ResultsPlace)
    named.until(lambda: bool(place.table.rows()))
    named.window.resize(1180, 600)
    settle()
    assert "no proof" in place.chain.accepted.accessibleName()
    assert colours(save(named.window.grab(), "tour-ledger")) > 5
    assert cut_off(place) == []
    named.go("Compose")


@pytest.mark.skipif(not BROWSER, reason="CI has a browser, see test_evidence")
def test_a_page_of_evidence_says_it_in_names(named: Driver, tmp_path: Path) -> None:
    send_orders(named)
    ids = [row.id for row in named.context.store.newest(2)]
    page = tmp_path / "evidence.html"
    named.window.history.exports.wanted.emit(ids, EXPORT_FORMATS["evidence"], str(page))
    named.until(page.exists)
    with Endpoint() as nowhere:
        browser = Browser(tmp_path, f"http://127.0.0.1:{nowhere.port}")
        picture = QPixmap(str(browser.picture(page, (940, 760))))
    assert "1 conversion of goal Purchase (100300301) in variation Green button" in page.read_text()
    assert colours(save(picture, "tour-evidence")) > 10


CHECKOUT = """
const send = (event) => fetch(URL_, { method: "POST", keepalive: true, headers: json,
  body: JSON.stringify({ cid: "10000009", pid: "10000001", vid: VISITOR, tid: "ORDER-100045",
    seg: { source: "direct" }, ev: [].concat(event) }) });
const seen = { exps: ["100400101"], vars: ["1004200201"] };

function showCheckout() {
  return send({ evt: "viewExp", ...seen });
}

function completeOrder() {
  return send([{ evt: "hitGoal", goals: ["100300301"], ...seen },
    { evt: "tr", goals: ["100300301"], ...seen, r: "123.20", prc: 2 }]);
}

addEventListener("DOMContentLoaded", async () => {
  await showCheckout();
  await completeOrder();
});
"""


@needs_browser
def test_a_watched_shop_is_seen_in_traffic(named: Driver, tmp_path: Path) -> None:
    named.window.trigger("Traffic")
    [traffic] = visible(named.window, TrafficPlace)
    visitor = f"const URL_ = '{URL}', VISITOR = '{new_visitor_id()}';"
    files = {
        "/checkout": b"<script src=/checkout.js></script>",
        "/checkout.js": f"{visitor}{SENDING}{CHECKOUT}".encode(),
    }
    watching = named.composition.tools.watching
    with canary() as guard, Pages(files).served() as pages:
        rules = f"MAP shop.example {pages.url.removeprefix('http://')} , {guard.rules}"
        browser = str(program(tmp_path, rules, "--headless", f"--user-agent={WATCHED_AGENT}"))
        watching.start(Wanted("http://shop.example/checkout", browser=browser))
        table = traffic.list.table
        named.until(lambda: table.model().rowCount() == 2)
        settle()
        named.click(table.viewport(), table.visualRect(table.model().index(0, 0)).center())
        detail = traffic.list.detail
        assert detail is not None
        named.until(lambda: "checkout.js:" in detail.words.text)
        assert "Purchase" in detail.words.text
        named.until(lambda: detail.pages.bar.isTabEnabled(2))
        named.until(lambda: traffic.timeline.totals.total() == 2)
        named.until(lambda: bool(table.model().index(0, 0).data(ROW).rules))
        named.window.resize(1180, 520)
        parts = (named.window.top, traffic)
        assert colours(photograph_parts(named, "tour-watch", *parts)) > 10
        assert cut_off(traffic) == []
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme = theme_of(app)
        theme.use("dark", 1.0)
        assert colours(photograph_parts(named, "tour-watch-dark", *parts)) > 10
        theme.use("light", 1.0)
        watching.stop()
        named.until(lambda: not watching.is_on)


def test_a_paste_says_what_it_was_and_what_was_repaired(named: Driver) -> None:
    named.window.resize(1180, 860)
    QApplication.clipboard().setText(SHOP)
    named.window.trigger("Paste anything")
    window = named.window
    assert "fetch(…) call" in window.message.text
    assert "visitorId" in window.message.text
    assert [action.text() for action in window.message.latest.buttons]
    named.context.problems.check()
    settle()
    parts = (window.top, window.message, window.builder, window.preview, window.problems)
    assert colours(photograph_parts(named, "tour-paste", *parts)) > 10
    assert cut_off(window) == []


def test_problems_are_shown_at_fields_and_in_a_list(named: Driver) -> None:
    named.paste_json(ODD)
    named.context.problems.check()
    events = named.window.builder.events
    events.choose(1)
    rules = {problem.rule for problem in named.context.problems.all}
    assert "unknown-goal" in rules
    window = named.window
    parts = (window.builder, window.preview, window.problems)
    assert colours(photograph_parts(named, "tour-problems", *parts)) > 10
    assert cut_off(window) == []


def test_requests_of_a_shop_appear_in_traffic(named: Driver) -> None:
    named.window.trigger("Traffic")
    [inspector] = visible(named.window, TrafficPlace)
    sent = (
        (ORDERS[0], CONVERT_AGENT),
        (ORDERS[1], "Mozilla/5.0 (X11; Linux x86_64)"),
        (ODD, "axios/1.9.0"),
    )
    for text, agent in sent:
        headers = {"Content-Type": "application/json", "User-Agent": agent}
        ask(named.composition.collector, body=text.encode(), headers=headers)
    table = inspector.list.table
    named.until(lambda: table.model().rowCount() == 3)
    settle()
    named.click(table.viewport(), table.visualRect(table.model().index(0, 0)).center())
    detail = inspector.list.detail
    assert detail is not None
    named.until(lambda: "From: " in detail.words.text)
    named.until(lambda: bool(getattr(table.history.row(0), "rules", ())))  # it is checked by then
    bar = detail.pages.bar
    named.click(bar, bar.tabRect(2).center())
    assert detail.problems is not None
    lines = detail.problems.problem_model
    told = [str(lines.index(row, 0).data()) for row in range(lines.rowCount())]
    assert any("ev[1].r" in line for line in told)
    named.until(lambda: inspector.timeline.totals.total() == 3)
    settle()
    assert colours(save(inspector.grab(), "tour-inbound")) > 5
