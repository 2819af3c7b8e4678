"""A lock on an open file that its process's end lets go of."""

from __future__ import annotations

import sys
from typing import IO

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
    import fcntl

    try:
        # Shared, so that two who ask at the same time do not take each other for the holder.
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    fcntl.flock(file, fcntl.LOCK_UN)
    return False
