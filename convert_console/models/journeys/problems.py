"""The linter's problems of a journey's steps, found in the background after each change."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from convert_console.core.document.payload import value_at
from convert_console.core.journeys.journey import FROM_DRAFT, Journey
from convert_console.core.journeys.preparation import problems_of
from convert_console.core.linter.problem import Problem, Situation
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.profiles.plans import Plans
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.sliced_work import SlicedWork


class StepProblems(QObject):
    """The problems of each step of the journey in sight.

    Signals:
        changed: there are different problems.
    """

    changed = Signal()

    def __init__(
        self,
        document: RequestDocument,
        request: CurrentRequest,
        known: tuple[CurrentCatalog, Plans],
        clock: Callable[[], float],
    ) -> None:
        """`known` are the names and the plan of the project."""
        super().__init__()
        self._document, self._request = document, request
        self._catalog, self._plans = known
        self._clock = clock
        self._checked: tuple[object, ...] = ()
        self._journey: Journey | None = None
        self.all: tuple[tuple[Problem, ...], ...] = ()
        """The problems by the place of their step; none of steps that were not checked yet."""
        self._search: SlicedWork[tuple[tuple[Problem, ...], ...]] = SlicedWork(self)
        self._search.ended.connect(self._show)
        self._plans.changed.connect(self._check_again)

    def at(self, place: int) -> tuple[Problem, ...]:
        """The problems of a step."""
        return self.all[place] if place < len(self.all) else ()

    def check(self, journey: Journey) -> None:
        """Check the steps of a journey, if they or what they are checked with has changed."""
        payload, profile = self._document.payload, self._request.profile
        ids = tuple(value_at(payload, (key,)) for key in FROM_DRAFT)
        catalog, plan = self._catalog.value, self._plans.value
        steps = (journey.name, journey.steps, journey.makes_visitors)
        wanted = (*steps, ids, profile, catalog, plan)
        if wanted != self._checked:
            self._checked, self._journey = wanted, journey
            situation = Situation(
                self._clock(), catalog, silenced=frozenset(profile.silenced), plan=plan
            )
            draft = self._document.draft
            self._search.begin(problems_of(journey, draft, profile, situation))

    def _check_again(self) -> None:
        if self._journey is not None:
            self.check(self._journey)

    def _show(self, found: tuple[tuple[Problem, ...], ...]) -> None:
        if found != self.all:
            self.all = found
            self.changed.emit()
