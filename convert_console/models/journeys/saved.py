"""The current profile's saved journeys."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from convert_console.core.journeys.journey import Journey
from convert_console.models.profiles.profiles import Profiles
from convert_console.services.storage.files import StoreFailed
from convert_console.services.storage.journeys import JourneyStore


class Journeys(QObject):
    """Loaded on first use, and again after the profile changed.

    Signals:
        changed: the list changed.
        failed(str): saving or loading failed; the reason in a sentence.
    """

    changed = Signal()
    failed = Signal(str)

    def __init__(self, store: JourneyStore, profiles: Profiles) -> None:
        super().__init__()
        self._store = store
        self._profiles = profiles
        self._all: tuple[Journey, ...] | None = None
        profiles.chosen.connect(self._forget)

    @property
    def all(self) -> tuple[Journey, ...]:
        """Sorted by name, ignoring case."""
        if self._all is None:
            try:
                self._all = self._store.load(self._profiles.current.id)
            except StoreFailed as why:
                self._all = ()
                self.failed.emit(str(why))
        return self._all

    def find(self, name: str) -> Journey | None:
        """The journey with this name."""
        return next((journey for journey in self.all if journey.name == name), None)

    def save(self, journey: Journey) -> bool:
        """Save a journey, replacing the one with its name; returns whether it was saved."""
        return self._keep([*self._others(journey.name), journey])

    def delete(self, name: str) -> bool:
        """Delete the journey with this name; returns whether that was saved."""
        return self._keep(self._others(name))

    def _others(self, name: str) -> list[Journey]:
        """All others, read again since another window may have saved some."""
        self._all = None
        return [journey for journey in self.all if journey.name != name]

    def _keep(self, journeys: list[Journey]) -> bool:
        ordered = tuple(sorted(journeys, key=lambda journey: journey.name.casefold()))
        try:
            self._store.write(self._profiles.current.id, ordered)
        except StoreFailed as why:
            self.failed.emit(str(why))
            return False
        self._all = ordered
        self.changed.emit()
        return True

    def _forget(self, _profile_id: str) -> None:
        self._all = None
        self.changed.emit()
