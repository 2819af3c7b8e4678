"""An undo step leads from one draft to the other and back, also after melting into another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QUndoStack

from convert_console.core.document.incremental import change_between
from convert_console.core.request.draft import Draft
from convert_console.models.document.document import DraftChange, Edit

pytestmark = pytest.mark.usefixtures("qapp")

DRAFTS = st.builds(Draft, st.text('ab{"\n\ud800🦊', max_size=8), st.sampled_from(["POST", "GET"]))


class Desk:
    """Holds a draft and its steps, as the document does."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.stack = QUndoStack()

    def turn(self, turn: DraftChange) -> None:
        self.draft = turn(self.draft)

    def edit(self, after: Draft, *, continues: bool = False) -> None:
        change = change_between(self.draft.text, after.text)
        methods = (self.draft.method, after.method)
        edit = Edit(change, methods, self.turn, continues=continues)
        self.draft = after
        self.stack.push(edit)


@given(DRAFTS, DRAFTS)
def test_a_step_can_be_undone_and_redone(before: Draft, after: Draft) -> None:
    desk = Desk(before)
    desk.edit(after)
    assert desk.draft == after
    desk.stack.undo()
    assert desk.draft == before
    desk.stack.redo()
    assert desk.draft == after


@given(st.lists(DRAFTS, min_size=2, max_size=6))
def test_continued_steps_are_merged_into_one(drafts: list[Draft]) -> None:
    desk = Desk(drafts[0])
    desk.edit(Draft("start"))
    for draft in drafts[1:]:
        desk.edit(draft, continues=True)
    assert desk.stack.count() <= 1
    desk.stack.undo()
    assert desk.draft == drafts[0]
    desk.stack.redo()
    assert desk.draft == drafts[-1]


def test_a_separate_step_is_not_merged_with_the_previous_one() -> None:
    desk = Desk(Draft("a"))
    desk.edit(Draft("ab"))
    desk.edit(Draft("abc"))
    desk.stack.undo()
    assert desk.draft == Draft("ab")


def test_steps_without_effect_are_not_recorded() -> None:
    desk = Desk(Draft("a"))
    desk.edit(Draft("ab"))
    desk.edit(Draft("a"), continues=True)
    assert desk.stack.count() == 0
    assert not desk.stack.canUndo()
