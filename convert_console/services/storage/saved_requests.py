"""Keeps each profile's saved requests as plain files that diff well under version control."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from itertools import chain, count
from pathlib import Path
from typing import Any, NamedTuple

from convert_console.core.request.draft import Draft, Method
from convert_console.services.storage.files import (
    TEMPORARY,
    StoreFailed,
    file_named,
    is_gone,
    listed,
    make_folder,
    read_utf8,
    read_whole,
    rename_broken,
    rename_to_free,
    sentence_of,
    write_whole,
)
from convert_console.services.storage.profiles import slug

ORDER = "order.json"
VERSION = 1
SUFFIX = ".json"

LARGEST = 20_000_000
"""Bytes of a file that is still read."""


class SavedRequest(NamedTuple):
    """A saved request; `file` is the name of its file without the suffix, and its id."""

    file: str
    name: str
    draft: Draft


class LoadedRequests(NamedTuple):
    """What a folder holds; `refused` says why each unreadable file cannot be read."""

    saved: tuple[SavedRequest, ...]
    refused: tuple[str, ...]


class RequestStore:
    """A folder: `<file>.json` is a document exactly as it was composed, and `order.json` holds
    names, methods and order. Every method raises `StoreFailed` when the disk refuses.

    A document that is not in `order.json`, since something else has put it there, comes last,
    sorted by the name of its file.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self) -> LoadedRequests:
        """All requests in their order. A broken `order.json` is renamed, never changed."""
        files = {path.stem: path for path in _documents(self._folder)}
        entries = [entry for entry in self._order() if entry.file in files]
        listed = {entry.file for entry in entries}
        entries += [Entry(stem, stem, "POST") for stem in files if stem not in listed]
        saved: list[SavedRequest] = []
        refused: list[str] = []
        for listed_entry in entries:
            try:
                draft = Draft(_read(files[listed_entry.file]), listed_entry.method)
            except StoreFailed as why:
                refused += [] if is_gone(why) else [str(why)]
            else:
                saved.append(SavedRequest(listed_entry.file, listed_entry.name, draft))
        return LoadedRequests(tuple(saved), tuple(refused))

    def write(self, saved: SavedRequest) -> None:
        """Write a request's document."""
        text = saved.draft.text.encode("utf-8", "surrogatepass")
        write_whole(self._path(saved.file), text)

    def keep_order(self, all_saved: Iterable[SavedRequest]) -> None:
        """Write names, methods and order."""
        entries = [Entry(saved.file, saved.name, saved.draft.method) for saved in all_saved]
        write_whole(self._folder / ORDER, write_order(entries))

    def delete(self, file: str) -> str:
        """Move a document into the folder `deleted`; returns the name of its file there."""
        path = self._path(file)
        try:
            make_folder(self._deleted)
            return rename_to_free(path, self._deleted_names(file)).name
        except OSError as error:
            raise StoreFailed(sentence_of(error, path)) from error

    def replace(self, saved: SavedRequest) -> None:
        """Write a document over the previous one, and keep a copy of that in the folder `deleted`.

        The document exists at every moment, for another window and after a kill.
        """
        path = self._path(saved.file)
        copy = self._deleted / f"{TEMPORARY}{os.getpid()}-{saved.file}.tmp"
        try:
            if path.exists():
                write_whole(copy, read_whole(path))
                rename_to_free(copy, self._deleted_names(saved.file))
        except OSError as error:
            raise StoreFailed(sentence_of(error, path)) from error
        self.write(saved)

    def new_file(self, name: str, used_files: Iterable[str]) -> str:
        """The name of a file for a request; no other request has it."""
        used = {file.casefold() for file in used_files} | {Path(ORDER).stem}
        used |= {path.stem.casefold() for path in _documents(self._folder)}
        stem = candidate = "request" if slug(name) == "profile" else slug(name)
        number = 1
        while candidate in used:
            number += 1
            candidate = f"{stem}-{number}"
        return candidate

    @property
    def _deleted(self) -> Path:
        return self._folder / "deleted"

    def _deleted_names(self, file: str) -> Iterator[Path]:
        """The paths that a deleted document may have."""
        names = chain([file], (f"{file}.{number}" for number in count(2)))
        return (self._deleted / f"{name}{SUFFIX}" for name in names)

    def _order(self) -> list[Entry]:
        path = self._folder / ORDER
        try:
            return read_order(_read(path))
        except StoreFailed as why:
            if is_gone(why):
                return []
            if not isinstance(why.__cause__, UnicodeDecodeError):
                raise
            rename_broken(path)
            return []
        except InvalidOrder:
            rename_broken(path)
            return []

    def _path(self, file: str) -> Path:
        return file_named(self._folder, file, SUFFIX)


