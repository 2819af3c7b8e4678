"""The history as a table over a real store, with every row in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from convert_console.core.catalog.catalog import Catalog, read_catalog
from convert_console.core.history.columns import COLUMNS, NOT_KEPT, Column
from convert_console.core.history.filter_language import Filter
from convert_console.core.verdict.verdict import verdict
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.history.loader import PLACED
from convert_console.models.history.model import ROW, HistoryModel
from convert_console.models.tasks import LARGE
from convert_console.services.history.store import HistoryStore
from convert_console.services.http.route import NOT_SENT
from support.damage import locked
from support.exchanges import ACCEPTED, begun, record
from support.histories import (
    begin,
    fill,
    fill_from,
    find,
    finish,
    keep_all,
    rows,
    settle,
    under_way,
    wait_until_kept,
    words,
)

Run = Callable[..., Any]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    made = HistoryStore(tmp_path / "history")
    yield made
    made.close()


@pytest.fixture
def model(store: HistoryStore, run: Run) -> Iterator[HistoryModel]:
    made = HistoryModel(store, CurrentCatalog())
    yield made
    run(made.end())


def test_the_model_keeps_qts_rules(
    model: HistoryModel, store: HistoryStore, qtmodeltester: Any, qtbot: QtBot
) -> None:
    fill(store, 300)
    model.loader.read()
    qtmodeltester.check(model)  # reads every row, and watches on
    sent = under_way(900, vid="special")
    begin(model, qtbot, sent)
    finish(model, qtbot, sent._replace(outcome=ACCEPTED))
    wait_until_kept(model, qtbot)
    find(model, qtbot, words="special")
    begin(model, qtbot, under_way(901))
    assert model.rowCount() == 2


def test_an_empty_history_has_titles_and_no_rows(model: HistoryModel) -> None:
    model.loader.read()
    assert (model.rowCount(), model.columnCount(), model.total) == (0, len(COLUMNS), 0)
    titles = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(len(COLUMNS))]
    assert titles == [column.spec.title for column in COLUMNS]
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.headerData(99, Qt.Orientation.Horizontal) is None
    assert model.exchange_at(0) is None


def test_every_row_has_its_place_at_once_and_is_read_when_it_is_looked_at(
    model: HistoryModel, store: HistoryStore
) -> None:
    fill(store, 1_000)
    model.loader.read()
    assert model.rowCount() == model.total == 1_000
    for place in (999, 0, 500, 101, 998):
        assert model.index(place, 0).data(ROW).uid == f"uid-{999 - place}"
    assert [row.uid for row in rows(model)] == [f"uid-{n}" for n in reversed(range(1_000))]


def test_once_every_id_is_found_the_rows_are_the_same(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    fill(store, 700)
    store.delete([5, 6, 300]).result()
    model.loader.read()
    before = [row.uid for row in rows(model)]
    model.loader.read()
    model.loader.start()
    settle(model, qtbot)
    assert model.rows.order.complete
    assert [row.uid for row in rows(model)] == before
    assert len(before) == 697


def test_a_send_is_on_top_at_once_and_has_its_place_when_kept(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    fill(store, 3)
    model.loader.read()
    sent = under_way(900)
    begin(model, qtbot, sent)
    assert words(model, Column.VERDICT)[0] == "Sending"
    assert model.total == 4
    assert model.exchange_at(0) == sent
    done = sent._replace(outcome=ACCEPTED)
    finish(model, qtbot, done)
    assert words(model, Column.VERDICT)[0] == "Accepted"
    assert model.exchange_at(0) == done
    wait_until_kept(model, qtbot)
    assert [row.uid for row in rows(model)] == ["uid-900", "uid-2", "uid-1", "uid-0"]
    assert store.newest(1) == (rows(model)[0],)
    assert model.exchange_at(0) == done
    assert model.total == store.count() == 4


EVENTS = ",".join('{"evt": "tr", "goals": ["7"], "r": 0.10}' for _ in range(8_000))
LARGE_DOCUMENT = f'{{"vid": "large", "ev": [{EVENTS}]}}'
assert len(LARGE_DOCUMENT) > LARGE


def test_a_large_document_is_read_in_a_thread_before_it_is_sent(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    sent = under_way(900, document=LARGE_DOCUMENT)
    task = model.recorder.begin(sent)
    assert (store.count(), model.rowCount()) == (0, 0)
    qtbot.waitUntil(task.done)
    assert (store.count(), words(model, Column.VISITOR)) == (1, ["large"])
    finish(model, qtbot, sent._replace(outcome=ACCEPTED))
    wait_until_kept(model, qtbot)
    assert words(model, Column.REVENUE) == ["800.00"]


def test_a_send_cancelled_while_its_large_document_is_read_keeps_its_outcome(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    sent = under_way(900, document=LARGE_DOCUMENT)
    beginning = model.recorder.begin(sent)
    finish(model, qtbot, sent._replace(outcome=NOT_SENT))
    qtbot.waitUntil(beginning.done)
    qtbot.waitUntil(lambda: not model.recorder.busy)
    assert words(model, Column.VERDICT) == ["Cancelled, not sent"]
    assert words(model, Column.VISITOR) == ["large"]
    [row] = store.newest(2)
    assert row == rows(model)[0]
    assert store.exchange(row.id) == sent._replace(outcome=NOT_SENT)


def test_an_outcome_is_saved_also_if_the_window_closes_while_a_large_document_is_read(
    model: HistoryModel, store: HistoryStore, run: Run
) -> None:
    sent = under_way(900, document=LARGE_DOCUMENT)
    model.recorder.begin(sent)
    model.recorder.finish(sent._replace(outcome=NOT_SENT))
    run(model.end())
    store.close()
    again = HistoryStore(store.path)
    [row] = again.newest(2)
    assert again.exchange(row.id) == sent._replace(outcome=NOT_SENT)
    again.close()


def test_only_the_row_that_progressed_is_signalled(model: HistoryModel, qtbot: QtBot) -> None:
    first, second = under_way(1), under_way(2)
    begin(model, qtbot, first)
    begin(model, qtbot, second)
    told: list[int] = []
    model.dataChanged.connect(lambda index, _last: told.append(index.row()))
    finish(model, qtbot, first._replace(outcome=ACCEPTED))
    assert told == [1]
    finish(model, qtbot, second._replace(outcome=ACCEPTED))
    wait_until_kept(model, qtbot)
    assert [row.uid for row in rows(model)] == ["uid-2", "uid-1"]


def test_the_rows_before_the_first_read_are_not_read_twice(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    fill(store, 2)
    sent = under_way(900)
    begin(model, qtbot, sent)
    finish(model, qtbot, sent._replace(outcome=ACCEPTED))
    wait_until_kept(model, qtbot)
    model.loader.read()
    assert [row.uid for row in rows(model)] == ["uid-900", "uid-1", "uid-0"]


def test_the_filter_finds_words_and_can_be_cleared(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    fill(store, 3)
    store.keep(record(3, vid="special")).row.result()
    find(model, qtbot, words=" special ")
    assert (model.loader.filtered, model.rowCount(), model.total) == (True, 1, 4)
    find(model, qtbot, words="no such word")
    assert model.rowCount() == 0
    find(model, qtbot)
    assert (model.loader.filtered, model.rowCount()) == (False, 4)


def test_a_filter_that_finds_much_finds_all(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    fill(store, 555, vid="special")
    find(model, qtbot, words="special", method="POST", starred=False)
    assert [row.uid for row in rows(model)] == [f"uid-{n}" for n in reversed(range(555))]


def test_a_filter_that_is_changed_while_it_searches_shows_the_last_one(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    fill(store, 400, vid="first")
    fill_from(store, 400, 300, vid="second")
    model.loader.filter_by(Filter(words="first"))
    find(model, qtbot, words="second")
    assert {row.summary.vid for row in rows(model)} == {"second"}
    assert model.rowCount() == 300


def test_rows_are_sorted_by_any_column_and_equal_rows_newest_first(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    fill(store, 3, vid="b")
    fill_from(store, 3, 3, vid="a")
    model.loader.read()
    up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
    model.sort(Column.VISITOR, up)
    settle(model, qtbot)
    assert [row.uid for row in rows(model)] == [f"uid-{n}" for n in (5, 4, 3, 2, 1, 0)]
    model.sort(Column.VISITOR, down)
    settle(model, qtbot)
    assert [row.uid for row in rows(model)] == [f"uid-{n}" for n in (2, 1, 0, 5, 4, 3)]
    for column in Column:
        model.sort(column, up)
        settle(model, qtbot)
        assert model.rowCount() == 6
    model.sort(Column.TIME, down)
    assert model.loader.by_age


def test_a_running_send_stays_when_the_filter_changes(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    fill(store, 2)
    sent = under_way(900)
    begin(model, qtbot, sent)
    find(model, qtbot, words="nothing of the kind")
    assert [row.uid for row in rows(model)] == ["uid-900"]
    find(model, qtbot)
    finish(model, qtbot, sent._replace(outcome=ACCEPTED))
    assert words(model, Column.VERDICT)[0] == "Accepted"
    wait_until_kept(model, qtbot)
    assert [row.uid for row in rows(model)] == ["uid-900", "uid-1", "uid-0"]
    model.loader.read()
    assert [row.uid for row in rows(model)] == ["uid-900", "uid-1", "uid-0"]


def test_what_was_finished_is_on_disk_after_the_end(tmp_path: Path, run: Run, qtbot: QtBot) -> None:
    store = HistoryStore(tmp_path / "own")
    model = HistoryModel(store, CurrentCatalog())
    for number in range(20):
        sent = under_way(number)
        begin(model, qtbot, sent)
        finish(model, qtbot, sent._replace(outcome=ACCEPTED))
    run(model.end())
    store.close()
    again = HistoryStore(tmp_path / "own")
    assert again.count() == 20
    again.close()


def test_goals_get_their_names_from_a_catalog(model: HistoryModel, store: HistoryStore) -> None:
    fill(store, 2)
    model.loader.read()
    goals = '"goals": [{"id": "100300301", "name": "Purchase"}], "experiences": []'
    catalog = read_catalog(f'{{"account_id": "1", "project": {{"id": "2"}}, {goals}}}')
    assert isinstance(catalog, Catalog), catalog
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    model._catalog.set(catalog)
    assert words(model, Column.GOALS) == ["Purchase", "Purchase"]
    assert "100300301" in model.data(model.index(0, Column.GOALS), Qt.ItemDataRole.ToolTipRole)
    assert told == [(0, 1)]
    model._catalog.set(None)
    assert words(model, Column.GOALS) == ["100300301", "100300301"]


def test_a_closed_store_is_reported_and_what_is_shown_stays_with_a_mark(
    tmp_path: Path, run: Run, qtbot: QtBot
) -> None:
    store = HistoryStore(tmp_path / "own")
    model = HistoryModel(store, CurrentCatalog())
    store.close()
    sent = under_way(1)
    begin(model, qtbot, sent)
    finish(model, qtbot, sent._replace(outcome=ACCEPTED))
    assert model.recorder.notice.startswith("The history is closed. What is sent now is lost")
    assert model.exchange_at(0) == sent._replace(outcome=ACCEPTED)
    assert words(model, Column.NOTE) == [NOT_KEPT]
    run(model.end())


def test_what_another_program_delays_is_marked_and_reported_until_it_is_stored(
    tmp_path: Path, run: Run, qtbot: QtBot
) -> None:
    store = HistoryStore(tmp_path / "own")
    model = HistoryModel(store, CurrentCatalog())
    said: list[str] = []
    model.recorder.noticed.connect(said.append)
    with locked(tmp_path / "own") as other:
        begin(model, qtbot, under_way(1))
        assert (words(model, Column.VERDICT), words(model, Column.NOTE)) == (
            ["Sending"],
            [NOT_KEPT],
        )
        finish(model, qtbot, under_way(1)._replace(outcome=ACCEPTED))
        assert words(model, Column.VERDICT) == ["Accepted"]
        assert words(model, Column.NOTE) == [NOT_KEPT]
        assert (model.total, store.count()) == (1, 0)
        begin(model, qtbot, under_way(2))
        qtbot.waitUntil(lambda: "locked by another program" in model.recorder.notice)
        assert "kept in a file" in model.recorder.notice
        other.execute("ROLLBACK")
    qtbot.waitUntil(lambda: model.recorder.notice == "")
    assert said[-1] == ""
    finish(model, qtbot, under_way(2)._replace(outcome=ACCEPTED))
    wait_until_kept(model, qtbot)
    model.loader.watch.poll()
    assert [row.uid for row in rows(model)] == ["uid-2", "uid-1"]
    assert words(model, Column.NOTE) == ["", ""]
    assert (model.total, store.count()) == (2, 2)
    run(model.end())
    store.close()


def test_a_send_under_way_is_in_the_table_once_whatever_is_read_meanwhile(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    fill(store, 300)
    model.loader.start()
    begin(model, qtbot, under_way(900))
    for again in (
        model.loader.read,
        lambda: find(model, qtbot, words="v"),
        lambda: find(model, qtbot),
    ):
        again()
        settle(model, qtbot)
        model.loader.watch.poll()
        assert [row.uid for row in rows(model)].count("uid-900") == 1
        assert model.rowCount() == 301
    model.edits.star([0])
    finish(model, qtbot, under_way(900)._replace(outcome=ACCEPTED))
    model.loader.watch.poll()
    (row,) = [row for row in rows(model) if row.uid == "uid-900"]
    assert (row.verdict, row.starred, row.id) == ("accepted", True, 301)
    assert model.rowCount() == 301


def test_a_send_left_by_a_closed_window_reads_unknown_and_can_be_opened(
    model: HistoryModel, store: HistoryStore, run: Run
) -> None:
    store.keep(begun(1)).row.result()
    model.loader.read()
    assert words(model, Column.VERDICT) == ["Unknown"]
    exchange = model.exchange_at(0)
    assert exchange is not None
    assert "no answer seen" in verdict(exchange).sentence


def test_a_send_goes_where_the_sort_puts_it(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    for number, vid in enumerate("bdf"):
        store.keep(record(number, vid=vid)).row.result()
    model.loader.sort_by(Column.TIME, descending=False)
    settle(model, qtbot)
    sent = under_way(9, vid="c")
    begin(model, qtbot, sent)
    assert [row.summary.vid for row in rows(model)] == ["b", "d", "f", "c"]
    assert rows(model)[3].verdict == "pending"
    finish(model, qtbot, sent._replace(outcome=ACCEPTED))
    wait_until_kept(model, qtbot)
    assert [(row.summary.vid, row.verdict) for row in rows(model)][3] == ("c", "accepted")
    model.loader.sort_by(Column.VISITOR, descending=False)
    settle(model, qtbot)
    begin(model, qtbot, under_way(10, vid="e"))
    assert [row.summary.vid for row in rows(model)] == ["b", "c", "d", "e", "f"]
    assert model.rows.position_of(under_way(10).id) == 3


def test_a_row_moves_when_its_outcome_changes_its_place(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    fill(store, 2)
    model.loader.sort_by(Column.STATUS, descending=True)
    settle(model, qtbot)
    moved: list[tuple[int, int]] = []
    model.rowsMoved.connect(lambda _from, first, _last, _to, row: moved.append((first, row)))
    sent = under_way(9, vid="new")
    begin(model, qtbot, sent)
    assert rows(model)[2].summary.vid == "new"
    finish(model, qtbot, sent._replace(outcome=ACCEPTED._replace(status=503)))
    wait_until_kept(model, qtbot)
    assert (rows(model)[0].summary.vid, moved) == ("new", [(2, 0)])


def test_rows_of_other_windows_are_sorted_in(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    keep_all(store, (record(number, vid=f"{number:03}") for number in range(0, 400, 2)))
    model.loader.sort_by(Column.VISITOR, descending=False)
    settle(model, qtbot)
    for number in (399, 1, 201):
        store.keep(record(number, vid=f"{number:03}")).row.result()
    model.loader.watch.poll()
    shown = [row.summary.vid for row in rows(model)]
    assert shown == sorted(shown)
    assert len(shown) == 203
    fill_from(store, 1_000, PLACED + 1, vid="150")
    model.loader.watch.poll()
    settle(model, qtbot)
    shown = [row.summary.vid for row in rows(model)]
    assert shown == sorted(shown)
