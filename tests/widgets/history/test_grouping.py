"""The names of groups above their rows, and the group menu."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from convert_console.core.history.columns import Column
from convert_console.core.history.filter_language import Filter
from convert_console.models.history.grouping import Group
from convert_console.widgets.history.grouping import BAND_HEIGHT, HistoryGroupButton
from convert_console.widgets.history.table_view import MOST_SELECTED, HistoryView
from convert_console.widgets.theme.theme import px
from support.driver import Driver
from support.exchanges import record
from support.histories import rows, settle, shown_view


@pytest.fixture
def view(tmp_path: Path, qtbot: QtBot) -> Iterator[HistoryView]:
    records = (record(number, vid=f"v{number % 3}") for number in range(9))
    with shown_view(tmp_path, qtbot, records) as made:
        made.resize(made.width(), 500)
        made.history.loader.group_by("visitor")
        settle(made.history, qtbot)
        made.bands.fit()
        yield made


def band_of(view: HistoryView, row: int) -> QPoint:
    """A place in the band above a row."""
    return QPoint(60, view.rowViewportPosition(row) + 5)


def click(view: HistoryView, at: QPoint) -> None:
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_a_group_begins_where_the_visitor_changes(view: HistoryView) -> None:
    assert [place for place in range(9) if view.history.starts_group(place)] == [0, 3, 6]
    high = [place for place in range(9) if view.rowHeight(place) > view.rowHeight(1)]
    assert high == [0, 3, 6]
    assert view.bands.row_of_band_at(band_of(view, 3)) == 3
    below = QPoint(60, view.rowViewportPosition(3) + px(BAND_HEIGHT) + 5)
    assert view.bands.row_of_band_at(below) == -1


def test_g_selects_the_group(view: HistoryView) -> None:
    view.setCurrentIndex(view.model().index(7, 0))
    QTest.keyClick(view, Qt.Key.Key_G)
    assert view.selected_rows() == [6, 7, 8]


def test_a_click_on_its_name_folds_a_group_and_the_next_unfolds_it(
    view: HistoryView, qtmodeltester: ModelTester
) -> None:
    click(view, band_of(view, 3))
    assert [row.summary.vid for row in rows(view.history)] == ["v2"] * 3 + ["v1"] + ["v0"] * 3
    assert view.history.shown == 9
    assert view.history.rows.is_folded(3)
    view.bands.fit()
    assert view.rowHeight(3) == px(BAND_HEIGHT)
    assert view.selected_rows() == []
    qtmodeltester.check(view.history)
    click(view, band_of(view, 3))
    assert [row.summary.vid for row in rows(view.history)] == ["v2"] * 3 + ["v1"] * 3 + ["v0"] * 3


def test_left_and_right_fold_and_unfold_the_group_of_a_row(view: HistoryView) -> None:
    view.setCurrentIndex(view.model().index(4, 0))
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.history.rows.is_folded(3)
    assert view.currentIndex().row() == 3
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.history.rowCount() == 9


def test_a_folded_group_is_not_deleted_by_its_first_row(view: HistoryView) -> None:
    click(view, band_of(view, 3))
    view.selectRow(3)
    assert view.selected_rows() == []
    assert view.current_row() == -1


def test_rows_have_one_height_while_they_are_not_grouped(view: HistoryView, qtbot: QtBot) -> None:
    view.history.loader.group_by("")
    settle(view.history, qtbot)
    view.bands.fit()
    assert len({view.rowHeight(row) for row in range(9)}) == 1
    assert not any(map(view.history.starts_group, range(9)))


def test_rows_in_sight_stay_where_they_are_when_groups_above_get_their_names(
    tmp_path: Path, qtbot: QtBot
) -> None:
    records = (record(number, vid=f"v{number // 2:03}") for number in range(200))
    with shown_view(tmp_path, qtbot, records) as view:
        view.history.loader.group_by("visitor")
        settle(view.history, qtbot)
        bar = view.verticalScrollBar()
        bar.setValue(bar.maximum() // 2)
        view.grab()
        for _ in range(40):
            row = view.rowAt(view.viewport().height() - 5)
            place = view.rowViewportPosition(row) + view.rowHeight(row)
            bar.setValue(bar.value() - 11)
            view.grab()
            assert view.rowViewportPosition(row) + view.rowHeight(row) == place + 11


def test_a_deletion_and_its_undo_keep_groups_together(
    view: HistoryView, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    model = view.history
    removed = model.rows.remove([3, 4])
    assert [place for place in range(7) if view.history.starts_group(place)] == [0, 3, 4]
    model.rows.put_back(removed)
    assert [row.summary.vid for row in rows(model)] == ["v2"] * 3 + ["v1"] * 3 + ["v0"] * 3
    qtmodeltester.check(model)


def test_a_band_says_what_its_group_comes_to(tmp_path: Path, qtbot: QtBot) -> None:
    sale = '{"vid": "v", "ev": [{"evt": "tr", "r": 1.50}]}'
    made = record(1, document=sale)
    live = made.exchange.request._replace(url="https://shop.example/track")
    records = [made, made._replace(exchange=made.exchange._replace(id="live", request=live))]
    with shown_view(tmp_path, qtbot, records) as view:
        view.history.loader.start()
        view.history.loader.group_by("visitor")
        settle(view.history, qtbot)
        view.grab()
        qtbot.waitUntil(lambda: "accepted 1.50, on this machine 1.50" in view.bands.words(0))
        assert view.bands.words(0).startswith("v, 2 requests, 1 on this machine")
        assert view.grab().height() > 0
        view.history.loader.end()
        view.history.totals.end()


@pytest.mark.parametrize("group", ["day", "visitor"])
def test_grouped_rows_and_filtered_ones_are_painted_once(
    view: HistoryView, qtbot: QtBot, group: Group
) -> None:
    view.history.loader.group_by("")
    _settle_paints(view, qtbot)
    paints = _Paints(view.viewport())
    view.history.loader.group_by(group)
    _settle_paints(view, qtbot)
    assert paints.take() == 1
    view.history.loader.filter_by(Filter(vid="v1"))
    _settle_paints(view, qtbot)
    assert paints.take() == 1


class _Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self._count += event.type() == QEvent.Type.Paint
        return False

    def take(self) -> int:
        """The count since it was last asked for."""
        count, self._count = self._count, 0
        return count


def _settle_paints(view: HistoryView, qtbot: QtBot) -> None:
    settle(view.history, qtbot)
    for _ in range(5):
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)


# The group menu.


def test_the_button_shows_the_grouping_and_signals_a_chosen_one(qtbot: QtBot) -> None:
    button = HistoryGroupButton()
    qtbot.addWidget(button)
    assert button.text() == "Group"
    with qtbot.waitSignal(button.chosen) as chosen:
        button.menu().actions()[1].trigger()
    assert chosen.args == ["day"]
    button.show_group("day")
    assert button.text() == button.accessibleName() == "Group: day"


def test_every_way_of_grouping_keeps_the_rows_and_is_remembered(driver: Driver) -> None:
    driver.send()
    driver.send()
    for command, group in (("Group by visitor", "visitor"), ("Group by day", "day")):
        driver.window.trigger(command)
        driver.until(lambda: not driver.context.history.loader.search.going)
        assert len(driver.history(Column.TIME)) == 2
        assert driver.window.history.table.bands.shown
        assert driver.context.preferences.history_group == group
    driver.window.trigger("Do not group")
    assert not driver.window.history.table.bands.shown


def test_left_folds_a_group_that_is_larger_than_a_selection(tmp_path: Path, qtbot: QtBot) -> None:
    count = MOST_SELECTED + 300
    with shown_view(tmp_path, qtbot, (record(number, vid="v") for number in range(count))) as view:
        view.history.loader.group_by("visitor")
        settle(view.history, qtbot)
        view.setCurrentIndex(view.model().index(count - 50, 0))
        QTest.keyClick(view, Qt.Key.Key_Left)
        assert (view.history.rowCount(), view.history.shown) == (1, count)
        QTest.keyClick(view, Qt.Key.Key_Right)
        assert [row.uid for row in rows(view.history)] == [
            f"uid-{number}" for number in reversed(range(count))
        ]
