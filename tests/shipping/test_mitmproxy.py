"""The addon for mitmproxy, run by mitmproxy itself; only addresses of this machine are used."""

from __future__ import annotations

import http.client
import json
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from convert_console.core.traffic.mitmproxy_addon import mitmproxy_addon
from convert_console.services.collector.server import Collector
from support.collecting import running
from support.distributions import ROOT

PROGRAMS = ROOT / "build" / "mitmproxy" / "bin"
WANTED = bool(os.environ.get("CONVERT_CONSOLE_INSTALLERS")) and sys.platform == "linux"

needs_mitmproxy = pytest.mark.skipif(
    not WANTED, reason="needs mitmproxy in a folder of its own; .ci/shipping demands it"
)

SECONDS = 60
BODY = json.dumps({"vid": "v", "ev": [{"evt": "tr", "r": 1.10}]}, indent=1).encode()
HEADERS = {"User-Agent": "ConvertAgent/1.0 (phone)", "Content-Type": "application/json"}

Proxy = Callable[..., int]


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running() as made:
        yield made


@pytest.fixture
def convert() -> Iterator[ThreadingHTTPServer]:
    """A stand-in for Convert's endpoint, at a custom domain that is this machine."""

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            server.came.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))  # type: ignore[attr-defined]
            self.send_response(202)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Endpoint) as server:
        server.came = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def proxy(collector: Collector, tmp_path: Path) -> Iterator[Proxy]:
    """Start mitmdump with the addon and options; its port."""
    started: list[subprocess.Popen[bytes]] = []
    addon = tmp_path / "convert_mirror.py"
    addon.write_text(mitmproxy_addon(collector.url), "utf-8")

    def start(**options: str) -> int:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = int(free.getsockname()[1])
        settings = [f"--set={name}={value}" for name, value in options.items()]
        command = [str(PROGRAMS / "mitmdump"), "-q", "-s", str(addon), "--listen-host", "127.0.0.1",
                   "-p", str(port), f"--set=confdir={tmp_path}", *settings]  # fmt: skip
        started.append(subprocess.Popen(command))
        until(lambda: listens(port))
        return port

    yield start
    for process in started:
        process.terminate()
        assert process.wait(SECONDS) == 0


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def send(proxy_port: int, url: str) -> int:
    client = http.client.HTTPConnection("127.0.0.1", proxy_port, timeout=SECONDS)
    client.request("POST", url, BODY, HEADERS)
    answer = client.getresponse()
    answer.read()
    client.close()
    return answer.status


def test_the_addon_is_a_program_with_the_collector_s_address() -> None:
    text = mitmproxy_addon("http://127.0.0.1:8765/track")
    compile(text, "convert_mirror.py", "exec")
    assert "COLLECTOR = 'http://127.0.0.1:8765'" in text


@needs_mitmproxy
def test_a_copy_of_each_tracking_request_goes_to_the_collector(
    proxy: Proxy, collector: Collector, convert: ThreadingHTTPServer
) -> None:
    port = proxy(convert_hosts="127.0.0.1")
    base = f"http://127.0.0.1:{convert.server_port}"
    targets = ["/track", "/v1/track/10000009/10000001", "/checkout"]
    assert [send(port, f"{base}{target}") for target in targets] == [202, 202, 202]
    assert convert.came == [(target, BODY) for target in targets]  # type: ignore[attr-defined]
    until(lambda: len(collector.received()) == 2)
    assert sorted(one.target for one in collector.received()) == targets[:2]
    for one in collector.received():
        assert (one.body, one.verdict) == (BODY, "accepted")
        assert dict(one.headers)["User-Agent"] == HEADERS["User-Agent"]
        assert dict(one.headers)["Host"] == base.removeprefix("http://")


@needs_mitmproxy
def test_a_copy_has_the_same_bytes_whatever_their_encoding(
    proxy: Proxy, collector: Collector, convert: ThreadingHTTPServer
) -> None:
    port = proxy(convert_hosts="127.0.0.1")
    host = f"127.0.0.1:{convert.server_port}".encode()
    head = b"X-Shop: caf\xe9 \xe6\x97\xa5\r\nUser-Agent: ConvertAgent/1.0 (M\xc3\xbcller)"
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as phone:
        phone.sendall(
            b"POST http://" + host + b"/track?s=caf\xc3\xa9 HTTP/1.1\r\nHost: " + host + b"\r\n"
            + head + b"\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)
        )  # fmt: skip
        assert phone.recv(12).endswith(b" 202")
    until(lambda: len(collector.everything()) == 1)
    (received,) = collector.everything()
    assert received.raw.startswith(b"POST /track?s=caf\xc3\xa9 HTTP/1.1\r\n")
    assert head in received.raw
    assert received.raw.endswith(BODY)
    assert "Percent-encode" in received.reason


@needs_mitmproxy
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_in_the_mode_answer_nothing_but_the_collector_is_asked(
    proxy: Proxy, collector: Collector, scheme: str, tmp_path: Path
) -> None:
    """The domain is none, so a proxy that looked for it would answer 502."""
    port = proxy(convert_hosts="shop.invalid", convert_mode="answer")
    if scheme == "http":
        status = send(port, "http://shop.invalid/track")
    else:
        trusting = ssl.create_default_context(cafile=str(tmp_path / "mitmproxy-ca-cert.pem"))
        client = http.client.HTTPSConnection("127.0.0.1", port, context=trusting, timeout=SECONDS)
        client.set_tunnel("shop.invalid", 443)
        client.request("POST", "/track", BODY, HEADERS)
        status = client.getresponse().status
        client.close()
    assert status == 200
    (received,) = collector.received()
    assert received.body == BODY
    assert dict(received.headers)["Host"].partition(":")[0] == "shop.invalid"


@needs_mitmproxy
def test_it_knows_convert_s_hosts_and_paths(tmp_path: Path) -> None:
    addon = mitmproxy_addon("http://127.0.0.1:1/track")
    (tmp_path / "convert_mirror.py").write_text(addon, "utf-8")
    code = """
from mitmproxy.test import taddons, tflow
import convert_mirror
addon = convert_mirror.ConvertMirror()
split = tflow.tflow().request
split.path = "/track\\r\\nX: y"
try:
    convert_mirror.bytes_of(split)
except ValueError:
    pass
else:
    raise SystemExit("a request was split")
with taddons.context(addon) as context:
    context.configure(addon, convert_hosts="ab.shop.example, other.example")
    def tracks(host, path, said=""):
        request = tflow.tflow().request
        request.headers.clear()
        request.host, request.path = host, path
        if said:
            request.headers["Host"] = said
        return addon.is_tracking(request)
    metrics = "10000001.metrics.convertexperiments.com"
    assert tracks(metrics, "/track") and tracks(metrics, "/track?cid=1")
    assert tracks("METRICS.convertexperiments.com", "/v1/track/10/20")
    assert tracks("ab.shop.example", "/track/") and tracks("other.example", "/v1/track/key")
    assert tracks(metrics, "/track", "localhost"), "it is Convert that is reached"
    assert tracks("192.0.2.1", "/track", metrics), "as a proxy that phones do not know sees it"
    assert not tracks("cdn-4.convertexperiments.com", "/js/1-2.js")
    assert not tracks("notconvertexperiments.com", "/track")
    assert not tracks("shop.example", "/track") and not tracks(metrics, "/tracking")
"""
    python = str(PROGRAMS / "python")
    subprocess.run([python, "-c", code], cwd=tmp_path, check=True, timeout=SECONDS)
