"""Two lists say which of them is to be another one."""

from pytestqt.qtbot import QtBot

from convert_console.core.document.payload import Number
from convert_console.widgets.fields.pairs_field import TwoLists, fits


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


def test_each_list_has_the_edge_of_what_is_said_of_it(qtbot: QtBot) -> None:
    lists = TwoLists()
    qtbot.addWidget(lists)
    lists.set_lists(["1", "2"], ["3"])
    lists.mark({("vars", None): ("error", "Too short."), ("exps", 1): ("warn", "Odd.")})
    edges = [field.chips.property("tone") for field in lists.fields.values()]
    assert edges == ["warn", "error"]
    names = [chip.accessibleName() for chip in lists.fields["exps"].chips.chips]
    assert names == ["1", "2. Odd."]
    lists.mark({})
    assert [field.chips.property("tone") for field in lists.fields.values()] == ["", ""]
