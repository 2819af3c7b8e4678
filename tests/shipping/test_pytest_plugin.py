"""The pytest plugin, in a project that has only the wheel."""

from __future__ import annotations

import re
import shutil
import socket
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest

from support.browser import BROWSER
from support.distributions import ROOT, Installed, started
from support.watching import needs_browser

EXAMPLE = ROOT / "resources" / "ci" / "pytest"

Tests = Callable[..., Mapping[str, str]]

SEND = """
import json, http.client, pytest
from urllib.parse import urlsplit

SALE = {"cid": "1", "pid": "2", "vid": "v", "ev": [{"evt": "tr", "goals": ["5"], "exps": ["3"],
        "vars": ["4"], "r": 1.1, "prc": 1}]}

def send(collector, document, agent="ConvertAgent/1.0", path="/track"):
    client = http.client.HTTPConnection(urlsplit(collector.url).netloc, timeout=60)
    headers = {"User-Agent": agent, "Content-Type": "application/json"}
    client.request("POST", path, json.dumps(document), headers)
    answer = client.getresponse()
    answer.read()
    client.close()
    return answer.status
"""


@pytest.fixture
def tests(installed: Installed, tmp_path: Path) -> Tests:
    """Run tests of a project; gives how those that failed explain it, by their names.

    A test that is named as one that fails is expected to, and no other.
    """

    def run(text: str, *failing: str, ini: str = "") -> Mapping[str, str]:
        (tmp_path / "pytest.ini").write_text(f"[pytest]\n{ini}\n", "utf-8")
        (tmp_path / "test_shop.py").write_text(SEND + text, "utf-8")
        report = tmp_path / "report.xml"
        options = ("--strict-markers", "--color=no", f"--junitxml={report}", str(tmp_path))
        said = run_alone(installed, *options, code=1 if failing else 0)
        explained = explanations(report)
        assert sorted(explained) == sorted(failing), said
        assert "pytest_plugin.py" not in said, "a failure is shown where the test expects"
        return explained

    return run


def run_alone(installed: Installed, *options: str, code: int = 0) -> str:
    """What pytest prints that loads this plugin only: the others take most of the time."""
    command = [installed.program("python"), "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    return started(
        installed.elsewhere,
        *(*command, "-p", "convert_console.pytest_plugin", *options),
        code=code,
        PYTEST_DISABLE_PLUGIN_AUTOLOAD="1",
        TMPDIR=tempfile.gettempdir(),  # the path of a browser's socket may not be long
    )


