"""A real browser sends from a page of another origin, in every way that a page has."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from convert_console.core.traffic.reading import documents_of
from convert_console.services.collector.limits import CollectorLimits
from convert_console.services.collector.received import Received
from convert_console.services.collector.server import Collector, Secure
from support import npm
from support.browser import BROWSER
from support.collecting import SECONDS, ask, running, with_ipv6
from support.pages import DONE, SENDING, Pages

IN_CI = bool(os.environ.get("CI")) and sys.platform == "linux"
pytestmark = [
    pytest.mark.skipif(not BROWSER and not IN_CI, reason="CI has one"),
    pytest.mark.skipif(not npm.NPM and not IN_CI, reason="CI has it"),
]

WAYS = (
    SENDING
    + """
const ways = {
  "fetch": (vid) => post(vid, { headers: json }),
  "fetch-credentials": (vid) => post(vid, { headers: json, credentials: "include" }),
  "fetch-own-header": (vid) => post(vid, { headers: { ...json, "X-Own": "1" } }),
  "fetch-keepalive": (vid) => post(vid, { headers: json, keepalive: true }),
  "fetch-no-cors": (vid) => fetch(URL_, { method: "POST", mode: "no-cors", body: body(vid) })
    .then(() => ({ status: "ok" })),
  "worker": worker,
  "xhr": (vid) => xhr(vid, false),
  "xhr-credentials": (vid) => xhr(vid, true),
  "beacon-text": async (vid) => ({ status: navigator.sendBeacon(URL_, body(vid)) && "ok" }),
  "beacon-blob": async (vid) => ({ status: navigator.sendBeacon(URL_, blob(vid)) && "ok" }),
  "image": image,
  "jquery-json": (vid) => $.ajax({
    url: URL_, type: "POST", contentType: "application/json", data: body(vid) }),
  "jquery-form": (vid) => $.post(URL_, { payload: body(vid) }),
  "jquery-get": (vid) => $.get(URL_, JSON.parse(body(vid))),
};
addEventListener("pagehide", () => {
  navigator.sendBeacon(URL_, body("pagehide-text"));
  navigator.sendBeacon(URL_, blob("pagehide-blob"));
});
(async () => {
  const said = {};
  for (const [vid, send] of Object.entries(ways)) {
    try { said[vid] = await send(vid); } catch (error) { said[vid] = String(error); }
  }
  sessionStorage.setItem("said", JSON.stringify(said));
  location.href = "/next.html";
})();
"""
)
NEXT = f"<script>fetch('{DONE}', {{method: 'POST', body: sessionStorage.getItem('said')}})</script>"
SDK = """
const convert = new ConvertSDK.default({
  sdkKey: "10000009/10000001", environment: "live",
  api: { endpoint: { config: BASE + "/api/v1", track: BASE + "/v1" } },
});
convert.onReady().then(async () => {
  const context = convert.createContext("visitor-1", { country: "US" });
  context.runExperience("checkout", { locationProperties: {}, visitorProperties: {} });
  context.trackConversion("purchase");
  await context.releaseQueues("end");
  fetch("/done", { method: "POST", body: "true" });
}).catch((error) => fetch("/done", { method: "POST", body: JSON.stringify(String(error)) }));
"""
EXPECTED = {
    *("fetch", "fetch-credentials", "fetch-own-header", "fetch-keepalive", "fetch-no-cors"),
    *("worker", "xhr", "xhr-credentials", "beacon-text", "beacon-blob", "image"),
    *("jquery-json", "jquery-form", "jquery-get", "pagehide-text", "pagehide-blob"),
}
CHROME = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/143.0.0.0 Safari/537.36"
)
"""A headless browser calls itself one, which is a bot's name."""


@pytest.fixture
def ca_file(tmp_path: Path) -> Path:
    return tmp_path / "ca.pem"


@pytest.fixture
def collector(ca_file: Path) -> Iterator[Collector]:
    data = Path(__file__).parents[2] / "data" / "sdk_configuration.json"
    limits = CollectorLimits(preflight=SECONDS)  # a busy machine may let the browser wait
    with running(secure=Secure(0, ca_file), limits=limits) as collector:
        collector.use_configuration(data.read_text("utf-8"))
        yield collector


def visitor(received: Received) -> str:
    (document,) = documents_of(received.arrived)
    return document.summary.vid


