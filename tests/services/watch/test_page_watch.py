"""A real browser sends in every way that a page has, and all of it is caught and answered here."""

from __future__ import annotations

from pathlib import Path

import pytest

from convert_console.core.linter.problem import Situation
from convert_console.core.watch.words import request_words
from support.pages import DONE, SENDING
from support.watching import HOST, URL, needs_browser, program, shop, visitor, watching

pytestmark = needs_browser

WORKER = """
const send = (vid) => fetch(URL_, { method: "POST", body: body(vid), headers: json })
  .then((answer) => answer.json());
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("message", (event) =>
  send("service-worker").then((said) => event.ports[0].postMessage(said)));
self.addEventListener("connect", (event) =>
  send("shared-worker").then((said) => event.ports[0].postMessage(said)));
"""
WAYS = """
const channelled = (begin) => new Promise((resolve) => {
  const channel = new MessageChannel();
  channel.port1.onmessage = (event) => resolve(event.data);
  begin(channel.port2);
});
const ways = {
  "fetch": (vid) => post(vid, { headers: json }),
  "fetch-text": (vid) => post(vid, {}),
  "fetch-credentials": (vid) => post(vid, { headers: json, credentials: "include" }),
  "fetch-own-header": (vid) => post(vid, { headers: { ...json, "X-Own": "1" } }),
  "fetch-keepalive": (vid) => post(vid, { headers: json, keepalive: true }),
  "fetch-no-cors": (vid) => fetch(URL_, { method: "POST", mode: "no-cors", body: body(vid) })
    .then(() => ({ status: "ok" })),
  "fetch-blob": (vid) => post(vid, { body: blob(vid) }),
  "xhr": (vid) => xhr(vid, false),
  "xhr-credentials": (vid) => xhr(vid, true),
  "beacon-text": async (vid) => ({ status: navigator.sendBeacon(URL_, body(vid)) && "ok" }),
  "beacon-blob": async (vid) => ({ status: navigator.sendBeacon(URL_, blob(vid)) && "ok" }),
  "image": image,
  "worker": worker,
  "shared-worker": () => new Promise((resolve) => {
    new SharedWorker("/worker.js").port.onmessage = (event) => resolve(event.data);
  }),
  "service-worker": async () => {
    await navigator.serviceWorker.register("/worker.js");
    const { active } = await navigator.serviceWorker.ready;
    return channelled((port) => active.postMessage("send", [port]));
  },
  "frame": () => new Promise((resolve) => {
    const frame = document.createElement("iframe");
    frame.onload = () => resolve({ status: "ok" });
    frame.src = OTHER + "/frame";
    document.documentElement.append(frame);
  }),
  "tab": async () => ({ status: open("/tab.html") && "ok" }),
};
addEventListener("pagehide", () => {
  navigator.sendBeacon(URL_, body("pagehide-text"));
  navigator.sendBeacon(URL_, blob("pagehide-blob"));
  fetch(URL_, { method: "POST", keepalive: true, body: body("pagehide-fetch") });
});
addEventListener("DOMContentLoaded", async () => {
  const said = {};
  for (const [vid, send] of Object.entries(ways)) {
    try { said[vid] = await send(vid); } catch (error) { said[vid] = String(error); }
  }
  sessionStorage.setItem("said", JSON.stringify(said));
  location.href = "/next.html";
});
"""
NEXT = f"<script>fetch('{DONE}', {{method: 'POST', body: sessionStorage.getItem('said')}})</script>"
IN_PAGE = (
    *("fetch", "fetch-text", "fetch-credentials", "fetch-own-header", "fetch-keepalive"),
    *("fetch-no-cors", "fetch-blob", "xhr", "xhr-credentials", "beacon-text", "beacon-blob"),
    *("image", "worker", "shared-worker", "service-worker", "frame", "tab"),
)
LEAVING = ("pagehide-text", "pagehide-blob", "pagehide-fetch")
EXPECTED = {*IN_PAGE, "frame-beacon", "tab-beacon", *LEAVING}


