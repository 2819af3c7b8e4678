"""Loads, keeps and fetches the catalog of the current profile's project."""

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from convert_console.core.catalog.catalog import Catalog, CatalogFault, read_catalog
from convert_console.core.catalog.configuration import (
    configuration_in,
    configuration_request,
    fetch_block_reason,
    moment_text,
    token_note,
    with_debug_token,
    without_token,
)
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import Unsendable, WireRequest
from convert_console.core.text import ago
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.tasks import Tasks
from convert_console.services.http.sender import Sender
from convert_console.services.storage.catalogs import (
    CatalogStore,
    StoredConfiguration,
    read_configuration,
)
from convert_console.services.storage.files import StoreFailed


class FoundNames(NamedTuple):
    """A project's configuration, for `load_text`: its text, where it came from and its names."""

    text: str
    source: str
    catalog: Catalog


class Catalogs(QObject):
    """One catalog for each profile; only `fetch` uses the network.

    Signals:
        fetching_changed: a fetch has begun or ended.
        looked_up(FoundNames): `look_up` has found the names of a project.
        failed(str): nothing was loaded, and the catalog stays; why, in a sentence.
        unreadable(str): the stored catalog could not be read or deleted; why, in a sentence.
    """

    fetching_changed = Signal()
    looked_up = Signal(object)
    failed = Signal(str)
    unreadable = Signal(str)

    def __init__(
        self,
        current: CurrentCatalog,
        store: CatalogStore,
        profiles: Profiles,
        sender: Sender,
        clock: Callable[[], float],
        samples: Mapping[str, Catalog] | None = None,
    ) -> None:
        """`samples` are the catalogs, by profile ids, that are used until one is loaded."""
        super().__init__()
        self._store = store
        self._samples = samples or {}
        self._profiles = profiles
        self._sender = sender
        self._clock = clock
        self._tasks = Tasks()
        self._task: asyncio.Task[None] | None = None
        self._kept: StoredConfiguration | None = None
        self.current = current
        profiles.chosen.connect(self.open)
        profiles.duplicated.connect(self._copy)
        profiles.deleted.connect(self._drop)

    @property
    def source(self) -> str:
        """Where the current catalog came from; "" without one."""
        return self._kept.source if self._kept else ""

    @property
    def text(self) -> str:
        """The current configuration as it was loaded; "" without one."""
        return self._kept.text if self._kept else ""

    @property
    def age(self) -> str:
        """How long ago the current catalog was loaded, such as "2 hours ago"; "" without one."""
        return ago(self._clock() - self._kept.loaded_at) if self._kept else ""

    @property
    def fetching(self) -> bool:
        """Whether a fetch is under way."""
        return self._task is not None

    @property
    def request(self) -> WireRequest | Unsendable:
        """The request that `fetch` sends."""
        return configuration_request(self._profiles.current)

    @property
    def block_reason(self) -> str:
        """Why `fetch` would send nothing; "" if it would."""
        return block_reason_of(self._profiles.current)

    @property
    def token_note(self) -> str:
        """What to know of the profile's debug token, such as its age; "" without one."""
        return token_note(self._profiles.current.debug_token_since, self._clock())

    def set_debug_token(self, token: str) -> None:
        """Keep a debug token for the current profile, outside of its file; "" forgets it."""
        self._profiles.secrets.put_debug_token(self._profiles.current, token)
        self._profiles.alter(debug_token_since=moment_text(self._clock()) if token else "")

    def open(self, profile_id: str) -> None:
        """Use the stored catalog of a profile."""
        self.cancel()
        try:
            stored = self._store.load(profile_id)
        except StoreFailed as why:
            self.unreadable.emit(str(why))
            stored = None
        catalog = read_catalog(stored.text) if stored else None
        if isinstance(catalog, Catalog):
            self._use(stored, catalog)
        else:
            self._use(None, self._samples.get(profile_id))

    def load_file(self, path: str) -> None:
        """Load a configuration from a file."""
        try:
            text = read_configuration(Path(path))
        except StoreFailed as why:
            self.failed.emit(str(why))
            return
        self.load_text(text, Path(path).name)

    def load_text(self, text: str, source: str) -> None:
        """Load a configuration, with lists or objects keyed by id, and store it."""
        catalog = read_catalog(text)
        if isinstance(catalog, CatalogFault):
            self.failed.emit(catalog.sentence)
        else:
            self._keep(FoundNames(text, source, catalog))

    def fetch(self) -> None:
        """Fetch the configuration."""
        self._ask(self._profiles.current, self._keep)

    def look_up(self, asked: Profile) -> None:
        """Fetch the names of a project whose profile is not saved yet."""
        self._ask(asked, self.looked_up.emit)

    def cancel(self) -> None:
        """Stop waiting for an answer."""
        if self._task is not None:
            self._task.cancel()

    def forget(self) -> None:
        """Delete the current profile's catalog."""
        try:
            self._store.forget(self._profiles.current.id)
        except StoreFailed as why:
            self.failed.emit(str(why))
            return
        self._use(None, self._samples.get(self._profiles.current.id))

    async def finish(self) -> None:
        """End a fetch under way; called when the window closes."""
        await self._tasks.finish()

    def _use(self, stored: StoredConfiguration | None, catalog: Catalog | None) -> None:
        self._kept = stored
        self.current.set(catalog)

    def _keep(self, found: FoundNames) -> None:
        stored = StoredConfiguration(found.text, found.source, self._clock())
        try:
            self._store.save(self._profiles.current.id, stored)
        except StoreFailed as why:
            self.failed.emit(f"{why} The names are used until the window closes.")
        self._use(stored, found.catalog)

    def _ask(self, profile: Profile, then: Callable[[FoundNames], object]) -> None:
        """Fetch the names for a profile, unless it may not, or a fetch is under way."""
        reason = block_reason_of(profile)
        if self.fetching or reason:
            if reason:
                self.failed.emit(reason)
            return
        self._task = self._tasks.spawn(self._fetch(profile, then), "fetching the configuration")
        # Not at the end of the coroutine: one that is cancelled at once never begins.
        self._task.add_done_callback(self._ended)
        self.fetching_changed.emit()

    async def _fetch(self, profile: Profile, then: Callable[[FoundNames], object]) -> None:
        wire = configuration_request(profile)
        if isinstance(wire, Unsendable):  # said by `_ask`
            return
        token = await self._profiles.secrets.debug_token(profile)
        if profile.debug_token_since and not token:
            self.failed.emit(
                "The debug token is not known on this machine. Enter it again, or remove it."
            )
            return
        sent = await self._sender.send_as(profile, with_debug_token(wire, token))
        text = configuration_in(sent.outcome, wire.url)
        if isinstance(text, Unsendable):
            self.failed.emit(without_token(text.reason, token))
            return
        text = without_token(text, token)
        catalog = read_catalog(text)
        if isinstance(catalog, CatalogFault):
            self.failed.emit(catalog.sentence)
        elif not profile.id or profile.id == self._profiles.current.id:
            then(FoundNames(text, wire.url, catalog))

    def _ended(self, _task: asyncio.Task[None]) -> None:
        self._task = None
        self.fetching_changed.emit()

    def _copy(self, profile_id: str, copy_id: str) -> None:
        """Give the copy of a profile the names of its original."""
        try:
            stored = self._store.load(profile_id)
            sample = self._samples.get(profile_id)
            if stored is None and sample is not None:  # which is that of the original alone
                stored = StoredConfiguration(configuration_of(sample), SAMPLE, self._clock())
            if stored is not None:
                self._store.save(copy_id, stored)
        except StoreFailed as why:
            self.failed.emit(str(why))
            return
        self.open(copy_id)

    def _drop(self, profile_id: str) -> None:
        try:
            self._store.forget(profile_id)
        except StoreFailed as why:
            self.unreadable.emit(str(why))


