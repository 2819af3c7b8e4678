"""The life of a watched browser: however it or the console ends, nothing of it is left."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from convert_console.core.watch.tracking import host_rules
from convert_console.services.storage.folders import SESSION_PREFIX
from convert_console.services.watch import browser as module
from convert_console.services.watch import connection, page_watch, watcher
from convert_console.services.watch.browser import BrowserUnusable, find_browsers
from convert_console.services.watch.page_watch import (
    NEVER_STARTED,
    PageSilent,
    PageWatch,
    WatchSettings,
)
from support import terminal
from support.browser import BROWSER
from support.pages import DONE, SENDING, Pages
from support.watching import (
    HOST,
    SECONDS,
    URL,
    Canary,
    arguments,
    canary,
    main_process,
    needs_browser,
    processes_with,
    program,
    shop,
    visitor,
    wait_until_gone,
    watching,
)

SEND = 'addEventListener("DOMContentLoaded", () => post("v", {}));'
NO_BROWSER = "does not answer as a browser does. Choose the program of a browser."
NOWHERE = "MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost"


def temporary_folders() -> set[str]:
    """The folders of this process in the system's folder for temporary files."""
    return {
        path.name for path in Path(tempfile.gettempdir()).glob(f"{SESSION_PREFIX}{os.getpid()}-*")
    }


@needs_browser
def test_nothing_is_left_of_a_watch_that_is_stopped(tmp_path: Path) -> None:
    before = temporary_folders()
    with shop(SEND) as (pages, _), watching(tmp_path, pages.url) as seen:
        seen.wait_for(1)
        assert processes_with(str(tmp_path / "browsers"))
        assert temporary_folders() - before
    assert f"--host-resolver-rules={host_rules()}" in arguments(tmp_path)
    assert seen.watch.reason == ""
    wait_until_gone(str(tmp_path))
    assert list((tmp_path / "browsers").iterdir()) == []
    assert temporary_folders() == before


@needs_browser
def test_a_browser_that_is_killed_ends_the_watch_with_a_sentence(tmp_path: Path) -> None:
    with shop(SEND) as (pages, _), watching(tmp_path, pages.url) as seen:
        seen.wait_for(1)
        main = main_process(f"--user-data-dir={tmp_path}")
        os.kill(main, signal.SIGKILL)
        assert seen.watch.ended.wait(SECONDS)
    assert seen.watch.reason == "The browser ended unexpectedly, with signal 9."
    assert list((tmp_path / "browsers").iterdir()) == []
    wait_until_gone(str(tmp_path))


@needs_browser
def test_a_browser_that_hangs_is_named_and_can_be_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_watch, "CHECK_EVERY_SECONDS", 0.1)
    monkeypatch.setattr(page_watch, "HUNG_SECONDS", 0.1)
    monkeypatch.setattr(module, "CLOSE_SECONDS", 0.1)
    with shop(SEND) as (pages, _), watching(tmp_path, pages.url) as seen:
        seen.wait_for(1)
        os.kill(main_process(f"--user-data-dir={tmp_path}"), signal.SIGSTOP)
        assert seen.notes.get(timeout=SECONDS) == page_watch.HUNG
    wait_until_gone(str(tmp_path))
    assert list((tmp_path / "browsers").iterdir()) == []


@needs_browser
def test_closing_the_last_tab_ends_the_watch_also_over_a_port_as_on_windows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HAS_PIPES", False)
    with shop(SEND) as (pages, _), watching(tmp_path, pages.url) as seen:
        assert [visitor(one) for one in seen.wait_for(1)] == ["v"]
        (port_file,) = (tmp_path / "browsers").glob("*/DevToolsActivePort")
        address = f"127.0.0.1:{port_file.read_text().splitlines()[0]}"
        tabs = [one for one in json.loads(ask(address, "/json/list")) if one["type"] == "page"]
        ask(address, f"/json/close/{tabs[0]['id']}")
        assert seen.watch.ended.wait(SECONDS)
    assert seen.watch.reason == ""
    assert list((tmp_path / "browsers").iterdir()) == []
    wait_until_gone(str(tmp_path))


