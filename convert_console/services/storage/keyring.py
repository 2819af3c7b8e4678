"""Keeps secrets out of files: in the system's keyring, or in memory where there is none."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol, TypeAlias

SERVICE = "convert-console"
UNTIL_CLOSED = "It is kept until the window closes, and nowhere else."
SESSION_ONLY = f"This system has no keyring that can keep a secret. {UNTIL_CLOSED}"

Key: TypeAlias = tuple[str, str]
"""A profile's id, and what the secret is for, such as "header authorization"."""


class Ring(Protocol):
    """The system's keyring; what goes wrong is a `RingFailed`."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


class Vault:
    """`hold`, `held` and `let_go` answer at once; the others may wait for the person to unlock the
    keyring, so they belong on a thread of their own. What was said last holds, in whatever order
    these threads have their turn.
    """

    def __init__(self, open_ring: Callable[[], Ring | None] | None = None) -> None:
        self._open_ring = open_ring or system_ring
        self._ring: Ring | None = None
        self._opened = False
        self._held: dict[Key, str] = {}
        self._gone: set[Key] = set()
        self._changing = threading.Lock()
        self._talking = threading.Lock()  # with the keyring: one talk at a time

    def hold(self, key: Key, secret: str) -> None:
        """Remember a secret for as long as the program runs."""
        with self._changing:
            self._gone.discard(key)
            self._held[key] = secret

    def let_go(self, key: Key) -> None:
        """Remember a secret no more; `forget` takes it out of the keyring."""
        with self._changing:
            self._gone.add(key)
            self._held.pop(key, None)

    def held(self, key: Key) -> str:
        """A secret that is at hand; "" if none is, though the keyring may have it."""
        return self._held.get(key, "")

    def keep(self, key: Key) -> str:
        """Put what is held into the keyring; a sentence if that cannot be done, or ""."""
        with self._talking:
            return self._kept(key) if key in self._held else ""

    def fetch(self, key: Key) -> None:
        """Have a secret of the keyring at hand, if it is there. It is not given back, since what
        a thread gives back may be logged on its way.
        """
        with self._talking:
            found = None if key in self._held else self._found(key)
            with (
                self._changing
            ):  # it may have been given, or let go of, while the keyring was asked
                if found and key not in self._gone:
                    self._held.setdefault(key, found)

    def forget(self, key: Key) -> None:
        """Take what was let go of out of the keyring, unless it was given anew."""
        with self._talking:
            if key in self._gone:
                self._delete(key)
                with self._changing:
                    self._gone.discard(key)

    def _kept(self, key: Key) -> str:
        ring = self._opened_ring()
        if ring is None:
            return SESSION_ONLY
        try:
            ring.set_password(SERVICE, _name(key), self.held(key))
        except _failures() as error:
            reason = str(error).rstrip(".") or type(error).__name__
            return f"The keyring did not take the secret ({reason}). {UNTIL_CLOSED}"
        return ""

    def _found(self, key: Key) -> str | None:
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
                return  # it was not there, or the keyring is locked; nothing else holds it

    def _opened_ring(self) -> Ring | None:
        if not self._opened:
            self._ring, self._opened = self._open_ring(), True
        return self._ring


def system_ring() -> Ring | None:
    """The system's own keyring; none that would write secrets into a file in the clear."""
    import keyring  # 70 ms and a talk with the desktop, so only where a secret is wanted

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
