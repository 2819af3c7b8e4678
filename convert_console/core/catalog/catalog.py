"""Names for numbers: goals, experiences, variations and segments of a project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from convert_console.core.document.payload import Number, Payload, parse


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal; `type` is a word such as "revenue", "" where the configuration has none."""

    id: str
    name: str = ""
    key: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Variation:
    """A variation with the id of the experience it belongs to."""

    id: str
    experience: str
    name: str = ""
    key: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Experience:
    """An experience; `goals` is `None` where the configuration does not list them."""

    id: str
    name: str = ""
    key: str = ""
    type: str = ""
    status: str = ""
    goals: frozenset[str] | None = None
    variations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audience:
    """An audience, or a custom segment: the configuration gives both the same shape."""

    id: str
    name: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Catalog:
    """What one project's configuration names, by id. Paused and draft things are not in it.

    `sections` are the lists that the configuration has at all: an id can be called unknown only
    where its list is there.
    """

    account: str = ""
    project: str = ""
    project_name: str = ""
    goals: Mapping[str, Goal] = field(default_factory=dict)
    experiences: Mapping[str, Experience] = field(default_factory=dict)
    variations: Mapping[str, Variation] = field(default_factory=dict)
    audiences: Mapping[str, Audience] = field(default_factory=dict)
    segments: Mapping[str, Audience] = field(default_factory=dict)
    archived: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()

    def name(self, kind: str, plain: str) -> str:
        """The name of a "goal", "experience", "variation", "audience" or "segment".

        The id itself where there is no name: `Catalog().name("goal", "7")` is "7".
        """
        by_kind: dict[str, Mapping[str, Goal | Experience | Variation | Audience]] = {
            "goal": self.goals,
            "experience": self.experiences,
            "variation": self.variations,
            "audience": self.audiences,
            "segment": self.segments,
        }
        found = by_kind[kind].get(plain)
        return (found.name or found.key or plain) if found else plain


@dataclass(frozen=True, slots=True)
class CatalogFault:
    """Why a text is not a project's configuration, in a sentence with the next step."""

    sentence: str


def read_catalog(text: str) -> Catalog | CatalogFault:
    """Read a configuration, with lists of things or with objects keyed by id; never raises.

    >>> found = read_catalog('{"goals": {"7": {"name": "Purchase", "type": "revenue"}}}')
    >>> found.name("goal", "7")
    'Purchase'
    """
    reading = parse(text)
    if reading.fault:
        fault = reading.fault
        return CatalogFault(
            f"This is not JSON: {fault.sentence} (line {fault.line}, column {fault.column}). "
            "Load the project's configuration as it was downloaded."
        )
    root = reading.payload
    if not isinstance(root, dict) or not any(key in root for key in ("goals", "experiences")):
        return CatalogFault(
            "This is not a project's configuration: it has neither goals nor experiences. "
            "Load the answer of the configuration address, or convert.data of a live page."
        )
    return _catalog(root)


_SECTIONS = ("goals", "experiences", "audiences", "segments")


def _catalog(root: Mapping[str, Payload]) -> Catalog:
    project = root.get("project")
    about = project if isinstance(project, dict) else {}
    experiences = [_experience(key, row) for key, row in _rows(root.get("experiences"))]
    return Catalog(
        account=_text(root.get("account_id")),
        project=_text(about.get("id")),
        project_name=_text(about.get("name")),
        goals={goal.id: goal for goal in _goals(root.get("goals"))},
        experiences={experience.id: experience for experience, _ in experiences},
        variations={found.id: found for _, variations in experiences for found in variations},
        audiences={found.id: found for found in _audiences(root.get("audiences"))},
        segments={found.id: found for found in _audiences(root.get("segments"))},
        archived=_ids(root.get("archived_experiences")) or frozenset(),
        sections=frozenset(key for key in _SECTIONS if isinstance(root.get(key), (list, dict))),
    )


def _rows(section: Payload) -> Iterator[tuple[str, Mapping[str, Payload]]]:
    """Each thing of a section with its id; what is not an object, or has no id, is left out."""
    if isinstance(section, dict):
        rows = [(key, row) for key, row in section.items() if isinstance(row, dict)]
    elif isinstance(section, list):
        rows = [("", row) for row in section if isinstance(row, dict)]
    else:
        return
    for key, row in rows:
        plain = _text(row.get("id")) or key
        if plain:
            yield plain, row


def _goals(section: Payload) -> Iterator[Goal]:
    for plain, row in _rows(section):
        yield Goal(plain, _text(row.get("name")), _text(row.get("key")), _text(row.get("type")))


def _audiences(section: Payload) -> Iterator[Audience]:
    for plain, row in _rows(section):
        yield Audience(plain, _text(row.get("name")), _text(row.get("key")))


def _experience(plain: str, row: Mapping[str, Payload]) -> tuple[Experience, tuple[Variation, ...]]:
    variations = tuple(
        Variation(
            id=own,
            experience=plain,
            name=_text(inner.get("name")),
            key=_text(inner.get("key")),
            status=_text(inner.get("status")),
        )
        for own, inner in _rows(row.get("variations"))
    )
    experience = Experience(
        id=plain,
        name=_text(row.get("name")),
        key=_text(row.get("key")),
        type=_text(row.get("type")),
        status=_text(row.get("status")),
        goals=_ids(row.get("goals")),
        variations=tuple(variation.id for variation in variations),
    )
    return experience, variations


def _ids(section: Payload) -> frozenset[str] | None:
    """Ids of a list of ids or of things, or the keys of an object; `None` without either."""
    if isinstance(section, dict):
        return frozenset(section)
    if not isinstance(section, list):
        return None
    plain = (_text(item.get("id") if isinstance(item, dict) else item) for item in section)
    return frozenset(filter(None, plain))


def _text(value: Payload) -> str:
    if isinstance(value, Number):
        return value.literal
    return value if isinstance(value, str) else ""
