"""Rows of the history are selected, read, edited again, copied, compared and filtered by hand."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from PySide6.QtGui import QImage

from support.collecting import running
from support.hands import Box, Hands, Node, until

ROW = 28
"""Pixels of a row, and of the titles above the first."""


def send(hands: Hands, *orders: str) -> None:
    """Send the draft with these order numbers, one after the other."""
    for order in orders:
        hands.click(hands.find("Request", "page tab"))
        hands.click(hands.find("Transaction id", "text"))
        hands.keys("ctrl+a")
        hands.type(order)
        hands.keys("Tab")
        hands.until_document(partial(has_order, order))
        before = len(rows(hands))
        hands.keys("ctrl+Return")
        until(partial(has_more, hands, before), f"{order} is not in the history")


def has_order(order: str, document: dict[str, Any]) -> bool:
    return bool(document["tid"] == order)


def has_more(hands: Hands, rows_before: int) -> bool:
    return len(rows(hands)) > rows_before


def table(hands: Hands) -> Node:
    return hands.find("History", "table")


def rows(hands: Hands) -> list[Node]:
    """The verdicts of the rows in sight, from the top."""
    node = hands.look_for("History", "table")
    found = hands.tree.walk(node.place) if node else iter(())
    return [cell for cell in found if cell.role == "cell" and cell.name.endswith(" here")]


def shows(hands: Hands, words: str) -> None:
    """Wait until the details have these words."""
    until(lambda: words in hands.texts(), f"the details do not show {words!r}")


@pytest.fixture(scope="module")
def sent(program: Hands) -> Hands:
    """The program with three sends."""
    send(program, "ORDER-1", "ORDER-2", "ORDER-3")
    return program


def test_a_row_is_read_beside_the_list_by_mouse_and_by_arrows(sent: Hands) -> None:
    sent.click(rows(sent)[1])
    shows(sent, "order ORDER-2.")
    shows(sent, "Reached goal Purchase in Green button and paid 123.20 for 2 products")
    sent.keys("Down")
    shows(sent, "order ORDER-1.")
    sent.keys("Up", "Up")
    shows(sent, "order ORDER-3.")
    sent.click(sent.find("Document", "page tab"))
    text = sent.find("Document of the selected row", "text")
    until(lambda: '"tid": "ORDER-3"' in sent.tree.text(text.place), "the document is not shown")
    sent.click(sent.find("Words", "page tab"))
    shows(sent, "order ORDER-3.")


def test_edit_again_is_taken_back_by_ctrl_z_wherever_the_focus_is(sent: Hands) -> None:
    sent.click(rows(sent)[2])
    shows(sent, "order ORDER-1.")
    before = sent.draft()
    sent.click(sent.find("Edit again", "push button"))
    sent.until_document(lambda document: document["tid"] == "ORDER-1")
    sent.keys("ctrl+z")
    until(lambda: sent.draft() == before, "the draft is not as before")
    sent.click(rows(sent)[2])
    sent.keys("Return")
    sent.until_document(lambda document: document["tid"] == "ORDER-1")
    sent.click(sent.find("Events", "page tab"))
    sent.keys("ctrl+z")
    until(lambda: sent.draft() == before, "the draft is not as before")


def test_copied_rows_can_be_pasted(sent: Hands) -> None:
    sent.click(rows(sent)[0])
    sent.keys("shift+Down", "ctrl+c", "ctrl+f", "ctrl+v")
    field = partial(sent.value, "Filter the history")
    until(lambda: field().count("Accepted here") == 2, "two rows are pasted")
    assert field().startswith("Verdict")
    sent.keys("Escape")
    until(lambda: field() == "", "Esc clears the filter")


def test_esc_clears_the_filter_and_the_question_mark_explains_it(sent: Hands) -> None:
    sent.keys("ctrl+f")
    sent.type("purx")
    until(lambda: "Nothing matches “purx”" in sent.texts(), "nothing matches")
    sent.keys("Escape")
    until(lambda: len(rows(sent)) == 3, "all rows are shown again")
    assert sent.focused().startswith("Filter the history")
    for ask in (
        lambda: sent.keys("F1"),
        lambda: sent.click(sent.find("Filter help", "push button")),
    ):
        ask()
        until(lambda: "a complete visitor id" in sent.texts(), "the help is open")
        sent.keys("Escape")
        until(lambda: "a complete visitor id" not in sent.texts(), "the help is closed")
        assert sent.focused().startswith("Filter the history")


def test_two_rows_are_compared_and_esc_leads_back(sent: Hands) -> None:
    sent.click(rows(sent)[0])
    sent.keys("shift+Down")
    until(lambda: "2 selected" in sent.texts(), "two rows are selected")
    sent.click(sent.find("Compare", "push button"))
    until(lambda: '"ORDER-2"' in sent.texts() and '"ORDER-3"' in sent.texts(), "it compares")
    assert "≠ 1 changed" in sent.texts()
    sent.keys("Escape")
    until(lambda: len(rows(sent)) == 3, "the history is back")
    until(lambda: '"ORDER-2"' not in sent.texts(), "the comparison is closed")


def test_esc_stops_a_run_of_sends(
    open_program: Callable[..., Hands],
) -> None:
    hands = open_program()
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections, and never answers
        hands.click(hands.find("Target", "text"))
        hands.type(f"http://127.0.0.1:{silent.getsockname()[1]}/track")
        hands.keys("Return")
        until(lambda: hands.profile()["target"] == "custom", "the target is not kept")
        for count in (1, 2, 3):
            hands.keys("ctrl+Return")
            until(lambda: "Cancel  Esc" in hands.texts(), "nothing is sent")
            hands.keys("Escape")
            until(lambda: len(cancelled(hands)) == count, "it is not cancelled")  # noqa: B023
        hands.click(cancelled(hands)[0])
        hands.keys("shift+Down", "shift+Down", "ctrl+shift+Return")
        until(lambda: "Sending 1 of 3 again" in hands.texts(), "the run does not begin")
        hands.keys("Escape")
        until(lambda: len(cancelled(hands)) == 4, "it is not cancelled")
        hands.mark()
        until(lambda: "Cancel  Esc" not in hands.texts(), "more is sent")
        assert hands.sends() == 4


def cancelled(hands: Hands) -> list[Node]:
    return [row for row in rows(hands) if row.name.startswith("Cancelled")]


def test_rows_stay_under_the_mouse_while_another_program_sends(
    open_program: Callable[..., Hands],
) -> None:
    hands = open_program()
    send(hands, "ORDER-1", "ORDER-2")
    row = rows(hands)[1]
    hands.click(row)
    shows(hands, "order ORDER-1.")
    document = json.dumps(hands.document())
    for _ in range(3):
        record(hands, document)
    until(lambda: "new requests above" in hands.texts(), "there are new rows")
    hands.click(row)
    shows(hands, "order ORDER-1.")
    hands.click(hands.find("3 new requests above. Go to the top"))
    until(lambda: len(rows(hands)) >= 5, "the new rows are in sight")


def record(hands: Hands, document: str) -> None:
    """Send a document from a terminal, into the same history."""
    command = [sys.executable, "-m", "convert_console", "send", "--record", "-", "--endpoint"]
    with running() as collector:
        subprocess.run(
            [*command, collector.url], input=document.encode(), env=hands.screen.env, check=True,
            timeout=60, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip


def test_columns_are_arranged_by_mouse_and_are_the_same_after_a_restart(sent: Hands) -> None:
    hands = sent
    at = table(hands).box
    before = look(hands, at)
    # The edge of Time is dragged, and then Method before it.
    method = hands.find("Method", "column header")
    hands.drag((method.box.x - 1, method.box.center[1]), (method.box.x + 39, method.box.center[1]))
    until(lambda: kept(hands).get("widths", {}).get("TIME", 0) >= 130, "the width is not kept")
    method, time = hands.find("Method", "column header"), hands.find("Time", "column header")
    hands.drag(method.box.center, (time.box.x + 10, time.box.center[1]))
    moved = ["VERDICT", "METHOD"]
    until(lambda: [name for name in kept(hands).get("order", []) if name in (*moved, "TIME")][:2]
          == moved, "it is not moved")  # fmt: skip
    arranged = look(hands, at)
    assert arranged != before
    hands.restart()
    until(lambda: look(hands, at) == arranged, "the columns are not the same")


def look(hands: Hands, at: Box) -> QImage:
    """The titles of the table, without the mouse on them and the ring of the focus around them."""
    hands.move((5, 5))
    return hands.screen.settled().copy(at.x + 3, at.y + 3, at.width - 6, ROW - 6)


def kept(hands: Hands) -> dict[str, Any]:
    """The arrangement of the history that is kept."""
    settings = json.loads((hands.home / "settings.json").read_text("utf-8"))
    found: dict[str, Any] = settings.get("history_layout", {})
    return found
