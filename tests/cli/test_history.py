"""`history`: lists and exports what was sent, and changes nothing."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from convert_console.cli.commands import run
from convert_console.cli.history import LISTED
from convert_console.core.request.wire import WireRequest
from convert_console.services.history.store import HistoryStore
from convert_console.services.storage.catalogs import CatalogStore, StoredConfiguration
from convert_console.services.storage.folders import Folders
from support import terminal
from support.exchanges import record
from support.profiles import save_profile
from support.terminal import on_terminal

Capture = pytest.CaptureFixture[str]
CATALOG = (Path(__file__).parents[1] / "data" / "catalog.json").read_text("utf-8")


@pytest.fixture
def store() -> Iterator[HistoryStore]:
    """The history of an open window."""
    with closing(HistoryStore(Folders.default().history)) as made:
        yield made


def fill(store: HistoryStore, count: int = 3) -> None:
    for number in range(1, count + 1):
        store.keep(record(number, vid=f"v{number}")).row.result()


def out_of(capsys: Capture, *arguments: str) -> str:
    assert run(["history", *arguments]) == 0
    return capsys.readouterr().out


def test_without_a_history_none_is_made(capsys: Capture, home: Path) -> None:
    assert run(["history"]) == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "note: No history is kept yet.\n")
    assert list(home.rglob("*")) == []
    assert json.loads(out_of(capsys, "--har"))["log"]["entries"] == []


def test_the_list_has_the_newest_rows_on_top(store: HistoryStore, capsys: Capture) -> None:
    fill(store)
    lines = out_of(capsys).splitlines()
    assert lines[0].split() == [
        *("Verdict", "Time", "Method", "Profile", "Events", "Goal", "Amount", "Visitor"),
        *("Status", "Note"),
    ]
    assert [line.split()[-2] for line in lines[1:]] == ["v3", "v2", "v1"]
    assert lines[1].startswith("Accepted here  1970-01-01 00:00:03  POST    Shop")


def test_the_list_is_limited_and_says_so(store: HistoryStore, capsys: Capture) -> None:
    fill(store, LISTED + 1)
    assert run(["history"]) == 0
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == LISTED + 1
    assert told.err == f"note: only the newest {LISTED} rows; --limit N shows more.\n"
    assert len(out_of(capsys, "--limit", str(LISTED + 1)).splitlines()) == LISTED + 2


def test_an_export_has_all_rows_or_the_newest(store: HistoryStore, capsys: Capture) -> None:
    fill(store, LISTED + 1)
    ids = [json.loads(line)["id"] for line in out_of(capsys, "--json").splitlines()]
    assert ids == [f"uid-{number}" for number in range(1, LISTED + 2)]
    ids = [json.loads(line)["id"] for line in out_of(capsys, "--json", "--limit", "2").splitlines()]
    assert ids == [f"uid-{LISTED}", f"uid-{LISTED + 1}"]


def test_csv_and_har_are_those_of_the_window(store: HistoryStore, capsys: Capture) -> None:
    fill(store)
    rows = list(csv.DictReader(io.StringIO(out_of(capsys, "--csv"))))
    assert [(row["vid"], row["verdict"]) for row in rows] == [
        *(("v1", "Accepted"), ("v2", "Accepted"), ("v3", "Accepted")),
    ]
    entries = json.loads(out_of(capsys, "--har"))["log"]["entries"]
    assert [entry["response"]["status"] for entry in entries] == [200, 200, 200]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["vid:v2"], ["uid-2"]),
        (["vid:v2", "status:301"], []),
        (["method:post verdict:accepted vid:v1"], ["uid-1"]),
        (['profile:"Shop"', "since:1970-01-01"], ["uid-1", "uid-2", "uid-3"]),
        (["since:2h"], []),
        (["starred"], ["uid-3"]),
        (["called"], ["uid-3"]),
    ],
)
def test_it_reads_the_windows_filters(
    words: list[str], found: list[str], store: HistoryStore, capsys: Capture
) -> None:
    fill(store)
    store.update(3, starred=True, note="called back").result()
    lines = out_of(capsys, *words, "--json").splitlines()
    assert [json.loads(line)["id"] for line in lines] == found


def test_goals_are_found_by_the_name_that_a_profile_has_for_them(
    store: HistoryStore, capsys: Capture
) -> None:
    goals = json.loads(CATALOG)["goals"]
    store.keep(record(1, goal=str(goals[0]["id"]))).row.result()
    profile = save_profile()
    stored = StoredConfiguration(CATALOG, "file", 1.0)
    CatalogStore(Folders.default().catalogs).save(profile.id, stored)
    name = goals[0]["name"]
    assert len(out_of(capsys, f'goal:"{name}"', "--json").splitlines()) == 1
    assert run(["history", "goal:Nothing"]) == 2


@pytest.mark.parametrize(
    "words",
    ["status:abc", "status:", "verdict:great", "colour:red", "profile:Nobody", "since:soon"],
)
def test_a_filter_that_is_invalid_ends_with_2_and_one_sentence(
    words: str, store: HistoryStore, capsys: Capture
) -> None:
    fill(store, 1)
    assert run(["history", words]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)


@pytest.mark.parametrize("limit", ["0", "-1", "x", "9" * 30])
def test_a_limit_is_a_number_from_1(limit: str) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["history", f"--limit={limit}"])
    assert ended.value.code == 2


def test_foreign_text_is_escaped(store: HistoryStore, capsys: Capture) -> None:
    note = "\x1b[2J\u202egnp\nforged"
    store.keep(record(1, vid="v\x1b]0;x\x07")).row.result()
    store.update(1, note=note).result()
    for form in ([], ["--json"], ["--csv"], ["--har"]):
        out = out_of(capsys, *form)
        assert "\x1b" not in out
        assert "\u202e" not in out
    assert "\\nforged" in out_of(capsys)
    assert json.loads(out_of(capsys, "--json"))["note"] == note


def test_secrets_of_earlier_versions_are_hidden(store: HistoryStore, capsys: Capture) -> None:
    old = record(1)
    headers = (("Host", "127.0.0.1"), ("Authorization", "Bearer planted-7361"))
    request = WireRequest("POST", old.exchange.request.url, headers, old.exchange.request.body)
    store.keep(old._replace(exchange=old.exchange._replace(request=request))).row.result()
    for form in ([], ["--json"], ["--csv"], ["--har"]):
        assert "planted" not in out_of(capsys, *form)


def test_a_damaged_history_is_reported_and_left_alone(capsys: Capture) -> None:
    path = Folders.default().history
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database at all" * 99)
    assert run(["history"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert path.read_bytes() == b"no database at all" * 99


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's redirections")
def test_a_reader_that_stops_reading_ends_it_quietly(store: HistoryStore) -> None:
    document = json.dumps({"vid": "v" * 9_000})
    for number in range(1, 41):
        store.keep(record(number, document=document))
    store.keep(record(41)).row.result()
    # More than a pipe holds: less might all be written before the reader ends.
    line = (
        f'"{sys.executable}" -m convert_console history --json | head -1; exit ${{PIPESTATUS[0]}}'
    )
    ended = subprocess.run(
        ["/bin/bash", "-c", line], capture_output=True, timeout=terminal.SECONDS, check=False
    )
    assert (ended.returncode, ended.stderr) == (141, b"")
    assert "v" * 9_000 in json.loads(ended.stdout)["document"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals")
def test_an_export_shows_its_progress_on_a_terminal_alone(store: HistoryStore) -> None:
    fill(store)
    ended = on_terminal("history", "--json")
    assert (ended.code, len(ended.out.splitlines())) == (0, 3)
    assert "0/3" in ended.err
    assert terminal.run("history", "--json").err == ""
