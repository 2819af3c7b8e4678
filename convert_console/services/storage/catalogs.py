"""Keeps each profile's copy of its project's configuration, with where and when it came from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convert_console.services.storage.files import (
    StoreFailed,
    file_named,
    is_gone,
    read_whole,
    sentence_of,
    set_aside,
    write_whole,
)

VERSION = 1

LARGEST = 20_000_000
"""Bytes of a file that is still read; configurations have some hundred thousand."""

LAST_MOMENT = 253_402_300_799
"""The end of the year 9999 in Unix seconds."""

_HEAD_ENDS = ', "configuration":\n'
_END = "\n}\n"


@dataclass(frozen=True, slots=True)
class Kept:
    """A configuration's text as it was loaded; `loaded_at` is in Unix seconds.

    `source` is the URL it was fetched from, the name of its file, or how else it came.
    """

    text: str
    source: str
    loaded_at: float


class CatalogStore:
    """One JSON file a profile. Every method raises `StoreFailed` when the disk refuses.

    The configuration stands in the file as it was loaded, from the second line on, so that
    neither writing nor reading spells a large tree anew.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, profile_id: str, kept: Kept) -> None:
        """Write a configuration, which must be JSON."""
        about = {"version": VERSION, "source": kept.source, "loaded_at": kept.loaded_at}
        head = json.dumps(about).removesuffix("}") + _HEAD_ENDS
        whole = f"{head}{kept.text}{_END}"
        write_whole(self._path(profile_id), whole.encode("utf-8", "surrogatepass"))

    def load(self, profile_id: str) -> Kept | None:
        """What is kept for a profile, if anything. A broken file is set aside first, so the next
        call finds none.
        """
        path = self._path(profile_id)
        try:
            kept = _kept(read_text(path))
        except StoreFailed as why:
            if is_gone(why):
                return None
            if not isinstance(why.__cause__, UnicodeDecodeError):
                raise
            kept = None
        if kept is None:
            aside = set_aside(path)
            raise StoreFailed(
                f"The catalog in {path.name} is damaged. It was kept as {aside.name}; "
                "load the configuration again."
            )
        return kept

    def forget(self, profile_id: str) -> None:
        """Delete what is kept: it can be loaded again."""
        path = self._path(profile_id)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreFailed(sentence_of(error, path)) from error

    def _path(self, profile_id: str) -> Path:
        return file_named(self._folder, profile_id, ".json")


def read_text(path: Path) -> str:
    """The text of a file in UTF-8; raises `StoreFailed` where that cannot be had."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise StoreFailed(
                f"{path.name} has {size / 1_000_000:,.0f} MB, and no more than "
                f"{LARGEST / 1_000_000:,.0f} are read. Choose the file of one project."
            )
        return read_whole(path).decode("utf-8-sig", "surrogatepass")
    except UnicodeDecodeError as why:
        raise StoreFailed(f"{path.name} is not text in UTF-8. Save it in that form.") from why
    except OSError as error:
        raise StoreFailed(sentence_of(error, path)) from error


def _kept(content: str) -> Kept | None:
    head, ends, rest = content.partition(_HEAD_ENDS)
    if not ends or not rest.endswith(_END):
        return None
    try:
        about: Any = json.loads(f"{head}}}")
    except (ValueError, RecursionError):
        return None
    source, loaded_at = about.get("source"), about.get("loaded_at")
    number = isinstance(loaded_at, int | float) and 0 <= loaded_at <= LAST_MOMENT
    if not isinstance(source, str) or not number:
        return None
    return Kept(rest.removesuffix(_END), source, float(loaded_at))
