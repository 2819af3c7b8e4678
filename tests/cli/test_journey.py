"""`journey`: the steps of one visitor, over real sockets and into the history."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path

import pytest

from convert_console.cli.commands import run
from convert_console.core.journeys.journey import Journey, Step
from convert_console.services.collector.faults import Fault
from convert_console.services.collector.server import Collector
from convert_console.services.history.reader import HistoryReader
from convert_console.services.storage.folders import Folders
from convert_console.services.storage.profiles import ProfileStore
from support import terminal
from support.profiles import save_journeys, save_profile
from support.waiting import until

VIEW = '{"cid": "1", "pid": "2", "vid": "v", "ev": [{"evt": "viewExp", "exps": ["3"]}]}'
SALE = '{"cid": "1", "pid": "2", "vid": "v", "ev": [{"evt": "tr", "goals": ["7"], "r": 12.50}]}'
CHECKOUT = Journey("Checkout", (Step(VIEW), Step(SALE, "GET")))

Capture = pytest.CaptureFixture[str]


def kept() -> list[tuple[str, str]]:
    """Verdict and profile of each row of the history, the oldest first."""
    reader = HistoryReader.read_only(Folders.default().history)
    if reader is None:
        return []
    with closing(reader):
        return [(row.verdict, row.profile) for row in reversed(reader.newest(99))]


def written(folder: Path, *journeys: Journey) -> str:
    """A file with journeys as the window writes it."""
    save_journeys(save_profile("Writer"), *journeys)
    content = (Folders.default().journeys / "writer.json").read_bytes()
    ProfileStore(Folders.default().profiles).delete("writer")
    (folder / "journeys.json").write_bytes(content)
    return str(folder / "journeys.json")


def test_a_saved_journey_is_sent_by_its_profile(collector: Collector, capsys: Capture) -> None:
    profile = save_profile(target="custom", endpoint=collector.url, account="8", project="9")
    save_journeys(profile, CHECKOUT)
    assert run(["journey", "Checkout"]) == 0
    first, second = collector.received()
    assert first.body.decode() == VIEW.replace('"1"', '"8"').replace('"2"', '"9"')
    assert (second.method, "r]=12.50" in second.target) == ("GET", True)
    assert kept() == [("accepted", "Shop")] * 2
    told = capsys.readouterr()
    assert [line.split()[:3] for line in told.out.splitlines()] == [
        *(["1.1", "POST", "Accepted"], ["1.2", "GET", "Accepted"]),
    ]
    assert told.err.endswith("All 2 were accepted on this machine. They count nowhere.\n")


def test_each_repeat_has_a_new_visitor(collector: Collector, tmp_path: Path) -> None:
    file = written(tmp_path, CHECKOUT)
    assert run(["journey", file, "--endpoint", collector.url, "--repeat", "2"]) == 0
    assert len(collector.received()) == 4
    bodies = [received.body.decode() for received in collector.received()[::2]]
    first, second = (json.loads(body)["vid"] for body in bodies)
    assert len({first, second, "v"}) == 3


def test_a_single_run_has_the_visitor_of_its_first_step(
    collector: Collector, tmp_path: Path
) -> None:
    other = SALE.replace('"v"', '"w"')
    file = written(tmp_path, Journey("Two", (Step(VIEW), Step(other))))
    assert run(["journey", file, "--endpoint", collector.url]) == 0
    assert [json.loads(received.body)["vid"] for received in collector.received()] == ["v", "v"]


def test_a_single_journey_may_be_a_file_by_itself(collector: Collector, tmp_path: Path) -> None:
    stored = json.loads(Path(written(tmp_path, CHECKOUT)).read_text())["journeys"][0]
    (tmp_path / "one.json").write_text(json.dumps(stored))
    assert run(["journey", str(tmp_path / "one.json"), "--endpoint", collector.url]) == 0
    assert len(collector.received()) == 2


def test_a_file_with_several_needs_a_name(
    collector: Collector, tmp_path: Path, capsys: Capture
) -> None:
    file = written(tmp_path, CHECKOUT, Journey("Other", (Step(VIEW),)))
    assert run(["journey", file, "--endpoint", collector.url]) == 2
    assert "Choose with --name: “Checkout”, “Other”." in capsys.readouterr().err
    assert run(["journey", file, "--endpoint", collector.url, "--name", "Other"]) == 0
    assert len(collector.received()) == 1


def test_it_stops_at_the_first_that_is_not_accepted(
    collector: Collector, tmp_path: Path, capsys: Capture
) -> None:
    file = written(tmp_path, CHECKOUT)
    arguments = ["--endpoint", collector.url, "--user-agent", "none", "--json"]
    assert run(["journey", file, *arguments]) == 1
    told = capsys.readouterr()
    assert [json.loads(line)["verdict"]["kind"] for line in told.out.splitlines()] == ["blocked"]
    assert "Stopped at request 1 of 2." in told.err
    assert kept() == [("blocked", "Terminal")]


def test_a_live_journey_is_agreed_to_as_a_whole(capsys: Capture) -> None:
    save_journeys(save_profile(project="10000001"), CHECKOUT)
    assert run(["journey", "Checkout", "--repeat", "3"]) == 2
    told = capsys.readouterr().err.splitlines()[-1]
    assert "it adds 3 variation views and 37.50." in told
    assert told.endswith("Add --yes to send it without a question.")
    assert kept() == []


def test_a_local_only_profile_does_not_reach_the_world(capsys: Capture) -> None:
    save_journeys(save_profile(project="10000001", reach="local"), CHECKOUT)
    assert run(["journey", "Checkout", "--yes"]) == 2
    assert "local only" in capsys.readouterr().err
    assert kept() == []


def test_a_name_that_two_profiles_have_needs_a_profile(
    collector: Collector, capsys: Capture
) -> None:
    for name in ("A", "B"):
        save_journeys(save_profile(name, target="custom", endpoint=collector.url), CHECKOUT)
    assert run(["journey", "Checkout"]) == 2
    assert "Several profiles have a journey “Checkout”: “A”, “B”." in capsys.readouterr().err
    assert run(["journey", "Checkout", "--profile", "B"]) == 0
    assert kept() == [("accepted", "B")] * 2


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("{}", "holds no journey"),
        ("[1]", "holds no journey"),
        ("{", "holds no journey"),
        ('{"name": "a", "repeats": 1, "steps": []}', "no steps"),
        (json.dumps({"name": "a", "repeats": 1, "steps": [
            {"method": "POST", "pause": 0, "document": "{}"}]}), "no pid"),
        (json.dumps({"name": "a", "repeats": 2, "steps": [
            {"method": "POST", "pause": 0, "document": "x"}]}), "not a JSON object"),
    ],
)  # fmt: skip
def test_what_is_not_a_journey_ends_with_2_and_one_sentence(
    content: str, word: str, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "a.json").write_text(content)
    target = [] if word == "no pid" else ["--local"]
    assert run(["journey", str(tmp_path / "a.json"), *target]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert word in err


def test_an_unknown_name_is_reported_with_the_known_ones(capsys: Capture) -> None:
    save_journeys(save_profile(), CHECKOUT)
    assert run(["journey", "Chekout"]) == 2
    assert "Saved: “Checkout”." in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot press Ctrl+C for a process")
def test_ctrl_c_ends_it_and_says_how_far_it_came(collector: Collector, tmp_path: Path) -> None:
    file = written(tmp_path, Journey("Slow", (Step(VIEW), Step(SALE, delay=3_600.0))))
    process = terminal.start("journey", file, "--endpoint", collector.url)
    assert process.stdout is not None
    assert process.stdout.readline().startswith(b"1.1  POST  Accepted")
    terminal.interrupt(process)
    _, err = process.communicate(timeout=terminal.SECONDS)
    assert (process.returncode, b"Traceback" in err) == (130, False)
    assert err.endswith(b"Cancelled after 1 of 2.\n")
    assert kept() == [("accepted", "Terminal")]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot press Ctrl+C for a process")
def test_ctrl_c_while_a_step_is_sent_leaves_it_in_the_history(
    collector: Collector, tmp_path: Path
) -> None:
    collector.fault = Fault("silent")
    process = terminal.start("journey", written(tmp_path, CHECKOUT), "--endpoint", collector.url)
    until(lambda: collector.received() or process.poll() is not None)
    assert process.poll() is None
    terminal.interrupt(process)
    process.communicate(timeout=terminal.SECONDS)
    assert process.returncode == 130
    assert kept() == [("cancelled", "Terminal")]
