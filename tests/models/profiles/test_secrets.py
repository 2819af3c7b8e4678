"""Secrets go out with a send, and are nowhere else."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from keyring.errors import KeyringLocked

from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.secret_headers import HIDDEN
from convert_console.core.request.wire import WireRequest, encode
from convert_console.core.verdict.exchange import Answer, Failure
from convert_console.models.profiles.secrets import Secrets
from convert_console.services.http.connection import Connection
from convert_console.services.http.sender import Sender
from convert_console.services.storage.keyring import SESSION_ONLY, Vault
from support.endpoint import Endpoint, answer

Run = Callable[..., Any]
PROFILE = Profile(id="p", name="P", target="custom", reach="free")
SECRET = "Bearer planted-7361"


class FakeRing:
    """A keyring in memory; a locked one refuses everything."""

    def __init__(self, *, locked: bool = False) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = locked

    def get_password(self, service: str, username: str) -> str | None:
        self._try()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._try()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._try()
        self.kept.pop((service, username), None)

    def _try(self) -> None:
        if self.locked:
            raise KeyringLocked("the keyring is locked")


@pytest.fixture
def ring() -> FakeRing:
    return FakeRing()


@pytest.fixture
def secrets(ring: FakeRing) -> Secrets:
    return Secrets(Vault(lambda: ring))


def settle(secrets: Secrets, run: Run) -> None:
    run(secrets._tasks.settle())


def send(run: Run, secrets: Secrets, profile: Profile) -> Any:
    wire = encode(Draft("{}"), profile)
    assert isinstance(wire, WireRequest)

    async def sent() -> Any:
        sender = Sender(secrets)
        try:
            return (await sender.send_as(profile, wire)).outcome
        finally:
            await sender.aclose()
            await secrets.finish()

    return run(sent())


def test_a_secret_header_goes_out_whole_and_comes_back_hidden(run: Run, secrets: Secrets) -> None:
    with Endpoint([answer(body=SECRET.encode(), headers=["Set-Cookie: sid=abc; Path=/"])]) as there:
        headers = (("Authorization", SECRET), ("X-Shop", "7"))
        settings = secrets.extract(PROFILE, {"headers": headers, "endpoint": there.url})
        outcome = send(run, secrets, replace(PROFILE, **settings))
        assert f"Authorization: {SECRET}\r\n".encode() in there.requests[0]
    assert settings["headers"] == (("Authorization", HIDDEN), ("X-Shop", "7"))
    assert isinstance(outcome, Answer)
    assert (outcome.body, outcome.body_size) == (HIDDEN.encode(), len(SECRET))
    assert outcome.header("set-cookie") == f"sid={HIDDEN}; Path=/"


def test_a_secret_is_found_again_in_the_keyring_by_the_next_window(
    run: Run, secrets: Secrets, ring: FakeRing
) -> None:
    secrets.put(("p", "header authorization"), SECRET)
    settle(secrets, run)
    later = Secrets(Vault(lambda: ring))
    hidden = (("Authorization", HIDDEN),)
    assert run(later.header_values(PROFILE, hidden)) == {"authorization": SECRET}


def test_a_secret_that_is_not_known_here_holds_the_send_back(run: Run, secrets: Secrets) -> None:
    with Endpoint() as there:
        headers = (("Cookie", HIDDEN),)
        outcome = send(run, secrets, replace(PROFILE, endpoint=there.url, headers=headers))
        assert there.connections == 0
    assert isinstance(outcome, Failure)
    assert outcome.kind == "forbidden"
    assert "header cookie" in outcome.detail


def test_a_header_that_is_taken_out_is_forgotten(
    run: Run, secrets: Secrets, ring: FakeRing
) -> None:
    settings = secrets.extract(PROFILE, {"headers": (("Cookie", "a=1"),)})
    settle(secrets, run)
    assert list(ring.kept.values()) == ["a=1"]
    secrets.extract(replace(PROFILE, **settings), {"headers": ()})
    settle(secrets, run)
    assert not ring.kept


def test_a_proxys_password_is_removed_from_its_address_and_sent_to_that_proxy_only(
    run: Run, secrets: Secrets
) -> None:
    with Endpoint([answer("403 No")]) as proxy, Endpoint([answer("403 No")]) as stranger:
        there = f"127.0.0.1:{proxy.port}"
        settings = secrets.extract(PROFILE, {"proxy": f"http://ann:planted-9@{there}"})
        assert settings["proxy"] == f"http://ann@{there}"
        aimed = replace(PROFILE, endpoint="http://shop.example/", **settings)
        send(run, secrets, aimed)
        send(run, secrets, replace(aimed, proxy=f"http://ann@127.0.0.1:{stranger.port}"))
        assert b"Basic YW5uOnBsYW50ZWQtOQ==" in proxy.requests[0]
        assert b"YW5uOnBsYW50ZWQtOQ==" not in stranger.requests[0]


@pytest.mark.parametrize("ring", [None, FakeRing(locked=True)])
def test_without_a_keyring_a_secret_is_kept_for_the_session_with_a_note(
    run: Run, ring: FakeRing | None
) -> None:
    secrets = Secrets(Vault(lambda: ring))
    said: list[str] = []
    secrets.notice.connect(said.append)
    secrets.put(("p", "header authorization"), SECRET)
    settle(secrets, run)
    assert len(said) == 1
    assert said[0] == SESSION_ONLY or "locked" in said[0]
    assert run(secrets.header_values(PROFILE, (("Authorization", HIDDEN),))) == {
        "authorization": SECRET
    }


def test_a_copy_of_a_profile_has_its_secrets(run: Run, secrets: Secrets, ring: FakeRing) -> None:
    settings = secrets.extract(PROFILE, {"headers": (("Cookie", "a=1"),)})
    secrets.copy(replace(PROFILE, **settings), "q")
    settle(secrets, run)
    assert sorted(name for _, name in ring.kept) == ["p/header cookie", "q/header cookie"]
    secrets.drop(replace(PROFILE, **settings))
    settle(secrets, run)
    assert [name for _, name in ring.kept] == ["q/header cookie"]


def test_a_bug_while_sending_shows_no_secret_in_its_traceback(
    run: Run, secrets: Secrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_lane: Connection, wire: WireRequest, *_limits: object) -> None:
        assert dict(wire.headers)["Authorization"] == SECRET
        raise RuntimeError("a bug")

    monkeypatch.setattr(Connection, "carry", broken)
    settings = secrets.extract(PROFILE, {"headers": (("Authorization", SECRET),)})
    with pytest.raises(RuntimeError) as caught:
        send(run, secrets, replace(PROFILE, endpoint="http://127.0.0.1:9/", **settings))
    assert "planted" not in "".join(traceback.format_exception(caught.value))
