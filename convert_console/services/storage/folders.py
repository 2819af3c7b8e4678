"""Where the console's own files live."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple, Self

HOME_VARIABLE = "CONVERT_CONSOLE_HOME"
"""The environment variable that names another root, for a demo or a portable copy."""


class Folders(NamedTuple):
    """Paths under one root; the stores make the folders when they first write."""

    root: Path

    @classmethod
    def default(cls) -> Self:
        """The folder the environment names, or else the platform's usual one."""
        named = os.environ.get(HOME_VARIABLE)
        if named:
            return cls(Path(named).expanduser().absolute())
        # Imported here, since a start with the variable set needs no platformdirs.
        from platformdirs import user_data_dir

        return cls(Path(user_data_dir("convert-console", appauthor=False)))

    @property
    def profiles(self) -> Path:
        """The folder of the profiles."""
        return self.root / "profiles"

    @property
    def drafts(self) -> Path:
        """The folder of the drafts."""
        return self.root / "drafts"

    @property
    def catalogs(self) -> Path:
        """The folder of the projects' configurations."""
        return self.root / "catalogs"

    @property
    def requests(self) -> Path:
        """The folder of the saved requests."""
        return self.root / "requests"

    @property
    def journeys(self) -> Path:
        """The folder of the journeys."""
        return self.root / "journeys"

    @property
    def orders(self) -> Path:
        """The folder of what was sent of each CSV file."""
        return self.root / "orders"

    @property
    def history(self) -> Path:
        """The database file of the history."""
        return self.root / "history.sqlite3"

    @property
    def settings(self) -> Path:
        """The file of the window's settings."""
        return self.root / "settings.json"
