"""A catalog in words: names with their marks, what can be chosen, and how much there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from convert_console.core.catalog.catalog import Audience, Catalog, Experience, Goal, Variation

    Thing: TypeAlias = Goal | Experience | Variation | Audience

RUNNING = ("", "active", "running")
"""Statuses that need no mark; "" is that of a configuration that says none."""


def name_of(catalog: Catalog | None, kind: str, plain: str) -> str:
    """The name of an id with a mark where it no longer runs; "" where nothing is known of it.

    >>> from convert_console.core.catalog.catalog import Catalog, Experience
    >>> found = Catalog(experiences={"7": Experience("7", "Hero", status="paused")})
    >>> name_of(found, "experience", "7"), name_of(found, "experience", "8")
    ('Hero (paused)', '')
    """
    if catalog is None:
        return ""
    mark = mark_of(catalog, kind, plain)
    if plain not in _all(catalog, kind):
        return mark
    name = catalog.name(kind, plain)
    return f"{name} ({mark})" if mark else name


def mark_of(catalog: Catalog, kind: str, plain: str) -> str:
    """The mark "archived", or the status of what does not run; "" for what does.

    A variation of an archived experience is archived with it.
    """
    from convert_console.core.catalog.catalog import Experience, Variation

    thing = _all(catalog, kind).get(plain)
    owner = thing.experience if isinstance(thing, Variation) else plain
    if kind in ("experience", "variation") and owner in catalog.archived:
        return "archived"
    status = thing.status if isinstance(thing, Experience | Variation) else ""
    return "" if status.lower() in RUNNING else status.lower()


def named(catalog: Catalog | None, kind: str, plain: str) -> str:
    """What a line of words calls an id: its name, or the id itself.

    >>> from convert_console.core.catalog.catalog import Catalog
    >>> named(Catalog(archived=frozenset({"7"})), "experience", "7")
    '7 (archived)'
    """
    name = name_of(catalog, kind, plain)
    if catalog is None or plain in _all(catalog, kind):
        return name or plain
    return f"{plain} ({name})" if name else plain


def name_and_id(catalog: Catalog | None, kind: str, plain: str) -> str:
    """What a question calls an id: both, since names repeat.

    >>> from convert_console.core.catalog.catalog import Catalog, Goal
    >>> name_and_id(Catalog(goals={"7": Goal("7", "Purchase")}), "goal", "7")
    'Purchase (7)'
    """
    known = catalog is not None and plain in _all(catalog, kind)
    name = named(catalog, kind, plain)
    return f"{name} ({plain})" if known and name != plain else name


def choices(catalog: Catalog | None, kind: str, within: str = "") -> tuple[tuple[str, str], ...]:
    """Ids with their names to choose from: what runs first, then by name.

    `within` keeps to the variations of one experience, if it has any.
    """
    if catalog is None:
        return ()
    things = list(_all(catalog, kind))
    if kind == "variation" and within in catalog.experiences:
        things = list(catalog.experiences[within].variations) or things
    found = [(plain, name_of(catalog, kind, plain) or plain) for plain in things]

    def rank(item: tuple[str, str]) -> tuple[bool, str, str]:
        return bool(mark_of(catalog, kind, item[0])), item[1].casefold(), item[0]

    return tuple(sorted(found, key=rank))


def counts(catalog: Catalog) -> str:
    """How much a catalog names.

    >>> from convert_console.core.catalog.catalog import Catalog, Goal
    >>> counts(Catalog(goals={"7": Goal("7")}, archived=frozenset({"1"})))
    '1 goal · 0 experiences · 0 variations · 0 segments · 1 archived'
    """
    parts = [
        _counted(len(catalog.goals), "goal"),
        _counted(len(catalog.experiences), "experience"),
        _counted(len(catalog.variations), "variation"),
        _counted(len(catalog.segments), "segment"),
    ]
    if catalog.archived:
        parts.append(f"{len(catalog.archived):,} archived")
    return " · ".join(parts)


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _all(catalog: Catalog, kind: str) -> Mapping[str, Thing]:
    by_kind: dict[str, Mapping[str, Thing]] = {
        "goal": catalog.goals,
        "experience": catalog.experiences,
        "variation": catalog.variations,
        "audience": catalog.audiences,
        "segment": catalog.segments,
    }
    return by_kind[kind]
