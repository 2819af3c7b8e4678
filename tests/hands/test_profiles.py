"""Profiles: set up by one text, found among many, kept from start to start."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from support.hands import Hands, Node, until

MOST_ACTIONS = 5
ASKED = "Project URL, ID number or snippet URL"


def kept(hands: Hands) -> dict[str, dict[str, Any]]:
    """The profiles that are kept, by name."""
    files = (hands.home / "profiles").glob("*.json")
    profiles = [json.loads(path.read_text("utf-8")) for path in files]
    return {profile["name"]: profile for profile in profiles}


def sent(home: Path) -> list[tuple[str, str, str]]:
    """Profile, verdict and URL of what was sent."""
    with closing(sqlite3.connect(home / "history.sqlite3")) as db:
        return list(
            db.execute(
                "SELECT profile, verdict, CAST(url AS TEXT) FROM entry JOIN roundtrip USING (id)"
            )
        )


def until_used(hands: Hands, name: str) -> None:
    until(lambda: hands.value("Profile") == name, f"{name} is not in use")


def entry(hands: Hands, name: str) -> Node:
    """An entry of the open list, by the beginning of its words."""
    return until(
        lambda: next((one for one in hands.list_entries() if one.name.startswith(name)), None),
        f"{name!r} is not listed",
    )


def add_profiles(hands: Hands, count: int) -> None:
    """Start the program again with so many more profiles."""
    sample = kept(hands)["Sample shop"]
    for number in range(1, count + 1):
        profile = {**sample, "name": f"Shop {number}", "project": str(10_000_100 + number)}
        path = hands.home / "profiles" / f"shop-{number}.json"
        path.write_text(json.dumps(profile), encoding="utf-8")
    hands.restart()


def test_from_a_project_url_to_the_first_local_send_in_five_actions(
    open_program: Callable[..., Hands],
) -> None:
    hands = open_program()
    actions = 0

    def act(deed: Callable[[], object]) -> None:
        nonlocal actions
        actions += 1
        deed()

    act(lambda: hands.click(hands.find("Profile", "text")))
    act(lambda: hands.click(entry(hands, "New profile…")))
    until(lambda: hands.has_caret(hands.field(ASKED)), "the caret is not in the first field")
    act(lambda: hands.type("https://app.convert.com/accounts/10000019/projects/10000011/overview"))
    act(lambda: hands.keys("Return"))
    hands.until_document(lambda draft: (draft["cid"], draft["pid"]) == ("10000019", "10000011"))
    act(lambda: hands.keys("ctrl+Return"))
    (row,) = until(lambda: [one for one in sent(hands.home) if one[1] == "accepted"], "nothing")
    assert row[0] == "Project 10000011"
    assert row[2].startswith("http://127.0.0.1:")
    profile = kept(hands)["Project 10000011"]
    assert (profile["reach"], profile["target"]) == ("local", "local")
    assert actions <= MOST_ACTIONS


def test_one_of_thirty_profiles_is_found_by_typing_and_in_use_after_a_restart(
    open_program: Callable[..., Hands],
) -> None:
    hands = open_program()
    add_profiles(hands, 30)
    for typed, name in (("shop 17", "Shop 17"), ("10000123", "Shop 23")):
        hands.keys("ctrl+p")
        hands.type(typed)
        assert entry(hands, name).name.endswith(str(kept(hands)[name]["project"]))
        hands.keys("Return")
        until_used(hands, name)
    hands.keys("ctrl+p")
    until(hands.choices, "the list does not open")
    listed = [words.split(" LOCAL")[0] for words in hands.choices()]
    numbers = [int(words.removeprefix("Shop ")) for words in listed if words.startswith("Shop")]
    assert numbers == sorted(numbers)
    hands.keys("Escape")
    until_used(hands, "Shop 23")
    hands.restart()
    until_used(hands, "Shop 23")
    window = hands.window.box
    band = window.x + 300, window.y + 1

    def is_local() -> bool:
        return hands.screen.picture().pixelColor(*band).name() == "#14774a"

    until(is_local, "the band has not the colour of a local profile")
