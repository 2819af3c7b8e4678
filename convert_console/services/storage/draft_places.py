"""Which file holds a window's draft, where two windows of one profile are open at once."""

from __future__ import annotations

import errno
import weakref
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from convert_console.services.storage.file_lock import lock
from convert_console.services.storage.files import StoreFailed, file_named, for_owner, make_folder

_HELD = (errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)


class DraftPlaces:
    """The first window of a profile has the place "shop", the next one "shop~2", and so on.

    A place is held by a lock on a file beside the draft, which the system lets go of however the
    process ends. Where a folder knows no locks, every window has the first place.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mine: dict[str, str] = {}
        self._locks = ExitStack()
        weakref.finalize(self, self._locks.close)

    def of(self, profile_id: str) -> str:
        """The place in which this window keeps a profile's draft; the first one before `take`."""
        return self._mine.get(profile_id, profile_id)

    def take(self, profile_id: str) -> str:
        """Hold the first place that no other window holds, until `release`."""
        if profile_id not in self._mine:
            places = (_place(profile_id, number) for number in count(1))
            self._mine[profile_id] = next(place for place in places if self._hold(place))
        return self._mine[profile_id]

    def deserted(self, profile_id: str) -> list[str]:
        """The later places in which a draft lies and no window is; they are held from now on."""
        found = sorted(self._folder.glob(f"{profile_id}~*.draft"))
        return [path.stem for path in found if self._is_deserted(profile_id, path.stem)]

    def release(self) -> None:
        """Hold nothing any more."""
        self._mine.clear()
        self._locks.close()

    def _is_deserted(self, profile_id: str, place: str) -> bool:
        number = place.removeprefix(f"{profile_id}~")
        return number.isdecimal() and place != self.of(profile_id) and self._hold(place)

    def _hold(self, place: str) -> bool:
        try:
            path = file_named(self._folder, place, ".lock")
            make_folder(path.parent)
            file = open(path, "ab", opener=for_owner)  # noqa: SIM115 - held until `release`
        except (OSError, StoreFailed):
            return True
        try:
            lock(file)
        except OSError as error:
            file.close()
            return error.errno not in _HELD
        self._locks.push(file)
        return True


def _place(profile_id: str, number: int) -> str:
    return profile_id if number == 1 else f"{profile_id}~{number}"
