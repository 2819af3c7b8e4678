"""The question that may stand before a send, and what it was asked about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from convert_console.core.catalog.catalog import Catalog
    from convert_console.core.linter import Problem
    from convert_console.core.request.draft import Draft
    from convert_console.core.request.profile import Profile
    from convert_console.core.request.wire import WireRequest
    from convert_console.core.sending.confirmation import Question
    from convert_console.core.sending.repeats import Accepted


class Asking(QObject):
    """Errors that were answered with yes are not asked about again until others come up.

    Signals:
        changed: `question` is another one, or none.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.question: Question | None = None
        self._about: tuple[WireRequest, Draft] | None = None
        self._errors: Callable[[], tuple[Problem, ...]] = tuple
        self._in_spite_of: frozenset[str] = frozenset()
        self._catalog: Catalog | None = None
        self._before: Callable[[str, str], Sequence[Accepted]] = lambda _vid, _url: ()
        self._when: Callable[[float], str] = str
        self._repeating = ""

    def set_sent_before(
        self,
        before: Callable[[str, str], Sequence[Accepted]],
        when: Callable[[float], str],
    ) -> None:
        """Say whom to ask for the accepted sends of a visitor to a URL's host, and how a moment
        in Unix seconds is said.
        """
        self._before, self._when = before, when

    def set_errors(self, errors: Callable[[], tuple[Problem, ...]]) -> None:
        """Say whom to ask for the errors of the draft on screen."""
        self._errors = errors

    def set_catalog(self, catalog: Catalog | None) -> None:
        """Name goals and variations by this catalog."""
        self._catalog = catalog

    def needs_answer(
        self, wire: WireRequest, draft: Draft, profile: Profile, *, on_screen: bool
    ) -> bool:
        """Ask what must be asked before this goes out; whether there is anything."""
        from convert_console.core.sending.confirmation import Known, question_before

        errors = self._errors() if on_screen else ()
        new = [problem for problem in errors if problem.rule not in self._in_spite_of]
        known = Known(new, self._catalog, self._repeats(wire, draft, profile))
        question = question_before(wire, draft, profile, known)
        if question and question.repeats and not on_screen:
            question = replace(question, repeats=False)  # another visitor is put into a draft only
        self._show(question, (wire, draft) if question else None)
        return question is not None

    def answer_yes(self) -> tuple[WireRequest, Draft] | None:
        """What was asked about, to be sent now; `None` if nothing was."""
        from convert_console.core.sending.repeats import visitor_in

        about = self._about
        if about is not None:
            self._repeating = "" if about[1].heavy else visitor_in(about[1].payload)
            self._in_spite_of = frozenset(problem.rule for problem in self._errors())
            self.drop()
        return about

    def drop(self) -> None:
        """Ask no more: it was answered with no, or the draft is another one."""
        self._show(None, None)

    def _repeats(self, wire: WireRequest, draft: Draft, profile: Profile) -> list[tuple[str, str]]:
        """What will not count again. Whoever sends freely is told once for each visitor. Of a
        heavy draft it is not known.
        """
        from convert_console.core.sending.repeats import repeats, visitor_in

        if draft.heavy:
            return []
        vid = visitor_in(draft.payload)
        if profile.reach == "free" and vid == self._repeating:
            return []
        before = self._before(vid, wire.url)
        return [(one.goal, self._when(one.sent_at)) for one in repeats(draft.payload, before)]

    def _show(self, question: Question | None, about: tuple[WireRequest, Draft] | None) -> None:
        self._about = about
        if question != self.question:
            self.question = question
            self.changed.emit()
