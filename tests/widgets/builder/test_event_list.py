"""Events are cards; one of them is open and holds the form."""

from __future__ import annotations

import json

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from convert_console.core.request.draft import Draft
from convert_console.widgets.builder.event_list import CardHead, EventList
from convert_console.widgets.kit.field_row import MessageLine
from support.driver import Driver, focused, settle, visible


def head(cards: EventList, row: int) -> CardHead:
    """The head of a card in sight."""
    return next(h for h in visible(cards, CardHead) if h.row == row)


def test_cards_of_the_first_draft_are_opened_named_and_deleted(driver: Driver) -> None:
    # A card follows right below the open one. The form's height changes while it is first shown; no
    # gap is left behind.
    cards, form = driver.window.builder.events.list, driver.window.builder.events.form
    gap = cards.card_rect(0).top()
    driver.until(lambda: head(cards, 1).y() == cards.frame.geometry().bottom() + 1 + gap)
    assert form.geometry().bottom() <= cards.frame.height() - 1

    # A card names its event for screen readers.
    pane = driver.window.builder.events
    settle()
    names = [(h.accessibleName(), h.accessibleDescription()) for h in visible(pane, CardHead)]
    assert sorted(names) == [
        ("1 Goal reached Purchase · Green button", "It is open."),
        ("2 Transaction Purchase · 123.20 · 2 products", "Press Enter to open it."),
    ]
    assert pane.form.kind.line.accessibleName() == "Event (evt)"

    # The form is in the open card.
    pane = driver.window.builder.events
    for row in (1, 0):
        pane.choose(row)
        settle()
        card = pane.list.card_rect(row)
        place = pane.form.mapTo(pane.list.content, QPoint(0, 0))
        assert pane.form.isVisible()
        assert card.contains(pane.form.rect().translated(place))
        assert pane.list.head_rect(row).contains(pane.form.kind.geometry())

    # A click opens a card and arrow keys move on from it.
    pane = driver.window.builder.events
    settle()
    driver.click(head(pane.list, 1))
    assert (pane.row, pane.list.open_row) == (1, 1)
    driver.keys("Up")
    assert (pane.row, pane.list.open_row) == (0, 1), "the open card stays open"
    assert focused() is head(pane.list, 0)
    driver.keys("Return")
    assert pane.list.open_row == 0
    driver.keys("Return")
    assert focused().accessibleName() == "experience 1"

    # Delete takes an event out in one step.
    pane = driver.window.builder.events
    settle()
    before = driver.document.draft.text
    driver.click(head(pane.list, 0))
    driver.keys("Down")
    driver.keys("Delete")
    assert pane.list.count() == 1
    assert isinstance(focused(), CardHead)
    driver.keys("Ctrl+Z")
    assert driver.document.draft.text == before

    # The menu button is on the card with the focus.
    pane = driver.window.builder.events
    settle()
    driver.click(head(pane.list, 1))
    more = pane.list.more
    assert more.isVisible()
    assert pane.list.head_rect(1).contains(more.geometry())
    assert more.accessibleName() == "More actions for event 2"
    asked: list[int] = []
    pane.list.menu_requested.disconnect()
    pane.list.menu_requested.connect(lambda row, _place: asked.append(row))
    driver.click(more)
    assert asked == [1]


