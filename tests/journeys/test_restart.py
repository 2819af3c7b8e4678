"""Closing loses nothing, and leaves nothing running."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from qasync import QEventLoop

from convert_console.core.history.columns import Column
from convert_console.widgets.theme.theme import colors
from convert_console.widgets.theme.tokens import tokens
from support.driver import Driver
from support.endpoint import Endpoint, silence


def test_history_profile_draft_and_layout_are_restored(
    open_console: Callable[[], Driver],
) -> None:
    before = open_console()
    before.send()
    before.fill("Request", "tid", "ORDER-7")
    before.choose_method("GET")
    before.profiles.alter(name="My shop", project="20000002")
    before.window.resize(790, 700)  # no wider than the screen of tests
    draft, vid = before.document.draft, before.history(Column.VISITOR)
    size = before.window.size()
    before.close()

    after = open_console()
    assert after.document.draft == draft
    assert after.history(Column.VISITOR) == vid
    assert after.profiles.current.name == "My shop"
    assert after.profiles.current.project == "20000002"
    assert after.window.top.picker.shown_text() == "My shop"
    after.window.arrangement.restore(after.context.preferences.layout)
    assert after.window.size() == size


def test_theme_and_zoom_are_restored(open_console: Callable[[], Driver]) -> None:
    before = open_console()
    before.window.trigger("Theme: dark")
    before.window.trigger("Contrast: high")
    assert colors() == tokens().dark_high
    before.keys("Ctrl++")
    before.close()
    after = open_console()
    preferences = after.context.preferences
    assert (preferences.scheme, preferences.zoom) == ("dark", 1.1)
    assert preferences.contrast == "high"
    assert colors() == tokens().dark_high
    after.window.trigger("Contrast: system")
    assert colors() == tokens().dark


def test_the_current_profile_is_restored(open_console: Callable[[], Driver]) -> None:
    before = open_console()
    sample = before.profiles.current
    for name in ("A", "Zeta"):
        before.profiles.add(name)
        before.profiles.alter(target="convert", project="10000001", reach="ask")
    before.close()
    after = open_console()
    assert after.profiles.current.name == "Zeta"
    band = after.window.grab().toImage().pixelColor(300, 1)
    assert band.name() == colors().band_live, "a live profile is seen to be live at once"
    after.profiles.choose(sample.id)
    after.close()
    assert open_console().profiles.current == sample


def test_closing_while_sending_leaves_no_task_thread_or_connection(
    open_console: Callable[[], Driver], loop: QEventLoop
) -> None:
    threads = set(threading.enumerate())
    tasks = asyncio.all_tasks(loop)
    with Endpoint([silence]) as endpoint:
        driver = open_console()
        driver.aim(endpoint.url)
        driver.begin()
        driver.until(lambda: len(endpoint.requests) == 1)
        driver.close()
        endpoint.wait_until_left()
    assert asyncio.all_tasks(loop) == tasks
    kept = set(threading.enumerate()) - threads
    assert {t.name for t in kept if not t.name.startswith(("asyncio", "Dummy"))} == set()


def test_a_send_interrupted_by_closing_is_cancelled_in_the_history(
    open_console: Callable[[], Driver],
) -> None:
    with Endpoint([silence]) as endpoint:
        driver = open_console()
        driver.aim(endpoint.url)
        driver.begin()
        driver.until(lambda: len(endpoint.requests) == 1)
        driver.close()
    assert open_console().history(Column.VERDICT) == ["Cancelled"]


def test_an_unsaved_draft_is_restored_after_a_kill(
    open_console: Callable[[], Driver],
) -> None:
    first = open_console()
    first.fill("Request", "tid", "ORDER-8")
    drafts = first.context.folders.drafts
    first.until(lambda: any(b"ORDER-8" in path.read_bytes() for path in drafts.glob("*.draft")))
    second = open_console()  # over the same files, as if the first had not been closed
    assert second.document.draft == first.document.draft
