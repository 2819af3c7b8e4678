"""What other teams put into their CI: the action, the snippets, the container file."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
import yaml

from support.distributions import ROOT, SECONDS, Installed

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these are for Linux")

KIT = ROOT / "resources" / "ci"
ACTION = ROOT / ".github" / "actions" / "convert-collector"
CONTAINER = (KIT / "Containerfile").read_text("utf-8")

Run = Callable[..., subprocess.CompletedProcess[str]]

EXPECTED = json.loads((KIT / "expected.json").read_text("utf-8"))
PAIR = {"exps": ["100400101"], "vars": ["1004200201"]}
GOAL = {"goals": ["100300301"], **PAIR}
SALE = {
    "cid": "10000009", "pid": "10000001", "vid": "1796000000000-0.4126735590148273",
    "tid": "O-1001",
    "ev": [{"evt": "hitGoal", **GOAL}, {"evt": "tr", **GOAL, "r": 129.9, "prc": 1}],
}  # fmt: skip


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def send(url: str, document: Mapping[str, object]) -> None:
    client = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    headers = {"User-Agent": "ConvertAgent/1.0", "Content-Type": "application/json"}
    client.request("POST", "/track", json.dumps(document), headers)
    client.getresponse().read()
    client.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def job(installed: Installed, tmp_path: Path) -> Run:
    """Run a command as a step of a job, with the console of the wheel."""
    (tmp_path / "expected.json").write_text(json.dumps(EXPECTED[:1]), "utf-8")
    path = f"{Path(installed.program('python')).parent}:{os.environ['PATH']}"
    usual = {"PATH": path, "RUNNER_TEMP": str(tmp_path), "GITHUB_OUTPUT": str(tmp_path / "output")}
    usual |= {"COLLECTOR_EXPECT": "expected.json", "COLLECTOR_PORT": "0"}

    def run(*command: str, **settings: str) -> subprocess.CompletedProcess[str]:
        # To files, since what runs on in the background keeps a pipe open.
        with (tmp_path / "said").open("w+") as said:
            done = subprocess.run(
                command, cwd=tmp_path, env={**os.environ, **usual, **settings},
                stdin=subprocess.DEVNULL, stdout=said, stderr=said, timeout=SECONDS, check=False,
            )  # fmt: skip
            said.seek(0)
            return subprocess.CompletedProcess(command, done.returncode, said.read())

    return run


SCRIPT = ("sh", str(ACTION / "collector.sh"))


def test_the_action_passes_once_all_has_come(job: Run, tmp_path: Path) -> None:
    assert job(*SCRIPT, "start").returncode == 0
    outputs = dict(line.split("=", 1) for line in (tmp_path / "output").read_text().splitlines())
    send(outputs["url"], SALE)
    done = job(*SCRIPT, "finish")
    assert (done.returncode, "met " in done.stdout) == (0, True), done.stdout
    suite = ElementTree.parse(tmp_path / "convert-junit.xml").getroot()[0]
    assert (suite.get("tests"), suite.get("failures")) == ("1", "0")


def test_the_action_fails_with_what_is_missing(job: Run, tmp_path: Path) -> None:
    assert job(*SCRIPT, "start", COLLECTOR_TIMEOUT="0.2").returncode == 0
    done = job(*SCRIPT, "finish")
    assert done.returncode == 1
    assert "0 of 1 arrived." in done.stdout
    assert (tmp_path / "convert-junit.xml").is_file()


@pytest.mark.parametrize("twice", [False, True])
def test_the_action_does_not_wait_for_what_must_not_come(
    twice: bool, job: Run, tmp_path: Path
) -> None:
    """It would take the 600 seconds of its time limit, which is more than this test may."""
    plan = [{"name": "the sale", "goal": "100300301", "event": "tr", "at_most": 1},
            {"name": "a test", "goal": "1", "never": True}]  # fmt: skip
    (tmp_path / "expected.json").write_text(json.dumps(plan), "utf-8")
    assert job(*SCRIPT, "start").returncode == 0
    outputs = dict(line.split("=", 1) for line in (tmp_path / "output").read_text().splitlines())
    for _ in range(1 + twice):
        send(outputs["url"], SALE)
    done = job(*SCRIPT, "finish")
    assert done.returncode == twice, done.stdout
    assert ("this is number 2" in done.stdout) is twice


def test_the_action_notices_a_collector_that_was_ended(job: Run, tmp_path: Path) -> None:
    folder = tmp_path / "convert-collector"
    folder.mkdir()
    ended = subprocess.Popen(["true"])
    ended.wait()
    (folder / "pid").write_text(f"{ended.pid}\n")
    (folder / "log").write_text("Listening on …\n")
    done = job(*SCRIPT, "finish")
    assert done.returncode == 1
    assert "ended by something else" in done.stdout


@pytest.mark.parametrize(
    ("step", "settings", "said"),
    [
        ("start", {"COLLECTOR_EXPECT": ""}, "names no file"),
        ("start", {"COLLECTOR_EXPECT": "nowhere.json"}, "nowhere.json cannot be read"),
        ("start", {"COLLECTOR_CATALOG": "nowhere.json"}, "nowhere.json cannot be read"),
        ("finish", {}, "No collector was started"),
        ("stop", {}, "Usage: "),
    ],
)
def test_the_action_explains_what_cannot_be_used(
    step: str, settings: dict[str, str], said: str, job: Run
) -> None:
    done = job(*SCRIPT, step, **settings)
    assert done.returncode == 1
    assert said in done.stdout


def test_every_input_of_the_action_is_used() -> None:
    action = read(ACTION / "action.yml")
    install, start = action["runs"]["steps"]
    assert all(step["shell"] == "bash" for step in (install, start))
    given = {**install["env"], **start["env"]}
    assert set(given.values()) == {f"${{{{ inputs.{name} }}}}" for name in action["inputs"]}
    script = (ACTION / "collector.sh").read_text("utf-8")
    assert [name for name in start["env"] if name != "MODE" and name not in script] == []
    assert "steps.run.outputs.url" in action["outputs"]["url"]["value"]
    for name, each in action["inputs"].items():
        fallback = re.search(rf"COLLECTOR_{name.upper()}:-([^}}]*)\}}", script)
        assert fallback is None or fallback[1] == each["default"]


def test_the_job_for_github_uses_inputs_that_there_are() -> None:
    inputs = read(ACTION / "action.yml")["inputs"]
    steps = read(KIT / "github.yml")["jobs"]["tracking"]["steps"]
    ours = [step for step in steps if "convert-collector" in step.get("uses", "")]
    assert [step["with"]["mode"] for step in ours] == ["start", "finish"]
    assert all(set(step["with"]) <= set(inputs) for step in ours)
    others = [step["uses"] for step in steps if "uses" in step and step not in ours]
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", used) for used in others)


@pytest.mark.parametrize(
    ("sends", "ends", "code"),
    [(True, 0, 0), (False, 0, 1), pytest.param(True, 3, 3, id="the shop's tests fail")],
)
def test_the_job_for_gitlab_ends_as_the_collector_or_the_shop_s_tests_do(
    sends: bool, ends: int, code: int, job: Run, tmp_path: Path
) -> None:
    tracking = read(KIT / "gitlab.yml")["tracking"]
    port = str(free_port())
    (tmp_path / "sale.json").write_text(json.dumps(SALE), "utf-8")
    shop = tmp_path / "run-the-tests-of-the-shop"
    request = 'convert-console send sale.json --endpoint "$CONVERT_ENDPOINT"'
    shop.write_text(f"#!/bin/sh\n{request if sends else ':'}\nexit {ends}\n", "utf-8")
    shop.chmod(0o755)
    lines = "\n".join(tracking["script"]).replace("8765", port)
    # Only one that is waited for in vain needs to give up soon.
    lines = lines if sends else lines.replace("--timeout 600", "--timeout 1")
    endpoint = tracking["variables"]["CONVERT_ENDPOINT"].replace("8765", port)
    done = job("bash", "-e", "-o", "pipefail", "-c", lines, CONVERT_ENDPOINT=endpoint)
    assert done.returncode == code, done.stdout
    (junit,) = tracking["artifacts"]["reports"].values()
    assert (tmp_path / junit).is_file()


def test_the_job_for_gitlab_says_why_the_collector_does_not_start(job: Run, tmp_path: Path) -> None:
    (tmp_path / "expected.json").write_text("[{]", "utf-8")
    lines = "\n".join(read(KIT / "gitlab.yml")["tracking"]["script"])
    done = job("bash", "-e", "-o", "pipefail", "-c", lines)
    assert done.returncode == 1
    assert "The expectations are not JSON" in done.stdout
    assert "run-the-tests-of-the-shop" not in done.stdout


def test_the_example_of_expectations_can_be_used() -> None:
    from convert_console.core.plan.plan import Plan
    from convert_console.core.traffic.expectations import read_expectations

    plan = read_expectations(json.dumps(EXPECTED))
    assert isinstance(plan, Plan)
    assert len(plan.expectations) == len(EXPECTED)


def test_all_that_the_container_copies_is_there() -> None:
    copied = [line.split()[1:-1] for line in CONTAINER.splitlines() if line.startswith("COPY")]
    names = [name for names in copied for name in names]
    assert "convert_console" in names
    assert [name for name in names if not (ROOT / name).exists()] == []


def test_the_container_s_packages_are_enough_for_the_collector(tmp_path: Path) -> None:
    install = re.search(r"pip install --no-cache-dir ([a-z0-9 -]+) \\", CONTAINER)
    assert install
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = {re.split(r"[^\w-]", need)[0].lower() for need in project["dependencies"]}
    wanted = set(install[1].split())
    assert wanted <= names
    modules = {"pyside6-essentials": "PySide6", "pyyaml": "yaml"}
    absent = {modules.get(name, name) for name in names - wanted} | {"shiboken6"}
    (tmp_path / "plan.yaml").write_text("- {goal: 5, never: true}", "utf-8")
    code = f"""
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {absent!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Absent())
from convert_console.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
    options = ("--port", "0", "--tls-port", "0", "--ca-file", "ca.pem", "--timeout", "0.1")
    files = ("--expect", "plan.yaml", "--junit", "out.xml")
    done = subprocess.run(
        [sys.executable, "-c", code, "collector", *options, *files],
        cwd=tmp_path, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Listening on https" in done.stdout


def test_the_container_s_program_is_one_that_a_shell_reads() -> None:
    (line,) = (line for line in CONTAINER.splitlines() if line.startswith("ENTRYPOINT"))
    shell, option, script, _name = json.loads(line.removeprefix("ENTRYPOINT"))
    assert (shell, option) == ("sh", "-c")
    checked = subprocess.run([shell, "-n", option, script], capture_output=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, b"")
    assert '"$@"' in script
