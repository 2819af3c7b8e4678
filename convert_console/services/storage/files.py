"""Whole files, written so that a crash leaves either the old text or the new, never half of one."""

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterable
from itertools import count
from pathlib import Path

TEMPORARY = ".writing-"
"""How the name of an unfinished file begins; the number of its process follows."""

BROKEN = ".broken-"
"""What is added to the name of a file that cannot be read; a number follows."""

LARGEST = 200_000_000
"""Bytes up to which a file of the console is read; a larger draft could not be worked on."""

LARGEST_IMPORT = 50_000_000
"""Bytes up to which a dropped or chosen file is read; a HAR of a long session is that large."""

NAME_LIMIT = 120
"""Characters of a name; with suffixes it stays below the 255 bytes of common file systems."""


class StoreFailed(Exception):
    """Something could not be kept or read back; its text is a sentence with the next step."""


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


def read_whole(path: Path) -> bytes:
    """The content of a file.

    Raises `OSError`, also for a file that is too large, and for what is not a file: reading a pipe
    would never end.
    """
    with open(path, "rb", opener=for_owner) as file:
        size = os.fstat(file.fileno()).st_size
        content = b""
        if size <= LARGEST:
            # Files of the system say that they are empty; they may never end, or have nothing yet.
            content = (file.read() if size else file.read(LARGEST + 1)) or b""
    if max(size, len(content)) > LARGEST:
        has = f"it has {max(size, len(content)) / 1_000_000:,.0f} MB, and no more than"
        raise OSError(errno.EFBIG, f"{has} {LARGEST / 1_000_000:,.0f} are read", str(path))
    return content


def read_if_present(path: Path) -> bytes | None:
    """The content of a file, or `None` where there is none. Raises `StoreFailed`."""
    try:
        return read_whole(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreFailed(sentence_of(error, path)) from error


def read_utf8(path: Path, largest: int, too_large: str, *, encoding: str = "utf-8") -> str:
    """The text of a file. Raises `StoreFailed`; `too_large` is what it then says of a large one."""
    try:
        if path.stat().st_size > largest:
            limit = f"{largest / 1_000_000:,.0f} MB"
            raise StoreFailed(f"{path.name} has more than {limit}. {too_large}")
        return read_whole(path).decode(encoding, "surrogatepass")
    except UnicodeDecodeError as error:
        raise StoreFailed(f"{path.name} is not text in UTF-8. Save it in that form.") from error
    except OSError as error:
        raise StoreFailed(sentence_of(error, path)) from error


def read_import(path: Path) -> str:
    """The text of a dropped or chosen file, in whatever encoding. Raises `StoreFailed`, also for a
    file without a text.
    """
    if path.is_dir():
        raise StoreFailed(f"{path.name} is a folder. Choose one of its files.")
    try:
        size = path.stat().st_size
        if size > LARGEST_IMPORT:
            raise StoreFailed(
                f"{path.name} has {size:,} bytes; up to {LARGEST_IMPORT:,} can be read."
            )
        content = read_whole(path)
    except OSError as error:
        raise StoreFailed(f"{path.name} cannot be read: {error.strerror or error}.") from error
    if not content.strip():
        raise StoreFailed(f"{path.name} is empty.")
    for encoding in ("utf-8-sig", "utf-16"):
        try:
            return content.decode(encoding)
        except UnicodeError:
            continue
    if b"\0" in content:
        raise StoreFailed(f"{path.name} is not a text file.")
    return content.decode("latin-1")


def delete_file(path: Path) -> None:
    """Delete a file, if it is there. Raises `StoreFailed`."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreFailed(sentence_of(error, path)) from error


def is_gone(why: StoreFailed) -> bool:
    """Whether there was no such file: another window may have deleted it since it was listed."""
    return isinstance(why.__cause__, FileNotFoundError)


def make_folder(folder: Path) -> None:
    """Make a folder and its missing parents. Raises `OSError`.

    Only this user may enter them: what the console keeps may hold secrets.
    """
    if not folder.is_dir():
        if folder.parent != folder:
            make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def for_owner(path: str, flags: int) -> int:
    """An `opener` for `open`: only this user may read and write the file.

    It must be a file: opening a pipe would wait forever, and a device has no content.
    """
    handle = os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o600)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "it is not a file", path)
    return handle


def listed(folder: Path) -> list[Path]:
    """What is in a folder, sorted by name; nothing where there is none.

    Raises `OSError` where that cannot be found out, which `Path.glob` takes for an empty folder.
    """
    try:
        return sorted(folder.iterdir())
    except FileNotFoundError:
        return []


def rename_broken(path: Path) -> Path:
    """Rename a file that cannot be read to `<name>.broken-<n>`, and return its new path.

    Nothing is overwritten. Raises `StoreFailed` when the folder refuses.
    """
    names = (f"{path.name}{BROKEN}{number}" for number in count(1))
    try:
        return rename_to_free(path, map(path.with_name, names))
    except OSError as error:
        raise StoreFailed(sentence_of(error, path)) from error


def rename_to_free(path: Path, places: Iterable[Path]) -> Path:
    """Rename a file to the first of these paths that is free. Raises `OSError`.

    The path is claimed first with an empty file: a rename would overwrite what another window has
    put there since anybody looked. So nobody may read these paths meanwhile.
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
    usable = 0 < len(name) <= NAME_LIMIT and not name.startswith(".") and _is_encodable(name)
    if not usable or any(sign in '<>:"/\\|?*' or ord(sign) < 32 for sign in name):
        raise StoreFailed(f"The id {name[:NAME_LIMIT]!r} cannot be the name of a file.")
    return folder / f"{name}{suffix}"


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


# Windows has no EDQUOT.
_NO_ROOM = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def _is_encodable(name: str) -> bool:
    """Whether the system has bytes for a name; it has none for most lone surrogates."""
    try:
        return bool(os.fsencode(name))
    except UnicodeEncodeError:
        return False


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
