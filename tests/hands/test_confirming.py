"""From a key to a report by hand: a purchase is verified, seen, and compared with the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from support.convert_api import ACCOUNT, KEY, PROJECT, SECRET, ConvertStandIn, convert_stand_in
from support.hands import Hands, until


@pytest.fixture
def convert() -> Iterator[ConvertStandIn]:
    with convert_stand_in() as stand_in:
        yield stand_in


@pytest.fixture
def shop(open_program: Callable[..., Hands], convert: ConvertStandIn) -> Hands:
    """A new profile, made by its ID number, whose key was entered in its settings."""
    hands = open_program(scheme="light")
    hands.keys("ctrl+p")
    hands.click(hands.find("New profile…", "list item"))
    said(hands, "New profile")
    hands.type(f"{ACCOUNT}_{PROJECT}")
    hands.keys("Return")
    hands.until_document(lambda document: document["pid"] == PROJECT)
    hands.keys("ctrl+comma")
    hands.click(hands.find("Convert API key", "list item"))
    hands.click(hands.find("Address", "text"))
    hands.type(convert.url)
    hands.keys("Tab")
    hands.click(hands.find("Key ID", "text"))
    hands.type(KEY)
    hands.keys("Tab")
    said(hands, "Not tried yet. A check asks 127.0.0.1", "until the window closes")
    hands.keys("Escape")
    hands.until_active()
    hands.click(hands.find("Target", "text"))
    hands.type(convert.track_url)
    hands.keys("Return")
    return hands


def said(hands: Hands, *texts: str) -> None:
    """Wait until the window says all of these."""

    def missing() -> list[str]:
        shown = hands.texts()
        return [text for text in texts if text not in shown]

    until(lambda: not missing(), f"nothing says {texts!r}")


def test_a_purchase_is_followed_from_the_send_to_the_report(
    shop: Hands, convert: ConvertStandIn
) -> None:
    assert convert.calls == [], "nothing is asked before a click"
    shop.keys("ctrl+g")
    said(shop, "It gets the marker cc-")
    shop.keys("ctrl+Return")
    said(shop, "The live log of 127.0.0.1 shows it, with the marker cc-")
    said(shop, "as a rehearsal: it is in no report.", "Save evidence page…")
    shop.click(shop.find("Open Results", "push button"))
    said(shop, "in the live log, 1 request looked up", "not read yet")
    shop.click(shop.find("Refresh", "push button"))
    said(shop, "in the report at", "is no variation of", "What the words mean")
    kept = [path for path in shop.home.rglob("*") if path.is_file()]
    assert not [path for path in kept if SECRET.encode() in path.read_bytes()]
