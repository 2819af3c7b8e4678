"""`collector`: the local endpoint in a terminal, until it is stopped."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import ssl
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from convert_console.cli.collect import MAX_LINES, LinePrinter
from convert_console.cli.commands import run
from convert_console.cli.streams import PIPE_CLOSED
from convert_console.services.collector.received import Received
from support import terminal
from support.collecting import port_of, running

LINE = re.compile(r"\d\d:\d\d:\d\d  (\S+) +(\S+) +(\S+)")


@pytest.mark.parametrize("port", ["-1", "65536", "x", "", "٣"])
def test_what_is_not_a_port_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["collector", "--port", port])
    assert ended.value.code == 2
    assert "--port" in capsys.readouterr().err


def test_a_port_in_use_is_reported_in_one_sentence() -> None:
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
def test_it_prints_a_line_for_each_request_until_it_is_stopped(stop: str) -> None:
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
def test_it_ends_when_its_output_is_no_longer_read(unbuffered: str) -> None:
    process = terminal.start("collector", "--port", "0", PYTHONUNBUFFERED=unbuffered)
    assert process.stdout
    url = process.stdout.readline().decode().split()[2].rstrip(".")
    process.stdout.close()
    process.stdout = None
    asked(url, "POST", "/track", **{"User-Agent": "ConvertAgent/1.0"})
    _out, err = process.communicate(timeout=terminal.SECONDS)
    assert (process.returncode, err) == (PIPE_CLOSED, b"")


def test_it_answers_with_a_fault_that_is_asked_for() -> None:
    process = terminal.start("collector", "--port", "0", "--fault", "kind=error&times=1")
    assert process.stdout
    url = process.stdout.readline().decode().split()[2].rstrip(".")
    answers = [asked(url, "POST", "/track", **{"User-Agent": "ConvertAgent/1.0"}) for _ in range(2)]
    process.terminate()
    process.communicate(timeout=terminal.SECONDS)
    assert answers == [b"Internal Server Error\n", b'{"status":"ok"}']


def test_a_fault_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["collector", "--fault", "lazy"])
    assert ended.value.code == 2
    assert "The kind of a fault is one of " in capsys.readouterr().err


def test_a_request_that_does_not_arrive_is_printed_as_well() -> None:
    process = terminal.start("collector", "--port", "0")
    assert process.stdout
    url = process.stdout.readline().decode().split()[2].rstrip(".")
    with socket.create_connection(("127.0.0.1", urlsplit(url).port), terminal.SECONDS) as plain:
        plain.sendall(b"\x16\x03\x01 \x1b[2J\xe2\x80\xae\r\n\r\n")
        assert plain.recv(100).startswith(b"HTTP/1.1 400")
    line = process.stdout.readline().decode()
    process.terminate()
    process.communicate(timeout=terminal.SECONDS)
    assert re.match(r"\d\d:\d\d:\d\d  refused   400   This is the beginning of a TLS conn", line)
    assert line.endswith("  \\u0016\\u0003\\u0001 \\u001b[2J\\u202e\n")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot press Ctrl+C for a process")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_waiting_pager_delays_neither_the_answers_nor_the_end(unbuffered: str) -> None:
    """Nobody reads the lines, and no pipe has room for all of them."""
    process = terminal.start("collector", "--port", "0", PYTHONUNBUFFERED=unbuffered)
    assert process.stdout
    url = process.stdout.readline().decode().split()[2].rstrip(".")
    client = http.client.HTTPConnection(urlsplit(url).netloc, timeout=terminal.SECONDS)
    for _ in range(1_500):  # lines of 120 bytes, and a pipe has 64 KiB
        client.request("GET", f"/track?vid={'x' * 200}", headers={"User-Agent": "ConvertAgent/1.0"})
        assert client.getresponse().read()
    client.close()
    process.send_signal(signal.SIGINT)
    assert process.wait(terminal.SECONDS) == 0
    process.communicate()


def test_lines_that_found_no_room_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    printer = LinePrinter(threading.Event())
    for number in range(MAX_LINES + 50):
        printer.print_received(
            Received(
                *(number, 0.0, b"x", "x", b"", "", "", (), "refused"),
                status=400,
                reason="It cannot be read.",
            )
        )
    printer.start()
    printer.finish()
    said = capsys.readouterr().out.splitlines()
    assert len(said) == MAX_LINES + 1
    assert said[0].endswith("  refused   400   It cannot be read.  x")
    assert said[-1] == "          50 more requests arrived, too fast to be printed"


def test_it_listens_for_https_and_gives_sdks_their_configuration(tmp_path: Path) -> None:
    catalog = tmp_path / "catalog.json"
    catalog.write_text('{"account_id": "1", "project": {"id": "2"}, "goals": []}')
    ca_file = tmp_path / "ca.pem"
    options = ("--tls-port", "0", "--ca-file", str(ca_file), "--catalog", str(catalog))
    process = terminal.start("collector", "--port", "0", *options)
    assert process.stdout
    lines = [process.stdout.readline().decode() for _ in range(2)]
    assert lines[1].endswith(f"To trust it: {ca_file}\n")
    url = lines[1].split()[2].rstrip(".").removesuffix("/track")
    context = ssl.create_default_context(cafile=str(ca_file))
    client = http.client.HTTPSConnection(
        urlsplit(url).netloc, timeout=terminal.SECONDS, context=context
    )
    client.request("GET", "/api/v1/config/1/2", headers={"User-Agent": "ConvertAgent/1.0"})
    assert json.loads(client.getresponse().read())["account_id"] == "1"
    client.close()
    process.terminate()
    process.communicate(timeout=terminal.SECONDS)


def test_a_port_for_https_in_use_is_named_by_its_option(tmp_path: Path) -> None:
    with running() as collector:
        options = ("--tls-port", str(port_of(collector)), "--ca-file", str(tmp_path / "ca.pem"))
        ended = terminal.run("collector", "--port", "0", *options)
    assert ended.code == 2
    assert "Choose another with --tls-port." in ended.err


def test_it_ends_at_the_timeout_without_expectations_too() -> None:
    ended = terminal.run("collector", "--port", "0", "--timeout", "0.1")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("Listening on ")
