"""Keeps secrets out of files: in the system's keyring, or in memory where there is none."""

import threading
from asyncio import to_thread
from collections.abc import Callable
from typing import Protocol, TypeAlias

from convert_console.core.convert_api.calls import ApiKey, read_key
from convert_console.core.request.headers import Headers
from convert_console.core.request.profile import Profile, Proxy, read_proxy
from convert_console.core.request.secret_headers import hidden_names, secrets_in

SERVICE = "convert-console"
UNTIL_CLOSED = "It is kept until the window closes, and nowhere else."
SESSION_ONLY = f"This system has no keyring that can keep a secret. {UNTIL_CLOSED}"

Key: TypeAlias = tuple[str, str]
"""A profile's id, and the purpose of the secret, such as "header authorization"."""


class Ring(Protocol):
    """The system's keyring, as the library keyring provides it."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


class Vault:
    """`hold`, `held` and `drop` return at once.

    The others may wait for the user to unlock the keyring, so they are called in threads. The last
    call wins, in whatever order these threads run.
    """

    def __init__(self, open_ring: Callable[[], Ring | None] | None = None) -> None:
        self._open_ring = open_ring or system_ring
        self._ring: Ring | None = None
        self._opened = False
        self._held: dict[Key, str] = {}
        self._dropped: set[Key] = set()
        self._lock = threading.Lock()
        self._ring_lock = threading.Lock()  # one access to the keyring at a time

    def hold(self, key: Key, secret: str) -> None:
        """Keep a secret in memory for as long as the program runs."""
        with self._lock:
            self._dropped.discard(key)
            self._held[key] = secret

    def drop(self, key: Key) -> None:
        """Remove a secret from memory; `forget` removes it from the keyring."""
        with self._lock:
            self._dropped.add(key)
            self._held.pop(key, None)

    def held(self, key: Key) -> str:
        """A secret in memory; "" if there is none, though the keyring may have it."""
        return self._held.get(key, "")

    def keep(self, key: Key) -> str:
        """Store a held secret in the keyring; returns a sentence if that fails, or ""."""
        with self._ring_lock:
            return self._store(key) if key in self._held else ""

    def fetch(self, key: Key) -> None:
        """Read a secret from the keyring into memory.

        It is not returned, since asyncio may log the results of threads.
        """
        with self._ring_lock:
            secret = None if key in self._held else self._read(key)
            with self._lock:  # it may have been set or dropped while the keyring was read
                if secret and key not in self._dropped:
                    self._held.setdefault(key, secret)

    def forget(self, key: Key) -> None:
        """Delete a dropped secret from the keyring, unless it was set again."""
        with self._ring_lock:
            if key in self._dropped:
                self._delete(key)
                with self._lock:
                    self._dropped.discard(key)

    def _store(self, key: Key) -> str:
        ring = self._opened_ring()
        if ring is None:
            return SESSION_ONLY
        try:
            ring.set_password(SERVICE, _name(key), self.held(key))
        except _failures() as error:
            reason = str(error).rstrip(".") or type(error).__name__
            return f"The keyring did not accept the secret ({reason}). {UNTIL_CLOSED}"
        return ""

    def _read(self, key: Key) -> str | None:
        ring = self._opened_ring()
        if ring is None:
            return None
        try:
            return ring.get_password(SERVICE, _name(key))
        except _failures():
            return None

    def _delete(self, key: Key) -> None:
        ring = self._opened_ring()
        if ring is not None:
            try:
                ring.delete_password(SERVICE, _name(key))
            except _failures():
                return  # not there, or the keyring is locked

    def _opened_ring(self) -> Ring | None:
        if not self._opened:
            self._ring, self._opened = self._open_ring(), True
        return self._ring


def system_ring() -> Ring | None:
    """The system's keyring; none that writes secrets into a plain file."""
    import keyring  # takes 70 ms and D-Bus calls, so only when a secret is needed

    chosen = keyring.get_keyring()
    chained = getattr(chosen, "backends", ())
    backend = next(iter(chained), chosen)
    native = type(backend).__module__.startswith("keyring.backends.")
    return chosen if native and backend.priority >= 1 else None


def _failures() -> tuple[type[Exception], ...]:
    from keyring.errors import KeyringError

    return KeyringError, OSError, RuntimeError


def _name(key: Key) -> str:
    return "/".join(key)


class StoredCredentials:
    """The secrets of profiles for a send, read from the vault when they are needed."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def header_values(self, profile: Profile, headers: Headers) -> dict[str, str]:
        """The values of hidden headers, by name in lower case."""
        values = secrets_in(profile.headers)
        for name in hidden_names(headers):
            if name not in values:
                values[name] = await self.find(key_of_header(profile.id, name))
        return values

    async def proxy_password(self, profile: Profile) -> str:
        """The password for the proxy that a profile names; "" for none."""
        proxy = proxy_with_login(profile)
        if proxy is None or proxy.password:
            return ""
        return await self.find(key_of_proxy(profile.id, proxy))

    async def api_key(self, profile: Profile) -> ApiKey | None:
        """The key of Convert's API for a profile; `None` where it has none, or it is not known."""
        return read_key(await self.find(key_of_api(profile.id))) if profile.api_key_since else None

    async def find(self, key: Key) -> str:
        """A secret; "" if there is none."""
        if not self._vault.held(key):
            await to_thread(self._vault.fetch, key)
        return self._vault.held(key)


def key_of_header(profile_id: str, name: str) -> Key:
    """Under what the value of a profile's header is kept."""
    return profile_id, f"header {name.lower()}"


def key_of_proxy(profile_id: str, proxy: Proxy) -> Key:
    """Under what the password for a profile's proxy is kept."""
    return profile_id, f"proxy {proxy.account}"


def key_of_api(profile_id: str) -> Key:
    """Under what a profile's key of Convert's API is kept, id and secret together."""
    return profile_id, "api key"


def proxy_with_login(profile: Profile) -> Proxy | None:
    """The proxy that a profile names, if a user is named with it."""
    proxy = read_proxy(profile.proxy) if profile.proxy not in ("none", "system") else ""
    return proxy if isinstance(proxy, Proxy) and proxy.user else None
