"""The table of the history."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QItemSelection, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QCursor, QFontMetrics, QImage, QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from convert_console.core.history.columns import COLUMNS, Column
from convert_console.models.history.grouping import GROUPS, Group
from convert_console.models.history.model import HistoryModel
from convert_console.services.history.store import HistoryStore
from convert_console.widgets.history.cell_delegate import (
    LEFT,
    RIGHT,
    HistoryCellDelegate,
)
from convert_console.widgets.history.column_layout import (
    ColumnChoices,
    HistoryHeader,
    column_widths,
    read_choices,
    title_width,
)
from convert_console.widgets.history.table_view import (
    MOST_SELECTED,
    SELECT,
    HistoryView,
)
from convert_console.widgets.theme.theme import figures_font, px, theme_of
from support.driver import settle
from support.exchanges import record
from support.histories import WIDE, keep_all, shown_view


@pytest.fixture
def view(tmp_path: Path, qtbot: QtBot) -> Iterator[HistoryView]:
    with shown_view(tmp_path, qtbot, map(record, range(50))) as made:
        yield made


def test_typing_a_letter_does_not_search_a_million_rows(view: HistoryView) -> None:
    view.selectRow(3)
    QTest.keyClick(view, Qt.Key.Key_P)
    assert view.currentIndex().row() == 3


def test_keys_and_clicks_star_delete_copy_and_note(view: HistoryView, qtbot: QtBot) -> None:
    view.selectRow(2)
    with qtbot.waitSignal(view.starred):
        QTest.keyClick(view, Qt.Key.Key_S)
    with qtbot.waitSignal(view.deleted):
        QTest.keyClick(view, Qt.Key.Key_Delete)
    with qtbot.waitSignal(view.copied):
        QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    star = view.visualRect(view.model().index(1, Column.STAR)).center()
    with qtbot.waitSignal(view.starred):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=star)
    QTest.keyClick(view, Qt.Key.Key_F2)
    assert view.state() == HistoryView.State.EditingState


def test_rows_that_were_held_are_let_go_once_all_fit_and_nobody_is_over_them(
    tmp_path: Path, qtbot: QtBot
) -> None:
    other = HistoryStore(tmp_path / "history")
    with shown_view(tmp_path, qtbot, map(record, range(2))) as view:
        under_mouse = Qt.WidgetAttribute.WA_UnderMouse

        def come_in(number: int) -> None:
            keep_all(other, [record(number)])
            view.history.loader.watch.poll()
            qtbot.waitUntil(lambda: view.history.rowCount() == number + 1)

        view.viewport().setAttribute(under_mouse)
        mouse_over(view, view.visualRect(view.model().index(1, Column.VERDICT)).center())
        come_in(2)
        assert view.verticalScrollBar().value() > 0
        assert view.news.text() == "1 new"
        view.viewport().setAttribute(under_mouse, False)
        come_in(3)
        assert view.verticalScrollBar().value() == 0
        assert view.news.isHidden()
    other.close()


def mouse_over(view: HistoryView, place: QPoint) -> None:
    QCursor.setPos(view.viewport().mapToGlobal(place))


def test_a_mouse_below_the_last_row_or_where_the_rows_were_holds_none(
    tmp_path: Path, qtbot: QtBot
) -> None:
    # In an empty place the rows appeared under a mouse, and pushed each other out of sight.
    other = HistoryStore(tmp_path / "history")
    with shown_view(tmp_path, qtbot, map(record, range(2))) as view:
        view.viewport().setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
        last = view.visualRect(view.model().index(1, Column.VERDICT))
        right = QPoint(view.viewport().width() + 20, last.center().y())
        for number, place in enumerate((last.bottomLeft() + QPoint(9, 9), right), 2):
            mouse_over(view, place)
            with qtbot.waitSignal(view.history.rowsInserted):
                keep_all(other, [record(number)])
                view.history.loader.watch.poll()
            assert view.rowViewportPosition(0) == 0
            assert view.news.isHidden()
    other.close()


def test_home_and_end_go_to_the_first_and_the_last_row(view: HistoryView) -> None:
    bar, last = view.verticalScrollBar(), view.model().rowCount() - 1
    QTest.keyClick(view, Qt.Key.Key_End)
    assert (view.selected_rows(), bar.value()) == ([last], bar.maximum())
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert (view.selected_rows(), bar.value()) == ([0], 0)
    bar.setValue(bar.maximum())
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert bar.value() == 0
    QTest.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    assert len(view.selected_rows()) == last + 1


def test_the_row_under_the_mouse_is_marked_when_the_rows_move_under_it(
    view: HistoryView, tmp_path: Path, qtbot: QtBot
) -> None:
    cells = view.itemDelegate()
    assert isinstance(cells, HistoryCellDelegate)
    where = view.visualRect(view.model().index(3, Column.TIME)).center()
    QTest.mouseMove(view.viewport(), where)
    settle()
    assert cells.hovered == 3
    view.verticalScrollBar().setValue(5 * view.rowHeight(0))
    settle()
    assert cells.hovered == view.rowAt(where.y()) == 8
    other = HistoryStore(tmp_path / "history")
    keep_all(other, [record(50)])
    view.history.loader.watch.poll()
    qtbot.waitUntil(lambda: view.history.rowCount() == 51)
    settle()
    assert cells.hovered == view.rowAt(where.y()) == 9
    other.close()


class Repainted(QObject):
    """Which parts of a widget are painted again."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.region = QRegion()
        settle()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region += event.region()
        return False