def test_every_way_of_a_page_is_caught_and_answered_here(tmp_path: Path) -> None:
    worker = f"const URL_ = '{URL}';{SENDING}{WORKER}"
    tab = f"<script>const URL_ = '{URL}';{SENDING}post('tab', {{ headers: json }});"
    tab += "navigator.sendBeacon(URL_, body('tab-beacon'));</script>"
    files = {"worker_js": worker, "next_html": NEXT, "tab_html": tab}
    with shop(WAYS, **files) as (pages, other), watching(tmp_path, pages.url) as seen:
        assert pages.wait() == {way: {"status": "ok"} for way in IN_PAGE}
        seen.wait_for(len(EXPECTED))
    assert seen.notes.empty()
    found = seen.visitors
    assert found.keys() == EXPECTED
    assert len(seen.rest()) == len(EXPECTED), "no preflight, and nothing twice"
    assert {one.received.verdict for one in found.values()} == {"accepted"}
    assert {one.url.partition("?")[0] for one in found.values()} == {URL}
    page = f"{pages.url}/"
    assert {vid: one.page for vid, one in found.items()} == {
        **dict.fromkeys(EXPECTED, page),
        "frame": f"{other}/frame",
        "frame-beacon": f"{other}/frame",
        "tab": f"{page}tab.html",
        "tab-beacon": f"{page}tab.html",
        "shared-worker": f"{page}worker.js",
        "service-worker": f"{page}worker.js",
    }
    kinds = {vid: one.kind for vid, one in found.items() if one.kind != "fetch"}
    assert kinds == {
        "xhr": "XMLHttpRequest",
        "xhr-credentials": "XMLHttpRequest",
        **dict.fromkeys(EXPECTED & {"beacon-text", "beacon-blob"}, "beacon"),
        **dict.fromkeys(("frame-beacon", "tab-beacon"), "beacon"),
        "image": "image",
        "worker": "fetch in a worker",
        "shared-worker": "fetch in a shared worker",
        "service-worker": "fetch in a service worker",
        "pagehide-text": "beacon",
        "pagehide-blob": "beacon",
        "pagehide-fetch": "fetch with keepalive",
    }
    assert found["fetch"].called_from.endswith(" post")
    assert found["service-worker"].called_from.startswith("worker.js:")
    types = {vid: found[vid].received.arrived.header("content-type") for vid in LEAVING}
    assert types["pagehide-blob"] == "application/json"
    assert types["pagehide-text"] == "text/plain;charset=UTF-8"
    agents = {one.received.arrived.header("user-agent") for one in found.values()}
    assert len(agents) == 1
    assert "Headless" not in str(agents)
    assert request_words(found["fetch"].documents) == "100300301 · 1004200201"
    numbers = [one.received.number for one in seen.requests]
    assert sorted(numbers) == list(range(1, len(EXPECTED) + 1))


OTHER_ADDRESSES = f"""
addEventListener("DOMContentLoaded", async () => {{
  const send = (url) => fetch(url, {{ method: "POST", body: body(url), mode: "no-cors" }});
  const [v1, cdn, own] = [
    "https://{HOST}/v1/track/10000009/10000001",
    "https://cdn-4.convertexperiments.com/track", "https://ab.shop.example/track"];
  for (const url of [v1, cdn, own]) await send(url);
  await new Promise((resolve) => {{
    const image = new Image();
    image.onload = image.onerror = resolve;
    image.src = "https://10000001.track.convertexperiments.com/track/?c=10000009&p=10000001"
      + "&e=100400101-1004200201&t=100300301|59.90|1";
  }});
  await fetch("https://cdn-4.convertexperiments.com/js/1-2.js").catch(() => 0);
  fetch("{DONE}", {{ method: "POST", body: "true" }});
}});
"""


def test_other_endpoints_and_custom_domains_are_watched_too(tmp_path: Path) -> None:
    with shop(OTHER_ADDRESSES) as (pages, _):
        browser = program(tmp_path / "program", "MAP * ~NOTFOUND , EXCLUDE 127.0.0.1")
        options = {"browser": str(browser), "domains": ("ab.shop.example",)}
        with watching(tmp_path, pages.url, **options) as seen:
            pages.wait()
            v1, cdn, own, legacy = seen.wait_for(4)
    assert (v1.received.verdict, v1.received.arrived.aim.endpoint) == ("accepted", "v1")
    assert (cdn.received.verdict, cdn.received.status) == ("refused", 403)
    assert cdn.received.reason == "cdn-4.convertexperiments.com does not accept events."
    assert (own.received.verdict, visitor(own)) == ("accepted", "https://ab.shop.example/track")
    assert legacy.received.verdict == "accepted"
    assert request_words(legacy.documents) == "100300301 · 59.90 · 1004200201"
    assert [problem.rule for problem in legacy.problems(Situation())] == ["wrong-host"]
    assert "body-for-other-endpoint" in [problem.rule for problem in v1.problems(Situation())]


LOOSE = """
addEventListener("DOMContentLoaded", async () => {
  alert("Welcome");
  if (confirm("Really?")) return;
  const link = document.createElement("a");
  link.href = "/file.zip";
  document.documentElement.append(link);
  link.click();
  await post("after", {});
  fetch("/done", { method: "POST", body: "true" });
});
"""


def test_dialogs_and_downloads_do_not_stop_a_headless_watch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    files = {"file_zip": "PK"}
    with shop(LOOSE, **files) as (pages, _), watching(tmp_path, pages.url) as seen:
        assert pages.wait() is True
        (after,) = seen.wait_for(1)
    assert (visitor(after), after.page) == ("after", f"{pages.url}/")
    assert not (tmp_path / "Downloads").exists(), "nobody wants them"


LARGE = """
addEventListener("DOMContentLoaded", async () => {
  const data = "x".repeat(3_000_000);
  await post("text", { body: JSON.stringify({ vid: "text", data }) });
  await post("blob", { body: new Blob([JSON.stringify({ vid: "blob", data })]) });
  fetch("/done", { method: "POST", body: "true" });
});
"""


