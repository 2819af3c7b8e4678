"""`confirm`: what Convert's live log shows of a file, by exit code and as JSON."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import keyring.core
import pytest

from convert_console.cli.commands import run
from support import terminal
from support.convert_api import (
    ACCOUNT,
    EXPERIENCE,
    GREEN,
    KEY,
    PROJECT,
    PURCHASE,
    SECRET,
    ConvertStandIn,
    convert_stand_in,
)
from support.profiles import save_profile
from support.waiting import until

MARKER = "cc-7f3a91"
Capture = pytest.CaptureFixture[str]


def order(**more: Any) -> dict[str, Any]:
    pair = {"goals": [PURCHASE], "exps": [EXPERIENCE], "vars": [GREEN]}
    sale = {"evt": "tr", **pair, "r": 123.2, "prc": 2}
    seg = {"campaign": MARKER, "new": 1}
    document = {"cid": ACCOUNT, "pid": PROJECT, "vid": "v", "seg": seg}
    return {**document, "ev": [{"evt": "hitGoal", **pair}, sale], **more}


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "request.json"
    path.write_text(json.dumps(order()), "utf-8")
    return str(path)


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVERT_API_KEY", KEY)


def confirm(file: str, convert: ConvertStandIn, *more: str) -> int:
    return run(
        ["confirm", file, "--marker", MARKER, "--api-url", convert.url, "--wait", "0", *more]
    )


def test_what_the_log_shows_is_seen(file: str, key: None, capsys: Capture) -> None:
    with convert_stand_in() as convert:
        convert.track(order())
        assert confirm(file, convert, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["state"] == "seen"
    assert [event["state"] for event in told["events"]] == ["seen", "seen"]
    assert told["events"][1]["entry"]["event_type"] == "transaction"
    assert MARKER in told["reason"]
    assert {observed["about"] for observed in told["observations"]} == {"campaign", "new"}


@pytest.mark.parametrize(
    ("sent", "state"),
    [(order(seg={}), "similar"), (order(ev=[]), "not-seen")],
)
def test_everything_else_is_not_seen(
    sent: Any, state: str, file: str, key: None, capsys: Capture
) -> None:
    with convert_stand_in() as convert:
        convert.track(sent)
        assert confirm(file, convert, "--json") == 1
    assert json.loads(capsys.readouterr().out)["state"] == state


@pytest.mark.parametrize("marker", ["", "  "])
def test_an_empty_marker_is_no_input(file: str, key: None, capsys: Capture, marker: str) -> None:
    with convert_stand_in() as convert:
        assert confirm(file, convert, "--marker", marker) == 2
        assert convert.calls == []
    assert "The marker is empty." in capsys.readouterr().err


def test_in_words_it_never_says_that_a_report_counts_it(
    file: str, key: None, capsys: Capture
) -> None:
    with convert_stand_in() as convert:
        convert.track(order())
        assert confirm(file, convert) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"Seen: The live log of 127.0.0.1 shows it, with the marker {MARKER}.\n")
    assert "event 2: Seen." in out
    assert "observed: A visitor sent with seg.new 1 is shown as “new”." in out
    assert "recorded" not in out and "report" not in out


def test_a_key_without_the_right_cannot_tell_and_says_why(
    file: str, key: None, capsys: Capture
) -> None:
    with convert_stand_in(rights=frozenset()) as convert:
        assert confirm(file, convert) == 1
    assert "Cannot tell: 127.0.0.1 answered 403" in capsys.readouterr().out


def test_it_looks_again_until_the_log_shows_it(file: str, key: None, capsys: Capture) -> None:
    with convert_stand_in(hidden_from_log=True) as convert:
        convert.track(order())
        process = terminal.start(
            "confirm", file, "--marker", MARKER, "--api-url", convert.url, "--wait", "60", "--json"
        )
        until(lambda: convert.calls)
        convert.show()
        out, _err = process.communicate(timeout=terminal.SECONDS)
        assert len(convert.calls) == 2
    assert (process.returncode, json.loads(out)["state"]) == (0, "seen")


def test_a_marker_that_the_document_does_not_have_is_noted(
    tmp_path: Path, key: None, capsys: Capture
) -> None:
    path = tmp_path / "plain.json"
    path.write_text(json.dumps(order(seg={})), "utf-8")
    with convert_stand_in() as convert:
        assert confirm(str(path), convert) == 1
    assert "note: The document has no campaign" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "The text is not JSON"),
        ("[]", "not an object"),
        (json.dumps(order(cid=None)), "The account id is missing"),
        (json.dumps(order(pid="shop")), "The project id 'shop' is no number. Give a document"),
    ],
)
def test_input_that_cannot_be_used_is_refused(
    text: str, words: str, tmp_path: Path, key: None, capsys: Capture
) -> None:
    path = tmp_path / "odd.json"
    path.write_text(text, "utf-8")
    with convert_stand_in() as convert:
        assert confirm(str(path), convert) == 2
        assert convert.calls == []
    assert words in capsys.readouterr().err


def test_without_a_key_it_says_where_one_is_taken_from(file: str, capsys: Capture) -> None:
    with convert_stand_in() as convert:
        assert confirm(file, convert) == 2
        assert convert.calls == []
    err = capsys.readouterr().err
    assert "There is no API key for this profile." in err and "CONVERT_API_KEY" in err


def test_a_key_that_is_none_is_refused_and_not_repeated(
    file: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("CONVERT_API_KEY", "planted without a colon")
    with convert_stand_in() as convert:
        assert confirm(file, convert) == 2
    err = capsys.readouterr().err
    assert "CONVERT_API_KEY is not ID:SECRET" in err and "planted" not in err


def test_an_address_that_cannot_be_used_is_refused(file: str, key: None, capsys: Capture) -> None:
    assert run(["confirm", file, "--marker", MARKER, "--api-url", "api.convert.com"]) == 2
    assert "The API's address is not a web address" in capsys.readouterr().err


def test_a_profile_that_is_local_only_asks_nobody_else(
    file: str, key: None, capsys: Capture
) -> None:
    save_profile(reach="local")
    assert run(["confirm", file, "--marker", MARKER, "--profile", "Shop"]) == 2
    assert "local only, and api.convert.com is not this machine" in capsys.readouterr().err


class Ring:  # a `KeyringBackend` would be offered to every later test
    """A system's keyring, in memory."""

    priority = 9

    def get_password(self, service: str, username: str) -> str | None:
        return KEY if (service, username) == ("convert-console", "shop/api key") else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError

    def delete_password(self, service: str, username: str) -> None:
        raise AssertionError


