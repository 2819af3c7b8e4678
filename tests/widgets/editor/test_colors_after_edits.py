"""After any sequence of edits the JSON is coloured like a fresh editor's with the same text."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from convert_console.widgets.editor.code_marks import CodeView
from convert_console.widgets.editor.folding import visible_blocks
from convert_console.widgets.theme.theme import theme_of
from support.depth import repeated

TEXT = """{
  "cid": "10000009",
  "ev": [
    {
      "evt": "tr",
      "r": 123.20,
      "goals": ["1", true, null]
    },
    {"evt": "hitGoal"}
  ],
  "s": "ş😀 \\" x"
}"""
TYPED = ('"', "{", "}", "[", "]", ":", ",", "1.5", "true", '"k": "v"', "\\", "x" * 90)
PASTED = (*TYPED, "\n", "\n\n", "ş😀", '"a": [\n1,\n2\n]', "")


@dataclasses.dataclass(frozen=True)
class Step:
    """Something that a person does at a part of the text; `seen` is whether it is painted before
    the next step.
    """

    what: str
    start: float
    length: int
    typed: str
    pasted: str
    seen: bool

    def do(self, editor: CodeView, texts: list[str]) -> None:
        """Do it; `texts` holds the earlier ones, for undo."""
        text = editor.text()
        first = int(self.start * len(text))
        last = min(first + self.length, len(text))
        start, end = editor.position_of(first), editor.position_of(last)
        if self.what in ("type", "delete", "erase", "break", "tab"):
            editor.put_caret(start, start if self.what in ("type", "break") else end)
        if self.what == "type":
            QTest.keyClicks(editor, self.typed)
        elif self.what in KEYS:
            QTest.keyClick(editor, KEYS[self.what])
        elif self.what == "paste":
            editor.put_caret(start, end)
            data = QMimeData()
            data.setText(self.pasted)
            editor.insertFromMimeData(data)
        elif self.what == "set":  # a field of a form, a format, or another document
            texts.append(text)
            editor.set_text_minimal(f"{text[:first]}{self.pasted}{text[last:]}")
        elif self.what == "undo":
            editor.set_text_minimal(texts[self.length % len(texts)])
        elif self.what == "fold":
            editor.folding.fold(editor.document().findBlock(start))
        elif self.what == "unfold":
            editor.folding.unfold_all()
        elif self.what == "scroll":
            editor.verticalScrollBar().setValue(self.length)
        else:
            theme = theme_of(_app())
            theme.use("dark" if self.length % 2 else "light", theme.zoom)


KEYS = {
    "delete": Qt.Key.Key_Delete,
    "erase": Qt.Key.Key_Backspace,
    "break": Qt.Key.Key_Return,
    "tab": Qt.Key.Key_Tab,
}
STEPS = st.builds(
    Step,
    st.sampled_from((*KEYS, "type", "paste", "set", "undo", "fold", "unfold", "scroll", "theme")),
    st.floats(0, 1),
    st.integers(0, 30),
    st.sampled_from(TYPED),
    st.sampled_from(PASTED),
    st.booleans(),
)


@pytest.fixture
def open_editor(qapp: QApplication) -> Iterator[Callable[[], CodeView]]:
    """Opens an editor without a blinking caret and scroll bars, which are no colours."""
    theme = theme_of(qapp)
    before = theme.scheme
    opened: list[CodeView] = []

    def open_one() -> CodeView:
        while opened:
            _close(opened.pop())
        editor = CodeView()
        editor.setCursorWidth(0)
        editor.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        editor.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        editor.resize(420, 200)
        editor.show()
        _paint()  # it gets the focus, which a test takes away again
        opened.append(editor)
        return editor

    yield open_one
    for editor in opened:
        _close(editor)
    theme.use(before, theme.zoom)


def _close(editor: CodeView) -> None:
    editor.close()
    editor.deleteLater()
    QApplication.sendPostedEvents(editor, QEvent.Type.DeferredDelete.value)


@settings(max_examples=repeated(40), suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=1, max_size=12))
def test_colours_after_any_edits_are_those_of_a_fresh_editor(
    open_editor: Callable[[], CodeView], steps: list[Step]
) -> None:
    edited, texts = open_editor(), [TEXT]
    edited.set_text_minimal(TEXT)
    _paint()
    for step in steps:
        step.do(edited, texts)
        if step.seen:
            _paint()
    edited.put_caret(0, 0)
    edited.clearFocus()
    text, folded, across, down = edited.text(), _folded(edited), *_scroll(edited)
    colors, picture = _colors(edited), _picture(edited)
    fresh = open_editor()
    fresh.set_text_minimal(text)
    fresh.folding.fold_at(folded)
    fresh.clearFocus()
    fresh.horizontalScrollBar().setValue(across)
    fresh.verticalScrollBar().setValue(down)
    assert (_colors(fresh), _scroll(fresh)) == (colors, (across, down))
    assert _picture(fresh) == picture


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


def _paint() -> None:
    for _time in range(2):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)


def _colors(editor: CodeView) -> list[tuple[str, list[tuple[int, int, str]]]]:
    """The visible lines with the start, length and colour of their parts."""
    _paint()
    return [
        (
            block.text(),
            [
                (part.start, part.length, part.format.foreground().color().name())
                for part in block.layout().formats()
            ],
        )
        for block, _top in visible_blocks(editor)
    ]


def _picture(editor: CodeView) -> QImage:
    """What is on the screen; grabbing the editor would paint it again."""
    _paint()
    return QGuiApplication.primaryScreen().grabWindow(editor.winId()).toImage()


def _folded(editor: CodeView) -> list[int]:
    places, block = [], editor.document().firstBlock()
    while block.isValid():
        if editor.folding.is_folded(block):
            places.append(editor.place_of(block.position()))
        block = block.next()
    return places


def _scroll(editor: CodeView) -> tuple[int, int]:
    return editor.horizontalScrollBar().value(), editor.verticalScrollBar().value()
