"""The secrets of profiles: header values and the proxy's password, which no file of ours holds."""

from __future__ import annotations

from asyncio import to_thread, wait_for
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, Signal

from convert_console.core.request.headers import Headers
from convert_console.core.request.profile import (
    Profile,
    Proxy,
    read_proxy,
    without_login,
    without_password,
)
from convert_console.core.request.secret_headers import concealed, hidden_names, secrets_in
from convert_console.models.tasks import Tasks
from convert_console.services.storage.keyring import Key, Vault

LAST_WAIT = 2.0
"""Seconds that closing waits for a keyring; it may be asking for its own password just then."""


class Secrets(QObject):
    """They are looked for in the keyring when a send needs them, and never at start.

    Signals:
        noticed(str): a secret is kept otherwise than expected; how, in a sentence.
        found(dict): what `look_up` found, by the header's name in lower case.
    """

    noticed = Signal(str)
    found = Signal(object)

    def __init__(self, vault: Vault | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._vault = vault or Vault()
        self._tasks = Tasks()

    def taken_from(self, profile: Profile, settings: dict[str, Any]) -> dict[str, Any]:
        """The settings without the secrets in them, which are kept here; those of headers that
        are gone are forgotten.
        """
        taken = dict(settings)
        if "headers" in taken:
            headers: Headers = taken["headers"]
            for name, value in secrets_in(headers).items():
                self.put(profile.id, _of_header(name), value)
            taken["headers"] = concealed(headers)
            gone = set(hidden_names(profile.headers)) - set(hidden_names(taken["headers"]))
            self._forget([(profile.id, _of_header(name)) for name in gone])
        if "proxy" in taken:
            proxy = read_proxy(taken["proxy"])
            if isinstance(proxy, Proxy) and proxy.password:
                self.put(profile.id, _of_proxy(proxy), proxy.password)
            taken["proxy"] = without_password(taken["proxy"])
        for address in ("endpoint", "catalog_base"):  # no login can be sent with these
            if address in taken:
                taken[address] = without_login(taken[address])
        return taken

    def put(self, profile_id: str, name: str, secret: str) -> None:
        """Keep a secret: at once in memory, and in the keyring as soon as that allows."""
        self._vault.hold((profile_id, name), secret)
        self._tasks.spawn(self._keep((profile_id, name)), "keeping a secret")

    def put_proxy_password(self, profile: Profile, password: str) -> None:
        """Keep the password for the proxy that a profile names now."""
        proxy = read_proxy(profile.proxy)
        if isinstance(proxy, Proxy):
            self.put(profile.id, _of_proxy(proxy), password)

    def drop(self, profile: Profile) -> None:
        """Forget all secrets of a profile."""
        self._forget(_keys(profile))

    def copy(self, profile: Profile, to: str) -> None:
        """Give another profile the same secrets."""
        if _keys(profile):
            self._tasks.spawn(self._copy(profile, to), "copying secrets")

    def look_up(self, profile: Profile, headers: Headers) -> None:
        """Look for what stands behind hidden headers, to show it to the person who asked."""
        self._tasks.spawn(self._look_up(profile, headers), "looking up secrets")

    async def header_values(self, profile: Profile, headers: Headers) -> dict[str, str]:
        """What stands behind the hidden values among headers, by name in lower case."""
        found = secrets_in(profile.headers)
        for name in hidden_names(headers):
            if name not in found:
                found[name] = await self._find((profile.id, _of_header(name)))
        return found

    async def proxy_password(self, profile: Profile) -> str:
        """The password for the proxy that a profile names; "" for none."""
        proxy = read_proxy(profile.proxy) if profile.proxy not in ("none", "system") else ""
        if not isinstance(proxy, Proxy) or not proxy.user or proxy.password:
            return ""
        return await self._find((profile.id, _of_proxy(proxy)))

    async def finish(self) -> None:
        """End what waits for the keyring, which has a moment left to take what it is given."""
        with suppress(TimeoutError):
            await wait_for(self._tasks.settle(), LAST_WAIT)
        await self._tasks.finish()

    async def _look_up(self, profile: Profile, headers: Headers) -> None:
        self.found.emit(await self.header_values(profile, headers))

    async def _find(self, key: Key) -> str:

        if not self._vault.held(key):
            await to_thread(self._vault.fetch, key)
        return self._vault.held(key)

    async def _keep(self, key: Key) -> None:

        sentence = await to_thread(self._vault.keep, key)
        if sentence:
            self.noticed.emit(sentence)

    async def _copy(self, profile: Profile, to: str) -> None:
        for key in _keys(profile):
            secret = await self._find(key)
            if secret:
                self.put(to, key[1], secret)

    def _forget(self, keys: list[Key]) -> None:

        for key in keys:
            self._vault.let_go(key)
            self._tasks.spawn(to_thread(self._vault.forget, key), "forgetting a secret")


def _of_header(name: str) -> str:
    return f"header {name.lower()}"


def _of_proxy(proxy: Proxy) -> str:
    return f"proxy {proxy.account}"


def _keys(profile: Profile) -> list[Key]:
    names = [_of_header(name) for name in hidden_names(profile.headers)]
    proxy = read_proxy(profile.proxy) if profile.proxy not in ("none", "system") else ""
    if isinstance(proxy, Proxy) and proxy.user:
        names.append(_of_proxy(proxy))
    return [(profile.id, name) for name in names]
