"""Goals and variations as choices of a field: those of a catalog, and others as numbers."""

import re

from convert_console.core.catalog.catalog import Catalog, choices, name_of
from convert_console.core.text import is_digits
from convert_console.core.verify.conversion import has_revenue
from convert_console.widgets.fields.choice_line import ChoiceEntry, ChoiceLine


def goal_entries(catalog: Catalog | None) -> list[ChoiceEntry]:
    """The goals by name, those with revenue marked."""
    return [
        ChoiceEntry(name, plain, "with revenue" if has_revenue(catalog, plain) else "", plain)
        for plain, name in choices(catalog, "goal")
    ]


def variation_entries(catalog: Catalog | None) -> list[ChoiceEntry]:
    """The variations by name, each with its experience."""
    if catalog is None:
        return []
    return [
        ChoiceEntry(
            name,
            plain,
            name_of(catalog, "experience", catalog.variations[plain].experience),
            (catalog.variations[plain].experience, plain),
        )
        for plain, name in choices(catalog, "variation")
    ]


def show_value(line: ChoiceLine, value: object, text: str) -> None:
    """Show the choice with a value, or a text where there is none."""
    index = next((i for i, entry in enumerate(line.choices) if entry.value == value), -1)
    if index >= 0:
        line.show_choice(index)
    else:
        line.show_text(text)


def typed_goal(text: str) -> tuple[str, str]:
    """What a typed text would be as a goal, and a remark on it."""
    return f"Use goal “{text}”", "" if is_digits(text.strip()) else "text, not a number"


def typed_variation(text: str) -> tuple[str, str]:
    """What a typed text would be as a variation, and a remark on it."""
    pair = pair_in(text)
    if pair is None:
        return "Type both numbers", "experience / variation"
    return f"Use experience {pair[0]}, variation {pair[1]}", ""


def pair_in(text: str) -> tuple[str, str] | None:
    """An experience and a variation by their numbers.

    >>> pair_in("100400101 / 1004200201"), pair_in("100400101")
    (('100400101', '1004200201'), None)
    """
    match = _PAIR.fullmatch(text)
    return (match[1], match[2]) if match else None


_PAIR = re.compile(r"\s*([0-9]+)\s*[/, ]\s*([0-9]+)\s*")
