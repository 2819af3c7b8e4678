"""Whole files, written so that a crash leaves either the old text or the new, never half of one."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import stat
import sys
import tempfile
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import IO, NamedTuple, Self

from platformdirs import user_data_dir


class StoreFailed(Exception):
    """Something could not be kept or read back; its text is a sentence with the next step."""


def is_gone(why: StoreFailed) -> bool:
    """Whether there was no such file: another window may have deleted it since it was listed."""
    return isinstance(why.__cause__, FileNotFoundError)


def make_folder(folder: Path) -> None:
    """Make a folder, and those it lies in where they are missing, for this user alone: what the
    console keeps may hold secrets. Raises `OSError`.
    """
    if not folder.is_dir():
        if folder.parent != folder:
            make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def for_owner(path: str, flags: int) -> int:
    """What `open` takes as `opener` for a file that this user alone may read and write. It must be
    a file: a pipe would be waited for without end, and a device has none.
    """
    handle = os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o600)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "it is not a file", path)
    return handle


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in place in one step, durably; missing folders are made.

    Raises `StoreFailed` when the disk refuses; the file is then as it was before.
    """
    try:
        make_folder(path.parent)
        _replace(path, content)
        _sync_folder(path.parent)
    except OSError as error:
        raise StoreFailed(sentence_of(error, path)) from error


TEMPORARY = ".writing-"
"""How the name of a file begins that is not whole yet; the number of its process follows."""


LARGEST = 200_000_000
"""Bytes up to which a file of the console is read; a larger draft could not be worked on."""


def read_whole(path: Path, largest: int = LARGEST) -> bytes:
    """The content of a file. Raises `OSError`, also for what is no file, such as a pipe, which
    would be waited for without end, and for one that is larger than any of ours.
    """
    about = path.stat()
    if not stat.S_ISREG(about.st_mode):
        raise OSError(errno.EINVAL, "it is not a file", str(path))
    if about.st_size > largest:
        size = f"it has {about.st_size / 1_000_000:,.0f} MB, and no more than"
        raise OSError(errno.EFBIG, f"{size} {largest / 1_000_000:,.0f} are read", str(path))
    return path.read_bytes()


def listed(folder: Path) -> list[Path]:
    """What lies in a folder, in the order of names; nothing where there is none. Raises `OSError`
    where that cannot be found out, which `Path.glob` takes for an empty folder.
    """
    try:
        return sorted(folder.iterdir())
    except FileNotFoundError:
        return []


BROKEN = ".broken-"
"""What is added to the name of a file that cannot be read; a number follows."""


def set_aside(path: Path) -> Path:
    """Rename a file that cannot be read to `<name>.broken-<n>`, and say where it is now.

    Nothing is overwritten. Raises `StoreFailed` when the folder refuses.
    """
    names = (f"{path.name}{BROKEN}{number}" for number in count(1))
    try:
        return rename_to_free(path, map(path.with_name, names))
    except OSError as error:
        raise StoreFailed(sentence_of(error, path)) from error


def rename_to_free(path: Path, places: Iterable[Path]) -> Path:
    """Rename a file to the first of these places where nothing lies. It is claimed before: a rename
    covers what another window has put there since anybody looked. Raises `OSError`.

    For places that nobody reads meanwhile: what is claimed is an empty file for a moment.
    """
    for place in places:
        try:
            open(place, "xb", opener=for_owner).close()
        except FileExistsError:
            continue
        try:
            return path.replace(place)
        except BaseException:
            with contextlib.suppress(OSError):
                place.unlink()
            raise
    raise FileExistsError(path)


def file_named(folder: Path, name: str, suffix: str) -> Path:
    """A file of a folder, never one outside it; raises `StoreFailed` for any other name."""
    usable = 0 < len(name) <= NAME_LIMIT and not name.startswith(".") and _can_be_spelt(name)
    if not usable or any(sign in '<>:"/\\|?*' or ord(sign) < 32 for sign in name):
        raise StoreFailed(f"The id {name[:NAME_LIMIT]!r} cannot be the name of a file.")
    return folder / f"{name}{suffix}"


