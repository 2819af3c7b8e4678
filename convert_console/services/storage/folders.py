"""The console's own folder: where its files are, who may read them, and what is removed from it."""

import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Self

from platformdirs import user_data_dir

from convert_console.services.storage.files import TEMPORARY

HOME_VARIABLE = "CONVERT_CONSOLE_HOME"
"""The environment variable that names another root, for a demo or a portable copy."""


class Folders(NamedTuple):
    """Paths under one root; the stores make the folders when they first write."""

    root: Path

    @classmethod
    def default(cls) -> Self:
        """The folder the environment names, or else the platform's usual one."""
        named = os.environ.get(HOME_VARIABLE)
        if named:
            return cls(Path(named).expanduser().absolute())
        return cls(Path(user_data_dir("convert-console", appauthor=False)))

    @property
    def profiles(self) -> Path:
        return self.root / "profiles"

    @property
    def drafts(self) -> Path:
        return self.root / "drafts"

    @property
    def catalogs(self) -> Path:
        return self.root / "catalogs"

    @property
    def requests(self) -> Path:
        return self.root / "requests"

    @property
    def journeys(self) -> Path:
        return self.root / "journeys"

    @property
    def orders(self) -> Path:
        return self.root / "orders"

    @property
    def reports(self) -> Path:
        """What is kept of Convert's reports: a snapshot for each profile."""
        return self.root / "reports"

    @property
    def history(self) -> Path:
        return self.root / "history.sqlite3"

    @property
    def collector_ca(self) -> Path:
        """The certificate of the authority that the collector's https needs."""
        return self.root / "collector-ca.pem"

    @property
    def browsers(self) -> Path:
        """The profiles of browsers whose pages are watched."""
        return self.root / "browsers"

    @property
    def settings(self) -> Path:
        return self.root / "settings.json"


SESSION_PREFIX = "convert-console-"
"""How the name of a folder begins that holds the history of one session, or what its browser needs;
the number of its process follows."""

OLD_SECONDS = 3_600.0
"""Age from which a file without a process in its name is a leftover; writing takes seconds."""

VERY_OLD_SECONDS = 86_400.0
"""The age from which a file is a leftover even if another process has the same number."""

_OURS = re.compile(rf"{re.escape(TEMPORARY)}([0-9]+)-.*\.tmp", re.DOTALL)
_OF_EARLIER_VERSIONS = re.compile(r"\.[a-z0-9_]{8}\.tmp")
_COPY_OF_EARLIER_VERSIONS = re.compile(r"\..+\.[0-9]+", re.DOTALL)
_SESSION = re.compile(rf"{SESSION_PREFIX}([0-9]+)-\w+")


def tidy(folders: Folders) -> None:
    """Let only the owner read the console's folder, and remove temporary files of dead processes.

    What the system refuses is skipped.
    """
    _restrict_to_owner(folders.root)
    for path in _own_paths(folders):
        _restrict_to_owner(path)
        if _is_leftover(path):
            with suppress(OSError):
                path.unlink()
    for parent in (folders.browsers, Path(tempfile.gettempdir())):
        remove_sessions_of_the_dead(parent)


def remove_sessions_of_the_dead(parent: Path) -> None:
    """Remove the folders in `parent` that are named after a process which no longer runs.

    What the system refuses is skipped.
    """
    for folder in _listed(parent):
        match = _SESSION.fullmatch(folder.name)
        if match and _is_mine(folder) and not _is_running(int(match[1])):
            shutil.rmtree(folder, ignore_errors=True)


def _own_paths(folders: Folders) -> Iterator[Path]:
    """Our files in the folder; the user may have chosen one that holds other things as well."""
    waiting = [
        folders.profiles, folders.drafts, folders.catalogs, folders.requests, folders.journeys,
        folders.orders, folders.reports,
    ]  # fmt: skip
    for path in _listed(folders.root):
        names = folders.history.name, folders.settings.name, TEMPORARY
        if path.name.startswith(names) or _OF_EARLIER_VERSIONS.fullmatch(path.name):
            yield path
    while waiting:
        folder = waiting.pop()
        if folder.is_symlink() or not folder.is_dir():
            continue
        yield folder
        for path in _listed(folder):
            if path.is_dir() and not path.is_symlink():
                waiting.append(path)
            else:
                yield path


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _restrict_to_owner(path: Path) -> None:
    """Take all permissions from everybody but the owner.

    Links are not followed. Folders that all users share and those above a home are left alone.
    """
    if os.name != "posix":
        return  # Windows gives a user's own folders to that user alone
    with suppress(OSError):
        mode = path.lstat().st_mode
        shared = stat.S_ISDIR(mode) and (mode & stat.S_ISVTX or Path.home().is_relative_to(path))
        plain = stat.S_ISDIR(mode) or stat.S_ISREG(mode)
        if plain and not shared and mode & 0o077 and _is_mine(path):
            path.chmod(stat.S_IMODE(mode) & 0o700)


def _is_leftover(path: Path) -> bool:
    try:
        about = path.lstat()
    except OSError:
        return False
    age = time.time() - about.st_mtime
    if not stat.S_ISREG(about.st_mode):
        return False
    if ours := _OURS.fullmatch(path.name):
        return age > VERY_OLD_SECONDS or not _is_running(int(ours[1]))
    old = _OF_EARLIER_VERSIONS.fullmatch(path.name)
    if path.parent.name == "deleted":
        old = old or _COPY_OF_EARLIER_VERSIONS.fullmatch(path.name)
    return bool(old) and age > OLD_SECONDS


def _is_mine(path: Path) -> bool:
    try:
        about = path.lstat()
    except OSError:
        return False
    return os.name != "posix" or about.st_uid == os.getuid()


def _is_running(process: int) -> bool:
    """Whether a process may still run. On Windows asking would end it, so the answer is yes."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
