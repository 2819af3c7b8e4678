"""Brackets and commas."""

from convert_console.core.paste.json_repair import LooseWriter


def test_commas_stand_between_items_only():
    writer = LooseWriter()
    writer.open("{")
    writer.key('"a"')
    writer.open("[")
    writer.value("1")
    writer.value("2")
    assert writer.close("]") == []
    writer.key('"b"')
    writer.value("3")
    assert writer.close("}") == []
    assert "".join(writer.out) == '{"a":[1,2],"b":3}'


def test_what_was_left_open_inside_is_closed_and_named():
    writer = LooseWriter()
    writer.open("{")
    writer.key('"a"')
    writer.open("[")
    writer.open("[")
    assert writer.close("}") == ["]", "]"]
    assert "".join(writer.out) == '{"a":[[]]}'
    assert writer.close("}") is None


def test_a_list_with_keys_closes_as_an_object():
    writer = LooseWriter()
    writer.open("[")
    writer.value('"a"')
    writer.turn_into_object()
    writer.value("1")
    assert writer.close_all() == "]"
    assert "".join(writer.out) == '{"a":1}'
