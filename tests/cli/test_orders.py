"""`orders`: a CSV file over real sockets, at most once a row, with the window's journal."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from convert_console.cli.commands import run
from convert_console.core.orders.mapping import ColumnMapping, Source
from convert_console.services.collector.faults import Fault
from convert_console.services.collector.server import Collector
from convert_console.services.orders.csv_file import open_order_file, save_mapping
from convert_console.services.orders.journal import find_earlier_run
from convert_console.services.storage.folders import Folders
from support import terminal
from support.endpoint import Endpoint, answer
from support.profiles import save_profile
from support.waiting import until

ROWS = "order_id,total,items\nO-1,1.50,1\nO-2,2.50,2\nO-3,3.50,1\n"
IDS = [
    f"--set={constant}"
    for constant in (
        "goals=100300301", "exps=100400101", "vars=1004200201", "cid=10000009", "pid=10000001",
    )
]  # fmt: skip
BEYOND = "http://shop.invalid/track"

Capture = pytest.CaptureFixture[str]
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot press Ctrl+C for others")


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "orders.csv"
    path.write_text(ROWS)
    return str(path)


def orders(file: str, *arguments: str) -> int:
    return run(["orders", file, *IDS, "--rate=0", *arguments])


def tids(collector: Collector) -> list[str]:
    return [json.loads(received.body)["tid"] for received in collector.received()]


def report(capsys: Capture) -> Any:
    return json.loads(capsys.readouterr().out)


def test_each_row_becomes_one_request(file: str, collector: Collector, capsys: Capture) -> None:
    assert orders(file, "--endpoint", collector.url) == 0
    assert tids(collector) == ["O-1", "O-2", "O-3"]
    first = json.loads(collector.received()[0].body)
    assert (first["cid"], first["pid"]) == ("10000009", "10000001")
    assert first["ev"] == [
        {"evt": "hitGoal", "goals": ["100300301"], "exps": ["100400101"], "vars": ["1004200201"]},
        {"evt": "tr", "goals": ["100300301"], "exps": ["100400101"], "vars": ["1004200201"],
         "r": 1.5, "prc": 1},
    ]  # fmt: skip
    assert b'"r":1.50' in collector.received()[0].body
    told = capsys.readouterr()
    assert told.out == "3 of 3 rows done · 3 accepted\n"
    assert "Sends 3 POST requests to this machine (127.0.0.1) with the User-Agent" in told.err
    assert "They contain 3 conversions and revenue 7.50." in told.err


def test_a_second_run_sends_nothing(file: str, collector: Collector, capsys: Capture) -> None:
    assert orders(file, "--endpoint", collector.url) == 0
    capsys.readouterr()
    assert orders(file, "--endpoint", collector.url) == 0
    assert len(collector.received()) == 3
    assert capsys.readouterr().out == ("3 rows. Sent before: 3 accepted. Still to send: 0.\n")
    assert orders(file, "--endpoint", collector.url, "--start-over") == 0
    assert len(collector.received()) == 6


def test_rows_are_in_the_history(file: str, collector: Collector, capsys: Capture) -> None:
    assert orders(file, "--endpoint", collector.url) == 0
    capsys.readouterr()
    assert run(["history", "verdict:accepted", "O-2", "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(json.loads(line)["document"])["tid"] == "O-2"


def test_a_dry_run_says_everything_and_sends_nothing(
    tmp_path: Path, collector: Collector, capsys: Capture, home: Path
) -> None:
    (tmp_path / "a.csv").write_text(f"{ROWS}O-3,3.50,1\nO-4,abc,1\n")
    arguments = ["--dry-run", "--json", "--endpoint", collector.url]
    assert orders(str(tmp_path / "a.csv"), *arguments) == 1
    told = report(capsys)
    assert (told["rows"], told["faulty"], told["revenue"]) == (5, 1, "7.50")
    assert told["columns"] == ["order_id", "total", "items"]
    assert told["mapping"]["sources"]["tid"] == ["column", "order_id"]
    assert told["mapping"]["sources"]["goals"] == ["constant", "100300301"]
    problems = {(problem["rule"], problem["row"]) for problem in told["problems"]}
    assert problems == {("order-repeated", 4), ("amount-not-number", 5)}
    assert all(
        set(problem) == {"rule", "severity", "row", "message"} for problem in told["problems"]
    )
    assert collector.received() == ()
    assert not (home / "console").exists()


def test_the_options_for_the_choices_of_a_file_are_named(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "a.csv").write_text('order_id,total,items\nO-1,1.50,1\nO-1,2.25,1\nO-2,"1,000",1\n')
    orders(str(tmp_path / "a.csv"), "--dry-run")
    told = capsys.readouterr()
    assert "In 1 order the amounts of the rows differ, so revenue 2.25 is not sent." in told.out
    assert told.err.splitlines() == [
        "note: --repeated chooses what happens to orders in several rows: first, merge, add, all; "
        "--help explains each.",
        "note: --decimal chooses the decimal sign of the amounts: “--decimal .” or “--decimal ,”.",
    ]
    orders(str(tmp_path / "a.csv"), "--dry-run", "--repeated=merge", "--decimal=.")
    assert capsys.readouterr().err == ""


def test_a_dry_run_needs_no_target(file: str, capsys: Capture) -> None:
    assert run(["orders", file, "--dry-run", "--set", "goals=1", "--json"]) == 1
    assert report(capsys)["rows"] == 3


def test_a_missing_amount_is_explained_once(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "a.csv").write_text("Ref,Net,Pieces\nA,1.50,1\nB,2.50,1\n")
    assert orders(str(tmp_path / "a.csv"), "--dry-run", "--json") == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["faulty"] == 2
    assert told.err == (
        "note: No column has a known name of the amount (r): Ref, Net, Pieces. Map it with "
        "--mapping, or give every row the same with --set r=AMOUNT.\n"
    )


def test_a_clean_dry_run_ends_with_0(file: str, capsys: Capture) -> None:
    assert orders(file, "--dry-run") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        "3 rows. None were sent with this profile before.",
        "3 rows, 0 with errors.",
    ]
    assert lines[-1].startswith("Without --dry-run: Sends 3 POST requests to project 10000001 with")


def test_a_mapping_of_the_window_is_used(file: str, collector: Collector, tmp_path: Path) -> None:
    mapping = ColumnMapping(method="GET", events=("tr",))
    for name, source in (
        ("tid", Source("column", "items")), ("vid", Source("constant", "v")),
        ("r", Source("column", "total")), ("goals", Source("constant", "7")),
    ):  # fmt: skip
        mapping = mapping.with_source(name, source)
    save_mapping(tmp_path / "mapping.json", mapping)
    arguments = ["--mapping", str(tmp_path / "mapping.json"), "--endpoint", collector.url]
    assert orders(file, *arguments, "--send-faulty", "--repeated", "all") == 0
    assert [received.method for received in collector.received()] == ["GET"] * 3
    assert "tid=1" in collector.received()[0].target


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--set", "colour=red"], "colour is not a parameter of an order"),
        (["--mapping", "nowhere.json"], "nowhere.json"),
        (["--profile", "Nobody"], "no profile called"),
        (["--endpoint", "ftp://127.0.0.1/"], "web address"),
    ],
)
def test_what_cannot_be_used_ends_with_2_and_one_sentence(
    arguments: list[str], word: str, file: str, capsys: Capture
) -> None:
    assert run(["orders", file, *arguments]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert word in err


@pytest.mark.parametrize(
    "arguments",
    [["--set", "goals"], ["--rate", "-1"], ["--rate", "nan"], ["--lanes", "0"], ["--lanes", "99"]],
)
def test_options_that_are_invalid_end_with_2(arguments: list[str], file: str) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["orders", file, *arguments])
    assert ended.value.code == 2


def test_what_can_be_read_only_once_is_refused(tmp_path: Path, capsys: Capture) -> None:
    assert orders(str(tmp_path), "--local") == 2
    assert "is not a file." in capsys.readouterr().err


def test_a_constant_may_be_named_by_its_path(file: str, capsys: Capture) -> None:
    assert run(["orders", file, "--dry-run", "--json", "--set", "ev[0].goals=7"]) == 1
    assert report(capsys)["mapping"]["sources"]["goals"] == ["constant", "7"]


@pytest.mark.usefixtures("nobody")
@pytest.mark.parametrize("content", [None, b"", b'a,b\n"open', b"a\n\x81\xff\xfe"])
def test_a_file_that_cannot_be_read_ends_with_2_and_one_sentence(
    content: bytes | None, tmp_path: Path, capsys: Capture
) -> None:
    if content is not None:
        (tmp_path / "a.csv").write_bytes(content)
    code = run(["orders", str(tmp_path / "a.csv"), "--local"])
    out, err = capsys.readouterr()
    assert code in ((2,) if content in (None, b"") else (1, 2))
    assert code == 1 or (out, err.count("\n")) == ("", 1)
    assert "Traceback" not in err


def test_without_a_target_the_first_rows_project_is_it(file: str, capsys: Capture) -> None:
    assert run(["orders", file]) == 2
    assert "The first row has no pid." in capsys.readouterr().err
    assert orders(file) == 2
    told = capsys.readouterr().err.splitlines()[-1]
    assert "This sends 3 rows to the live statistics of project 10000001." in told
    assert "They add 3 conversions and revenue 7.50." in told
    assert told.endswith("Add --yes to send it without a question.")


def test_a_local_only_profile_does_not_reach_the_world(file: str, capsys: Capture) -> None:
    save_profile(target="custom", endpoint=BEYOND, reach="local")
    assert orders(file, "--profile", "Shop", "--yes") == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "local only" in err
    assert orders(file, "--profile", "Shop", "--dry-run") == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("Without --dry-run: The profile Shop is local only")


def test_yes_sends_through_the_profiles_proxy_and_stops_after_many_failures(
    tmp_path: Path, capsys: Capture
) -> None:
    rows = "".join(f"O-{number},1,1\n" for number in range(30))
    (tmp_path / "a.csv").write_text(f"order_id,total,items\n{rows}")
    with Endpoint([answer("502 Bad Gateway")]) as proxy:
        address = f"http://127.0.0.1:{proxy.port}"
        save_profile(target="custom", endpoint=BEYOND, proxy=address)
        assert orders(str(tmp_path / "a.csv"), "--profile", "Shop", "--yes") == 1
    told = capsys.readouterr()
    assert "Stopped: 10 rows in a row were not accepted." in told.err
    assert "The same command goes on with the rows that are left." in told.err


def test_a_profile_shares_its_journal_with_the_window(file: str, collector: Collector) -> None:
    profile = save_profile(target="custom", endpoint=collector.url, account="1", project="2")
    ids = [argument for argument in IDS if "id=" not in argument]
    assert run(["orders", file, *ids, "--rate=0", "--profile", "Shop"]) == 0
    first = json.loads(collector.received()[0].body)
    assert (first["cid"], first["pid"]) == ("1", "2")
    place = Folders.default().orders, profile.id
    past = find_earlier_run(Path(file), open_order_file(Path(file)).form, place, bool)
    assert (past.total, past.accepted) == (3, 3)


def test_a_secret_is_neither_printed_nor_kept(
    file: str, collector: Collector, capsys: Capture, home: Path
) -> None:
    secret = "Bearer planted-7361"
    save_profile(target="custom", endpoint=collector.url, headers=(("Authorization", secret),))
    assert orders(file, "--profile", "Shop", "--json") == 0
    assert ("Authorization", secret) in collector.received()[2].headers
    told = capsys.readouterr()
    assert "planted" not in told.out + told.err
    kept = [path for path in (home / "console").rglob("*") if "profiles" not in path.parts]
    assert not any(b"planted" in path.read_bytes() for path in kept if path.is_file())


def test_rows_with_errors_are_left_out_and_reported(
    tmp_path: Path, collector: Collector, capsys: Capture
) -> None:
    (tmp_path / "a.csv").write_text(f"{ROWS}O-4,abc,1\n")
    arguments = [str(tmp_path / "a.csv"), "--endpoint", collector.url]
    assert orders(*arguments, "--json") == 1
    told = report(capsys)
    assert (told["rows"], told["accepted"], told["faulty"], told["left"]) == (4, 3, 1, 0)
    assert orders(*arguments, "--send-faulty") == 0
    assert tids(collector) == ["O-1", "O-2", "O-3", "O-4"]


def test_another_mapping_is_asked_about(
    tmp_path: Path, collector: Collector, capsys: Capture
) -> None:
    (tmp_path / "a.csv").write_text(f"{ROWS}O-4,abc,1\n")
    arguments = [str(tmp_path / "a.csv"), "--endpoint", collector.url]
    assert orders(*arguments) == 1
    assert orders(*arguments, "--send-faulty", "--set", "goals=7") == 2
    assert "Earlier rows were sent with a different mapping." in capsys.readouterr().err
    assert orders(*arguments, "--send-faulty", "--set", "goals=7", "--yes") == 0


def test_a_choice_after_rows_were_held_back_asks_nothing(
    tmp_path: Path, collector: Collector, capsys: Capture
) -> None:
    (tmp_path / "a.csv").write_text("order_id;total;items\n1;1.000;1\n2;2.500;1\n")
    arguments = str(tmp_path / "a.csv"), "--endpoint", collector.url
    assert orders(*arguments) == 1
    assert collector.received() == ()
    assert orders(*arguments, "--decimal", ",") == 0
    assert [json.loads(received.body)["ev"][1]["r"] for received in collector.received()] == [
        1000, 2500,
    ]  # fmt: skip
    assert "different mapping" not in capsys.readouterr().err
    assert orders(*arguments, "--decimal", ",") == 0, "the chosen mapping is the one it keeps"
    assert "different mapping" not in capsys.readouterr().err


@pytest.mark.usefixtures("nobody")
def test_local_needs_no_collector_to_run(file: str, capsys: Capture) -> None:
    assert orders(file, "--local") == 0
    assert capsys.readouterr().out == "3 of 3 rows done · 3 accepted\n"


@posix
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_stopped_run_resumes_and_sends_no_row_twice(
    how: signal.Signals, tmp_path: Path, collector: Collector
) -> None:
    names = [f"O-{number}" for number in range(40)]
    (tmp_path / "a.csv").write_text(
        "order_id,total,items\n" + "".join(f"{name},1,1\n" for name in names)
    )
    arguments = ["orders", str(tmp_path / "a.csv"), *IDS, "--endpoint", collector.url]
    process = terminal.start(*arguments, "--rate=20", "--lanes=2")
    until(lambda: len(collector.received()) >= 3 or process.poll() is not None)
    assert process.poll() is None
    process.send_signal(how)
    out, err = process.communicate(timeout=terminal.SECONDS)
    assert b"Traceback" not in err
    clean = how != signal.SIGKILL
    if clean:
        assert process.returncode == 130
        assert b" of 40 rows done" in out
        assert err.endswith(b"The same command goes on with the rows that are left.\n")
    before = len(collector.received())
    assert before < 40
    code = run([*arguments, "--rate=0", "--lanes=2"])
    assert len(tids(collector)) == len(set(tids(collector)))
    unknown = set(names) - set(tids(collector))
    # A killed run may leave rows of which nobody knows whether they arrived: one for each lane.
    assert (code, unknown) == (0, set()) if clean else len(unknown) <= 2


@posix
def test_ctrl_c_does_not_wait_for_an_endpoint_that_is_silent(
    file: str, collector: Collector, capsys: Capture
) -> None:
    collector.fault = Fault("silent")
    arguments = ["orders", file, *IDS, "--endpoint", collector.url]
    process = terminal.start(*arguments)
    until(lambda: collector.received() or process.poll() is not None)
    assert process.poll() is None
    terminal.interrupt(process)
    _, err = process.communicate(timeout=terminal.SECONDS)
    assert (process.returncode, b"Traceback" in err) == (130, False)
    collector.fault = None
    assert orders(file, "--endpoint", collector.url, "--json") == 1
    told = report(capsys)
    assert (told["accepted"], told["unknown"]) == (2, 1)
    assert orders(file, "--endpoint", collector.url, "--send-unknown") == 0


@posix
def test_progress_is_shown_on_a_terminal_alone(file: str, collector: Collector) -> None:
    arguments = ["orders", file, *IDS, "--rate=0", "--endpoint", collector.url]
    shown = terminal.on_terminal(*arguments)
    assert (shown.code, shown.out) == (0, "3 of 3 rows done · 3 accepted\n")
    assert "0/3" in shown.err
    assert "\r" not in terminal.run(*arguments).err


def test_foreign_text_is_escaped(tmp_path: Path, collector: Collector, capsys: Capture) -> None:
    (tmp_path / "a.csv").write_text("order_id,total,\x1b[2Jx\nO-1,\x1b]0;x,1\n")
    arguments = [str(tmp_path / "a.csv"), "--endpoint", collector.url]
    for more in (["--dry-run"], ["--dry-run", "--json"], []):
        orders(*arguments, *more)
        told = capsys.readouterr()
        assert "\x1b" not in told.out + told.err
