"""A secret is planted and looked for in everything that the program leaves behind."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import keyring.core
import pytest
from keyring.backends.null import Keyring

from convert_console.core.export.formats import EXPORT_FORMATS
from convert_console.core.request.secret_headers import HIDDEN
from convert_console.models.history.export import HistoryExports
from support.driver import Driver
from support.endpoint import Conversation, Endpoint, answer

HEADER, PASSWORD, COOKIE = "Bearer planted-header-77", "planted-password-88", "planted-cookie-99"
PLANTED = (HEADER, HEADER.split()[1], PASSWORD, COOKIE)


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", Keyring())


def echo(conversation: Conversation) -> None:
    """Answers with all that was sent, and a cookie."""
    cookie = [f"Set-Cookie: sid={COOKIE}; Path=/", f"X-Saw: {HEADER}"]
    conversation.socket.sendall(answer("200 OK", conversation.request, cookie))


def plant(driver: Driver, url: str) -> None:
    driver.aim(url)
    driver.profiles.alter(
        headers=(("Authorization", HEADER), ("Cookie", f"a={COOKIE}"), ("X-Shop", "7")),
        proxy=f"http://ann:{PASSWORD}@127.0.0.1:9",
    )


def planted_in(folder: Path) -> list[str]:
    """Files that hold a planted secret, in the open or as Basic credentials."""
    found = []
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        found += [f"{path.name}: {text}" for text in PLANTED if text.encode() in content]
    return found


def test_a_secret_goes_to_the_endpoint_and_into_no_file_log_or_export(
    driver: Driver,
    home: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    with Endpoint([echo]) as endpoint:
        plant(driver, endpoint.url)
        driver.send()
        driver.choose_row(0)
        driver.window.trigger("Send selected again")
        driver.wait_until_sent()
        assert len(endpoint.requests) == 2
        for request in endpoint.requests:
            assert f"Authorization: {HEADER}\r\n".encode() in request
            assert f"Cookie: a={COOKIE}\r\n".encode() in request
    driver.profiles.export(str(home / "exported.json"))
    for place, form in enumerate(EXPORT_FORMATS.values()):
        exporting = HistoryExports(driver.context.store, lambda: 0.0)
        with driver.qtbot.waitSignal(exporting.written):
            exporting.export([1, 2], form, home / f"exported-{place}.{form.suffix}")
    assert len(list(home.glob("exported*"))) == 1 + len(EXPORT_FORMATS)
    driver.profiles.save()
    assert (home / "console" / "history.sqlite3").is_file()
    assert planted_in(home) == []
    said = capfd.readouterr()
    assert not [text for text in PLANTED if text in said.out + said.err + caplog.text]


def test_what_is_sent_is_what_is_shown_once_hidden_values_are_shown(driver: Driver) -> None:
    driver.turn_preview("Wire")
    with Endpoint() as endpoint:
        plant(driver, endpoint.url)
        pane = driver.window.preview.wire
        assert f"Authorization: {HIDDEN}" in pane.view.text()
        assert "authorization, cookie are sent, but hidden here" in pane.hidden_headers.label.text()
        driver.click(pane.hidden_headers.action)
        driver.until(lambda: HEADER in pane.view.text())
        shown = pane.view.text()
        driver.send()
        assert endpoint.requests[0].decode().replace("\r\n", "\n") == shown
    driver.turn_preview("JSON")
    driver.turn_preview("Wire")
    assert HEADER not in pane.view.text()


def test_a_profile_that_is_reopened_without_a_keyring_says_what_it_lacks(
    open_console: Callable[[], Driver],
) -> None:
    with Endpoint() as endpoint:
        first = open_console()
        plant(first, endpoint.url)
        assert "no keyring" in said(first)
        first.profiles.save()
        second = open_console()
        second.send()
        assert endpoint.requests == []
    assert second.result == "Not sent"
    assert "header authorization is hidden" in second.window.result.sentence.text()


def said(driver: Driver) -> str:
    driver.until(lambda: driver.message != "")
    return driver.message
