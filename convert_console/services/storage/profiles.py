"""Keeps each profile in its own readable JSON file."""

import json
import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import chain, count
from math import isfinite
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast, get_args, get_origin, get_type_hints

from convert_console.core.request.profile import (
    CONVERT_AGENT,
    Profile,
    without_debug_token,
    without_login,
    without_password,
)
from convert_console.core.request.secret_headers import concealed
from convert_console.services.storage.files import (
    StoreFailed,
    file_named,
    is_gone,
    listed,
    make_folder,
    read_if_present,
    read_whole,
    rename_broken,
    rename_to_free,
    sentence_of,
    write_whole,
)

VERSION = 1


class BrokenFile(NamedTuple):
    """A file that is not a profile: where it is now, and why, in a sentence."""

    path: Path
    sentence: str


class LoadedProfiles(NamedTuple):
    """What a folder holds; the profiles in the order of their names."""

    profiles: tuple[Profile, ...]
    broken: tuple[BrokenFile, ...]


class ProfileStore:
    """The profiles of one folder. Every method raises `StoreFailed` when the disk refuses."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._given: set[str] = set()

    def load(self) -> LoadedProfiles:
        """Read all profiles. A file that cannot be read is renamed, never changed."""
        profiles: list[Profile] = []
        broken: list[BrokenFile] = []
        for path in self._files():
            try:
                content = _read(path)
            except StoreFailed as why:
                if not is_gone(why):
                    broken.append(BrokenFile(path, str(why)))
                continue
            try:
                profiles.append(read_profile(path.stem, content))
            except InvalidProfile as why:
                broken.append(_rename_invalid(path, content, why))
        profiles.sort(key=lambda profile: (profile.name.casefold(), profile.id))
        return LoadedProfiles(tuple(profiles), tuple(broken))

    def read_again(self, known: Mapping[str, Profile]) -> dict[str, Profile]:
        """The profiles by id as they are now.

        One that cannot be read stays as in `known`, and its file where it is: it may just be
        being written.
        """
        profiles: dict[str, Profile] = {}
        for path in self._files():
            try:
                profiles[path.stem] = read_profile(path.stem, _read(path))
            except (InvalidProfile, StoreFailed):
                if path.stem in known:
                    profiles[path.stem] = known[path.stem]
        return profiles

    def save(self, profile: Profile) -> None:
        """Write a profile; keys that a newer version has added to its file stay there."""
        path = self._path(profile.id)
        write_whole(path, write_profile(profile, self._other_keys(path)))

    def delete(self, profile_id: str) -> Path | None:
        """Move a profile's file into the folder `deleted`.

        Returns its new path, for `restore`, or `None` for a profile that was never saved.
        """
        path = self._path(profile_id)
        bin_folder = self._folder / "deleted"
        free_names = (f"{profile_id}.{number}.json" for number in count(2))
        try:
            if not path.exists():
                return None
            make_folder(bin_folder)
            return rename_to_free(path, map(bin_folder.joinpath, chain([path.name], free_names)))
        except OSError as error:
            raise StoreFailed(sentence_of(error, path)) from error

    def restore(self, profile_id: str, deleted: Path) -> None:
        """Move a deleted file back, unless its path is in use."""
        path = self._path(profile_id)
        try:
            if not path.exists():
                deleted.rename(path)
        except OSError as error:
            raise StoreFailed(sentence_of(error, deleted)) from error

    def new_id(self, name: str) -> str:
        """An id made from a name, different from that of every profile.

        Ids of deleted profiles are not used again: their drafts still exist.

        >>> ProfileStore(Path("/nowhere")).new_id("Café & Shop")
        'cafe-shop'
        """
        used = self._taken()
        stem = candidate = slug(name)
        number = 1
        while candidate in used or self._exists(candidate):
            number += 1
            candidate = f"{stem}-{number}"
        self._given.add(candidate)
        return candidate

    def _exists(self, profile_id: str) -> bool:
        try:
            return self._path(profile_id).exists()
        except OSError:
            return False

    def _path(self, profile_id: str) -> Path:
        return file_named(self._folder, profile_id, ".json")

    def _files(self) -> list[Path]:
        try:
            files = [path for path in listed(self._folder) if path.suffix == ".json"]
            return [path for path in files if path.is_file() and not path.name.startswith(".")]
        except OSError as error:
            raise StoreFailed(sentence_of(error, self._folder)) from error

    def _taken(self) -> set[str]:
        """Ids in use, in lower case, since some file systems ignore case."""
        files: list[Path] = []
        with suppress(OSError):  # then `_exists` still asks for each id
            files = [*self._folder.glob("*.json*"), *self._folder.glob("deleted/*.json")]
        return self._given | {path.name.split(".")[0].casefold() for path in files}

    def _other_keys(self, path: Path) -> dict[str, Any]:
        content = read_if_present(path)
        if content is None:
            return {}
        try:
            return read_keys(content)
        except InvalidProfile:
            rename_broken(path)
            return {}


# A profile as the text of its file, and back.


class InvalidProfile(Exception):
    """A file is not a profile; the text says why and names the field."""


def write_profile(profile: Profile, other_keys: dict[str, Any]) -> bytes:
    """The text of a profile's file; `other_keys` are those of its previous file."""
    # The id is only in the file's name, so that a copied file is another profile.
    own = {name: getattr(profile, name) for name in _KEYS}
    version = max(VERSION, other_keys.get("version", VERSION))
    settings = {**other_keys, **own, "version": version}
    return f"{{\n{_SEAM.join(map(_entry, sorted(settings.items())))}\n}}\n".encode(
        "utf-8", "surrogatepass"
    )


