"""What the linter says about the draft, a moment behind the keyboard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Sequence
from itertools import chain
from typing import Generic, TypeVar

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from convert_console.core.document.payload import Path
from convert_console.core.linter import Checker, Problem, Situation
from convert_console.core.linter.checker import Steps
from convert_console.core.linter.fixes import all_fixed
from convert_console.core.sending.confirmation import Accepted, visitor_in
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.current_request import CurrentRequest

# Work that is done a few milliseconds at a time, so that keys and paint come in between.

T = TypeVar("T")

SLICE_MS = 3
"""After so long the window has its turn: a frame has 16.7 ms, and others want some of it."""


class InSlices(QObject, Generic[T]):
    """One piece of work at a time, given as a generator that stops often; begun anew, what was
    begun before is dropped.

    Signals:
        ended(object): the work is done; what the generator returned.
    """

    ended = Signal(object)

    def __init__(self, parent: QObject | None = None, slice_ms: int = SLICE_MS) -> None:
        super().__init__(parent)
        self._slice = slice_ms * 1_000_000
        self._steps: Generator[None, None, T] | None = None
        self._found: list[T] = []  # the result, while the window has its turn before it is told
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._go_on)

    def begin(self, steps: Generator[None, None, T]) -> None:
        """Do the first slice now, and the rest in between of what else happens."""
        self.drop()
        self._steps = steps
        self._go_on()

    def drop(self) -> None:
        """Leave off."""
        self._steps = None
        self._found.clear()
        self._next.stop()

    def _go_on(self) -> None:
        spent = QElapsedTimer()
        spent.start()
        while self._steps is not None and spent.nsecsElapsed() < self._slice:
            try:
                next(self._steps)
            except StopIteration as end:
                self._steps = None
                self._found.append(end.value)
        if self._found and spent.elapsed() < 1:
            found = self._found.pop()
            self.drop()
            self.ended.emit(found)
        else:
            self._next.start()


CHECK_AFTER_MS = 40
"""Milliseconds after the last change; typing on does not put it off beyond `STALE_MS`."""

STALE_MS = 75
"""Milliseconds after the first change that is not judged yet."""

PAINT_MS = 8
"""Milliseconds that a key's answer has to be painted, before anything is looked for."""

OVERDUE_MS = 200
"""Keys in such a row that every search is cut short: then one is done in one piece, if the text is
short. A long one waits until the typing pauses, since 10,000 events take 400 ms."""

LONG = 300_000
"""Characters of a text that is never looked at in one piece."""

SEVERITIES = ("error", "warning", "info")


class Problems(QObject):
    """The problems, the worst first. They are looked for in slices; what is typed in between
    begins the search anew.

    Signals:
        changed: they are other ones.
        checked: they are those of the draft as it stands, whether they changed or not.
    """

    changed = Signal()
    checked = Signal()

    def __init__(
        self,
        document: RequestDocument,
        profiles: Profiles,
        request: CurrentRequest,
        catalog: CurrentCatalog,
        sent_before: Callable[[str, str], Sequence[Accepted]],
        clock: Callable[[], float],
    ) -> None:
        super().__init__()
        self._document = document
        self._profiles = profiles
        self._request = request
        self._clock = clock
        self._checker = Checker()
        self._catalog = catalog
        self._sent_before = sent_before
        self.all: tuple[Problem, ...] = ()
        self.counts: Counter[str] = Counter()  # how many there are of each severity
        self._at: dict[Path, list[Problem]] = {}
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._begin)
        self._unjudged = QElapsedTimer()
        self._is_checked = False
        self._search: InSlices[tuple[Problem, ...]] = InSlices(self)
        self._search.ended.connect(self._show)
        request.changed.connect(self.check_soon)
        catalog.changed.connect(self._begin)

    def at(self, *path: str | int) -> list[Problem]:
        """Those at a place of the document or within it."""
        near = self._at.get(path[:2], []) if len(path) > 1 else self.all
        return [p for p in near if p.path[: len(path)] == path]

    def around_events(self) -> list[Problem]:
        """Those at a place of the document that is in no event."""
        groups = ((near, found) for near, found in self._at.items() if not _in_event(near))
        return [problem for near, found in groups if near for problem in found]

    def errors_now(self) -> tuple[Problem, ...]:
        """The errors of the draft as it stands, checked at once; of a long one, those that were
        found already, if nothing has changed since.
        """
        if not (self._is_long and self._is_checked):
            self.check()
        return tuple(problem for problem in self.all if problem.severity == "error")

    def check(self) -> None:
        """Look at the draft now, and at once."""
        steps = self._steps()
        while True:
            try:
                next(steps)
            except StopIteration as end:
                self._show(end.value)
                return

    def check_soon(self) -> None:
        """Look at the draft in a moment: something around it is another one."""
        self._search.drop()
        self._is_checked = False
        if not self._unjudged.isValid():
            self._unjudged.start()
        waited = self._unjudged.elapsed()
        if waited < OVERDUE_MS or not self._pause.isActive():
            self._pause.start(max(min(CHECK_AFTER_MS, STALE_MS - waited), PAINT_MS))

    @property
    def _is_long(self) -> bool:
        return len(self._document.draft.text) > LONG

    def _begin(self) -> None:
        self._is_checked = False
        overdue = self._unjudged.isValid() and self._unjudged.elapsed() > OVERDUE_MS
        if overdue and not self._is_long:
            self.check()
        else:
            self._search.begin(self._steps())

    def _steps(self) -> Steps:
        if self._document.draft.heavy:
            return _nothing()

        profile = self._request.profile
        before = self._sent_before(visitor_in(self._document.payload), profile.url)
        situation = Situation(
            now=self._clock(),
            catalog=self._catalog.value,
            sent=frozenset().union(*(accepted.sent for accepted in before)),
            silenced=frozenset(profile.silenced),
        )
        return self._checker.steps(self._document.draft, profile, situation, self._request.wire)

    def _show(self, found: tuple[Problem, ...]) -> None:
        self._pause.stop()
        self._search.drop()
        self._unjudged.invalidate()
        self._is_checked = True
        by_severity: dict[str, list[Problem]] = {severity: [] for severity in SEVERITIES}
        for problem in found:
            by_severity[problem.severity].append(problem)
        ranked = tuple(chain.from_iterable(by_severity.values()))
        if ranked != self.all:
            self.all = ranked
            self.counts = Counter({name: len(some) for name, some in by_severity.items()})
            self._at = {}
            for problem in ranked:
                self._at.setdefault(problem.path[:2], []).append(problem)
            self.changed.emit()
        self.checked.emit()

    def fix(self, problem: Problem) -> None:
        """Apply a problem's certain fix; one undo step."""
        if problem.fix is not None:
            self._document.change_text(problem.fix.apply, problem.fix.label)

    def fix_all(self) -> None:
        """Apply every certain fix, each to the text that the one before gave; one undo step."""
        fixable = [problem for problem in self.all if problem.fix is not None]
        if fixable:
            self._document.change_text(lambda text: all_fixed(text, fixable), "Apply safe fixes")

    def mute(self, rule: str) -> None:
        """Mute a rule in this profile."""
        silenced = self._profiles.current.silenced
        self._profiles.alter(silenced=tuple(sorted({*silenced, rule})))

    def unmute_all(self) -> None:
        """Unmute all rules of this profile."""
        self._profiles.alter(silenced=())


def _nothing() -> Steps:
    """A heavy text is not checked: 100,000 events would take five seconds."""
    yield
    return ()


def _in_event(path: Path) -> bool:
    return len(path) > 1 and path[0] == "ev" and isinstance(path[1], int)
