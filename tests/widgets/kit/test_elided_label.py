"""What is cut on screen is told whole on hover."""

from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.labels import ElidedLabel


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
