"""The names of a project's goals, experiences, variations, audiences and segments."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple, TypeAlias

from convert_console.core.document.formatting import flat_text
from convert_console.core.document.payload import Payload, end_of_value, parse
from convert_console.core.request.parameters import EVENT, SEGMENTS
from convert_console.core.text import id_text, id_texts
from convert_console.core.verdict.exchange import Names


class Goal(NamedTuple):
    """A goal; `type` is a word such as "revenue", "" where the configuration has none."""

    id: str
    name: str = ""
    key: str = ""
    type: str = ""


class Variation(NamedTuple):
    """A variation with the id of the experience it belongs to."""

    id: str
    experience: str
    name: str = ""
    key: str = ""
    status: str = ""


class Experience(NamedTuple):
    """An experience; `goals` is `None` where the configuration does not list them."""

    id: str
    name: str = ""
    key: str = ""
    type: str = ""
    status: str = ""
    goals: frozenset[str] | None = None
    variations: tuple[str, ...] = ()


class Audience(NamedTuple):
    """An audience, or a custom segment: the configuration gives both the same shape."""

    id: str
    name: str = ""
    key: str = ""


Item: TypeAlias = Goal | Experience | Variation | Audience


class Catalog(NamedTuple):
    """The items of one project's configuration by id.

    Draft and paused experiences are among them only where it was fetched with a debug token.
    `sections` are the lists that the configuration has: an id is only unknown if its list is there.
    """

    account: str = ""
    project: str = ""
    project_name: str = ""
    goals: Mapping[str, Goal] = {}
    experiences: Mapping[str, Experience] = {}
    variations: Mapping[str, Variation] = {}
    audiences: Mapping[str, Audience] = {}
    segments: Mapping[str, Audience] = {}
    archived: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()

    def name(self, kind: str, plain: str) -> str:
        """The name of a "goal", "experience", "variation", "audience" or "segment".

        The id itself where there is no name: `Catalog().name("goal", "7")` is "7".
        """
        item = self.of_kind(kind).get(plain)
        return (item.name or item.key or plain) if item else plain

    def of_kind(self, kind: str) -> Mapping[str, Item]:
        """The items of such a kind by their ids."""
        by_kind: dict[str, Mapping[str, Item]] = {
            "goal": self.goals,
            "experience": self.experiences,
            "variation": self.variations,
            "audience": self.audiences,
            "segment": self.segments,
        }
        return by_kind[kind]


class CatalogFault(NamedTuple):
    """Why a text is not a project's configuration, in a sentence with the next step."""

    sentence: str


def read_catalog(text: str) -> Catalog | CatalogFault:
    """Read a configuration, with lists of objects or with objects keyed by id; never raises.

    It may be in the wrapper of Convert's SDKs, `{"environment": …, "data": {…}}`, or assigned to
    `convert.data` in a script.

    >>> found = read_catalog('convert.data = {"goals": {"7": {"name": "Purchase"}}};')
    >>> found.name("goal", "7")
    'Purchase'
    """
    reading = parse(text)
    if reading.fault:
        fault = reading.fault
        assigned = _assigned_in(text)
        if assigned is not None:
            return _catalog(assigned)
        return CatalogFault(
            f"This is not JSON: {fault.sentence} (line {fault.line}, column {fault.column}). "
            "Load the configuration file exactly as you downloaded it."
        )
    root = _unwrapped(reading.payload)
    if root is None:
        return CatalogFault(
            "This is not a project configuration: it has neither goals nor experiences. Load the "
            "file from the configuration address, or convert.data from a live page."
        )
    return _catalog(root)


LISTED_BY = "listed_by"
"""A key of what was added to a configuration because Convert's API lists it, such as drafts."""


def sdk_configuration(text: str) -> str:
    """A configuration as Convert's SDKs fetch it, without a wrapper and with lists; "" for none.
    What only Convert's API lists is not in it.

    >>> sdk_configuration('{"data": {"goals": {"7": {"name": "Purchase"}}}}')
    '{"goals":[{"id":"7","name":"Purchase"}]}'
    """
    root = listed_root(text)
    if root is None:
        return ""
    own: Payload = {key: _without_listed(value) for key, value in root.items()}
    return text if own == parse(text).payload else flat_text(own)


