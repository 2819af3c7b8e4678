"""A lock on an open file that the system releases when the process ends, however it ends."""

# Not the library filelock: on Windows it locks the first byte, while other processes read these
# files; it cannot test a lock without taking it; and importing it costs 27 ms of each start.

import sys
from contextlib import suppress
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

# Windows locks bytes, and others must be able to read the text: lock one far behind it.
_LOCKED_BYTE = 1 << 40


def lock(file: IO[bytes], *, shared: bool = False) -> None:
    """Lock a file until it is closed; raises `OSError` where that cannot be done.

    A `shared` lock keeps others from holding it alone, and `is_locked` does not report it. Windows
    has none: there it is a lock like any other.
    """
    if sys.platform == "win32":
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


def release(file: IO[bytes]) -> None:
    """Unlock a file and close it."""
    # Closing alone is not enough: a process that another thread is starting has a copy of the
    # descriptor until it executes its program, and with it the lock.
    if sys.platform != "win32":
        with suppress(OSError):
            file.flush()
            fcntl.flock(file, fcntl.LOCK_UN)
    file.close()


def is_locked(file: IO[bytes]) -> bool:
    """Whether another process holds the lock alone; false if the file system has no locks."""
    if sys.platform == "win32":
        file.seek(_LOCKED_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return True
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
        return False

    try:
        # Shared: two processes that ask at the same time must not take each other for the holder.
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    fcntl.flock(file, fcntl.LOCK_UN)
    return False
