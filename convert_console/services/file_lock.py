"""A lock on an open file that its process's end lets go of."""

from __future__ import annotations

import sys
from typing import IO


def lock(file: IO[bytes]) -> None:
    """Take the lock or raise `OSError`; it is held until the file is closed."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(1 << 40)  # far behind the text: Windows locks bytes, and others must read those
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