def store_of(root: Path, profile_id: str) -> RequestStore:
    """The saved requests of a profile; raises `StoreFailed` where its id can name no folder."""
    return RequestStore(file_named(root, profile_id, ""))


def export_requests(folder: Path, all_saved: Iterable[SavedRequest]) -> None:
    """Write requests and their order into another folder, over files of the same names."""
    target = RequestStore(folder)
    exported = list(all_saved)
    for saved in exported:
        target.write(saved)
    target.keep_order(exported)


def read_requests(paths: Iterable[Path]) -> tuple[SavedRequest, ...]:
    """The requests in files, with the names and methods of an `order.json` in the same folder."""
    requests: list[SavedRequest] = []
    for path in paths:
        if path.name == ORDER:
            continue
        saved = SavedRequest(path.stem, path.stem, Draft(_read(path)))
        entry = next(
            (candidate for candidate in _order_in_same_folder(path) if candidate.file == path.stem),
            None,
        )
        if entry is not None:
            saved = saved._replace(name=entry.name, draft=saved.draft.by(entry.method))
        requests.append(saved)
    return tuple(requests)


def _order_in_same_folder(path: Path) -> list[Entry]:
    order = path.with_name(ORDER)
    try:
        return read_order(_read(order)) if order.exists() else []
    except InvalidOrder:
        return []


def _documents(folder: Path) -> list[Path]:
    try:
        documents = [path for path in listed(folder) if path.suffix == SUFFIX]
        return [path for path in documents if path.is_file() and _is_document(path)]
    except OSError as error:
        raise StoreFailed(sentence_of(error, folder)) from error


def _is_document(path: Path) -> bool:
    return path.name != ORDER and not path.name.startswith(".")


def _read(path: Path) -> str:
    """The text of a file, byte for byte."""
    return read_utf8(path, LARGEST, "It cannot be a request.")


