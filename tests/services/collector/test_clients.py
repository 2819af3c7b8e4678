"""Real programs send to the collector: Convert's own SDKs, curl, node, axios and PHP."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from convert_console.core.traffic.reading import documents_of
from convert_console.services.collector.received import Received
from convert_console.services.collector.server import Collector, Secure
from support import npm
from support.collecting import ask, running, with_ipv6
from support.handing import runs_here
from support.waiting import until

SECONDS = 120
DATA = Path(__file__).parents[2] / "data"
DOCUMENT = (DATA / "clean.json").read_text("utf-8")
CURL = shutil.which("curl") or ""
PHP = shutil.which("php") or ""
IN_CI = bool(os.environ.get("CI")) and sys.platform == "linux"

with_curl = pytest.mark.skipif(not CURL and not IN_CI, reason="CI has it")
with_node = pytest.mark.skipif(not npm.NODE and not IN_CI, reason="CI has it")
with_npm = pytest.mark.skipif(
    sys.platform == "win32" or not (npm.NPM or IN_CI), reason="CI has it on Linux"
)
with_php = pytest.mark.skipif(not IN_CI and not runs_here("php"), reason="CI has it")


@pytest.fixture
def ca_file(tmp_path: Path) -> Path:
    return tmp_path / "ca.pem"


@pytest.fixture
def collector(ca_file: Path) -> Iterator[Collector]:
    with running(secure=Secure(0, ca_file)) as collector:
        collector.use_configuration((DATA / "sdk_configuration.json").read_text("utf-8"))
        yield collector


def ran(*command: str, given: str = "", **environment: str) -> str:
    """The output of a program that ended well."""
    done = subprocess.run(
        command, input=given.encode(), capture_output=True, timeout=SECONDS, check=False,
        env={**os.environ, **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout.decode()


def only(collector: Collector) -> Received:
    (received,) = collector.received()
    return received


def documents(received: Received) -> list[object]:
    return [json.loads(one.draft.text) for one in documents_of(received.arrived)]


def rules(collector: Collector) -> set[str]:
    """The rules whose errors and warnings the newest request has."""
    entry = ask(collector, "GET", "/received").json[-1]
    return {one["rule"] for one in entry["problems"] if one["severity"] != "info"}


# curl


@with_curl
@pytest.mark.parametrize("secure", [False, True])
def test_curl_posts_json(collector: Collector, ca_file: Path, secure: bool) -> None:
    url = collector.secure_url if secure else collector.url
    said = ran(
        *(CURL, "-sS", "--cacert", str(ca_file), "-A", "ConvertAgent/1.0"),
        *("-H", "Content-Type: application/json", "--data-binary", "@-", url),
        given=DOCUMENT,
    )
    assert json.loads(said) == {"status": "ok"}
    assert (only(collector).verdict, only(collector).body.decode()) == ("accepted", DOCUMENT)
    assert collector.others() == ()


@with_curl
@pytest.mark.parametrize(
    ("options", "rule"),
    [
        (("--data-urlencode", "payload@-"), "body-encoding"),
        (("-F", "payload=<-"), "body-encoding"),
        (("--data-binary", "@-"), "content-type"),
    ],
)
def test_curl_posts_forms(collector: Collector, options: tuple[str, ...], rule: str) -> None:
    ran(CURL, "-sS", "-A", "ConvertAgent/1.0", *options, collector.url, given=DOCUMENT)
    assert documents(only(collector)) == [json.loads(DOCUMENT)]
    assert rule in rules(collector)


@with_curl
def test_an_address_that_curl_does_not_encode_is_listed_with_the_reason(
    collector: Collector,
) -> None:
    said = ran(CURL, "-sS", "-g", f"{collector.url}?cid=1&seg[campaign]=café")
    assert said.startswith("The address contains “é” as it is.")
    assert collector.others()[0].reason == said.strip()


@with_curl
def test_curl_that_does_not_trust_the_certificate_is_listed(collector: Collector) -> None:
    done = subprocess.run([CURL, "-sS", collector.secure_url], capture_output=True, check=False)
    assert done.returncode == 60, done  # the certificate cannot be verified
    # The second where the connection is gone before its alert is read.
    told = ("The client does not trust", "The TLS handshake was not completed")
    assert until(collector.others)[0].reason.startswith(told)


@with_curl
@with_ipv6
@pytest.mark.parametrize("secure", [False, True])
def test_curl_that_speaks_ipv6_only_arrives(
    collector: Collector, ca_file: Path, secure: bool
) -> None:
    url = collector.secure_url if secure else collector.url
    said = ran(
        *(CURL, "-sS", "-6", "-g", "--cacert", str(ca_file), "-A", "ConvertAgent/1.0"),
        *("-d", "@-", url.replace("127.0.0.1", "[::1]")),
        given=DOCUMENT,
    )
    assert json.loads(said) == {"status": "ok"}
    assert documents(only(collector)) == [json.loads(DOCUMENT)]


# node

FETCH = """
const [url, body] = process.argv.slice(1);
fetch(url, { method: "POST", body, headers: { "Content-Type": "application/json" } })
  .then((answer) => answer.text()).then((text) => console.log(text));
