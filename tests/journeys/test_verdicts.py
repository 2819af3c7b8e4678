"""Each way a send can end is told in words, and the window is usable afterwards."""

from __future__ import annotations

import socket
from collections.abc import Callable

from convert_console.core.history.columns import Column
from convert_console.core.verdict.user_agent import PRESETS
from support.driver import Driver
from support.endpoint import Conversation, Endpoint, Peer, answer, silence


def choose_agent(driver: Driver, name: str) -> None:
    """Choose a User-Agent of the list by the keyboard."""
    driver.search(driver.window.bar.agent.line, name)


def no_agent(driver: Driver) -> str:
    """The name of the preset that sends no User-Agent."""
    return next(preset.name for preset in PRESETS if preset.user_agent is None)


def test_without_a_user_agent_the_firewall_blocks(driver: Driver) -> None:
    choose_agent(driver, no_agent(driver))
    assert driver.window.bar.agent.line.mark == "blocked: 301"
    driver.begin()
    driver.confirm()
    assert b"\r\nUser-Agent:" not in driver.arrived[-1].raw
    assert driver.result == "Blocked"
    assert driver.history(Column.STATUS) == ["301"]


def test_a_bot_like_user_agent_is_reported_as_discarded(driver: Driver) -> None:
    driver.search(driver.window.bar.agent.line, "curl/8")
    assert driver.window.bar.agent.line.mark == "judged a bot"
    driver.begin("keys")
    driver.confirm()
    assert b"\r\nUser-Agent: curl/8\r\n" in driver.arrived[-1].raw
    assert driver.result == "Discarded as bot"
    assert driver.history(Column.VERDICT) == ["Discarded as bot"]


def test_a_closed_port_refuses_and_the_next_send_works(driver: Driver) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    driver.aim(f"http://127.0.0.1:{port}/track")
    driver.send()
    assert driver.result == "Connection refused"
    with Endpoint() as endpoint:
        driver.aim(endpoint.url)
        driver.send()
        assert driver.result == "Accepted"
        assert endpoint.requests == [driver.wire.raw]


def test_a_wait_is_cancelled_and_the_window_keeps_working(driver: Driver) -> None:
    bar = driver.window.bar.buttons
    with Endpoint([silence, answer(), silence, answer()]) as endpoint:
        driver.aim(endpoint.url)
        ways: tuple[Callable[[], None], ...] = (
            lambda: driver.click(bar.stop),
            lambda: driver.keys("Esc"),
        )
        for number, cancel in enumerate(ways):
            driver.begin()
            driver.until(lambda: len(endpoint.requests) == 2 * number + 1)  # noqa: B023 - at once
            assert not bar.send.isVisible()
            cancel()
            driver.wait_until_sent()
            assert driver.result == "Cancelled"
            assert bar.send.isVisible()
            driver.send("keys")
            assert driver.result == "Accepted"
        assert driver.history(Column.VERDICT) == ["Accepted", "Cancelled"] * 2


PORTAL = b"<!DOCTYPE html><html><head><title>Hotel WiFi</title></head><body>Log in</body></html>"


def test_a_login_page_that_answers_200_is_not_the_endpoint(driver: Driver) -> None:
    with Endpoint([answer("200 OK", PORTAL, ["Content-Type: text/html"]), answer()]) as endpoint:
        driver.aim(endpoint.url)
        driver.send()
        assert driver.result == "Not the endpoint"
        assert "a web page, “Hotel WiFi”" in driver.window.result.sentence.text()
        driver.send("keys")
        assert driver.history(Column.VERDICT) == ["Accepted", "Not the endpoint"]


def test_an_answer_before_a_large_body_was_read_is_shown(driver: Driver) -> None:
    def refuse(conversation: Conversation) -> None:
        conversation.socket.recv(100)
        conversation.socket.sendall(answer("413 Content Too Large", b"too much"))

    driver.paste_json('{"cid": "' + "1" * 3_000_000 + '"}')
    with Peer(refuse) as peer:
        driver.aim(peer.url)
        driver.begin()
        driver.confirm()
        assert driver.result == "Rejected"
        assert "413 Content Too Large" in driver.window.result.sentence.text()


def test_a_double_click_and_a_second_ctrl_enter_send_once(driver: Driver) -> None:
    with Endpoint([answer(), silence]) as endpoint:
        driver.aim(endpoint.url)
        driver.double_click(driver.window.bar.buttons.send)
        driver.wait_until_sent()
        assert len(endpoint.requests) == 1
        assert driver.history(Column.VERDICT) == ["Accepted"]
        driver.begin("keys")
        driver.begin("keys")
        driver.until(lambda: len(endpoint.requests) == 2)
        driver.keys("Esc")
        driver.wait_until_sent()
        assert len(endpoint.requests) == 2, "the first was still under way"


def test_the_answer_page_shows_what_came_back(driver: Driver) -> None:
    with Endpoint([answer("418 Teapot", b"short and stout")]) as endpoint:
        driver.aim(endpoint.url)
        driver.send()
        assert driver.result == "Rejected"
        driver.click(driver.window.result.details)
        assert driver.window.preview.answer.view.text() == "short and stout"
        driver.click_part("Headers")
        assert driver.window.preview.answer.view.text().startswith("HTTP/1.1 418 Teapot")
        driver.click_part("Sent")
        (arrived,) = endpoint.requests
        assert driver.window.preview.answer.view.text().encode() == arrived.replace(b"\r\n", b"\n")
