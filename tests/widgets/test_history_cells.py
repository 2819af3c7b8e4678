"""Cells say a verdict in words and a moment as people do."""

from __future__ import annotations

from datetime import UTC, datetime

from convert_console.models.history import Column
from convert_console.widgets.history_cells import moment_words
from support.driver import Driver

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def test_today_s_rows_show_the_time_alone() -> None:
    assert moment_words(NOON.timestamp() - 60, NOON) == "11:59:00"


def test_earlier_rows_show_their_day() -> None:
    assert moment_words(NOON.timestamp() - 86_400, NOON) == "03 May 12:00"


def test_the_cells_of_a_sent_request_can_be_painted(driver: Driver) -> None:
    driver.send()
    table = driver.window.history.table
    empty = table.visualRect(table.model().index(0, Column.VERDICT))
    picture = table.viewport().grab(empty).toImage()
    assert len({picture.pixel(x, picture.height() // 2) for x in range(picture.width())}) > 3


def test_rows_of_another_year_show_it() -> None:
    assert moment_words(NOON.timestamp() - 366 * 86_400, NOON) == "03 May 2025"
