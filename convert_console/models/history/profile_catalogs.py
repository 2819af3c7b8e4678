"""The catalogs of all profiles, for rows of the history that another profile has sent."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from convert_console.core.catalog.catalog import Catalog
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.tasks import Tasks, loop_runs

Load = Callable[[str], Catalog | None]
"""Reads the catalog of a profile by its id; called in a thread."""


class ProfileCatalogs(QObject):
    """The current profile's catalog is at hand; another one is read when it is first asked for.

    Signals:
        changed: a catalog was read, or another profile is current.
    """

    changed = Signal()

    def __init__(
        self,
        current: CurrentCatalog,
        current_profile: Callable[[], str],
        load: Load,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._current, self._current_profile, self._load = current, current_profile, load
        self._known: dict[str, Catalog | None] = {}
        self._reading: set[str] = set()
        self._tasks = Tasks()
        current.changed.connect(self._forget)

    def of(self, profile_id: str) -> Catalog | None:
        """The catalog of a profile, of the current one where the id is empty; `None` where there is
        none, or not yet.
        """
        if profile_id in ("", self._current_profile()):
            return self._current.value
        if profile_id not in self._known and profile_id not in self._reading and loop_runs():
            self._reading.add(profile_id)
            self._tasks.spawn(self._read(profile_id), "reading the names of a profile")
        return self._known.get(profile_id)

    async def finish(self) -> None:
        """Wait for the thread that reads; called when the window closes."""
        await self._tasks.settle()

    async def _read(self, profile_id: str) -> None:
        try:
            self._known[profile_id] = await asyncio.to_thread(self._load, profile_id)
        finally:
            self._reading.discard(profile_id)
        self.changed.emit()

    def _forget(self) -> None:
        """Read catalogs again: the one that was current may have been changed."""
        self._known.clear()
        self.changed.emit()