def listed_root(text: str) -> dict[str, Payload] | None:
    """The configuration in a text, with lists; `None` for none."""
    root = _unwrapped(parse(text).payload) or _assigned_in(text)
    if root is None:
        return None
    return {key: _listed(key, value) for key, value in root.items()}


def _without_listed(section: Payload) -> Payload:
    if not isinstance(section, list):
        return section
    return [row for row in section if not (isinstance(row, dict) and LISTED_BY in row)]


def _listed(key: str, section: Payload) -> Payload:
    """A section of a live page, whose objects are keyed by id, as a list of them."""
    if isinstance(section, dict) and key in (*_SECTIONS, "variations", "features"):
        section = [
            {"id": plain, **row} if isinstance(row, dict) else row for plain, row in section.items()
        ]
    if key == "experiences" and isinstance(section, list):
        return [
            {name: _listed(name, value) for name, value in row.items()}
            if isinstance(row, dict)
            else row
            for row in section
        ]
    return section


_SECTIONS = ("goals", "experiences", "audiences", "segments")

_WRAPPERS = ("data", "config", "configuration")
_MOST_WRAPPERS = 4
_OLDER_NAMES = {"experiments": "experiences", "prj": "project", "u_id": "account_id"}
"""Names in `convert.data` of Convert's older scripts, seen in public integrations; there an
experience has its name as `n` and its variations as `vars`.
"""
_ASSIGNMENT = re.compile(
    r"""(?<![\w$])convert\s*(?:\.\s*data|\[\s*["']data["']\s*\])\s*=\s*(?=\{)"""
)
_MOST_ASSIGNMENTS = 8  # a script has one or two


def _unwrapped(payload: Payload) -> dict[str, Payload] | None:
    """The configuration in a payload, which may be wrapped or JSON inside a text."""
    for _ in range(_MOST_WRAPPERS):
        if isinstance(payload, str):
            payload = parse(payload).payload
        if not isinstance(payload, dict):
            return None
        if any(name in payload for name in ("goals", "experiences", *_OLDER_NAMES)):
            return {_OLDER_NAMES.get(key) or key: value for key, value in payload.items()}
        inner = (payload[key] for key in _WRAPPERS if payload.get(key))
        payload = next(inner, None)
    return None


def _assigned_in(script: str) -> dict[str, Payload] | None:
    """The configuration that a script assigns to `convert.data`, as JSON or as JavaScript."""
    # Loaded only for a script: it takes 10 ms of a start.
    from convert_console.core.paste.repair.json_repair import repaired

    for match in islice(_ASSIGNMENT.finditer(script), _MOST_ASSIGNMENTS):
        start = match.end()
        try:
            literal = script[start : end_of_value(script, start)]
        except (ValueError, RecursionError):
            loose = repaired(script, start)
            literal = loose.text if loose else ""
        found = _unwrapped(parse(literal).payload)
        if found is not None:
            return found
    return None


def _catalog(root: Mapping[str, Payload]) -> Catalog:
    project = root.get("project")
    about = project if isinstance(project, dict) else {}
    experiences = [_experience(key, row) for key, row in _rows(root.get("experiences"))]
    return Catalog(
        account=id_text(root.get("account_id")),
        project=id_text(about.get("id")),
        project_name=_name(about),
        goals={goal.id: goal for goal in _goals(root.get("goals"))},
        experiences={experience.id: experience for experience, _ in experiences},
        variations={item.id: item for _, variations in experiences for item in variations},
        audiences={item.id: item for item in _audiences(root.get("audiences"))},
        segments={item.id: item for item in _audiences(root.get("segments"))},
        archived=_ids(root.get("archived_experiences")) or frozenset(),
        sections=frozenset(key for key in _SECTIONS if isinstance(root.get(key), (list, dict))),
    )


def _rows(section: Payload) -> Iterator[tuple[str, Mapping[str, Payload]]]:
    """Each item of a section with its id; anything else is skipped."""
    if isinstance(section, dict):
        rows = [(key, row) for key, row in section.items() if isinstance(row, dict)]
    elif isinstance(section, list):
        rows = [("", row) for row in section if isinstance(row, dict)]
    else:
        return
    for key, row in rows:
        plain = id_text(row.get("id")) or key
        if plain:
            yield plain, row


