"""The place Results shows what was counted, says why there is nothing, and hands it out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from convert_console.core.catalog.catalog import Catalog, Experience, Goal, Variation
from convert_console.core.history.row import record_of
from convert_console.core.request.profile import Profile
from convert_console.core.verdict.exchange import Answer
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.ledger.ledger import DAY, LedgerModel
from convert_console.models.ledger.reports import ReportReader
from convert_console.models.profiles.plans import Plans
from convert_console.models.profiles.preferences import Preferences
from convert_console.models.profiles.profiles import Profiles
from convert_console.services.convert_api.client import ConvertApi
from convert_console.services.history.store import HistoryStore
from convert_console.services.http.sender import Sender
from convert_console.services.ledger.reports import ReportStore
from convert_console.services.storage.plans import PlanFiles
from convert_console.services.storage.profiles import ProfileStore
from convert_console.services.storage.settings import SettingsStore
from convert_console.widgets.ledger.place import ResultsPlace
from convert_console.widgets.theme import theme
from support.exchanges import record

NOW = 1_796_000_000.0
LIVE = "https://10000001.metrics.convertexperiments.com/track"
HERE = "http://127.0.0.1:8765/track"
IDS = '"goals":["5"],"exps":["1"],"vars":["2"]'
EVENTS = f'{{"evt":"hitGoal",{IDS}}},{{"evt":"tr",{IDS},"r":0.10,"prc":1}}'
SALE = f'{{"vid":"V","tid":"T","ev":[{EVENTS}]}}'
CATALOG = Catalog(
    goals={"5": Goal("5", "Purchase")},
    experiences={"1": Experience("1", "Checkout", status="active", variations=("2",))},
    variations={"2": Variation("2", "1", "B")},
)


@pytest.fixture
def store(tmp_path: Path, qapp: QApplication) -> Iterator[HistoryStore]:
    theme.apply(qapp, "light")
    made = HistoryStore(tmp_path / "h")
    yield made
    made.close()


Open = Callable[[], ResultsPlace]


@pytest.fixture
def profiles(tmp_path: Path, qapp: QApplication) -> Profiles:
    return Profiles(ProfileStore(tmp_path / "p"), Profile(id="shop", name="Shop"))


@pytest.fixture
def catalog(qapp: QApplication) -> CurrentCatalog:
    return CurrentCatalog(CATALOG)


@pytest.fixture
def open_place(
    store: HistoryStore,
    profiles: Profiles,
    catalog: CurrentCatalog,
    tmp_path: Path,
    run: Callable[..., Any],
) -> Iterator[Open]:
    opened: list[ResultsPlace] = []

    def make() -> ResultsPlace:
        model = LedgerModel(store, lambda: NOW)
        preferences = Preferences(SettingsStore(tmp_path / "settings"))
        known = (catalog, Plans(profiles, PlanFiles()))
        sender = Sender()
        api = ConvertApi(sender, profiles.secrets, lambda: NOW)
        reports = ReportReader(api, ReportStore(tmp_path / "reports"), store.path)
        place = ResultsPlace(model, reports, profiles, known, preferences)
        model.setParent(place)
        opened.append(place)
        place.resize(1216, 700)
        place.show()
        place.activated()
        run(model.finish_counting())
        return place

    yield make
    for place in opened:
        run(place.finish())
        place.close()
        place.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def keep(store: HistoryStore, *visitors: str, url: str = LIVE, **changes: Any) -> None:
    for vid in visitors:
        exchange = record(1).exchange
        request = exchange.request._replace(url=url)
        document = SALE.replace('"V"', f'"{vid}"').replace('"T"', f'"{vid}"')
        base = {"profile": "Shop", "profile_id": "shop", "sent_at": NOW, "document": document}
        made = exchange._replace(request=request, **{**base, **changes})
        store.keep(record_of(made._replace(id=f"{vid}{url}{made.sent_at}"))).row.result()


def count_again(place: ResultsPlace, run: Callable[..., Any]) -> None:
    run(place.model.finish_counting())


def said(place: ResultsPlace) -> tuple[str, str, str]:
    """Title, sentence and action of the empty state."""
    assert place._empty.isVisible()
    empty = place._empty
    return empty._title.text(), empty._sentence.text(), empty._action.text()


def test_figures_have_names_and_the_steps_are_counted(
    store: HistoryStore, open_place: Open
) -> None:
    keep(store, "a", "b", "c")
    place = open_place()
    assert place.table.rows() == [
        ("Checkout", "", "", "", "", "", ""),
        ("B", "3", "", "", "", "", ""),
        ("Purchase", "", "3", "0.30", "3", "100 %", ""),
    ]
    assert place.chain.sent.accessibleName() == "Sent: 3 conversions of 3 visitors"
    assert place.chain.accepted.accessibleName() == "Accepted: 3 no proof that it was recorded"
    assert any("without a viewExp" in text for text in place.notes.texts)
    assert place.chain.ticks.label.text() == "0 of 2 checked by hand"


def test_what_was_not_accepted_is_in_the_first_step_only(
    store: HistoryStore, open_place: Open
) -> None:
    keep(store, "a")
    answer = record(1).exchange.outcome
    assert isinstance(answer, Answer)
    keep(store, "b", outcome=answer._replace(status=301))
    place = open_place()
    assert place.chain.sent.accessibleName() == "Sent: 2 conversions of 2 visitors"
    assert place.chain.accepted.accessibleName() == "Accepted: 1 1 request not accepted"
    assert "1 blocked" in place.chain.accepted.toolTip()


def test_nothing_sent_offers_all_time_and_then_a_conversion(
    store: HistoryStore, open_place: Open, run: Callable[..., Any], qtbot: QtBot
) -> None:
    place = open_place()
    assert said(place)[0] == "Nothing sent in this period"
    assert not place.export.isEnabled()
    place._empty._action.click()
    count_again(place, run)
    assert said(place)[::2] == ("Nothing sent yet", "Verify a conversion…")
    with qtbot.waitSignal(place.verify_wanted):
        place._empty._action.click()


def test_nothing_accepted_says_what_became_of_it(
    store: HistoryStore, open_place: Open, qtbot: QtBot
) -> None:
    answer = record(1).exchange.outcome
    assert isinstance(answer, Answer)
    keep(store, "a", "b", outcome=answer._replace(status=301))
    place = open_place()
    assert said(place)[:2] == (
        "Nothing was accepted",
        "2 requests sent in this period, none accepted: 2 blocked.",
    )
    with qtbot.waitSignal(place.history_wanted) as wanted:
        place._empty._action.click()
    assert wanted.args == ["verdict:blocked"]


def test_a_request_without_anything_to_count_is_explained(
    store: HistoryStore, open_place: Open
) -> None:
    keep(store, "a", document="{}")
    assert said(open_place())[0] == "Nothing to count"


def test_rehearsals_are_apart_and_say_so(store: HistoryStore, open_place: Open) -> None:
    keep(store, "a")
    keep(store, "b", "c", url=HERE)
    place = open_place()
    assert place.table.rows()[1][1] == "1"
    assert place.notice.isHidden()
    assert any("2 requests were sent to this machine" in text for text in place.notes.texts)
    place.where.chosen.emit(1)
    assert place.table.rows()[1][1] == "2"
    assert place.notice.label.text().startswith("Rehearsal on this machine.")
    place.notice.action.click()
    assert place.table.rows()[1][1] == "1"


def test_only_rehearsals_are_shown_at_once(store: HistoryStore, open_place: Open) -> None:
    keep(store, "b", url=HERE)
    place = open_place()
    assert place.where.shown_text() == "Rehearsals"
    assert not place.notice.isHidden() and place.notice.action.isHidden()
    place.where.chosen.emit(0)
    assert said(place)[::2] == ("Nothing live in this period", "Show rehearsals")
    place._empty._action.click()
    assert place.table.isVisible()


def test_what_is_chosen_is_remembered(
    store: HistoryStore, open_place: Open, run: Callable[..., Any]
) -> None:
    keep(store, "a", sent_at=NOW - 3 * DAY)
    first = open_place()
    first.span.chosen.emit(1)
    count_again(first, run)
    first.where.chosen.emit(1)
    again = open_place()
    assert again.span.shown_text() == "Last 7 days"
    assert again.where.shown_text() == "Rehearsals"
    assert said(again)[0] == "No rehearsal in this period"


def test_a_second_transaction_is_apart_until_the_profile_counts_all(
    store: HistoryStore, open_place: Open, profiles: Profiles
) -> None:
    keep(store, "a")
    second = SALE.replace('"V"', '"a"').replace('"T"', '"U"').replace("0.10", "5.5")
    keep(store, "a2", document=second)
    place = open_place()
    assert place.table.rows()[2:] == [
        ("Purchase", "", "1", "0.10", "1", "100 %", ""),
        ("1 later transaction, not added", "", "", "5.50", "1", "", ""),
    ]
    [switch] = place.notes.buttons
    switch.click()
    assert profiles.current.transactions == "all"
    assert place.table.rows()[2:] == [("Purchase", "", "1", "5.60", "2", "100 %", "")]
    assert "1 later transaction of a visitor is added" in place.notes.texts[0]
    [switch] = place.notes.buttons
    switch.click()
    assert place.table.rows()[3][0] == "1 later transaction, not added"


def test_names_that_are_not_loaded_are_offered(
    store: HistoryStore, open_place: Open, catalog: CurrentCatalog, qtbot: QtBot
) -> None:
    keep(store, "a")
    place = open_place()
    catalog.set(None)
    assert [row[0] for row in place.table.rows()] == ["1", "2", "5"]
    [load] = [button for button in place.notes.buttons if button.text() == "Load names…"]
    with qtbot.waitSignal(place.names_wanted):
        load.click()


def test_another_profile_is_counted_when_it_is_chosen(
    store: HistoryStore, open_place: Open, profiles: Profiles, run: Callable[..., Any]
) -> None:
    keep(store, "a")
    place = open_place()
    profiles.add("Second")
    count_again(place, run)
    assert said(place)[0] == "Nothing sent in this period"


def test_sends_are_new_until_the_place_is_opened(
    store: HistoryStore, open_place: Open, run: Callable[..., Any]
) -> None:
    place = open_place()
    told: list[int] = []
    place.left()
    place.news_changed.connect(told.append)
    keep(store, "a")
    place.note_send()
    place.note_send()
    place.activated()
    count_again(place, run)
    assert told == [1, 2, 0]
    assert place.table.rows()[1][1] == "1"


def test_ticks_are_restored_and_show_what_changed(
    store: HistoryStore, open_place: Open, run: Callable[..., Any]
) -> None:
    keep(store, "a")
    place = open_place()
    for line in place._lines():
        place.table.ticked.emit(line, True)
    assert place.chain.ticks.label.text() == "2 of 2 checked by hand"
    run(place.model.finish_counting())
    keep(store, "b")
    again = open_place()
    assert again.chain.ticks.label.text() == "0 of 2 checked by hand, 2 changed since"
    assert [row[-1] for row in again.table.rows()[1:]] == ["1 when ticked off, now 2"] * 2
    store.delete([row.id for row in store.newest(9)]).result()
    again.refresh_button.click()
    count_again(again, run)
    lines = again._lines()
    assert [line.stale for line in lines] == ["1 when ticked off, now gone"] * 2
    again.table.ticked.emit(lines[0], True)
    assert len(again._lines()) == 1, "the tick of a line that is gone can only be removed"


def test_a_failed_count_is_reported_and_can_be_repeated(
    open_place: Open, run: Callable[..., Any]
) -> None:
    place = open_place()
    place.count()
    place.model.failed.emit("The disk could not read the history.")
    assert said(place) == (
        "Counting failed", "The disk could not read the history.", "Try again"
    )  # fmt: skip
    count_again(place, run)


def test_a_long_count_shows_its_progress(open_place: Open, run: Callable[..., Any]) -> None:
    place = open_place()
    place.count()
    place.model.so_far = 120_000
    place._progress_timer.timeout.emit()
    assert said(place)[1] == "120,000 requests so far."
    count_again(place, run)


def test_too_many_requests_for_a_page_of_evidence_are_refused(
    store: HistoryStore, open_place: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("convert_console.widgets.ledger.place.MOST_EVIDENCE", 1)
    keep(store, "a", "b")
    place, told = open_place(), list[str]()
    place.failed.connect(told.append)
    actions = {action.text(): action for action in place.export.menu().actions()}
    actions["Evidence page…"].trigger()
    assert told[0].startswith("These are 2 requests, and a page of evidence holds up to 1.")


def test_the_shown_figures_are_copied_and_exported(
    store: HistoryStore, open_place: Open, tmp_path: Path, run: Callable[..., Any]
) -> None:
    keep(store, "a", url=HERE)
    place = open_place()
    told: list[str] = []
    place.written.connect(lambda sentence, _path: told.append(sentence))
    actions = {action.text(): action for action in place.export.menu().actions()}
    actions["Copy as table"].trigger()
    copied = QGuiApplication.clipboard().text()
    assert "Checkout\tB\tPurchase\t\t1\t0.10\t1\tthis machine (rehearsal)" in copied
    path = tmp_path / "results.html"
    actions["Web page…"].trigger()
    [asking] = place.findChildren(QFileDialog)
    asking.fileSelected.emit(str(path))
    asking.close()
    run(place.exports.finish())
    page = path.read_text("utf-8")
    assert "Rehearsal on this machine." in page.partition("<main")[0]
    assert "0.10" in page and "first transaction" in page
    assert told == ["2 lines written to results.html."]
