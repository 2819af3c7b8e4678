"""Whatever was copied is read, named, and can be undone."""

import json

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from convert_console.core.catalog.catalog import Catalog, read_catalog
from convert_console.core.paste.recognise import recognise
from convert_console.core.paste.results import PastedRequest, Recognised
from convert_console.widgets.paste.paste import PasteChooser, line_of
from support.driver import button


def test_the_button_pastes_a_text_a_file_or_a_link_on_the_clipboard(driver, tmp_path) -> None:
    # An empty clipboard pastes nothing.
    before = driver.document.draft
    QGuiApplication.clipboard().clear()
    driver.click(driver.window.preview.paste)
    assert driver.document.draft == before
    assert "no text on the clipboard" in driver.message

    # The button pastes the clipboard.
    QGuiApplication.clipboard().setText('curl https://h/track \\\n  -d \'{"cid": "7"}\'')
    driver.click(driver.window.preview.paste)
    driver.until(lambda: driver.document.payload == {"cid": "7"})

    # A copied file is pasted with what is in it.
    (tmp_path / "copied.txt").write_text(CURL)
    QGuiApplication.clipboard().setMimeData(copied_file(tmp_path / "copied.txt"))
    driver.window.paste_anything()
    assert driver.document.payload == {"cid": "1"}
    assert "cURL" in driver.message

    # A copied link is not a file.
    data = QMimeData()
    data.setUrls([QUrl("https://10000001.metrics.convertexperiments.com/track?cid=1&vid=v")])
    QGuiApplication.clipboard().setMimeData(data)
    driver.window.paste_anything()
    assert driver.document.payload == {"cid": "1", "vid": "v"}


# After a paste the window says what it was, and offers target and User-Agent.

CURL = "curl https://shop.example/track -A 'curl/8' --data-raw '{\"cid\":\"1\"}'"


def test_a_paste_is_named_and_its_target_and_user_agent_are_offered(driver) -> None:
    # A paste without a target offers none.
    driver.context.pasting.take('{"cid": "1", "pid": "2"}')
    assert driver.message == "Pasted: JSON document."
    assert actions(driver) == []

    # The user agent of a bot can be declined.
    driver.context.pasting.take(CURL)
    assert "“curl/8” looks like a bot's" in driver.message
    before = driver.profiles.current.user_agent
    driver.click(button(driver.window.message, "Keep ConvertAgent"))
    assert driver.profiles.current.user_agent == before
    assert driver.message == ""

    # A paste is named and its target offered.
    driver.context.pasting.take(CURL)
    assert "cURL" in driver.message
    assert driver.profiles.current.target == "local"
    driver.click(button(driver.window.message, "Use its target"))
    assert driver.profiles.current.url == "https://shop.example/track"
    assert actions(driver) == ["Use its User-Agent", "Keep ConvertAgent"]
    driver.click(button(driver.window.message, "Use its User-Agent"))
    assert driver.profiles.current.user_agent == "curl/8"
    assert driver.message == ""


def test_what_is_said_of_a_paste_goes_when_it_is_taken_back(driver) -> None:
    driver.context.pasting.take(CURL)
    driver.context.document.set_method("GET")
    driver.keys("Ctrl+Z")
    assert "cURL" in driver.message, "the paste is still there"
    driver.keys("Ctrl+Z")
    assert driver.message == ""


def actions(driver):
    return [action.text() for action in driver.window.message.latest.buttons]


# Of several requests in a paste, the user chooses one.

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


def test_filter_words_narrow_the_list_and_enter_uses_the_match(chooser, chosen):
    QTest.keyClicks(chooser.filter, "bert")
    assert len(shown(chooser)) == 1
    chooser.accept()
    assert '"vid": "bert"' in chosen.text


def test_arrow_keys_choose_while_the_filter_has_the_focus(chooser, chosen):
    QTest.keyClick(chooser.filter, Qt.Key.Key_Down)
    QTest.keyClick(chooser.filter, Qt.Key.Key_Down)
    QTest.keyClick(chooser.filter, Qt.Key.Key_Up)
    assert chooser.list.currentRow() == 1


def test_cancel_uses_no_request(chooser, chosen):
    chooser.reject()
    assert chosen.text == ""


def test_filter_words_without_a_match_use_no_request(chooser, chosen):
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


def copied_file(path):
    """What a file manager puts on the clipboard for a file."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    data.setText(str(path))
    return data