def _goals(section: Payload) -> Iterator[Goal]:
    for plain, row in _rows(section):
        yield Goal(plain, _name(row), id_text(row.get("key")), id_text(row.get("type")))


def _audiences(section: Payload) -> Iterator[Audience]:
    for plain, row in _rows(section):
        yield Audience(plain, _name(row), id_text(row.get("key")))


def _experience(plain: str, row: Mapping[str, Payload]) -> tuple[Experience, tuple[Variation, ...]]:
    variations = tuple(
        Variation(
            id=own,
            experience=plain,
            name=_name(inner),
            key=id_text(inner.get("key")),
            status=id_text(inner.get("status")),
        )
        for own, inner in _rows(row.get("variations") or row.get("vars"))
    )
    experience = Experience(
        id=plain,
        name=_name(row),
        key=id_text(row.get("key")),
        type=id_text(row.get("type")),
        status=id_text(row.get("status")),
        goals=_ids(row.get("goals")),
        variations=tuple(variation.id for variation in variations),
    )
    return experience, variations


def _ids(section: Payload) -> frozenset[str] | None:
    """Ids of a list of ids or of objects, or the keys of an object; `None` without either."""
    if isinstance(section, dict):
        return frozenset(section)
    if not isinstance(section, list):
        return None
    plain = (id_text(item.get("id") if isinstance(item, dict) else item) for item in section)
    return frozenset(filter(None, plain))


def _name(row: Mapping[str, Payload]) -> str:
    return id_text(row.get("name")) or id_text(row.get("n"))


# The names of a catalog as they are shown.

RUNNING = ("", "active", "running")
"""Statuses that need no mark; "" is that of a configuration without statuses."""


def name_of(catalog: Catalog | None, kind: str, plain: str) -> str:
    """The name of an id, with a mark if it does not run; "" for an unknown id.

    >>> found = Catalog(experiences={"7": Experience("7", "Hero", status="paused")})
    >>> name_of(found, "experience", "7"), name_of(found, "experience", "8")
    ('Hero (paused)', '')
    """
    if catalog is None:
        return ""
    mark = mark_of(catalog, kind, plain)
    if plain not in catalog.of_kind(kind):
        return mark
    name = catalog.name(kind, plain)
    return f"{name} ({mark})" if mark else name


def mark_of(catalog: Catalog, kind: str, plain: str) -> str:
    """The mark "archived", or the status of what does not run; "" for what does.

    A variation of an archived experience is archived with it.
    """
    item = catalog.of_kind(kind).get(plain)
    owner = item.experience if isinstance(item, Variation) else plain
    if kind in ("experience", "variation") and owner in catalog.archived:
        return "archived"
    status = item.status if isinstance(item, Experience | Variation) else ""
    return "" if status.lower() in RUNNING else status.lower()


def named(catalog: Catalog | None, kind: str, plain: str) -> str:
    """The name of an id, or the id itself where there is none.

    >>> named(Catalog(archived=frozenset({"7"})), "experience", "7")
    '7 (archived)'
    """
    name = name_of(catalog, kind, plain)
    if catalog is None or plain in catalog.of_kind(kind):
        return name or plain
    return f"{plain} ({name})" if name else plain


def ids_of_goals(catalog: Catalog | None, name: str) -> tuple[str, ...]:
    """The ids of the goals that have a name, whatever its case."""
    goals = catalog.goals if catalog else {}
    return tuple(i for i, goal in goals.items() if goal.name.casefold() == name.casefold())


def name_and_id(catalog: Catalog | None, kind: str, plain: str) -> str:
    """The name of an id with the id, since names repeat.

    >>> name_and_id(Catalog(goals={"7": Goal("7", "Purchase")}), "goal", "7")
    'Purchase (7)'
    """
    known = catalog is not None and plain in catalog.of_kind(kind)
    name = named(catalog, kind, plain)
    return f"{name} ({plain})" if known and name != plain else name


