"""A notice is there as long as it has something to say."""

from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.message_bar import Notice


def test_it_shows_a_sentence_and_is_gone_without_one(qtbot: QtBot) -> None:
    notice = Notice("warn")
    qtbot.addWidget(notice)
    notice.set_text("<b>As it stands.</b>")
    assert not notice.isHidden()
    assert notice.label.text() == "<b>As it stands.</b>"
    notice.set_text("")
    assert notice.isHidden()
