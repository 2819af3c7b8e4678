"""Broken JSON becomes strict JSON, character for character where it was right, with a note."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.document.formatting import spelled
from convert_console.core.document.payload import DEPTH_LIMIT, Number, parse
from convert_console.core.paste.repair.json_literals import (
    key_as_json,
    number_as_json,
    placeholder,
    text_as_json,
    word_as_json,
)
from convert_console.core.paste.repair.json_repair import repaired
from convert_console.core.paste.repair.json_tokens import EXPRESSION_LIMIT, LooseReader, tokens_of
from convert_console.core.paste.repair.json_writer import JsonWriter
from convert_console.core.paste.repair.repair_notes import STRAY_LIMIT, RepairNotes

# What is pasted, what becomes of it, and a word of the note on it ("" for none).
REPAIRS = [
    ('{"r": 1.10}', '{"r":1.10}', ""),
    ('{"r": 1.10}:', '{"r":1.10}', ""),
    ('{"a": 1, }', '{"a":1}', "extra comma"),
    ('["a", ]', '["a"]', "extra comma"),
    ('{"a": 1,, "b": 2}', '{"a":1,"b":2}', "extra comma"),
    ('["a",, "b"]', '["a",null,"b"]', "null where a value is missing"),
    ("{'a': 'it\\'s'}", '{"a":"it\'s"}', "double quotes"),
    ('{a: `x ${y}`}', '{"a":"x ${y}"}', "double quotes"),
    ("{“a”: “b”, ‘c’: ‘d’}", '{"a":"b","c":"d"}', "straight quotes"),
    ("{a: 1, $b: 2, c-d: 3, 4: 5}", '{"a":1,"$b":2,"c-d":3,"4":5}', "quotes around keys"),
    ("{a: 2026-03-29T00:30:00.5Z, b: 1}", '{"a":"2026-03-29T00:30:00.5Z","b":1}', "quotes around"),
    ("{'a': [e.id for e in f(x, 1)]}", '{"a":["${e.id for e in f(x, 1)}"]}', "placeholder"),
    ("{'a': n if n else 0, 'b': 1}", '{"a":"${n if n else 0}","b":1}', "placeholder"),
    ("{/* x */ 'a': 1, // y\n 'b': 2 # z\n}", '{"a":1,"b":2}', "comments"),
    ("{a: undefined, b: NaN, c: -Infinity}", '{"a":null,"b":null,"c":null}', "undefined → null"),
    ("{a: True, b: False, c: None}", '{"a":true,"b":false,"c":null}', "True → true"),
    ("{evt: viewExp, s: DESK}", '{"evt":"viewExp","s":"DESK"}', "quotes around text"),
    ("{vid: 1588166554499-0.20}", '{"vid":"1588166554499-0.20"}', "quotes around text"),
    ("{a: +1, b: .5, c: 5., d: 0x10}", '{"a":1,"b":0.5,"c":5,"d":16}', ".5 → 0.5"),
    ("{a: 1_000, b: 10n, c: -.5e3}", '{"a":1000,"b":10,"c":-0.5e3}', "1_000 → 1000"),
    ("{a: 007}", '{"a":"007"}', "programs read such numbers differently"),
    ('{"a": 1 "b": 2}', '{"a":1,"b":2}', "missing commas"),
    ('["a" "b"]', '["a","b"]', "missing commas"),
    ('[{"a":1} {"b":2}]', '[{"a":1},{"b":2}]', "missing commas"),
    ('{"a" 1, "b" = 2}', '{"a":1,"b":2}', "colons"),
    ("{'a' => 1}", '{"a":1}', "colons"),
    ("['a' => 1, 'b' => ['c' => 2]]", '{"a":1,"b":{"c":2}}', "colons"),
    ('{"a": [1, 2}', '{"a":[1,2]}', "left open"),
    ('{"a": [1, 2', '{"a":[1,2]}', "ends too early"),
    ('{"a": {"b": "c', '{"a":{"b":"c"}}', "inside quotes"),
    ('{"a"', '{"a":null}', "null where"),
    ('{"a":', '{"a":null}', "null where"),
    ('{"a", "b": 1}', '{"a":null,"b":1}', "null where"),
    ('{"a": }', '{"a":null}', "null where"),
    ('{"a": "x\ny"}', '{"a":"x\\ny"}', "line breaks"),
    ('{"a": 1]}', '{"a":1}', "belongs nowhere"),
    ('{"a": 1; "b": 2}', '{"a":1,"b":2}', "belongs nowhere"),
    ('{; "a" ; : ) 1}', '{"a":1}', "belongs nowhere"),
    ("{...rest, a: 1}", '{"a":1}', "spread"),
    ("{cid, pid: 2}", '{"cid":"${cid}","pid":2}', "placeholder"),
    ("{a: order.total}", '{"a":"${order.total}"}', "placeholder"),
    ("{a: f(1, {b: 2}), c: 3}", '{"a":"${f(1, {b: 2})}","c":3}', "placeholder"),
    ("{a: x ? 'y' : 'z'}", "{\"a\":\"${x ? 'y' : 'z'}\"}", "placeholder"),
    ("{a: new Date(), b: (1 + 2)}", '{"a":"${new Date()}","b":"${(1 + 2)}"}', "placeholder"),
    ('{a: "b" + c, d: 1.5.toFixed(2)}', '{"a":"${\\"b\\" + c}","d":"${1.5.toFixed(2)}"}', "value"),
    ("{a: ids[0], b: !c, d: e -1}", '{"a":"${ids[0]}","b":"${!c}","d":"${e -1}"}', "placeholder"),
    ("{a: JSON.stringify({b: 1}), c: 2}", '{"a":{"b":1},"c":2}', "quotes around keys"),
    ("{a: '\\x41\\u00e9\\u{1F600}\\ud83d\\ude00\\n\\q\\\nz'}", '{"a":"Aé😀😀\\nqz"}', "double"),
    ("{a: '\\u{FFFFFF}'}", '{"a":"\ufffd"}', "double"),
    ('{"a": ${b.c}, "d": [${e}]}', '{"a":"${b.c}","d":["${e}"]}', "placeholder"),
    ('{"a": #{b.c}, "d": #{e[:f]} }', '{"a":"${b.c}","d":"${e[:f]}"}', "placeholder"),
    ('{"a": <?php echo $b; ?>, "c": <?= $d ?>}', '{"a":"${$b}","c":"${$d}"}', "placeholder"),
    ('{"a": {!! $b !!}}', '{"a":"${$b}"}', "placeholder"),
    ('{"a": <%= b.c %>, "d": {$e->f}}', '{"a":"${b.c}","d":"${$e->f}"}', "placeholder"),
    ('{"a": {{{b}}}, "c": {{ d | f: "" }} }', '{"a":"{{{b}}}","c":"{{ d | f: \\"\\" }}"}', "value"),
    ('{"a": 1, # {b}\n "c": 2}', '{"a":1,"c":2}', "comments"),
    ('{"a": "http://x/#y"}', '{"a":"http://x/#y"}', ""),
]  # fmt: skip


@pytest.mark.parametrize(("pasted", "json", "word"), REPAIRS, ids=[row[0] for row in REPAIRS])
def test_each_repair_keeps_the_rest_and_is_noted(pasted, json, word):
    mended = repaired(pasted)
    assert mended is not None
    assert mended.text == json
    assert parse(mended.text).fault is None
    assert word in " ".join(mended.notes)
    assert mended.notes or not word


def test_it_begins_at_an_offset_and_says_where_it_ended():
    mended = repaired("x = {a: 1}; y", 4)
    assert mended is not None
    assert (mended.text, mended.end) == ('{"a":1}', 10)


def test_brackets_beyond_the_depth_that_is_read_are_not_repaired():
    assert repaired("[" * (DEPTH_LIMIT + 1)) is None
    assert repaired("[" * DEPTH_LIMIT) is not None


def test_a_text_full_of_what_belongs_nowhere_is_not_taken_for_json():
    assert repaired("{" + ";" * STRAY_LIMIT) is not None
    assert repaired("{" + ";" * (STRAY_LIMIT + 1)) is None


def test_nothing_is_an_empty_result():
    mended = repaired("  ")
    assert mended is not None and mended.text == ""


PAYLOADS = st.recursive(
    st.none() | st.booleans() | st.text() | st.integers().map(lambda n: Number(str(n))),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
)


@given(st.dictionaries(st.text(), PAYLOADS) | st.lists(PAYLOADS))
def test_strict_json_comes_out_as_it_went_in(payload):
    mended = repaired(spelled(payload))
    assert mended is not None
    assert parse(mended.text).payload == payload
    assert not [note for note in mended.notes if "line breaks" not in note]


@given(st.text(alphabet="{}[]\",:'`\\ab1.-+()/*#“”‘’\n=>;x"))
def test_whatever_is_repaired_is_strict_json(text):
    mended = repaired("{" + text)
    assert mended is None or parse(mended.text).fault is None


def test_a_text_with_too_much_to_put_right_is_not_taken_for_json():
    assert repaired("{" + '"' * 50_000) is None


def test_what_a_program_spreads_in_is_left_out_whole():
    mended = repaired("{a: ...b.c(1), d: [...e.f(2), 3], ...g}")
    assert mended is not None and mended.text == '{"a":"${...b.c(1)}","d":[3]}'


@pytest.mark.parametrize(
    "text",
    ['{″cid″:″a "b" c″}', '{“cid":“a "b" c"}', '{„cid":"a \\"b\\" c"}', '{“cid”:″a "b" c”}'],
)
def test_quotes_of_which_only_some_are_curly_are_read(text):
    mended = repaired(text)
    assert mended and mended.text == r'{"cid":"a \"b\" c"}'


def test_curly_quotes_inside_straight_ones_stay():
    mended = repaired('{"n":"the “best”, yes",}')
    assert mended and mended.text == '{"n":"the “best”, yes"}'


# Foresight by one token.


def reader(text):
    return LooseReader(text, 0, RepairNotes())


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("a + b, c", "a + b"),
        ("f(1, [2, 3]), c", "f(1, [2, 3])"),
        ("new Date() }", "new Date()"),
        ("a[0]]", "a[0]"),
        ("a - 1", "a - 1"),
        ("a /* x */ + b", "a /* x */ + b"),
    ],
)
def test_an_expression_reaches_to_the_end_of_its_value(text, expression):
    tokens = reader(text)
    first = tokens.take()
    assert first is not None and tokens.continues(first)
    assert tokens.expression(first) == expression


@pytest.mark.parametrize("text", ["a", "a, b", "a }", "a: b", "1 2", "'a' [", "a [0]", "new ,"])
def test_a_value_alone_is_no_expression(text):
    tokens = reader(text)
    first = tokens.take()
    assert first is not None and not tokens.continues(first)


def test_looking_ahead_loses_nothing():
    tokens = reader("a , b")
    first = tokens.take()
    assert first is not None and not tokens.continues(first)
    assert [token.raw for token in iter(tokens.take, None)] == [",", "b"]


def test_an_expression_without_an_end_is_given_up():
    assert repaired('{"cid":' + "(" * EXPRESSION_LIMIT) is not None
    assert repaired('{"cid":' + "(" * (EXPRESSION_LIMIT + 2)) is None


# Brackets and commas.


def test_commas_are_between_items_only():
    writer = JsonWriter()
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
    writer = JsonWriter()
    writer.open("{")
    writer.key('"a"')
    writer.open("[")
    writer.open("[")
    assert writer.close("}") == ["]", "]"]
    assert "".join(writer.out) == '{"a":[[]]}'
    assert writer.close("}") is None


def test_a_list_with_keys_closes_as_an_object():
    writer = JsonWriter()
    writer.open("[")
    writer.value('"a"')
    writer.turn_into_object()
    writer.value("1")
    assert writer.close_all() == "]"
    assert "".join(writer.out) == '{"a":1}'


# Single values.


def token(raw):
    (found,) = tokens_of(raw)
    return found


@pytest.mark.parametrize("literal", ["0", "-0", "1.10", "1e5", "-1.5E-3", "9" * 40])
def test_a_number_that_is_json_keeps_its_digits_without_a_note(literal):
    notes = RepairNotes()
    assert number_as_json(token(literal), notes) == literal
    assert notes.sentences() == ()


@pytest.mark.parametrize(
    ("literal", "json"),
    [
        ("0xFF", "255"),
        ("-0x10", "-16"),
        ("-.5", "-0.5"),
        ("5.e3", "5e3"),
        ("08", '"08"'),
        ("00", '"00"'),
    ],
)
def test_other_numbers_are_spelled_or_kept_as_text(literal, json):
    notes = RepairNotes()
    assert number_as_json(token(literal), notes) == json
    assert notes.sentences()


def test_a_line_break_of_a_template_is_kept():
    notes = RepairNotes()
    assert text_as_json(token("`a\nb`"), notes) == '"a\\nb"'
    assert "line breaks" not in " ".join(notes.sentences())


def test_half_a_surrogate_pair_becomes_an_escape():
    assert text_as_json(token("'\\ud800'"), RepairNotes()) == '"\\ud800"'


def test_words_are_constants_known_values_names_or_text():
    notes = RepairNotes()
    words = ["null", "nil", "hitGoal", "a.b", "ORDER-1"]
    assert [word_as_json(token(word), notes) for word in words] == [
        "null", "null", '"hitGoal"', '"${a.b}"', '"ORDER-1"'
    ]  # fmt: skip


def test_a_long_expression_is_cut():
    assert len(placeholder("x" * 1_000, RepairNotes())) < 100


def test_a_key_is_quoted_once():
    assert key_as_json(token("'a'"), RepairNotes()) == key_as_json(token("a"), RepairNotes())


def test_the_segment_called_new_is_a_key_and_begins_no_list_of_java() -> None:
    found = repaired(r"{seg: {new: 1, source: 'a\x41'}}")
    assert found
    assert found.text == '{"seg":{"new":1,"source":"aA"}}'
    assert not any("colons" in note for note in found.notes)
