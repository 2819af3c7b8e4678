"""The ledger is counted off the UI thread, and the newest count wins."""

from dataclasses import replace

import pytest

from convert_console.models.ledger import DAY, LedgerModel
from convert_console.services.history_store import HistoryStore
from support.exchanges import record

NOW = 1_796_000_000.0
SALE = '{"vid":"a","tid":"T","ev":[{"evt":"tr","goals":["5"],"exps":["1"],"vars":["2"],"r":1.10}]}'


@pytest.fixture
def store(tmp_path):
    store = HistoryStore(tmp_path / "history.sqlite3")
    for number, age in enumerate((0.0, 2 * DAY)):
        made = record(number)
        exchange = replace(made.exchange, profile="Shop", sent_at=NOW - age, document=SALE)
        store.append(replace(made, exchange=exchange, verdict="accepted")).result()
    yield store
    store.close()


def counted(model, run, span):
    async def count():
        model.count("Shop", span)
        await model.finish_counting()

    run(count())
    assert model.ledger is not None
    return model.ledger


def test_a_span_bounds_what_is_counted(store, run, qapp):
    model = LedgerModel(store.path, lambda: NOW)
    assert counted(model, run, DAY).requests == 1
    everything = counted(model, run, float("inf"))
    assert (everything.requests, everything.repeats) == (2, 1)


def test_a_newer_count_makes_an_older_one_moot(store, run, qapp):
    model = LedgerModel(store.path, lambda: NOW)

    async def twice():
        model.count("Nobody", DAY)
        model.count("Shop", DAY)
        await model.finish_counting()

    run(twice())
    assert model.ledger is not None
    assert model.ledger.requests == 1


def test_a_count_that_is_left_ends_without_a_word(store, tmp_path, run, qapp, qtbot):
    (tmp_path / "odd").write_bytes(b"no database" * 200)
    for path in (store.path, tmp_path / "odd"):
        model = LedgerModel(path, lambda: NOW)

        async def begin_and_leave(model=model):
            model.count("Shop", DAY)
            model.leave()
            with qtbot.assertNotEmitted(model.changed), qtbot.assertNotEmitted(model.failed):
                await model.finish_counting()

        run(begin_and_leave())
        assert model.ledger is None


def test_a_history_that_cannot_be_read_is_said(tmp_path, run, qapp, qtbot):
    (tmp_path / "odd").write_bytes(b"no database" * 200)
    model = LedgerModel(tmp_path / "odd", lambda: NOW)

    async def count():
        model.count("Shop", DAY)
        await model.finish_counting()

    with qtbot.waitSignal(model.failed):
        run(count())
    assert model.ledger is None
