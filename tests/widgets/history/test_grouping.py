"""The gutter with the names of groups, and the group menu."""

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
from convert_console.models.history.model import HistoryModel
from convert_console.widgets.history.grouping import HistoryGroupButton
from convert_console.widgets.history.table_view import HistoryView
from support.driver import Driver
from support.exchanges import record
from support.histories import rows, settle, shown_view


@pytest.fixture
def view(tmp_path: Path, qtbot: QtBot) -> Iterator[HistoryView]:
    records = (record(number, vid=f"v{number % 3}") for number in range(9))
    with shown_view(tmp_path, qtbot, records) as made:
        made.history.loader.group_by("visitor")
        settle(made.history, qtbot)
        made.gutter.refresh()
        yield made


def test_a_group_begins_where_the_visitor_changes(view: HistoryView) -> None:
    assert [place for place in range(9) if view.history.starts_group(place)] == [0, 3, 6]


def test_a_click_on_a_name_or_g_selects_the_group(view: HistoryView) -> None:
    middle = QPoint(20, view.gutter.sectionViewportPosition(4) + 5)
    QTest.mouseClick(view.gutter.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert view.selected_rows() == [3, 4, 5]
    view.setCurrentIndex(view.model().index(8, 0))
    QTest.keyClick(view, Qt.Key.Key_G)
    assert view.selected_rows() == [6, 7, 8]


def test_the_gutter_is_shown_only_while_rows_are_grouped(view: HistoryView, qtbot: QtBot) -> None:
    model = view.model()
    assert isinstance(model, HistoryModel)
    assert view.gutter.isVisible()
    model.loader.group_by("")
    settle(model, qtbot)
    assert not view.gutter.isVisible()
    assert not any(map(view.history.starts_group, range(9)))


def test_a_deletion_and_its_undo_keep_groups_together(
    view: HistoryView, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    model = view.model()
    assert isinstance(model, HistoryModel)
    removed = model.rows.remove([3, 4])
    assert [place for place in range(7) if view.history.starts_group(place)] == [0, 3, 4]
    model.rows.put_back(removed)
    assert [row.vid for row in rows(model)] == ["v2"] * 3 + ["v1"] * 3 + ["v0"] * 3
    qtmodeltester.check(model)


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
    assert button.text() == "Group: none"
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
        assert driver.window.history.table.gutter.isVisible()
        assert driver.context.preferences.history_group == group
    driver.window.trigger("Do not group")
    assert not driver.window.history.table.gutter.isVisible()
