"""Adds to a configuration what Convert's API lists: drafts, paused and completed experiences."""

from collections.abc import Iterable, Mapping, Sequence

from convert_console.core.catalog.catalog import LISTED_BY, listed_root
from convert_console.core.convert_api.answers import ListedExperience, ListedGoal
from convert_console.core.convert_api.calls import ProjectIds
from convert_console.core.document.formatting import flat_text
from convert_console.core.document.payload import Number, Payload

SOURCE = "Convert's API"

Row = dict[str, Payload]


def with_listed(
    text: str,
    where: ProjectIds,
    experiences: Sequence[ListedExperience],
    goals: Sequence[ListedGoal],
) -> str:
    """A configuration with everything that the API lists of its project, each with its status.

    What it has already keeps what it says, and gets the status that the API gives. Without a
    configuration one is made.

    >>> with_listed("", ProjectIds("1", "2"), [ListedExperience("7", "Hero", status="draft")], [])
    '{"account_id":"1","project":{"id":"2"},"goals":[],"experiences":[{"id":"7","name":"Hero","status":"draft","variations":[],"listed_by":"api"}]}'
    """
    root = dict(listed_root(text) or _empty(where))
    known = _by_id(root.get("experiences"))
    for experience in experiences:
        mine = known.get(experience.id)
        known[experience.id] = _new(experience) if mine is None else _updated(mine, experience)
    known_goals = _by_id(root.get("goals"))
    for goal in goals:
        if goal.id not in known_goals:
            known_goals[goal.id] = _marked(
                {"id": goal.id, "name": goal.name, "key": goal.key, "type": goal.type}
            )
    return flat_text(
        {**root, "goals": list(known_goals.values()), "experiences": list(known.values())}
    )


def _empty(where: ProjectIds) -> Row:
    return {"account_id": where.account, "project": {"id": where.project}}


def _new(experience: ListedExperience) -> Row:
    row: Row = {
        "id": experience.id,
        "name": experience.name,
        "key": experience.key,
        "type": experience.type,
        "status": experience.status,
    }
    given = {key: value for key, value in row.items() if value}
    if experience.goals is not None:
        given["goals"] = sorted(experience.goals)
    return {**given, "variations": _variations(experience, ()), LISTED_BY: "api"}


def _updated(mine: Row, experience: ListedExperience) -> Row:
    """One that the configuration has, with its status of now, and variations that it lacks."""
    listed = mine.get("variations")
    before = listed if isinstance(listed, list) else []
    variations = [*before, *_variations(experience, _by_id(before))]
    status: Row = {"status": experience.status} if experience.status else {}
    return {**mine, **status, "variations": variations}


def _variations(experience: ListedExperience, known: Iterable[str]) -> list[Payload]:
    left = [variation for variation in experience.variations if variation.id not in set(known)]
    rows = [{"id": one.id, "name": one.name, "key": one.key, "status": one.status} for one in left]
    return [{key: value for key, value in row.items() if value} for row in rows]


def _marked(row: Mapping[str, str]) -> Row:
    return {**{key: value for key, value in row.items() if value}, LISTED_BY: "api"}


def _by_id(section: Payload) -> dict[str, Row]:
    """The rows of a list by their ids; what has none is left as it is, at the end of none."""
    rows: dict[str, Row] = {}
    for number, row in enumerate(section if isinstance(section, list) else []):
        if isinstance(row, dict):
            plain = row.get("id")
            key = plain.literal if isinstance(plain, Number) else plain
            rows[key if isinstance(key, str) else f"(row {number})"] = dict(row)
    return rows