def test_an_open_card_has_room_for_its_messages_and_closed_ones_count_them(driver: Driver) -> None:
    # The open card is high enough for messages as they wrap.
    names = {"goals": [{"id": "100300301", "name": "Purchase"}], "experiences": []}
    driver.context.catalogs.load_text(json.dumps(names), "names.json")
    ids = {"exps": ["100400101", "100400199"], "vars": ["1004200201", "1004200204"]}
    event = {"evt": "tr", "goals": ["100300302", "100300309"], **ids, "r": "123,20", "prc": 2}
    driver.paste_json(json.dumps({"cid": "1", "pid": "2", "vid": "3", "ev": [event]}))
    form = driver.window.builder.events.form
    driver.until(lambda: len(form.findChildren(MessageLine)) > 5)
    layout = form.layout()
    assert layout is not None
    # The card follows its form in a later turn, which a busy machine has not had by then.
    driver.until(lambda: form.height() >= layout.totalHeightForWidth(form.width()) - 1)

    # Without events there is no form.
    driver.paste_json('{"ev": []}')
    settle()
    assert not driver.window.builder.events.form.isVisible()

    # A card shows how many problems its event has.
    pane, problems = driver.window.builder.events, driver.window.models.problems
    driver.paste_json('{"cid": "1", "ev": [{"evt": "viewExp"}, {"evt": "tr"}]}')
    pane.choose(0)
    driver.until(lambda: bool(problems.at("ev", 1)))
    settle()
    counted = head(pane.list, 1).grab().toImage()
    found = len([p for p in problems.at("ev", 1) if p.severity != "info"])
    assert head(pane.list, 1).accessibleDescription().startswith(f"{found} problem")
    rules = tuple({problem.rule for problem in problems.at("ev", 1)})
    driver.profiles.alter(silenced=rules)
    driver.until(lambda: not problems.at("ev", 1))
    settle()
    assert head(pane.list, 1).grab().toImage() != counted
    assert head(pane.list, 1).accessibleDescription() == "Press Enter to open it."


def test_a_list_of_any_length_scrolls_and_keeps_its_place(driver: Driver) -> None:
    # Each of thousands of cards is found where it is shown.
    events = [{"evt": "hitGoal", "goals": [str(n)]} for n in range(3_000)]
    driver.document.load(Draft(json.dumps({"ev": events})), "Load")
    pane = driver.window.builder.events
    cards = pane.list
    for row in (0, 1, 1_500, 2_999):
        pane.choose(row)
        settle()
        assert head(cards, row).visibleRegion().isEmpty() is False
        for near in (row - 1, row, row + 1):
            if 0 <= near < 3_000:
                card = cards.card_rect(near)
                assert cards.row_at(card.top()) == cards.row_at(card.bottom()) == near
    assert len(cards.findChildren(CardHead)) < 60, "only those in sight are built"
    cards.focus_card()
    driver.keys("Home")
    assert pane.row == 0
    driver.keys("End")
    assert pane.row == 2_999
    assert focused() is head(cards, 2_999)

    # Scrolling keeps the focus on the current card.
    cards = with_events(driver, 500)
    driver.click(head(cards, 1))
    focus = focused()
    cards.verticalScrollBar().setValue(cards.verticalScrollBar().maximum())
    settle()
    assert focused() is focus
    assert head(cards, 499).accessibleName() == "500 Goal reached 499"
    driver.keys("Down")
    assert focused() is head(cards, 2)

    # While a card is dragged, the list scrolls at its edge through a thousand events.
    cards = with_events(driver, 1_000)
    edge = QPoint(100, cards.viewport().height() + 60)
    dragged = drag(cards, 0, edge)
    driver.until(lambda: cards.verticalScrollBar().value() > 400)
    let_go(cards, dragged, edge)
    assert order(driver)[0] == "1"
    assert int(order(driver).index("0")) > 5


# A card tells its event at a glance, and how much is wrong with it.


# Events are put into another order with the mouse, in one step, and a line shows where.

LEFT = Qt.MouseButton.LeftButton


def with_events(driver: Driver, count: int) -> EventList:
    """A window with events whose first goals are numbered; the first one is open."""
    events = [{"evt": "hitGoal", "goals": [str(n)]} for n in range(count)]
    driver.document.write(json.dumps({"ev": events}))
    driver.turn_builder("Events")
    cards = driver.window.builder.events
    cards.choose(0)
    driver.context.problems.check()  # its messages change the height of the open card
    settle()
    return cards.list


def order(driver: Driver) -> list[str]:
    payload = driver.document.payload
    assert isinstance(payload, dict)
    return [event["goals"][0] for event in payload["ev"]]


def drag(cards: EventList, row: int, to: QPoint) -> CardHead:
    """Press on a card and move to a place in the viewport; the button stays down."""
    dragged = head(cards, row)
    begun = dragged.rect().center()
    QTest.mousePress(dragged, LEFT, pos=begun)
    QTest.mouseMove(dragged, begun + QPoint(0, 12))
    QTest.mouseMove(dragged, dragged.mapFrom(cards.viewport(), to))
    return dragged


