"""Keeps the window's own settings: geometry, splits, zoom, theme."""

import json
from pathlib import Path
from typing import Any

from convert_console.services.storage.files import (
    StoreFailed,
    read_whole,
    rename_broken,
    sentence_of,
    write_whole,
)


class SettingsStore:
    """A small JSON object in a file. `notice` says what was wrong with the file, if anything."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.notice = ""
        self._values = self._load()

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key, as JSON gives it back: a tuple comes back as a list."""
        return self._values.get(key, default)

    def set(self, key: str, value: Any) -> None:
        """Keep a value; raises `StoreFailed`.

        The file is read again first, so that another window's keys stay.
        """
        if key in self._values and self._values[key] == value:
            return
        self._values = {**self._load(), key: value}
        text = json.dumps(self._values, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        write_whole(self._path, text.encode("utf-8", "surrogatepass"))

    def _load(self) -> dict[str, Any]:
        try:
            settings = json.loads(read_whole(self._path).decode("utf-8-sig", "surrogatepass"))
            if isinstance(settings, dict):
                return settings
        except FileNotFoundError:
            return {}
        except OSError as error:
            self.notice = sentence_of(error, self._path)
            return {}
        except (ValueError, RecursionError):
            pass
        return self._put_away()

    def _put_away(self) -> dict[str, Any]:
        try:
            renamed = rename_broken(self._path)
            self.notice = f"The settings could not be read; they were kept as {renamed.name}."
        except StoreFailed as why:
            self.notice = str(why)
        return {}
