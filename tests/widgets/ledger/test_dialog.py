"""The ledger's dialog shows what was counted, keeps ticks, and hands out what stands there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from convert_console.core.history.row import record_of
from convert_console.models.ledger.ledger import LedgerModel
from convert_console.services.history.store import HistoryStore
from convert_console.widgets.ledger.dialog import LedgerDialog
from convert_console.widgets.theme import theme
from support.exchanges import SHOP, record

NOW = 1_796_000_000.0
LIVE = "https://10000001.metrics.convertexperiments.com/track"
IDS = '"goals":["5"],"exps":["1"],"vars":["2"]'
SALE = f'{{"vid":"V","ev":[{{"evt":"hitGoal",{IDS}}},{{"evt":"tr",{IDS},"r":0.10,"prc":1}}]}}'
NAMES = {"5": "Purchase", "1": "Checkout", "2": "B"}


@pytest.fixture
def store(tmp_path: Path, qapp: QApplication) -> Iterator[HistoryStore]:
    theme.apply(qapp, "light")
    made = HistoryStore(tmp_path / "h")
    yield made
    made.close()


Open = Callable[[], LedgerDialog]


@pytest.fixture
def open_dialog(store: HistoryStore, qtbot: QtBot, run: Callable[..., Any]) -> Iterator[Open]:
    opened: list[LedgerDialog] = []

    def make() -> LedgerDialog:
        model = LedgerModel(store, lambda: NOW)
        dialog = LedgerDialog(model, SHOP, lambda _kind, plain: NAMES.get(plain, plain))
        model.setParent(dialog)
        opened.append(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: model.counted is not None or not dialog.isVisible())
        return dialog

    yield make
    for dialog in opened:
        dialog.close()
        run(dialog._model.finish_counting())
        run(dialog.exports.finish())
        dialog.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def keep(store: HistoryStore, *visitors: str) -> None:
    for vid in visitors:
        exchange = record(1).exchange
        request = replace(exchange.request, url=LIVE)
        document = SALE.replace('"V"', f'"{vid}"')
        made = replace(exchange, profile="Shop", sent_at=NOW, document=document, request=request)
        store.append(record_of(replace(made, id=vid))).result()


def test_figures_summary_and_remarks_are_shown(store: HistoryStore, open_dialog: Open) -> None:
    keep(store, "a", "b", "c")
    dialog = open_dialog()
    texts = [[dialog.table.item(row, n).text() for n in range(1, 7)] for row in range(2)]  # type: ignore[union-attr]
    assert texts == [
        ["Checkout", "B", "(visitors)", "3", "", ""],
        ["Checkout", "B", "Purchase", "3", "0.30", "3"],
    ]
    assert "does not prove" in dialog.summary.text()
    assert "without a viewExp" in dialog.remarks.text()
    assert dialog.seen.text() == "0 of 2 ticked off"


def test_an_empty_result_is_explained(open_dialog: Open) -> None:
    dialog = open_dialog()
    assert dialog._empty.isVisible()
    assert not dialog.export.isEnabled()


def test_ticks_are_restored_and_show_what_changed(
    store: HistoryStore, open_dialog: Open, run: Callable[..., Any], qtbot: QtBot
) -> None:
    keep(store, "a")
    dialog = open_dialog()
    for line in dialog._lines():
        dialog.table.ticked.emit(line, True)
    assert dialog.seen.text() == "2 of 2 ticked off"
    run(dialog._model.finish_counting())
    dialog.close()
    keep(store, "b")
    reopened = open_dialog()
    assert reopened.seen.text() == "0 of 2 ticked off, 2 changed since"
    assert [reopened.table.item(row, 0).text() for row in range(2)] == [  # type: ignore[union-attr]
        "1 when ticked off, now 2",
        "1 when ticked off, now 2",
    ]
    store.delete([row.id for row in store.newest(9)]).result()
    reopened.refresh_button.click()
    qtbot.waitUntil(lambda: reopened._model.counted is not None)
    lines = reopened._lines()
    assert [line.stale for line in lines] == ["1 when ticked off, now gone"] * 2
    reopened.table.ticked.emit(lines[0], True)
    assert len(reopened._lines()) == 1, "the tick of a line that is gone can only be removed"


def test_a_failed_count_is_reported_and_can_be_repeated(
    store: HistoryStore, open_dialog: Open
) -> None:
    dialog = open_dialog()
    dialog.count()
    dialog._model.failed.emit("The disk could not read the history.")
    assert dialog._empty._title.text() == "Counting failed"
    assert dialog.refresh_button.isEnabled()


def test_a_long_count_shows_its_progress(store: HistoryStore, open_dialog: Open) -> None:
    dialog = open_dialog()
    dialog.count()
    dialog._model.so_far = 120_000
    dialog._progress_timer.timeout.emit()
    assert dialog._empty._sentence.text() == "120,000 accepted requests so far."


def test_the_shown_figures_are_copied_and_exported(
    store: HistoryStore, open_dialog: Open, tmp_path: Path, run: Callable[..., Any]
) -> None:
    keep(store, "a")
    dialog = open_dialog()
    menu = dialog.export.menu()
    actions = {action.text(): action for action in menu.actions()}
    actions["Copy as table"].trigger()
    assert "Checkout\tB\tPurchase\t1\t0.10\t1" in QGuiApplication.clipboard().text()
    path = tmp_path / "ledger.csv"
    actions["CSV…"].trigger()
    [asking] = dialog.findChildren(QFileDialog)
    asking.fileSelected.emit(str(path))
    asking.close()
    run(dialog.exports.finish())
    assert "0.10" in path.read_text("utf-8")
    assert dialog.status.text() == "2 lines written to ledger.csv."
