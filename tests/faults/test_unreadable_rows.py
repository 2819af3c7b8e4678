"""A window over a history in which rows hold what nobody can read: it says so and does the rest."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from convert_console.core.copy_as.targets import TARGETS
from convert_console.core.export.formats import EXPORT_FORMATS
from convert_console.core.history.columns import Column
from convert_console.core.history.comparison import ComparedPair
from convert_console.models.history.grouping import GROUPS
from convert_console.models.history.model import ROW
from convert_console.models.ledger.ledger import SPANS, NamedProfile
from convert_console.services.history.store import HistoryStore
from convert_console.widgets.history.compare import ComparePage
from convert_console.widgets.ledger.place import ResultsPlace
from support.damage import ENTRY, ROUNDTRIP, damage
from support.driver import Driver, visible
from support.exchanges import record

Open = Callable[[], Driver]

EVERY = [*(("entry", *one) for one in ENTRY), *(("roundtrip", *one) for one in ROUNDTRIP)]
SAMPLE = NamedProfile("local-sample", "Sample shop")
SALE = '{"vid": "v", "ev": [{"evt": "tr", "goals": ["7"], "r": 1.10}]}'


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history of one whole row and, above it, each kind of damage once."""
    path = tmp_path_factory.mktemp("damaged") / "history.sqlite3"
    with closing(HistoryStore(path)) as store:
        for number in range(len(EVERY) + 1):
            store.keep(record(number, document=SALE, profile="Local sample")).row.result()
    for row_id, (table, column, value) in enumerate(EVERY, 2):
        damage(path, row_id, table, column, value)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("DELETE FROM tally")
    return path


@pytest.fixture
def driver(open_console: Open, home: Path, damaged: Path) -> Driver:
    """A window over the damaged history."""
    (home / "console").mkdir()
    shutil.copy(damaged, home / "console")
    return open_console()


def shown(driver: Driver) -> list[str]:
    """The verdict of every row; every cell, its tip and its group are read too."""
    model = driver.context.history
    for place in range(model.rowCount()):
        for column in Column:
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                model.index(place, column).data(role)
    return painted_verdicts(driver)


def painted_verdicts(driver: Driver) -> list[str]:
    """The verdict of every row, in the order and the groups that the table paints."""
    model = driver.context.history
    places = range(model.rowCount())
    for place in places:
        model.group_at(place)
    driver.window.history.table.viewport().grab()
    return [str(model.index(place, Column.VERDICT).data()) for place in places]


def driver_says(driver: Driver, words: str) -> bool:
    return words in driver.message


def test_each_damaged_row_says_so_and_the_intact_ones_are_shown(driver: Driver) -> None:
    verdicts = shown(driver)
    assert len(verdicts) == len(EVERY) + 1
    assert verdicts.count("Unreadable") == len(ENTRY)
    assert verdicts.count("Accepted") == len(ROUNDTRIP) + 1
    model = driver.context.history
    detail = driver.window.history.detail
    assert detail is not None
    for place in range(model.rowCount()):
        driver.window.history.table.selectRow(place)
        row = model.index(place, 0).data(ROW)
        driver.until(lambda uid=row.uid: uid in [each.uid for each in model.selected.rows])  # type: ignore[misc]
        if row.id > 1 and EVERY[row.id - 2][1] not in ("note", "starred", "session", "seen"):
            assert "cannot be read" in detail.words.text
    driver.send()
    assert driver.result == "Accepted"
    assert driver.message == ""


def test_it_sorts_groups_filters_and_counts(driver: Driver) -> None:
    model, number = driver.context.history, len(EVERY) + 1
    expected = sorted(shown(driver))
    assert len(expected) == number
    both = (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder)
    for number_of_group, group in enumerate(GROUPS):
        model.loader.group_by(group)
        # Without groups both orders of each column; in a group one, which alternates.
        for column, order in product(Column, both):
            if group and order is not both[(number_of_group + column) % 2]:
                continue
            model.sort(column, order)
            driver.until(lambda: not model.loader.search.going)
            assert sorted(painted_verdicts(driver)) == expected
        assert sorted(shown(driver)) == expected
        model.sort(Column.TIME)
        driver.until(lambda: not model.loader.search.going)
        if group:
            driver.until(lambda: bool(model.totals._known))
        for place in range(0, number, 7):
            driver.window.history.table.bands.words(place)
    for words_ in ("tr", "vid:v", "goal:7", "status:200", "verdict:accepted", "since:1970-01-01"):
        driver.write(driver.window.history.filter, words_)
        driver.until(lambda: model.loader.filtered and not model.loader.search.going)
        assert shown(driver)


def test_it_exports_every_form_and_counts_the_ledger(driver: Driver, tmp_path: Path) -> None:
    ids = list(range(1, len(EVERY) + 2))
    for number, form in enumerate(EXPORT_FORMATS.values()):
        path = tmp_path / f"{number}.{form.suffix}"
        driver.window.history.exports.wanted.emit(ids, form, str(path))
        ending = f"written to {path.name}."
        driver.until(partial(driver_says, driver, ending))
        assert f"{len(ids):,} requests" in driver.message
        assert path.stat().st_size > 200
    driver.window.places.open("results")
    [place] = visible(driver.window, ResultsPlace)
    place.model.count(SAMPLE, SPANS[-1][1])
    driver.until(lambda: place.model.counted is not None)
    counted = place.model.counted
    assert counted is not None
    assert counted.unreadable > 0
    assert any("damaged in the history" in remark for remark in counted.remarks)


def test_it_refuses_to_send_what_it_cannot_read_and_says_why(driver: Driver) -> None:
    model, actions = driver.context.history, driver.window.history.row_actions
    refused: list[str] = []
    driver.sending.refused.connect(refused.append)
    before = driver.document.draft
    for place in range(model.rowCount() - 1):
        exchange = model.exchange_at(place)
        if exchange is None or not exchange.unreadable:
            continue
        driver.sending.resend(exchange)
        assert "cannot be read" in refused.pop()
        assert not driver.sending.running
    assert driver.arrived == []
    at = EVERY.index(("roundtrip", "document", "NULL"))
    driver.choose_row(len(EVERY) - 1 - at)
    actions.edit_again()
    assert driver.document.draft == before
    assert "document" in driver.message
    actions.copy_request_as(TARGETS[0])
    assert "cannot be read" in driver.message


def test_it_compares_a_damaged_row_with_an_intact_one(driver: Driver) -> None:
    model = driver.context.history
    whole = model.exchange_at(model.rowCount() - 1)
    assert whole is not None
    page = ComparePage(driver.window)  # one for all comparisons, as the window has it
    for place in range(model.rowCount() - 1):
        damaged = model.exchange_at(place)
        assert damaged is not None
        page.show_pair(ComparedPair(whole, damaged))
    page.deleteLater()
