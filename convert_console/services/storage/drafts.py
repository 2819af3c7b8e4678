"""Keeps what was composed for each profile, exact to the character."""

from __future__ import annotations

import errno
import json
import weakref
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import get_args

from convert_console.core.request.draft import Draft, Method
from convert_console.services.storage.files import (
    StoreFailed,
    file_named,
    for_owner,
    lock,
    make_folder,
    read_whole,
    sentence_of,
    set_aside,
    write_whole,
)

# Which file holds a window's draft, where two windows of one profile are open at once.

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


VERSION = 1


class DraftStore:
    """One file a draft: a line of JSON about the text, then the text as it stands. Two windows of
    one profile have a file each.

    The text is not put into the JSON: escaping would join two lone surrogates into one character.
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
        """The draft that was left under a profile, or `None` if there is none. A window beside
        another one begins with a copy of the other's.

        Raises `StoreFailed` when it cannot be read. A broken file is set aside first, so the
        next call finds none.
        """
        place = self._places.take(profile_id)
        found = self._read(place)
        return self._read(profile_id) if found is None and place != profile_id else found

    def is_apart(self, profile_id: str) -> bool:
        """Whether another window has the profile's own draft, and this one a draft of its own."""
        return self._places.of(profile_id) != profile_id

    def deserted(self, profile_id: str) -> dict[str, Draft]:
        """Drafts of windows beside another that are closed by now, each with its place."""
        found = {}
        for place in self._places.deserted(profile_id):
            draft = self._read(place)
            if draft is not None:
                found[place] = draft
        return found

    def forget(self, place: str) -> None:
        """Delete a deserted draft; raises `StoreFailed`."""
        path = self._path(place)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreFailed(sentence_of(error, path)) from error

    def release(self) -> None:
        """Leave the drafts to other windows."""
        self._places.release()

    def _read(self, place: str) -> Draft | None:
        path = self._path(place)
        try:
            content = read_whole(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreFailed(sentence_of(error, path)) from error
        draft = _read(content)
        if draft is None:
            aside = set_aside(path)
            raise StoreFailed(f"The draft in {path.name} is damaged. It was kept as {aside.name}.")
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