CLOSING = f"""<script>const URL_ = '{URL}';{SENDING}
addEventListener("pagehide", () => {{
  navigator.sendBeacon(URL_, body("beacon"));
  post("fetch", {{ keepalive: true, headers: json }});
}});
setTimeout(() => close(), 200);
</script>"""


def test_what_a_tab_sends_while_it_is_closed_is_seen(tmp_path: Path) -> None:
    script = "addEventListener('DOMContentLoaded', () => open('/tab.html'));"
    with shop(script, tab_html=CLOSING) as (pages, _), watching(tmp_path, pages.url) as seen:
        seen.wait_for(2)
    assert {visitor(one): one.kind for one in seen.rest()} == {
        "beacon": "beacon",
        "fetch": "fetch with keepalive",
    }
    assert [one.page for one in seen.requests] == [f"{pages.url}/tab.html"] * 2


FRAMES = """
addEventListener("DOMContentLoaded", async () => {
  const form = document.createElement("form");
  const [named, written] = [0, 1].map(() => document.createElement("iframe"));
  Object.assign(form, { method: "POST", action: `${URL_}?vid=form`, target: "named" });
  named.name = "named";
  written.srcdoc = `<script>fetch("${URL_}?vid=srcdoc", { mode: "no-cors" })<\\/script>`;
  document.documentElement.append(named, form, written);
  form.submit();
});
"""


def test_what_frames_without_an_address_send_is_of_the_page_around_them(tmp_path: Path) -> None:
    with shop(FRAMES) as (pages, _), watching(tmp_path, pages.url) as seen:
        form, written = sorted(seen.wait_for(2), key=lambda one: one.url)
    assert (form.url, form.kind, form.page) == (f"{URL}?vid=form", "navigation", f"{pages.url}/")
    assert (written.url, written.kind, written.page) == (
        f"{URL}?vid=srcdoc", "fetch", f"{pages.url}/",
    )  # fmt: skip


def test_large_bodies_are_whole(tmp_path: Path) -> None:
    with shop(LARGE) as (pages, _), watching(tmp_path, pages.url) as seen:
        pages.wait()
        seen.wait_for(2)
    sizes = {len(one.received.body) for one in seen.requests}
    assert sizes == {len('{"vid":"text","data":""}') + 3_000_000}


FLEEING = """
addEventListener("DOMContentLoaded", () => {
  for (let n = 0; n < 20; n++) post(`early-${n}`, { keepalive: true });
  location.href = "/next.html";
});
"""


def test_a_page_that_is_left_while_it_sends_loses_nothing(tmp_path: Path) -> None:
    files = {"next_html": f"<script>fetch('{DONE}', {{method: 'POST', body: '1'}})</script>"}
    with shop(FLEEING, **files) as (pages, _), watching(tmp_path, pages.url) as seen:
        pages.wait()
        seen.wait_for(20)
    assert seen.visitors.keys() == {f"early-{n}" for n in range(20)}
    assert {one.page for one in seen.rest()} == {f"{pages.url}/"}


FLOOD = """
addEventListener("DOMContentLoaded", async () => {
  await Promise.all([...Array(1000).keys()].map((n) => post(`v${n}`, {})));
  fetch("/done", { method: "POST", body: "true" });
});
"""


def test_a_thousand_requests_at_once_are_all_seen(tmp_path: Path) -> None:
    with shop(FLOOD) as (pages, _), watching(tmp_path, pages.url) as seen:
        pages.wait()
        seen.wait_for(1_000)
    assert seen.visitors.keys() == {f"v{n}" for n in range(1_000)}
    assert len(seen.rest()) == 1_000


STREAM = """addEventListener("DOMContentLoaded", async () => {
  const options = { method: "POST", duplex: "half", headers: json };
  await fetch(URL_, { ...options, body: new Blob([body("stream")]).stream() }).catch(() => 0);
  fetch("/done", { method: "POST", body: "true" });
});
"""


def test_a_body_that_the_browser_does_not_give_is_not_called_wrong(tmp_path: Path) -> None:
    with shop(STREAM) as (pages, _), watching(tmp_path, pages.url) as seen:
        pages.wait()
        (one,) = seen.wait_for(1)
    assert one.received.reason == "Its body could not be read."
    assert [(found.rule, found.severity) for found in one.problems(Situation())] == [
        ("body-encoding", "warning")
    ]


def test_requests_are_judged_as_by_the_collector(tmp_path: Path) -> None:
    script = """addEventListener("DOMContentLoaded", async () =>
        fetch("/done", { method: "POST", body: JSON.stringify(await post("v", {})) }));"""
    rules = "MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
    browser = str(program(tmp_path / "program", rules, "--user-agent=curl/8.5.0"))
    with shop(script) as (pages, _), watching(tmp_path, pages.url, browser=browser) as seen:
        assert pages.wait() == {"code": "BOT"}
        (one,) = seen.wait_for(1)
    assert one.received.verdict == "bot"
