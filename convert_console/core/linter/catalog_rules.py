"""Rules that need a catalog."""

from collections.abc import Iterator

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.linter.checked_request import Event, Request
from convert_console.core.linter.fixes import SetValue
from convert_console.core.linter.id_shapes import Id, ids_at
from convert_console.core.linter.problem import Finding, Fix, error, warning
from convert_console.core.linter.rule import document_rule, event_rule
from convert_console.core.text import id_text

_NAMED = 8
NOT_LISTED = (
    "is not among the loaded project names. Check the number. Draft and paused experiences are "
    "listed only where the names were fetched with a debug token."
)


@event_rule("unknown-goal")
def unknown_goal(event: Event) -> Iterator[Finding]:
    """The catalog lacks a goal."""
    for goal_id, plain in _plain(event, "goals", "goals"):
        if event.catalog and plain not in event.catalog.goals:
            yield warning(goal_id.path, f"Goal {plain} {NOT_LISTED}")


@event_rule("unknown-experience")
def unknown_experience(event: Event) -> Iterator[Finding]:
    """The catalog lacks an experience."""
    for experience_id, plain in _plain(event, "exps", "experiences"):
        if not event.catalog or plain in event.catalog.experiences:
            continue
        if plain in event.catalog.archived:
            yield warning(
                experience_id.path, f"Experience {plain} is archived. Use one that is running."
            )
        else:
            yield warning(experience_id.path, f"Experience {plain} {NOT_LISTED}")


@event_rule("unknown-variation")
def unknown_variation(event: Event) -> Iterator[Finding]:
    """The catalog lacks a variation."""
    for variation_id, plain in _plain(event, "vars", "experiences"):
        variations = event.catalog.variations if event.catalog else {}
        if variations and plain not in variations:  # an older script may list none at all
            yield warning(variation_id.path, f"Variation {plain} {NOT_LISTED}")


@document_rule("unknown-segment")
def unknown_segment(request: Request) -> Iterator[Finding]:
    """The catalog lacks a custom audience."""
    catalog = request.situation.catalog
    if not catalog or "segments" not in catalog.sections:
        return
    for segment_id in ids_at(request.segments.get("cust"), ("seg", "cust")):
        plain = id_text(segment_id.value)
        if segment_id.shape != "plain" or plain in catalog.segments:
            continue
        if plain in catalog.audiences:
            yield warning(
                segment_id.path,
                f"{plain} is an audience, but it is not set up as a segment. "
                "Take the id from the project's segments.",
            )
        else:
            yield warning(segment_id.path, f"Segment {plain} {NOT_LISTED}")


@event_rule("goal-not-in-experience")
def goal_not_in_experience(event: Event) -> Iterator[Finding]:
    """None of the event's experiences lists the goal.

    One that lists it is enough: integrations send all of a visitor's experiences with each goal.
    """
    catalog = event.catalog
    if not catalog:
        return
    named = dict.fromkeys(event.experiences)
    experiences = [catalog.experiences.get(plain) for plain in named]
    listed = [one.goals if one else None for one in experiences]
    if not listed or None in listed:
        return
    reachable = frozenset(goal for goals in listed for goal in goals or ())
    names = _first_of([catalog.name("experience", plain) for plain in named])
    for one, plain in _plain(event, "goals", "goals"):
        if plain in catalog.goals and plain not in reachable:
            yield warning(
                one.path,
                f"Goal {_named(catalog, 'goal', plain)} is not a goal of {names}. "
                "Add it there in Convert, or choose another goal.",
            )


@event_rule("variation-of-another")
def variation_of_another(event: Event) -> Iterator[Finding]:
    """A variation is paired with an experience that it does not belong to."""
    catalog = event.catalog
    if not catalog:
        return
    experiences = [an_id for an_id in event.ids if an_id.key == "exps"]
    fix = _reordered(event, catalog)
    for an_id, plain in _plain(event, "vars", "experiences"):
        known = catalog.variations.get(plain)
        position = an_id.position or 0
        paired = _single(experiences[position]) if position < len(experiences) else ""
        if known and paired and known.experience != paired:
            yield error(
                an_id.path,
                f"Variation {_named(catalog, 'variation', plain)} belongs to experience "
                f"{_named(catalog, 'experience', known.experience)}, not to {paired}. "
                "Put exps and vars in the same order.",
                fix,
            )


@event_rule("goal-not-revenue")
def goal_not_revenue(event: Event) -> Iterator[Finding]:
    """A transaction for a goal of another type."""
    if event.kind != "tr" or not event.catalog:
        return
    for goal_id, plain in _plain(event, "goals", "goals"):
        goal = event.catalog.goals.get(plain)
        if goal and goal.type and goal.type != "revenue":
            yield warning(
                goal_id.path,
                f"Goal {_named(event.catalog, 'goal', plain)} has the type {goal.type}, but a "
                "transaction needs a revenue goal. Choose a revenue goal.",
            )


def _plain(event: Event, key: str, section: str) -> Iterator[tuple[Id, str]]:
    """The ids of one list that are digits, where the catalog has the section to look in."""
    if event.catalog and section in event.catalog.sections:
        for an_id in event.ids:
            if an_id.key == key and an_id.shape == "plain":
                yield an_id, id_text(an_id.value)


def _single(an_id: Id) -> str:
    """An id as text; "" where other rules report that it is not a single id."""
    return id_text(an_id.value) if an_id.shape in ("plain", "odd") else ""


def _named(catalog: Catalog, kind: str, plain: str) -> str:
    name = catalog.name(kind, plain)
    return plain if name == plain else f"{name} ({plain})"


def _first_of(names: list[str]) -> str:
    left_out = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {left_out:,} more" if left_out > 0 else "")


def _reordered(event: Event, catalog: Catalog) -> Fix | None:
    """The variations in the order of their experiences, where that is certain."""
    values = event.body.get("vars")
    experiences = event.texts("exps")
    if not isinstance(values, list) or len(values) != len(experiences):
        return None
    owner = {}
    for value in values:
        known = catalog.variations.get(id_text(value))
        owner[known.experience if known else ""] = value
    if set(owner) != set(experiences) or len(owner) != len(values):
        return None
    ordered = [owner[experience] for experience in experiences]
    return Fix("Reorder the variations", SetValue(event.at("vars"), ordered))
