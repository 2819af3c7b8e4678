"""The saved profiles, and which of them is current."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand

from convert_console.core.document.incremental import change_between
from convert_console.core.request.profile import Profile
from convert_console.core.request.secret_headers import hidden_names
from convert_console.core.text import natural_key
from convert_console.models.document.document import continues_typing
from convert_console.models.profiles.secrets import Secrets
from convert_console.services.storage.files import (
    StoreFailed,
    read_whole,
    sentence_of,
    write_whole,
)
from convert_console.services.storage.profiles import (
    BrokenFile,
    InvalidProfile,
    LoadedProfiles,
    ProfileStore,
    read_profile,
    write_export,
)

SAVE_AFTER_MS = 300


class Profiles(QObject):
    """Every profile; one of them is current. Changes are saved.

    Signals:
        changed: the list, the choice or a setting has changed.
        renamed(dict): profiles have other names, or there are others; the names by id.
        chosen(str): a different profile is current; its id.
        duplicated(str, str): a profile was copied, and the copy is current; the ids of both.
        moved_to_trash(str): a profile was deleted, and `restore` brings it back; its name.
        deleted(str): a profile is gone for good; its id.
        deleted_elsewhere(str): another window has deleted the current profile, which stays here;
            its name. `keep` saves it again.
        failed(str): a file could not be read or written; why, in a sentence.
        notice(str): a profile was exported or imported; what to know about it, in a sentence.
    """

    changed = Signal()
    renamed = Signal(dict)
    chosen = Signal(str)
    duplicated = Signal(str, str)
    moved_to_trash = Signal(str)
    deleted = Signal(str)
    deleted_elsewhere = Signal(str)
    failed = Signal(str)
    notice = Signal(str)

    def __init__(
        self,
        store: ProfileStore,
        first: Profile,
        parent: QObject | None = None,
        secrets: Secrets | None = None,
        chosen: str = "",
    ) -> None:
        """`first` is the profile of a first start, where none is stored. `chosen` is the id of the
        one to begin with, if there is one.
        """
        super().__init__(parent)
        self._store = store
        self.secrets = secrets or Secrets(parent=self)
        loaded = _loaded(store)
        self.broken = tuple(broken.sentence for broken in loaded.broken)
        self._all = {p.id: p for p in loaded.profiles or [_with_free_id(first, loaded, store)]}
        self._current = chosen if chosen in self._all else next(iter(self._all))
        self._unsaved: set[str] = set() if loaded.profiles else {self._current}
        self._deleted: tuple[Profile, Path | None] | None = None
        self._told_gone = ""  # the id of the profile that `deleted_elsewhere` was about
        self._saving = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._saving.timeout.connect(self.save)
        self._named = self.names
        self.changed.connect(self._tell_names)

    @property
    def all(self) -> tuple[Profile, ...]:
        """Every profile, by name: Shop 2 before Shop 10."""
        return tuple(sorted(self._all.values(), key=lambda p: (natural_key(p.name), p.id)))

    @property
    def current(self) -> Profile:
        """The current profile."""
        return self._all[self._current]

    @property
    def names(self) -> dict[str, str]:
        """The name of every profile by its id."""
        return {profile.id: profile.name for profile in self._all.values()}

    @property
    def ids_by_name(self) -> dict[str, str]:
        """The ids of profiles by name; names of several profiles are left out."""
        counts = Counter(self.names.values())
        return {name: own for own, name in self.names.items() if counts[name] == 1}

    @property
    def ids_by_project(self) -> dict[str, str]:
        """The ids of profiles by project; the current profile is preferred, then the first one."""
        known = [self.current, *self._all.values()]
        return {one.project: one.id for one in reversed(known) if one.project}

    def find(self, profile_id: str) -> Profile | None:
        """The profile of an id, if it still exists."""
        return self._all.get(profile_id)

    def choose(self, profile_id: str) -> None:
        """Make a profile the current one."""
        if profile_id in self._all and profile_id != self._current:
            self._current = profile_id
            self.chosen.emit(profile_id)
            self.changed.emit()

    def alter(self, **settings: Any) -> None:
        """Change settings of the current profile. They are saved a moment later; secrets go to the
        keyring.
        """
        altered = replace(self.current, **self.secrets.extract(self.current, settings))
        if altered != self.current:
            self._all[self._current] = altered
            self._unsaved.add(self._current)
            self._saving.start()
            self.changed.emit()

    def reload(self) -> None:
        """Load what another window has saved, unless this one has unsaved changes."""
        profiles = self._all if self._unsaved else _read_again(self._store, self._all)
        is_gone = self._current not in profiles
        profiles.setdefault(self._current, self.current)
        if profiles != self._all:
            self._all = profiles
            self.changed.emit()
        if is_gone and self._told_gone != self._current:
            self.deleted_elsewhere.emit(self.current.name)
        self._told_gone = self._current if is_gone else ""

    def keep(self) -> None:
        """Save the current profile again, which another window has deleted."""
        self._unsaved.add(self._current)
        self.save()

    def save(self) -> None:
        """Write what has changed. What cannot be written stays unsaved and is tried again."""
        self._saving.stop()
        for profile_id in tuple(self._unsaved):
            try:
                self._store.save(self._all[profile_id])
            except StoreFailed as why:
                self.failed.emit(str(why))
                return
            self._unsaved.discard(profile_id)

    def add(self, name: str, template: Profile | None = None) -> Profile:
        """Add a profile, with a template's settings if given, and use it."""
        source = template or Profile(id="", name="")
        profile = replace(source, id=self._store.new_id(name), name=name)
        unsafe = {"headers": source.headers, "proxy": source.proxy}
        profile = replace(profile, **self.secrets.extract(profile, unsafe))
        self._all[profile.id] = profile
        self._unsaved.add(profile.id)
        self.secrets.copy(source, profile.id)
        self.save()
        self.choose(profile.id)
        return profile

    def duplicate(self) -> Profile:
        """Make a copy of the current profile and use it."""
        copied = self.current
        made = self.add(f"{copied.name} copy", copied)
        self.duplicated.emit(copied.id, made.id)
        return made

    def delete(self) -> None:
        """Delete the current profile; `restore` brings it back. The last profile stays."""
        if len(self._all) == 1:
            self.failed.emit("This is the only profile. Add another one before you delete it.")
            return
        gone = self.current
        try:
            file = self._store.delete(gone.id)
        except StoreFailed as why:
            self.failed.emit(str(why))
            return
        self.purge_deleted()
        self._deleted = gone, file
        self._unsaved.discard(gone.id)
        self.choose(next(profile.id for profile in self.all if profile.id != gone.id))
        del self._all[gone.id]
        self.changed.emit()
        self.moved_to_trash.emit(gone.name)

    def restore(self) -> None:
        """Restore the profile that was deleted last, and use it."""
        if self._deleted is None:
            return
        profile, file = self._deleted
        try:
            if file is not None:
                self._store.restore(profile.id, file)
        except StoreFailed as why:
            self.failed.emit(str(why))
            return
        self._deleted = None
        self._all[profile.id] = profile
        self._unsaved.add(profile.id)
        self.save()
        self.choose(profile.id)

    def purge_deleted(self) -> None:
        """Delete the last deleted profile for good, with its secrets, draft and catalog."""
        if self._deleted is not None:
            profile, self._deleted = self._deleted[0], None
            self.secrets.drop(profile)
            self.deleted.emit(profile.id)

    def export(self, path: str) -> None:
        """Write the current profile into a file to share, without its secrets."""
        try:
            write_whole(Path(path), write_export(self.current))
        except StoreFailed as why:
            self.failed.emit(str(why))
        else:
            self.notice.emit(
                f"Exported to {path}. Secret header values and passwords are not in it."
            )

    def import_file(self, path: str) -> None:
        """Add the profile of an exported file, and use it."""
        try:
            profile = read_profile("", read_whole(Path(path)))
        except OSError as error:
            self.failed.emit(sentence_of(error, Path(path)))
        except InvalidProfile as why:
            self.failed.emit(f"{Path(path).name} is not a profile: {why}. Nothing was imported.")
        else:
            self._add_imported(profile)

    def _tell_names(self) -> None:
        if self.names != self._named:
            self._named = self.names
            self.renamed.emit(self._named)

    def _add_imported(self, profile: Profile) -> None:
        """Add a profile from somebody else: it asks before it sends, until its new owner changes
        that.
        """
        cautious = replace(profile, reach="ask") if profile.reach == "free" else profile
        self.add(profile.name, cautious)
        self.notice.emit(_import_notice(profile, cautious))


