"""What the linter says about the draft, a moment behind the keyboard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from convert_console.models.console import Console
    from convert_console.models.document import RequestDocument
    from convert_console.models.profiles import Profiles
    from convert_console.protocol.catalog import Catalog
    from convert_console.protocol.payload import Path
    from convert_console.protocol.repeats import Accepted
    from convert_console.protocol.rules import Checker, Problem

CHECK_AFTER_MS = 40
"""Milliseconds after the last change; typing on does not put it off beyond `STALE_MS`."""

STALE_MS = 80
SEVERITIES = ("error", "warning", "info")


class Problems(QObject):
    """The problems, the worst first.

    Signals:
        changed: they are other ones.
    """

    changed = Signal()

    def __init__(
        self,
        document: RequestDocument,
        profiles: Profiles,
        console: Console,
        clock: Callable[[], float],
    ) -> None:
        super().__init__()
        self._document = document
        self._profiles = profiles
        self._console = console
        self._clock = clock
        self._catalog: Catalog | None = None
        self._before: Callable[[str, str], Sequence[Accepted]] = lambda _vid, _url: ()
        self.all: tuple[Problem, ...] = ()
        self._at: dict[Path, list[Problem]] = {}
        self._pause = QTimer(self, singleShot=True, interval=CHECK_AFTER_MS)
        self._pause.timeout.connect(self.check)
        self._latest = QTimer(self, singleShot=True, interval=STALE_MS)
        self._latest.timeout.connect(self.check)
        console.changed.connect(self.check_soon)
        console.asking.set_errors(self.errors_now)

    @cached_property
    def _checker(self) -> Checker:
        """Loads the rules, which the first paint does not wait for."""
        from convert_console.protocol.rules import Checker

        return Checker()

    @property
    def counts(self) -> Counter[str]:
        """How many there are of each severity."""
        return Counter(problem.severity for problem in self.all)

    def at(self, *path: str | int) -> list[Problem]:
        """Those at a place of the document or within it."""
        near = self._at.get(path[:2], []) if len(path) > 1 else self.all
        return [p for p in near if p.path[: len(path)] == path]

    def errors_now(self) -> tuple[Problem, ...]:
        """The errors of the draft as it stands, checked at once."""
        self.check()
        return tuple(problem for problem in self.all if problem.severity == "error")

    def set_catalog(self, catalog: Catalog | None) -> None:
        """Judge ids by this catalog."""
        self._catalog = catalog
        self.check()

    def set_sent_before(self, before: Callable[[str, str], Sequence[Accepted]]) -> None:
        """Say whom to ask for the accepted sends of a visitor to a URL's host."""
        self._before = before

    def check(self) -> None:
        """Look at the draft now."""
        from convert_console.protocol.repeats import visitor_in
        from convert_console.protocol.rules import Situation

        self._pause.stop()
        self._latest.stop()
        profile = self._console.profile
        before = self._before(visitor_in(self._document.payload), profile.url)
        situation = Situation(
            now=self._clock(),
            catalog=self._catalog,
            sent=frozenset().union(*(accepted.sent for accepted in before)),
            silenced=frozenset(profile.silenced),
        )
        found = self._checker.check(self._document.draft, profile, situation)
        ranked = tuple(sorted(found, key=lambda problem: SEVERITIES.index(problem.severity)))
        if ranked != self.all:
            self.all = ranked
            self._at = {}
            for problem in ranked:
                self._at.setdefault(problem.path[:2], []).append(problem)
            self.changed.emit()

    def fix(self, problem: Problem) -> None:
        """Apply a problem's certain fix; one undo step."""
        if problem.fix is not None:
            self._document.change_text(problem.fix.apply, problem.fix.label)

    def fix_all(self) -> None:
        """Apply every certain fix, each to the text that the one before gave; one undo step."""
        fixable = [problem.fix for problem in self.all if problem.fix is not None]

        def fixed(text: str) -> str:
            for fix in fixable:
                text = fix.apply(text)
            return text

        if fixable:
            self._document.change_text(fixed, "Fix all that is certain")

    def silence(self, rule: str) -> None:
        """Say no more of a rule in this profile."""
        silenced = self._profiles.current.silenced
        self._profiles.alter(silenced=tuple(sorted({*silenced, rule})))

    def hear_all(self) -> None:
        """Let every rule speak again in this profile."""
        self._profiles.alter(silenced=())

    def check_soon(self) -> None:
        """Look at the draft in a moment: something around it is another one."""
        self._pause.start()
        if not self._latest.isActive():
            self._latest.start()