def _can_be_spelt(name: str) -> bool:
    """Whether the system has bytes for a name; it has none for most lone surrogates."""
    try:
        return bool(os.fsencode(name))
    except UnicodeEncodeError:
        return False


NAME_LIMIT = 120
"""Characters of a name; with suffixes it stays below the 255 bytes of common file systems."""


def sentence_of(error: OSError, path: Path) -> str:
    """What the system refused, and what to do about it.

    >>> sentence_of(OSError(errno.ENOSPC, "No space left on device"), Path("a"))
    'The disk is full, so a could not be written. Free some space and try again.'
    """
    name = path.name
    if error.errno in _NO_ROOM:
        return f"The disk is full, so {name} could not be written. Free some space and try again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"The system allows no access to {path}. Check the permissions of {path.parent}."
    reason = error.strerror or str(error)
    return f"{path} could not be read or written ({reason}). Check that its folder can be used."


# Windows has no quotas of this kind, nor the number.
_NO_ROOM = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def _replace(path: Path, content: bytes) -> None:
    prefix = f"{TEMPORARY}{os.getpid()}-"
    handle, temporary = tempfile.mkstemp(prefix=prefix, suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def _sync_folder(folder: Path) -> None:
    """Make a rename durable; Windows has no such call and needs none."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# A lock on an open file that its process's end lets go of.

_BEHIND = 1 << 40  # far behind the text: Windows locks bytes, and others must read those


def lock(file: IO[bytes]) -> None:
    """Take the lock or raise `OSError`; it is held until the file is closed."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(_BEHIND)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_locked(file: IO[bytes]) -> bool:
    """Whether somebody else holds the lock just now. A folder that knows no locks says no."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(_BEHIND)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return True
        file.seek(_BEHIND)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
        return False

    try:
        # Shared, so that two who ask at the same time do not take each other for the holder.
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    fcntl.flock(file, fcntl.LOCK_UN)
    return False


# Where the console's own files live.

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
        # Imported here, since a start with the variable set needs no platformdirs.

        return cls(Path(user_data_dir("convert-console", appauthor=False)))

    @property
    def profiles(self) -> Path:
        """The folder of the profiles."""
        return self.root / "profiles"

    @property
    def drafts(self) -> Path:
        """The folder of the drafts."""
        return self.root / "drafts"

    @property
    def catalogs(self) -> Path:
        """The folder of the projects' configurations."""
        return self.root / "catalogs"

    @property
    def requests(self) -> Path:
        """The folder of the saved requests."""
        return self.root / "requests"

    @property
    def journeys(self) -> Path:
        """The folder of the journeys."""
        return self.root / "journeys"

    @property
    def orders(self) -> Path:
        """The folder of what was sent of each CSV file."""
        return self.root / "orders"

    @property
    def history(self) -> Path:
        """The database file of the history."""
        return self.root / "history.sqlite3"

    @property
    def settings(self) -> Path:
        """The file of the window's settings."""
        return self.root / "settings.json"


# Reads a file that the person dropped or chose, as text.

LARGEST_DROPPED_FILE = 50_000_000
"""Bytes of a file that is read; a HAR of a long session is about that large."""


def text_of_file(path: Path) -> str:
    """The text of a file, of whatever encoding; raises `StoreFailed` with a sentence."""
    try:
        size = path.stat().st_size
        if size > LARGEST_DROPPED_FILE:
            raise StoreFailed(
                f"{path.name} has {size:,} bytes; up to {LARGEST_DROPPED_FILE:,} can be read."
            )
        content = path.read_bytes()
    except OSError as why:
        raise StoreFailed(f"{path.name} cannot be read: {why.strerror or why}.") from why
    for encoding in ("utf-8-sig", "utf-16"):
        try:
            return content.decode(encoding)
        except UnicodeError:
            continue
    return content.decode("latin-1")
