"""Reading Convert's reports, and what is kept of them for a profile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pytest

from convert_console.core.convert_api.answers import ReportedFigures
from convert_console.core.convert_api.faults import ApiFault
from convert_console.core.ledger.ledger import Cell
from convert_console.core.ledger.reported import Reading, Snapshot
from convert_console.services.convert_api.client import ConvertApi, Progress
from convert_console.services.http.sender import Sender
from convert_console.services.ledger.reports import (
    MOST_EXPERIENCES,
    BlockedAnswer,
    KeptReports,
    ReportStore,
    Taken,
    Wanted,
    read_reports,
    take_snapshot,
)
from convert_console.services.storage.files import StoreFailed
from support.convert_api import (
    CART,
    EXPERIENCE,
    GREEN,
    PURCHASE,
    QUICK,
    WHERE,
    Keys,
    convert_stand_in,
    profile_at,
)

T = TypeVar("T")
SOLD = Cell(EXPERIENCE, GREEN, PURCHASE)


def ask(work: Callable[[ConvertApi], Coroutine[Any, Any, T]]) -> T:
    async def asked() -> T:
        sender = Sender()
        try:
            return await work(ConvertApi(sender, Keys(), time.time, QUICK))
        finally:
            await sender.aclose()

    return asyncio.run(asked())


def order(vid: str) -> dict[str, Any]:
    pair = {"goals": [PURCHASE], "exps": [EXPERIENCE], "vars": [GREEN]}
    return {"vid": vid, "ev": [{"evt": "hitGoal", **pair}, {"evt": "tr", **pair, "r": 9.9}]}


def test_a_reading_has_figures_settings_and_the_state_of_each_experience() -> None:
    told: list[Progress] = []
    with convert_stand_in(attached=[CART]) as convert:
        convert.track(order("a"))
        profile = profile_at(convert.url)
        wanted = Wanted(WHERE, (EXPERIENCE,), since=5.0)
        read = ask(lambda api: read_reports(api, profile, wanted, told.append))
        assert convert.calls[0].asked == {"start_time": 5}
    assert isinstance(read, Reading)
    assert read.figures[SOLD].revenue == Decimal("9.9")
    assert read.project is not None and read.project.status == "active"
    assert read.experiences[EXPERIENCE].goals == frozenset({CART})
    assert read.faults == ()
    assert told[0].words == "Report 1 of 1. Asking Convert."


def test_what_came_since_a_snapshot_is_told_apart() -> None:
    with convert_stand_in() as convert:
        profile = profile_at(convert.url)
        convert.track(order("before"))
        taken = ask(lambda api: take_snapshot(api, profile, Wanted(WHERE, (EXPERIENCE,))))
        assert isinstance(taken, Taken) and taken.faults == ()
        before = taken.snapshot
        assert before.figures[SOLD].conversions == 1
        convert.track(order("after"))
        wanted = Wanted(WHERE, (EXPERIENCE,), before.at, before=before)
        read = ask(lambda api: read_reports(api, profile, wanted))
        assert all(call.asked is None or "start_time" not in call.asked for call in convert.calls)
    assert isinstance(read, Reading)
    assert (read.basis, read.figures[SOLD].conversions) == ("snapshot", 1)


def test_with_a_marker_the_campaigns_of_the_report_are_read_too() -> None:
    with convert_stand_in() as convert:
        profile = profile_at(convert.url)
        convert.track(order("a") | {"seg": {"campaign": "cc-7f3a91"}})
        wanted = Wanted(WHERE, (EXPERIENCE,), marker="cc-7f3a91")
        read = ask(lambda api: read_reports(api, profile, wanted))
    assert isinstance(read, Reading)
    assert read.campaigns == {"cc-7f3a91": 1}
    assert (read.basis, read.figures[SOLD].conversions) == ("marker", 1)
    assert (read.asked, read.whose) == ("127.0.0.1", "127.0.0.1")


def test_a_snapshot_without_experiences_is_of_all_that_run() -> None:
    with convert_stand_in() as convert:
        profile = profile_at(convert.url)
        taken = ask(lambda api: take_snapshot(api, profile, Wanted(WHERE, ())))
        assert convert.paths() == ["experiences", "experiences", "aggregated_report"]
    assert isinstance(taken, Taken)
    assert taken.snapshot.experiences == {EXPERIENCE}


def test_what_came_since_is_not_known_of_an_experience_that_the_snapshot_lacks() -> None:
    """Its figures are those of all time, and of everybody."""
    with convert_stand_in() as convert:
        profile = profile_at(convert.url)
        convert.next_answers = [convert.error(404, "There is no such experience.")]
        taken = ask(lambda api: take_snapshot(api, profile, Wanted(WHERE, (EXPERIENCE, "7"))))
        assert isinstance(taken, Taken)
        assert (taken.snapshot.experiences, len(taken.faults)) == (frozenset({"7"}), 1)
        convert.track(order("somebody"))
        wanted = Wanted(WHERE, (EXPERIENCE,), taken.snapshot.at, before=taken.snapshot)
        read = ask(lambda api: read_reports(api, profile, wanted))
    assert isinstance(read, Reading)
    assert read.figures == {}
    assert [fault.sentence for fault in read.faults] == [
        f"The snapshot has no report of experience {EXPERIENCE}, so what came since is not known."
    ]


def test_experiences_beyond_those_that_are_read_at_a_time_are_named() -> None:
    many = tuple(str(number) for number in range(MOST_EXPERIENCES + 1))
    with convert_stand_in() as convert:
        profile = profile_at(convert.url)
        taken = ask(lambda api: take_snapshot(api, profile, Wanted(WHERE, many)))
    assert isinstance(taken, Taken)
    assert [fault.sentence for fault in taken.faults] == [
        "Only 40 of 41 experiences are read at a time."
    ]


def test_a_key_without_the_right_to_reports_gives_a_fault_and_asks_no_further() -> None:
    with convert_stand_in(rights=frozenset()) as convert:
        profile = profile_at(convert.url)
        read = ask(lambda api: read_reports(api, profile, Wanted(WHERE, (EXPERIENCE,))))
        assert len(convert.calls) == 1
    assert isinstance(read, ApiFault) and read.kind == "forbidden"


def test_what_else_cannot_be_read_is_named_beside_the_figures() -> None:
    with convert_stand_in(rights=frozenset({"report"})) as convert:
        profile = profile_at(convert.url)
        read = ask(lambda api: read_reports(api, profile, Wanted(WHERE, (EXPERIENCE, "7"))))
    assert isinstance(read, Reading)
    assert {fault.kind for fault in read.faults} == {"forbidden"}
    assert (read.project, read.experiences) == (None, {})


@pytest.fixture
def store(tmp_path: Path) -> ReportStore:
    return ReportStore(tmp_path / "reports")


def test_a_snapshot_and_an_answer_are_kept_for_each_profile(store: ReportStore) -> None:
    figures = {SOLD: ReportedFigures(1, 2, Decimal("3.10"), 4)}
    kept = KeptReports(
        Snapshot(9.5, figures, frozenset({EXPERIENCE})), BlockedAnswer(("203.0.113.7",), True)
    )
    store.save("shop", kept)
    assert store.load("shop") == kept
    assert store.load("other") == KeptReports()
    store.forget("shop")
    assert store.load("shop") == KeptReports()


def test_an_answer_about_addresses_is_asked_again_when_they_change() -> None:
    kept = KeptReports(blocked=BlockedAnswer(("203.0.113.7",), False))
    assert kept.is_blocked(("203.0.113.7",)) is False
    assert kept.is_blocked(("203.0.113.7", "203.0.113.8")) is None


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"snapshot": 3, "blocked": {"addresses": 1}}']
)
def test_a_damaged_file_counts_as_none(store: ReportStore, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "shop.json").write_bytes(content)
    assert store.load("shop") == KeptReports()


def test_a_disk_that_refuses_is_reported(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file, not a folder", "utf-8")
    with pytest.raises(StoreFailed):
        ReportStore(tmp_path / "reports").save("shop", KeptReports())
