"""The page of evidence in a real browser: whole, and no more than text whatever is in it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QFileDialog

from convert_console.core.export.formats import EXPORT_FORMATS
from convert_console.core.export.html_page import page_colours, render_page
from convert_console.core.request.draft import Draft
from convert_console.widgets.ledger.place import ResultsPlace
from support.browser import BROWSER, Browser, Dom
from support.driver import Driver, visible
from support.endpoint import Endpoint, Reply, answer
from support.pictures import colours

with_browser = pytest.mark.skipif(not BROWSER, reason="CI has a browser, see the test above")

BEACON = "http://beacon.localhost:8123"
MARKUP = (
    f"</pre></details></textarea><script src={BEACON}/s.js></script><script>document.title='ran'"
    f"</script><img src={BEACON}/i.png onerror=\"document.title='ran'\"><link rel=stylesheet "
    f"href={BEACON}/c.css><style>@import url({BEACON}/d.css)</style><iframe src={BEACON}/f>"
    f"</iframe><meta http-equiv=refresh content='0;url={BEACON}/m'><svg onload=x><a href={BEACON}>"
)
UNSEEN = "\u202egnp.exe\u2066\u200b\x07\x1b[31m\x00\x85\u2028"
HOSTILE = f"{MARKUP}{UNSEEN}=cmd|' /C calc'!A0 &lt;&#60; -->"
VISITOR = "ann+shop@customer.example"
IDS = {"exps": ["100400101"], "vars": ["1004200201"]}
MAKERS = re.compile(rb"[A-Z]+ (https?://)?[a-z0-9.-]+\.(google|googleapis|gvt1)\.com[:/]")
FORBIDDEN = {"script", "img", "link", "iframe", "object", "embed", "base", "form", "audio", "video"}


@pytest.mark.skipif(sys.platform != "linux", reason="CI has a browser on Linux only")
@pytest.mark.skipif(not os.environ.get("CI"), reason="a developer's machine may lack one")
def test_ci_has_a_browser() -> None:
    assert BROWSER


def document(value: str) -> str:
    event = {"evt": "hitGoal", "goals": ["100300301", value], **IDS, value: value}
    sale = {"evt": "tr", "goals": ["100300301"], **IDS, "r": 123.20, "prc": 2}
    whole = {"cid": "10000009", "pid": "10000001", "vid": VISITOR, "tid": f"T-{value}"}
    return json.dumps({**whole, "seg": {"campaign": value}, "ev": [event, sale, value]})


@dataclass
class Desk:
    """A window with exchanges of every kind in its history, and a browser whose ways all end at an
    endpoint of the test's own.
    """

    driver: Driver
    browser: Browser
    proxy: Endpoint
    folder: Path

    @property
    def asked(self) -> list[bytes]:
        """What was asked for, but for what the browser asks its own makers of itself."""
        return [one for one in self.proxy.requests if not MAKERS.match(one)]

    def export(self, form: str) -> Path:
        """Export everything in the history through the window."""
        path = self.folder / f"evidence-{form}.{EXPORT_FORMATS[form].suffix}"
        ids = [row.id for row in self.driver.context.store.newest(100)]
        self.driver.window.history.exports.wanted.emit(ids, EXPORT_FORMATS[form], str(path))
        self.driver.until(path.exists)
        return path


@pytest.fixture
def desk(driver: Driver, tmp_path: Path) -> Iterator[Desk]:
    evil = HOSTILE.replace("\x00", "").encode()
    headers = ("Content-Type: text/html", f"X-Odd: <b onclick={BEACON}>", "Set-Cookie: secret-1")
    replies: list[Reply] = [
        answer(body=b'{"code":"OK"}'),
        answer("200 <b>", evil, headers),
        answer("301 Moved", headers=[f"Location: {BEACON}/<script>"]),
    ]
    with Endpoint(replies) as endpoint, Endpoint() as proxy:
        driver.aim(endpoint.url)
        driver.profiles.alter(name=f"Shop {MARKUP}", headers=(("X-Own", "<i>é"),))
        for text in (document("sale"), document(HOSTILE), "<script>{" + HOSTILE):
            driver.document.load(Draft(text), "Load")
            driver.begin()
            if driver.question:
                driver.confirm()
            driver.wait_until_sent()
        row = driver.context.store.newest(1)[0]
        driver.context.store.update(row.id, note=HOSTILE).result()
        address = f"http://127.0.0.1:{proxy.port}"
        yield Desk(driver, Browser(tmp_path, address), proxy, tmp_path)


def all_text(dom: Dom) -> str:
    return dom.text("html")


def check_harmless(dom: Dom) -> None:
    """Nothing but text came of what others wrote, and nothing leads away from the page."""
    assert not FORBIDDEN & set(dom.names)
    assert {
        name for _, name, _ in dom.attributes if name.startswith("on") or name == "src"
    } == set()
    assert all(value.startswith("#") for _, name, value in dom.attributes if "href" in name)
    refreshes = [v.lower() for tag, _, v in dom.attributes if tag == "meta" and "refresh" in v]
    assert refreshes == []
    assert "ran" not in dom.text("title")
    assert not set("\u202e\u2066\u200b\x07\x1b\x00\x85\u2028") & set(all_text(dom))


@with_browser
def test_a_browser_shows_everything_as_text_and_the_data_of_the_digest(desk: Desk) -> None:
    plain = dom = desk.browser.dom(desk.export("evidence"))
    check_harmless(dom)
    assert dom.names.count("section") == 3
    for said in (
        MARKUP, "⟨U+202E⟩gnp.exe", "⟨U+001B⟩[31m", "=cmd|' /C calc'!A0 &lt;&#60; -->", VISITOR,
        "revenue 123.2 to goal", "✓ Accepted", "Content-Type: text/html", "X-Own: <i>⟨0xE9⟩",
        f"Location: {BEACON}/<script>", "does not prove that the request was recorded", "version ",
    ):  # fmt: skip
        assert said in all_text(dom), said
    assert "secret-1" not in all_text(dom)
    assert desk.asked == [], "the page requests nothing"

    # The digest can be computed again from the page, masked or not.
    lines = desk.export("json-lines").read_bytes()
    data = plain.text("#data").encode("utf-8")
    assert data == lines, "the data is that of an export as JSON lines"
    assert hashlib.sha256(data).hexdigest() == plain.text("#digest")
    masked = desk.browser.dom(desk.export("masked-evidence"))
    check_harmless(masked)
    data = masked.text("#data").encode("utf-8")
    assert hashlib.sha256(data).hexdigest() == masked.text("#digest") != plain.text("#digest")
    assert [json.loads(line)["verdict"]["kind"] for line in data.splitlines()] == [
        json.loads(line)["verdict"]["kind"] for line in lines.splitlines()
    ]
    for hidden in (VISITOR, "customer", "100300301", "1004200201", "10000009"):
        assert hidden not in all_text(masked)
    assert "••••••301" in all_text(masked)
    assert desk.asked == []
    check_ledger(desk)


@with_browser
def test_the_policy_alone_would_stop_what_is_not_escaped(desk: Desk) -> None:
    """The same markup is let loose twice, so that the tests above are known to see what it does."""
    bare, guarded = desk.folder / "bare.html", desk.folder / "guarded.html"
    page = render_page("page.html", title="guarded")
    guarded.write_text(page.replace("</body>", MARKUP.replace("<meta", "<!--") + "</body>"))
    dom = desk.browser.dom(guarded)
    assert "script" in dom.names and dom.text("title") == "guarded"
    assert desk.asked == []
    bare.write_text(f"<!doctype html><title>bare</title><body>{MARKUP.replace('<meta', '<!--')}")
    dom = desk.browser.dom(bare)
    assert dom.text("title") == "ran"
    asked = b"".join(desk.asked)
    assert b"/i.png" in asked and b"/s.js" in asked and b"/c.css" in asked


@with_browser
def test_it_follows_the_readers_colour_scheme_and_can_be_printed(desk: Desk) -> None:
    page = desk.export("evidence")
    for size, theme in (
        ((1000, 1400), "light"),
        ((1000, 1400), "dark"),
        ((390, 1400), "light"),
    ):
        picture = QImage(str(desk.browser.picture(page, size, dark=theme == "dark")))
        assert (picture.width(), picture.height()) == size
        assert picture.pixelColor(1, 1) == QColor(page_colours(theme)["window"])
        assert colours(picture) > 10
    assert desk.browser.printed(page).read_bytes().startswith(b"%PDF")


def check_ledger(desk: Desk) -> None:
    """The page of expected results is harmless too."""
    driver = desk.driver
    driver.window.trigger("Results")
    [place] = visible(driver.window, ResultsPlace)
    driver.until(lambda: bool(place.table.rows()))
    path = desk.folder / "ledger.html"
    form = next(action for action in place.export.menu().actions() if "Web page" in action.text())
    form.trigger()
    [asking] = visible(place, QFileDialog)
    asking.fileSelected.emit(str(path))
    asking.close()
    driver.until(path.exists)
    dom = desk.browser.dom(path)
    check_harmless(dom)
    assert "⟨U+202E⟩" in dom.text("table")
    assert "123.2" in dom.text("table") and "1 later transaction, not added" in dom.text("table")
    assert "Rehearsal on this machine." in dom.text("header")
    assert desk.asked == []
