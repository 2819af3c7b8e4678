"""Keeps each profile in a readable JSON file of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from convert_console.services.storage.files import (
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
from convert_console.services.storage.profile_file import (
    FileBroken,
    is_newer,
    read_keys,
    read_profile,
    write_profile,
)

if TYPE_CHECKING:
    from convert_console.core.request.profile import Profile

__all__ = ["Broken", "Loaded", "ProfileStore", "StoreFailed"]


class Broken(NamedTuple):
    """A file that is no profile: where it lies now, and why, in a sentence."""

    path: Path
    sentence: str


class Loaded(NamedTuple):
    """What a folder holds; the profiles in the order of their names."""

    profiles: tuple[Profile, ...]
    broken: tuple[Broken, ...]


class ProfileStore:
    """The profiles of one folder. Every method raises `StoreFailed` when the disk refuses."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._given: set[str] = set()

    def load(self) -> Loaded:
        """Read all profiles. A file that cannot be read is set aside, never changed."""
        profiles: list[Profile] = []
        broken: list[Broken] = []
        for path in self._files():
            try:
                content = _read(path)
            except StoreFailed as why:
                if not is_gone(why):
                    broken.append(Broken(path, str(why)))
                continue
            try:
                profiles.append(read_profile(path.stem, content))
            except FileBroken as why:
                broken.append(_put_away(path, content, why))
        profiles.sort(key=lambda profile: (profile.name.casefold(), profile.id))
        return Loaded(tuple(profiles), tuple(broken))

    def read_again(self, known: Mapping[str, Profile]) -> dict[str, Profile]:
        """The profiles by id as they are now. One that cannot be read stays as it was known, and
        its file where it is: somebody may be in the middle of writing it.
        """
        found: dict[str, Profile] = {}
        for path in self._files():
            try:
                found[path.stem] = read_profile(path.stem, _read(path))
            except (FileBroken, StoreFailed):
                if path.stem in known:
                    found[path.stem] = known[path.stem]
        return found

    def save(self, profile: Profile) -> None:
        """Write a profile; keys that a newer version has put into its file stay there."""
        path = self._path(profile.id)
        write_whole(path, write_profile(profile, self._others(path)))

    def delete(self, profile_id: str) -> Path | None:
        """Move a profile's file into the folder `deleted`; where it lies now, for `put_back`, or
        `None` for one that was never saved.
        """
        path = self._path(profile_id)
        bin_folder = self._folder / "deleted"
        others = (f"{profile_id}.{number}.json" for number in count(2))
        try:
            if not path.exists():
                return None
            make_folder(bin_folder)
            return rename_to_free(path, map(bin_folder.joinpath, chain([path.name], others)))
        except OSError as error:
            raise StoreFailed(sentence_of(error, path)) from error

    def put_back(self, profile_id: str, deleted: Path) -> None:
        """Move a deleted file to its place again, unless something else stands there by now."""
        path = self._path(profile_id)
        try:
            if not path.exists():
                deleted.rename(path)
        except OSError as error:
            raise StoreFailed(sentence_of(error, deleted)) from error

    def new_id(self, name: str) -> str:
        """An id made of a name, and never that of another profile, not of a deleted one either:
        its draft is still there.

        >>> ProfileStore(Path("/nowhere")).new_id("Café & Shop")
        'cafe-shop'
        """
        taken = self._taken()
        stem = wanted = slug(name)
        number = 1
        while wanted in taken or self._exists(wanted):
            number += 1
            wanted = f"{stem}-{number}"
        self._given.add(wanted)
        return wanted

    def _exists(self, profile_id: str) -> bool:
        try:
            return self._path(profile_id).exists()
        except OSError:
            return False

    def _path(self, profile_id: str) -> Path:
        return file_named(self._folder, profile_id, ".json")

    def _files(self) -> list[Path]:
        try:
            found = [path for path in listed(self._folder) if path.suffix == ".json"]
            return [path for path in found if path.is_file() and not path.name.startswith(".")]
        except OSError as error:
            raise StoreFailed(sentence_of(error, self._folder)) from error

    def _taken(self) -> set[str]:
        """Ids in use, in lower case, since some file systems do not tell case apart."""
        files: list[Path] = []
        with suppress(OSError):  # then what can be found out of each id alone is asked
            files = [*self._folder.glob("*.json*"), *self._folder.glob("deleted/*.json")]
        return self._given | {path.name.split(".")[0].casefold() for path in files}

    def _others(self, path: Path) -> dict[str, Any]:
        try:
            return read_keys(read_whole(path))
        except FileNotFoundError:
            return {}
        except FileBroken:
            set_aside(path)
            return {}
        except OSError as error:
            raise StoreFailed(sentence_of(error, path)) from error


def slug(name: str) -> str:
    """A name as a file name that every file system takes.

    >>> slug("CON"), slug("../../etc"), slug("日本")
    ('profile-con', 'etc', 'profile')
    """
    import unicodedata  # here, since a start that adds no profile goes without its tables

    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    text = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:40].strip("-")
    if not text:
        return "profile"
    return f"profile-{text}" if re.fullmatch(_RESERVED, text) else text


_RESERVED = r"con|prn|aux|nul|(com|lpt)\d|conin|conout"


def _read(path: Path) -> bytes:
    try:
        return read_whole(path)
    except OSError as error:
        raise StoreFailed(sentence_of(error, path)) from error


def _put_away(path: Path, content: bytes, why: FileBroken) -> Broken:
    if is_newer(content):
        sentence = f"{path.name} was written by a newer version: {why}. It was left as it is."
        return Broken(path, sentence)
    try:
        aside = set_aside(path)
    except StoreFailed as refused:
        return Broken(path, f"{path.name} holds no profile: {why}. It was left there. {refused}")
    kept = f"It was kept as {aside.name}; mend it and give it its name back."
    return Broken(aside, f"{path.name} holds no profile: {why}. {kept}")
