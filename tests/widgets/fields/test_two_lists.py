"""Two lists say which of them is to be another one."""

from pytestqt.qtbot import QtBot

from convert_console.protocol.payload import Number
from convert_console.widgets.fields.two_lists import TwoLists, fits


def test_an_id_added_to_one_list_leaves_the_other(qtbot: QtBot) -> None:
    both = TwoLists()
    qtbot.addWidget(both)
    both.set_lists([Number("1"), Number("2")], ["3"])
    with qtbot.waitSignal(both.listed) as listed:
        both.fields["exps"].chips.input.setText("9")
        both.fields["exps"].chips.input.give()
    assert listed.args == ["exps", [Number("1"), Number("2"), Number("9")]]


def test_only_ids_can_be_chips() -> None:
    assert fits(["1", Number("2"), ""])
    assert not fits([["1"]])
    assert not fits([None])
