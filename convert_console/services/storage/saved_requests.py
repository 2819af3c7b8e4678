"""Keeps each profile's saved requests as plain files that diff well under version control."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path

from convert_console.core.request.draft import Draft
from convert_console.services.storage.files import (
    TEMPORARY,
    StoreFailed,
    file_named,
    is_gone,
    listed,
    make_folder,
    read_whole,
    rename_to_free,
    sentence_of,
    set_aside,
    write_whole,
)
from convert_console.services.storage.profiles import slug
from convert_console.services.storage.request_order import (
    ORDER,
    Entry,
    OrderBroken,
    read_order,
    write_order,
)

SUFFIX = ".json"

LARGEST = 20_000_000
"""Bytes of a file that is still read."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved request; `file` is the name of its file without the suffix, and its id."""

    file: str
    name: str
    draft: Draft


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a folder holds; `refused` says of each file that cannot be read why."""

    saved: tuple[Saved, ...]
    refused: tuple[str, ...]


class RequestStore:
    """A folder: `<file>.json` is a document exactly as it was composed, and `order.json` holds
    names, methods and order. Every method raises `StoreFailed` when the disk refuses.

    A document that lies in the folder and is not in `order.json`, since somebody else has put it
    there, comes last, by the name of its file.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self) -> Loaded:
        """All requests in their order. A broken `order.json` is set aside, never changed."""
        files = {path.stem: path for path in _documents(self._folder)}
        entries = [entry for entry in self._order() if entry.file in files]
        listed = {entry.file for entry in entries}
        entries += [Entry(stem, stem, "POST") for stem in files if stem not in listed]
        found: list[Saved] = []
        refused: list[str] = []
        for one in entries:
            try:
                draft = Draft(_read(files[one.file]), one.method)
            except StoreFailed as why:
                refused += [] if is_gone(why) else [str(why)]
            else:
                found.append(Saved(one.file, one.name, draft))
        return Loaded(tuple(found), tuple(refused))

    def write(self, saved: Saved) -> None:
        """Write a request's document."""
        text = saved.draft.text.encode("utf-8", "surrogatepass")
        write_whole(self._path(saved.file), text)

    def keep_order(self, all_saved: Iterable[Saved]) -> None:
        """Write names, methods and order."""
        entries = [Entry(one.file, one.name, one.draft.method) for one in all_saved]
        write_whole(self._folder / ORDER, write_order(entries))

    def delete(self, file: str) -> str:
        """Move a document into the folder `deleted`; the name of its file there."""
        path = self._path(file)
        try:
            make_folder(self._bin)
            return rename_to_free(path, self._places(file)).name
        except OSError as error:
            raise StoreFailed(sentence_of(error, path)) from error

    def replace(self, saved: Saved) -> None:
        """Write a document over the one there was, of which a copy goes into the folder `deleted`:
        there is one at every moment, for another window and after a kill.
        """
        path, copy = (
            self._path(saved.file),
            self._bin / f"{TEMPORARY}{os.getpid()}-{saved.file}.tmp",
        )
        try:
            if path.exists():
                write_whole(copy, read_whole(path))
                rename_to_free(copy, self._places(saved.file))
        except OSError as error:
            raise StoreFailed(sentence_of(error, path)) from error
        self.write(saved)

    def new_file(self, name: str, taken: Iterable[str]) -> str:
        """The name of a file for a request, which no other one has."""
        used = {file.casefold() for file in taken} | {Path(ORDER).stem}
        used |= {path.stem.casefold() for path in _documents(self._folder)}
        stem = wanted = "request" if slug(name) == "profile" else slug(name)
        number = 1
        while wanted in used:
            number += 1
            wanted = f"{stem}-{number}"
        return wanted

    @property
    def _bin(self) -> Path:
        return self._folder / "deleted"

    def _places(self, file: str) -> Iterator[Path]:
        """Where a deleted document can lie."""
        names = chain([file], (f"{file}.{number}" for number in count(2)))
        return (self._bin / f"{name}{SUFFIX}" for name in names)

    def _order(self) -> list[Entry]:
        path = self._folder / ORDER
        try:
            return read_order(_read(path))
        except StoreFailed as why:
            if is_gone(why):
                return []
            if not isinstance(why.__cause__, UnicodeDecodeError):
                raise
            set_aside(path)
            return []
        except OrderBroken:
            set_aside(path)
            return []

    def _path(self, file: str) -> Path:
        return file_named(self._folder, file, SUFFIX)


def store_of(root: Path, profile_id: str) -> RequestStore:
    """The saved requests of a profile; raises `StoreFailed` where its id can name no folder."""
    return RequestStore(file_named(root, profile_id, ""))


def export_requests(folder: Path, all_saved: Iterable[Saved]) -> None:
    """Write requests with their order into another folder, over those of the same names there."""
    target = RequestStore(folder)
    exported = list(all_saved)
    for saved in exported:
        target.write(saved)
    target.keep_order(exported)


def read_requests(paths: Iterable[Path]) -> tuple[Saved, ...]:
    """The requests in files, with the names and methods that an `order.json` beside them says."""
    found: list[Saved] = []
    for path in paths:
        if path.name == ORDER:
            continue
        saved = Saved(path.stem, path.stem, Draft(_read(path)))
        entry = next((one for one in _order_beside(path) if one.file == path.stem), None)
        if entry is not None:
            saved = replace(saved, name=entry.name, draft=saved.draft.by(entry.method))
        found.append(saved)
    return tuple(found)


def _order_beside(path: Path) -> list[Entry]:
    order = path.with_name(ORDER)
    try:
        return read_order(_read(order)) if order.exists() else []
    except OrderBroken:
        return []


def _documents(folder: Path) -> list[Path]:
    try:
        found = [path for path in listed(folder) if path.suffix == SUFFIX]
        return [path for path in found if path.is_file() and _is_document(path)]
    except OSError as error:
        raise StoreFailed(sentence_of(error, folder)) from error


def _is_document(path: Path) -> bool:
    return path.name != ORDER and not path.name.startswith(".")


def _read(path: Path) -> str:
    """The text of a file, byte for byte."""
    try:
        if path.stat().st_size > LARGEST:
            limit = LARGEST // 1_000_000
            raise StoreFailed(f"{path.name} has more than {limit} MB. It cannot be a request.")
        return read_whole(path).decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as why:
        raise StoreFailed(f"{path.name} is not text in UTF-8. Save it in that form.") from why
    except OSError as error:
        raise StoreFailed(sentence_of(error, path)) from error
