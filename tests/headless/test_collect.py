"""`collector`: the local endpoint in a terminal, until it is stopped."""

from __future__ import annotations

import http.client
import json
import re
import signal
import sys
from urllib.parse import urlsplit

import pytest

from convert_console.headless.commands import run
from convert_console.headless.streams import PIPE_CLOSED
from support import terminal
from support.collecting import port_of, running

LINE = re.compile(r"\d\d:\d\d:\d\d  (\S+) +(\S+) +(\S+)")


@pytest.mark.parametrize("port", ["-1", "65536", "x", "", "٣"])
def test_what_is_no_port_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["collector", "--port", port])
    assert ended.value.code == 2
    assert "--port" in capsys.readouterr().err


def test_a_port_in_use_is_said_in_one_sentence() -> None:
    with running() as collector:
        ended = terminal.run("collector", "--port", str(port_of(collector)))
    assert (ended.code, ended.out) == (2, "")
    assert "Address already in use. Choose another with --port." in ended.err
    assert ended.err.count("\n") == 1


def asked(url: str, method: str, target: str, **headers: str) -> bytes:
    client = http.client.HTTPConnection(urlsplit(url).netloc, timeout=terminal.SECONDS)
    try:
        client.request(method, target, b"{}" if method == "POST" else None, headers)
        return client.getresponse().read()
    finally:
        client.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot press Ctrl+C for a process")
@pytest.mark.parametrize("stop", ["SIGINT", "SIGTERM"])
def test_it_tells_a_line_for_each_request_until_it_is_stopped(stop: str) -> None:
    process = terminal.start("collector", "--port", "0")
    assert process.stdout
    url = process.stdout.readline().decode().split()[2].rstrip(".")
    asked(url, "POST", "/track", **{"User-Agent": "ConvertAgent/1.0"})
    asked(url, "GET", f"/track?vid={'x' * 200}", **{"User-Agent": "curl/8"})
    told = [LINE.match(process.stdout.readline().decode()) for _ in range(2)]
    assert [line and line.groups()[:2] for line in told] == [("accepted", "POST"), ("bot", "GET")]
    assert told[1] and told[1][3].endswith("…")
    kept = json.loads(asked(url, "GET", "/received"))
    assert [entry["verdict"] for entry in kept] == ["accepted", "bot"]
    process.send_signal(getattr(signal, stop))
    _out, err = process.communicate(timeout=terminal.SECONDS)
    assert (process.returncode, err) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="a closed pipe is another error there")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_it_ends_when_nobody_reads_its_lines_any_more(unbuffered: str) -> None:
    process = terminal.start("collector", "--port", "0", PYTHONUNBUFFERED=unbuffered)
    assert process.stdout
    url = process.stdout.readline().decode().split()[2].rstrip(".")
    process.stdout.close()
    process.stdout = None
    asked(url, "POST", "/track", **{"User-Agent": "ConvertAgent/1.0"})
    _out, err = process.communicate(timeout=terminal.SECONDS)
    assert (process.returncode, err) == (PIPE_CLOSED, b"")
