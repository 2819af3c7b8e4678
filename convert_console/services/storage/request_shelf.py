"""A profile's saved requests in their order, every change on disk before it counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from convert_console.core.request.draft import Draft
from convert_console.services.storage.saved_requests import RequestStore, Saved, read_requests


class Shelf:
    """Every method raises `StoreFailed` when the disk refuses, and `all` is then as it was."""

    def __init__(self, store: RequestStore) -> None:
        self._store = store
        loaded = store.load()
        self.all = loaded.saved
        self.refused = loaded.refused
        self.deleted: tuple[int, Saved] | None = None

    def save(self, name: str, draft: Draft) -> int:
        """Keep a draft under a name, behind the others or in place of the one of that name, which
        goes to the trash; its row.
        """
        row = next((i for i, one in enumerate(self.all) if one.name == name), -1)
        if row < 0:
            return self.add(name, draft, len(self.all))
        before = self.all[row]
        after = replace(before, draft=draft)
        if draft.text != before.draft.text:
            self._store.replace(after)
        self._keep([*self.all[:row], after, *self.all[row + 1 :]])
        return row

    def add(self, name: str, draft: Draft, row: int) -> int:
        """Put a draft at a row, under its name or a similar one that is free; the row."""
        file = self._store.new_file(name, (one.file for one in self.all))
        saved = Saved(file, self._free(name), draft)
        self._store.write(saved)
        self._keep([*self.all[:row], saved, *self.all[row:]])
        return row

    def rename(self, row: int, name: str) -> None:
        """Give a request another name; its file keeps its own, so that a diff shows one line."""
        if name != self.all[row].name:
            named = replace(self.all[row], name=self._free(name))
            self._keep([*self.all[:row], named, *self.all[row + 1 :]])

    def delete(self, row: int) -> None:
        """Put a request into the trash."""
        self._store.delete(self.all[row].file)
        self.deleted = (row, self.all[row])
        self._keep([*self.all[:row], *self.all[row + 1 :]])

    def restore(self) -> int:
        """Bring back what was deleted last; its row, -1 if there is nothing."""
        if self.deleted is None:
            return -1
        row, saved = self.deleted
        place = self.add(saved.name, saved.draft, min(row, len(self.all)))
        self.deleted = None
        return place

    def move(self, row: int, to: int) -> bool:
        """Put a request at another row; whether there was one to go to."""
        if not (0 <= row < len(self.all) and 0 <= to < len(self.all)) or row == to:
            return False
        moved = list(self.all)
        moved.insert(to, moved.pop(row))
        self._keep(moved)
        return True

    def take(self, paths: Iterable[Path]) -> int:
        """Append the requests in files; how many there were."""
        found = read_requests(paths)
        for saved in found:
            self.add(saved.name, saved.draft, len(self.all))
        return len(found)

    def read_again(self) -> None:
        """Take over what another window has changed."""
        self.all = self._store.load().saved

    def _keep(self, requests: Iterable[Saved]) -> None:
        kept = tuple(self._with_others(list(requests)))
        self._store.keep_order(kept)
        self.all = kept

    def _with_others(self, requests: list[Saved]) -> Iterable[Saved]:
        """What is not changed here, as another window left it; what that one added, last."""
        before = {one.file: one for one in self.all}
        loaded = self._store.load()
        others = {one.file: one for one in loaded.saved}
        for one in requests:
            if before.get(one.file) != one:
                yield one
            elif one.file in others or loaded.refused:  # else it was deleted there
                yield others.get(one.file, one)
        known = before.keys() | {one.file for one in requests}
        yield from (one for file, one in others.items() if file not in known)

    def _free(self, name: str) -> str:
        names = {one.name for one in self.all}
        number, wanted = 1, name
        while wanted in names:
            number += 1
            wanted = f"{name} {number}"
        return wanted
