"""The tracking plan in a terminal: its example in README fails as README says."""

from __future__ import annotations

import http.client
import json
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from convert_console.cli.commands import run
from convert_console.core.request.profile import Profile
from convert_console.services.collector.server import Collector
from convert_console.services.storage.folders import Folders
from convert_console.services.storage.profiles import ProfileStore
from support import terminal
from support.distributions import ROOT

PLAN = ROOT / "resources" / "ci" / "plan.yaml"
README = (ROOT / "README.md").read_text("utf-8")
SECTION = README[README.index("### A tracking plan") : README.index("## What it needs")]
PART, REPORT = re.findall(r"```\w*\n(.*?)```", SECTION, re.DOTALL)
PAIR = {"exps": ["100400101"], "vars": ["1004200201"]}
GOAL = {"goals": ["100300301"], **PAIR}
VISITOR = {"cid": "10000009", "pid": "10000001", "vid": "1796000000000-0.4126735590148273"}
VIEW = {**VISITOR, "ev": [{"evt": "viewExp", **PAIR}]}
SALE = {
    **VISITOR, "tid": "O-1001",
    "ev": [{"evt": "hitGoal", **GOAL}, {"evt": "tr", **GOAL, "r": 129.9, "prc": 1}],
}  # fmt: skip
COMMA = {**SALE, "ev": [SALE["ev"][0], {"evt": "tr", **GOAL, "r": "129,90"}]}


def collected(*documents: dict[str, Any]) -> tuple[int, str]:
    """The exit code and the report of a collector that got these, and was stopped."""
    process = terminal.start("collector", "--port", "0", "--expect", str(PLAN))
    assert process.stdout
    url = process.stdout.readline().decode().split()[2].rstrip(".")
    for document in documents:
        client = http.client.HTTPConnection(urlsplit(url).netloc, timeout=terminal.SECONDS)
        agent = {"User-Agent": "ConvertAgent/1.0", "Content-Type": "application/json"}
        client.request("POST", "/track", json.dumps(document), agent)
        client.getresponse().read()
        client.close()
    process.terminate()
    out, err = process.communicate(timeout=terminal.SECONDS)
    assert err == b""
    return process.returncode, out.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without a report")
def test_the_plan_in_readme_is_a_part_of_the_file_and_fails_as_it_says() -> None:
    assert PART in PLAN.read_text("utf-8")
    code, report = collected(VIEW, COMMA)
    assert code == 1
    assert REPORT in report


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without a report")
def test_what_is_as_planned_is_met() -> None:
    code, report = collected(VIEW, SALE)
    assert (code, report.count("met       ")) == (0, 4), report


def test_check_finds_what_one_request_shows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "request.json"
    path.write_text(json.dumps(COMMA), "utf-8")
    assert run(["check", str(path), "--plan", str(PLAN)]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [one["path"] for one in found if one["rule"] == "plan"] == ["ev[1].r", "ev[1].prc"]


def test_a_pattern_that_would_need_years_is_given_up(tmp_path: Path) -> None:
    """Of 1,000 texts that anyone may send; the terminal waits a minute."""
    note = f"{'a' * 100}!"
    events = [{"evt": "hitGoal", "goals": ["5"], "note": note} for _ in range(1_000)]
    (tmp_path / "request.json").write_text(json.dumps({"ev": events}), "utf-8")
    plan = tmp_path / "plan.yaml"
    plan.write_text("- {goal: 5, keys: {ev.note: {pattern: '^(a|aa)+$'}}}", "utf-8")
    ended = terminal.run("check", f"{tmp_path}/request.json", "--plan", str(plan))
    assert ended.code == 1
    found = [one["message"] for one in json.loads(ended.out) if one["rule"] == "plan"]
    assert found
    assert all("^(a|aa)+$, which takes too long to compare here" in message for message in found)


def test_a_plan_that_cannot_be_used_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plan.yaml").write_text("expectations: []", "utf-8")
    (tmp_path / "request.json").write_text("{}", "utf-8")
    assert run(["check", f"{tmp_path}/request.json", "--plan", f"{tmp_path}/plan.yaml"]) == 2
    assert "“expectations” needs at least one item" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["entries", "lines", "pasted"])
def test_a_draft_is_written_from_a_recording(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = [{"method": "POST", "documents": [one]} for one in (VIEW, SALE)]
    texts = {
        "entries": json.dumps(entries),
        "lines": "\n".join(map(json.dumps, entries)),
        "pasted": json.dumps(SALE),
    }
    path = tmp_path / "recording"
    path.write_text(texts[form], "utf-8")
    assert run(["plan", str(path)]) == 0
    draft = capsys.readouterr().out
    (tmp_path / "plan.yaml").write_text(draft, "utf-8")
    (tmp_path / "request.json").write_text(json.dumps(COMMA), "utf-8")
    assert run(["check", f"{tmp_path}/request.json", "--plan", f"{tmp_path}/plan.yaml"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert {"ev[1].r", "ev[1].prc"} <= {one["path"] for one in found if one["rule"] == "plan"}


def test_a_recording_without_a_request_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").write_text("nothing", "utf-8")
    assert run(["plan", str(tmp_path / "empty")]) == 2
    assert "has no tracking request" in capsys.readouterr().err


@pytest.fixture
def shop(home: Path, tmp_path: Path, collector: Collector) -> Path:
    """The folder of a profile whose plan is a file there."""
    plan = tmp_path / "plan.yaml"
    plan.write_text("- {name: Small, event: tr, keys: {ev.r: {maximum: 2}}}", "utf-8")
    profile = Profile(
        id="shop", name="Shop", project="10000001", target="custom", endpoint=collector.url,
        plan=str(plan),
    )  # fmt: skip
    ProfileStore(Folders.default().profiles).save(profile)
    return tmp_path


def test_send_orders_and_journeys_of_a_profile_are_judged_by_its_plan(shop: Path) -> None:
    (shop / "request.json").write_text(json.dumps(SALE), "utf-8")
    (shop / "orders.csv").write_text("order_id,total,items\nO-1,1.50,1\nO-2,2.50,1\n", "utf-8")
    sent = terminal.run("send", str(shop / "request.json"), "--profile", "Shop")
    assert sent.code == 0
    assert "The tracking plan expects at most 2 here, not 129.9" in sent.err
    options = [f"--set={key}" for key in ("vid=v", "goals=1", "exps=2", "vars=3", "cid=4")]
    dry = terminal.run(
        "orders", str(shop / "orders.csv"), "--profile", "Shop", "--dry-run", "--json", *options
    )
    found = json.loads(dry.out)["problems"]
    assert [one["row"] for one in found if one["rule"] == "plan"] == [2]


def test_a_profile_whose_plan_cannot_be_used_says_so_once(shop: Path) -> None:
    (shop / "plan.yaml").unlink()
    (shop / "orders.csv").write_text("order_id,total,items\nO-1,1.50,1\n", "utf-8")
    dry = terminal.run("orders", str(shop / "orders.csv"), "--profile", "Shop", "--dry-run")
    assert dry.err.count("tracking plan is not used: plan.yaml is not there") == 1
