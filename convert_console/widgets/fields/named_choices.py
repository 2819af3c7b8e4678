"""Goals and variations of a catalog as choices of a field."""

from __future__ import annotations

from convert_console.core.catalog.catalog import Catalog, choices, name_of
from convert_console.core.verify.conversion import has_revenue
from convert_console.widgets.fields.choice_line import ChoiceEntry


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
