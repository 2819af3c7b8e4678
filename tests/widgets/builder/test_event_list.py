"""Events are cards; the chosen one is open and holds the form."""

from __future__ import annotations

import json

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from convert_console.core.request.draft import Draft
from convert_console.widgets.builder.event_list import EventList, card_rect, head_rect, menu_rect
from convert_console.widgets.kit.field_row import MessageLine
from support.driver import Driver, settle


def test_the_form_is_in_the_open_card(driver: Driver) -> None:
    pane = driver.window.builder.events
    for row in (1, 0):
        pane.choose(row)
        settle()
        card = card_rect(pane.list.visualRect(pane.list.model().index(row, 0)))
        assert pane.form.isVisible()
        assert card.contains(pane.form.geometry())


def test_a_click_opens_a_card_and_arrow_keys_move_on_from_it(driver: Driver) -> None:
    pane = driver.window.builder.events
    settle()
    second = pane.list.visualRect(pane.list.model().index(1, 0))
    driver.click(pane.list.viewport(), second.center())
    assert pane.row == 1
    driver.qtbot.keyClick(pane.list, Qt.Key.Key_Up)
    assert pane.row == 0


def test_without_events_there_is_no_form(driver: Driver) -> None:
    driver.paste_json('{"ev": []}')
    settle()
    assert not driver.window.builder.events.form.isVisible()


def test_each_of_many_cards_is_found_where_it_is_shown(driver: Driver) -> None:
    events = [{"evt": "hitGoal", "goals": [str(n)]} for n in range(3_000)]
    driver.document.load(Draft(json.dumps({"ev": events})), "Load")
    pane = driver.window.builder.events
    cards = pane.list
    for row in (0, 1, 1_500, 2_999):
        pane.choose(row)
        settle()
        area = cards.visualRect(cards.model().index(row, 0))
        assert cards.viewport().rect().intersects(area)
        for near in (row - 1, row, row + 1):
            if 0 <= near < 3_000:
                rect = cards.visualRect(cards.model().index(near, 0))
                for spot in (rect.topLeft(), rect.bottomLeft()):
                    assert cards.indexAt(spot).row() == near
    driver.qtbot.keyClick(cards, Qt.Key.Key_Home)
    assert pane.row == 0
    driver.qtbot.keyClick(cards, Qt.Key.Key_End)
    assert pane.row == 2_999


# A card tells its event at a glance, and how much is wrong with it.


def test_the_menu_sign_is_in_the_header_of_its_card(driver: Driver) -> None:
    pane = driver.window.builder.events
    settle()
    item = pane.list.visualRect(pane.list.model().index(0, 0))
    assert card_rect(item).contains(menu_rect(item))


def test_a_card_shows_how_many_problems_its_event_has(driver: Driver) -> None:
    pane, problems = driver.window.builder.events, driver.window.models.problems
    driver.paste_json('{"cid": "1", "ev": [{"evt": "viewExp"}, {"evt": "tr"}]}')
    pane.choose(0)
    driver.until(lambda: bool(problems.at("ev", 1)))
    settle()
    second = pane.list.visualRect(pane.list.model().index(1, 0))
    counted = pane.list.viewport().grab(second).toImage()
    rules = tuple({problem.rule for problem in problems.at("ev", 1)})
    driver.profiles.alter(silenced=rules)
    driver.until(lambda: not problems.at("ev", 1))
    settle()
    second = pane.list.visualRect(pane.list.model().index(1, 0))
    assert pane.list.viewport().grab(second).toImage() != counted


# Events are put into another order with the mouse, in one step, and a line shows where.

LEFT = Qt.MouseButton.LeftButton


def with_events(driver: Driver, count: int) -> EventList:
    """A window with events whose first goals are numbered; the first one is open."""
    events = [{"evt": "hitGoal", "goals": [str(n)]} for n in range(count)]
    driver.document.write(json.dumps({"ev": events}))
    driver.turn_builder("Events")
    cards = driver.window.builder.events
    cards.choose(0)
    return cards.list


def head(cards: EventList, row: int) -> QPoint:
    return head_rect(cards.visualRect(cards.model().index(row, 0))).center()


def order(driver: Driver) -> list[str]:
    payload = driver.document.payload
    assert isinstance(payload, dict)
    return [event["goals"][0] for event in payload["ev"]]


def drag(cards: EventList, row: int, to: QPoint) -> None:
    """Press on a card and move; the button stays down."""
    begun = head(cards, row)
    QTest.mousePress(cards.viewport(), LEFT, pos=begun)
    QTest.mouseMove(cards.viewport(), begun + QPoint(0, 12))
    QTest.mouseMove(cards.viewport(), to)


def let_go(cards: EventList, where: QPoint) -> None:
    QTest.mouseRelease(cards.viewport(), LEFT, pos=where)


