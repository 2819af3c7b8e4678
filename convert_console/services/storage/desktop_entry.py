"""The console's entry in the menu of a Linux desktop: its files in the user's own folders.

Desktop Entry Specification 1.5, Icon Theme Specification 0.13, AppStream 1.0, Shared MIME-info
Database 0.21.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from convert_console.resources import APPLICATION_ID, resource
from convert_console.services.storage.files import StoreFailed, sentence_of, write_whole

SOURCES = {
    f"applications/{APPLICATION_ID}.desktop": ("desktop", f"{APPLICATION_ID}.desktop"),
    f"icons/hicolor/scalable/apps/{APPLICATION_ID}.svg": ("icons", "app.svg"),
    f"icons/hicolor/256x256/apps/{APPLICATION_ID}.png": ("icons", "app-256.png"),
    f"metainfo/{APPLICATION_ID}.metainfo.xml": ("desktop", f"{APPLICATION_ID}.metainfo.xml"),
    f"mime/packages/{APPLICATION_ID}.xml": ("desktop", f"{APPLICATION_ID}.xml"),
}
"""The files below a data folder such as `~/.local/share`, and where they come from."""

_UPDATES = (("update-mime-database", "mime"), ("update-desktop-database", "applications"))
"""The desktop's own programs, and the folders that they read."""

_SECONDS = 30
"""How long the desktop's own programs may take."""


def data_folder() -> Path:
    """The user's data folder, by the XDG Base Directory Specification: an absolute path."""
    named = os.environ.get("XDG_DATA_HOME", "")
    return Path(named) if named.startswith("/") else Path.home() / ".local" / "share"


def own_command() -> list[str]:
    """The command that starts this installation again, as absolute paths."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    program = Path(sys.executable).parent / "convert-console"
    if os.access(program, os.X_OK):
        return [str(program)]
    return [sys.executable, "-m", "convert_console"]


def install_entry(folder: Path, command: Sequence[str]) -> tuple[Path, ...]:
    """Write the entry with a command that starts the program; returns the files.

    Raises `StoreFailed`. What an earlier version has written is replaced.
    """
    written = []
    for name, source in SOURCES.items():
        content = resource(*source).read_bytes()
        if name.endswith(".desktop"):
            content = entry_of(content.decode(), command).encode()
        write_whole(folder / name, content)
        (folder / name).chmod(0o644)
        written.append(folder / name)
    _tell_desktop(folder)
    return tuple(written)


def remove_entry(folder: Path) -> tuple[Path, ...]:
    """Remove the entry's files, and nothing else; returns those that were there.

    Raises `StoreFailed`.
    """
    removed = []
    for name in SOURCES:
        path = folder / name
        try:
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise StoreFailed(sentence_of(error, path)) from error
        removed.append(path)
    if removed:
        _tell_desktop(folder)
    return tuple(removed)


def entry_of(text: str, command: Sequence[str]) -> str:
    r"""The entry with another command in its keys Exec and TryExec.

    >>> entry_of("Exec=convert-console --open %F\nTryExec=convert-console\n", ["/a b/c"])
    'Exec="/a b/c" --open %F\nTryExec=/a b/c\n'
    """
    line = " ".join(_argument(part) for part in command)
    text = re.sub("(?m)^Exec=convert-console", lambda _: f"Exec={line}", text)
    return re.sub("(?m)^TryExec=.*$", lambda _: f"TryExec={_string(command[0])}", text)


def _argument(plain: str) -> str:
    """An argument of the key Exec: quoted, then escaped as a string, with % doubled."""
    quoted = plain
    if not re.fullmatch(r"[\w./:=@+,%-]+", plain, re.ASCII):
        quoted = '"' + re.sub(r'(["`$\\])', r"\\\1", plain) + '"'
    return _string(quoted.replace("%", "%%"))


def _string(plain: str) -> str:
    return plain.replace("\\", r"\\").replace("\n", r"\n").replace("\t", r"\t")


def _tell_desktop(folder: Path) -> None:
    """Let a running desktop see the change; where it has no such program, it looks by itself."""
    with suppress(OSError):
        os.utime(folder / "icons" / "hicolor")  # a changed time makes desktops read it again
    for name, place in _UPDATES:
        program = shutil.which(name)
        if not program or not (folder / place).is_dir():
            continue
        with suppress(OSError, subprocess.SubprocessError):
            subprocess.run(  # noqa: S603 - a program of the desktop, and a folder of the user
                [program, str(folder / place)],
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