def choices(catalog: Catalog | None, kind: str, within: str = "") -> tuple[tuple[str, str], ...]:
    """Ids with their names to choose from: running ones first, then by name.

    `within` limits variations to those of one experience, if it has any.
    """
    if catalog is None:
        return ()
    items = list(catalog.of_kind(kind))
    if kind == "variation" and within in catalog.experiences:
        items = list(catalog.experiences[within].variations) or items
    named_ids = [(plain, name_of(catalog, kind, plain) or plain) for plain in items]

    def rank(item: tuple[str, str]) -> tuple[bool, str, str]:
        return bool(mark_of(catalog, kind, item[0])), item[1].casefold(), item[0]

    return tuple(sorted(named_ids, key=rank))


def goal_notes(catalog: Catalog | None) -> dict[str, str]:
    """Where each goal is used, for lists of choices.

    >>> hero = Experience("1", "Hero", goals=frozenset({"7"}))
    >>> goal_notes(Catalog(experiences={"1": hero}))
    {'7': 'in Hero'}
    """
    used: dict[str, list[str]] = {}
    for plain, experience in (catalog.experiences if catalog else {}).items():
        for goal in experience.goals or ():
            used.setdefault(goal, []).append(plain)
    return {
        goal: f"in {named(catalog, 'experience', owners[0])}"
        if len(owners) == 1
        else f"in {len(owners)} experiences"
        for goal, owners in used.items()
    }


def counts(catalog: Catalog) -> str:
    """How many items a catalog has of each kind.

    >>> counts(Catalog(goals={"7": Goal("7")}, archived=frozenset({"1"})))
    '1 goal · 0 experiences · 0 variations · 0 segments · 1 archived'
    """
    not_running = sum(
        bool(mark_of(catalog, "experience", plain))
        for plain in catalog.experiences
        if plain not in catalog.archived
    )
    parts = [
        _counted(len(catalog.goals), "goal"),
        _counted(len(catalog.experiences), "experience")
        + (f" ({not_running:,} not running)" if not_running else ""),
        _counted(len(catalog.variations), "variation"),
        _counted(len(catalog.segments), "segment"),
    ]
    if catalog.archived:
        parts.append(f"{len(catalog.archived):,} archived")
    return " · ".join(parts)


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


# The names of ids are stored with each sent request, because names may change later.

MOST = 500
"""Names that are kept of one request."""

_EVENT_IDS = tuple((row.wire_name, row.id_kind) for row in EVENT if row.id_kind)
_SEGMENT_IDS = tuple((row.wire_name, row.id_kind) for row in SEGMENTS if row.id_kind)


def names_of_ids(catalog: Catalog | None, payload: Payload) -> Names:
    """The names of the ids of a document, each once, in the order of the events.

    >>> known = Catalog(goals={"7": Goal("7", "Purchase")})
    >>> names_of_ids(known, {"ev": [{"goals": ["7", "8"]}, {"goals": ["7"]}]})
    (('goal', '7', 'Purchase'),)
    """
    if catalog is None or not isinstance(payload, dict):
        return ()
    named = (
        (kind, plain, name)
        for kind, plain in dict.fromkeys(_named_ids(payload))
        if (name := name_of(catalog, kind, plain))
    )
    return tuple(islice(named, MOST))


def catalog_of_names(names: Names) -> Catalog:
    """A catalog with these names only, for functions that take one.

    >>> catalog_of_names((("goal", "7", "Purchase"),)).name("goal", "7")
    'Purchase'
    """

    def called(wanted_kind: str) -> dict[str, str]:
        return {plain: name for kind, plain, name in names if kind == wanted_kind}

    return Catalog(
        goals={plain: Goal(plain, name) for plain, name in called("goal").items()},
        experiences={p: Experience(p, name) for p, name in called("experience").items()},
        variations={p: Variation(p, "", name) for p, name in called("variation").items()},
        segments={plain: Audience(plain, name) for plain, name in called("segment").items()},
    )


def _named_ids(payload: dict[str, Payload]) -> Iterator[tuple[str, str]]:
    events = payload.get("ev")
    for event in events if isinstance(events, list) else ():
        if isinstance(event, dict):
            for key, kind in _EVENT_IDS:
                yield from ((kind, plain) for plain in id_texts(event.get(key)))
    seg = payload.get("seg")
    if isinstance(seg, dict):
        for key, kind in _SEGMENT_IDS:
            yield from ((kind, plain) for plain in id_texts(seg.get(key)))
