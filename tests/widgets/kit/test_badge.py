"""Badges show a word or a number, also to a screen reader."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.badge import Badge
from convert_console.widgets.theme import theme


def test_a_badge_gives_its_word_to_a_screen_reader(qtbot: QtBot) -> None:
    badge = Badge("passes", "ok")
    qtbot.addWidget(badge)
    badge.set_text("looks like a bot")
    assert badge.text() == "looks like a bot"
    assert badge.accessibleName() == "looks like a bot"


def test_a_longer_word_asks_for_more_room(qtbot: QtBot) -> None:
    badge = Badge("ok", "ok")
    qtbot.addWidget(badge)
    before = badge.sizeHint().width()
    badge.set_text("discarded as bot")
    assert badge.sizeHint().width() > before


def test_a_count_of_one_digit_is_round(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, "light")
    count = Badge("3")
    qtbot.addWidget(count)
    assert count.sizeHint().width() == count.sizeHint().height()


def test_a_painted_widget_grows_with_the_zoom(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, "light", 1.0)
    badge = Badge("ok", "ok")
    qtbot.addWidget(badge)
    small = badge.sizeHint().height()
    theme.apply(qapp, "light", 2.0)
    large = badge.sizeHint().height()
    theme.apply(qapp, "light", 1.0)
    assert large > small * 1.7