class SavedRequestList:
    """A profile's saved requests in their order, with every change written at once.

    Every method raises `StoreFailed` when the disk refuses, and `all` is then as it was.
    """

    def __init__(self, store: RequestStore) -> None:
        self._store = store
        loaded = store.load()
        self.all = loaded.saved
        self.refused = loaded.refused
        self.deleted: tuple[int, SavedRequest] | None = None

    def save(self, name: str, draft: Draft) -> int:
        """Keep a draft under a name, as the last or in place of the one of that name; its row.

        A replaced request goes to the folder `deleted`.
        """
        row = next((i for i, saved in enumerate(self.all) if saved.name == name), -1)
        if row < 0:
            return self.add(name, draft, len(self.all))
        before = self.all[row]
        after = before._replace(draft=draft)
        if draft.text != before.draft.text:
            self._store.replace(after)
        self._keep([*self.all[:row], after, *self.all[row + 1 :]])
        return row

    def add(self, name: str, draft: Draft, row: int) -> int:
        """Insert a draft at a row, under its name or a similar one that is free; the row."""
        file = self._store.new_file(name, (request.file for request in self.all))
        saved = SavedRequest(file, self._free(name), draft)
        self._store.write(saved)
        self._keep([*self.all[:row], saved, *self.all[row:]])
        return row

    def rename(self, row: int, name: str) -> None:
        """Rename a request; its file keeps its name, so that a diff shows one line."""
        if name != self.all[row].name:
            named = self.all[row]._replace(name=self._free(name))
            self._keep([*self.all[:row], named, *self.all[row + 1 :]])

    def delete(self, row: int) -> None:
        """Move a request to the folder `deleted`."""
        self._store.delete(self.all[row].file)
        self.deleted = (row, self.all[row])
        self._keep([*self.all[:row], *self.all[row + 1 :]])

    def restore(self) -> int:
        """Restore what was deleted last; its row, or -1 if there is nothing."""
        if self.deleted is None:
            return -1
        row, saved = self.deleted
        place = self.add(saved.name, saved.draft, min(row, len(self.all)))
        self.deleted = None
        return place

    def move(self, row: int, to: int) -> bool:
        """Move a request to another row; returns whether it moved."""
        if not (0 <= row < len(self.all) and 0 <= to < len(self.all)) or row == to:
            return False
        moved = list(self.all)
        moved.insert(to, moved.pop(row))
        self._keep(moved)
        return True

    def import_files(self, paths: Iterable[Path]) -> int:
        """Append the requests in files; returns how many there were."""
        requests = read_requests(paths)
        for saved in requests:
            self.add(saved.name, saved.draft, len(self.all))
        return len(requests)

    def read_again(self) -> None:
        """Read what another window has changed."""
        self.all = self._store.load().saved

    def _keep(self, requests: Iterable[SavedRequest]) -> None:
        merged = tuple(self._with_others(list(requests)))
        self._store.keep_order(merged)
        self.all = merged

    def _with_others(self, requests: list[SavedRequest]) -> Iterable[SavedRequest]:
        """These requests, with the changes of other windows; what those added comes last."""
        before = {request.file: request for request in self.all}
        loaded = self._store.load()
        theirs = {request.file: request for request in loaded.saved}
        for request in requests:
            if before.get(request.file) != request:
                yield request
            elif request.file in theirs or loaded.refused:  # else it was deleted there
                yield theirs.get(request.file, request)
        known = before.keys() | {request.file for request in requests}
        yield from (request for file, request in theirs.items() if file not in known)

    def _free(self, name: str) -> str:
        names = {saved.name for saved in self.all}
        number, candidate = 1, name
        while candidate in names:
            number += 1
            candidate = f"{name} {number}"
        return candidate


# The names, methods and order of saved requests as the text of `order.json`, and back.


class InvalidOrder(Exception):
    """A text is not a valid `order.json`; the exception's text says why."""


class Entry(NamedTuple):
    """What is kept of a request besides its document."""

    file: str
    name: str
    method: Method


def write_order(entries: Iterable[Entry]) -> bytes:
    """The text of `order.json`: a line per request, so that a diff shows what was moved or renamed.

    >>> print(write_order([Entry("buy", "Buy", "GET")]).decode(), end="")
    {"version": 1, "requests": [
      {"file": "buy", "name": "Buy", "method": "GET"}
    ]}
    """
    lines = [
        json.dumps({"file": one.file, "name": one.name, "method": one.method}, ensure_ascii=False)
        for one in entries
    ]
    body = "".join(f"  {line},\n" for line in lines).removesuffix(",\n")
    end = "\n" if lines else ""
    text = f'{{"version": {VERSION}, "requests": [\n{body}{end}]}}\n'
    return text.encode("utf-8", "surrogatepass")


def read_order(text: str) -> list[Entry]:
    """The entries in their order, each file once; raises `InvalidOrder`."""
    try:
        order: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidOrder("it is not JSON") from error
    requests = order.get("requests") if isinstance(order, dict) else None
    if not isinstance(requests, list):
        raise InvalidOrder('"requests" is not a list')
    entries = {entry.file: entry for entry in map(_entry, requests)}
    return list(entries.values())


def _entry(stored: Any) -> Entry:
    if not isinstance(stored, dict) or not isinstance(stored.get("file"), str):
        raise InvalidOrder("a request has no file")
    name, method = stored.get("name"), stored.get("method")
    return Entry(
        file=stored["file"],
        name=name if isinstance(name, str) and name else stored["file"],
        method="GET" if method == "GET" else "POST",
    )