"""
AXIOS = """
const [url, body] = process.argv.slice(1);
require("axios").post(url, JSON.parse(body)).then((answer) => console.log(answer.data.code));
"""


@with_node
@pytest.mark.parametrize("secure", [False, True])
def test_fetch_of_node_is_taken_for_a_bot(
    collector: Collector, ca_file: Path, secure: bool
) -> None:
    url = collector.secure_url if secure else collector.url
    said = ran(npm.NODE, "-e", FETCH, url, DOCUMENT, NODE_EXTRA_CA_CERTS=str(ca_file))
    assert json.loads(said) == {"code": "BOT"}
    assert documents(only(collector)) == [json.loads(DOCUMENT)]
    assert "ua-bot" in rules(collector)


AT_IPV6 = """
require("dns").lookup = (host, options, done) => done(null, [{ address: "::1", family: 6 }]);
"""


@with_node
@with_ipv6
@pytest.mark.parametrize("host", ["[::1]", "localhost"])
def test_node_that_takes_localhost_for_ipv6_arrives(collector: Collector, host: str) -> None:
    """Node takes the first address of the system since version 17; here it is ::1."""
    url = collector.url.replace("127.0.0.1", host)
    ran(npm.NODE, "-e", f"{AT_IPV6}{FETCH}", url, DOCUMENT)
    assert documents(only(collector)) == [json.loads(DOCUMENT)]


@with_npm
def test_axios_is_taken_for_a_bot(collector: Collector, modules: Path) -> None:
    said = ran(npm.NODE, "-e", AXIOS, collector.url, DOCUMENT, NODE_PATH=str(modules))
    assert said.strip() == "BOT"
    assert documents(only(collector)) == [json.loads(DOCUMENT)]
    assert "ua-bot" in rules(collector)


# PHP

PHP_CURL = """
[$_, $url, $body, $kind] = $argv;
$request = curl_init($url);
curl_setopt($request, CURLOPT_RETURNTRANSFER, true);
curl_setopt($request, CURLOPT_USERAGENT, "ConvertAgent/1.0");
if ($kind === "json") {
    curl_setopt($request, CURLOPT_POSTFIELDS, $body);
    curl_setopt($request, CURLOPT_HTTPHEADER, ["Content-Type: application/json"]);
} elseif ($kind === "multipart") {
    curl_setopt($request, CURLOPT_POSTFIELDS, ["payload" => $body]);
} else {
    curl_setopt($request, CURLOPT_URL, $url . "?" . http_build_query(json_decode($body, true)));
}
echo curl_exec($request);
"""


@with_php
@pytest.mark.parametrize("kind", ["json", "multipart", "get"])
def test_curl_of_php_is_read(collector: Collector, kind: str, tmp_path: Path) -> None:
    script = tmp_path / "send.php"
    script.write_text(f"<?php {PHP_CURL}", "utf-8")
    assert json.loads(ran(PHP, str(script), collector.url, DOCUMENT, kind)) == {"status": "ok"}
    (document,) = documents(only(collector))
    wanted = json.loads(DOCUMENT)
    assert isinstance(document, dict)
    assert document["vid"] == wanted["vid"]
    assert [event["evt"] for event in document["ev"]] == [event["evt"] for event in wanted["ev"]]


# Convert's own SDKs: they fetch their configuration, bucket a visitor, convert, and send.

JS_SDK = """
const [base] = process.argv.slice(1);
const ConvertSDK = require("@convertcom/js-sdk").default;
const convert = new ConvertSDK({
  sdkKey: "10000009/10000001", environment: "live", logger: { customLoggers: [] },
  api: { endpoint: { config: base + "/api/v1", track: base + "/v1" } },
});
convert.onReady().then(async () => {
  const context = convert.createContext("visitor-1", { country: "US" });
  context.setDefaultSegments({ country: "US" });
  context.runExperience("checkout", { locationProperties: {}, visitorProperties: {} });
  context.trackConversion("purchase", { conversionData: [
    { key: "amount", value: 10.3 }, { key: "productsCount", value: 2 },
    { key: "transactionId", value: "T-1" },
  ] });
  await context.releaseQueues("end");
  process.exit(0);
});
"""
PYTHON_SDK = """
import ssl, sys
import httpx
from convert_sdk import Core, SDKConfig, TransportConfig
from convert_sdk.adapters.transport.httpx_transport import HttpxTransport
base, ca_file = sys.argv[1:]
settings = TransportConfig(base_url=base, track_base_url=f"{base}/v1", verify_tls=bool(ca_file))
transport = None
if ca_file:
    trusting = ssl.create_default_context(cafile=ca_file)
    transport = HttpxTransport(settings, client=httpx.Client(base_url=base, verify=trusting))
