"""Fields for a choice, by mouse and keyboard: a click opens the list, typing searches it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import pytest

from support.hands import Hands, Node, until


class Choice(NamedTuple):
    """A field, its page, what is typed, what it stands for, and where that is kept."""

    page: str
    field: str
    typed: str
    label: str
    value: object
    read: Callable[[Hands], Any]

    def find(self, hands: Hands) -> Node:
        """The field, on its page."""
        if self.page == "Segments":
            return hands.segment(self.field)
        if self.page == "Events":
            hands.open_event(1)
        return hands.find(self.field, "text")


GOAL = "Goal (goals)"


def segment(key: str) -> Callable[[Hands], Any]:
    return lambda hands: hands.document()["seg"].get(key)


def event(key: str) -> Callable[[Hands], Any]:
    """The value of the first event, or the only item of its list."""

    def read(hands: Hands) -> Any:
        value = hands.document()["ev"][0][key]
        return value[0] if isinstance(value, list) else value

    return read


def setting(key: str) -> Callable[[Hands], Any]:
    return lambda hands: hands.profile()[key]


CHOICES = [
    Choice("Segments", "Browser (browser)", "fire", "Firefox FF", "FF", segment("browser")),
    Choice("Segments", "Source (source)", "another", "From another site", "referral",
           segment("source")),
    Choice("Segments", "Country (ctry)", "ger", "Germany DE", "DE", segment("ctry")),
    Choice("Segments", "New or returning (new)", "1", "1", 1, segment("new")),
    Choice("Events", "variation 1", "ori", "Original 1004200200", "1004200200", event("vars")),
    Choice("Events", "experience 1", "her", "Hero test 100400102", "100400102", event("exps")),
    Choice("Events", GOAL, "add", "Add to cart 100300302", "100300302", event("goals")),
    Choice("Events", "Event (evt)", "trans", "Transaction tr", "tr", event("evt")),
    Choice("", "User-Agent", "iphone", "Safari on iPhone", "Safari/604.1", setting("user_agent")),
    Choice("", "Target", "conv", "Convert", "convert", setting("target")),
]  # fmt: skip
"""In an order in which each can be chosen after those before it."""


def is_kept(choice: Choice, hands: Hands) -> bool:
    kept = choice.read(hands)
    return str(choice.value) in str(kept) and type(kept) is type(choice.value)


def until_kept(choice: Choice, hands: Hands) -> None:
    until(partial(is_kept, choice, hands), f"{choice.field}: the choice is not kept")


def entry(choice: Choice, hands: Hands) -> Node | None:
    """The entry of the open list that is the choice."""
    return next((e for e in hands.list_entries() if e.name.startswith(choice.label)), None)


def is_first(choice: Choice, hands: Hands) -> bool:
    return hands.choices()[:1] != [] and hands.choices()[0].startswith(choice.label)


def is_closed(hands: Hands) -> bool:
    return not hands.choices()


def has_caret(choice: Choice, hands: Hands, is_expected: bool) -> bool:
    return hands.has_caret(hands.field(choice.field)) is is_expected


def all_kept(hands: Hands) -> dict[str, Any]:
    """What is kept of each field."""
    return {choice.field: choice.read(hands) for choice in CHOICES}


@pytest.mark.parametrize("key", ["Return", "Tab"])
def test_what_is_typed_is_searched_and_taken(hands: Hands, key: str) -> None:
    for choice in CHOICES:
        before = choice.read(hands)
        hands.click(choice.find(hands))
        hands.type(choice.typed)
        until(partial(is_first, choice, hands), f"{choice.field}: no match")
        is_unchanged = choice.read(hands) == before
        assert is_unchanged, f"{choice.field}: nothing changes while the list is open"
        hands.keys(key)
        until_kept(choice, hands)
        assert is_closed(hands), choice.field
        stays = key == "Return"
        until(partial(has_caret, choice, hands, stays), f"{choice.field}: the focus is elsewhere")


def test_a_click_opens_the_list_and_a_click_takes_an_entry(hands: Hands) -> None:
    for choice in CHOICES:
        hands.click(choice.find(hands))
        hands.type(choice.typed)
        found = until(partial(entry, choice, hands), f"{choice.label} is not listed")
        assert hands.window.box.holds(found.box), choice.label
        hands.click(found)
        until_kept(choice, hands)
        assert is_closed(hands), choice.field


def test_escape_leaves_what_was_there(hands: Hands) -> None:
    before = all_kept(hands)
    for choice in CHOICES:
        field = choice.find(hands)
        shown = hands.value(choice.field)
        hands.click(field)
        hands.type(choice.typed)
        until(hands.choices, f"{choice.field}: the list does not open")
        hands.keys("Escape")
        until(partial(is_closed, hands), f"{choice.field}: the list stays open")
        assert hands.value(choice.field) == shown, choice.field
    hands.mark()
    assert all_kept(hands) == before


def test_a_click_elsewhere_leaves_what_was_there_unless_a_choice_is_named(hands: Hands) -> None:
    """A click elsewhere once sent the three letters that were typed so far."""
    before = all_kept(hands)
    elsewhere = hands.find("Request as JSON", "text")
    for choice in CHOICES:
        field = choice.find(hands)
        shown = hands.value(choice.field)
        for typed in (f"{choice.typed}x", "zq"):
            hands.click(field)
            hands.type(typed)
            until(hands.choices, f"{choice.field}: the list does not open")
            hands.click(elsewhere)
            until(partial(is_closed, hands), f"{choice.field}: the list stays open")
            assert hands.value(choice.field) == shown, choice.field
    hands.mark()
    assert all_kept(hands) == before
    for choice in CHOICES:
        hands.click(choice.find(hands))
        hands.type(choice.label)
        until(hands.choices, f"{choice.field}: the list does not open")
        hands.click(elsewhere)
        until_kept(choice, hands)


def test_a_click_elsewhere_keeps_an_id_that_no_name_is_known_of(hands: Hands) -> None:
    """The catalog seldom holds every goal; an id is complete without a name."""
    hands.open_event(1)
    hands.click(hands.find(GOAL, "text"))
    hands.type("987654321")
    until(hands.choices, "the list does not open")
    hands.click(hands.find("Request as JSON", "text"))
    hands.until_document(lambda document: document["ev"][0]["goals"] == ["987654321"])


def test_a_label_is_never_edited_as_a_value(hands: Hands) -> None:
    """Typing into “Romania” once sent "RO – Romaniager"."""
    hands.click(hands.segment("Country (ctry)"))
    hands.keys("End")
    hands.type("ger")
    until(lambda: hands.choices()[-1:] == ["Send “ger” as typed no ISO country"], "no such entry")
    hands.keys("Return")
    hands.until_document(lambda document: document["seg"]["ctry"] == "DE")


def test_a_text_that_is_no_choice_is_sent_by_the_last_entry(hands: Hands) -> None:
    hands.click(hands.segment("Country (ctry)"))
    hands.type("ger")
    until(lambda: len(hands.choices()) == 5, "five entries")
    hands.keys("Up", "Return")
    hands.until_document(lambda document: document["seg"]["ctry"] == "ger")


def test_a_pasted_label_is_recognised(hands: Hands) -> None:
    hands.click(hands.segment("Campaign (campaign)"))
    hands.keys("ctrl+a")
    hands.type("Firefox")
    hands.until_document(lambda document: document["seg"]["campaign"] == "Firefox")
    hands.keys("ctrl+a", "ctrl+c")
    hands.click(hands.segment("Browser (browser)"))
    hands.keys("ctrl+v")
    until(lambda: hands.choices()[:1] == ["Firefox FF"], "it is not recognised")
    hands.keys("Return")
    hands.until_document(lambda document: document["seg"]["browser"] == "FF")


def test_backspace_offers_to_send_nothing(hands: Hands) -> None:
    hands.click(hands.segment("Browser (browser)"))
    hands.keys("BackSpace", "Return")
    document = hands.until_document(lambda document: "browser" not in document["seg"])
    assert document["seg"]["ctry"] == "RO"
    hands.type("safari")
    hands.keys("Return")
    document = hands.until_document(lambda document: document["seg"].get("browser") == "SF")
    assert next(iter(document["seg"])) == "browser", "it is back in its place"


def test_a_target_is_typed(hands: Hands) -> None:
    hands.click(hands.find("Target", "text"))
    hands.type("http://127.0.0.1:9/track")
    until(lambda: hands.choices() == ["Send to “http://127.0.0.1:9/track”"], "what is typed")
    hands.keys("Return")
    until(lambda: hands.profile()["endpoint"] == "http://127.0.0.1:9/track", "it is not kept")
    hands.click(hands.find("Target", "text"))
    hands.type("local")
    hands.keys("Return")
    until(lambda: hands.profile()["target"] == "local", "it is not kept")


def test_goal_experience_and_variation_are_chosen_by_name(hands: Hands) -> None:
    """Enter once added the goal "pur", although “Purchase” was offered."""
    hands.keys("ctrl+2")
    until(lambda: hands.has_caret(hands.field(GOAL)), "the caret is in the goals")
    hands.type("add")
    until(lambda: hands.choices()[:1] == ["Add to cart 100300302"], "no match")
    hands.keys("Return")
    hands.until_document(lambda document: document["ev"][2]["goals"] == ["100300302"])
    experience, variation = hands.pair()
    hands.click(variation)
    hands.type("orig")
    hands.keys("Return")
    document = hands.until_document(lambda document: document["ev"][2]["vars"] == ["1004200200"])
    hands.click(experience)
    hands.type("hero")
    hands.keys("Tab")
    document = hands.until_document(lambda document: document["ev"][2]["exps"] == ["100400102"])
    hands.click(hands.find("Add goal", "push button"))
    hands.type("pur")
    until(lambda: hands.choices()[:1] == ["Purchase 100300301"], "no match")
    hands.keys("Escape")
    until(lambda: not hands.choices(), "the list stays open")
    hands.type("pur")
    hands.keys("Tab")
    hands.until_document(lambda document: document["ev"][2]["goals"] == ["100300302", "100300301"])
    document = hands.document()
    assert document["ev"][:2] == hands.sample["ev"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_list_has_a_border_and_is_inside_the_screen(
    open_program: Callable[..., Hands], scheme: str
) -> None:
    hands = open_program((1024, 700), scheme=scheme)
    hands.click(hands.find("Segments", "page tab"))
    hands.wheel(hands.segment("Browser (browser)"), 20)  # scrolls the form
    hands.screen.settled()
    hands.click(hands.segment("Country (ctry)"))
    entries = until(hands.list_entries, "the list does not open")
    picture = hands.screen.settled()
    box = entries[0].box
    surface = picture.pixelColor(box.right - 60, box.bottom - 2)
    left = next(x for x in range(box.x, 0, -1) if picture.pixelColor(x, box.bottom) != surface)
    top, bottom = 0, 700
    border = picture.pixelColor(left, box.bottom)
    assert border != surface
    assert 0 <= box.x - left <= 12
    assert all(top <= entry.box.y and entry.box.bottom <= bottom + 28 for entry in entries)
