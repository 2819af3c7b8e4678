"""Form, text and URL are readings of one document, whatever is edited, and in which order."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convert_console.core.document.payload import value_at
from convert_console.core.query import read_query, write_query
from convert_console.core.request.draft import Draft
from convert_console.core.request.wire import WireRequest
from convert_console.core.text import plain_text
from convert_console.widgets.fields.choice_field import ChoiceField
from convert_console.widgets.fields.field import TextField
from support.depth import repeated
from support.driver import Driver

FIRST = (
    '{\n  "cid": "1", "pid": 2,\n  "vid": "v",\n  "x": {"deep": [1.10]},\n'
    '  "ev": [{"evt": "tr", "r": 1.20, "goals": [7]}]\n}\n'
)
WORDS = st.text("ab1 &=é.", max_size=5)

Step = Callable[[Driver], None]


def by_form(key: str, text: str) -> Step:
    def edit(driver: Driver) -> None:
        field = driver.window.builder.request.fields[key]
        assert isinstance(field, TextField | ChoiceField)
        if isinstance(field, ChoiceField) and not field.line.isEnabled():
            return
        field.line.setText(text)
        field.line.textEdited.emit(text)
        if isinstance(field, ChoiceField) and field.line.is_open:
            if text:  # to the last entry: what is typed; without a text it is "Not sent" already
                driver.keys("Up", field.line)
            driver.keys("Return", field.line)

    return edit


def by_text(old: str, new: str) -> Step:
    def edit(driver: Driver) -> None:
        driver.window.preview.json.editor.edited.emit(
            driver.document.draft.text.replace(old, new, 1)
        )

    return edit


def by_url(name: str, value: str) -> Step:
    def edit(driver: Driver) -> None:
        url = driver.window.preview.url
        if isinstance(driver.request.as_get, WireRequest):
            changed = driver.request.as_get.url + write_query({name: value}).join(("&", ""))
            url.view.set_url(changed)  # what the user typed stands there
            url.view.url_edited.emit(changed)

    return edit


def undo(driver: Driver) -> None:
    driver.document.undo_group.undo()


def redo(driver: Driver) -> None:
    driver.document.undo_group.redo()


STEPS = st.one_of(
    st.builds(by_form, st.sampled_from(["cid", "pid", "tid", "s"]), WORDS),
    st.builds(by_text, st.sampled_from(['"v"', "1.20", "7", "[", "deep"]), WORDS),
    st.builds(by_url, st.sampled_from(["a", "tid", "b"]), WORDS),
    st.sampled_from([undo, redo]),
)


def agree(driver: Driver) -> None:
    """All three show the document there is; while it is broken, the text alone does."""
    draft, window = driver.document.draft, driver.window
    window.preview.json.refresh()
    assert window.preview.json.editor.text() == draft.text
    if not driver.document.editable_by_form:
        return
    window.builder.request.refresh()
    for key, field in window.builder.request.fields.items():
        value = value_at(draft.payload, (key,))
        if isinstance(field, TextField) and not field.line.isReadOnly():
            assert field.line.text() == ("" if value is None else plain_text(value))
        elif isinstance(field, ChoiceField) and field.line.isEnabled():
            line = field.line
            meant = line.choices[line.index].value if line.index >= 0 else line.text()
            assert meant == ("" if value is None else plain_text(value))
    window.preview.url.refresh()
    got = driver.request.as_get
    if isinstance(got, WireRequest):
        shown = read_query(window.preview.url.view.url()).payload
        assert (
            shown == read_query(got.url).payload == read_query(write_query(draft.payload)).payload
        )


def test_any_sequence_of_edits_and_undos_keeps_form_text_and_url_in_sync(driver: Driver) -> None:
    window = driver.window
    driver.turn_builder("Request")

    @settings(
        max_examples=repeated(25),
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(st.lists(STEPS, max_size=8))
    def any_row(steps: list[Step]) -> None:
        driver.document.write(" ", typing="")
        driver.document.load(Draft(FIRST), "Begin")
        stack = driver.document.undo_group.activeStack()
        assert stack is not None
        begin = stack.index()
        for step in steps:
            if step is not undo or stack.index() > begin:
                step(driver)
                agree(driver)
        stack.setIndex(begin)
        agree(driver)
        assert driver.document.draft.text == FIRST

    any_row()
    assert window.isVisible()
