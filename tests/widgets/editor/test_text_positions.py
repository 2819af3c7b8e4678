"""A change is found and applied exactly, also where signs count twice."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication

from convert_console.widgets.editor.displayed_text import (
    Span,
    as_shown,
    changed_span,
    document_text,
    python_place,
    qt_position,
    replace_span,
)

TEXTS = st.text(alphabet=st.sampled_from('ab\n"😀é \u00a0\u2028'), max_size=30)


@given(old=TEXTS, new=TEXTS)
def test_applying_the_span_gives_the_new_text(old: str, new: str) -> None:
    span = changed_span(old, new)
    if span is None:
        assert old == new
    else:
        assert old[: span.start] + span.text + old[span.end :] == new


@given(old=TEXTS, new=TEXTS)
def test_a_document_takes_the_change_sign_for_sign(qapp: QApplication, old: str, new: str) -> None:
    document = QTextDocument()
    for before, after in (("", old), (old, new)):
        span = changed_span(before, after)
        if span is not None:
            replace_span(document, before, span)
    assert document_text(document) == new


def test_only_the_difference_is_replaced() -> None:
    assert changed_span("aaaa", "aaa") == Span(3, 4, "")
    assert changed_span("same", "same") is None


@given(text=TEXTS, data=st.data())
def test_places_and_positions_are_inverse(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    assert python_place(text, qt_position(text, place)) == place


def test_every_kind_of_line_break_becomes_a_line_feed() -> None:
    assert as_shown("a\r\nb\rc\ne") == "a\nb\nc\ne"
