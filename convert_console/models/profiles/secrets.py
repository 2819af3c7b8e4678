"""The secrets of profiles, kept in the keyring: header values and the proxy's password."""

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
"""Seconds that closing waits for a keyring, which may be asking for its password."""


class Secrets(QObject):
    """The keyring is asked when a send needs a secret, and never at start.

    Signals:
        notice(str): a secret could not be kept in the keyring; what happened, in a sentence.
        values_found(dict): the values that `look_up` found, by the header's name in lower case.
    """

    notice = Signal(str)
    values_found = Signal(object)

    def __init__(self, vault: Vault | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._vault = vault or Vault()
        self._tasks = Tasks()

    def extract(self, profile: Profile, settings: dict[str, Any]) -> dict[str, Any]:
        """The settings without their secrets, which are kept here. Secrets of removed headers are
        forgotten.
        """
        open_settings = dict(settings)
        if "headers" in open_settings:
            headers: Headers = open_settings["headers"]
            for name, value in secrets_in(headers).items():
                self.put(profile.id, _of_header(name), value)
            open_settings["headers"] = concealed(headers)
            gone = set(hidden_names(profile.headers)) - set(hidden_names(open_settings["headers"]))
            self._forget([(profile.id, _of_header(name)) for name in gone])
        if "proxy" in open_settings:
            proxy = read_proxy(open_settings["proxy"])
            if isinstance(proxy, Proxy) and proxy.password:
                self.put(profile.id, _of_proxy(proxy), proxy.password)
            open_settings["proxy"] = without_password(open_settings["proxy"])
        for address in ("endpoint", "catalog_base"):  # no login can be sent with these
            if address in open_settings:
                open_settings[address] = without_login(open_settings[address])
        return open_settings

    def put(self, profile_id: str, name: str, secret: str) -> None:
        """Keep a secret: in memory at once, and in the keyring in the background."""
        self._vault.hold((profile_id, name), secret)
        self._tasks.spawn(self._keep((profile_id, name)), "keeping a secret")

    def put_proxy_password(self, profile: Profile, password: str) -> None:
        """Keep the password for the proxy of a profile."""
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
        """Look up the values of hidden headers, to show them."""
        self._tasks.spawn(self._look_up(profile, headers), "looking up secrets")

    async def header_values(self, profile: Profile, headers: Headers) -> dict[str, str]:
        """The values of hidden headers, by name in lower case."""
        values = secrets_in(profile.headers)
        for name in hidden_names(headers):
            if name not in values:
                values[name] = await self._find((profile.id, _of_header(name)))
        return values

    async def proxy_password(self, profile: Profile) -> str:
        """The password for the proxy that a profile names; "" for none."""
        proxy = read_proxy(profile.proxy) if profile.proxy not in ("none", "system") else ""
        if not isinstance(proxy, Proxy) or not proxy.user or proxy.password:
            return ""
        return await self._find((profile.id, _of_proxy(proxy)))

    async def finish(self) -> None:
        """End what waits for the keyring, after a moment to store what it was given."""
        with suppress(TimeoutError):
            await wait_for(self._tasks.settle(), LAST_WAIT)
        await self._tasks.finish()

    async def _look_up(self, profile: Profile, headers: Headers) -> None:
        self.values_found.emit(await self.header_values(profile, headers))

    async def _find(self, key: Key) -> str:

        if not self._vault.held(key):
            await to_thread(self._vault.fetch, key)
        return self._vault.held(key)

    async def _keep(self, key: Key) -> None:

        sentence = await to_thread(self._vault.keep, key)
        if sentence:
            self.notice.emit(sentence)

    async def _copy(self, profile: Profile, to: str) -> None:
        for key in _keys(profile):
            secret = await self._find(key)
            if secret:
                self.put(to, key[1], secret)

    def _forget(self, keys: list[Key]) -> None:

        for key in keys:
            self._vault.drop(key)
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