def let_go(cards: EventList, dragged: CardHead, where: QPoint) -> None:
    QTest.mouseRelease(dragged, LEFT, pos=dragged.mapFrom(cards.viewport(), where))


def in_viewport(cards: EventList, point: QPoint) -> QPoint:
    return cards.content.mapTo(cards.viewport(), point)


def test_a_drag_moves_a_card_in_one_step_and_nothing_else_does(driver: Driver) -> None:
    # A card lands where the line is in one step.
    check_drop(driver, 2, 1, -1, "0213")
    check_drop(driver, 1, 3, -1, "0213")
    check_drop(driver, 1, 3, 1, "0231")
    check_drop(driver, 3, 0, -1, "3012")
    check_drop(driver, 0, 2, 1, "1203")

    # A press without a drag opens the card.
    cards = with_events(driver, 3)
    driver.click(head(cards, 2))
    assert cards.open_row == 2
    assert order(driver) == ["0", "1", "2"]

    # Escape ends a drag and moves nothing.
    cards = with_events(driver, 3)
    target = in_viewport(cards, cards.card_rect(2).center() + QPoint(0, 10))
    dragged = drag(cards, 0, target)
    driver.keys("Esc")
    assert not cards.drag.active
    let_go(cards, dragged, target)
    assert order(driver) == ["0", "1", "2"]

    # A card dropped at its own place is not an edit.
    cards = with_events(driver, 3)
    before = driver.document.draft
    target = in_viewport(cards, cards.card_rect(1).center() + QPoint(40, 13))
    let_go(cards, drag(cards, 1, target), target)
    assert driver.document.draft is before

    # The form inside of a card is not dragged.
    cards = with_events(driver, 3)
    form = driver.window.builder.events.form
    QTest.mousePress(form, LEFT, pos=QPoint(20, 4))
    QTest.mouseMove(form, QPoint(20, 90))
    assert not cards.drag.active
    QTest.mouseRelease(form, LEFT, pos=QPoint(20, 90))
    assert order(driver) == ["0", "1", "2"]

    # Below the last card is the end.
    cards = with_events(driver, 3)
    driver.window.resize(1280, 1200)
    below = QPoint(100, cards.viewport().height() + 50)
    let_go(cards, drag(cards, 0, below), below)
    assert order(driver) == ["1", "2", "0"]


def check_drop(driver: Driver, row: int, upon: int, below: int, expected: str) -> None:
    """A card that is dropped in the upper (-1) or lower (1) half of another one."""
    cards = with_events(driver, 4)
    before = driver.document.draft.text
    place = cards.card_rect(upon)
    y = place.bottom() - 2 if below > 0 else place.top() + 3
    target = in_viewport(cards, QPoint(place.center().x(), y))
    dragged = drag(cards, row, target)
    line = cards.drag.line
    assert line.isVisible()
    edge = place.bottom() if below > 0 else place.top()
    assert abs(line.geometry().center().y() - edge) <= 8
    let_go(cards, dragged, target)
    assert not line.isVisible()
    assert "".join(order(driver)) == expected
    assert driver.window.builder.events.row == expected.index(str(row)), "it is open there"
    driver.keys("Ctrl+Z")
    assert driver.document.draft.text == before


def test_the_field_for_the_type_covers_nothing_of_the_head(driver: Driver) -> None:
    # It has a frame and a background while it is used.
    pair = {"exps": ["100400101", "9"], "vars": ["1004200201"]}
    sale = {"evt": "tr", "goals": ["100300301", "100300302", "55"], **pair, "r": "123,20"}
    driver.document.load(Draft(json.dumps({"ev": [sale]})), "Load")
    driver.context.problems.check()
    driver.window.resize(1024, 700)
    cards, kind = driver.window.builder.events.list, driver.window.builder.events.form.kind
    driver.window.builder.events.choose(0)
    settle()
    below = head(cards, 0).grab(kind.geometry().translated(-cards.head_rect(0).topLeft()))
    painted = below.toImage().copy(0, 2, kind.width() - 8, kind.height() - 4)
    colours = {painted.pixel(x, y) for x in range(painted.width()) for y in range(painted.height())}
    assert len(colours) == 1
