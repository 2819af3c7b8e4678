"""What was sent of a file is found by its content, whatever its name."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import IO

import pytest

from convert_console.core.orders.csv_dialect import Form
from convert_console.core.orders.mapping import Mapping, Source
from convert_console.services.orders.journal import Journal, Past, header_of, past_of, put_away
from convert_console.services.storage.files import StoreFailed, lock

MAPPING = Mapping().with_source("tid", Source("column", "id"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text("id\n1\n2\n3\n")
    return path


def look(file: Path, profile: str = "shop") -> Past:
    return past_of(file, Form(), (file.parent / "journals", profile), lambda: False)


def sent(file: Path) -> Past:
    past = look(file)
    with Journal(past.journal, header_of(file, 5.5, MAPPING)) as journal:
        journal.settle(1, "accepted", 200)
        journal.intend(2)
    return past


def test_a_file_never_sent_leaves_no_journal_behind(file: Path) -> None:
    past = look(file)
    assert (past.total, past.began, past.settled) == (3, 0.0, 0)
    assert not past.journal.exists()


def test_the_same_rows_under_another_name_are_known(file: Path) -> None:
    sent(file)
    renamed = file.rename(file.with_name("again.csv"))
    past = look(renamed)
    assert (past.began, past.settled, past.accepted, past.unknown) == (5.5, 2, 1, 1)
    assert past.mapping == MAPPING


def test_other_rows_and_other_profiles_are_another_matter(file: Path) -> None:
    sent(file)
    assert look(file, "other").began == 0
    file.write_text("id\n1\n2\n4\n")
    assert look(file).began == 0


def test_starting_over_keeps_the_old_journal(file: Path) -> None:
    for number in (1, 2):
        past = sent(file)
        put_away(past.journal)
        assert look(file).began == 0
        assert past.journal.with_name(f"{past.journal.name}.old-{number}").exists()


def test_a_journal_that_a_window_writes_is_not_put_away(file: Path) -> None:
    past = sent(file)
    with Journal(past.journal, {}), pytest.raises(StoreFailed, match="Another window"):
        put_away(past.journal)
    assert look(file).settled == 2
    put_away(past.journal)
    assert look(file).settled == 0


@pytest.mark.skipif(os.name != "posix", reason="Windows renames no file that is open")
def test_a_journal_put_away_by_another_window_meanwhile_is_not_written(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = sent(file).journal

    def put_away_first(opened: IO[bytes]) -> None:
        monkeypatch.undo()
        put_away(journal)
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


def test_a_journal_without_a_mapping_is_refused(file: Path) -> None:
    past = look(file)
    past.journal.parent.mkdir()
    past.journal.write_text(json.dumps({"format": 1}) + "\n")
    with pytest.raises(StoreFailed, match="nothing that can be resumed"):
        look(file)
