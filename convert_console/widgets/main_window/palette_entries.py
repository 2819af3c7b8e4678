"""What the palette finds besides commands: profiles, saved requests, names and history rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from PySide6.QtGui import QGuiApplication

from convert_console.core.catalog.catalog import choices, name_of, named
from convert_console.core.history.row import Row
from convert_console.core.request.event_summary import goals_and_amount
from convert_console.core.text import cut_short, local_time, visible
from convert_console.core.verdict.kinds import kind_of
from convert_console.models.document.events import add_event_for
from convert_console.widgets.main_window.models import Models
from convert_console.widgets.main_window.palette_search import Entry


class Doing(NamedTuple):
    """What the window does with a thing."""

    filter_history: Callable[[str], object]
    show_row: Callable[[int], object]
    show_event: Callable[[int], object]


class PaletteThings:
    """Lists the things of a window when the palette asks for them."""

    def __init__(self, models: Models, doing: Doing) -> None:
        self._models, self._doing = models, doing

    def all(self) -> list[Entry]:
        """Profiles, saved requests, goals and experiences."""
        return [*self._profiles(), *self._saved(), *self._goals(), *self._experiences()]

    def of_row(self, row: Row) -> Entry:
        """A row of the history."""
        moment, kind = local_time(row.sent_at), kind_of(row.verdict)
        catalog = self._models.history.catalog_of(row)
        what = " ".join(goals_and_amount(row.goals, row.revenue, partial(named, catalog)))
        begin = " ".join(filter(None, (f"{moment:%H:%M:%S}" if moment else "",
                                       kind.word)))  # fmt: skip
        text = visible(cut_short(", ".join(filter(None, (begin, what or row.events)))))
        find = partial(self._doing.show_row, row.id)
        if row.vid and not set(row.vid) & set(' "'):
            find = partial(self._doing.filter_history, f"vid:{row.vid}")
        return Entry(
            f"history:{row.uid}",
            text,
            find,
            "History",
            icon="history",
            more=row.vid,
        )

    def search_history(self, words: str) -> Entry:
        """What is offered where nothing matches."""
        return Entry(
            "", f"Search the history for “{words}”", lambda: self._doing.filter_history(words),
            icon="history",
        )  # fmt: skip

    def _profiles(self) -> Iterator[Entry]:
        profiles = self._models.profiles
        for profile in profiles.all:
            yield Entry(
                f"profile:{profile.id}",
                visible(profile.name),
                partial(profiles.choose, profile.id),
                "Profile",
                profile.project,
                "server",
            )

    def _saved(self) -> Iterator[Entry]:
        saved, document = self._models.saved, self._models.document
        for row in range(saved.rowCount()):
            request = saved.at(row)
            if request is not None:
                yield Entry(
                    f"saved:{request.file}",
                    visible(request.name),
                    partial(document.load, request.draft, f"Load {request.name}"),
                    "Saved request",
                    icon="star",
                )

    def _goals(self) -> Iterator[Entry]:
        catalog, project = self._models.catalog.value, self._models.profiles.current.project
        for plain, name in choices(catalog, "goal"):
            find = self._filter("goal", plain)
            actions = (
                Entry("", "Add hitGoal", partial(self._add, plain), icon="plus"),
                Entry("", "Filter the history", find, icon="filter"),
                Entry("", "Copy the number", partial(copy, plain), icon="copy"),
            )
            key = f"goal:{project}:{plain}"
            yield Entry(key, visible(name), find, "Goal", plain, "target", actions=actions)

    def _experiences(self) -> Iterator[Entry]:
        catalog, project = self._models.catalog.value, self._models.profiles.current.project
        for plain, name in choices(catalog, "experience"):
            variations = catalog.experiences[plain].variations if catalog is not None else ()
            names = " ".join(name_of(catalog, "variation", variation) for variation in variations)
            find = self._filter("", plain)
            actions = (
                Entry("", "Filter the history", find, icon="filter"),
                Entry("", "Copy the number", partial(copy, plain), icon="copy"),
            )
            key = f"experience:{project}:{plain}"
            yield Entry(
                key, visible(name), find, "Experience", plain, "compare", more=names,
                actions=actions,
            )  # fmt: skip

    def _filter(self, key: str, plain: str) -> Callable[[], object]:
        return partial(self._doing.filter_history, f"{key}:{plain}" if key else plain)

    def _add(self, goal: str) -> None:
        row = add_event_for(self._models.document, goal)
        if row >= 0:
            self._doing.show_event(row)


def copy(text: str) -> None:
    """Put a text on the clipboard."""
    QGuiApplication.clipboard().setText(text)
