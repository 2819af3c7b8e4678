"""The panes that follow the first paint take their places in the window."""

from __future__ import annotations

from support.driver import Driver


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
