"""What a step does, in values that a person edits: goal, variation, amount and order number."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from convert_console.core.catalog.catalog import Catalog, named
from convert_console.core.document.edits import with_value, without
from convert_console.core.document.payload import Number, Payload, value_at
from convert_console.core.journeys.journey import Step
from convert_console.core.request.event_summary import event_line, event_name, summarise
from convert_console.core.request.field_values import as_number, like
from convert_console.core.text import plain_text, scalar_text

StepKind = Literal["viewExp", "hitGoal", "tr", "sale", ""]
"""The types of a step's events; "sale" is a goal with its transaction, "" anything else."""

KINDS: tuple[tuple[StepKind, str, str], ...] = (
    ("viewExp", "Variation seen", "viewExp"),
    ("hitGoal", "Goal reached", "hitGoal"),
    ("sale", "Goal and transaction", "hitGoal · tr"),
    ("tr", "Transaction", "tr"),
)
"""The kinds that can be chosen: each with its words, and the types on the wire."""

_EVENTS: dict[StepKind, tuple[str, ...]] = {
    "viewExp": ("viewExp",),
    "hitGoal": ("hitGoal",),
    "tr": ("tr",),
    "sale": ("hitGoal", "tr"),
}


@dataclass(frozen=True, slots=True)
class StepValues:
    """The values of a step, "" for none. Its events agree in goal, experience and variation, of
    which each has at most one; otherwise `kind` is "".
    """

    kind: StepKind = ""
    goal: str = ""
    experience: str = ""
    variation: str = ""
    amount: str = ""
    products: str = ""
    order: str = ""

    @property
    def editable(self) -> bool:
        """Whether these values are all that the events say; otherwise the document is edited."""
        return bool(self.kind)


def values_of(step: Step) -> StepValues:
    """The values of a step.

    >>> values_of(Step('{"tid": "A1", "ev": [{"evt": "tr", "goals": ["7"], "r": 1.50}]}')).amount
    '1.50'
    """
    payload = step.draft.payload
    order = scalar_text(value_at(payload, ("tid",)))
    listed = value_at(payload, ("ev",))
    events = [e for e in (listed if isinstance(listed, list) else []) if isinstance(e, dict)]
    kinds = tuple(scalar_text(event.get("evt")) for event in events)
    kind: StepKind = next((each for each, types in _EVENTS.items() if types == kinds), "")
    ids = {key: {_only(event.get(key)) for event in events if key in event}
           for key in ("goals", "exps", "vars")}  # fmt: skip
    alike = all(len(found) <= 1 and None not in found for found in ids.values())
    if not kind or not alike or not isinstance(listed, list) or len(events) != len(listed):
        return StepValues(order=order)
    goal, experience, variation = (next(iter(found), "") or "" for found in ids.values())
    sale = events[-1] if kind in ("tr", "sale") else {}
    amount, products = scalar_text(sale.get("r")), scalar_text(sale.get("prc"))
    return StepValues(kind, goal, experience, variation, amount, products, order)


def with_values(step: Step, **changes: str) -> Step:
    """A step with some of its values changed; every other character of its document stays.

    Raises EditImpossible for a step that has no such values.
    """
    before = values_of(step)
    named_kind = changes.pop("kind", before.kind)
    kind = next((each for each in _EVENTS if each == named_kind), before.kind)
    if kind != before.kind:
        after = replace(before, kind=kind, **changes)
        events: list[Payload] = [_event(name, after) for name in _EVENTS[kind]]
        return replace(step, text=with_value(step.text, ("ev",), events))
    text = step.text
    for key, value in changes.items():
        text = _WRITERS[key](text, value)
    return replace(step, text=text)