def test_a_current_row_that_is_not_selected_has_a_whole_frame(
    view: HistoryView, qtbot: QtBot
) -> None:
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    view.setCurrentIndex(view.model().index(2, Column.TIME))
    repainted = Repainted(view.viewport())
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert (view.currentIndex().row(), view.selected_rows()) == (3, [2])
    for row in (2, 3):
        cell = view.visualRect(view.model().index(row, Column.TIME))
        whole = QRect(0, cell.top(), view.viewport().width(), cell.height())
        assert QRegion(whole).subtracted(repainted.region).isEmpty()


def test_a_double_click_on_a_star_is_two_clicks_on_it_and_activates_no_row(
    view: HistoryView, qtbot: QtBot
) -> None:
    clicks: list[str] = []
    view.starred.connect(lambda: clicks.append("starred"))
    view.activated.connect(lambda index: clicks.append(f"activated {index.row()}"))
    for column in (Column.STAR, Column.TIME):
        where = view.visualRect(view.model().index(1, column)).center()
        for press in (QTest.mousePress, QTest.mouseDClick):
            press(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
            QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert clicks == ["starred", "starred", "activated 1"]


def test_columns_are_hidden_in_a_narrow_pane(view: HistoryView) -> None:
    assert not view.isColumnHidden(Column.PROFILE)
    view.resize(800, 300)
    assert view.isColumnHidden(Column.PROFILE)
    assert not view.isColumnHidden(Column.VISITOR)
    view.resize(640, 300)
    assert view.isColumnHidden(Column.VISITOR)
    assert view.isColumnHidden(Column.TOOK)
    assert not view.isColumnHidden(Column.METHOD)


def test_columns_and_rows_follow_the_zoom_and_keep_the_widths_of_the_user(
    view: HistoryView, zoomed: Callable[[float], None]
) -> None:
    zoomed(1.0)
    view.horizontalHeader().resizeSection(Column.TIME, 130)
    shown = [column for column in Column if not view.isColumnHidden(column)]
    height = view.verticalHeader().defaultSectionSize()
    zoomed(2.0)
    assert view.columnWidth(Column.TIME) == 260
    assert view.verticalHeader().defaultSectionSize() == 2 * height
    assert view.isColumnHidden(Column.PROFILE)
    zoomed(1.0)
    assert view.columnWidth(Column.TIME) == 130
    assert [column for column in Column if not view.isColumnHidden(column)] == shown


# The selection.

MANY = 50_000


def test_no_more_rows_can_be_selected_than_qt_paints_in_a_frame(
    view: HistoryView, qtbot: QtBot
) -> None:
    model = view.model()
    assert isinstance(model, HistoryModel)
    model.rows.reset(array("q", range(MANY, 0, -1)))
    with qtbot.waitSignal(view.limited):
        view.selectAll()
    assert view.selected_rows() == list(range(MOST_SELECTED))
    view.setCurrentIndex(model.index(20_000, 0))
    rows = QItemSelection(model.index(10_000, 0), model.index(20_000, Column.NOTE))
    with qtbot.waitSignal(view.limited):
        view.selectionModel().select(rows, SELECT)
    assert view.selected_rows() == list(range(20_001 - MOST_SELECTED, 20_001))


def test_all_of_a_few_rows_can_be_selected(view: HistoryView) -> None:
    view.selectAll()
    assert view.selected_rows() == list(range(50))


# Columns are narrowed and then hidden until the others fit.

ALWAYS = {Column.VERDICT, Column.TIME, Column.EVENTS}
USUAL = ColumnChoices()


@pytest.fixture
def column_view(tmp_path: Path, qtbot: QtBot) -> Iterator[HistoryView]:
    with shown_view(tmp_path, qtbot) as made:
        yield made


@pytest.mark.parametrize("zoom", [0.8, 1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize(
    "screen", [(width, group) for width in (2112, 832, 624) for group in GROUPS]
)
def test_the_columns_fill_the_table_and_no_title_is_cut(
    column_view: HistoryView,
    zoomed: Callable[[float], None],
    qtbot: QtBot,
    screen: tuple[int, Group],
    zoom: float,
) -> None:
    width, group = screen
    column_view.history.loader.group_by(group)
    zoomed(zoom)
    column_view.resize(max(width, px(500)), 300)
    qtbot.waitUntil(lambda: column_view.horizontalScrollBar().maximum() == 0)
    shown = {column for column in Column if not column_view.isColumnHidden(column)}
    assert shown >= ALWAYS
    cut = {c: (column_view.columnWidth(c), title_width(c)) for c in shown}
    assert not {c: w for c, w in cut.items() if w[0] < w[1]}


def test_columns_are_hidden_in_their_order_and_only_as_many_as_needed(qapp: object) -> None:
    narrowest = column_widths(0, "", USUAL)
    by_visitor = column_widths(0, "", USUAL, sorted_by=Column.VISITOR)
    assert set(by_visitor) - set(narrowest) == {Column.VISITOR}, "rows are sorted by it"
    assert set(narrowest) == ALWAYS
    for available in range(px(500), px(1_500), px(20)):
        widths = column_widths(available, "", USUAL)
        assert sum(widths.values()) <= available
        hiding = sorted((c for c in COLUMNS if c.spec.hide), key=lambda column: column.spec.hide)
        hidden = [column for column in hiding if column not in widths]
        assert hidden == hiding[: len(hidden)]


def test_a_moment_with_its_day_is_never_cut(zoomed: Callable[[float], None]) -> None:
    for zoom in (0.8, 1.0, 1.25, 1.5, 2.0):
        zoomed(zoom)
        text = QFontMetrics(figures_font()).horizontalAdvance("28 May 20:00")
        assert column_widths(0, "", USUAL)[Column.TIME] >= px(LEFT) + text + px(RIGHT)


def test_what_is_left_over_goes_to_the_events(qapp: object) -> None:
    everything = sum(px(column.spec.width) for column in Column)
    for available in (everything + px(100), everything + px(800)):
        widths = column_widths(available, "", USUAL)
        assert sum(widths.values()) == available
        assert set(widths) == set(Column)


def test_the_visitor_column_is_hidden_when_rows_are_grouped_by_visitor(qapp: object) -> None:
    everything = set(Column)
    assert set(column_widths(px(3_000), "visitor", USUAL)) == everything - {Column.VISITOR}
    assert (
        set(column_widths(px(3_000), "day", USUAL))
        == set(column_widths(px(3_000), "", USUAL))
        == everything
    )


def test_a_column_that_was_chosen_stays_and_one_that_was_hidden_stays_away(qapp: object) -> None:
    choices = ColumnChoices(shown={Column.VISITOR: True, Column.GOALS: False})
    for available in (px(500), px(640), px(2_000)):
        shown = set(column_widths(available, "", choices))
        assert Column.VISITOR in shown
        assert Column.GOALS not in shown
    assert Column.VISITOR in column_widths(px(600), "visitor", choices)


def test_a_width_set_by_the_user_is_kept(column_view: HistoryView) -> None:
    column_view.resize(WIDE, 300)
    column_view.horizontalHeader().resizeSection(Column.GOALS, 200)
    column_view.resize(1000, 300)
    assert column_view.columnWidth(Column.GOALS) == 200
    column_view.resize(WIDE, 300)
    assert column_view.columnWidth(Column.GOALS) == 200


def test_columns_that_a_person_made_wide_are_scrolled_to(
    column_view: HistoryView, qtbot: QtBot
) -> None:
    column_view.resize(640, 300)
    column_view.horizontalHeader().resizeSection(Column.EVENTS, 500)
    column_view.resize(641, 300)
    qtbot.waitUntil(lambda: column_view.horizontalScrollBar().maximum() > 0)
    assert column_view.columnWidth(Column.EVENTS) == 500


def test_the_menu_of_the_titles_shows_hides_and_resets_columns(column_view: HistoryView) -> None:
    column_view.resize(640, 300)
    header = column_view.horizontalHeader()
    assert isinstance(header, HistoryHeader)
    actions = {action.text(): action for action in header.menu().actions()}
    assert actions["Verdict"].isChecked()
    assert not actions["Verdict"].isEnabled()
    assert not actions["Status"].isChecked()
    actions["Status"].trigger()
    assert not column_view.isColumnHidden(Column.STATUS)
    actions["Goal"].trigger()
    assert column_view.isColumnHidden(Column.GOALS)
    header.resizeSection(Column.TIME, 150)
    header.moveSection(header.visualIndex(Column.VERDICT), 4)
    actions["Reset columns"].trigger()
    assert column_view.isColumnHidden(Column.STATUS)
    assert not column_view.isColumnHidden(Column.GOALS)
    assert column_view.columnWidth(Column.TIME) < 150
    assert header.visualIndex(Column.VERDICT) == 1, "behind the source"


def test_stored_columns_that_make_no_sense_are_left_out() -> None:
    stored = {
        "widths": {"TIME": 130, "EVENTS": -5, "GOALS": "wide", "NOSUCH": 5},
        "shown": {"STATUS": True, "VERDICT": False, "NOTE": 3},
        "order": ["TIME", "TIME"],
    }
    assert read_choices(stored) == ColumnChoices({Column.TIME: 130}, {Column.STATUS: True})
    choices = ColumnChoices({Column.TIME: 120}, {Column.NOTE: False}, list(reversed(COLUMNS)))
    assert read_choices(choices.stored()) == choices
    assert read_choices({"widths": 3, "shown": [], "order": "x"}) == ColumnChoices()


# The arrow of the sort order is next to the title.


@pytest.fixture
def header(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[HistoryHeader]:
    theme_of(qapp).use("light", 1.0)
    with shown_view(tmp_path, qtbot) as view:
        view.history.loader.list_sent_only(False)
        header = view.horizontalHeader()
        assert isinstance(header, HistoryHeader)
        yield header


def picture(header: HistoryHeader, column: Column) -> QImage:
    left, width = header.sectionViewportPosition(column), header.sectionSize(column)
    return header.viewport().grab(QRect(left, 0, width, header.height())).toImage()


@pytest.mark.parametrize("column", [column for column in Column if column != Column.TIME])
def test_the_arrow_leaves_the_title_as_it_is(header: HistoryHeader, column: Column) -> None:
    plain = picture(header, column)
    header.setSortIndicator(column, Qt.SortOrder.AscendingOrder)
    with_arrow = picture(header, column)
    changed = [
        (x, y)
        for x in range(plain.width())
        for y in range(plain.height())
        if plain.pixel(x, y) != with_arrow.pixel(x, y)
    ]
    background = plain.pixel(1, 1)
    assert changed
    assert {plain.pixel(x, y) for x, y in changed} == {background}


def test_a_click_on_a_title_sorts_by_it_and_the_next_reverses_the_order(
    header: HistoryHeader,
) -> None:
    x = header.sectionViewportPosition(Column.STATUS) + 20
    view = header.parentWidget()
    assert isinstance(view, HistoryView)
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        before = picture(header, Column.STATUS)
        position = QRect(x, 5, 1, 1).topLeft()
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=position)
        assert view.history.loader._column == Column.STATUS
        assert header.sortIndicatorOrder() == order
        assert picture(header, Column.STATUS) != before
