"""Reading the first rows finds the same as the index of words, in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from convert_console.services.history import search as history_find
from convert_console.services.history import search as history_tasting
from convert_console.services.history.filter import match_text
from convert_console.services.history.store import Filter, HistoryStore, Search
from support.exchanges import record

ROWS = 60


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    made = HistoryStore(tmp_path / "history")
    for number in range(ROWS):
        campaign = "spring_3" if number % 3 else "café_7"
        note = f'{{"cid":"1","seg":{{"campaign":"{campaign}{number % 4}"}},"ev":[]}}'
        made.append(record(number, document=note, vid=f"v{number * 7 % 5}"))
    made.update(50, note="Ask Anna").result()
    made.delete([3, 4, 59]).result()
    yield made
    made.close()


def by_index(store: HistoryStore, words: str, descending: bool) -> list[int]:
    """What the index of words alone says, by time."""
    side = "DESC" if descending else "ASC"
    query = f"SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid {side}"
    found = [row_id for (row_id,) in store._read(query, (match_text(words),))]
    return [row_id for row_id in found if row_id not in (3, 4, 59)]


def found(store: HistoryStore, search: Search) -> list[int]:
    return [row_id for part in store.find(search) for row_id in part]


WORDS = ("spring", "spring_3", "SPRING_31", "cafe", "café_72", "spring anna", "anna", "nowhere")


@pytest.mark.parametrize(("some", "first"), [(1, 1), (10, 7), (500, 7), (10, 200)])
@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("words", WORDS)
def test_it_finds_what_the_index_finds_however_many_rows_it_reads(
    store: HistoryStore, words: str, descending: bool, some: int, first: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(history_find, "AT_HAND", some)
        patch.setattr(history_find, "SCATTERED", some)
        patch.setattr(history_find, "FIRST", first)
        expected = by_index(store, words, descending)
        wanted = Filter(words=words)
        assert found(store, Search(wanted, descending=descending)) == expected
        vids = {row.id: row.vid for row in store.rows(expected)}
        by_visitor = sorted(expected, key=lambda row_id: vids[row_id], reverse=True)
        assert found(store, Search(wanted, descending=descending, group="visitor")) == by_visitor
        accepted = Filter(words=words, verdict="accepted", since=0.0, profile="Shop")
        assert found(store, Search(accepted, descending=descending)) == expected


def test_rows_that_are_too_large_are_left_to_the_index(
    store: HistoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_tasting, "BYTES", 10)
    assert found(store, Search(Filter(words="spring"))) == by_index(store, "spring", True)


def test_words_without_a_letter_want_every_row(store: HistoryStore) -> None:
    assert found(store, Search(Filter(words="…"))) == found(store, Search())


def test_what_came_later_is_read_without_the_index(store: HistoryStore) -> None:
    store.change(lambda db: db.execute("DROP TABLE words")).result()
    search = Search(Filter(words="spring_3"), after=50)
    assert found(store, search) == [60, 57, 56, 54, 53, 51]


def test_a_row_that_is_deleted_after_the_first_part_hides_no_other(
    store: HistoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_find, "FIRST", 5)
    expected = by_index(store, "spring", True)
    parts = store.find(Search(Filter(words="spring")))
    first = list(next(parts))
    store.delete(first[:2]).result()
    assert first + [row_id for part in parts for row_id in part] == expected
