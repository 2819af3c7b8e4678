"""A send is in the history before its bytes go out, and nothing is lost while that is held up."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings

from convert_console.core.history.filter_language import Filter
from convert_console.core.history.row import Record
from convert_console.core.request.event_summary import Summary
from convert_console.core.verdict.exchange import Exchange, Failure
from convert_console.services.history.records import columns_of
from convert_console.services.history.session import (
    Session,
    Sessions,
    columns_in,
    left_behind,
    line_of,
)
from convert_console.services.history.store import HistoryStore
from convert_console.services.storage.files import StoreFailed
from support.damage import locked
from support.depth import repeated
from support.exchanges import EXCHANGES, SUMMARIES, TEXT, begun, record
from support.waiting import until

TESTS = Path(__file__).parents[2]
HEAD = f"""
import sys; sys.path.insert(0, {str(TESTS)!r})
from pathlib import Path
from support.exchanges import begun, record
from convert_console.services.history.store import HistoryStore
store = HistoryStore(Path(sys.argv[1]))
"""


@contextmanager
def window(path: Path, script: str) -> Iterator[subprocess.Popen[str]]:
    """Another window's process over a history; it says "go" in a line, then waits to be killed."""
    with subprocess.Popen(
        [sys.executable, "-c", f"{HEAD}{script}\nprint('go', flush=True)\nsys.stdin.read()", path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "go\n"
        try:
            yield process
        finally:
            process.kill()


def files(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.name}-window-*"))


def test_what_is_begun_reads_as_under_way_and_then_as_what_became_of_it(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    row_id = store.begin(begun(1)).row.result()
    store.update(row_id, starred=True, note="mine").result()
    (row,) = store.newest(9)
    exchange = store.exchange(row_id)
    assert (row.verdict, row.failure, row.status) == ("pending", "", None)
    assert exchange is not None and exchange.outcome is None
    assert store.keep(record(1)).row.result() == row_id
    (row,) = store.newest(9)
    assert (row.verdict, row.status, row.starred, row.note) == ("accepted", 200, True, "mine")
    assert store.exchange(row_id) == record(1).exchange
    assert [row.id for row in store.newest(9, Filter(words="mine"))] == [row_id]
    assert store.newest(9, Filter(verdict="unknown")) == ()
    assert store.count() == 1
    store.close()
    with closing(sqlite3.connect(tmp_path / "h")) as db:
        db.execute("INSERT INTO words(words, rank) VALUES ('integrity-check', 1)")
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_the_outcome_of_a_send_is_stored_once(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    row_id = store.begin(begun(1)).row.result()
    for again in (store.keep(record(1)), store.begin(begun(1)), store.keep(record(1, vid="w"))):
        assert again.row.result() == row_id
    assert store.exchange(row_id) == record(1).exchange
    assert store.count() == 1
    store.close()


def test_a_row_in_doubt_without_a_session_still_takes_its_outcome(tmp_path: Path) -> None:
    """As one that was salvaged from a damaged history."""
    store = HistoryStore(tmp_path / "h")
    row_id = store.keep(begun(1)).row.result()
    assert [row.verdict for row in store.newest(9)] == ["unknown"]
    assert store.keep(record(1)).row.result() == row_id
    assert [row.verdict for row in store.newest(9)] == ["accepted"]
    store.close()


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL exists on POSIX systems only")
def test_a_send_of_a_window_that_is_killed_reads_unknown_and_before_it_reads_under_way(
    tmp_path: Path,
) -> None:
    path = tmp_path / "h"
    with window(path, "store.begin(begun(1)).row.result()") as other:
        store = HistoryStore(path)
        assert [row.verdict for row in store.newest(9)] == ["pending"]
        other.kill()
        other.wait()
        (row,) = store.newest(9)
        assert (row.verdict, row.failure, row.session) == ("unknown", "unseen", row.session)
        assert store.exchange(row.id) == begun(1).exchange
        assert [row.uid for row in store.newest(9, Filter(verdict="unknown"))] == ["uid-1"]
        store.close()
    again = HistoryStore(path)
    assert [row.verdict for row in again.newest(9)] == ["unknown"]
    again.close()
    assert files(path) == []


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL exists on POSIX systems only")
def test_a_send_of_a_killed_window_reads_unknown_while_its_file_is_taken_over(
    tmp_path: Path,
) -> None:
    path = tmp_path / "h"
    with window(path, "store.begin(begun(1)).row.result()") as other:
        other.kill()
        other.wait()
        with left_behind(path) as taken:
            assert len(taken) == 1
            store = HistoryStore(path)
            assert [row.verdict for row in store.newest(9)] == ["unknown"]
        store.close()


def test_a_window_that_is_closed_leaves_no_file(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    store.begin(begun(1)).safe.result()
    (file,) = files(tmp_path / "h")
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
    store.close()
    assert files(tmp_path / "h") == []


def test_a_folder_that_takes_no_file_for_the_lock_still_keeps_the_send(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    (tmp_path / f"h-window-{store._session.id}").mkdir()
    assert store.begin(begun(1)).safe.result() == ""
    assert [row.verdict for row in store.newest(9)] == ["unknown"]
    assert store.keep(record(1)).safe.result() == ""
    assert [row.verdict for row in store.newest(9)] == ["accepted"]
    store.close()


def test_while_another_program_holds_the_history_sends_go_to_a_file_and_come_in_later(
    tmp_path: Path,
) -> None:
    path = tmp_path / "h"
    store = HistoryStore(path)
    with locked(path):
        kept = [store.begin(begun(1)), store.keep(record(1)), store.begin(begun(2))]
        assert all("locked by another program" in one.safe.result(60) for one in kept)
        assert store.count() == 0
    assert {one.row.result(60) for one in kept} == {1, 2}
    assert [row.verdict for row in store.newest(9)] == ["pending", "accepted"]
    store.close()
    assert files(path) == []


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL exists on POSIX systems only")
def test_what_a_killed_window_could_not_put_into_the_history_comes_in_at_the_next_start(
    tmp_path: Path,
) -> None:
    path = tmp_path / "h"
    HistoryStore(path).close()
    script = (
        "for n in (1, 2): store.begin(begun(n)).safe.result()\nstore.keep(record(1)).safe.result()"
    )
    with locked(path):
        with window(path, script) as other:
            other.kill()
            other.wait()
        (file,) = files(path)
        with file.open("r+b") as text:  # as if the kill had cut a line short, and one was edited
            text.seek(len(text.read().partition(b"\0")[0]))
            text.write(b'{"entry": {"uid": "y"}, "roundtrip": {}}\n{"entry": {"uid": "x", "sent_')
        store = HistoryStore(path)
        assert store.keep(record(9)).row is not None
        assert store.count() == 0
    assert store.keep(record(3)).row.result(60)
    until(lambda: [one.name.endswith(".broken-1") for one in files(path)] == [True])
    assert {(row.uid, row.verdict) for row in store.newest(9)} >= {
        ("uid-1", "accepted"),
        ("uid-2", "unknown"),
    }
    assert store.exchange(next(r.id for r in store.newest(9) if r.uid == "uid-1")) == (
        record(1).exchange
    )
    store.close()


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL exists on POSIX systems only")
def test_an_open_window_takes_over_what_a_killed_one_left(tmp_path: Path) -> None:
    path = tmp_path / "h"
    store = HistoryStore(path)
    begin = "store.begin(begun(1)).row.result()\nprint('begun', flush=True)\nsys.stdin.readline()\n"
    head = f"{HEAD}{begin}store.keep(record(1)).safe.result()\nprint('go', flush=True)\n"
    with subprocess.Popen(
        [sys.executable, "-c", f"{head}sys.stdin.read()", path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdin is not None and other.stdout is not None
        assert other.stdout.readline() == "begun\n"
        assert [row.verdict for row in store.newest(9)] == ["pending"]
        with locked(path):
            other.stdin.write("\n")
            other.stdin.flush()
            assert other.stdout.readline() == "go\n"
            other.kill()
            other.wait()
    until(lambda: [row.verdict for row in store.newest(9)] == ["accepted"])
    assert store.exchange(1) == record(1).exchange
    store.close()


@pytest.mark.skipif(os.name != "posix", reason="Windows removes no file that is open")
def test_a_window_that_opens_while_its_new_file_is_taken_for_a_left_one_has_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session(tmp_path / "h")
    made = tmp_path / session.name
    made.touch()  # as for a moment before it is locked
    opening, unlink = Thread(target=session.open), Path.unlink

    def unlink_late(path: Path, *, missing_ok: bool = False) -> None:
        if path == made and opening.ident is None:
            opening.start()
            opening.join(0.1)
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink_late)
    with closing(HistoryStore(tmp_path / "h")):
        until(lambda: opening.ident is not None and not opening.is_alive())
        assert Sessions(tmp_path / "h").is_open(session.id)
    session.close()


def test_a_window_closes_without_waiting_for_a_locked_history(tmp_path: Path) -> None:
    path = tmp_path / "h"
    store = HistoryStore(path, patience=3_600)
    with locked(path):
        kept = store.keep(record(1))
        assert kept.safe.result(60)
        store.close()
        with pytest.raises(StoreFailed, match="later start"):
            kept.row.result()
        assert len(files(path)) == 1
    again = HistoryStore(path)
    assert again.keep(record(2)).row.result(60)
    assert {row.uid for row in again.newest(9)} == {"uid-1", "uid-2"}
    again.close()
    assert files(path) == []


def test_an_abandoned_change_fails_and_is_not_reported_as_made(tmp_path: Path) -> None:
    path = tmp_path / "h"
    store = HistoryStore(path, patience=3_600)
    row_id = store.keep(record(1)).row.result()
    with locked(path):
        noted = store.update(row_id, note="mine")
        until(lambda: store._writer._refused)
        closing_it = Thread(target=store.close, kwargs={"waits": True})
        closing_it.start()
        closing_it.join(0.2)  # it is one that waits, as a user sees it
        store.leave()
        closing_it.join()
    with pytest.raises(StoreFailed, match="could not be written"):
        noted.result()


def test_what_cannot_be_saved_is_reported_and_retried(tmp_path: Path) -> None:
    path = tmp_path / "h"
    store = HistoryStore(path)
    (tmp_path / f"h-window-{store._session.id}").mkdir()
    with locked(path):
        kept = store.keep(record(1))
        with pytest.raises(StoreFailed, match="Nor could it be put into a file"):
            kept.safe.result(60)
    assert kept.row.result(60) == 1
    store.close()


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=repeated(50))
@given(exchange=EXCHANGES, summary=SUMMARIES, verdict=TEXT)
def test_every_exchange_comes_out_of_the_file_as_it_went_in(
    exchange: Exchange, summary: Summary, verdict: str
) -> None:
    columns = columns_of(Record(exchange, verdict, summary), "window")
    entry, roundtrip = ({k: v for k, v in p.items() if v is not None} for p in columns)
    line = line_of(columns)
    assert line.count(b"\n") == 1 and b"\0" not in line
    assert list(columns_in(line + line[:-1])) == [(entry, roundtrip)]


EDITED = (
    *(b"", b"[]", b"17", b'{"entry": {}, "roundtrip": {}}', b'{"entry": [], "roundtrip": {}}'),
    *(b'{"entry": {"uid": []}, "roundtrip": {}}', b'{"entry": {"uid": [7]}, "roundtrip": {}}'),
    b'{"entry": {"uid": {"a": 1}, "goals": "[]"}, "roundtrip": {}}',
    b'{"entry": {"goals": "[]"}, "roundtrip": {}}',
    b'{"entry": {"uid": 1' + b"0" * 30 + b', "goals": "[]"}, "roundtrip": {}}',
    b'{"entry": ' + b"[" * 100_000,
    b'{"entry": {"uid": "deep", "goals": "' + b"[" * 100_000 + b'"}, "roundtrip": {}}',
    line_of(columns_of(record(3))).replace(b'"uid-3"', b'["@"]').rstrip(),
)


def test_edited_lines_are_set_aside_and_do_not_block_others(tmp_path: Path) -> None:
    path = tmp_path / "h"
    HistoryStore(path).close()
    whole = line_of(columns_of(record(1)))
    for number, edited in enumerate(EDITED):
        path.with_name(f"h-window-{number}").write_bytes(edited + b"\n" + whole)
    store = HistoryStore(path)
    assert store.keep(record(2)).row.result(60)
    assert {row.uid for row in store.newest(9)} == {"uid-1", "uid-2"}
    aside = until(lambda: store.news).rpartition("kept as ")[2]
    store.close()
    kept = files(path)
    assert any(one.name in aside for one in kept)
    assert [one.name for one in kept] == sorted(
        f"h-window-{n}.broken-1" for n in range(len(EDITED))
    )


def test_a_row_that_has_its_outcome_belongs_to_no_window(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    made = begun(1)
    cancelled = made.exchange._replace(outcome=Failure("cancelled", ""))
    store.begin(made).row.result()
    store.keep(Record(cancelled, "cancelled", made.summary)).row.result()
    assert store.newest(9)[0].session is None
    store.close()


FULL = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store.begin(begun(1)).row.result()
size = store.path.with_name(store.path.name + '-wal').stat().st_size
assert size < 250_000
resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
assert 'disk' in store.keep(record(1)).safe.result()
assert 'disk' in store.begin(begun(2)).safe.result()
assert [row.verdict for row in store.newest(9)] == ['pending']
"""


@pytest.mark.skipif(os.name != "posix", reason="a limit on file sizes exists on POSIX systems only")
def test_on_a_full_disk_sends_go_to_the_file_that_was_made_before_and_come_in_later(
    tmp_path: Path,
) -> None:
    path = tmp_path / "h"
    HistoryStore(path).close()
    with window(path, FULL):
        pass
    store = HistoryStore(path)
    assert store.keep(record(9)).row.result(60)
    assert {(row.uid, row.verdict) for row in store.newest(9)} == {
        ("uid-1", "accepted"),
        ("uid-2", "unknown"),
        ("uid-9", "accepted"),
    }
    store.close()


NOBODY = f"""
import os, sys; sys.path.insert(0, {str(TESTS)!r})
import concurrent.futures
from pathlib import Path
from support.exchanges import begun, record
from convert_console.services.history.store import HistoryStore
if os.getuid() == 0:
    os.setuid(65534)  # who may write everywhere would not meet what is tested here
store = HistoryStore(Path(sys.argv[1]))
print('is lost' in store.limits, [row.uid for row in store.newest(9)], bool(store.exchange(1)))
print(store.ids()[0], list(store.outcomes(['uid-1'])), store.count())
try: store.begin(begun(2)).safe.result()
except Exception as why: print(why)
"""


@pytest.mark.skipif(os.name != "posix", reason="permissions of this kind are those of POSIX")
@pytest.mark.parametrize("killed", [False, True])
def test_a_history_whose_folder_may_not_be_written_is_shown_and_says_so(*, killed: bool) -> None:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "sub" / "h"
        path.parent.mkdir()
        if killed:
            with window(path, "store.keep(record(1)).row.result()"):
                pass
        else:
            store = HistoryStore(path)
            store.keep(record(1)).row.result()
            store.close()
        for file in path.parent.iterdir():
            file.chmod(0o444)
        path.parent.chmod(0o555)
        process = subprocess.run(
            [sys.executable, "-c", NOBODY, path],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        path.parent.chmod(0o755)
    assert process.stderr == ""
    first, second, third = process.stdout.splitlines()
    assert first == "True ['uid-1'] True"
    assert second == "1 ['uid-1'] 1"
    assert "Nor could it be put into a file" in third


def test_a_substitute_history_leaves_sent_requests_to_the_original_one(
    tmp_path: Path,
) -> None:
    path = tmp_path / "h"
    path.mkdir()  # so that it cannot be opened
    stand_in = HistoryStore(tmp_path / "other" / "h", stands_in_for=path)
    assert stand_in.begin(begun(1)).safe.result() == ""
    assert [row.verdict for row in stand_in.newest(9)] == ["pending"]
    assert stand_in.keep(record(1)).safe.result() == ""
    assert [row.verdict for row in stand_in.newest(9)] == ["accepted"]
    stand_in.begin(begun(2)).row.result()
    stand_in.close()
    assert len(files(path)) == 1
    path.rmdir()
    store = HistoryStore(path)
    assert store.keep(record(9)).row.result(60)
    assert {(row.uid, row.verdict) for row in store.newest(9)} == {
        ("uid-1", "accepted"),
        ("uid-2", "unknown"),
        ("uid-9", "accepted"),
    }
    store.close()
    assert files(path) == []


READS_ONLY = f"""
import os, sys; sys.path.insert(0, {str(TESTS)!r})
import concurrent.futures
from pathlib import Path
from support.exchanges import record
from convert_console.services.history.store import HistoryStore
if os.getuid() == 0:
    os.setuid(65534)
path, mode = Path(sys.argv[1]), sys.argv[2]
path.chmod(int(mode, 8))
store = HistoryStore(path)
store.recount().result()
store.purge(0.0).result()
print(repr(store.limits))
print(repr(store.keep(record(int(mode, 8))).safe.result(30)))
store.close()
"""


@pytest.mark.skipif(os.name != "posix", reason="permissions of this kind are those of POSIX")
def test_a_history_that_was_read_only_says_so_and_is_written_once_it_may_be() -> None:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "sub" / "h"
        path.parent.mkdir()
        with closing(HistoryStore(path)) as store:
            store.keep(record(1)).row.result()
        if os.getuid() == 0:
            for place in (path.parent, path):
                os.chown(place, 65534, -1)
        said = []
        for mode in ("400", "600"):
            process = subprocess.run(
                [sys.executable, "-c", READS_ONLY, path, mode],
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert process.stderr == ""
            said.append(process.stdout.splitlines())
        with closing(HistoryStore(path)) as store:
            kept = {row.uid for row in store.newest(9)}
    (limits, why), afterwards = said
    assert "The history cannot be written." in limits
    assert "The history cannot be written." in why
    assert afterwards == ["''", "''"]
    assert kept == {"uid-1", "uid-256", "uid-384"}


def test_what_another_window_left_is_missed_in_a_sentence_until_it_is_taken_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("convert_console.services.history.writer.BEHIND_AFTER", 0.0)
    path = tmp_path / "h"
    HistoryStore(path).close()
    with locked(path):
        with window(path, "store.keep(record(1)).safe.result()"):
            pass
        store = HistoryStore(path)
        why = until(lambda: store.behind)
        assert "locked by another program" in why
    until(lambda: not store.behind)
    assert [row.uid for row in store.newest(9)] == ["uid-1"]
    store.close()