def _import_notice(profile: Profile, cautious: Profile) -> str:
    parts = [f"Imported {profile.name}."]
    if cautious is not profile:
        parts.append("It was set to send without asking; here it asks first.")
    lacking = ", ".join(hidden_names(profile.headers))
    if lacking:
        parts.append(f"Enter the value of {lacking} under Headers in the profile settings.")
    return " ".join(parts)


def _loaded(store: ProfileStore) -> LoadedProfiles:
    try:
        return store.load()
    except StoreFailed as why:
        return LoadedProfiles((), (BrokenFile(Path(), str(why)),))


def _read_again(store: ProfileStore, known: dict[str, Profile]) -> dict[str, Profile]:
    try:
        return store.read_again(known)
    except StoreFailed:
        return known  # good enough; saving says what is wrong


def _with_free_id(first: Profile, loaded: LoadedProfiles, store: ProfileStore) -> Profile:
    """The first profile, with an id that hides no file, such as one of a newer version."""
    unlisted = Path() in {broken.path for broken in loaded.broken}  # the folder cannot be read
    if not unlisted and f"{first.id}.json" not in {broken.path.name for broken in loaded.broken}:
        return first
    return replace(first, id=store.new_id(first.name))


class TargetChange(QUndoCommand):
    """Another address as the target of the current profile; each profile has its own undo history.
    Typing on in the address continues the step before.
    """

    def __init__(self, profiles: Profiles, shown: str, address: str) -> None:
        """`shown` is the address that was edited."""
        super().__init__("Edit target")
        self._profiles = profiles
        self._before = {name: getattr(profiles.current, name) for name in ("target", "endpoint")}
        self._address = address
        self._typed = change_between(shown, address)

    def redo(self) -> None:
        self._profiles.alter(target="custom", endpoint=self._address)

    def undo(self) -> None:
        self._profiles.alter(**self._before)

    def id(self) -> int:
        return 2  # 1 is that of an edit of the document

    def mergeWith(self, other: QUndoCommand) -> bool:
        later = cast("TargetChange", other)
        if not continues_typing(self._typed, later._typed):  # noqa: SLF001 - the same class
            return False
        self._address, self._typed = later._address, later._typed  # noqa: SLF001
        return True
