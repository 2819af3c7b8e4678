"""Keeps what was composed for each profile, exact to the character."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

from convert_console.core.request.draft import Draft, Method
from convert_console.services.storage.draft_places import DraftPlaces
from convert_console.services.storage.files import (
    StoreFailed,
    file_named,
    read_whole,
    sentence_of,
    set_aside,
    write_whole,
)

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
