"""The tracking plan of the current profile, read again whenever its file changes."""

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Signal

from convert_console.core.plan.plan import Plan, PlanFault
from convert_console.models.profiles.profiles import Profiles
from convert_console.services.storage.plans import PlanFiles


class Plans(QObject):
    """Nothing is read before `start`.

    Signals:
        changed: there is a different plan, or a different reason why there is none.
    """

    changed = Signal()

    def __init__(self, profiles: Profiles, files: PlanFiles) -> None:
        super().__init__()
        self._profiles, self._files = profiles, files
        self._found: Plan | PlanFault | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._read)
        self._watcher.directoryChanged.connect(self._read)

    @property
    def value(self) -> Plan | None:
        """The plan; `None` without one that can be used."""
        return self._found if isinstance(self._found, Plan) else None

    @property
    def fault(self) -> str:
        """Why the profile's plan cannot be used; "" if it can, or if there is none."""
        return self._found.sentence if isinstance(self._found, PlanFault) else ""

    def start(self) -> None:
        """Read the plan of the current profile, and follow it."""
        self._profiles.changed.connect(self._read)
        self._read()

    def _read(self) -> None:
        profiles = self._profiles
        path = profiles.current.plan
        self._files.use({"": path, **{profile.id: profile.plan for profile in profiles.all}})
        # Editors replace a file, which the watcher then forgets: the folder says that it is back.
        watched = {path, str(Path(path).parent)} if path else set()
        known = {*self._watcher.files(), *self._watcher.directories()}
        if known - watched:
            self._watcher.removePaths(sorted(known - watched))
        for new in sorted(watched - known):
            self._watcher.addPath(new)
        found = self._files.read(path)
        if found != self._found:
            self._found = found
            self.changed.emit()
