"""`send`: one request over a real socket, its verdict in words and as an exit code."""

from __future__ import annotations

import json
import signal
import socket
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from convert_console.cli.asking import MAX_PRINTED_ERRORS
from convert_console.cli.commands import run
from convert_console.core.request import profile
from convert_console.core.request.new_ids import visitor_id
from convert_console.core.request.profile import CONVERT_AGENT
from convert_console.services.collector.faults import Fault
from convert_console.services.collector.server import Collector
from support import terminal
from support.collecting import running
from support.waiting import until

TEXT = '{"cid": "1", "pid": "2", "vid": "é", "ev": [{"evt": "hitGoal", "goals": ["7"]}]}'

Capture = pytest.CaptureFixture[str]


def clean_text() -> str:
    """A document of which the linter knows no error now."""
    clean = json.loads((Path(__file__).parents[1] / "data" / "clean.json").read_text("utf-8"))
    return json.dumps({**clean, "vid": visitor_id(time.time(), 1)})


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "request.json"
    path.write_text(TEXT, "utf-8")
    return str(path)


def test_a_post_carries_the_file_unchanged(
    file: str, collector: Collector, capsys: Capture
) -> None:
    assert run(["send", file, "--endpoint", collector.url]) == 0
    (received,) = collector.received()
    assert (received.method, received.body) == ("POST", TEXT.encode())
    assert ("User-Agent", CONVERT_AGENT) in received.headers
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"POST {collector.url}"
    assert second.startswith("Accepted: ")


def test_a_get_spells_it(file: str, collector: Collector) -> None:
    assert run(["send", file, "--endpoint", collector.url, "--method", "GET"]) == 0
    (received,) = collector.received()
    assert received.target.startswith("/track?cid=1&pid=2&vid=%C3%A9&ev[0][evt]=hitGoal")


def test_broken_json_can_be_posted(tmp_path: Path, collector: Collector, capsys: Capture) -> None:
    (tmp_path / "a").write_text("{", "utf-8")
    assert run(["send", str(tmp_path / "a"), "--endpoint", collector.url]) == 0
    assert collector.received()[0].body == b"{"
    assert capsys.readouterr().err.startswith("error: Line 1, column 2: ")


def test_errors_are_named_on_stderr_and_it_is_sent_all_the_same(
    file: str, collector: Collector, capsys: Capture
) -> None:
    assert run(["send", file, "--endpoint", collector.url]) == 0
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith(
        "error: ev[0].exps: Choose the experience and variation the visitor saw."
    )
    assert len(collector.received()) == 1


def test_the_first_of_many_errors_are_named_and_the_rest_counted(
    tmp_path: Path, collector: Collector, capsys: Capture
) -> None:
    many = {**json.loads(TEXT), "ev": [{"evt": "hitGoal", "goals": ["7"]}] * 14}
    (tmp_path / "many").write_text(json.dumps(many), "utf-8")
    assert run(["send", str(tmp_path / "many"), "--endpoint", collector.url, "--json"]) == 0
    told = capsys.readouterr()
    json.loads(told.out)
    *named, rest = told.err.splitlines()
    assert len(named) == MAX_PRINTED_ERRORS
    assert rest == "error: 4 more; “convert-console check” prints them all."


def test_a_document_without_errors_is_sent_with_nothing_on_stderr(
    tmp_path: Path, collector: Collector, capsys: Capture
) -> None:
    (tmp_path / "clean").write_text(clean_text(), "utf-8")
    assert run(["send", str(tmp_path / "clean"), "--endpoint", collector.url]) == 0
    assert capsys.readouterr().err == ""


def test_without_a_user_agent_it_is_not_delivered(
    file: str, collector: Collector, capsys: Capture
) -> None:
    assert run(["send", file, "--endpoint", collector.url, "--user-agent", "none"]) == 1
    (received,) = collector.received()
    assert "user-agent" not in {name.lower() for name, _ in received.headers}
    assert "Blocked: " in capsys.readouterr().out


def test_a_bots_user_agent_is_not_delivered(file: str, collector: Collector) -> None:
    assert run(["send", file, "--endpoint", collector.url, "--user-agent", "curl/8.5.0"]) == 1
    assert collector.received()[0].verdict == "bot"