def test_a_card_lands_where_the_line_is_in_one_step(driver: Driver) -> None:
    check_drop(driver, 2, 1, -1, "0213")
    check_drop(driver, 1, 3, -1, "0213")
    check_drop(driver, 1, 3, 1, "0231")
    check_drop(driver, 3, 0, -1, "3012")
    check_drop(driver, 0, 2, 1, "1203")


def check_drop(driver: Driver, row: int, upon: int, below: int, expected: str) -> None:
    """A card that is dropped in the upper (-1) or lower (1) half of another one."""
    cards = with_events(driver, 4)
    settle()
    before = driver.document.draft.text
    place = cards.visualRect(cards.model().index(upon, 0))
    target = QPoint(place.center().x(), place.bottom() - 2 if below > 0 else place.top() + 3)
    drag(cards, row, target)
    line = cards.drag._line
    assert line.isVisible()
    edge = place.bottom() if below > 0 else place.top()
    assert abs(line.geometry().center().y() - edge) <= 8
    let_go(cards, target)
    assert not line.isVisible()
    assert "".join(order(driver)) == expected
    assert driver.window.builder.events.row == expected.index(str(row)), "it is open there"
    driver.keys("Ctrl+Z")
    assert driver.document.draft.text == before


def test_a_press_without_a_drag_opens_the_card(driver: Driver) -> None:
    cards = with_events(driver, 3)
    driver.click(cards.viewport(), head(cards, 2))
    assert driver.window.builder.events.row == 2
    assert order(driver) == ["0", "1", "2"]


def test_a_press_on_the_sign_asks_for_the_menu(driver: Driver) -> None:
    cards = with_events(driver, 3)
    wanted: list[int] = []
    cards.menu_requested.disconnect()
    cards.menu_requested.connect(wanted.append)
    driver.click(cards.viewport(), menu_rect(cards.visualRect(cards.model().index(1, 0))).center())
    assert wanted == [1]


def test_escape_ends_a_drag_and_moves_nothing(driver: Driver) -> None:
    cards = with_events(driver, 3)
    target = head(cards, 2) + QPoint(0, 15)
    drag(cards, 0, target)
    driver.keys("Esc", cards)
    assert not cards.drag.active
    let_go(cards, target)
    assert order(driver) == ["0", "1", "2"]


def test_a_card_dropped_at_its_own_place_is_not_an_edit(driver: Driver) -> None:
    cards = with_events(driver, 3)
    before = driver.document.draft
    drag(cards, 1, head(cards, 1) + QPoint(40, 13))
    let_go(cards, head(cards, 1) + QPoint(40, 13))
    assert driver.document.draft is before


def test_below_the_last_card_is_the_end(driver: Driver) -> None:
    cards = with_events(driver, 3)
    driver.window.resize(1280, 1200)
    below = QPoint(100, cards.viewport().height() + 50)
    drag(cards, 0, below)
    let_go(cards, below)
    assert order(driver) == ["1", "2", "0"]


def test_at_the_edge_the_list_scrolls_through_a_thousand_events(driver: Driver) -> None:
    cards = with_events(driver, 1_000)
    edge = QPoint(100, cards.viewport().height() + 60)
    drag(cards, 0, edge)
    driver.until(lambda: cards.verticalScrollBar().value() > 400)
    let_go(cards, edge)
    assert order(driver)[0] == "1"
    assert int(order(driver).index("0")) > 5


def test_the_form_inside_of_a_card_is_not_dragged(driver: Driver) -> None:
    cards = with_events(driver, 3)
    inside = head(cards, 0) + QPoint(0, 60)
    QTest.mousePress(cards.viewport(), LEFT, pos=inside)
    QTest.mouseMove(cards.viewport(), inside + QPoint(0, 80))
    assert not cards.drag.active
    let_go(cards, inside + QPoint(0, 80))


def test_a_card_follows_right_below_the_open_one(driver: Driver) -> None:
    """The form's height changes while it is first shown; no gap is left behind."""
    cards = driver.window.builder.events.list
    first, second = (cards.model().index(row, 0) for row in range(2))
    driver.until(lambda: cards.visualRect(second).top() == cards.visualRect(first).bottom() + 1)


def test_the_open_card_is_high_enough_for_messages_as_they_wrap(driver: Driver) -> None:
    names = {"goals": [{"id": "100300301", "name": "Purchase"}], "experiences": []}
    driver.context.catalogs.load_text(json.dumps(names), "names.json")
    ids = {"exps": ["100400101", "100400199"], "vars": ["1004200201", "1004200204"]}
    event = {"evt": "tr", "goals": ["100300302", "100300309"], **ids, "r": "123,20", "prc": 2}
    driver.paste_json(json.dumps({"cid": "1", "pid": "2", "vid": "3", "ev": [event]}))
    form = driver.window.builder.events.form
    driver.until(lambda: len(form.findChildren(MessageLine)) > 5)
    settle()
    layout = form.layout()
    assert layout is not None
    assert form.height() >= layout.totalHeightForWidth(form.width()) - 1