def explanations(report: Path) -> Mapping[str, str]:
    """What a report in JUnit's format says of the tests that did not pass, by their names."""
    return {
        case.get("name", ""): outcome.text or ""
        for case in ElementTree.parse(report).iter("testcase")
        for outcome in case
        if outcome.tag in ("failure", "error")
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The example, with the plan next to it."""
    shutil.copytree(EXAMPLE, tmp_path / "project")
    shutil.copy(EXAMPLE.with_name("plan.yaml"), tmp_path)
    return tmp_path / "project"


def test_the_example_runs_with_nothing_but_the_wheel(installed: Installed, project: Path) -> None:
    """Here pytest finds the plugin by itself."""
    command = [installed.program("python"), "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    tests = str(project / "test_checkout.py")
    assert "5 passed" in installed.start(*command, "--rootdir", str(project), tests)


@needs_browser
def test_the_example_with_pages_runs_with_nothing_but_the_wheel(
    installed: Installed, project: Path
) -> None:
    tests = str(project / "test_pages.py")
    said = run_alone(installed, "--rootdir", str(project), tests)
    assert "3 passed" in said


def test_the_examples_are_those_of_the_guide() -> None:
    guide = (ROOT / "resources" / "guide" / "ci.md").read_text("utf-8")
    shown = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    files = [path.read_text("utf-8") for path in sorted(EXAMPLE.glob("test_*.py"))]
    assert len(shown) == len(files)
    for part, text in zip(shown, files, strict=True):
        assert part in text


def test_what_came_is_given_to_each_test_with_its_verdict_and_problems(
    tests: Tests, tmp_path: Path
) -> None:
    shutil.copy(ROOT / "tests" / "data" / "catalog.json", tmp_path / "project.json")
    tests(
        """
import threading

def test_all(convert_collector):
    assert send(convert_collector, SALE) == 200
    assert send(convert_collector, {"vid": "v"}, agent="curl/8.5.0") == 200
    assert send(convert_collector, {}, path="/elsewhere") == 404
    first, second = convert_collector.received
    assert first.document == SALE == json.loads(first.body)
    assert (first.method, first.target, first.verdict) == ("POST", "/track", "accepted")
    assert ("User-Agent", "ConvertAgent/1.0") in first.headers
    assert second.verdict == "bot"
    assert {problem["rule"] for problem in second.problems} >= {"missing-cid", "missing-ev"}
    assert all(problem["severity"] != "info" for problem in convert_collector.problems)
    assert len(convert_collector.refused) == 1
    convert_collector.clear()
    assert convert_collector.received == convert_collector.problems == []

def test_a_request_of_the_v1_api_is_one_document_for_each_visitor(convert_collector):
    event = {"eventType": "bucketing", "data": {"experienceId": "3", "variationId": "4"}}
    visitors = [{"visitorId": name, "events": [event]} for name in ("a", "b")]
    body = {"accountId": "1", "projectId": "2", "visitors": visitors}
    send(convert_collector, body, path="/v1/track/1/2")
    (request,) = convert_collector.received
    assert [one["vid"] for one in request.documents] == ["a", "b"]
    convert_collector.expect({"vid": "b", "ev": [{"evt": "viewExp"}]})

def test_what_cannot_be_read_has_no_document(convert_collector):
    client = http.client.HTTPConnection(urlsplit(convert_collector.url).netloc, timeout=60)
    client.request("POST", "/track", "{broken", {"User-Agent": "ConvertAgent/1.0"})
    client.getresponse().read()
    client.close()
    assert convert_collector.received[0].document is None
    assert convert_collector.problems[0]["rule"] == "json-syntax"

def test_a_request_that_comes_later_is_waited_for(convert_collector):
    asked = threading.Event()
    def soon():
        asked.wait(60)
        send(convert_collector, SALE)
    sending = threading.Thread(target=soon)
    sending.start()
    threading.Timer(0.05, asked.set).start()
    convert_collector.expect({"vid": "v"}, timeout=60)
    sending.join()

markers = set()

@pytest.mark.parametrize("number", [1, 2, 3])
def test_tests_do_not_see_each_other_s_requests(number, convert_collector):
    send(convert_collector, SALE)
    assert len(convert_collector.received) == 1
    markers.add(convert_collector.marker)
    assert len(markers) == number

@pytest.mark.convert(names="project.json")
def test_a_mark_chooses_names(convert_collector):
    send(convert_collector, SALE)
    assert "unknown-goal" in {problem["rule"] for problem in convert_collector.problems}

@pytest.mark.convert(fault="forbidden")
class TestMarks:
    def test_choose_the_fault_of_a_class(self, convert_collector):
        assert send(convert_collector, SALE) == 403

    @pytest.mark.convert(fault="kind=error&times=1")
    def test_choose_the_fault_of_a_test(self, convert_collector):
        assert [send(convert_collector, SALE) for _ in range(2)] == [500, 200]
        assert [one.verdict for one in convert_collector.received] == ["faulted", "accepted"]
"""
    )


TERMS = {
    'problems="none"': "problem missing-cid",
    "count=2": "1 of 2 arrived",
    "marked=True": "seg: {",
    'verdict="bot"': "verdict: bot is expected, it was accepted",
    "count=0": "A request arrived that should not.",
    'verdict="good"': "ValueError: Expectation 1",
}
AGENTS = {
    "curl/8.5.0": 'bot, by the User-Agent "curl/8.5.0"',
    "": "blocked, since it has no User-Agent",
}
PLAN = """
- {name: The sale, goal: 5, event: tr, keys: {ev.r: {maximum: 2}}, at_most: 1}
- {name: The view, event: viewExp, optional: true}
"""


def test_what_does_not_come_as_expected_is_explained(tests: Tests, tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(PLAN, "utf-8")
    text = """
def test_nearest_request(convert_collector):
    send(convert_collector, SALE)
    convert_collector.expect({"vid": "v", "ev": [{"evt": "tr", "r": 2}]}, name="the sale",
                             timeout=0.1)

def test_nearest_event(convert_collector):
    view, sale = {"evt": "viewExp", "exps": ["3"]}, SALE["ev"][0]
    send(convert_collector, {**SALE, "ev": [view, {"evt": "hitGoal"}, sale]})
    convert_collector.expect({"ev": [{"evt": "viewExp"}, {"evt": "tr", "r": 2}]}, timeout=0.1)

def test_plan_as_far_as_it_has_come(convert_collector):
    send(convert_collector, SALE)
    convert_collector.expect_plan("plan.yaml")
    send(convert_collector, SALE)
    with pytest.raises(AssertionError, match="at most 1 for the visitor v is expected"):
        convert_collector.expect_plan("plan.yaml")

def test_plan(convert_collector):
    convert_collector.expect_plan("plan.yaml", timeout=0.1)
""".replace("plan.yaml", str(tmp_path / "plan.yaml"))
    for number, agent in enumerate(AGENTS):
        text += f"""
def test_agent_{number}(convert_collector):
    send(convert_collector, SALE, agent="{agent}")
    convert_collector.expect({{"vid": "v"}}, timeout=0.1)
"""
    for number, terms in enumerate(TERMS):
        text += f"""
def test_terms_{number}(convert_collector):
    send(convert_collector, {{"vid": "v"}})
    convert_collector.expect({{"vid": "v"}}, timeout=0.1, {terms})
"""
    reasons = {f"test_agent_{number}": why for number, why in enumerate(AGENTS.values())}
    # The terms are those of the command.
    reasons |= {f"test_terms_{number}": why for number, why in enumerate(TERMS.values())}
    said = tests(text, "test_nearest_request", "test_nearest_event", "test_plan", *reasons)
    assert "AssertionError: the sale: 0 of 1 arrived." in said["test_nearest_request"]
    assert "ev[0].r: 2 is expected, 1.1 arrived" in said["test_nearest_request"]
    assert re.findall("^E .*arrived$", said["test_nearest_event"], re.MULTILINE) == [
        "E       ev[2].r: 2 is expected, 1.1 arrived"
    ]
    assert "AssertionError: The sale: 0 of 1 arrived." in said["test_plan"]
    assert "The view" not in said["test_plan"].partition("AssertionError")[2]
    for name, reason in reasons.items():
        assert reason in said[name], name


PAGE = """
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Shop(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        vid = self.path.strip("/")
        self.wfile.write(("<script>navigator.sendBeacon('https://10000001.metrics.convert"
            "experiments.com/track', JSON.stringify({vid: '%s', seg: {campaign: '%s'}}))"
            "</script>" % tuple(vid.split("/"))).encode())

@pytest.fixture
def shop():
    with ThreadingHTTPServer(("127.0.0.1", 0), Shop) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield "http://127.0.0.1:%d" % server.server_port
        server.shutdown()
"""


@needs_browser
def test_pages_are_watched_one_after_the_other_and_told_by_the_marker(tests: Tests) -> None:
    said = tests(
        PAGE
        + """
import socket, time

def test_pages(convert_watch, shop):
    convert_watch.open(f"{shop}/v/other")
    convert_watch.expect({"vid": "v"}, timeout=60)
    with pytest.raises(AssertionError, match="seg.campaign"):
        convert_watch.expect({"vid": "v"}, marked=True, timeout=0.1)
    convert_watch.open(f"{shop}/w/{convert_watch.marker}")
    convert_watch.expect({"vid": "w"}, marked=True, timeout=60)
    assert [one.document["vid"] for one in convert_watch.received] == ["v", "w"]
    assert convert_watch.received[0].verdict == "accepted"
    assert "missing-cid" in {problem["rule"] for problem in convert_watch.problems}
    convert_watch.clear()
    assert convert_watch.received == convert_watch.refused == convert_watch.notes == []

@pytest.mark.convert(fault="slow")
def test_fault(convert_watch):
    pass

def test_none_opened(convert_watch):
    convert_watch.expect({"vid": "v"}, timeout=0.1)

def test_dead(convert_watch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    convert_watch.open(f"http://127.0.0.1:{port}/cart")
    end = time.monotonic() + 60
    while not convert_watch.notes:
        assert time.monotonic() < end
        time.sleep(0.05)
    convert_watch.expect({"vid": "v"}, timeout=0.1)
""",
        *("test_fault", "test_none_opened", "test_dead"),
    )
    no_page = "No page is watched: call open() or attach() first."
    assert no_page in said["test_none_opened"], "a page that was not opened is named"
    assert "/cart did not open: " in said["test_dead"], "so is one that does not answer"


@needs_browser
def test_a_browser_that_the_test_drives_is_watched_too(tests: Tests, tmp_path: Path) -> None:
    text = (
        PAGE
        + """
import pathlib, subprocess, time

def test_attached(convert_watch, shop, tmp_path):
    browser = subprocess.Popen(
        ["BROWSER", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
         "--user-agent=Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36",
         "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
         "--remote-debugging-port=0", f"--user-data-dir={tmp_path}", "about:blank"],
        stderr=subprocess.DEVNULL,
    )
    try:
        port_file, end = tmp_path / "DevToolsActivePort", time.monotonic() + 60
        while not port_file.exists() or not port_file.read_text():
            assert time.monotonic() < end and browser.poll() is None
            time.sleep(0.05)
        convert_watch.attach(f"127.0.0.1:{port_file.read_text().splitlines()[0]}")
        convert_watch.open(f"{shop}/v/{convert_watch.marker}")
        convert_watch.expect({"vid": "v"}, marked=True, timeout=60)
        convert_watch.stop()
        assert browser.poll() is None, "it is the test's, and goes on"
    finally:
        browser.kill()
        browser.wait()
"""
    )
    tests(text.replace("BROWSER", BROWSER))


MARKS = {
    'catalog="project.json"': "The mark “convert” has no 'catalog'",
    'fault="loud"': "The kind of a fault is one of",
    'names="test_shop.py"': "test_shop.py: ",
    'names="nowhere.json"': "nowhere.json: cannot be read: No such file or directory.",
}


def test_a_mark_that_cannot_be_used_is_explained(tests: Tests) -> None:
    text = ""
    for number, mark in enumerate(MARKS):
        text += f"""
@pytest.mark.convert({mark})
def test_{number}(convert_collector):
    pass
"""
    said = tests(text, *(f"test_{number}" for number in range(len(MARKS))))
    for number, (mark, reason) in enumerate(MARKS.items()):
        assert reason in said[f"test_{number}"], mark
        assert "During handling" not in said[f"test_{number}"], mark


def test_a_browser_that_is_not_there_and_a_port_that_is_taken_are_errors(tests: Tests) -> None:
    text = """
def test_browser(convert_watch):
    convert_watch.open("http://127.0.0.1:9/")

def test_port(convert_collector):
    assert convert_collector.origin
"""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ini = f"convert_browser = /nowhere/chrome\nconvert_port = {port}"
        said = tests(text, "test_browser", "test_port", ini=ini)
    assert "BrowserUnusable: " in said["test_browser"]
    assert "/nowhere/chrome" in said["test_browser"]
    assert re.search(
        rf"convert_port: {port} cannot be used: .* for one worker of pytest-xdist",
        said["test_port"],
    )


def test_a_port_that_is_no_number_is_an_error(tests: Tests) -> None:
    text = """
def test_port(convert_collector):
    assert convert_collector.origin
"""
    said = tests(text, "test_port", ini="convert_port = high")
    assert "'high' is no port" in said["test_port"]


def test_it_costs_nothing_where_it_is_not_used(tests: Tests) -> None:
    tests(
        """
import sys

def test_nothing_is_loaded():
    loaded = {name for name in sys.modules if name.startswith("convert_console.")}
    assert loaded == {"convert_console.pytest_plugin"}

def test_no_qt_is_loaded(convert_collector):
    send(convert_collector, SALE)
    convert_collector.expect({"vid": "v"}, problems=["tr-without-goal-hit", "tr-without-tid"])
    assert not any(name.startswith(("PySide6", "qasync")) for name in sys.modules)
"""
    )