def step_words(step: Step, catalog: Catalog | None) -> tuple[str, str, str]:
    """What a step does, with names, what with, and the types of its events on the wire.

    >>> step_words(Step('{"ev": [{"evt": "hitGoal", "goals": ["7"]}]}'), None)
    ('Goal reached', '7', 'hitGoal')
    """
    values, payload = values_of(step), step.draft.payload
    if values.kind:
        words, wire = next((words, wire) for kind, words, wire in KINDS if kind == values.kind)
        return words, _details(values, catalog), wire
    listed = value_at(payload, ("ev",))
    if not isinstance(payload, dict):
        return "Not a JSON object", "", ""
    if not isinstance(listed, list) or not listed:
        return "No events", "", ""
    first = listed[0]
    if len(listed) == 1:
        name = event_name(first.get("evt") if isinstance(first, dict) else None)
        return name, event_line(first, lambda kind, plain: named(catalog, kind, plain)), (
            summarise(payload).events
        )  # fmt: skip
    return f"{len(listed):,} events", "", summarise(payload).events


def column_words(step: Step, catalog: Catalog | None) -> str:
    """A step in a few words, for the head of a column."""
    values = values_of(step)
    if values.goal:
        return named(catalog, "goal", values.goal)
    return step_words(step, catalog)[0]


def _details(values: StepValues, catalog: Catalog | None) -> str:
    goal = named(catalog, "goal", values.goal) if values.goal else ""
    if values.kind == "viewExp":
        variation = named(catalog, "variation", values.variation) if values.variation else ""
        experience = named(catalog, "experience", values.experience) if values.experience else ""
        return " of ".join(filter(None, (variation, experience))) or "choose a variation"
    parts = [goal or "choose a goal"]
    if values.kind in ("tr", "sale"):
        parts.append(values.amount or "no amount")
    if values.products:
        parts.append(f"{values.products} product{'' if values.products == '1' else 's'}")
    return " · ".join(parts)


def _event(name: str, values: StepValues) -> dict[str, Payload]:
    event: dict[str, Payload] = {"evt": name}
    if name != "viewExp":
        event["goals"] = [values.goal] if values.goal else []
    event["exps"] = [values.experience] if values.experience else []
    event["vars"] = [values.variation] if values.variation else []
    if name == "tr":
        amounts = {"r": values.amount, "prc": values.products}
        event |= {key: as_number(text) for key, text in amounts.items() if text}
    return event


def _with_id(key: str) -> Callable[[str, str], str]:
    """Writes an id into every event that carries such ids."""

    def write(text: str, plain: str) -> str:
        events = value_at(Step(text).draft.payload, ("ev",))
        for place, event in enumerate(events if isinstance(events, list) else []):
            if not isinstance(event, dict) or (key == "goals" and event.get("evt") == "viewExp"):
                continue
            before = event.get(key)
            first = before[0] if isinstance(before, list) and before else ""
            text = with_value(text, ("ev", place, key), [like(first, plain)] if plain else [])
        return text

    return write


def _with_number(key: str) -> Callable[[str, str], str]:
    """Writes a number into every transaction."""

    def write(text: str, plain: str) -> str:
        events = value_at(Step(text).draft.payload, ("ev",))
        for place, event in enumerate(events if isinstance(events, list) else []):
            if isinstance(event, dict) and event.get("evt") == "tr":
                if plain:
                    text = with_value(text, ("ev", place, key), as_number(plain))
                elif key in event:
                    text = without(text, ("ev", place, key))
        return text

    return write


def _with_order(text: str, plain: str) -> str:
    before = value_at(Step(text).draft.payload, ("tid",))
    if plain:
        return with_value(text, ("tid",), like(before, plain))
    return text if before is None else without(text, ("tid",))


_WRITERS: dict[str, Callable[[str, str], str]] = {
    "goal": _with_id("goals"),
    "experience": _with_id("exps"),
    "variation": _with_id("vars"),
    "amount": _with_number("r"),
    "products": _with_number("prc"),
    "order": _with_order,
}


def _only(value: Payload) -> str | None:
    """The only id of a list, "" for an empty one; `None` for several, or for something else."""
    items = value if isinstance(value, list) else [value]
    if not items:
        return ""
    plain = len(items) == 1 and isinstance(items[0], str | Number)
    return plain_text(items[0]) if plain else None