@needs_browser
def test_a_page_that_crashes_is_named(tmp_path: Path) -> None:
    with watching(tmp_path, "chrome://crash") as seen:
        assert "crash" in seen.notes.get(timeout=SECONDS)


@needs_browser
def test_a_page_that_does_not_open_is_named(tmp_path: Path) -> None:
    with watching(tmp_path, "http://shop.invalid/") as seen:
        note = seen.notes.get(timeout=SECONDS)
    unknown = "its host is not known (ERR_NAME_NOT_RESOLVED)"
    assert note == f"http://shop.invalid/ did not open: {unknown}."
    with shop("", file_zip="PK") as (pages, _), watching(tmp_path, f"{pages.url}/file.zip") as seen:
        note = seen.notes.get(timeout=SECONDS)
    assert note.endswith("/file.zip did not open: it is a file to download (ERR_ABORTED).")


@needs_browser
def test_a_page_that_leads_on_to_another_has_opened(tmp_path: Path) -> None:
    second = f"<script>const URL_ = '{URL}';{SENDING}post('second', {{}});</script>"
    script = "location.href = '/second.html';"
    with shop(script, second_html=second) as (pages, _), watching(tmp_path, pages.url) as seen:
        seen.wait_for(1)
    assert seen.notes.empty()


@needs_browser
def test_a_server_that_does_not_answer_holds_nothing_up(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with watching(tmp_path, url) as seen:  # the watch begins all the same
            assert not seen.watch.ended.is_set()
    assert seen.watch.reason == ""


@needs_browser
def test_a_console_that_is_killed_takes_its_browser_with_it(tmp_path: Path, home: Path) -> None:
    browser = program(tmp_path / "program", NOWHERE)
    with shop(SEND) as (pages, _):
        process = terminal.start("watch", pages.url, "--headless", "--browser", str(browser))
        assert process.stdout
        assert b"Watching" in process.stdout.readline()
        assert processes_with(f"--user-data-dir={home}")
        process.kill()
        process.communicate()
        wait_until_gone(f"--user-data-dir={home}")
        (left,) = (home / "console" / "browsers").iterdir()
        assert left.name.startswith(SESSION_PREFIX), "the next start removes it"
        with watching(home / "console", pages.url):
            assert not left.exists()


@needs_browser
def test_a_login_survives_where_that_is_asked_for(tmp_path: Path) -> None:
    script = """addEventListener("DOMContentLoaded", () => {
        post(document.cookie || "nobody", {});
        document.cookie = "user=ann; max-age=86400";
    });"""
    names = []
    with shop(script) as (pages, _):
        for kept in ("shop", "shop", ""):
            with watching(tmp_path, pages.url, kept=kept) as seen:
                names += [visitor(one) for one in seen.wait_for(1)]
    assert names == ["nobody", "user=ann", "nobody"]
    assert [path.name for path in (tmp_path / "browsers").iterdir()] == ["shop"]


@needs_browser
def test_a_second_watch_of_the_same_kept_profile_says_so(tmp_path: Path) -> None:
    with shop(SEND) as (pages, _), watching(tmp_path, pages.url, kept="shop"):
        second = watching(tmp_path, pages.url, kept="shop")
        with pytest.raises(BrowserUnusable, match="Another browser runs with this profile"), second:
            pytest.fail("two browsers with one profile")
    wait_until_gone(str(tmp_path))


def ask(address: str, path: str) -> bytes:
    """Ask a browser over its port."""
    client = http.client.HTTPConnection(address, timeout=SECONDS)
    try:
        client.request("GET", path)
        return client.getresponse().read()
    finally:
        client.close()


@contextmanager
def driven(folder: Path, rules: str) -> Iterator[tuple[str, Path]]:
    """A browser that something else has started, with its address."""
    profile = folder / "driven"
    options = ["--headless", "--remote-debugging-port=0", f"--user-data-dir={profile}"]
    with (folder / "driven.log").open("wb") as log:
        process = subprocess.Popen(
            [program(folder / "driven-program", rules), *options, "about:blank"],
            stdout=log, stderr=subprocess.PIPE,
        )  # fmt: skip
    try:
        assert process.stderr
        for line in process.stderr:
            if b"DevTools listening on " in line:
                yield line.decode().split()[-1], profile
                break
    finally:
        process.terminate()
        process.communicate(timeout=SECONDS)


@needs_browser
def test_a_browser_that_a_test_drives_is_watched_and_left_running(tmp_path: Path) -> None:
    with canary() as guard, shop(SEND) as (pages, _), driven(tmp_path, guard.rules) as (url, _):
        address = urlsplit(url).netloc
        with watching(tmp_path, pages.url, attach=address) as seen:
            assert [visitor(one) for one in seen.wait_for(1)] == ["v"]
        assert seen.watch.reason == ""
        with watching(tmp_path, pages.url, attach=url) as seen:
            assert [visitor(one) for one in seen.wait_for(1)] == ["v"]
        assert b"webSocketDebuggerUrl" in ask(address, "/json/version"), "it runs on"


@needs_browser
def test_a_driven_browser_that_ends_ends_the_watch(tmp_path: Path) -> None:
    with (
        shop(SEND) as (pages, _),
        driven(tmp_path, NOWHERE) as (url, _),
        watching(tmp_path, pages.url, attach=url) as seen,
    ):
        seen.wait_for(1)
        os.kill(main_process(f"--user-data-dir={tmp_path}"), signal.SIGTERM)
        assert seen.watch.ended.wait(SECONDS)
    assert seen.watch.reason == ""


@needs_browser
def test_the_rules_of_a_browser_keep_tracking_here_even_if_nothing_is_caught(
    tmp_path: Path,
) -> None:
    guard = Canary()
    rules = host_rules().replace("127.0.0.1:9", f"127.0.0.1:{guard.port}")
    hosts = ("10000001.metrics", "metrics", "10000001.track")
    urls = [f"https://{host}.convertexperiments.com/track" for host in hosts]
    page = f"""<script>Promise.allSettled({urls}.map((url) => fetch(url, {{mode: "no-cors"}})))
        .then(() => fetch("{DONE}", {{method: "POST", body: "1"}}))</script>"""
    with Pages({"/": page.encode()}).served() as pages:
        pages.visit("/", tmp_path, f"--host-resolver-rules={rules} , {NOWHERE}")
    guard.close()
    named = [host for host in hosts if any(f"{host}.convert".encode() in one for one in guard.came)]
    assert named == list(hosts), "all came to the port of this machine that the rules name"


@needs_browser
def test_a_browser_asks_for_nothing_of_its_own(tmp_path: Path) -> None:
    log = tmp_path / "net.json"
    browser = program(tmp_path / "program", NOWHERE, f"--log-net-log={log}")
    with (
        shop(SEND) as (pages, _),
        watching(tmp_path, pages.url, browser=str(browser)) as seen,
    ):
        seen.wait_for(1)
    assert seen.rest()
    asked = set(re.findall(r'"url":"\w+://([^"/:]+)', log.read_text("utf-8", "replace")))
    assert asked - {"127.0.0.1"} <= {HOST}


STUN = """
addEventListener("DOMContentLoaded", async () => {
  const peer = new RTCPeerConnection({ iceServers: [{ urls: "stun:127.0.0.1:PORT" }] });
  peer.onicegatheringstatechange = () => peer.iceGatheringState === "complete" && post("v", {});
  peer.createDataChannel("any");
  peer.setLocalDescription(await peer.createOffer());
});
"""


@needs_browser
def test_web_rtc_reaches_nobody_while_requests_are_answered_here(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stun:
        stun.bind(("127.0.0.1", 0))
        stun.setblocking(False)
        script = STUN.replace("PORT", str(stun.getsockname()[1]))
        with shop(script) as (pages, _), watching(tmp_path, pages.url) as seen:
            seen.wait_for(1)
        with pytest.raises(BlockingIOError):
            stun.recv(1_000)


@pytest.mark.skipif(os.name != "posix", reason="a script as program")
@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo 'Missing X server' >&2; exit 1", "did not start: Missing X server"),
        ("exit 3", "did not start (exit code 3)."),
        ("kill -9 $$", "did not start (ended by signal 9)."),
        ("exit 0", "did not start (exit code 0)."),
        ("exec sleep 1000 3>&- 4>&-", NO_BROWSER),
        (r"printf 'hello\0' >&4; exec sleep 1000", NO_BROWSER),
        ("yes >&4; exec sleep 1000", NO_BROWSER),
    ],
)
def test_a_browser_that_does_not_start_gets_a_sentence(
    tmp_path: Path, script: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CLOSE_SECONDS", 1)
    monkeypatch.setattr(connection, "LONGEST_MESSAGE", 1_000_000)
    path = tmp_path / "browser"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    before = temporary_folders()
    watch = PageWatch(WatchSettings("http://a/", tmp_path / "browsers", browser=str(path)), id, id)
    with pytest.raises(BrowserUnusable) as why:
        watch.start()
    assert str(why.value) == f"browser {said}"
    assert list((tmp_path / "browsers").iterdir()) == []
    assert temporary_folders() == before


@pytest.mark.skipif(os.name != "posix", reason="a script as program")
def test_a_browser_that_hangs_can_be_stopped(tmp_path: Path) -> None:
    path = tmp_path / "browser"
    fifo = tmp_path / "begun"
    os.mkfifo(fifo)
    path.write_text(f"#!/bin/sh\necho begun >'{fifo}'\nexec tail -f /dev/null\n")
    path.chmod(0o700)
    watch = PageWatch(WatchSettings("http://a/", tmp_path / "browsers", browser=str(path)), id, id)

    def stop() -> None:
        fifo.read_text()
        watch.stop()

    stopper = threading.Thread(target=stop)
    stopper.start()
    with pytest.raises(BrowserUnusable, match=NEVER_STARTED):
        watch.start()
    stopper.join()
    assert list((tmp_path / "browsers").iterdir()) == []


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"browser": "no-such-browser"}, "no-such-browser is no program"),
        ({"attach": "127.0.0.1:1"}, "No browser answers at 127.0.0.1:1"),
        ({"attach": "shop.example:9222"}, "shop.example is not this machine"),
        ({"attach": "ftp://x"}, "not the address of a browser"),
        ({"attach": "ws://127.0.0.1:1/devtools/browser/1"}, "cannot be reached"),
    ],
)
def test_what_cannot_be_watched_gets_a_sentence(
    tmp_path: Path, settings: dict[str, str], said: str
) -> None:
    watch = PageWatch(WatchSettings("http://a/", tmp_path, **settings), id, id)  # type: ignore[arg-type]
    with pytest.raises(BrowserUnusable, match=said):
        watch.start()


@pytest.mark.skipif(not BROWSER, reason="finds the browser of this machine")
def test_the_browser_of_this_machine_is_found() -> None:
    assert BROWSER in {found.path for found in find_browsers()}


@needs_browser
def test_a_page_with_an_open_dialog_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watcher, "PAGE_ASKED", 0.5)
    browser = str(program(tmp_path / "program", NOWHERE, "--headless"))  # as one with a window
    script = 'setTimeout(() => alert("Welcome"));'
    end = time.monotonic() + SECONDS
    with (
        shop(script) as (pages, _),
        watching(tmp_path, pages.url, browser=browser, headless=False) as seen,
    ):
        while time.monotonic() < end:  # it may be asked before the dialog opens
            with suppress(PageSilent):
                seen.watch.names().result(SECONDS)
                continue
            break
        with pytest.raises(PageSilent, match="a dialog is open"):
            seen.watch.names().result(SECONDS)
