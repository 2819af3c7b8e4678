"""Keeps each profile's copy of its project's configuration, with where and when it came from."""

import json
from pathlib import Path
from typing import Any, NamedTuple

from convert_console.core.text import LAST_MOMENT
from convert_console.services.storage.files import (
    StoreFailed,
    delete_file,
    file_named,
    is_gone,
    read_utf8,
    rename_broken,
    write_whole,
)

VERSION = 1

LARGEST = 20_000_000
"""Bytes of a file that is still read; configurations have some hundred thousand."""

_HEAD_ENDS = ', "configuration":\n'
_END = "\n}\n"


class StoredConfiguration(NamedTuple):
    """A configuration's text as it was loaded; `loaded_at` is in Unix seconds.

    `source` is the URL it was fetched from, the name of its file, or how else it came.
    """

    text: str
    source: str
    loaded_at: float


class CatalogStore:
    """One JSON file a profile. Every method raises `StoreFailed` when the disk refuses.

    From its second line on the file holds the configuration exactly as it was loaded, so that
    neither writing nor reading has to serialise a large tree.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, profile_id: str, configuration: StoredConfiguration) -> None:
        """Write a configuration, which must be JSON."""
        about = {
            "version": VERSION,
            "source": configuration.source,
            "loaded_at": configuration.loaded_at,
        }
        head = json.dumps(about).removesuffix("}") + _HEAD_ENDS
        content = f"{head}{configuration.text}{_END}"
        write_whole(self._path(profile_id), content.encode("utf-8", "surrogatepass"))

    def load(self, profile_id: str) -> StoredConfiguration | None:
        """What is kept for a profile, if anything.

        A broken file is renamed before `StoreFailed` is raised, so the next call finds none.
        """
        path = self._path(profile_id)
        configuration = self._read(path)
        if configuration == _BROKEN:
            renamed = rename_broken(path)
            raise StoreFailed(
                f"The catalog in {path.name} is damaged. It was kept as {renamed.name}; "
                "load the configuration again."
            )
        return configuration

    def peek(self, profile_id: str) -> StoredConfiguration | None:
        """The same; a broken file stays as it is, and counts as none."""
        configuration = self._read(self._path(profile_id))
        return None if configuration == _BROKEN else configuration

    def forget(self, profile_id: str) -> None:
        """Delete what is kept: it can be loaded again."""
        delete_file(self._path(profile_id))

    def _read(self, path: Path) -> StoredConfiguration | None:
        try:
            return _parsed(read_configuration(path)) or _BROKEN
        except StoreFailed as why:
            if is_gone(why):
                return None
            if not isinstance(why.__cause__, UnicodeDecodeError):
                raise
            return _BROKEN

    def _path(self, profile_id: str) -> Path:
        return file_named(self._folder, profile_id, ".json")


_BROKEN = StoredConfiguration("", "", -1.0)
"""Stands for a file that is not one of ours."""


def read_configuration(path: Path) -> str:
    """The text of a file with a configuration; raises `StoreFailed`."""
    return read_utf8(path, LARGEST, "Choose the file of one project.", encoding="utf-8-sig")


def _parsed(content: str) -> StoredConfiguration | None:
    head, ends, text = content.partition(_HEAD_ENDS)
    if not ends or not text.endswith(_END):
        return None
    try:
        about: Any = json.loads(f"{head}}}")
    except (ValueError, RecursionError):
        return None
    source, loaded_at = about.get("source"), about.get("loaded_at")
    number = isinstance(loaded_at, int | float) and 0 <= loaded_at <= LAST_MOMENT
    if not isinstance(source, str) or not number:
        return None
    return StoredConfiguration(text.removesuffix(_END), source, float(loaded_at))
