"""Badges say a word or a number, to the eye and to a screen reader."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.labels import (
    Badge,
    BadgeStamps,
    CountBadge,
    ElidedLabel,
    Hairline,
    PanelHeader,
    SectionHeader,
    badge_size,
    paint_badge,
)
from convert_console.widgets.theme import theme


def test_a_badge_tells_its_word_to_a_screen_reader(qtbot: QtBot) -> None:
    badge = Badge("passes", "ok")
    qtbot.addWidget(badge)
    badge.set_text("looks like a bot", "error")
    assert (badge.text(), badge.tone()) == ("looks like a bot", "error")
    assert badge.accessibleName() == "looks like a bot"


def test_without_a_tone_the_tone_stays(qtbot: QtBot) -> None:
    badge = Badge("1", "warn")
    qtbot.addWidget(badge)
    badge.set_text("2")
    assert badge.tone() == "warn"


def test_a_longer_word_asks_for_more_room(qtbot: QtBot) -> None:
    badge = Badge("ok", "ok")
    qtbot.addWidget(badge)
    before = badge.sizeHint().width()
    badge.set_text("discarded as bot")
    assert badge.sizeHint().width() > before


def test_a_count_of_one_digit_is_round(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, "light")
    count = CountBadge("3")
    qtbot.addWidget(count)
    assert count.sizeHint().width() == count.sizeHint().height()


@pytest.mark.parametrize("ratio", [1, 2])
def test_a_stamp_looks_as_the_badge_that_it_copies_wherever_it_stands(
    qapp: QApplication, ratio: int
) -> None:
    theme.apply(qapp, "light")
    stamps, size = BadgeStamps(), badge_size("Accepted")
    drawn, stamped = _paper(ratio), _paper(ratio)
    for picture in (drawn, stamped):
        painter = QPainter(picture)
        for left in (3, 90):
            if picture is drawn:
                area = QRectF(left, round(15 - size.height() / 2), size.width(), size.height())
                paint_badge(painter, area, "Accepted", "ok")
            else:
                assert stamps.paint(painter, left, 15, "Accepted", "ok") == left + size.width()
        painter.end()
    assert drawn == stamped
    assert drawn != _paper(ratio)


def _paper(ratio: int) -> QImage:
    image = QImage(200 * ratio, 30 * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("white"))
    return image


# What is cut on screen is told whole on hover.


def test_a_cut_text_is_told_whole_on_hover(qtbot: QtBot) -> None:
    label = ElidedLabel("https://10000001.metrics.convertexperiments.com/track")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    assert label.text() in label.toolTip()
    label.resize(2000, 20)
    assert label.toolTip() == ""


def test_a_tooltip_of_its_own_wins(qtbot: QtBot) -> None:
    label = ElidedLabel("text")
    qtbot.addWidget(label)
    label.setToolTip("why")
    assert label.toolTip() == "why"


def test_it_can_grow_narrower_than_its_text(qtbot: QtBot) -> None:
    label = ElidedLabel("a long text " * 20)
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() < 100


# A hairline is one pixel, whatever the zoom.


def test_it_stays_one_pixel_at_double_zoom(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, "light", 2.0)
    flat, upright = Hairline(), Hairline(orientation=Qt.Orientation.Vertical)
    for hairline in (flat, upright):
        qtbot.addWidget(hairline)
    theme.apply(qapp, "light", 1.0)
    assert (flat.maximumHeight(), upright.maximumWidth()) == (1, 1)


# A header keeps its title left and its buttons right.


def test_a_count_shows_only_while_there_is_one(qtbot: QtBot) -> None:
    header = PanelHeader("History")
    qtbot.addWidget(header)
    header.show()
    assert not header.count.isVisible()
    header.set_count("4")
    assert header.count.isVisible()
    header.set_count("")
    assert not header.count.isVisible()


def test_widgets_stand_on_the_side_they_were_added_to(qtbot: QtBot) -> None:
    header, left, right = SectionHeader("Segments"), QPushButton("l"), QPushButton("r")
    qtbot.addWidget(header)
    header.add_right(right)
    header.add_left(left)
    header.resize(600, 30)
    header.show()
    assert header.title.x() < left.x() < right.x()
    assert right.geometry().right() > 560