def trusting(collector: Collector) -> str:
    """The option that makes the browser trust this certificate alone."""
    port = urlsplit(collector.secure_url).port
    assert port
    text = ssl.get_server_certificate(("127.0.0.1", port))
    key = x509.load_pem_x509_certificate(text.encode()).public_key()
    spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    digest = base64.b64encode(hashlib.sha256(spki).digest()).decode()
    return f"--ignore-certificate-errors-spki-list={digest}"


@pytest.mark.parametrize("secure", [False, True])
def test_all_ways_of_a_page_arrive_and_its_answers_can_be_read(
    collector: Collector, modules: Path, tmp_path: Path, secure: bool
) -> None:
    url = collector.secure_url if secure else collector.url
    page = f"<script src=/jquery.js></script><script>const URL_ = '{url}';{WAYS}</script>"
    files = {
        "/": page.encode(),
        "/next.html": NEXT.encode(),
        "/jquery.js": (modules / "jquery" / "dist" / "jquery.min.js").read_bytes(),
    }
    with Pages(files).served() as pages:
        said = pages.visit(
            "/", tmp_path, trusting(collector), f"--user-agent={CHROME}",
            until=lambda: len(collector.received()) >= len(EXPECTED),
        )  # fmt: skip
    assert said == {way: {"status": "ok"} for way in EXPECTED if not way.startswith("pagehide")}
    received = {visitor(one): one for one in collector.received()}
    assert received.keys() == EXPECTED
    assert {one.verdict for one in received.values()} == {"accepted"}
    assert collector.others() == (), "each preflight was followed by its request"
    types = {way: one.arrived.header("content-type") for way, one in received.items()}
    assert types["beacon-text"] == types["pagehide-text"] == "text/plain;charset=UTF-8"
    assert types["beacon-blob"] == types["pagehide-blob"] == "application/json"


def test_converts_sdk_in_a_page_sends_a_beacon(
    collector: Collector, modules: Path, tmp_path: Path
) -> None:
    base = collector.url.removesuffix("/track")
    page = f"<script src=/sdk.js></script><script>const BASE = '{base}';{SDK}</script>"
    sdk = modules / npm.SDK / "lib" / "index.umd.min.js"
    with Pages({"/": page.encode(), "/sdk.js": sdk.read_bytes()}).served() as pages:
        assert pages.visit(
            "/", tmp_path, f"--user-agent={CHROME}", until=lambda: bool(collector.received())
        ) is True  # fmt: skip
    entries = ask(collector, "GET", "/received").json
    assert [(one["endpoint"], one["outcome"]) for one in entries] == [
        ("other", "configuration"),
        ("v1", "accepted"),
    ]
    (document,) = entries[1]["documents"]
    assert document["vid"] == "visitor-1"
    assert [event["evt"] for event in document["ev"]] == ["viewExp", "hitGoal"]
    assert [one for one in entries[1]["problems"] if one["severity"] != "info"] == []
    assert "text/plain" in json.dumps(entries[1]["headers"])


@with_ipv6
def test_a_page_sends_to_this_machine_by_ipv6(
    collector: Collector, modules: Path, tmp_path: Path
) -> None:
    url = collector.url.replace("127.0.0.1", "[::1]")
    page = f"""<script>navigator.sendBeacon("{url}?n=1", '{{"vid":"beacon"}}');
        fetch("{url}", {{method: "POST", body: '{{"vid":"fetch"}}'}})
        .then((answer) => answer.text(), (error) => JSON.stringify(String(error)))
        .then((text) => fetch("{DONE}", {{method: "POST", body: text}}))</script>"""
    with Pages({"/": page.encode()}).served() as pages:
        assert pages.visit(
            "/", tmp_path, f"--user-agent={CHROME}", until=lambda: len(collector.received()) == 2
        ) == {"status": "ok"}  # fmt: skip
    assert {visitor(one) for one in collector.received()} == {"beacon", "fetch"}


def test_a_headless_browser_is_taken_for_a_bot(
    collector: Collector, modules: Path, tmp_path: Path
) -> None:
    page = f"""<script>fetch("{collector.url}", {{method: "POST", body: '{{}}'}})
        .then((answer) => answer.text())
        .then((text) => fetch("{DONE}", {{method: "POST", body: text}}))</script>"""
    with Pages({"/": page.encode()}).served() as pages:
        assert pages.visit("/", tmp_path) == {"code": "BOT"}
