"""The document: one door in, one signal out, undo exact to the character."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from convert_console.core.document.payload import Number, Path, value_at
from convert_console.core.request.draft import Draft
from convert_console.models.document.document import STEPS_KEPT, RequestDocument

pytestmark = pytest.mark.usefixtures("qapp")

TEXT = '{ "cid":"1",\n  "r": 1.10, "ev": [{"evt": "tr", "goals":["7"]} ]}'
Step = Callable[[RequestDocument], None]

PATHS: list[Path] = [
    ("cid",),
    ("r",),
    ("ev", 0, "goals", 0),
    ("ev", 0, "r"),
    ("seg", "new"),
    ("x",),
]
VALUES: st.SearchStrategy[Any] = (
    st.none()
    | st.text('a"\n🦊\ud800', max_size=4)
    | st.sampled_from([Number("1.10"), Number("1.1"), True, [], {}])
    | st.just(["7", Number("8")])
)
STEPS: st.SearchStrategy[Step] = st.one_of(
    st.builds(
        lambda text, typing: lambda document: document.write(text, typing=typing),
        st.sampled_from([TEXT, "{}", "[", '{"r":1.10}']) | st.text(max_size=6),
        st.sampled_from(["", "json"]),
    ),
    st.builds(
        lambda path, value, typing: lambda document: document.set_value(path, value, typing=typing),
        st.sampled_from(PATHS),
        VALUES,
        st.booleans(),
    ),
    st.builds(lambda path: lambda document: document.remove(path), st.sampled_from(PATHS)),
    st.sampled_from(["POST", "GET"]).map(lambda method: lambda d: d.set_method(method)),
    st.just(lambda document: document.load(Draft("{}", "GET"), "Load")),
    st.just(lambda document: document.end_typing()),
)


def opened(text: str = TEXT) -> RequestDocument:
    document = RequestDocument()
    document.open("shop", Draft(text))
    return document


@pytest.fixture
def document() -> Iterator[RequestDocument]:
    made = opened()
    yield made
    made.deleteLater()


def undo(document: RequestDocument, times: int = 1) -> str:
    for _ in range(times):
        document.undo_group.undo()
    return document.draft.text


def steps(document: RequestDocument) -> int:
    return document.undo_group.activeStack().count()


@given(st.lists(STEPS, max_size=12))
def test_n_edits_undone_n_times_give_the_first_draft_back(edits: list[Step]) -> None:
    document = opened()
    for edit in edits:
        edit(document)
    last, count = document.draft, steps(document)
    undo(document, count)
    assert document.draft == Draft(TEXT)
    for _ in range(count):
        document.undo_group.redo()
    assert document.draft == last


@given(st.lists(STEPS, max_size=12))
def test_each_step_undone_shows_the_draft_before_it(edits: list[Step]) -> None:
    document = opened()
    before: dict[int, Draft] = {}
    for edit in edits:
        document.end_typing()
        before[steps(document)] = document.draft
        edit(document)
    for index in reversed(range(steps(document))):
        undo(document)
        assert document.draft == before[index]


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), STEPS), max_size=10))
def test_each_profile_undoes_its_own_steps_to_its_own_first_draft(
    edits: list[tuple[str, Step]],
) -> None:
    document = RequestDocument()
    first = {"a": Draft(TEXT), "b": Draft("{}", "GET")}
    for key, edit in edits:
        document.open(key, first[key])
        edit(document)
    for key, draft in first.items():
        document.open(key, draft)
        undo(document, steps(document))
        assert document.draft == draft


def test_typing_in_a_field_is_one_step(document: RequestDocument) -> None:
    for text in ("2", "23", "234"):
        document.set_value(("cid",), text)
    assert steps(document) == 1
    assert undo(document) == TEXT


def test_typing_in_another_field_begins_another_step(document: RequestDocument) -> None:
    document.set_value(("cid",), "2")
    between = document.draft.text
    document.set_value(("r",), Number("2"))
    document.set_value(("r",), Number("20"))
    assert steps(document) == 2
    assert undo(document) == between


def test_typing_without_effect_leaves_no_step(document: RequestDocument) -> None:
    document.set_value(("cid",), "12")
    document.set_value(("cid",), "1")
    assert steps(document) == 0
    assert document.draft.text == TEXT


def test_typing_after_no_effect_does_not_join_another_fields_step(
    document: RequestDocument,
) -> None:
    document.set_value(("cid",), "2")
    between = document.draft.text
    for number in ("1.105", "1.10", "3"):
        document.set_value(("r",), Number(number))
    assert undo(document) == between


@pytest.mark.parametrize(
    "pause",
    [
        RequestDocument.end_typing,
        lambda document: (document.set_method("GET"), document.set_method("POST")),
        lambda document: (document.undo_group.undo(), document.undo_group.redo()),
        lambda document: (document.open("b", Draft("")), document.open("shop", Draft(""))),
    ],
    ids=["end", "method", "undo", "profile"],
)
def test_typing_afterwards_begins_a_new_step(
    document: RequestDocument, pause: Callable[[RequestDocument], object]
) -> None:
    document.set_value(("cid",), "2")
    between = document.draft.text
    pause(document)
    document.set_value(("cid",), "23")
    assert undo(document) == between


def test_a_word_typed_in_the_json_is_one_step_and_a_whole_text_another(
    document: RequestDocument,
) -> None:
    for text in ("[", "['", "['a", "['a ", "['a b", "['a bc"):
        document.write(text)
    document.write("{}", typing="")
    assert steps(document) == 3
    assert undo(document) == "['a bc"
    assert undo(document) == "['a "
    assert undo(document) == TEXT


def test_each_word_typed_in_a_field_is_one_step(document: RequestDocument) -> None:
    for text in ("s", "sp", "sp ", "sp s", "sp sa"):
        document.set_value(("tid",), text)
    assert steps(document) == 2
    undo(document)
    assert value_at(document.payload, ("tid",)) == "sp "


def test_a_form_edit_changes_only_its_own_value(document: RequestDocument) -> None:
    document.set_value(("ev", 0, "goals", 0), "8")
    assert document.draft.text == TEXT.replace('"7"', '"8"')
    document.remove(("r",))
    assert '"cid":"1"' in document.draft.text
    assert "1.10" not in document.draft.text


def test_null_is_a_separate_value(document: RequestDocument) -> None:
    document.set_value(("x",), None)
    assert document.payload["x"] is None  # type: ignore[index, call-overload]
    document.set_value(("x",), None)
    assert steps(document) == 1


def test_an_equal_draft_is_dropped(document: RequestDocument, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(document.changed):
        document.write(TEXT)
        document.set_value(("cid",), "1")
        document.set_method("POST")
        document.remove(("nowhere",))
        document.load(Draft(TEXT), "Load")
    assert steps(document) == 0


def test_each_change_is_signalled_once(document: RequestDocument, qtbot: QtBot) -> None:
    heard: list[Draft] = []
    document.changed.connect(lambda: heard.append(document.draft))
    document.set_value(("cid",), "2")
    document.set_value(("cid",), "23")
    document.set_method("GET")
    undo(document)
    assert len(heard) == 4
    assert heard[-1] == document.draft


def test_an_impossible_edit_is_reported_and_changes_nothing(
    document: RequestDocument, qtbot: QtBot
) -> None:
    document.write("{")
    with qtbot.waitSignal(document.refused) as said:
        document.set_value(("cid",), "2")
    assert "not valid JSON" in said.args[0]
    with qtbot.waitSignal(document.refused):
        document.remove(("cid",))
    assert document.draft.text == "{"


def test_a_broken_text_is_a_draft_that_the_forms_cannot_show(document: RequestDocument) -> None:
    assert document.editable_by_form
    document.write("{")
    assert document.payload is None
    assert not document.editable_by_form
    document.write("[]")
    assert not document.editable_by_form


def test_a_reopened_profile_shows_what_was_left_in_it(document: RequestDocument) -> None:
    document.write("left")
    document.open("b", Draft("other", "GET"))
    assert (document.key, document.draft) == ("b", Draft("other", "GET"))
    document.open("shop", Draft("not this"))
    assert (document.key, document.draft.text) == ("shop", "left")


def test_a_forgotten_profile_starts_from_scratch(document: RequestDocument) -> None:
    document.write("left")
    document.forget("shop")
    assert document.draft.text == "left", "the current one cannot be forgotten"
    document.open("b", Draft(""))
    document.forget("shop")
    document.forget("never opened")
    document.open("shop", Draft("new"))
    assert document.draft.text == "new"
    assert steps(document) == 0


def test_a_step_says_what_it_undoes(document: RequestDocument) -> None:
    document.set_value(("ev", 0, "r"), Number("2"))
    assert document.undo_group.undoText() == "Edit r"
    document.set_method("GET")
    assert document.undo_group.undoText() == "Send by GET"
    document.remove(("cid",))
    assert document.undo_group.undoText() == "Remove cid"


def test_the_steps_kept_are_bounded(document: RequestDocument) -> None:
    for number in range(STEPS_KEPT + 5):
        document.write(str(number), typing="")
    assert steps(document) == STEPS_KEPT
    assert undo(document, STEPS_KEPT) == "4"


# A key that is removed and written again gets its place back.

PLACED = """{
  "ev": [
    {
      "evt": "tr",
      "r": 1.10,
      "prc": 2,
      "x": 0
    }
  ]
}"""


@pytest.mark.parametrize("key", ["evt", "r", "prc", "x"])
def test_a_key_written_again_gets_its_place_back(key: str) -> None:
    document = opened(PLACED)
    path: Path = ("ev", 0, key)
    value = value_at(document.payload, path)
    document.remove(path)
    document.end_typing()
    document.set_value(path, value)
    assert document.draft.text == PLACED


def test_its_place_is_before_the_next_key_that_is_still_there() -> None:
    document = opened(PLACED)
    for key in ("r", "prc"):
        document.remove(("ev", 0, key))
    document.set_value(("ev", 0, "prc"), Number("2"))
    document.set_value(("ev", 0, "r"), Number("1.10"))
    assert document.draft.text == PLACED


def test_the_places_of_another_draft_are_discarded() -> None:
    document = opened('{"a": 1, "b": 2}')
    document.remove(("a",))
    document.load(Draft('{"b": 2, "c": 3}'), "Load")
    document.set_value(("a",), Number("1"))
    assert document.draft.text == '{"b": 2, "c": 3, "a": 1}'


def test_a_new_key_takes_its_usual_place(document: RequestDocument) -> None:
    document.write('{"seg": {"browser": "CH", "cust": ["1"]}, "ev": []}')
    document.set_value(("seg", "ctry"), "RO", before=("cust",))
    document.set_value(("tid",), "T", before=("s", "seg", "ev"))
    document.set_value(("seg", "own"), "1", before=("absent",))
    assert document.draft.text == (
        '{"tid": "T", "seg": {"browser": "CH", "ctry": "RO", "cust": ["1"], "own": "1"}, "ev": []}'
    )
