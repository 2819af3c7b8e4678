"""Results by hand: a purchase by names, a second order apart, an export of a rehearsal."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from support.hands import Hands, until

Start = Callable[..., Hands]


@pytest.fixture
def fresh(open_program: Start) -> Hands:
    """The program with its sample request and an empty history."""
    return open_program(scheme="light")


def said(hands: Hands, *texts: str) -> None:
    """Wait until the window says all of these."""

    def missing() -> list[str]:
        shown = hands.texts()
        return [text for text in texts if text not in shown]

    until(lambda: not missing(), f"nothing says {texts!r}")


def silent(hands: Hands, text: str) -> None:
    """Wait until nothing in the window says this."""
    until(lambda: text not in hands.texts(), f"something says {text!r}")


def send(hands: Hands) -> None:
    """Send the draft from Compose, and wait until that is kept."""
    before = hands.sends()
    hands.keys("ctrl+Return")
    until(lambda: hands.sends() == before + 1, "it is not sent")


def test_a_marketer_verifies_the_purchase_and_sees_its_revenue_by_name(fresh: Hands) -> None:
    fresh.keys("ctrl+g")
    said(fresh, "Verify a conversion")
    fresh.keys("ctrl+Return")
    said(fresh, "Send another")
    fresh.click(fresh.find("Open Results", "push button"))
    silent(fresh, "Verify a conversion")
    said(
        fresh,
        "Checkout button",
        "Green button visitors",
        "Purchase",
        "123.20",
        "1 of 1 visitors, 100 %",
        "Rehearsal on this machine.",
        "no proof that it was recorded",
    )


def test_a_visitors_second_order_is_apart_until_all_transactions_count(fresh: Hands) -> None:
    send(fresh)
    fresh.click(fresh.find("Request", "page tab"))
    order = fresh.document()["tid"]
    fresh.click(fresh.find("New order number", "push button"))
    fresh.until_document(lambda document: document["tid"] != order)
    send(fresh)
    fresh.keys("alt+5")
    said(fresh, "1 later transaction, not added", "first transaction in an experience", "123.20")
    fresh.click(fresh.find("Count all transactions", "push button"))
    said(fresh, "246.40", "1 later transaction of a visitor is added")
    silent(fresh, "not added")
    until(lambda: fresh.profile()["transactions"] == "all", "the profile does not keep it")
    fresh.keys("ctrl+comma")
    said(fresh, "Profile settings")
    fresh.click(fresh.find("First only", "radio button"))
    until(lambda: fresh.profile()["transactions"] == "first", "the profile does not keep it")
    fresh.keys("Escape")
    said(fresh, "1 later transaction, not added")


def test_figures_are_checked_by_keyboard_and_exports_of_a_rehearsal_say_so(
    fresh: Hands, tmp_path: Path
) -> None:
    send(fresh)
    fresh.keys("alt+5")
    said(fresh, "0 of 2 checked by hand")
    fresh.keys("Down", "Down", "space")
    said(fresh, "1 of 2 checked by hand")
    fresh.keys("Up", "Up", "Left")
    silent(fresh, "Green button visitors")
    fresh.keys("alt+1", "alt+5", "Right")
    said(fresh, "Green button visitors", "1 of 2 checked by hand")
    said(fresh, "Rehearsal on this machine.")
    for entry, name in ((2, "results.html"), (1, "results.csv")):
        fresh.choose_in_menu(fresh.find("Export"), entry)
        said(fresh, "Export expected results as")
        fresh.keys("ctrl+a")
        fresh.type(str(tmp_path / name))
        fresh.keys("Return")
        said(fresh, f"2 lines written to {name}.")
    page = (tmp_path / "results.html").read_text("utf-8")
    assert "Rehearsal on this machine." in page.partition("<main")[0]
    assert "123.20" in page and "Purchase" in page
    with (tmp_path / "results.csv").open(encoding="utf-8-sig", newline="") as table:
        assert {row["sent_to"] for row in csv.DictReader(table)} == {"this machine (rehearsal)"}
