"""Regular expressions mean the same on every supported Python."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from re import _constants as constants  # type: ignore[attr-defined]
from re._parser import SubPattern, parse  # type: ignore[import-not-found]
from typing import Any

from convert_console import cli, core, services


def test_no_pattern_looks_ahead_within_a_possessive_group() -> None:
    # Python before 3.11.5, as in Debian 12, matches such patterns wrongly (CPython 106052).
    assert [name for name, pattern in patterns() if looks_ahead_in_possessive(pattern)] == []


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """The compiled patterns of all modules that need no Qt."""
    for layer in (core, services, cli):
        for module in pkgutil.walk_packages(layer.__path__, f"{layer.__name__}."):
            for name, value in vars(import_module(module.name)).items():
                if isinstance(value, re.Pattern):
                    yield f"{module.name}.{name}", value


def looks_ahead_in_possessive(pattern: re.Pattern[Any]) -> bool:
    """Whether a possessive repetition of the pattern contains a lookahead or a lookbehind."""

    def found(part: Any, *, within: bool) -> bool:
        if isinstance(part, SubPattern | list):
            return any(found(item, within=within) for item in part)
        if not isinstance(part, tuple):
            return False
        if part and part[0] in (constants.ASSERT, constants.ASSERT_NOT) and within:
            return True
        possessive = bool(part) and part[0] in (
            constants.POSSESSIVE_REPEAT,
            constants.ATOMIC_GROUP,
        )
        return any(found(item, within=within or possessive) for item in part[1:] or ())

    parsed = parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    return any(found(item, within=False) for item in parsed)
