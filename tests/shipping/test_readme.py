"""README and the guide: short, with links that lead somewhere and commands that work."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from convert_console.cli.commands import parser
from convert_console.core.journeys.journey import Journey, steps_of
from convert_console.core.orders.mapping import ColumnMapping, Source
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.services.orders.csv_file import save_mapping
from convert_console.services.storage.folders import Folders
from convert_console.services.storage.journeys import JourneyStore
from convert_console.services.storage.profiles import ProfileStore
from support import terminal
from support.collecting import running
from support.distributions import ROOT

README = ROOT / "README.md"
GUIDE = sorted((ROOT / "resources" / "guide").glob("*.md"))
USER_PART = README.read_text("utf-8").partition("## How it is built")[0]

SALE = {
    "cid": "10000009", "pid": "10000001", "vid": "1796000000000-0.4126735590148273",
    "tid": "O-1001",
    "ev": [
        {"evt": "viewExp", "exps": ["100400101"], "vars": ["1004200201"]},
        {"evt": "hitGoal", "goals": ["100300301"], "exps": ["100400101"], "vars": ["1004200201"]},
    ],
}  # fmt: skip


def test_the_part_for_people_is_short() -> None:
    assert len(USER_PART.split()) <= 1_200


def commands_of(path: Path) -> list[str]:
    """The command lines of the indented blocks, without their comments."""
    text = path.read_text("utf-8").partition("## How it is built")[0]
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    lines = re.findall(r"^    (\S.*)$", text, re.MULTILINE)
    return [re.split(r"\s{2,}#|\s+# ", line)[0].strip() for line in lines]


COMMANDS = dict.fromkeys(command for path in (README, *GUIDE) for command in commands_of(path))
OWN = [line for line in COMMANDS if "convert-console " in line]
ELSEWHERE = {
    "make run": ".ci/run", "make test": ".ci/run", "make bundle": ".ci/shipping",
    "pipx install .": "test_installers.py", "convert-console": "test_installers.py",
}  # fmt: skip
"""Other commands, and what runs them."""

ASKS_THE_WORLD = re.compile(r"convert-console (watch|confirm|results)\b|--attach")
"""These would leave this machine, or open a window: their options are read, and `tests/cli` runs
them against servers of its own.
"""
LISTENS = re.compile(r"convert-console collector\b")
"""These run until they are stopped."""


@pytest.mark.parametrize("path", [README, *GUIDE], ids=lambda path: path.stem)
def test_every_link_leads_to_a_file_or_a_heading(path: Path) -> None:
    text = path.read_text("utf-8")
    headings = {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-")
                for one in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}  # fmt: skip
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if link.startswith("#"):
            assert link[1:] in headings, link
        elif not link.startswith("http"):
            assert (path.parent / link).exists(), link


def test_every_command_is_run_by_a_test() -> None:
    others = [command for command in COMMANDS if command not in OWN]
    assert [command for command in others if command not in ELSEWHERE] == []
    for where in set(ELSEWHERE.values()):
        assert (ROOT / where).is_file() or (Path(__file__).parent / where).is_file()


@pytest.fixture
def folder(home: Path, tmp_path: Path) -> Path:
    """The files that the commands name, and a profile with a journey."""
    request = json.dumps(SALE, indent=1)
    texts = {
        "request.json": request, "copied.txt": f"body = {request}", "app.log": f"POST {request}",
        "orders.csv": "order_id,total\nO-1,1.50\nO-2,2.50\n",
        "recording.har": json.dumps({"log": {"entries": [{"request": {
            "method": "POST", "url": "https://10000001.metrics.convertexperiments.com/track",
            "headers": [], "postData": {"mimeType": "application/json", "text": request}}}]}}),
    }  # fmt: skip
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    for example in ("ci/plan.yaml", "ci/expected.json", "examples/sample-names.json"):
        shutil.copy(ROOT / "resources" / example, tmp_path)
    (tmp_path / "sample-names.json").rename(tmp_path / "project.json")
    mapping = ColumnMapping(events=("tr",))
    for key, source in (
        ("tid", Source("column", "order_id")), ("r", Source("column", "total")),
        ("vid", Source("constant", "1796000000000-0.4126735590148273")),
        ("goals", Source("constant", "100300301")), ("exps", Source("constant", "100400101")),
        ("vars", Source("constant", "1004200201")),
    ):  # fmt: skip
        mapping = mapping.with_source(key, source)
    save_mapping(tmp_path / "mapping.json", mapping)
    folders = Folders.default()
    shop = Profile(id="shop", name="Shop", project="10000001", target="local", reach="local")
    ProfileStore(folders.profiles).save(shop)
    JourneyStore(folders.journeys).write("shop", [Journey("Checkout", steps_of(Draft(request)))])
    return tmp_path


ELSEWHERE_LOCALLY = """
from convert_console.core.request import profile
profile.LOCAL_ENDPOINT = {url!r}
"""


def started(command: str, folder: Path) -> subprocess.Popen[str]:
    """A command line in a shell, with the program of this environment. What it sends locally does
    not go to the usual port, where the window of another test would take it for its own.
    """
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with running() as gone:
        url = gone.url
    start_up = folder / "start-up"
    start_up.mkdir()
    (start_up / "sitecustomize.py").write_text(ELSEWHERE_LOCALLY.format(url=url), "utf-8")
    return subprocess.Popen(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=folder, env={**os.environ, "PATH": path, "PYTHONPATH": str(start_up)},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are for a shell of POSIX")
@pytest.mark.parametrize(
    "command", [one for one in OWN if not ASKS_THE_WORLD.search(one) and not LISTENS.search(one)]
)
def test_a_command_runs_with_files_that_exist(command: str, folder: Path) -> None:
    process = started(command, folder)
    out, err = process.communicate(timeout=terminal.SECONDS)
    assert process.returncode in (0, 1), f"{out}\n{err}"  # 1: the sample has a problem
    assert "Traceback" not in err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without a report")
@pytest.mark.parametrize("command", [one for one in OWN if LISTENS.search(one)])
def test_a_collector_runs_until_it_is_stopped(command: str, folder: Path) -> None:
    anywhere = re.sub(r"port 876[0-9]", "port 0", command)  # the usual port may be in use here
    anywhere += "" if "--port" in anywhere else " --port 0"
    process = started(f"exec {anywhere}", folder)
    assert process.stdout
    assert process.stdout.readline().startswith("Listening on http://127.0.0.1:")
    process.terminate()
    _out, err = process.communicate(timeout=terminal.SECONDS)
    assert (process.returncode in (0, 1), err) == (True, "")


@pytest.mark.parametrize("command", [one for one in OWN if ASKS_THE_WORLD.search(one)])
def test_a_command_that_asks_the_world_has_options_that_there_are(command: str) -> None:
    _program, *arguments = shlex.split(command)
    options = parser(arguments[:1]).parse_args(arguments)
    assert options.run is not None