def test_a_closed_port_is_not_delivered(file: str, capsys: Capture) -> None:
    with running() as collector:
        url = collector.url
    assert run(["send", file, "--endpoint", url]) == 1
    assert "Connection refused: " in capsys.readouterr().out


def test_json_holds_the_whole_exchange(file: str, collector: Collector, capsys: Capture) -> None:
    assert run(["send", file, "--endpoint", collector.url, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["request"]["body"] == TEXT
    assert told["answer"]["status"] == 200
    assert told["verdict"]["kind"] == "accepted"


def test_local_needs_no_collector_to_run(file: str, nobody: str, capsys: Capture) -> None:
    assert run(["send", file, "--local"]) == 0
    assert "POST http://127.0.0.1:" in capsys.readouterr().out


def test_local_uses_the_collector_that_runs(
    file: str, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile, "LOCAL_ENDPOINT", collector.url)
    assert run(["send", file, "--local"]) == 0
    assert len(collector.received()) == 1


LOCALLY = """
import sys
from convert_console.core.request import profile
profile.LOCAL_ENDPOINT = sys.argv[1]
from convert_console.cli.commands import run
sys.exit(run(["send", sys.argv[2], "--local"]))
"""


def test_several_local_sends_at_once_do_not_cut_each_other_off(
    file: str, nobody: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None takes the usual port, where the next one would meet a collector that is about to end."""
    taken: list[int] = []
    begin = Collector.start

    def start(collector: Collector) -> str:
        url = begin(collector)
        taken.append(urlsplit(url).port or 0)
        return url

    monkeypatch.setattr(Collector, "start", start)
    assert run(["send", file, "--local"]) == 0
    with socket.create_server(("127.0.0.1", urlsplit(nobody).port or 0)):
        assert taken != [urlsplit(nobody).port], "it is free, and was not taken"
    ended = [terminal.start_python("-c", LOCALLY, nobody, file) for _ in range(6)]
    told = [(one.communicate(timeout=terminal.SECONDS)[0], one.returncode) for one in ended]
    assert [code for _, code in told] == [0] * 6, told


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot press Ctrl+C for a process")
def test_ctrl_c_ends_a_send_without_a_traceback(file: str, collector: Collector) -> None:
    collector.fault = Fault("silent")
    process = terminal.start("send", file, "--endpoint", collector.url)
    until(lambda: collector.received() or process.poll() is not None)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=terminal.SECONDS)
    assert (out, b"Traceback" in err) == (b"", False)
    assert process.returncode == 130
    assert b"convert-console: Cancelled: You cancelled it." in err
    assert b"only if arriving twice does no harm" in err


@pytest.mark.parametrize(
    ("text", "arguments", "said"),
    [
        ("{}", [], "--endpoint"),
        ('{"pid": "../x"}', [], "--endpoint"),
        ("{", ["--endpoint", "http://127.0.0.1:1/", "--method", "GET"], "POST can send"),
        ("{}", ["--endpoint", "ftp://127.0.0.1/"], "web address"),
        ("{}", ["--endpoint", ""], "empty"),
        ("{}", ["--endpoint", "http://127.0.0.1:1/", "--user-agent", "a\nb"], "User-Agent"),
    ],
)
def test_what_cannot_be_sent_ends_with_2_and_one_sentence(
    text: str, arguments: list[str], said: str, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "a").write_text(text, "utf-8")
    assert run(["send", str(tmp_path / "a"), *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.count("\n") == 1


def test_two_targets_contradict_each_other(file: str, collector: Collector) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["send", file, "--local", "--endpoint", collector.url])
    assert ended.value.code == 2
    assert collector.received() == ()


def test_a_script_can_send_what_it_pipes_in(collector: Collector) -> None:
    ended = terminal.run("send", "-", "--endpoint", collector.url, "--json", given=TEXT.encode())
    assert ended.code == 0
    assert json.loads(ended.out)["request"]["body"] == TEXT
    assert collector.received()[0].body == TEXT.encode()
    ended = terminal.run("send", "-", "--endpoint", collector.url, "--user-agent", "none")
    assert ended.code == 1
    assert ended.err.startswith("error: ")
