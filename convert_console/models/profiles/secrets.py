"""The secrets of profiles, in the keyring: header values, passwords, debug tokens, API keys."""

from asyncio import to_thread, wait_for
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, Signal

from convert_console.core.convert_api.calls import ApiKey
from convert_console.core.request.headers import Headers
from convert_console.core.request.profile import (
    Profile,
    Proxy,
    read_proxy,
    without_debug_token,
    without_login,
    without_password,
)
from convert_console.core.request.secret_headers import concealed, hidden_names, secrets_in
from convert_console.models.tasks import Tasks
from convert_console.services.storage.keyring import (
    Key,
    StoredCredentials,
    Vault,
    key_of_api,
    key_of_header,
    key_of_proxy,
    proxy_with_login,
)

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
        self._stored = StoredCredentials(self._vault)
        self._tasks = Tasks()
        self._not_kept: dict[Key, str] = {}  # why, in a sentence; "" for what is kept

    def extract(self, profile: Profile, settings: dict[str, Any]) -> dict[str, Any]:
        """The settings without their secrets, which are kept here. Secrets of removed headers are
        forgotten.
        """
        open_settings = dict(settings)
        if "headers" in open_settings:
            headers: Headers = open_settings["headers"]
            for name, value in secrets_in(headers).items():
                self.put(key_of_header(profile.id, name), value)
            open_settings["headers"] = concealed(headers)
            gone = set(hidden_names(profile.headers)) - set(hidden_names(open_settings["headers"]))
            self._forget([key_of_header(profile.id, name) for name in gone])
        if "proxy" in open_settings:
            proxy = read_proxy(open_settings["proxy"])
            if isinstance(proxy, Proxy) and proxy.password:
                self.put(key_of_proxy(profile.id, proxy), proxy.password)
            open_settings["proxy"] = without_password(open_settings["proxy"])
        for address in ("endpoint", "catalog_base", "api_base"):  # no login can be sent with these
            if address in open_settings:
                open_settings[address] = without_debug_token(without_login(open_settings[address]))
        return open_settings

    def put(self, key: Key, secret: str) -> None:
        """Keep a secret: in memory at once, and in the keyring in the background."""
        self._vault.hold(key, secret)
        self._tasks.spawn(self._keep(key), "keeping a secret")

    def put_proxy_password(self, profile: Profile, password: str) -> None:
        """Keep the password for the proxy of a profile."""
        proxy = read_proxy(profile.proxy)
        if isinstance(proxy, Proxy):
            self.put(key_of_proxy(profile.id, proxy), password)

    def put_debug_token(self, profile: Profile, token: str) -> None:
        """Keep the debug token for a profile's configuration; "" forgets it."""
        if token:
            self.put(_debug_token_key(profile), token)
        else:
            self._forget([_debug_token_key(profile)])

    async def debug_token(self, profile: Profile) -> str:
        """The debug token for a profile's configuration; "" for none."""
        if not profile.debug_token_since:
            return ""
        return await self._stored.find(_debug_token_key(profile))

    def put_api_key(self, profile: Profile, key: ApiKey | None) -> None:
        """Keep a profile's key of Convert's API; `None` forgets it."""
        if key is not None:
            self.put(key_of_api(profile.id), key.text)
        else:
            self._forget([key_of_api(profile.id)])

    def api_key_not_kept(self, profile: Profile) -> str:
        """Why the keyring does not keep a profile's key that was entered, in words; "" if it does,
        as far as is known.
        """
        return self._not_kept.get(key_of_api(profile.id), "")

    async def api_key(self, profile: Profile) -> ApiKey | None:
        """A profile's key of Convert's API; `None` where it has none, or it is not known here."""
        return await self._stored.api_key(profile)

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
        return await self._stored.header_values(profile, headers)

    async def proxy_password(self, profile: Profile) -> str:
        """The password for the proxy that a profile names; "" for none."""
        return await self._stored.proxy_password(profile)

    async def finish(self) -> None:
        """End what waits for the keyring, after a moment to store what it was given."""
        with suppress(TimeoutError):
            await wait_for(self._tasks.settle(), LAST_WAIT)
        await self._tasks.finish()

    async def _look_up(self, profile: Profile, headers: Headers) -> None:
        self.values_found.emit(await self.header_values(profile, headers))

    async def _keep(self, key: Key) -> None:
        sentence = await to_thread(self._vault.keep, key)
        self._not_kept[key] = sentence
        if sentence:
            self.notice.emit(sentence)

    async def _copy(self, profile: Profile, to: str) -> None:
        for key in _keys(profile):
            secret = await self._stored.find(key)
            if secret:
                self.put((to, key[1]), secret)

    def _forget(self, keys: list[Key]) -> None:
        for key in keys:
            self._vault.drop(key)
            self._tasks.spawn(to_thread(self._vault.forget, key), "forgetting a secret")


def _debug_token_key(profile: Profile) -> Key:
    return profile.id, "debug token"


def _keys(profile: Profile) -> list[Key]:
    keys = [key_of_header(profile.id, name) for name in hidden_names(profile.headers)]
    proxy = proxy_with_login(profile)
    if proxy:
        keys.append(key_of_proxy(profile.id, proxy))
    if profile.debug_token_since:
        keys.append(_debug_token_key(profile))
    if profile.api_key_since:
        keys.append(key_of_api(profile.id))
    return keys
