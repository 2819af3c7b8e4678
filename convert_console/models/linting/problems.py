"""The linter's problems of the draft, updated a moment after each change."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import chain

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from convert_console.core.document.payload import Path, SyntaxFault
from convert_console.core.linter.problem import Problem, Situation, Steps, fault_sentence
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import Unsendable, WireRequest
from convert_console.core.sending.confirmation import Accepted, visitor_in
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.profiles.plans import Plans
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.sliced_work import SlicedWork

CHECK_AFTER_MS = 40
"""Milliseconds after the last change; further typing delays a check up to `STALE_MS`."""

STALE_MS = 75
"""Milliseconds after the first change that is not checked yet."""

PAINT_MS = 8
"""Milliseconds for painting after a key, before a check starts."""

OVERDUE_MS = 200
"""Milliseconds of typing that interrupted every check: then a short text is checked in one piece. A
long one waits for a pause, since 10,000 events take 400 ms."""

LONG = 300_000
"""Characters of a text that is never checked in one piece."""

SEVERITIES = ("error", "warning", "info")


class Problems(QObject):
    """The problems, the worst first. A check runs in slices, and a change restarts it.

    Signals:
        changed: there are different problems.
        checked: the problems are up to date, whether they changed or not.
    """

    changed = Signal()
    checked = Signal()

    def __init__(
        self,
        document: RequestDocument,
        profiles: Profiles,
        request: CurrentRequest,
        known: tuple[CurrentCatalog, Plans],
        sent_before: Callable[[str, str], Sequence[Accepted]],
        clock: Callable[[], float],
    ) -> None:
        """`known` are the names and the plan of the project."""
        super().__init__()
        self._document = document
        self._profiles = profiles
        self._request = request
        self._clock = clock
        self._catalog, self._plans = known
        self._sent_before = sent_before
        self._found: tuple[Problem, ...] = ()
        self._held_back: frozenset[Path] = frozenset()
        self.all: tuple[Problem, ...] = ()  # without those that are held back
        self.counts: Counter[str] = Counter()  # by severity
        self._at: dict[Path, list[Problem]] = {}
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._begin)
        self._since_change = QElapsedTimer()
        self._is_checked = False
        self._search: SlicedWork[tuple[Problem, ...]] = SlicedWork(self)
        self._search.ended.connect(self._show)
        request.changed.connect(self.check_soon)
        for changed in (self._catalog.changed, self._plans.changed):
            changed.connect(self._begin)

    def at(self, *path: str | int) -> list[Problem]:
        """The problems at a place of the document or within it."""
        near = self._at.get(path[:2], []) if len(path) > 1 else self.all
        return [p for p in near if p.path[: len(path)] == path]

    def around_events(self) -> list[Problem]:
        """The problems at a place of the document that is in no event."""
        groups = ((path, problems) for path, problems in self._at.items() if not _in_event(path))
        return [problem for path, problems in groups if path for problem in problems]

    def errors_now(self) -> tuple[Problem, ...]:
        """The errors of the draft, checked at once. A long text that was checked since its last
        change is not checked again.
        """
        if not (self._is_long and self._is_checked):
            self.check()
        return tuple(problem for problem in self._found if problem.severity == "error")

    def hold_back(self, paths: frozenset[Path]) -> None:
        """Leave out the problems of these events and of these keys in them, as `("ev", 2)` and
        `("ev", 2, "r")`, since their fields are new and were not left yet. A send asks about them
        all the same.
        """
        if paths != self._held_back:
            self._held_back = paths
            self._publish()
            if self._is_checked:
                self.checked.emit()

    def check(self) -> None:
        """Check the draft now."""
        steps = self._steps()
        while True:
            try:
                next(steps)
            except StopIteration as end:
                self._show(end.value)
                return

    def check_soon(self) -> None:
        """Check the draft in a moment: something that rules depend on has changed."""
        self._search.drop()
        self._is_checked = False
        if not self._since_change.isValid():
            self._since_change.start()
        waited = self._since_change.elapsed()
        if waited < OVERDUE_MS or not self._pause.isActive():
            self._pause.start(max(min(CHECK_AFTER_MS, STALE_MS - waited), PAINT_MS))

    @property
    def _is_long(self) -> bool:
        return len(self._document.draft.text) > LONG

    def _begin(self) -> None:
        self._is_checked = False
        overdue = self._since_change.isValid() and self._since_change.elapsed() > OVERDUE_MS
        if overdue and not self._is_long:
            self.check()
        else:
            self._search.begin(self._steps())

    def _steps(self) -> Steps:
        if self._document.draft.heavy:
            return _of_heavy(self._document.fault)

        profile = self._request.profile
        before = self._sent_before(visitor_in(self._document.payload), profile.url)
        situation = Situation(
            now=self._clock(),
            catalog=self._catalog.value,
            sent=frozenset().union(*(accepted.sent for accepted in before)),
            silenced=frozenset(profile.silenced),
            plan=self._plans.value,
        )
        return self._rules(self._document.draft, profile, situation, self._request.wire)

    @cached_property
    def _rules(
        self,
    ) -> Callable[[Draft, Profile, Situation, WireRequest | Unsendable | None], Steps]:
        # The rules take 9 ms to import: the first check comes after the window is painted.
        from convert_console.core.linter.checker import Checker

        return Checker().steps

    def _show(self, problems: tuple[Problem, ...]) -> None:
        self._pause.stop()
        self._search.drop()
        self._since_change.invalidate()
        self._is_checked = True
        by_severity: dict[str, list[Problem]] = {severity: [] for severity in SEVERITIES}
        for problem in problems:
            by_severity[problem.severity].append(problem)
        self._found = tuple(chain.from_iterable(by_severity.values()))
        self._publish()
        self.checked.emit()

    def _publish(self) -> None:
        held_back = self._held_back
        shown = (
            tuple(p for p in self._found if p.path[:3] not in held_back)
            if held_back
            else self._found
        )
        if shown != self.all:
            self.all = shown
            self.counts = Counter(problem.severity for problem in shown)
            self._at = {}
            for problem in shown:
                self._at.setdefault(problem.path[:2], []).append(problem)
            self.changed.emit()

    def fix(self, problem: Problem) -> None:
        """Apply the fix of a problem, in one undo step."""
        if problem.fix is not None:
            self._document.change_text(problem.fix.apply, problem.fix.label)

    def fix_all(self) -> None:
        """Apply every fix, each to the text of the one before, in one undo step."""
        from convert_console.core.linter.fixes import all_fixed  # loaded with the rules

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


def _of_heavy(fault: SyntaxFault | None) -> Steps:
    """Only why a heavy text is not JSON: the rules would take five seconds for 100,000 events."""
    yield
    return (Problem("json-syntax", "error", (), fault_sentence(fault)),) if fault else ()


def _in_event(path: Path) -> bool:
    return len(path) > 1 and path[0] == "ev" and isinstance(path[1], int)
