"""`send --profile` and `--record`: as the window sends, and into its history."""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from convert_console.cli.commands import run
from convert_console.core.history.row import record_of
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Exchange
from convert_console.services.collector.faults import Fault
from convert_console.services.collector.server import Collector
from convert_console.services.history.reader import HistoryReader
from convert_console.services.history.store import HistoryStore
from convert_console.services.storage.folders import Folders
from support import terminal
from support.endpoint import Endpoint, answer
from support.exchanges import ACCEPTED
from support.profiles import save_profile
from support.waiting import until

TEXT = '{"cid": "1", "pid": "2", "vid": "v", "ev": [{"evt": "hitGoal", "goals": ["7"]}]}'
BEYOND = "http://shop.invalid/track"

Capture = pytest.CaptureFixture[str]
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals")


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "request.json"
    path.write_text(TEXT, "utf-8")
    return str(path)


def kept() -> list[Exchange]:
    """The exchanges in the history, the newest first."""
    reader = HistoryReader.read_only(Folders.default().history)
    if reader is None:
        return []
    with closing(reader):
        exchanges = [reader.exchange(row.id) for row in reader.newest(99)]
    return [exchange for exchange in exchanges if exchange]


def test_a_profile_gives_target_user_agent_and_headers(file: str, collector: Collector) -> None:
    headers = (("X-Shop", "a b"),)
    agent = "ConvertAgent/1.0 (shop)"
    save_profile(target="custom", endpoint=collector.url, user_agent=agent, headers=headers)
    assert run(["send", file, "--profile", "Shop"]) == 0
    (received,) = collector.received()
    assert ("User-Agent", agent) in received.headers
    assert ("X-Shop", "a b") in received.headers


@pytest.mark.parametrize("name", ["Shop", "shop", "SHOP"])
def test_a_profile_is_found_by_name_or_id(name: str, file: str, collector: Collector) -> None:
    save_profile(target="custom", endpoint=collector.url)
    assert run(["send", file, "--profile", name]) == 0


def test_a_user_agent_that_is_given_wins(file: str, collector: Collector) -> None:
    save_profile(target="custom", endpoint=collector.url, user_agent="ConvertAgent/1.0 (shop)")
    assert run(["send", file, "--profile", "Shop", "--user-agent", "ConvertAgent/1.0 (other)"]) == 0
    assert ("User-Agent", "ConvertAgent/1.0 (other)") in collector.received()[0].headers


def test_two_profiles_of_one_name_are_distinguished_by_their_ids(
    file: str, collector: Collector, capsys: Capture
) -> None:
    for _ in range(2):
        save_profile("Shop A", target="custom", endpoint=collector.url)
    assert run(["send", file, "--profile", "Shop A"]) == 2
    assert "Give the id of one: shop-a, shop-a-2." in capsys.readouterr().err
    assert run(["send", file, "--profile", "shop-a-2"]) == 0


def test_an_unknown_profile_is_reported_with_the_known_ones(file: str, capsys: Capture) -> None:
    assert run(["send", file, "--profile", "Shop"]) == 2
    assert "None is saved" in capsys.readouterr().err
    save_profile("Other")
    assert run(["send", file, "--profile", "Shop"]) == 2
    assert "Saved: “Other”." in capsys.readouterr().err