config = SDKConfig(sdk_key="10000009/10000001", transport=settings)
with Core(config, transport=transport).initialize() as core:
    context = core.create_context("visitor-1", visitor_attributes={"country": "US"})
    assert context.run_experience("checkout") is not None
    context.track_conversion("purchase", revenue=10.3, conversion_data={
        "productsCount": 2, "transactionId": "T-1"})
    core.flush()
"""
SALE = {"goals": ["100300301"], "exps": ["100400101"], "vars": ["1004200201"]}


@with_npm
@pytest.mark.parametrize("secure", [False, True])
def test_converts_javascript_sdk_runs_wholly_on_this_machine(
    collector: Collector, ca_file: Path, modules: Path, secure: bool
) -> None:
    base = (collector.secure_url if secure else collector.url).removesuffix("/track")
    trusted = {"NODE_EXTRA_CA_CERTS": str(ca_file), "NODE_PATH": str(modules)}
    ran(npm.NODE, "-e", JS_SDK, base, **trusted)
    assert_an_sdks_sale(collector, "js4.4.3", ["viewExp", "hitGoal", "tr"])


@pytest.mark.parametrize("trusting", [False, True])
def test_converts_python_sdk_runs_wholly_on_this_machine(
    collector: Collector, ca_file: Path, trusting: bool
) -> None:
    """It speaks https only; it can trust the authority, or be told not to check."""
    base = collector.secure_url.removesuffix("/track")
    ran(sys.executable, "-c", PYTHON_SDK, base, str(ca_file) if trusting else "")
    assert_an_sdks_sale(collector, "js-sdk", ["viewExp", "tr"])


def assert_an_sdks_sale(collector: Collector, source: str, kinds: list[str]) -> None:
    received = only(collector)
    assert (received.verdict, received.arrived.aim.endpoint) == ("accepted", "v1")
    assert [one.verdict for one in collector.others()] == ["configuration"]
    assert rules(collector) == set()
    (document,) = documents(received)
    assert isinstance(document, dict)
    assert (document["vid"], document["tid"], document["s"]) == ("visitor-1", "T-1", source)
    assert [event["evt"] for event in document["ev"]] == kinds
    assert document["ev"][-1] == {"evt": "tr", **SALE, "r": 10.3, "prc": 2}
