"""The window and its dialogs at every zoom on a small and a usual screen: nothing is cut off."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QBoxLayout,
    QDialog,
    QHeaderView,
    QScrollArea,
    QScrollBar,
    QTableView,
    QWidget,
)

from convert_console.core.request.draft import blank_request
from convert_console.widgets.journeys.place import JourneysPlace
from convert_console.widgets.kit.focus_ring import FocusRing
from convert_console.widgets.kit.texts import ElidedLabel
from convert_console.widgets.ledger.place import ResultsPlace
from convert_console.widgets.orders.mapping_page import SourceField
from convert_console.widgets.orders.place import OrdersPlace
from support.controls import nameless, without_tooltip
from support.driver import Driver, button, settle, visible
from support.pictures import NARROW, WIDE, cut_off

VID = "1796000000000-0.4126735590148273"
NAME = "Sommerschlussverkauf – Startseite mit Rückgabehinweis 👩‍👧 שלום"
IDS = {"goals": ["100300301" * 6, "3"], "exps": ["100400101"], "vars": ["1004200201"]}
LONG = {
    "cid": "10000009" * 5,
    "pid": "10000001" * 5,
    "vid": VID * 3,
    "tid": "ORDER-" + "9" * 80,
    "seg": {
        "browser": "Chrome" * 5,
        "devices": ["DESK", "TAB"],
        "source": "Suchmaschinenwerbungskampagne" * 3,
        "campaign": "שלום عربي 👩‍👧 " * 5,
        "cust": ["100500501" * 3] * 4,
    },
    "ev": [{"evt": "viewExp", **IDS}, {"evt": "tr", **IDS, "r": "123,20", "odd": "x" * 90}],
}
DIALOGS = (
    "Profile settings…",
    "Project names…",
    "History limits…",
    "Shortcuts…",
    "What each place is for…",
    "Where data lies…",
    "Licences…",
    "About Convert Console…",
)


@pytest.fixture(params=[1.0, 1.5, 2.0], ids=["100 %", "150 %", "200 %"])
def zoomed(
    request: pytest.FixtureRequest, open_console: Callable[[], Driver], home: Path
) -> Driver:
    """A window that opens at a zoom."""
    settings = home / "console" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"zoom": request.param}), encoding="utf-8")
    return open_console()


def every_page(driver: Driver) -> Iterator[tuple[str, str]]:
    """Each page of both halves, at both sizes."""
    views = ("JSON", "Wire", "Answer")
    for size, first in ((WIDE, 0), (NARROW, 1)):
        driver.window.resize(*size)
        for place, page in enumerate(("Request", "Segments", "Events", "Saved")):
            view = views[(first + place) % len(views)]
            driver.turn_builder(page)
            driver.turn_preview(view)
            settle()
            settle()
            yield f"{size} {page}", view


def test_an_empty_a_usual_and_a_very_long_request_fit(zoomed: Driver) -> None:
    zoomed.document.load(blank_request(zoomed.profiles.current, VID), "New request")
    for where in every_page(zoomed):
        assert cut_off(zoomed.window) == [], where
    zoomed.document.undo_group.undo()
    zoomed.send()
    for where in every_page(zoomed):
        assert cut_off(zoomed.window) == [], where
    zoomed.profiles.alter(name=NAME)
    zoomed.paste_json(json.dumps(LONG, ensure_ascii=False))
    zoomed.context.problems.check()
    zoomed.begin()
    zoomed.confirm()
    for where in every_page(zoomed):
        assert cut_off(zoomed.window) == [], where


def test_what_is_known_of_a_request_is_read_whole_in_a_small_window(driver: Driver) -> None:
    driver.send()
    driver.fill("Segments", "ctry", "DE")
    driver.turn_builder("Request")
    driver.window.resize(*NARROW)
    settle()
    settle()
    texts = {label.text(): label.is_cut for label in visible(driver.window, ElidedLabel)}
    assert "Made just now, sent once" in texts
    assert "The draft has changed since. Accepted on this machine." in texts
    assert not any(texts.values()), texts


def test_dialogs_places_and_message_strips_fit_and_explain_each_control(zoomed: Driver) -> None:
    zoomed.profiles.alter(name=NAME)
    check_dialogs(zoomed)
    check_places(zoomed)
    check_message_strips(zoomed)


def check_dialogs(zoomed: Driver) -> None:
    """Each dialog fits the screen."""
    zoomed.window.resize(*NARROW)
    for command in DIALOGS:
        zoomed.window.trigger(command)
        [dialog] = visible(zoomed.window, QDialog)
        settle()
        settle()
        room = dialog.screen().availableSize().expandedTo(zoomed.window.size())
        assert dialog.width() <= room.width(), command
        assert dialog.height() <= room.height(), command
        assert cut_off(dialog) == [], command
        assert nameless(dialog) == [], command
        assert without_tooltip(dialog) == [], command
        zoomed.keys("Esc", dialog)
        settle()
        assert visible(zoomed.window, QDialog) == [], command
        zoomed.activate()


def check_places(zoomed: Driver) -> None:
    """Each place fits the window."""
    for size in (NARROW, WIDE):
        zoomed.window.resize(*size)
        for place in ("Traffic", "Orders", "Journeys", "Results", "Compose"):
            zoomed.go(place)
            settle()
            settle()
            for part in (zoomed.window.places.current, zoomed.window.top, zoomed.window.rail):
                assert cut_off(part) == [], (place, size)
            assert nameless(zoomed.window) == [], place
            assert without_tooltip(zoomed.window) == [], place


def check_message_strips(zoomed: Driver) -> None:
    """The strips fit, and the answer to a question stays in sight."""
    window = zoomed.window
    zoomed.profiles.alter(target="convert", reach="ask")
    for size in (WIDE, NARROW):
        window.resize(*size)
        zoomed.begin()
        assert zoomed.question
        window.message.show_error("The history cannot be written: the disk is full. " * 3)
        settle()
        settle()
        assert cut_off(window) == [], size
        assert window.question.yes.visibleRegion().boundingRect() == window.question.yes.rect()
        window.message.hide()
        zoomed.sending.cancel()


SALE = (
    '{"vid":"v","tid":"A","ev":[{"evt":"hitGoal",IDS},{"evt":"tr",IDS,"r":1234567.89,"prc":2}]}'
).replace("IDS", '"goals":["100300301"],"exps":["100400101"],"vars":["1004200201"]')
"""An order of the sample's project."""


