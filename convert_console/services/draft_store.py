"""Keeps what was composed for each profile, exact to the character."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

from convert_console.protocol.draft import Draft, Method
from convert_console.services.files import (
    StoreFailed,
    file_named,
    sentence_of,
    set_aside,
    write_whole,
)

VERSION = 1


class DraftStore:
    """One file a draft: a line of JSON about the text, then the text as it stands.

    The text is not put into the JSON: escaping would join two lone surrogates into one character.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, profile_id: str, draft: Draft) -> None:
        """Write a draft; raises `StoreFailed`. May be called off the UI thread."""
        text = draft.text.encode("utf-8", "surrogatepass")
        head = json.dumps({"version": VERSION, "method": draft.method, "bytes": len(text)})
        write_whole(self._path(profile_id), head.encode() + b"\n" + text)

    def load(self, profile_id: str) -> Draft | None:
        """The draft that was left under a profile, or `None` if there is none.

        Raises `StoreFailed` when it cannot be read. A broken file is set aside first, so the
        next call finds none.
        """
        path = self._path(profile_id)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreFailed(sentence_of(error, path)) from error
        draft = _read(content)
        if draft is None:
            aside = set_aside(path)
            raise StoreFailed(f"The draft in {path.name} is damaged. It was kept as {aside.name}.")
        return draft

    def _path(self, profile_id: str) -> Path:
        return file_named(self._folder, profile_id, ".draft")


def _read(content: bytes) -> Draft | None:
    head, _, text = content.partition(b"\n")
    try:
        about = json.loads(head)
        if about["method"] in get_args(Method) and about["bytes"] == len(text):
            return Draft(text.decode("utf-8", "surrogatepass"), about["method"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return None
