"""`results`: the expected figures of a profile, and with a key what Convert reports."""

from __future__ import annotations

import json
import time
from contextlib import closing
from typing import Any

import pytest

from convert_console.cli.commands import run
from convert_console.core.convert_api.answers import ReportedFigures
from convert_console.core.history.row import record_of
from convert_console.core.ledger.ledger import Cell
from convert_console.core.ledger.reported import Snapshot
from convert_console.core.request.profile import Profile
from convert_console.services.history.store import HistoryStore
from convert_console.services.ledger.reports import KeptReports, ReportStore
from convert_console.services.storage.folders import Folders
from support.convert_api import (
    ACCOUNT,
    EXPERIENCE,
    GREEN,
    KEY,
    PROJECT,
    PURCHASE,
    ConvertStandIn,
    convert_stand_in,
)
from support.exchanges import record
from support.profiles import save_profile

LIVE = "https://10007526.metrics.convertexperiments.com/track"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def profile() -> Profile:
    return save_profile(account=ACCOUNT, project=PROJECT)


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVERT_API_KEY", KEY)


def order(vid: str, amount: float = 10.5, campaign: str = "cc-7f3a91") -> dict[str, Any]:
    pair = {"goals": [PURCHASE], "exps": [EXPERIENCE], "vars": [GREEN]}
    sale = {"evt": "tr", **pair, "r": amount, "prc": 2}
    ids = {"cid": ACCOUNT, "pid": PROJECT, "vid": vid, "tid": vid}
    return {**ids, "seg": {"campaign": campaign}, "ev": [{"evt": "hitGoal", **pair}, sale]}


def keep(*documents: Any, url: str = LIVE, **changes: Any) -> None:
    """Put accepted requests into the history."""
    with closing(HistoryStore(Folders.default().history)) as store:
        for number, document in enumerate(documents):
            exchange = record(1).exchange
            about = {"profile": "Shop", "profile_id": "shop", "sent_at": time.time(), **changes}
            made = exchange._replace(
                id=f"{document['vid']}{number}{url}",
                request=exchange.request._replace(url=url),
                document=json.dumps(document),
                **about,
            )
            store.keep(record_of(made)).row.result()


def told(capsys: Capture, *arguments: str) -> Any:
    assert run(["results", "--json", *arguments]) == 0
    return json.loads(capsys.readouterr().out)


def purchase(found: Any) -> Any:
    return next(line for line in found["lines"] if line["goal"] == PURCHASE)


def test_without_a_key_the_expected_figures_are_printed(profile: Profile, capsys: Capture) -> None:
    keep(order("a"), order("b", 20.25))
    found = told(capsys)
    assert purchase(found)["expected"] == {"conversions": 2, "revenue": 30.75, "products": 4}
    assert purchase(found)["reported"] is None
    assert found["reported"] is None
    assert "no API key" in found["reason"]


def test_a_rehearsal_is_not_counted(profile: Profile, capsys: Capture) -> None:
    keep(order("a"), url="http://127.0.0.1:8765/track")
    assert told(capsys)["lines"] == []


def report(convert: ConvertStandIn) -> list[str]:
    return ["--api-url", convert.url]


def test_with_a_key_reported_and_difference_are_printed_too(
    profile: Profile, key: None, capsys: Capture
) -> None:
    keep(order("a"), order("b", 20.25))
    with convert_stand_in() as convert:
        convert.track(order("a"))
        found = told(capsys, *report(convert))
        assert convert.paths() == ["aggregated_report", PROJECT, EXPERIENCE]
    assert purchase(found)["reported"] == {"conversions": 1, "revenue": 10.5, "products": 2}
    assert purchase(found)["difference"] == {"conversions": -1, "revenue": -20.25, "products": -2}
    assert found["reported"]["basis"] == "period"
    assert [cause["kind"] for cause in found["reported"]["may_explain"]] == ["delay"]


def test_in_words_causes_may_explain_and_nothing_is_said_to_be_recorded(
    profile: Profile, key: None, capsys: Capture
) -> None:
    keep(order("a"), order("b", 20.25))
    with convert_stand_in(status="inactive", experience_status="paused") as convert:
        assert run(["results", *report(convert)]) == 0
    out = capsys.readouterr().out
    assert "expected" in out and "−2 conversions, −30.75" in out
    assert "may explain: The project is inactive" in out
    assert "may explain: Checkout button is paused" in out or "100400101 is paused" in out
    assert "Accepted does not prove that a request was recorded." in out


def test_a_marker_limits_both_sides(profile: Profile, key: None, capsys: Capture) -> None:
    keep(order("a"), order("b", campaign="cc-000001"))
    with convert_stand_in() as convert:
        convert.track(order("a"))
        convert.track(order("b", campaign="cc-000001"))
        found = told(capsys, "--marker", "cc-7f3a91", *report(convert))
        assert convert.calls[0].asked["segments"] == {"campaigns": ["cc-7f3a91"]}
    assert purchase(found)["expected"]["conversions"] == 1
    assert purchase(found)["difference"] == {"conversions": 0, "revenue": 0, "products": 0}


def test_since_a_snapshot_only_what_came_after_it_counts(
    profile: Profile, key: None, capsys: Capture
) -> None:
    with convert_stand_in() as convert:
        convert.track(order("before"))
        assert run(["results", "--since", "snapshot", *report(convert)]) == 2
        assert "has no snapshot" in capsys.readouterr().err
        before = {Cell(EXPERIENCE, GREEN, PURCHASE): ReportedFigures(None, 1, None, 2)}
        kept = KeptReports(Snapshot(time.time() - 1, before))
        ReportStore(Folders.default().reports).save(profile.id, kept)
        keep(order("a", 20.25))
        convert.track(order("a", 20.25))
        found = told(capsys, "--since", "snapshot", *report(convert))
    assert purchase(found)["reported"]["conversions"] == 1
    assert found["reported"]["basis"] == "snapshot"


def test_a_key_that_is_refused_ends_with_1_and_still_prints_what_is_expected(
    profile: Profile, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("CONVERT_API_KEY", "key-1:a-wrong-secret")
    keep(order("a"))
    with convert_stand_in() as convert:
        assert run(["results", *report(convert)]) == 1
    said = capsys.readouterr()
    assert "expected" in said.out
    assert "note: Expected results only. 127.0.0.1 answered 401" in said.err
    assert "wrong-secret" not in said.out + said.err


def test_settings_that_cannot_be_read_are_said_to_be_missing(
    profile: Profile, key: None, capsys: Capture
) -> None:
    keep(order("a"))
    with convert_stand_in(rights=frozenset({"report"})) as convert:
        found = told(capsys, *report(convert))
    assert purchase(found)["reported"]["conversions"] == 0
    assert any("403" in fault for fault in found["reported"]["not_read"])


@pytest.mark.parametrize("since", ["yesterday", "2026-99-99"])
def test_an_age_that_is_none_is_refused(profile: Profile, since: str, capsys: Capture) -> None:
    assert run(["results", "--since", since]) == 2
    assert "--since needs an age" in capsys.readouterr().err


def test_one_of_several_profiles_must_be_named(profile: Profile, capsys: Capture) -> None:
    save_profile("Other")
    assert run(["results"]) == 2
    assert "Saved: “Other”, “Shop”." in capsys.readouterr().err
