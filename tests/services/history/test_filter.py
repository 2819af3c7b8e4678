"""Finding rows."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from convert_console.core.history.filter_language import Filter, Owner
from convert_console.core.history.row import Record
from convert_console.core.verdict.exchange import Answer, Failure
from convert_console.services.history.filter import match_text
from convert_console.services.history.store import HistoryStore
from support.exchanges import ACCEPTED, TEXT, record

ODD_VID = "a\0b\ud800"
BOT = Answer(200, "OK", (), 'Grüße {"code": "BOT"}'.encode(), 20)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HistoryStore]:
    store = HistoryStore(tmp_path_factory.mktemp("history") / "h")
    records = [
        record(1, vid="1588166554499-0.2020703998482254"),
        record(2, vid=ODD_VID, profile="Café"),
        record(3, goal="7", outcome=BOT, verdict="bot"),
        record(4, goal="7", outcome=Failure("timeout", "slow"), verdict="failed"),
        record(5, method="GET", outcome=None, verdict="pending"),
        record(6, document="{broken, zebra [1"),
    ]
    ids = [store.keep(one).row.result() for one in records]
    assert ids == [1, 2, 3, 4, 5, 6]
    store.update(3, starred=True, note="call Ödön about order-77").result()
    yield store
    store.close()


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ({}, [6, 5, 4, 3, 2, 1]),
        ({"verdict": "bot"}, [3]),
        ({"vid": "1588166554499-0.2020703998482254"}, [1]),
        ({"vid": ODD_VID}, [2]),
        ({"goal": "7"}, [4, 3]),
        ({"goal": "7", "verdict": "failed"}, [4]),
        ({"goal": "7", "words": "timeout"}, [4]),
        ({"status": 200}, [6, 3, 2, 1]),
        ({"status": 200, "verdict": "accepted", "vid": "v"}, []),
        ({"method": "GET"}, [5]),
        ({"profile": (Owner("café"),)}, [2]),
        ({"profile": (Owner("café", "Café"),)}, [2]),
        ({"profile": (Owner("café", "Shop"),)}, []),
        ({"profile": (Owner("café"), Owner("other"))}, [2]),
        ({"profile": (Owner("café"), Owner("shop", "Shop"))}, [6, 5, 4, 3, 2, 1]),
        ({"profile": (Owner("café"), Owner("shop")), "vid": ODD_VID}, [2]),
        ({"since": 3.0}, [6, 5, 4, 3]),
        ({"since": 3.0, "words": "hitgoal", "profile": (Owner("shop"),)}, [5, 4, 3]),
        ({"since": 99.0}, []),
        ({"starred": True}, [3]),
        ({"starred": True, "method": "POST", "goal": "7"}, [3]),
        ({"starred": True, "vid": ODD_VID}, []),
        ({"words": "zebra"}, [6]),
        ({"words": "ZEB"}, [6]),
        ({"words": "1588166554499-0.2020703998482254"}, [1]),
        ({"words": "1588166554499-0.20"}, [1]),
        ({"words": "order-77 bot"}, [3]),
        ({"words": "odon"}, [3]),
        ({"words": "grusse"}, []),
        ({"words": "grüße"}, [3]),
        ({"words": '{ " [ ('}, [6, 5, 4, 3, 2, 1]),
        ({"words": "nothing-like-it"}, []),
    ],
)
def test_all_given_filters_apply_newest_first(
    store: HistoryStore, wanted: dict[str, Any], ids: list[int]
) -> None:
    assert [row.id for row in store.newest(9, Filter(**wanted))] == ids
    assert list(store.ids(Filter(**wanted))) == ids


@settings(deadline=None)
@given(TEXT)
def test_no_words_break_the_search(store: HistoryStore, words: str) -> None:
    assert len(store.newest(3, Filter(words=words))) <= 3


@pytest.mark.parametrize(
    "words",
    ["hitgoal NOT x", "hitgoal OR x", "NEAR(hitgoal)", "text:hitgoal", 'x" OR "hitgoal', "x*"],
)
def test_the_index_s_own_language_is_only_words_here(store: HistoryStore, words: str) -> None:
    assert store.newest(3, Filter(words=words)) == ()
    assert match_text(words).count('"') % 2 == 0


def test_a_deleted_row_is_found_by_no_filter(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    ids = [store.keep(record(n, outcome=ACCEPTED)).row.result() for n in range(3)]
    store.delete([ids[1]]).result()
    for wanted in (Filter(), Filter(words="hitgoal"), Filter(goal="100300301"), Filter(vid="v")):
        assert list(store.ids(wanted)) == [ids[2], ids[0]]
    store.close()


def test_a_run_is_found_by_its_marker(tmp_path: Path) -> None:
    def marked(number: int, marker: str) -> Record:
        return record(number, document=json.dumps({"vid": "v", "seg": {"campaign": marker}}))

    store = HistoryStore(tmp_path / "h")
    try:
        for number, campaign in enumerate(("cc-7f3a91", "spring sale", "cc-7f3a91", "cc-000001")):
            store.keep(marked(number, campaign)).row.result()
        assert [row.summary.marker for row in store.newest(9)] == [
            "cc-000001",
            "cc-7f3a91",
            "",
            "cc-7f3a91",
        ]
        for wanted, found in (
            (Filter(marker="cc-7f3a91"), [3, 1]),
            (Filter(marker="cc-7f3a91", words="spring"), []),
            (Filter(marker="cc-7f3a91", words="campaign", since=1.5), [3]),
            (Filter(marker="any"), [4, 3, 1]),
            (Filter(marker="none"), [2]),
        ):
            assert [row.id for row in store.newest(9, wanted)] == found
    finally:
        store.close()
