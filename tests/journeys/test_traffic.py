"""Hits in a burst, from programs of their own: the inspector shows them and passes none on."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from convert_console.widgets.traffic.place import TrafficPlace
from support.collecting import port_of
from support.driver import Driver, settle, visible
from support.reaching import reaching_out

SHOPS, HITS = 3, 100

SHOP = """
import http.client, json, sys
port, hits = int(sys.argv[1]), int(sys.argv[2])
client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
sys.stdin.read()
for number in range(hits):
    document = {"cid": "1", "pid": "10000001", "vid": f"v{number}", "ev": [
        {"evt": "hitGoal", "goals": ["7"], "exps": ["1"], "vars": ["2"]}]}
    client.request("POST", "/track", json.dumps(document), {
        "Host": "10000001.metrics.convertexperiments.com",
        "User-Agent": "ConvertAgent/1.0",
        "X-Forward-To": "https://10000001.metrics.convertexperiments.com/track",
    })
    assert client.getresponse().read()
"""
"""Names the real endpoint as its host, as a shop does whose look-up was bent to this machine."""


def test_nothing_of_a_burst_of_requests_is_forwarded(driver: Driver) -> None:
    driver.window.trigger("Traffic")
    [inspector] = visible(driver.window, TrafficPlace)
    port = str(port_of(driver.composition.collector))
    with ExitStack() as running:
        shops = [running.enter_context(shop(port)) for _ in range(SHOPS)]
        with reaching_out() as heard:
            for one in shops:
                assert one.stdin is not None
                one.stdin.close()
            traffic, table = driver.composition.traffic, inspector.list.table
            driver.until(lambda: traffic.recorded.rows == SHOPS * HITS)
            driver.until(lambda: table.model().rowCount() == SHOPS * HITS)
            choose_each_page(driver, inspector)
            assert [one.wait(60) for one in shops] == [0] * SHOPS
        assert heard == []
    assert driver.composition.traffic.lost == 0
    assert "PySide6.QtNetwork" not in sys.modules, "Qt's own sockets would not be heard"


def test_the_network_hook_notices_a_connection(driver: Driver) -> None:
    """Else the silence above would say nothing."""
    with reaching_out() as heard:
        driver.send()
        with socket.socket(type=socket.SOCK_DGRAM) as datagrams:
            datagrams.sendto(b"x", ("127.0.0.1", 9))
    port = port_of(driver.composition.collector)
    assert f"socket.connect ('127.0.0.1', {port})" in heard
    assert "socket.sendto ('127.0.0.1', 9)" in heard
    with reaching_out() as heard:
        pass
    assert heard == []


def test_commands_of_the_menu_act_on_the_list_in_sight(driver: Driver) -> None:
    driver.send()
    driver.send()
    driver.window.trigger("Traffic")
    rows = driver.window.list_in_sight
    driver.until(lambda: rows.table.model().rowCount() == 2)
    driver.click(
        rows.table.viewport(), rows.table.visualRect(rows.table.model().index(1, 0)).center()
    )
    driver.window.trigger("Send selected again")
    driver.until(lambda: len(driver.composition.collector.received()) == 3)
    assert driver.window.places.name == "traffic"
    driver.window.trigger("Details")
    driver.until(lambda: rows.detail is None or rows.detail.visibleRegion().isEmpty())


def shop(port: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SHOP, port, str(HITS)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, text=True)


def choose_each_page(driver: Driver, inspector: TrafficPlace) -> None:
    """Look at a hit in every way the inspector has."""
    table = inspector.list.table
    settle()
    driver.click(table.viewport(), table.visualRect(table.model().index(0, 0)).center())
    detail = inspector.list.detail
    assert detail is not None
    driver.until(detail.foot.edit.isVisible)
    for page in (0, 1, 3):
        detail.pages.turn_to(page)
        settle()
    driver.click(detail.foot.edit)
    vid = json.loads(driver.document.draft.text)["vid"]
    assert vid.startswith("v")


def test_an_addon_for_mitmproxy_is_saved_with_the_address(driver: Driver, tmp_path: Path) -> None:
    driver.go("Traffic")
    [place] = visible(driver.window, TrafficPlace)
    menu = place.head.set_up.menu()
    next(action for action in menu.actions() if "mitmproxy" in action.text()).trigger()
    [dialog] = visible(driver.window, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "convert_mirror.py"))
    dialog.close()
    driver.until(lambda: "mitmdump -s convert_mirror.py" in driver.message)
    origin = f"http://127.0.0.1:{port_of(driver.composition.collector)}"
    assert f"COLLECTOR = '{origin}'" in (tmp_path / "convert_mirror.py").read_text("utf-8")
    place.head.addon_wanted.emit(str(tmp_path / "convert_mirror.py" / "below.py"))
    assert place.fault.isVisible()
