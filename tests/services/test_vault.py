"""Where secrets are kept when there is no keyring to speak of."""

from __future__ import annotations

import subprocess
import sys

import pytest

from convert_console.services.vault import SESSION_ONLY, Vault, system_ring


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


def test_memory_serves_where_no_keyring_does() -> None:
    vault = Vault(lambda: None)
    vault.hold(("p", "header cookie"), "a=1")
    assert vault.keep(("p", "header cookie")) == SESSION_ONLY
    vault.fetch(("p", "header cookie"))
    assert vault.held(("p", "header cookie")) == "a=1"
    vault.forget(("p", "header cookie"))
    vault.fetch(("p", "header cookie"))
    assert vault.held(("p", "header cookie")) == ""


def test_importing_the_vault_does_not_import_keyring() -> None:
    """It takes 70 ms and talks with the desktop."""
    code = (
        "import sys, convert_console.services.vault as v; v.Vault();"
        "print({'keyring', 'truststore'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
