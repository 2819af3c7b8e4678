"""Journeys by hand: made of the draft, edited in place, taken back, run, and made of a HAR."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.hands import Hands, until


def said(hands: Hands, text: str) -> None:
    until(lambda: text in hands.texts(), f"nothing says {text!r}")


def stored(hands: Hands) -> list[dict[str, Any]]:
    """The journeys that are kept."""
    file = hands.home / "journeys" / "local-sample.json"
    return json.loads(file.read_text())["journeys"] if file.exists() else []


def documents(hands: Hands) -> list[dict[str, Any]]:
    """The steps of the first journey."""
    kept = stored(hands)
    return [json.loads(step["document"]) for step in kept[0]["steps"]] if kept else []


@pytest.fixture
def journey(hands: Hands) -> Iterator[Hands]:
    """The place with a journey of the sample's two events, which is deleted afterwards."""
    hands.keys("alt+4")
    hands.click(hands.find("Make one from the draft", "push button"))
    until(lambda: len(documents(hands)) == 2, "no journey is kept")
    yield hands
    hands.keys("Escape", "alt+4")
    hands.click(hands.find("New journey,", "list item"))
    hands.keys("Delete")
    until(lambda: not stored(hands), "it is not deleted")
    hands.keys("alt+1")


def test_a_step_is_edited_in_place_and_taken_back(journey: Hands) -> None:
    hands, before = journey, documents(journey)
    said(hands, "Step 2: Transaction, Purchase")
    hands.click(hands.find("Step 2:", "push button"))
    amount = hands.find("Amount", "text")
    hands.click(amount)
    hands.keys("ctrl+a")
    hands.type("99.90")
    hands.keys("Tab")
    until(lambda: documents(hands)[1]["ev"][0].get("r") == 99.9, "the amount is not kept")
    said(hands, "Step 2: Transaction, Purchase · 99.90")
    hands.click(hands.find("Goal", "text"))
    hands.type("add to")
    hands.keys("Return")
    until(lambda: documents(hands)[1]["ev"][0]["goals"] == ["100300302"], "no other goal")
    hands.keys("ctrl+z", "ctrl+z")
    until(lambda: documents(hands) == before, "it is not taken back")
    hands.keys("Escape")


def test_steps_change_places_by_keys(journey: Hands) -> None:
    hands, before = journey, documents(journey)
    hands.click(hands.find("Pause before step 2", "text"))
    hands.keys("shift+Tab", "alt+Up")  # from the field to its row
    until(lambda: documents(hands) == before[::-1], "it is not moved")
    hands.keys("ctrl+z")
    until(lambda: documents(hands) == before, "it is not taken back")


def test_esc_stops_a_run_in_a_pause(journey: Hands) -> None:
    hands, before = journey, journey.sends()
    hands.click(hands.find("Pause before step 2", "text"))
    hands.keys("ctrl+a")
    hands.type("600")
    hands.keys("Return")
    until(lambda: stored(hands)[0]["steps"][1]["pause"] == 600, "the pause is not kept")
    hands.keys("ctrl+Return")
    said(hands, "Pausing 600 s")
    assert hands.look_for("Stop", "push button")
    hands.keys("Escape")
    said(hands, "Cancelled after 1 of 2.")
    assert hands.sends() == before + 1


def test_a_har_with_several_requests_becomes_a_journey_and_runs(
    hands: Hands, tmp_path: Path
) -> None:
    vid, before = "1796000000000-0.4126735590148273", hands.sends()
    entries = [
        {
            "request": {
                "method": "POST",
                "url": "https://10000001.metrics.convertexperiments.com/track",
                "headers": [],
                "postData": {
                    "text": json.dumps(
                        {"cid": "10000009", "pid": "10000001", "vid": vid, "ev": [event]}
                    )
                },
            },
            "response": {"status": 200},
        }
        for event in (
            {"evt": "viewExp", "exps": ["100400101"], "vars": ["1004200201"]},
            {"evt": "hitGoal", "goals": ["100300301"]},
        )
    ]
    har = json.dumps({"log": {"entries": entries}})
    file = tmp_path / "paste.har"
    file.write_text(har)
    hands.keys("alt+4")
    hands.click(hands.find("Open a HAR file…", "push button"))
    until(lambda: hands.look_for("File name:", "") or hands.look_for("Open", "push button"),
          "no file is asked for")  # fmt: skip
    hands.type(str(file))
    hands.keys("Return")
    hands.click(hands.find("Make a journey of all 2", "push button"))
    until(lambda: len(documents(hands)) == 2, "no journey is kept")
    said(hands, "Step 2: Goal reached, Purchase")
    hands.click(hands.find("Rehearse here", "push button"))
    until(lambda: hands.sends() == before + 2, "it does not run")
    said(hands, "2 of 2 accepted")
    hands.keys("ctrl+z")  # the journey itself
    until(lambda: not stored(hands), "it is not taken back")
    hands.keys("alt+1")
