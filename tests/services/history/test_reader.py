"""A history that is only read stays as it is, and is read while a window writes it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from convert_console.core.history.filter_language import Filter
from convert_console.core.history.row import Record
from convert_console.services.history.reader import HistoryReader
from convert_console.services.history.schema import VERSION
from convert_console.services.history.store import HistoryStore
from convert_console.services.storage.files import StoreFailed
from support.exchanges import begun, record


def test_where_no_history_is_none_is_made(tmp_path: Path) -> None:
    assert HistoryReader.read_only(tmp_path / "h") is None
    assert list(tmp_path.iterdir()) == []


def test_a_reader_sees_what_an_open_window_writes(tmp_path: Path) -> None:
    with closing(HistoryStore(tmp_path / "h")) as store:
        done = record(1)
        store.keep(done).row.result()
        reader = HistoryReader.read_only(tmp_path / "h")
        assert reader is not None
        with closing(reader):
            store.begin(begun(2)).row.result()
            assert [row.uid for row in reader.newest(9)] == ["uid-2", "uid-1"]
            assert reader.newest(1)[0].verdict == "pending"
            assert len(reader.ids(Filter(verdict="accepted"))) == 1
            assert reader.exchange(reader.newest(9)[1].id) == done.exchange


def test_a_search_for_words_can_be_stopped(tmp_path: Path) -> None:
    with closing(HistoryStore(tmp_path / "h")) as store:
        for number in range(3):
            store.keep(record(number)).row.result()
        words = record(0).exchange.profile
        found = store.load_newest(words, 2, bool)
        assert found == store.newest(2, Filter(words=words))
        assert len(found) == 2


def test_what_else_may_have_the_same_entries_of_a_log_is_found_by_marker_and_time(
    tmp_path: Path,
) -> None:
    def marked(number: int, marker: str) -> Record:
        return record(
            number, document=f'{{"vid": "v", "seg": {{"campaign": "{marker}"}}, "ev": []}}'
        )

    with closing(HistoryStore(tmp_path / "h")) as store:
        ids = [
            store.keep(one).row.result()
            for one in (
                marked(10, "cc-00000a"),
                marked(20, "cc-00000b"),
                record(30),
                record(40, verdict="no-answer-refused"),
                record(50),
            )
        ]
        first, second, third, _unsent, last = ids
        assert sorted(store.load_rivals(["cc-00000b"], [], 9)) == [second]
        assert sorted(store.load_rivals([], [(25.0, 45.0)], 9)) == [third]
        found = store.load_rivals(["cc-00000a"], [(15.0, 60.0)], 9)
        assert sorted(found) == [first, second, third, last]
        assert len(store.load_rivals([], [(0.0, 99.0)], 2)) == 2
        many = [(1_000.0 * number, 1_000.0 * number + 60) for number in range(2_000)]
        assert len(store.load_rivals([], many, 9)) == 4


def test_reading_leaves_what_another_window_has_left_behind(tmp_path: Path) -> None:
    HistoryStore(tmp_path / "h").close()
    (tmp_path / "h-window-0123").write_bytes(b"{}\n")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    reader = HistoryReader.read_only(tmp_path / "h")
    assert reader is not None
    with closing(reader):
        assert reader.newest(9) == ()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(("change", "word"), [(-1, "earlier version"), (1, "newer version")])
def test_a_history_of_another_version_is_not_upgraded(
    tmp_path: Path, change: int, word: str
) -> None:
    HistoryStore(tmp_path / "h").close()
    with closing(sqlite3.connect(tmp_path / "h")) as db:
        db.execute(f"PRAGMA user_version = {VERSION + change}")
    with pytest.raises(StoreFailed, match=word):
        HistoryReader.read_only(tmp_path / "h")
    with closing(sqlite3.connect(tmp_path / "h")) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION + change,)


def test_a_file_that_is_not_a_history_stays_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "h").write_bytes(b"no database at all" * 99)
    with pytest.raises(StoreFailed, match="damaged"):
        HistoryReader.read_only(tmp_path / "h")
    assert (tmp_path / "h").exists()