SAMPLE = "the sample"
"""Where the names of a copy of the sample came from."""


def configuration_of(catalog: Catalog) -> str:
    """A configuration with the names of a catalog.

    >>> found = read_catalog('{"goals": [{"id": "7", "name": "Purchase"}]}')
    >>> read_catalog(configuration_of(found)).name("goal", "7")
    'Purchase'
    """
    experiences = [
        {
            **one._asdict(),
            "goals": None if one.goals is None else sorted(one.goals),
            "variations": [catalog.variations[plain]._asdict() for plain in one.variations],
        }
        for one in catalog.experiences.values()
    ]
    sections: dict[str, Mapping[str, NamedTuple]] = {
        "goals": catalog.goals,
        "audiences": catalog.audiences,
        "segments": catalog.segments,
    }
    configuration = {
        "account_id": catalog.account,
        "project": {"id": catalog.project, "name": catalog.project_name},
        "experiences": experiences,
        **{key: [item._asdict() for item in items.values()] for key, items in sections.items()},
    }
    return json.dumps(configuration, ensure_ascii=False, indent=2)


def block_reason_of(profile: Profile) -> str:
    """Why the names for a profile cannot be fetched; "" if they can."""
    wire = configuration_request(profile)
    return wire.reason if isinstance(wire, Unsendable) else fetch_block_reason(wire, profile)
