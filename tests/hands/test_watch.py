"""A page of a local shop is watched by hand, and the browser ends when it should."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from convert_console.services.storage.folders import SESSION_PREFIX
from support.hands import Hands, Node, running, until
from support.watching import canary, main_process, needs_browser, program, shop, wait_until_gone

pytestmark = needs_browser

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0"
SALE = """
const sale = () => fetch(URL_, { method: "POST", keepalive: true, headers: json,
  body: JSON.stringify({ cid: "10000009", pid: "10000001", vid: "shop-visitor", tid: "T-1", ev: [
    { evt: "hitGoal", goals: ["100300301"], exps: ["100400101"], vars: ["1004200201"] },
    { evt: "tr", goals: ["100300301"], exps: ["100400101"], vars: ["1004200201"], r: 59.9 } ] }) });
addEventListener("DOMContentLoaded", () => sale());
"""


@contextmanager
def a_shop(folder: Path) -> Iterator[tuple[str, str]]:
    """A shop that sells at once, and a browser for it without a window of its own."""
    with canary() as guard, shop(SALE) as (pages, _other):
        options = ("--headless", f"--user-agent={AGENT}")
        yield pages.url, str(program(folder / "program", guard.rules, *options))


def watch(hands: Hands, url: str, browser: str) -> None:
    """Open the sheet by its button, type the address and the browser's program, and start."""
    hands.keys("alt+2")
    until(lambda: opened(hands), "the sheet does not open")
    hands.keys("ctrl+a")
    hands.type(url)
    hands.keys("Tab")
    hands.type(browser)
    until(lambda: hands.look_for(f"Use the program “{browser}”"), "the path is not offered")
    hands.keys("Up", "Return")
    hands.click(hands.find("Start watching", "push button"))
    until(lambda: "Nothing reaches Convert" in hands.texts(), "nothing says what becomes of it")


def opened(hands: Hands) -> bool:
    """Click the button that opens the sheet; it may still be on its way to its place."""
    if not hands.look_for("Start watching", "push button"):  # the last click may be slow to act
        hands.screen.settled()
        hands.click(hands.find("Watch a page…", "push button"))
    with suppress(AssertionError):
        return until(lambda: hands.focused() == "Address", "", seconds=10)
    return False


def row(hands: Hands, words: str) -> Node:
    """The first cell of the list with these words."""
    table = hands.find("Traffic", "table")
    return until(
        lambda: next((node for node in hands.tree.walk(table.place)
                      if node.role == "cell" and node.name == words), None),
        f"there is no {words}",
    )  # fmt: skip


def details(hands: Hands) -> Node | None:
    """Click the row of the sale; the button of its details. The list may still be on its way to its
    place, and the click miss the row.
    """
    hands.screen.settled()
    hands.click(row(hands, "Purchase"))
    with suppress(AssertionError):
        return until(lambda: hands.look_for("Open as draft", "push button"), "", seconds=10)
    return None


def test_a_sale_of_a_watched_shop_is_a_row_and_becomes_the_draft(
    hands: Hands, tmp_path: Path
) -> None:
    with a_shop(tmp_path) as (url, browser):
        watch(hands, url, browser)
        hands.click(until(lambda: details(hands), "the row is not selected"))
        hands.until_document(lambda document: document["vid"] == "shop-visitor")
        hands.keys("alt+2")
        os.kill(main_process(f"--user-data-dir={hands.home}"), signal.SIGTERM)
        until(lambda: "The browser was closed" in hands.texts(), "its end is not told")
    wait_until_gone(f"--user-data-dir={hands.home}")
    assert not hands.look_for("Stop watching", "push button")


def test_a_console_that_is_killed_takes_its_browser_with_it(tmp_path: Path) -> None:
    with (
        a_shop(tmp_path) as (url, browser),
        running(tmp_path / "hands", scheme="light") as hands,
    ):
        watch(hands, url, browser)
        row(hands, "Purchase")
        killed = hands.process.pid
        hands.kill()
        wait_until_gone(f"--user-data-dir={hands.home}")
        hands.start_again()

        def nothing_is_left() -> bool:
            temporary = Path(tempfile.gettempdir()).glob(f"{SESSION_PREFIX}{killed}-*")
            return not [*temporary, *(hands.home / "browsers").iterdir()]

        until(nothing_is_left, "its folders are left")