def write_export(profile: Profile) -> bytes:
    """The text of a file to share: no secret header values, no password, no unknown keys, and no
    mention of a debug token or an API key.
    """
    public = replace(
        profile,
        headers=concealed(profile.headers),
        proxy=without_password(profile.proxy),
        endpoint=without_login(profile.endpoint),
        catalog_base=without_debug_token(without_login(profile.catalog_base)),
        debug_token_since="",
        api_base=without_login(profile.api_base),
        api_key_since="",
    )
    return write_profile(public, {})


def read_profile(profile_id: str, content: bytes) -> Profile:
    """The profile of a file; raises `InvalidProfile`."""
    settings = read_keys(content)
    if "name" not in settings:
        raise InvalidProfile('"name" is missing')
    own = {key: _checked(key, settings[key]) for key in _KEYS if key in settings}
    return Profile(id=profile_id, **own)


def read_keys(content: bytes) -> dict[str, Any]:
    """Every key of a file, also those of a newer version; raises `InvalidProfile`."""
    try:
        keys = json.loads(content.decode("utf-8-sig", "surrogatepass"))
    except json.JSONDecodeError as error:
        raise InvalidProfile(
            f"it is not JSON (line {error.lineno}, column {error.colno})"
        ) from error
    except (ValueError, RecursionError) as error:
        raise InvalidProfile("it is not JSON text") from error
    if not isinstance(keys, dict):
        raise InvalidProfile("it does not hold a JSON object")
    version = keys.get("version", VERSION)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise InvalidProfile('"version" is not a whole number from 1')
    return keys


def is_newer(content: bytes) -> bool:
    """Whether a later version of the console wrote this, so that it may be correct."""
    try:
        return cast("int", read_keys(content).get("version", VERSION)) > VERSION
    except InvalidProfile:
        return False


_SEAM = ",\n\n"
"""An empty line between two settings: git merges the changes of two people only where an unchanged
line is between them."""


def _entry(setting: tuple[str, Any]) -> str:
    text = json.dumps(dict([setting]), indent=2, sort_keys=True, ensure_ascii=False)
    return text.removeprefix("{\n").removesuffix("\n}")


MAX_TIMEOUT = 3_600
"""Seconds that a timeout may have."""

_TYPES = get_type_hints(Profile)
_KEYS = tuple(key for key in _TYPES if key != "id")
_OWN_AGENT = re.compile(r"ConvertAgent/1\.0 \(convert-console/[0-9.]+\)")
"""The console's own User-Agent, which names the version that sends and not the one that wrote."""


def _checked(key: str, value: Any) -> Any:
    if key == "headers":
        return _checked_headers(value)
    if key == "silenced":
        return _checked_names(value)
    if _TYPES[key] is float:
        return _checked_seconds(key, value)
    if key == "user_agent" and value is None:
        return None
    if not isinstance(value, str):
        raise InvalidProfile(f'"{key}" is not text')
    if key == "user_agent" and _OWN_AGENT.fullmatch(value):
        return CONVERT_AGENT
    choices = get_args(_TYPES[key]) if get_origin(_TYPES[key]) is Literal else ()
    if choices and value not in choices:
        raise InvalidProfile(f'"{key}" is none of {", ".join(choices)}')
    return value


def _checked_seconds(key: str, value: Any) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not isfinite(value) or not 0 < value <= MAX_TIMEOUT:
        raise InvalidProfile(f'"{key}" is not a number of seconds from above 0 to {MAX_TIMEOUT:,}')
    return float(value)


def _checked_headers(value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list) or not all(map(_is_pair, value)):
        raise InvalidProfile('"headers" is not a list of pairs of text, as in [["X-A", "1"]]')
    return tuple((name, text) for name, text in value)


def _checked_names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise InvalidProfile('"silenced" is not a list of rule ids')
    return tuple(value)


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(v, str) for v in value)


def slug(name: str) -> str:
    """A name as a file name that every file system takes.

    >>> slug("CON"), slug("../../etc"), slug("日本")
    ('profile-con', 'etc', 'profile')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    text = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:40].strip("-")
    if not text:
        return "profile"
    return f"profile-{text}" if re.fullmatch(_RESERVED, text) else text


# Names of devices on Windows, and the ids that commands have without a profile.
_RESERVED = r"con|prn|aux|nul|(com|lpt)\d|conin|conout|terminal(-.*)?"


def _read(path: Path) -> bytes:
    try:
        return read_whole(path)
    except OSError as error:
        raise StoreFailed(sentence_of(error, path)) from error


def _rename_invalid(path: Path, content: bytes, why: InvalidProfile) -> BrokenFile:
    if is_newer(content):
        sentence = f"{path.name} was written by a newer version: {why}. It was left as it is."
        return BrokenFile(path, sentence)
    try:
        renamed = rename_broken(path)
    except StoreFailed as refused:
        return BrokenFile(path, f"{path.name} is not a profile: {why}. It stays there. {refused}")
    notice = f"It was kept as {renamed.name}; correct it and rename it back."
    return BrokenFile(renamed, f"{path.name} is not a profile: {why}. {notice}")
