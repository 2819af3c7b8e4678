"""The top row says at a glance where requests go."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from convert_console.core.request.profile import CONVERT_AGENT, Profile
from convert_console.core.verdict.user_agent import PRESETS
from convert_console.models.profiles.preferences import Scheme
from convert_console.widgets.fields.target_fields import AgentField, TargetField, short_address
from convert_console.widgets.main_window.profile_picker import target_words
from convert_console.widgets.theme.theme import colors
from support.driver import Driver, settle, visible
from support.endpoint import Endpoint, silence


@pytest.mark.parametrize(
    ("profile", "text", "tone"),
    [
        (Profile("a", "A", project="7"), "LIVE", "live"),
        (Profile("a", "A", project="7", reach="local"), "LIVE", "live"),
        (Profile("a", "A"), "LIVE", "live"),
        (Profile("a", "A", target="local"), "LOCAL", "local"),
        (Profile("a", "A", target="local", reach="local"), "LOCAL ONLY", "local"),
        (Profile("a", "A", target="custom", endpoint="http://h.example/"), "LIVE", "live"),
    ],
)
def test_the_block_says_whose_machine_it_is(profile: Profile, text: str, tone: str) -> None:
    assert target_words(profile) == (text, tone)


def test_block_and_line_have_the_colour_of_the_target(driver: Driver) -> None:
    # The block and the line follow the target.
    top = driver.window.top
    for target, word, line, soft in (
        ("local", "LOCAL ONLY", colors().band_local, colors().ok_soft),
        ("convert", "LIVE", colors().band_live, colors().error_soft),
    ):
        driver.profiles.alter(target=target)
        assert top.picker.accessibleDescription().startswith(f"{word}, project 10000001.")
        picture = driver.window.grab().toImage()
        assert picture.pixelColor(300, 1).name() == line
        place = top.picker.mapTo(driver.window, QPoint(5, 3))
        assert picture.pixelColor(place).name() == soft

    # The block is solid while the question before a send is open.
    top = driver.window.top
    driver.profiles.alter(target="convert", reach="ask")

    def block() -> str:
        return top.picker.grab().toImage().pixelColor(5, 3).name()

    assert block() == colors().error_soft
    driver.begin()
    assert driver.question
    assert block() == colors().band_live
    driver.sending.cancel()
    assert block() == colors().error_soft

    # The band of a live target stays red when the theme changes.
    driver.profiles.alter(target="convert", reach="ask")
    schemes: tuple[Scheme, ...] = ("light", "dark")
    for scheme in schemes:
        driver.context.preferences.use_scheme(scheme)
        band = driver.window.grab().toImage().pixelColor(300, 1)
        assert band.name() == colors().band_live, scheme
    driver.context.preferences.use_scheme("light")


def test_the_target_the_user_agent_and_the_method_are_chosen_in_the_top_row(driver: Driver) -> None:
    # What is chosen changes the profile in use.
    bar = driver.window.bar
    driver.search(bar.target.line, "convert")
    assert driver.profiles.current.target == "convert"
    driver.search(bar.target.line, "http://127.0.0.1:9/x")
    assert driver.wire.url == "http://127.0.0.1:9/x"
    driver.search(bar.agent.line, "Own/1")
    assert driver.profiles.current.user_agent == "Own/1"

    # The toggle shows and sets the method.
    driver.choose_method("GET")
    assert driver.document.draft.method == "GET"
    driver.keys("Ctrl+Z")
    assert driver.window.bar.buttons.method.value() == "POST"


def test_a_small_window_shortens_captions_and_keeps_the_user_agent_s_name(driver: Driver) -> None:
    # Captions give way where room is short.
    bar = driver.window.bar
    for width, captioned in ((1300, True), (1024, False)):
        driver.window.resize(width, 700)
        settle()
        assert [bar.target.line.captioned, bar.agent.line.captioned] == [captioned] * 2
        assert captioned or bar.agent.width() < 220, "the rest is for the address"

    # The user agent's name is whole in a small window.
    driver.window.resize(1024, 700)
    for project in ("10000001", ""):
        driver.profiles.alter(target="convert", project=project, reach="ask", name="Example shop")
        settle()
        line = driver.window.bar.agent.line
        room = line.width() - line.textMargins().right() - line.textMargins().left()
        assert room >= line.fontMetrics().horizontalAdvance("ConvertAgent"), project


def test_send_and_the_profile_are_in_sight_at_every_zoom(driver: Driver) -> None:
    preferences = driver.context.preferences
    for steps, widths in ((0, [1280]), (5, [1280]), (5, [1280, 1024])):  # to 150 % and 200 %
        preferences.zoom_by(steps)
        for width, target in itertools.product(widths, ("local", "convert")):
            check_sight(driver, width, target)
    preferences.zoom_by(0)


def check_sight(driver: Driver, width: int, target: str) -> None:
    window = driver.window
    driver.profiles.alter(target=target, reach="ask", name="Shop – staging " * 4)
    window.resize(width, 700)
    settle()
    for part in (window.rail.menu, window.top.picker, window.bar.target, window.bar.buttons.send):
        place = QRect(part.mapTo(window, QPoint(0, 0)), part.size())
        assert window.rect().contains(place)
        assert part.width() >= part.minimumSizeHint().width()


# Send is Cancel while a send is under way; POST and GET are one click.


def test_cancel_takes_the_place_of_send_while_one_is_under_way_and_nothing_moves(
    driver: Driver,
) -> None:
    top, bar = driver.window.top, driver.window.bar
    buttons = bar.buttons
    with Endpoint([silence]) as endpoint:
        driver.aim(endpoint.url)
        settle()
        before = {part: part.geometry() for part in visible(top, QWidget)}
        driver.begin()
        assert (buttons.send.isVisible(), buttons.stop.isVisible()) == (False, True)
        settle()
        during = {part: part.geometry() for part in visible(top, QWidget)}
        assert during.pop(buttons.stop) == before.pop(buttons.send)
        assert during == before
        assert buttons.stop.hasFocus()
        driver.click(buttons.stop)
        driver.wait_until_sent()
        assert (buttons.send.isVisible(), buttons.stop.isVisible()) == (True, False)
        settle()
        assert buttons.send.hasFocus()


def test_a_double_click_on_send_sends_once_and_cancels_nothing(driver: Driver) -> None:
    # The second click once hit Cancel; after a quick answer it sent again.
    send = driver.window.bar.buttons.send
    place = send.mapTo(driver.window, send.rect().center())
    with Endpoint([silence]) as endpoint:
        driver.aim(endpoint.url)
        settle()
        QTest.mouseDClick(driver.window.windowHandle(), Qt.MouseButton.LeftButton, pos=place)
        driver.until(lambda: len(endpoint.requests) == 1)
        assert driver.sending.running
        driver.keys("Esc")
        driver.wait_until_sent()


# The target is one of two known ones, or any URL that is typed.


@pytest.fixture
def field(qtbot: QtBot) -> TargetField:
    made = TargetField()
    qtbot.addWidget(made)
    return made


def test_the_url_of_the_profile_is_shown(field: TargetField) -> None:
    field.set_profile(Profile("a", "A", project="7"))
    assert field.line.shown_text() == "https://7.metrics.convertexperiments.com/track"


def test_without_a_project_it_says_where_to_enter_one_in_place_of_half_an_address(
    field: TargetField,
) -> None:
    field.set_profile(Profile("a", "A"))
    assert field.line.shown_text() == ""
    assert "Ctrl+," in field.line.placeholderText()
    assert "no project id yet" in field.line.toolTip()
    field.set_profile(Profile("a", "A", project="7"))
    assert field.line.shown_text() == "https://7.metrics.convertexperiments.com/track"
    field.set_profile(Profile("a", "A", target="custom"))
    assert field.line.placeholderText() == "https://host/track"


@pytest.mark.parametrize(("place", "target"), [(0, "convert"), (1, "local")])
def test_a_known_target_is_chosen(
    field: TargetField, qtbot: QtBot, place: int, target: str
) -> None:
    with qtbot.waitSignal(field.targeted) as targeted, qtbot.assertNotEmitted(field.typed):
        field.line.chosen.emit(place)
    assert targeted.args == [target]


def test_a_url_is_typed_and_the_caret_stays(field: TargetField, qtbot: QtBot) -> None:
    field.set_profile(Profile("a", "A", target="custom", endpoint="http://localhost/track"))
    field.typed.connect(
        lambda url: field.set_profile(Profile("a", "A", target="custom", endpoint=url))
    )
    field.show()
    field.line.open()
    field.line.setCursorPosition(16)
    with qtbot.assertNotEmitted(field.typed):
        qtbot.keyClicks(field.line, ":9")
    assert field.line.cursorPosition() == 18
    with qtbot.waitSignal(field.typed) as typed:
        qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert typed.args == ["http://localhost:9/track"]


# A User-Agent is chosen by name or typed, and judged as it stands.


@pytest.fixture
def agent_field(qtbot: QtBot) -> AgentField:
    made = AgentField()
    qtbot.addWidget(made)
    made.resize(300, 32)
    return made


@pytest.mark.parametrize(
    ("user_agent", "shown", "judged"),
    [
        (CONVERT_AGENT, "ConvertAgent", "passes"),
        ("curl/8", "curl/8", "judged a bot"),
        ("okhttp/4 ConvertAgent/1", "okhttp/4 ConvertAgent/1", "may be judged a bot"),
        ("ConvertAgent/2.0", "ConvertAgent/2.0", "passes"),
    ],
)
def test_an_agent_is_shown_by_name_or_as_it_is(
    agent_field: AgentField, user_agent: str, shown: str, judged: str
) -> None:
    agent_field.set_agent(user_agent)
    assert agent_field.line.shown_text() == shown
    assert agent_field.line.mark == judged


def test_the_first_one_is_shown_from_its_beginning(agent_field: AgentField) -> None:
    agent_field.set_agent(CONVERT_AGENT)
    assert agent_field.line.cursorPosition() == 0


def test_no_agent_is_a_choice(agent_field: AgentField, qtbot: QtBot) -> None:
    place = next(i for i, preset in enumerate(PRESETS) if preset.user_agent is None)
    with qtbot.waitSignal(agent_field.edited) as edited:
        agent_field.line.chosen.emit(place)
    assert edited.args == [None]
    agent_field.set_agent(None)
    assert agent_field.line.shown_text() == PRESETS[place].name
    assert agent_field.line.mark == "blocked: 301"


def test_a_long_agent_is_edited_from_its_beginning_with_all_the_room(
    agent_field: AgentField,
) -> None:
    agent_field.set_agent("okhttp/4.12 ConvertAgent/1.0 shop-crm (synchronises orders at night)")
    agent_field.show()
    line = agent_field.line
    hint, closed = line.minimumSizeHint(), line.textMargins().right()
    line.open()
    assert line.selectedText() == line.text() and line.cursorPosition() == 0
    assert line.textMargins().right() < closed, "the mark is not shown meanwhile"
    assert line.minimumSizeHint() == hint, "nothing moves"
    line.close_list()
    assert line.textMargins().right() == closed


@pytest.mark.parametrize("leave", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_none_finds_the_choice_of_no_agent(
    agent_field: AgentField, qtbot: QtBot, leave: Qt.Key
) -> None:
    agent_field.show()
    agent_field.line.open()
    qtbot.keyClicks(agent_field.line, "None")
    entries = [entry.label for entry in agent_field.line.popup.entries]
    assert entries == ["No User-Agent", "Send “None” as typed"]
    with qtbot.waitSignal(agent_field.edited) as edited:
        qtbot.keyClick(agent_field.line, leave)
    assert edited.args == [None]


def test_bot_finds_the_agents_that_are_judged_one(agent_field: AgentField, qtbot: QtBot) -> None:
    agent_field.show()
    agent_field.line.open()
    qtbot.keyClicks(agent_field.line, "bot")
    entries = [entry.label for entry in agent_field.line.popup.entries]
    assert entries == ["curl", "python-requests", "Send “bot” as typed"]


def test_typing_gives_the_text_and_the_caret_stays(agent_field: AgentField, qtbot: QtBot) -> None:
    agent_field.edited.connect(agent_field.set_agent)
    agent_field.set_agent("curl")
    agent_field.show()
    agent_field.line.open()
    agent_field.line.setCursorPosition(2)
    qtbot.keyClicks(agent_field.line, "x")
    assert agent_field.line.cursorPosition() == 3
    assert agent_field.line.popup.entries[-1].note == "judged a bot"
    with qtbot.waitSignal(agent_field.edited) as edited:
        qtbot.keyClick(agent_field.line, Qt.Key.Key_Return)
    assert edited.args == ["cuxrl"]


def test_every_preset_says_what_the_endpoint_does_with_it(agent_field: AgentField) -> None:
    notes = {choice.label: choice.note for choice in agent_field.line.choices}
    assert notes["ConvertAgent"] == notes["Firefox on Windows"] == "passes"
    assert notes["curl"] == notes["python-requests"] == "judged a bot"
    assert notes["No User-Agent"] == "blocked: 301"


@pytest.mark.parametrize(
    ("url", "room", "shown"),
    [
        (
            "https://7.metrics.convertexperiments.com/track",
            99,
            "7.metrics.convertexperiments.com/track",
        ),
        ("https://7.metrics.convertexperiments.com/track", 20, "7.metrics…/track"),
        ("https://7.metrics.convertexperiments.com/track", 10, "7…/track"),
        ("https://7.metrics.convertexperiments.com/track", 5, "7.me…"),
        ("http://127.0.0.1:8765/track", 40, "http://127.0.0.1:8765/track"),
        ("no address", 5, "no a…"),
        ("http://[::1", 5, "http…"),
        ("", 5, ""),
    ],
)
def test_an_address_that_does_not_fit_keeps_its_beginning_and_its_path(
    url: str, room: int, shown: str
) -> None:
    assert short_address(url, lambda text: len(text) <= room) == shown