def test_a_local_only_profile_does_not_reach_the_world(file: str, capsys: Capture) -> None:
    save_profile(target="custom", endpoint=BEYOND, reach="local")
    assert run(["send", file, "--profile", "Shop", "--yes", "--record"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "local only, and shop.invalid is not this machine" in told.err
    assert kept() == []


@pytest.mark.usefixtures("nobody")
def test_a_local_profile_gets_a_collector_for_this_request(file: str, capsys: Capture) -> None:
    save_profile(target="local", reach="local", endpoint=BEYOND)
    assert run(["send", file, "--profile", "Shop"]) == 0
    assert "POST http://127.0.0.1:" in capsys.readouterr().out


def test_a_script_must_agree_to_a_live_send(file: str, capsys: Capture) -> None:
    save_profile(project="10000001")
    assert run(["send", file, "--profile", "Shop"]) == 2
    err = capsys.readouterr().err.splitlines()[-1]
    assert "Project ids differ (2 / 10000001), so this may be ignored." in err
    assert "If counted, it adds 1 conversion. Nothing was sent." in err
    assert err.endswith("Nothing was sent. Add --yes to send it without a question.")
    assert kept() == []


def test_yes_sends_through_the_profiles_proxy(file: str, capsys: Capture) -> None:
    with Endpoint([answer("502 Bad Gateway")]) as proxy:
        address = f"http://127.0.0.1:{proxy.port}"
        save_profile(target="custom", endpoint=BEYOND, proxy=address)
        assert run(["send", file, "--profile", "Shop", "--yes"]) == 1
        assert proxy.requests[0].startswith(b"CONNECT shop.invalid:80 ")
    told = capsys.readouterr()
    assert "Proxy failed" in told.out
    assert "goes to shop.invalid. It contains 1 conversion." in told.err


@posix
@pytest.mark.parametrize(("typed", "connections"), [("n\n", 0), ("\n", 0), ("y\n", 1)])
def test_the_user_is_asked_on_the_terminal(file: str, typed: str, connections: int) -> None:
    with Endpoint([answer("502 Bad Gateway")]) as proxy:
        save_profile(target="custom", endpoint=BEYOND, proxy=f"http://127.0.0.1:{proxy.port}")
        ended = terminal.on_terminal("send", file, "--profile", "Shop", typed=typed)
        assert proxy.connections == connections
    assert ended.code == 1
    assert "Send? [y/N] " in ended.err
    assert ("Nothing was sent." in ended.err) == (connections == 0)


def test_a_repeated_conversion_is_asked_about_even_if_the_profile_sends_freely(
    file: str, capsys: Capture
) -> None:
    save_profile(target="custom", endpoint=BEYOND, reach="free")
    request = WireRequest("POST", BEYOND, (("Host", "shop.invalid"),), TEXT.encode())
    accepted = Exchange("a", time.time() - 7_200, "Shop", request, TEXT, ACCEPTED)
    with closing(HistoryStore(Folders.default().history)) as store:
        store.keep(record_of(accepted)).row.result()
    assert run(["send", file, "--profile", "Shop"]) == 2
    assert "Goal 7 was accepted for this visitor 2 hours ago" in capsys.readouterr().err


def test_a_secret_goes_out_and_is_never_printed_or_kept(
    file: str, collector: Collector, capsys: Capture, home: Path
) -> None:
    secret = "Bearer planted-7361"
    save_profile(target="custom", endpoint=collector.url, headers=(("Authorization", secret),))
    assert run(["send", file, "--profile", "Shop", "--record", "--json"]) == 0
    assert ("Authorization", secret) in collector.received()[0].headers
    assert run(["history", "--json"]) == 0
    assert run(["history", "--har"]) == 0
    told = capsys.readouterr()
    assert "planted" not in told.out + told.err
    history = [path for path in (home / "console").glob("history*") if path.is_file()]
    assert not any(b"planted" in path.read_bytes() for path in history)


def test_a_recorded_send_is_in_the_history_with_its_answer(
    file: str, collector: Collector, capsys: Capture
) -> None:
    assert run(["send", file, "--endpoint", collector.url, "--record", "--json"]) == 0
    (exchange,) = kept()
    assert json.loads(capsys.readouterr().out)["id"] == exchange.id
    assert (exchange.document, exchange.profile) == (TEXT, "Terminal")


def test_what_is_not_to_be_recorded_leaves_no_history(file: str, collector: Collector) -> None:
    assert run(["send", file, "--endpoint", collector.url]) == 0
    assert not Folders.default().history.exists()


@posix
def test_a_send_that_is_stopped_is_in_the_history_as_cancelled(
    file: str, collector: Collector
) -> None:
    """It is there before its first byte is sent, as an open window shows."""
    collector.fault = Fault("silent")
    process = terminal.start("send", file, "--endpoint", collector.url, "--record")
    until(lambda: collector.received() or process.poll() is not None)
    assert process.poll() is None
    with closing(HistoryStore(Folders.default().history)) as window:
        assert [row.verdict for row in window.newest(9)] == ["pending"]
        terminal.interrupt(process)
        assert process.wait(terminal.SECONDS) == 130
        out, err = process.communicate()
        assert (out, b"Traceback" in err) == (b"", False)
        assert [row.verdict for row in window.newest(9)] == ["cancelled"]


def test_a_history_that_cannot_be_opened_stops_the_send(
    file: str, collector: Collector, capsys: Capture
) -> None:
    Folders.default().history.mkdir(parents=True)
    assert run(["send", file, "--endpoint", collector.url, "--record"]) == 2
    assert "Nothing was sent." in capsys.readouterr().err
    assert collector.received() == ()


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_history_that_cannot_be_written_keeps_the_send_next_to_it(
    file: str, collector: Collector, capsys: Capture
) -> None:
    """As in the window: the next one that can write the history moves it there."""
    history = Folders.default().history
    HistoryStore(history).close()
    with closing(sqlite3.connect(history)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert run(["send", file, "--endpoint", collector.url, "--record"]) == 0
        assert "is kept in a file next to it" in capsys.readouterr().err
    with closing(HistoryStore(history)) as store:
        until(lambda: [row.verdict for row in store.newest(9)] == ["accepted"])
