"""What is released: the workflows, what a bundle lists, and bytes that stay the same."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
import yaml

from convert_console import __version__
from convert_console.resources import APPLICATION_ID
from support.distributions import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def steps_of(path: Path) -> list[dict[str, Any]]:
    jobs = yaml.safe_load(path.read_text("utf-8"))["jobs"].values()
    return [step for job in jobs for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_pinned_by_its_commit(path: Path) -> None:
    used = [step["uses"] for step in steps_of(path) if "uses" in step]
    assert used
    assert [name for name in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", name)] == []
    noted = re.findall(r"uses: \S+@[0-9a-f]{40} # v[0-9.]+$", path.read_text("utf-8"), re.MULTILINE)
    assert len(noted) == len(used), "the version is a comment"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_script_that_a_workflow_runs_is_there(path: Path) -> None:
    run = " ".join(str(step.get("run", "")) for step in steps_of(path))
    assert [name for name in re.findall(r"\.ci/[\w.-]+", run) if not (ROOT / name).exists()] == []


def test_only_the_release_may_write() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/bundle.yml").read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    assert "permissions" not in workflow["jobs"]["bundle"]
    assert workflow["jobs"]["release"]["needs"] == "bundle"
    check = next(step["run"] for step in workflow["jobs"]["release"]["steps"] if "run" in step)
    command = ["bash", "-e", "-c", check]
    env = {"PATH": "/usr/bin:/bin", "GITHUB_REF_NAME": f"v{__version__}"}
    if sys.platform != "win32":
        assert subprocess.run(command, cwd=ROOT, env=env, check=False).returncode == 0
        other = {**env, "GITHUB_REF_NAME": "v99.0"}
        assert subprocess.run(command, cwd=ROOT, env=other, check=False).returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="folders have other names there")
def test_a_bundle_lists_and_licenses_every_package_inside(tmp_path: Path) -> None:
    (tmp_path / "_internal").mkdir()
    command = [sys.executable, str(ROOT / ".ci" / "inventory.py"), str(tmp_path)]
    subprocess.run(command, check=True, timeout=300)
    listed = json.loads((tmp_path / "sbom.cdx.json").read_text("utf-8"))
    assert (listed["bomFormat"], listed["specVersion"]) == ("CycloneDX", "1.6")
    assert listed["metadata"]["component"]["version"] == __version__
    found = {one["name"].lower().replace("_", "-") for one in listed["components"]}
    needs = [need for need in requires("convert-console") or () if "extra ==" not in need]
    direct = {re.split(r"[^\w-]", need)[0].lower() for need in needs}
    assert direct <= found
    assert found >= {"python", "cryptography", "shiboken6"}  # of others, and beside them
    assert not found & {"pytest", "ruff", "pyinstaller"}
    assert all(one["version"] for one in listed["components"])
    licences = tmp_path / "licences"
    for folder in licences.iterdir():
        if folder.is_dir():
            texts = [path for path in folder.rglob("*") if path.is_file()]
            assert texts, f"no licence of {folder.name}"
            assert all(path.stat().st_size for path in texts)
    for name in ("pyside6_essentials", "shiboken6"):
        titles = {path.read_text("utf-8").split("\n", 1)[0].strip()
                  for path in (licences / name).iterdir()}  # fmt: skip
        assert titles >= {"GNU LESSER GENERAL PUBLIC LICENSE", "GNU GENERAL PUBLIC LICENSE"}
    assert (licences / "pyside6_essentials" / "qt-third-party.txt").is_file()
    assert (licences / "cryptography" / "OpenSSL.txt").is_file()


def test_all_that_names_a_release_names_this_version() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    first = re.search(r"^## \[([\d.]+)\] - \d{4}-\d\d-\d\d$", changes, re.MULTILINE)
    assert first
    assert first[1] == __version__
    assert f"[{__version__}]: " in changes
    job = (ROOT / "resources" / "ci" / "github.yml").read_text("utf-8")
    assert set(re.findall(r"convert-collector@v(\S+)", job)) == {__version__}


def test_the_flatpak_is_made_of_what_there_is() -> None:
    path = ROOT / ".ci" / f"{APPLICATION_ID}.yml"
    manifest = yaml.safe_load(path.read_text("utf-8"))
    assert manifest["id"] == APPLICATION_ID
    (module,) = manifest["modules"]
    sources = [(path.parent / source["path"]).resolve() for source in module["sources"]]
    assert sources[0] == ROOT / "dist" / "convert-console"
    assert [source for source in sources[1:] if not source.is_file()] == []
    commands = "\n".join(module["build-commands"]).replace("$FLATPAK_ID", APPLICATION_ID)
    assert [source.name for source in sources[1:] if source.name not in commands] == []
    assert f"/app/bin/{manifest['command']}" in commands


def test_a_checkout_on_windows_keeps_the_bytes_of_scripts_and_data() -> None:
    names = ["tests/data/clean.json", ".ci/run", "resources/examples/article-post.json",
             "tests/data/orders/mac-line-ends.csv", "resources/icons/app-256.png"]  # fmt: skip
    asked = ["git", "check-attr", "text", "--", *names]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("this is no checkout")
    assert {line.rpartition(": ")[2] for line in done.stdout.splitlines()} == {"unset"}
