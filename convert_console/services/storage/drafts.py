"""Stores the draft of each profile, exact to the character."""

import errno
import json
import weakref
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import get_args

from convert_console.core.request.draft import Draft, Method
from convert_console.services.storage.file_lock import lock, release
from convert_console.services.storage.files import (
    StoreFailed,
    delete_file,
    file_named,
    for_owner,
    make_folder,
    read_if_present,
    rename_broken,
    write_whole,
)

VERSION = 1


class DraftStore:
    """One file a draft: a line of JSON about the text, then the text itself.

    Two windows of one profile have a file each. The text is not part of the JSON: escaping would
    join two lone surrogates into one character.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._places = DraftPlaces(folder)

    def save(self, profile_id: str, draft: Draft) -> None:
        """Write a draft; raises `StoreFailed`. May be called off the UI thread."""
        text = draft.text.encode("utf-8", "surrogatepass")
        head = json.dumps({"version": VERSION, "method": draft.method, "bytes": len(text)})
        write_whole(self._path(self._places.of(profile_id)), head.encode() + b"\n" + text)

    def load(self, profile_id: str) -> Draft | None:
        """The draft that was left under a profile, or `None` if there is none.

        A second window of the profile begins with a copy of the first one's draft. Raises
        `StoreFailed` when it cannot be read; a broken file is renamed first, so the next call
        finds none.
        """
        place = self._places.take(profile_id)
        draft = self._read(place)
        return self._read(profile_id) if draft is None and place != profile_id else draft

    def is_apart(self, profile_id: str) -> bool:
        """Whether another window holds the profile's draft, and this one has a separate draft."""
        return self._places.of(profile_id) != profile_id

    def abandoned(self, profile_id: str) -> dict[str, Draft]:
        """Drafts of closed second windows, by their place."""
        drafts = {}
        for place in self._places.abandoned(profile_id):
            draft = self._read(place)
            if draft is not None:
                drafts[place] = draft
        return drafts

    def forget(self, place: str) -> None:
        """Delete an abandoned draft; raises `StoreFailed`."""
        delete_file(self._path(place))

    def discard(self, profile_id: str) -> None:
        """Delete this window's draft of a deleted profile, and those of windows that are closed;
        raises `StoreFailed`.
        """
        places = {self._places.take(profile_id), *self._places.abandoned(profile_id)}
        for place in places:
            delete_file(self._path(place))

    def release(self) -> None:
        """Leave the drafts to other windows."""
        self._places.release()

    def _read(self, place: str) -> Draft | None:
        path = self._path(place)
        content = read_if_present(path)
        if content is None:
            return None
        draft = _read(content)
        if draft is None:
            renamed = rename_broken(path)
            raise StoreFailed(
                f"The draft in {path.name} is damaged. It was kept as {renamed.name}."
            )
        return draft

    def _path(self, place: str) -> Path:
        return file_named(self._folder, place, ".draft")


def _read(content: bytes) -> Draft | None:
    head, _, text = content.partition(b"\n")
    try:
        about = json.loads(head)
        if about["method"] in get_args(Method) and about["bytes"] == len(text):
            return Draft(text.decode("utf-8", "surrogatepass"), about["method"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return None


_HELD = (errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)


class DraftPlaces:
    """The first window of a profile has the place "shop", the next one "shop~2", and so on.

    A place is held by a lock on a file next to the draft, which the system releases however the
    process ends. Where the file system has no locks, every window has the first place.
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

    def abandoned(self, profile_id: str) -> list[str]:
        """The later places that have a draft and no window; they are held from now on."""
        drafts = sorted(self._folder.glob(f"{profile_id}~*.draft"))
        return [path.stem for path in drafts if self._is_abandoned(profile_id, path.stem)]

    def release(self) -> None:
        """Release every place."""
        self._mine.clear()
        self._locks.close()

    def _is_abandoned(self, profile_id: str, place: str) -> bool:
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
        self._locks.callback(release, file)
        return True


def _place(profile_id: str, number: int) -> str:
    return profile_id if number == 1 else f"{profile_id}~{number}"
