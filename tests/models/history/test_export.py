"""Chosen rows become a file, in every form, without secrets."""

import json

import pytest

from convert_console.core.export.formats import EXPORT_FORMATS
from convert_console.models.history.export import HistoryExports
from convert_console.services.history.store import HistoryStore
from support.exchanges import record


@pytest.fixture
def store(tmp_path):
    store = HistoryStore(tmp_path / "history.sqlite3")
    for number in range(3):
        made = record(number)
        request = made.exchange.request._replace(headers=(("Cookie", "planted-secret"),))
        store.keep(made._replace(exchange=made.exchange._replace(request=request))).row.result()
    yield store
    store.close()


def exported(store, run, form, path, ids):
    exporting = HistoryExports(store, lambda: 1_796_000_000.0)
    said: list[str] = []
    exporting.written.connect(lambda sentence, _path: said.append(sentence))
    exporting.failed.connect(said.append)

    async def export():
        exporting.export(ids, form, path)
        await exporting.finish()

    run(export())
    return said[0]


@pytest.mark.parametrize("form", EXPORT_FORMATS.values(), ids=lambda form: form.id)
def test_every_form_is_written_and_holds_no_secret(store, run, qapp, tmp_path, form):
    path = tmp_path / f"out.{form.suffix}"
    assert exported(store, run, form, path, [2, 1]).startswith("2 requests written")
    text = path.read_text("utf-8")
    assert text
    assert "planted-secret" not in text


def test_rows_are_written_the_oldest_first(store, run, qapp, tmp_path):
    path = tmp_path / "out.jsonl"
    lines = EXPORT_FORMATS["json-lines"]
    exported(store, run, lines, path, [3, 1])
    ids = [json.loads(line)["id"] for line in path.read_text("utf-8").splitlines()]
    assert ids == [store.exchange(1).id, store.exchange(3).id]


def test_a_folder_that_refuses_is_reported(store, run, qapp, tmp_path):
    (tmp_path / "file").write_text("in the way")
    path = tmp_path / "file" / "out.csv"
    assert "out.csv" in exported(store, run, EXPORT_FORMATS["csv"], path, [1])
