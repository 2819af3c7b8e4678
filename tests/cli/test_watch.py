"""`watch`, as a CI job and a person use it: a real browser opens a shop of this machine."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from convert_console.cli.commands import run
from convert_console.core.request.profile import Profile
from convert_console.services.storage.folders import Folders
from convert_console.services.storage.profiles import ProfileStore
from support import terminal
from support.shop import CATALOG
from support.watching import canary, needs_browser, program, shop

DOCUMENT = (
    '{"cid":"10000009","pid":"10000001","vid":"1796000000000-0.4126735590148273","tid":"T-1",'
    '"ev":[{"evt":"tr","goals":["100300301"],"exps":["100400101"],"vars":["1004200201"],'
    '"r":59.90}]}'
)
SALE = f"""
addEventListener("DOMContentLoaded", () => navigator.sendBeacon(URL_, '{DOCUMENT}'));
"""
WANTED = [{"name": "the sale", "document": {"tid": "T-1", "ev": [{"evt": "tr", "r": 59.9}]}}]
LONG = "100"
"""Seconds that no test waits for: it ends because all has been sent, or because it is stopped."""


def watched(folder: Path, *options: str, page: str = SALE) -> terminal.Result:
    with canary() as guard, shop(page) as (pages, _):
        browser = str(program(folder / "program", guard.rules))
        return terminal.run("watch", pages.url, "--headless", "--browser", browser, *options)


def stopped(folder: Path, *options: str) -> terminal.Result:
    """Watch until the sale is seen, and press Ctrl+C."""
    with canary() as guard, shop(SALE) as (pages, _):
        browser = str(program(folder / "program", guard.rules))
        process = terminal.start("watch", pages.url, "--headless", "--browser", browser, *options)
        assert process.stdout
        seen = process.stdout.readline() + process.stdout.readline()
        terminal.interrupt(process)
        out, err = process.communicate(timeout=terminal.SECONDS)
    return terminal.Result(process.returncode, (seen + out).decode(), err.decode())


def file(folder: Path, content: object) -> str:
    path = folder / "given.json"
    path.write_text(json.dumps(content), "utf-8")
    return str(path)


@needs_browser
def test_it_ends_with_0_once_all_that_is_expected_was_sent(tmp_path: Path) -> None:
    junit = tmp_path / "out.xml"
    options = ("--expect", file(tmp_path, WANTED), "--junit", str(junit), "--timeout", LONG)
    ended = watched(tmp_path, *options)
    assert ended.code == 0
    begin, line, met = ended.out.splitlines()
    assert begin.endswith("Requests to Convert are answered on this machine; none reaches it.")
    assert "  accepted  POST  beacon          100300301 · 59.90 · 1004200201  " in line
    assert met == "met       the sale"
    suite = ElementTree.fromstring(junit.read_bytes())[0]
    assert (suite.get("name"), suite.get("failures")) == ("convert-console watch", "0")


@needs_browser
def test_it_ends_with_1_if_what_is_expected_is_not_sent_or_has_problems(tmp_path: Path) -> None:
    view = {"name": "a view", "document": {"ev": [{"evt": "viewExp"}]}}
    wanted = [view, {**WANTED[0], "problems": "none"}]
    catalog = tmp_path / "catalog.json"
    catalog.write_text(json.dumps(CATALOG), "utf-8")
    options = ("--expect", file(tmp_path, wanted), "--timeout", LONG, "--catalog", str(catalog))
    ended = stopped(tmp_path, *options)
    assert ended.code == 1
    assert "  Purchase · 59.90 · Green button  " in ended.out, "the names of the catalog are shown"
    assert "missing   a view" in ended.out
    assert 'ev[0].evt: "viewExp" is expected, "tr" arrived' in ended.out
    assert "missing   the sale" in ended.out, "it has problems"
    assert "problem tr-without-goal-hit" in ended.out


@needs_browser
def test_it_ends_at_the_timeout(tmp_path: Path) -> None:
    wanted = [{"document": {"tid": "another"}}]
    ended = watched(tmp_path, "--expect", file(tmp_path, wanted), "--timeout", "0.1")
    assert ended.code == 1
    assert "missing   expectation 1" in ended.out
    assert watched(tmp_path, "--timeout", "0.1").code == 0, "without expectations too"


@needs_browser
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_it_ends_once_a_job_says_that_all_has_been_sent(tmp_path: Path) -> None:
    wanted = [*WANTED, {"name": "a test", "document": {"tid": "T-0"}, "count": 0}]
    options = ("--expect", file(tmp_path, wanted), "--timeout", LONG)
    with canary() as guard, shop(SALE) as (pages, _):
        browser = str(program(tmp_path / "program", guard.rules))
        process = terminal.start("watch", pages.url, "--headless", "--browser", browser, *options)
        assert process.stdout
        assert [process.stdout.readline() for _ in range(2)][1]  # the sale has come
        process.send_signal(signal.SIGUSR1)
        out, _ = process.communicate(timeout=terminal.SECONDS)
    assert process.returncode == 0
    assert out.decode().splitlines() == ["met       the sale", "met       a test"]


@needs_browser
def test_json_has_a_line_for_each_request_and_each_expectation(tmp_path: Path) -> None:
    page = SALE.replace("navigator.sendBeacon(", "image('one') && navigator.sendBeacon(")
    options = ("--json", "--expect", file(tmp_path, WANTED), "--timeout", LONG)
    ended = watched(tmp_path, *options, page=page)
    assert ended.code == 0
    *requests, result = map(json.loads, ended.out.splitlines())
    assert result == {"expectation": "the sale", "met": True, "failure": ""}
    (sale,) = [one for one in requests if one["kind"] == "beacon"]
    assert (sale["source"], sale["mode"], sale["verdict"]) == ("page", "answer", "accepted")
    assert sale["url"] == "https://10000001.metrics.convertexperiments.com/track"
    assert sale["page"].startswith("http://127.0.0.1:")
    assert sale["documents"][0]["tid"] == "T-1"
    assert '"r":59.90' in ended.out, "numbers keep their digits"
    assert "tr-without-goal-hit" in {problem["rule"] for problem in sale["problems"]}


@needs_browser
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_is_stopped_without_an_error_and_leaves_nothing(
    tmp_path: Path, home: Path, number: signal.Signals
) -> None:
    with canary() as guard, shop(SALE) as (pages, _):
        browser = str(program(tmp_path / "program", guard.rules))
        process = terminal.start("watch", pages.url, "--headless", "--browser", browser)
        assert process.stdout
        assert b"Watching" in process.stdout.readline()
        assert b"beacon" in process.stdout.readline()
        process.send_signal(number)
        out, err = process.communicate(timeout=terminal.SECONDS)
    assert process.returncode == 0
    assert out == b""
    assert b"Traceback" not in err
    assert list((home / "console" / "browsers").iterdir()) == []


@needs_browser
def test_a_browser_that_is_killed_is_reported(tmp_path: Path) -> None:
    with canary() as guard, shop(SALE) as (pages, _):
        path = program(tmp_path / "program", guard.rules)
        path.write_text(path.read_text().replace("exec ", f"echo $$ >'{tmp_path}/number'\nexec "))
        process = terminal.start("watch", pages.url, "--headless", "--browser", str(path))
        assert process.stdout
        assert b"Watching" in process.stdout.readline()
        assert b"beacon" in process.stdout.readline()
        os.kill(int((tmp_path / "number").read_text()), signal.SIGKILL)
        _, err = process.communicate(timeout=terminal.SECONDS)
    assert process.returncode == 1
    assert b"The browser ended unexpectedly, with signal 9." in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "No page is given."),
        (("chrome://settings",), "chrome://settings is not the address of a page."),
        (("shop.example", "--junit", "out.xml"), "--junit needs --expect FILE."),
        (("shop.example", "--headless", "--expect", "nowhere.json"), "cannot be read"),
        (("shop.example", "--headless", "--attach", "127.0.0.1:9222"), "leave out --browser"),
        (("shop.example", "--profile", "nobody"), "There is no profile called “nobody”."),
    ],
)
def test_what_cannot_be_used_is_reported(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["watch", *arguments]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--attach", "127.0.0.1:1"), "No browser answers at 127.0.0.1:1."),
        (("shop.example", "--headless", "--browser", "no-such"), "no-such is no program."),
    ],
)
def test_a_browser_that_cannot_be_watched_is_reported(
    arguments: tuple[str, ...], said: str
) -> None:
    ended = terminal.run("watch", *arguments)  # it handles Ctrl+C, which is the tests' here
    assert ended.code == 2
    assert said in ended.err


def test_a_local_only_profile_only_answers_here(capsys: pytest.CaptureFixture[str]) -> None:
    ProfileStore(Folders.default().profiles).save(
        Profile("shop", "Shop", project="10000001", reach="local")
    )
    assert run(["watch", "shop.example", "--mode", "observe", "--profile", "Shop"]) == 2
    assert "The profile Shop is local only" in capsys.readouterr().err


def test_a_screen_is_needed_for_a_window(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert run(["watch", "shop.example"]) == 2
    assert "Add --headless." in capsys.readouterr().err