def test_results_fit_the_window_with_every_kind_of_row(zoomed: Driver) -> None:
    for text in (SALE, SALE.replace('"A"', '"B"')):
        zoomed.paste_json(text)
        zoomed.begin()
        zoomed.confirm() if zoomed.question else zoomed.wait_until_sent()
    zoomed.go("Results")
    [place] = visible(zoomed.window, ResultsPlace)
    zoomed.until(lambda: "1 later transaction, not added" in [row[0] for row in place.table.rows()])
    for size in (NARROW, WIDE):
        zoomed.window.resize(*size)
        settle()
        settle()
        for part in (place, zoomed.window.top):
            assert cut_off(part) == [], size
        assert nameless(zoomed.window) == []
        assert without_tooltip(zoomed.window) == []


def test_the_pages_of_orders_show_every_choice(zoomed: Driver, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_bytes("Order ID;Total;Größe\nA-1;1.234,50;2\n".encode("cp1252"))
    zoomed.window.resize(*WIDE)
    zoomed.window.trigger("Orders")
    [dialog] = visible(zoomed.window, OrdersPlace)
    zoomed.composition.tools.orders.orders.open(str(file))
    settle()
    settle()
    assert cut_off(dialog) == []
    zoomed.click(dialog.next)
    settle()
    settle()
    assert cut_off(dialog) == []
    for field in visible(dialog.mapping, SourceField):
        right = field.mapTo(dialog, field.rect().topRight()).x()
        left = dialog.mapping.preview.mapTo(dialog, dialog.mapping.preview.rect().topLeft()).x()
        # In a narrow window the request is below the fields.
        assert right < (left or dialog.width()), "what scrolls downwards is cut at no side"
    zoomed.keys("Esc", dialog)


NOT_OURS = (QScrollBar, FocusRing, QScrollArea)
"""Parts whose lengths come from what is in them or around them."""


def lengths(driver: Driver) -> dict[str, set[tuple[object, ...]]]:
    """The lengths that Journeys and Orders were given, of their parts and in their layouts."""
    found: dict[str, set[tuple[object, ...]]] = {}
    for name in ("Journeys", "Orders"):
        driver.go(name)
        settle()
        settle()
        place = driver.window.places.current
        found[name] = set()
        for part in (p for p in place.findChildren(QWidget) if p.isVisible()):
            limits = part.minimumWidth(), part.maximumWidth(), part.minimumHeight()
            layout, own = part.layout(), [type(part).__name__, part.accessibleName()]
            gaps: list[int] = []
            if isinstance(layout, QBoxLayout):
                items = [layout.itemAt(index) for index in range(layout.count())]
                gaps += [i.sizeHint().width() for i in items if i and i.spacerItem()]
            if isinstance(part, QTableView):
                header = part.horizontalHeader()
                gaps += [part.rowHeight(0), *map(header.sectionSize, range(header.count()))]
            own_of_qt = part.objectName().startswith("qt_") or isinstance(
                part.parentWidget(), QHeaderView | QAbstractSpinBox
            )
            if not own_of_qt and not isinstance(part, NOT_OURS):
                found[name].add((*own, *limits, *gaps))
    return found


def test_a_zoom_changed_in_the_window_gives_the_sizes_that_it_opens_with(
    open_console: Callable[[], Driver], tmp_path: Path
) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("order;amount;goal\\nA-1;1,50;Purchase\\nA-1;1.000;Purchase\\nA-2;x;7\\n")

    def opened() -> Driver:
        driver = open_console()
        driver.go("Journeys")
        [journeys] = visible(driver.window, JourneysPlace)
        if journeys.list.count() == 0:
            driver.click(button(journeys.empty, "Make one from the draft"))
        settle()
        journeys.steps.open_editor(0)
        driver.go("Orders")
        [orders] = visible(driver.window, OrdersPlace)
        model = driver.composition.tools.orders.orders
        model.open(str(file))
        driver.click(orders.next)
        driver.click(orders.next)
        driver.until(lambda: model.is_surveyed and not model.checking)
        return driver

    driver = opened()
    small = lengths(driver)
    driver.context.preferences.zoom_by(10)
    enlarged = lengths(driver)
    driver.close()
    again = opened()
    for place, expected in lengths(again).items():
        assert enlarged[place] == expected, place
    again.keys("Ctrl+0", again.window)
    for place, found in lengths(again).items():
        assert found == small[place], place
