"""Accepted sends are read one after the other, and no others."""

from dataclasses import replace

import pytest

from convert_console.services.history.store import HistoryStore
from convert_console.services.ledger.accepted import accepted_documents
from convert_console.services.storage.files import StoreFailed
from support.exchanges import record


@pytest.fixture
def store(tmp_path):
    store = HistoryStore(tmp_path / "history.sqlite3")
    yield store
    store.close()


def kept(store, number, **changes):
    made = record(number)
    exchange = replace(made.exchange, **changes.pop("exchange", {}))
    return store.append(replace(made, exchange=exchange, **changes)).result()


def test_only_accepted_sends_of_the_profile_since_then_are_read(store):
    shop = {"profile": "Shop", "sent_at": 100.0, "document": '{"vid":"\ud800"}'}
    kept(store, 1, verdict="accepted", exchange=shop)
    kept(store, 2, verdict="bot", exchange=shop)
    kept(store, 3, verdict="accepted", exchange={**shop, "profile": "Other"})
    kept(store, 4, verdict="accepted", exchange={**shop, "sent_at": 1.0})
    gone = kept(store, 5, verdict="accepted", exchange=shop)
    store.delete([gone]).result()
    found = list(accepted_documents(store.path, "Shop", 50.0))
    assert [document for document, _ in filter(None, found)] == ['{"vid":"\ud800"}']


def test_a_file_that_is_not_a_history_is_reported(tmp_path):
    (tmp_path / "odd").write_bytes(b"not a database, but long enough to be looked at" * 40)
    with pytest.raises(StoreFailed):
        list(accepted_documents(tmp_path / "odd", "Shop", 0.0))