Ring.__module__ = "keyring.backends.memory"


@pytest.mark.parametrize("sign_in", ["signature", "bearer"])
def test_a_profiles_key_and_project_are_used(
    sign_in: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", Ring())
    path = tmp_path / "request.json"
    path.write_text(json.dumps(order(cid=None, pid=None)), "utf-8")
    with convert_stand_in() as convert:
        save_profile(
            account=ACCOUNT,
            project=PROJECT,
            api_base=convert.url,
            api_sign_in=sign_in,
            api_key_since="2026-01-01T00:00:00+00:00",
        )
        convert.track(order())
        named = ["--profile", "Shop", "--wait", "0"]
        assert run(["confirm", str(path), "--marker", MARKER, *named]) == 0
        (call,) = convert.calls
    assert ("Bearer" in call.headers["authorization"]) == (sign_in == "bearer")
    assert capsys.readouterr().out.startswith("Seen: ")


def process_list() -> list[bytes]:
    """The command lines of all processes."""
    lines = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has just ended
            lines.append((folder / "cmdline").read_bytes())
    return lines


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_secret_is_in_no_process_list_and_in_no_output(file: str) -> None:
    with convert_stand_in(hidden_from_log=True) as convert:
        process = terminal.start(
            *("confirm", file, "--marker", MARKER, "--api-url", convert.url, "--wait", "60"),
            CONVERT_API_KEY=KEY,
            PYTHONASYNCIODEBUG="1",
        )
        until(lambda: convert.calls)
        listed = process_list()
        terminal.interrupt(process)
        out, err = process.communicate(timeout=terminal.SECONDS)
    assert any(MARKER.encode() in line for line in listed)
    assert not any(SECRET.encode() in line for line in listed)
    assert SECRET.encode() not in out + err
    assert process.returncode == 130
