"""The current profile's journeys: each change is kept at once, and can be taken back."""

from asyncio import to_thread
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from convert_console.core.journeys.journey import Journey, LastRun, Step
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.tasks import Tasks
from convert_console.services.storage.files import StoreFailed
from convert_console.services.storage.journeys import JourneyStore

MOST_UNDO = 100
"""Changes that can be taken back."""

UNNAMED = "New journey"


@dataclass(frozen=True, slots=True)
class _State:
    """All journeys, the chosen one, and what the change after this state did."""

    all: tuple[Journey, ...]
    chosen: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class _Edit:
    """Journeys of a profile that are removed by name, and others that are added."""

    profile: str
    removed: frozenset[str]
    added: tuple[Journey, ...]


class Journeys(QObject):
    """Loaded on first use, and again after the profile changed. Files are written in a thread.

    Signals:
        changed: the list, the chosen journey or what can be undone changed.
        undo_changed: Undo takes back another change than before.
        failed(str): saving or loading failed; the reason in a sentence.
    """

    changed = Signal()
    undo_changed = Signal()
    failed = Signal(str)

    def __init__(self, store: JourneyStore, profiles: Profiles) -> None:
        super().__init__()
        self._store = store
        self._profiles = profiles
        self._tasks = Tasks()
        self._all: tuple[Journey, ...] | None = None
        self._chosen = ""
        self._done: list[_State] = []
        self._undone: list[_State] = []
        self._unsaved: list[_Edit] = []
        self._writing = False
        profiles.chosen.connect(self._forget)

    @property
    def all(self) -> tuple[Journey, ...]:
        """Sorted by name, ignoring case."""
        if self._all is None:
            try:
                profile = self._profiles.current.id
                self._all = _edited(self._store.load(profile), profile, self._unsaved)
            except StoreFailed as why:
                self._all = ()
                self.failed.emit(str(why))
        return self._all

    @property
    def current(self) -> Journey | None:
        """The chosen journey; the first one if none was chosen."""
        return self.find(self._chosen) or next(iter(self.all), None)

    @property
    def undo_label(self) -> str:
        """What Undo takes back; "" for nothing."""
        return self._done[-1].label if self._done else ""

    @property
    def redo_label(self) -> str:
        """What Redo makes again; "" for nothing."""
        return self._undone[-1].label if self._undone else ""

    def find(self, name: str) -> Journey | None:
        """The journey with this name."""
        return next((journey for journey in self.all if journey.name == name), None)

    def reload(self) -> None:
        """Load what another window has changed, which Undo would take back: it ends there."""
        profile, before = self._profiles.current.id, self._all
        if before is None:
            return  # they are not in use yet
        try:
            found = _edited(self._store.peek(profile), profile, self._unsaved)
        except StoreFailed:
            return  # the next change says so
        if found == before:
            return
        self._all = found
        if _without_runs(found) != _without_runs(before):
            self._clear_undo()
        self.changed.emit()

    def choose(self, name: str) -> None:
        """Show another journey."""
        if name != self._chosen and self.find(name) is not None:
            self._chosen = name
            self.changed.emit()

    def add(self, journey: Journey, label: str = "Add a journey") -> Journey:
        """Add a journey, under another name if there is one of its name already, and choose it."""
        name = self._free_name(journey.name.strip() or UNNAMED)
        added = replace(journey, name=name, last_run=None)
        self._set((*self.all, added), added.name, label)
        return added

    def change(self, label: str, **changes: object) -> None:
        """Change the chosen journey; nothing happens if it stays the same."""
        current = self.current
        if current is None:
            return
        changed = replace(current, **changes)  # type: ignore[arg-type]
        if changed != current:
            others = tuple(each for each in self.all if each.name != current.name)
            self._set((*others, changed), changed.name, label)

    def change_settings(self, settings: dict[str, object]) -> None:
        """Change how the chosen journey is repeated."""
        self.change("Change how often it runs", **settings)

    def rename(self, before: str, name: str) -> None:
        """Give a journey a name that no other one has; a blank one changes nothing."""
        journey, name = self.find(before), name.strip()
        if journey is not None and name and name != before:
            renamed = replace(journey, name=self._free_name(name))
            others = tuple(each for each in self.all if each.name != before)
            is_chosen = self.current is journey
            chosen = renamed.name if is_chosen else self._chosen
            self._set((*others, renamed), chosen, "Rename the journey")

    def set_steps(self, steps: Sequence[Step], label: str) -> None:
        """Change the steps of the chosen journey."""
        self.change(label, steps=tuple(steps))

    def note_run(self, profile_id: str, name: str, run: LastRun) -> None:
        """Keep how a run of a journey went; no change that can be taken back."""
        journey = self.find(name) if profile_id == self._profiles.current.id else None
        if journey is not None:
            noted = replace(journey, last_run=run)
            self._all = tuple(noted if each is journey else each for each in self.all)
            self._keep(_Edit(profile_id, frozenset(), (noted,)))
            self.changed.emit()

    def duplicate(self) -> None:
        """Add a copy of the chosen journey."""
        if self.current is not None:
            self.add(self.current, "Duplicate the journey")

    def delete(self) -> None:
        """Delete the chosen journey."""
        current = self.current
        if current is not None:
            names = [journey.name for journey in self.all]
            place = names.index(current.name)
            rest = tuple(journey for journey in self.all if journey is not current)
            chosen = rest[min(place, len(rest) - 1)].name if rest else ""
            self._set(rest, chosen, f"Delete {current.name}")

    def undo(self) -> None:
        """Take the last change back."""
        if self._done:
            before = self._done.pop()
            self._undone.append(_State(self.all, self._chosen, before.label))
            self._show(before)

    def redo(self) -> None:
        """Make the change that was taken back again."""
        if self._undone:
            after = self._undone.pop()
            self._done.append(_State(self.all, self._chosen, after.label))
            self._show(after)

    async def finish(self) -> None:
        """Wait until everything is written."""
        await self._tasks.settle()

    def _set(self, journeys: Sequence[Journey], chosen: str, label: str) -> None:
        self._done.append(_State(self.all, self._chosen, label))
        del self._done[:-MOST_UNDO]
        self._undone.clear()
        self._show(_State(_sorted(journeys), chosen))

    def _show(self, state: _State) -> None:
        before = self.all
        runs = {each.name: each.last_run for each in before if each.last_run is not None}
        state = replace(
            state,
            all=tuple(
                replace(each, last_run=runs[each.name]) if each.name in runs else each
                for each in state.all
            ),
        )
        removed = frozenset(each.name for each in before if each not in state.all)
        added = tuple(each for each in state.all if each not in before)
        self._all, self._chosen = state.all, state.chosen
        if removed or added:
            self._keep(_Edit(self._profiles.current.id, removed, added))
        self.undo_changed.emit()
        self.changed.emit()

    def _keep(self, edit: _Edit) -> None:
        self._unsaved.append(edit)
        if not self._writing:
            self._writing = True
            self._tasks.spawn(self._write(), "saving journeys")

    async def _write(self) -> None:
        try:
            while self._unsaved:
                edits = list(self._unsaved)
                await to_thread(_apply, self._store, edits)
                del self._unsaved[: len(edits)]
        except StoreFailed as why:  # tried again with the next change
            self.failed.emit(str(why))
        finally:
            self._writing = False

    def _free_name(self, name: str) -> str:
        taken = {journey.name for journey in self.all}
        number, free = 2, name
        while free in taken:
            number, free = number + 1, f"{name} {number}"
        return free

    def _forget(self, _profile_id: str) -> None:
        self._all, self._chosen = None, ""
        self._clear_undo()
        self.changed.emit()

    def _clear_undo(self) -> None:
        self._done.clear()
        self._undone.clear()
        self.undo_changed.emit()


def _without_runs(journeys: Sequence[Journey]) -> tuple[Journey, ...]:
    return tuple(replace(journey, last_run=None) for journey in journeys)


def _sorted(journeys: Sequence[Journey]) -> tuple[Journey, ...]:
    return tuple(sorted(journeys, key=lambda journey: journey.name.casefold()))


def _apply(store: JourneyStore, edits: Sequence[_Edit]) -> None:
    """Write edits into the files, which another window may have changed too."""
    for profile in dict.fromkeys(edit.profile for edit in edits):
        store.write(profile, _edited(store.load(profile), profile, edits))


def _edited(stored: Sequence[Journey], profile: str, edits: Sequence[_Edit]) -> tuple[Journey, ...]:
    """The journeys of a profile after these edits."""
    journeys = {journey.name: journey for journey in stored}
    for edit in edits:
        if edit.profile == profile:
            for name in edit.removed:
                journeys.pop(name, None)
            journeys |= {journey.name: journey for journey in edit.added}
    return _sorted(tuple(journeys.values()))
