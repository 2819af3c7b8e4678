"""The API key of the current profile: entering it, removing it, and trying what it can do."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from convert_console.core.convert_api.calls import ApiKey, ProjectIds, base_fault, read_key
from convert_console.core.convert_api.faults import ApiFault
from convert_console.core.request.destination import destination_kind
from convert_console.core.request.profile import Profile
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.tasks import Tasks
from convert_console.services.convert_api.client import ConvertApi, KeyRight, Progress, base_of

NOT_A_KEY = "A key has no spaces, colons or letters with accents. Copy it from Convert again."


class Checked(NamedTuple):
    """What came of a check at a time in Unix seconds, of this address and way to sign in."""

    result: tuple[KeyRight, ...] | ApiFault
    at: float
    way: tuple[str, str]


class KeyCheck(QObject):
    """The secret goes to the keyring at once, and is never given out again.

    Signals:
        changed: the key, or what is known of it, has changed.
    """

    changed = Signal()

    def __init__(self, api: ConvertApi, profiles: Profiles, clock: Callable[[], float]) -> None:
        super().__init__()
        self._api, self._profiles, self._clock = api, profiles, clock
        self._tasks = Tasks()
        self._task: asyncio.Task[None] | None = None
        self._keys: dict[str, ApiKey] = {}  # by profile, as far as they were looked up
        self._checked: dict[str, Checked] = {}
        self._lost: set[str] = set()
        profiles.secrets.notice.connect(lambda _sentence: self.changed.emit())
        self.words = ""
        """What the check does now, in a sentence."""

    @property
    def key_id(self) -> str:
        """The id of the key; "" where it has none, or was not looked up yet."""
        key = self._keys.get(self._profile.id) if self.has_key else None
        return key.id if key else ""

    @property
    def has_key(self) -> bool:
        """Whether the profile has a key."""
        return bool(self._profile.api_key_since)

    @property
    def is_lost(self) -> bool:
        """Whether the profile has a key that is not known on this machine."""
        return self.has_key and self._profile.id in self._lost

    @property
    def not_kept(self) -> str:
        """Why the keyring does not keep the key, in words; "" where it does."""
        return self._profiles.secrets.api_key_not_kept(self._profile) if self.has_key else ""

    @property
    def checked(self) -> Checked | None:
        """What came of the last check of this profile's key, as it is used now."""
        checked = self._checked.get(self._profile.id)
        return checked if checked and checked.way == _way(self._profile) else None

    @property
    def running(self) -> bool:
        """Whether a key is being tried."""
        return self._task is not None

    @property
    def why_not(self) -> str:
        """Why the key cannot be tried now, in a sentence; "" where it can."""
        profile = self._profile
        blocked = profile.block_reason(base_of(profile), "Choose an API address on this machine")
        fault = base_fault(base_of(profile))
        return blocked or fault or ("" if self.has_key else "Enter a key first.")

    @property
    def base(self) -> str:
        """Where the API is."""
        return base_of(self._profile)

    @property
    def is_open_to_readers(self) -> bool:
        """Whether the secret is sent so that others on its way can read it."""
        plain = self.base.lower().startswith("http://")
        away = destination_kind(self.base) != "loopback"
        return plain and away and self._profile.api_sign_in == "bearer"

    def look_up(self) -> None:
        """Find the key's id, to show it: the keyring may ask for its password."""
        if self.has_key and self._profile.id not in self._keys:
            self._tasks.spawn(self._look_up(self._profile), "looking up an API key")

    def enter(self, key_id: str, secret: str) -> str:
        """Keep a key; without a secret that of the former key stays. Why it is none, or "". Both
        parts may be in the first one, as `ID:SECRET`.
        """
        profile = self._profile
        known = self._keys.get(profile.id)
        key = read_key(key_id) if ":" in key_id and not secret else None
        if key is None:
            kept = secret or (known.secret if known else "")
            if not key_id or not kept:
                return ""  # the other part is still to come
            key = read_key(f"{key_id}:{kept}")
        if key is None:
            return NOT_A_KEY
        if key != known:
            self._keys[profile.id] = key
            self._lost.discard(profile.id)
            self._checked.pop(profile.id, None)
            self._profiles.secrets.put_api_key(profile, key)
            now = datetime.fromtimestamp(self._clock(), UTC)
            self._profiles.alter(api_key_since=now.isoformat(timespec="seconds"))
            self.changed.emit()
        return ""

    def remove(self) -> None:
        """Forget the key."""
        profile = self._profile
        self.cancel()
        self._keys.pop(profile.id, None)
        self._checked.pop(profile.id, None)
        self._profiles.secrets.put_api_key(profile, None)
        self._profiles.alter(api_key_since="")
        self.changed.emit()

    def check(self) -> None:
        """Try what the key can do; a call for each."""
        if not self.running and not self.why_not:
            self.words = "Asking Convert."
            self._task = self._tasks.spawn(self._check(self._profile), "checking an API key")
            self._task.add_done_callback(self._over)
            self.changed.emit()

    def cancel(self) -> None:
        """Try no more."""
        if self._task is not None:
            self._task.cancel()

    async def finish(self) -> None:
        """Stop; called when the window closes."""
        await self._tasks.finish()

    @property
    def _profile(self) -> Profile:
        return self._profiles.current

    def _over(self, _task: asyncio.Task[None]) -> None:
        self._task, self.words = None, ""
        self.changed.emit()

    async def _look_up(self, profile: Profile) -> None:
        key = await self._profiles.secrets.api_key(profile)
        if profile.id in self._keys:
            return  # one was entered meanwhile
        if key is not None:
            self._keys[profile.id] = key
        else:
            self._lost.add(profile.id)
        self.changed.emit()

    async def _check(self, profile: Profile) -> None:
        where = ProjectIds(profile.account, profile.project)
        result = await self._api.check_key(profile, where, self._tell)
        self._checked[profile.id] = Checked(result, self._clock(), _way(profile))

    def _tell(self, progress: Progress) -> None:
        self.words = progress.words
        self.changed.emit()


def _way(profile: Profile) -> tuple[str, str]:
    return base_of(profile), profile.api_sign_in
