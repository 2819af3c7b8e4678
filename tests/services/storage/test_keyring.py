"""Where secrets are kept when there is no keyring to speak of."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from convert_console.services.storage.keyring import SERVICE, SESSION_ONLY, Key, Vault, system_ring

KEY: Key = ("p", "header cookie")
SECONDS = 60
"""How long a test waits before it counts as hung."""


class AskingRing:
    """A keyring in memory, which first asks for its own password where something is looked for."""

    def __init__(self) -> None:
        self.kept = {"p/header cookie": "old"}
        self.asks, self.unlocked = threading.Event(), threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        found = self.kept.get(username)
        self.asks.set()
        assert self.unlocked.wait(SECONDS)
        return found

    def set_password(self, service: str, username: str, password: str) -> None:
        assert service == SERVICE
        self.kept[username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.kept.pop(username, None)


@pytest.mark.parametrize("kind", ["null", "fail"])
def test_a_keyring_that_keeps_nothing_is_not_trusted(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keyring.core

    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"keyring.backends.{kind}.Keyring")
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    assert system_ring() is None


def test_a_backend_from_elsewhere_is_not_used_since_some_write_files_in_the_clear(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import keyring.core
    from keyring.backend import KeyringBackend

    class PlaintextKeyring(KeyringBackend):
        priority = 9

        def get_password(self, service: str, username: str) -> str | None:
            return None

        def set_password(self, service: str, username: str, password: str) -> None:
            raise AssertionError

        def delete_password(self, service: str, username: str) -> None:
            raise AssertionError

    monkeypatch.setattr(keyring.core, "_keyring_backend", PlaintextKeyring())
    assert system_ring() is None


def test_memory_is_used_where_there_is_no_keyring() -> None:
    vault = Vault(lambda: None)
    vault.hold(("p", "header cookie"), "a=1")
    assert vault.keep(("p", "header cookie")) == SESSION_ONLY
    vault.fetch(("p", "header cookie"))
    assert vault.held(("p", "header cookie")) == "a=1"
    vault.drop(("p", "header cookie"))
    vault.forget(("p", "header cookie"))
    vault.fetch(("p", "header cookie"))
    assert vault.held(("p", "header cookie")) == ""


def test_a_secret_that_is_given_while_the_keyring_asks_is_not_replaced_by_the_old_one() -> None:
    ring = AskingRing()
    vault = Vault(lambda: ring)
    with _fetched_late(vault, ring):
        vault.hold(KEY, "new")
    assert (vault.held(KEY), vault.keep(KEY)) == ("new", "")
    assert list(ring.kept.values()) == ["new"]


def test_a_secret_released_while_the_keyring_asks_does_not_reappear() -> None:
    ring = AskingRing()
    vault = Vault(lambda: ring)
    with _fetched_late(vault, ring):
        vault.drop(KEY)
    assert vault.held(KEY) == ""
    vault.forget(KEY)
    assert ring.kept == {}


def test_the_last_setting_applies_in_whatever_order_the_threads_run() -> None:
    ring = AskingRing()
    vault = Vault(lambda: ring)
    vault.drop(KEY)
    vault.hold(KEY, "new")
    vault.keep(KEY)
    vault.forget(KEY)
    assert (vault.held(KEY), list(ring.kept.values())) == ("new", ["new"])
    vault.drop(KEY)
    vault.forget(KEY)
    assert vault.keep(KEY) == ""
    assert (vault.held(KEY), ring.kept) == ("", {})


def test_importing_the_vault_does_not_import_keyring() -> None:
    """It takes 70 ms and talks with the desktop."""
    code = (
        "import sys, convert_console.services.storage.keyring as v; v.Vault();"
        "print({'keyring', 'truststore'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@contextmanager
def _fetched_late(vault: Vault, ring: AskingRing) -> Iterator[None]:
    """The keyring answers what it was asked before only after what is done here."""
    fetching = threading.Thread(target=vault.fetch, args=(KEY,))
    fetching.start()
    assert ring.asks.wait(SECONDS)
    yield
    ring.unlocked.set()
    fetching.join()
