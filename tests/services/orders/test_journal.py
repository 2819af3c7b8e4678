"""The journal tells the truth after a kill at any byte, and one run at a time writes it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convert_console.core.orders.csv_dialect import CsvFormat
from convert_console.core.orders.mapping import ColumnMapping, Source
from convert_console.services.orders.journal import (
    CODES,
    NOT_ARRIVED,
    UNKNOWN,
    EarlierRun,
    Journal,
    archive_journal,
    find_earlier_run,
    header_of,
)
from convert_console.services.storage.file_lock import lock
from convert_console.services.storage.files import StoreFailed
from support.depth import repeated

HEADER = {"file": "orders.csv"}


def test_the_outcome_of_each_row_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.journal"
    with Journal(path, HEADER) as journal:
        for row in (1, 2, 3):
            journal.record_send(row)
        journal.record_outcome(1, "accepted", 200)
        journal.record_outcome(3, "blocked", 301)
        journal.record_outcome(4, "left-out")
    with Journal(path, {"file": "other"}) as again:
        assert again.header["file"] == "orders.csv", "the header it was begun with stays"
        assert [again.code(row) for row in range(1, 6)] == [
            "accepted", "unknown", "blocked", "left-out", "unsent",
        ]  # fmt: skip
        assert [again.status(row) for row in (1, 2, 3, 9)] == [200, 0, 301, 0]
        assert again.count(UNKNOWN) == 1 and again.counts["accepted"] == 1


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=repeated(60),
)
@given(st.integers(0, 10_000))
def test_a_journal_cut_anywhere_counts_no_possibly_arrived_row_as_unsent(
    tmp_path: Path, cut: int
) -> None:
    path = tmp_path / "cut.journal"
    path.unlink(missing_ok=True)
    with Journal(path, HEADER) as journal:
        begun = path.stat().st_size
        for row in range(1, 8):
            journal.record_send(row)
            journal.record_outcome(row, "accepted", 200)
    whole = path.read_bytes()
    kept = whole[: begun + cut % (len(whole) - begun + 1)]
    path.write_bytes(kept)
    whole_lines = kept[: kept.rfind(b"\n") + 1]
    intended = whole_lines.count(b"\n> ")
    with Journal(path, HEADER) as again:
        touched = sum(again.code(row) != "unsent" for row in range(1, 8))
        assert touched == intended, "a line that is cut off was never followed by a send"
        again.record_send(9)
    with Journal(path, HEADER) as at_last:
        assert at_last.code(9) == "unknown", "writing goes on behind the last whole line"


def test_a_second_run_is_kept_out(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    with Journal(path, HEADER), pytest.raises(StoreFailed, match="Another window"):
        Journal(path, HEADER)
    Journal(path, HEADER).close()


def test_it_can_be_read_while_a_run_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    with Journal(path, HEADER) as journal:
        journal.record_send(1)
        with Journal(path, None) as read:
            assert read.code(1) == "unknown" and read.header["file"] == "orders.csv"
        journal.record_outcome(1, "accepted", 200)
    with Journal(path, None) as read:
        assert read.code(1) == "accepted"
    with pytest.raises(StoreFailed):
        Journal(tmp_path / "none", None)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("content", [b"\xff\n", b"{}\n", b'{"format": 9}\n', b"[]\n"])
def test_a_file_that_is_not_a_journal_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.journal"
    path.write_bytes(content)
    with pytest.raises(StoreFailed, match="not a journal"):
        Journal(path, HEADER)
    assert path.read_bytes() == content


def test_a_line_that_means_nothing_stops_it(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    Journal(path, HEADER).close()
    with path.open("ab") as file:
        file.write(b"< 1 recorded 200\n")
    with pytest.raises(StoreFailed, match="no run has written"):
        Journal(path, HEADER)


@pytest.mark.parametrize(
    "line",
    [
        "> 999999999999999", f"> {'9' * 5_000}", "< 1 accepted 99999", f"< 1 bot {'9' * 5_000}",
        "> -1", "> \xb2", "< 9999999999 bot 200",
    ],
)  # fmt: skip
def test_a_number_that_no_run_writes_takes_no_memory(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.journal"
    path.write_bytes(b'{"format": 1}\n' + line.encode() + b"\n")
    with pytest.raises(StoreFailed, match="no run has written"):
        Journal(path, None)


def test_a_first_line_nested_beyond_reading_is_not_a_journal(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    path.write_bytes(b"[" * 100_000 + b"\n")
    with pytest.raises(StoreFailed, match="not a journal that this version can read"):
        Journal(path, None)


def test_a_folder_that_is_a_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFailed):
        Journal(tmp_path / "file" / "a.journal", HEADER)


def test_no_code_may_both_have_arrived_and_not() -> None:
    assert not UNKNOWN & NOT_ARRIVED
    assert set(CODES) >= (UNKNOWN | NOT_ARRIVED) and len(CODES) < 256


def test_a_truncated_row_has_the_known_outcome_of_its_exchange(tmp_path: Path) -> None:
    path, asked = tmp_path / "a.journal", []

    def known(uids: Sequence[str]) -> dict[str, tuple[str, int]]:
        asked.append(list(uids))
        return {
            "a1": ("accepted", 200),
            "a2": ("no-answer-refused", 0),
            "a3": ("unknown", 0),
            "a4": ("no such kind", 10**9),
        }

    with Journal(path, HEADER) as journal:
        for row in range(1, 7):
            journal.record_send(row, f"a{row}" if row < 6 else "")  # row 6 as in an earlier version
        journal.record_send(7, "a7")
        journal.record_outcome(7, "bot", 200)
        for _ in range(2):
            with Journal(path, None) as read:  # a run goes on meanwhile
                read.resolve(known)
                assert [read.code(row) for row in range(1, 8)] == [
                    "accepted", "no-answer-refused", *["unknown"] * 4, "bot",
                ]  # fmt: skip
                assert read.status(1) == 200
        assert asked == [["a1", "a2", "a3", "a4", "a5"]] * 2
        journal.resolve(known)
    with Journal(path, None) as read:
        assert read.code(1) == "accepted", "it is written down"
        assert read.count(UNKNOWN) == 4


def test_while_the_history_cannot_be_read_a_row_stays_unknown(tmp_path: Path) -> None:
    def known(_uids: Sequence[str]) -> dict[str, tuple[str, int]]:
        raise StoreFailed("Another program holds the history.")

    with Journal(tmp_path / "a.journal", HEADER) as journal:
        journal.record_send(1, "a1")
        journal.resolve(known)
        assert journal.code(1) == "unknown"


# What was sent of a file is found by its content, whatever its name.

MAPPING = ColumnMapping().with_source("tid", Source("column", "id"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text("id\n1\n2\n3\n")
    return path


def look(file: Path, profile: str = "shop") -> EarlierRun:
    return find_earlier_run(file, CsvFormat(), (file.parent / "journals", profile), lambda: False)


def sent(file: Path) -> EarlierRun:
    past = look(file)
    with Journal(past.journal, header_of(file, 5.5, MAPPING)) as journal:
        journal.record_outcome(1, "accepted", 200)
        journal.record_send(2)
    return past


def test_a_file_that_is_never_sent_leaves_no_journal(file: Path) -> None:
    past = look(file)
    assert (past.total, past.began, past.settled) == (3, 0.0, 0)
    assert not past.journal.exists()


def test_the_same_rows_under_another_name_are_known(file: Path) -> None:
    sent(file)
    renamed = file.rename(file.with_name("again.csv"))
    past = look(renamed)
    assert (past.began, past.settled, past.accepted, past.unknown) == (5.5, 2, 1, 1)
    assert past.mapping == MAPPING


def test_other_rows_and_other_profiles_are_separate(file: Path) -> None:
    sent(file)
    assert look(file, "other").began == 0
    file.write_text("id\n1\n2\n4\n")
    assert look(file).began == 0


def test_starting_over_keeps_the_old_journal(file: Path) -> None:
    for number in (1, 2):
        past = sent(file)
        archive_journal(past.journal)
        assert look(file).began == 0
        assert past.journal.with_name(f"{past.journal.name}.old-{number}").exists()


def test_a_journal_that_a_window_writes_is_not_put_away(file: Path) -> None:
    past = sent(file)
    with Journal(past.journal, {}), pytest.raises(StoreFailed, match="Another window"):
        archive_journal(past.journal)
    assert look(file).settled == 2
    archive_journal(past.journal)
    assert look(file).settled == 0


@pytest.mark.skipif(os.name != "posix", reason="Windows renames no file that is open")
def test_a_journal_put_away_by_another_window_meanwhile_is_not_written(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = sent(file).journal

    def put_away_first(opened: IO[bytes]) -> None:
        monkeypatch.undo()
        archive_journal(journal)
        lock(opened)

    monkeypatch.setattr("convert_console.services.orders.journal.lock", put_away_first)
    with pytest.raises(StoreFailed, match="Another window"):
        Journal(journal, {})


@pytest.mark.parametrize("content", [b"", b'{"format": 1, "fi'])
def test_a_journal_that_was_killed_before_it_was_begun_counts_as_never_sent(
    file: Path, content: bytes
) -> None:
    past = look(file)
    past.journal.parent.mkdir()
    past.journal.write_bytes(content)
    assert (look(file).total, look(file).began) == (3, 0.0)
    sent(file)
    assert look(file).settled == 2


def test_a_journal_of_rows_that_were_held_back_begins_again(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    with Journal(path, {"mapping": 1}) as journal:
        journal.record_outcome(1, "left-out")
    with Journal(path, {"mapping": 2}) as journal:
        assert (journal.header["mapping"], journal.code(1), journal.counts) == (2, "unsent", {})
        journal.record_send(1)
    with Journal(path, {"mapping": 3}) as journal:
        assert (journal.header["mapping"], journal.code(1)) == (2, "unknown")


def test_a_journal_without_a_mapping_is_refused(file: Path) -> None:
    past = look(file)
    past.journal.parent.mkdir()
    past.journal.write_text(json.dumps({"format": 1}) + "\n")
    with pytest.raises(StoreFailed, match="no header that can be resumed"):
        look(file)
