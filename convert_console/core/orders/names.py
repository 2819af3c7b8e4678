"""Names of goals, experiences and variations in cells, in place of their ids."""

import re
from typing import NamedTuple

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.text import is_digits

NAMED = {"goals": "goal", "exps": "experience", "vars": "variation"}
"""Parameters whose values a catalog names, and the kind of these."""

_BETWEEN = re.compile(r"[|;,]")


class NameInCell(NamedTuple):
    """A name in a cell, and the ids that have it: no single one if they are several."""

    kind: str
    name: str
    ids: tuple[str, ...]


class ProjectNames:
    """Finds the ids of names, whatever their case. A text of digits only is an id."""

    def __init__(self, catalog: Catalog | None) -> None:
        self._catalog = catalog
        self._ids: dict[str, dict[str, tuple[str, ...]]] = {}

    def _known(self, target: str) -> dict[str, tuple[str, ...]]:
        """The ids of each name, in lower case; read once, where a column may have names."""
        if target not in self._ids:
            ids = self._ids[target] = {}
            if self._catalog is not None and target in NAMED:
                for plain, item in self._catalog.of_kind(NAMED[target]).items():
                    name = item.name.strip().casefold()
                    if name and not is_digits(name):
                        ids[name] = (*ids.get(name, ()), plain)
        return self._ids[target]

    def found_in(self, target: str, text: str) -> tuple[NameInCell, ...]:
        """The names in a cell: all of its text, or one or more between separators."""
        known = self._known(target)
        if not known:
            return ()
        parts = [text] if text.strip().casefold() in known else _BETWEEN.split(text)
        named = ((part.strip(), known.get(part.strip().casefold(), ())) for part in parts)
        return tuple(NameInCell(NAMED[target], name, ids) for name, ids in named if ids)

    def with_ids(self, target: str, text: str) -> str:
        """A cell with ids in place of the names that only one has."""
        single = {each.name: each.ids[0] for each in self.found_in(target, text)
                  if len(each.ids) == 1}  # fmt: skip
        if not single:
            return text
        if text.strip() in single:
            return single[text.strip()]
        parts = (part.strip() for part in _BETWEEN.split(text))
        return ",".join(single.get(part, part) for part in parts)
