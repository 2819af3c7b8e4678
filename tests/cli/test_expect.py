"""`collector --expect`, as a CI job uses it: started, sent to over a socket, its XML read."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from convert_console.cli.commands import run
from support import terminal

SALE = {"vid": "v", "ev": [{"evt": "tr", "goals": ["5"], "r": 1.1}]}
WANTED = [
    {"name": "the sale <arrives>", "document": SALE, "method": "POST"},
    {"name": "twice seen", "document": {"vid": "v", "ev": [{"evt": "viewExp"}]}, "count": 2},
]
LONG = "50"
"""Seconds that no test waits for: it ends because all has arrived, or because it is stopped."""


def file(folder: Path, wanted: object = WANTED) -> str:
    path = folder / "wanted.json"
    path.write_text(json.dumps(wanted), "utf-8")
    return str(path)


def send(url: str, document: object, agent: str = "ConvertAgent/1.0") -> None:
    client = http.client.HTTPConnection(urlsplit(url).netloc, timeout=terminal.SECONDS)
    try:
        client.request("POST", "/track", json.dumps(document), {"User-Agent": agent})
        client.getresponse().read()
    finally:
        client.close()


def started(folder: Path, timeout: str, wanted: object = WANTED):
    process = terminal.start(
        *("collector", "--port", "0", "--timeout", timeout),
        *("--expect", file(folder, wanted), "--junit", str(folder / "out.xml")),
    )
    assert process.stdout
    url = process.stdout.readline().decode().split()[2].rstrip(".")
    return process, url


def suite(folder: Path) -> ElementTree.Element:
    """The suite of the report, without its properties, which say where the requests went."""
    found = ElementTree.fromstring((folder / "out.xml").read_bytes())[0]
    properties = found[0]
    assert [(one.get("name"), one.get("value")) for one in properties] == [
        ("sent_to", "this machine (rehearsal)")
    ]
    found.remove(properties)
    return found


def test_it_ends_with_0_once_all_has_arrived(tmp_path: Path) -> None:
    process, url = started(tmp_path, LONG)
    send(url, {"vid": "somebody", "ev": []})
    send(url, {**SALE, "cid": "1"})
    view = {"vid": "v", "ev": [{"evt": "viewExp"}]}
    send(url, view)
    send(url, view)
    out, err = process.communicate(timeout=terminal.SECONDS)
    assert (process.returncode, err) == (0, b"")
    assert b"met       the sale <arrives>" in out
    found = suite(tmp_path)
    assert (found.get("tests"), found.get("failures")) == ("2", "0")
    assert [case.get("name") for case in found] == ["the sale <arrives>", "twice seen"]


def test_it_ends_with_1_at_the_timeout_and_says_what_is_missing(tmp_path: Path) -> None:
    process, url = started(tmp_path, "1.5")
    send(url, SALE, agent="curl/8.5.0")
    out, err = process.communicate(timeout=terminal.SECONDS)
    assert (process.returncode, err) == (1, b"")
    assert b"missing   the sale <arrives>" in out
    found = suite(tmp_path)
    assert found.get("failures") == "2"
    failure = found[0][0]
    assert failure.get("message") == "0 of 1 arrived."
    assert failure.text is not None
    assert "verdict: accepted is expected, it was bot" in failure.text


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without a report")
def test_an_addon_for_mitmproxy_has_the_collector_s_address(tmp_path: Path) -> None:
    addon = tmp_path / "convert_mirror.py"
    process = terminal.start("collector", "--port", "0", "--mitmproxy", str(addon))
    assert process.stdout
    url = process.stdout.readline().decode().split()[2].rstrip(".")
    assert process.stdout.readline().decode().startswith("For phones and servers: mitmdump -s ")
    process.terminate()
    assert process.communicate(timeout=terminal.SECONDS)[1] == b""
    assert f"COLLECTOR = '{url.removesuffix('/track')}'" in addon.read_text("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot press Ctrl+C for a process")
def test_stopping_it_writes_what_is_known(tmp_path: Path) -> None:
    process, _url = started(tmp_path, LONG)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=terminal.SECONDS)
    assert process.returncode == 1
    assert suite(tmp_path).get("failures") == "2"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_what_is_missing_is_not_waited_for_long_once_all_has_been_sent(tmp_path: Path) -> None:
    process, _url = started(tmp_path, timeout="600")
    process.send_signal(signal.SIGUSR1)
    out, _ = process.communicate(timeout=terminal.SECONDS)
    assert process.returncode == 1
    assert b"0 of 1 arrived." in out
    assert suite(tmp_path).get("failures") == "2"


def test_what_must_not_arrive_ends_it_at_once(tmp_path: Path) -> None:
    process, url = started(tmp_path, LONG, [{"document": {"vid": "1"}, "count": 0}])
    send(url, {"vid": "1"})
    process.communicate(timeout=terminal.SECONDS)
    assert process.returncode == 1
    assert suite(tmp_path)[0][0].get("message") == "A request arrived that should not."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--expect", "nowhere.json"), "cannot be read"),
        (("--junit", "out.xml"), "needs --expect FILE"),
        (("--ca-file", "ca.pem"), "needs --tls-port N"),
        (("--catalog", "nowhere.json"), "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_reported(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["collector", "--port", "0", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_an_expectation_that_is_invalid_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = file(tmp_path, [{"document": {}, "count": "many"}])
    assert run(["collector", "--port", "0", "--expect", wanted]) == 2
    assert "Expectation 1" in capsys.readouterr().err


def test_a_result_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    wanted = file(tmp_path, [{"document": {}, "count": 0}])
    where = str(tmp_path / "no" / "such" / "folder.xml")
    options = ("--timeout", "0.1", "--expect", wanted, "--junit", where)
    ended = terminal.run("collector", "--port", "0", *options)
    assert ended.code == 2
    assert "cannot be written" in ended.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_a_result_that_can_no_longer_be_written_at_the_end_ends_it_with_74(tmp_path: Path) -> None:
    wanted = file(tmp_path, [{"document": {}, "count": 0}])
    (tmp_path / "out.xml").symlink_to("/dev/full")
    where = str(tmp_path / "out.xml")
    options = ("--timeout", "0.1", "--expect", wanted, "--junit", where)
    ended = terminal.run("collector", "--port", "0", *options)
    assert ended.code == 74
    assert "met " in ended.out, "what was found is told in any case"
    assert ended.err == f"convert-console: {where} cannot be written: No space left on device.\n"


def test_a_folder_that_disappears_ends_it_with_74_and_the_files_name(
    tmp_path: Path,
) -> None:
    (tmp_path / "results").mkdir()
    where = tmp_path / "results" / "out.xml"
    wanted = file(tmp_path, [{"document": {"vid": "1"}, "count": 0}])
    process = terminal.start(
        *("collector", "--port", "0", "--timeout", LONG, "--expect", wanted, "--junit", str(where))
    )
    assert process.stdout
    url = process.stdout.readline().decode().split()[2].rstrip(".")
    where.parent.rmdir()
    send(url, {"vid": "1"})
    _, err = process.communicate(timeout=terminal.SECONDS)
    assert process.returncode == 74
    assert f"{where} cannot be written: No such file or directory." in err.decode()


@pytest.mark.parametrize("seconds", ["0", "-1", "x", "nan", "inf"])
def test_what_is_not_a_time_is_refused(seconds: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["collector", "--timeout", seconds])
    assert ended.value.code == 2
    assert "--timeout" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot press Ctrl+C for a process")
def test_problems_that_are_not_allowed_and_the_true_reason_are_named(tmp_path: Path) -> None:
    """What cannot be read is told with its reason; what has problems, with these."""
    clean = {"name": "clean", "document": {"vid": "v"}, "problems": "none"}
    process, url = started(tmp_path, LONG, [clean])
    send(url, {"vid": "v", "ev": [{"evt": "tr", "goals": ["5"], "r": "x"}]})
    with socket.create_connection(("127.0.0.1", urlsplit(url).port), terminal.SECONDS) as plain:
        plain.sendall("GET /track?vid=v&s=é HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        assert plain.recv(100).startswith(b"HTTP/1.1 400")
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=terminal.SECONDS)
    assert process.returncode == 1
    text = out.decode()
    assert "problem amount-not-number at ev[0].r: " in text
    assert "GET: The address contains “é” as it is. Percent-encode it: %C3%A9." in text


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such timer")
def test_signals_do_not_let_it_wait_for_ever(tmp_path: Path) -> None:
    # A thread that computes keeps the main thread from running after a signal until the time is up.
    arguments = ["collector", "--port", "0", "--timeout", "1", "--expect", file(tmp_path)]
    script = f"""
import signal, threading
from convert_console.cli.commands import run
def compute():
    while True:
        sum(range(1_000))
threading.Thread(target=compute, daemon=True).start()
signal.signal(signal.SIGALRM, lambda *_: None)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
print("code", run({arguments!r}))
"""
    assert terminal.python(script).out.endswith("code 1\n")
