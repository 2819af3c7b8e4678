"""Loads the names that Convert's API lists, and makes debug tokens, on a click."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from convert_console.core.catalog.listed import SOURCE, with_listed
from convert_console.core.convert_api.calls import ProjectIds
from convert_console.core.convert_api.faults import ApiFault
from convert_console.core.request.profile import Profile
from convert_console.models.profiles.catalogs import Catalogs
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.tasks import Tasks
from convert_console.services.convert_api.client import ConvertApi, Progress, base_of


class ApiNames(QObject):
    """Uses the network only while `is_asking`, which begins by a click and `cancel` ends.

    Signals:
        changed: it began or ended to ask, or says what it does.
        failed(str): nothing was loaded; why, in a sentence.
        loaded(str): names were loaded; how many, in a sentence.
        token_made: there is a new `token`.
    """

    changed = Signal()
    failed = Signal(str)
    loaded = Signal(str)
    token_made = Signal()

    def __init__(self, api: ConvertApi, catalogs: Catalogs, profiles: Profiles) -> None:
        super().__init__()
        self._api, self._catalogs, self._profiles = api, catalogs, profiles
        self._tasks = Tasks()
        self._task: asyncio.Task[None] | None = None
        self._progress = ""
        self.token = ""
        """The debug token that was made last for this profile, to be shown; "" for none."""
        profiles.chosen.connect(self._drop)

    @property
    def is_asking(self) -> bool:
        """Whether Convert is being asked."""
        return self._task is not None

    @property
    def progress(self) -> str:
        """What is being done, in a sentence; "" for nothing."""
        return self._progress

    @property
    def why_not(self) -> str:
        """Why nothing can be asked for the current profile, in a sentence; "" where it can."""
        profile = self._profiles.current
        reason = profile.block_reason(base_of(profile), "Choose an API address on this machine")
        if reason:
            return reason
        if not profile.api_key_since:
            return "Needs an API key, which is entered in the profile settings."
        return _where(profile).fault

    def load(self) -> None:
        """Add drafts, paused and completed experiences and all goals to the names."""
        self._ask(self._load(self._profiles.current), "loading names from the API")

    def make_token(self) -> None:
        """Make a debug token, which is kept for the profile as if it was entered."""
        self._ask(self._make_token(self._profiles.current), "making a debug token")

    def cancel(self) -> None:
        """Stop asking."""
        if self._task is not None:
            self._task.cancel()

    async def finish(self) -> None:
        """Stop asking; called when the window closes."""
        await self._tasks.finish()

    def _ask(self, work: Coroutine[Any, Any, None], name: str) -> None:
        if self.is_asking or self.why_not:
            work.close()
            return
        self._progress = "Asking Convert."
        self._task = self._tasks.spawn(work, name)
        self._task.add_done_callback(self._ended)
        self.changed.emit()

    async def _load(self, profile: Profile) -> None:
        where = _where(profile)
        experiences = await self._api.experiences(profile, where, self._tell)
        if isinstance(experiences, ApiFault):
            self.failed.emit(experiences.words)
            return
        goals = await self._api.goals(profile, where, self._tell)
        if isinstance(goals, ApiFault):
            self.failed.emit(goals.words)
            return
        if profile.id != self._profiles.current.id:
            return
        before = self._catalogs.source
        source = before if SOURCE in before else f"{before} and {SOURCE}" if before else SOURCE
        text = with_listed(self._catalogs.text, where, experiences, goals)
        self._catalogs.load_text(text, source)
        self.loaded.emit(f"{len(experiences):,} experiences and {len(goals):,} goals are listed.")

    async def _make_token(self, profile: Profile) -> None:
        made = await self._api.debug_token(profile, _where(profile), self._tell)
        if isinstance(made, ApiFault):
            self.failed.emit(made.words)
        elif profile.id == self._profiles.current.id:
            self.token = made.value
            self._catalogs.set_debug_token(made.value)
            self.token_made.emit()

    def _tell(self, progress: Progress) -> None:
        self._progress = progress.words
        self.changed.emit()

    def _ended(self, _task: asyncio.Task[None]) -> None:
        self._task, self._progress = None, ""
        self.changed.emit()

    def _drop(self, _profile_id: str) -> None:
        self.cancel()
        self.token = ""


def _where(profile: Profile) -> ProjectIds:
    return ProjectIds(profile.account, profile.project)
