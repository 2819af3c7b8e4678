"""Of several requests in a paste, the person chooses one."""

import json

import pytest
from PySide6.QtTest import QTest

from convert_console.core.catalog.catalog import Catalog, read_catalog
from convert_console.core.paste.found import PastedRequest, Recognised
from convert_console.core.paste.recognise import recognise
from convert_console.widgets.paste.paste import PasteChooser, line_of

VISITORS: list[object] = [{"visitorId": name, "events": []} for name in ("anna", "bert", "carl")]
V1 = json.dumps({"accountId": "1", "projectId": "2", "visitors": VISITORS})


class Taken:
    """Stands at the edge: takes what was chosen."""

    def __init__(self):
        self.text = ""

    def choose(self, _found, request):
        self.text = request.text


@pytest.fixture
def chosen():
    return Taken()


@pytest.fixture
def chooser(qtbot, chosen):
    found = recognise(V1)
    assert isinstance(found, Recognised)
    chooser = PasteChooser(chosen, found)
    qtbot.addWidget(chooser)
    return chooser


def shown(chooser):
    items = [chooser.list.item(row) for row in range(chooser.list.count())]
    return [item.text() for item in items if not item.isHidden()]


def test_every_request_has_a_line(chooser):
    assert len(shown(chooser)) == 3
    assert "anna" in shown(chooser)[0]


def test_words_narrow_the_list_and_enter_takes_what_is_left(chooser, chosen):
    QTest.keyClicks(chooser.filter, "bert")
    assert len(shown(chooser)) == 1
    chooser.accept()
    assert '"vid": "bert"' in chosen.text


def test_cancel_takes_nothing(chooser, chosen):
    chooser.reject()
    assert chosen.text == ""


def test_words_that_no_request_holds_take_nothing(chooser, chosen):
    QTest.keyClicks(chooser.filter, "nobody")
    chooser.accept()
    assert chosen.text == ""


def test_a_line_names_the_goals_and_the_revenue():
    catalog = read_catalog('{"goals": [{"id": "7", "name": "Purchase"}]}')
    assert isinstance(catalog, Catalog)
    sale = '{"vid": "v-1", "ev": [{"evt": "tr", "goals": ["7"], "r": 59.90}]}'
    request = PastedRequest("1. tr – visitor v-1", sale, "POST")
    assert line_of(request, catalog) == "POST  1. tr – visitor v-1 · Purchase · 59.90"
    assert line_of(PastedRequest("project 1", "{}"), None) == "project 1"
