"""Makes the console's folder private, and removes what killed processes have left there."""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from convert_console.services.storage.files import TEMPORARY, Folders

SESSION = "convert-console-"
"""How the name of a history begins that is kept for one session only, in the temporary folder; the
number of its process follows."""

OLD_SECONDS = 3_600.0
"""Age from which a file without a process in its name is left over; writing takes seconds."""

ANCIENT_SECONDS = 86_400.0
"""Age from which a file is left over even if a process has its number by now."""

_OURS = re.compile(rf"{re.escape(TEMPORARY)}([0-9]+)-.*\.tmp", re.DOTALL)
_OF_EARLIER_VERSIONS = re.compile(r"\.[a-z0-9_]{8}\.tmp")
_COPY_OF_EARLIER_VERSIONS = re.compile(r"\..+\.[0-9]+", re.DOTALL)
_SESSION = re.compile(rf"{SESSION}([0-9]+)-\w+")


def tidy(folders: Folders) -> None:
    """Let only the owner read the console's folder, and remove temporary files of processes that
    are gone. What cannot be done is left as it is.
    """
    _keep_to_owner(folders.root)
    for path in _everything(folders):
        _keep_to_owner(path)
        if _is_left_over(path):
            with suppress(OSError):
                path.unlink()
    for folder in _listed(Path(tempfile.gettempdir())):
        match = _SESSION.fullmatch(folder.name)
        if match and _is_mine(folder) and not _is_running(int(match[1])):
            shutil.rmtree(folder, ignore_errors=True)


def _everything(folders: Folders) -> Iterator[Path]:
    """What is ours in the folder; a person may have chosen one that holds other things as well."""
    waiting = [
        folders.profiles, folders.drafts, folders.catalogs, folders.requests, folders.journeys,
        folders.orders,
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


def _keep_to_owner(path: Path) -> None:
    """Leave the owner what the owner may do, and others nothing. No link is followed, and neither a
    folder that all share nor one above a home is touched.
    """
    if os.name != "posix":
        return  # Windows gives a user's own folders to that user alone
    with suppress(OSError):
        mode = path.lstat().st_mode
        shared = stat.S_ISDIR(mode) and (mode & stat.S_ISVTX or Path.home().is_relative_to(path))
        plain = stat.S_ISDIR(mode) or stat.S_ISREG(mode)
        if plain and not shared and mode & 0o077 and _is_mine(path):
            path.chmod(stat.S_IMODE(mode) & 0o700)


def _is_left_over(path: Path) -> bool:
    try:
        about = path.lstat()
    except OSError:
        return False
    age = time.time() - about.st_mtime
    if not stat.S_ISREG(about.st_mode):
        return False
    if ours := _OURS.fullmatch(path.name):
        return age > ANCIENT_SECONDS or not _is_running(int(ours[1]))
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
    """Whether a process may still be there. Windows cannot be asked without ending it: yes."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
