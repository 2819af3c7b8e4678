"""The files that ship with the program: in a wheel, a frozen bundle or a checkout."""

import sys
from functools import cache
from pathlib import Path

APPLICATION_ID = "io.github.convert_console.ConvertConsole"
"""How desktops of Linux name the program, and the name of its files in `desktop`."""

_PACKAGE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """The path of a file or folder that ships with the program: `resource("icons", "send.svg")`.

    Raises FileNotFoundError when the installation has no resources at all; whether the named file
    is among them shows when it is opened.
    """
    return _root().joinpath(*parts)


def resource_text(*parts: str) -> str:
    """The text of a file that ships with the program."""
    return resource(*parts).read_text(encoding="utf-8")


@cache
def _root() -> Path:
    """The first place that exists; a checkout keeps `resources` next to the package."""
    frozen = getattr(sys, "_MEIPASS", None)  # set by PyInstaller, where it unpacks a bundle
    places: tuple[Path, ...] = (
        *((Path(frozen) / "resources",) if frozen else ()),
        _PACKAGE / "_resources",
        _PACKAGE.parent / "resources",
    )
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"no resources folder; looked in {', '.join(map(str, places))}")
