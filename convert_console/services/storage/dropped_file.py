"""Reads a file that the person dropped or chose, as text."""

from __future__ import annotations

from pathlib import Path

from convert_console.services.storage.files import StoreFailed

LARGEST = 50_000_000
"""Bytes of a file that is read; a HAR of a long session is about that large."""


def text_of_file(path: Path) -> str:
    """The text of a file, of whatever encoding; raises `StoreFailed` with a sentence."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise StoreFailed(f"{path.name} has {size:,} bytes; up to {LARGEST:,} can be read.")
        content = path.read_bytes()
    except OSError as why:
        raise StoreFailed(f"{path.name} cannot be read: {why.strerror or why}.") from why
    for encoding in ("utf-8-sig", "utf-16"):
        try:
            return content.decode(encoding)
        except UnicodeError:
            continue
    return content.decode("latin-1")
