"""The panes that follow the first paint take their places in the window."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from support.driver import Driver, focused


def test_every_pane_has_its_place_once_the_window_is_whole(driver: Driver) -> None:
    window = driver.window
    assert window.history.isVisible()
    assert window.status.isVisible()
    assert not window.message.isVisible(), "strips wait until there is something to say"
    assert not window.question.isVisible()


def test_the_history_stands_below_all(driver: Driver) -> None:
    window = driver.window
    tops = [
        pane.mapTo(window, pane.rect().topLeft()).y()
        for pane in (window.top, window.preview, window.history)
    ]
    assert tops == sorted(tops)
    assert len(set(tops)) == len(tops)


CHANGES: dict[str, Callable[[Driver], object]] = {
    "another profile": lambda driver: driver.profiles.add("Shop"),
    "another target": lambda driver: driver.aim("http://127.0.0.1:9/track"),
    "another method": lambda driver: driver.choose_method("GET"),
    "another document": lambda driver: driver.fill("Request", "cid", "5"),
    "Esc": lambda driver: driver.keys("Esc"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_refusal_goes_once_things_stand_otherwise(driver: Driver, change: str) -> None:
    driver.composition.pasting.take("nothing of ours")
    assert driver.message
    CHANGES[change](driver)
    assert driver.message == ""


def test_a_refusal_makes_way_for_a_question(driver: Driver) -> None:
    driver.aim("https://shop.example/track", reach="ask")
    driver.composition.pasting.take("nothing of ours")
    driver.begin()
    assert driver.question
    assert driver.message == ""
    driver.keys("Esc", focused())
    assert driver.question == ""


def test_what_the_disk_refuses_stays_while_the_person_goes_on(driver: Driver) -> None:
    """It still holds, and would be said again at each pause in typing."""
    driver.composition.autosave.failed.emit("The disk is full.")
    driver.fill("Request", "cid", "5")
    assert driver.message == "The disk is full."
    driver.keys("Esc")
    assert driver.message == ""


ENDS: dict[str, Callable[[Driver], object]] = {
    "a refused paste": lambda driver: driver.composition.pasting.take("nothing of ours"),
    "a send": Driver.send,
    "a new request": lambda driver: driver.keys("Ctrl+N"),
    "another profile": lambda driver: driver.profiles.add("Shop"),
}


@pytest.mark.parametrize("end", ENDS)
def test_the_note_on_a_paste_goes_with_the_paste(driver: Driver, end: str) -> None:
    text = driver.document.draft.text
    driver.composition.pasting.take(text)
    driver.fill("Request", "pid", "3")
    assert driver.window.pasted.isVisible(), "an edit of it is work on it"
    driver.composition.pasting.take(text)
    assert driver.window.pasted.isVisible()
    ENDS[end](driver)
    assert not driver.window.pasted.isVisible()
