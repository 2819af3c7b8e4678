"""A profile as the text of its file, and back."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from math import isfinite
from typing import Any, cast, get_args

from convert_console.core.request.profile import Profile, Reach, Spelling, Target
from convert_console.core.request.secret_headers import concealed

VERSION = 1


class FileBroken(Exception):
    """A file does not hold a profile; the text says why and names the field."""


def write_profile(profile: Profile, others: dict[str, Any]) -> bytes:
    """The text of a profile's file; `others` are a former file's keys, kept where not ours."""
    # The file's name is the id, so that a copied file is a profile of its own.
    own = {name: getattr(profile, name) for name in _KEYS}
    version = max(VERSION, others.get("version", VERSION))
    whole = {**others, **own, "version": version}
    return f"{{\n{_SEAM.join(map(_entry, sorted(whole.items())))}\n}}\n".encode(
        "utf-8", "surrogatepass"
    )


def write_export(profile: Profile) -> bytes:
    """The text of a file to hand on: no header's secret value, no password, no foreign key."""
    from convert_console.core.request.proxy import without_login, without_password

    told = replace(
        profile,
        headers=concealed(profile.headers),
        proxy=without_password(profile.proxy),
        endpoint=without_login(profile.endpoint),
        catalog_base=without_login(profile.catalog_base),
    )
    return write_profile(told, {})


def read_profile(profile_id: str, content: bytes) -> Profile:
    """The profile of a file; raises `FileBroken`."""
    found = read_keys(content)
    if "name" not in found:
        raise FileBroken('"name" is missing')
    own = {key: _checked(key, found[key]) for key in _KEYS if key in found}
    return Profile(id=profile_id, **own)


def read_keys(content: bytes) -> dict[str, Any]:
    """Every key of a file, also those of a newer version; raises `FileBroken`."""
    try:
        found = json.loads(content.decode("utf-8-sig", "surrogatepass"))
    except json.JSONDecodeError as error:
        raise FileBroken(f"it is not JSON (line {error.lineno}, column {error.colno})") from error
    except (ValueError, RecursionError) as error:
        raise FileBroken("it is not JSON text") from error
    if not isinstance(found, dict):
        raise FileBroken("it does not hold a JSON object")
    version = found.get("version", VERSION)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise FileBroken('"version" is not a whole number from 1')
    return found


def is_newer(content: bytes) -> bool:
    """Whether a later version of the console wrote this, so that it may be right after all."""
    try:
        return cast("int", read_keys(content).get("version", VERSION)) > VERSION
    except FileBroken:
        return False


_SEAM = ",\n\n"
"""An empty line between two settings: git merges what two people changed only where a line that
both left alone lies between.
"""


def _entry(setting: tuple[str, Any]) -> str:
    lone = json.dumps(dict([setting]), indent=2, sort_keys=True, ensure_ascii=False)
    return lone.removeprefix("{\n").removesuffix("\n}")


LONGEST = 3_600
"""Seconds that may be waited at most."""

_TIMEOUTS = ("connect_timeout", "silence_timeout", "total_timeout")
_KEYS = tuple(field.name for field in fields(Profile) if field.name != "id")
_CHOICES: dict[str, tuple[str, ...]] = {
    "target": get_args(Target),
    "spelling": get_args(Spelling),
    "reach": get_args(Reach),
}


def _checked(key: str, value: Any) -> Any:
    if key == "headers":
        return _checked_headers(value)
    if key == "silenced":
        return _checked_names(value)
    if key in _TIMEOUTS:
        return _checked_seconds(key, value)
    if key == "user_agent" and value is None:
        return None
    if not isinstance(value, str):
        raise FileBroken(f'"{key}" is not text')
    choices = _CHOICES.get(key)
    if choices and value not in choices:
        raise FileBroken(f'"{key}" is none of {", ".join(choices)}')
    return value


def _checked_seconds(key: str, value: Any) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not isfinite(value) or not 0 < value <= LONGEST:
        raise FileBroken(f'"{key}" is not a number of seconds from above 0 to {LONGEST:,}')
    return float(value)


def _checked_headers(value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list) or not all(map(_is_pair, value)):
        raise FileBroken('"headers" is not a list of pairs of text, as in [["X-A", "1"]]')
    return tuple((name, text) for name, text in value)


def _checked_names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise FileBroken('"silenced" is not a list of rule ids')
    return tuple(value)


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(v, str) for v in value)
