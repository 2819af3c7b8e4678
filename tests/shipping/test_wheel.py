"""The wheel and the source distribution: what they hold, what they say, whether they start."""

from __future__ import annotations

import json
import re
import tarfile
import tomllib
from collections.abc import Iterable
from email import message_from_string
from email.message import Message
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from convert_console import __version__
from support.distributions import ROOT, Distributions, Installed, built

SHIPPED = ("data", "desktop", "examples", "fonts", "icons", "licences", "pages", "theme")
"""The folders of resources/ that the program reads; the others are for a checkout."""

RAW = f"https://raw.githubusercontent.com/convert-console/convert-console/v{__version__}/"
PAGE = f"https://github.com/convert-console/convert-console/blob/v{__version__}/"


@pytest.fixture(scope="module")
def metadata(distributions: Distributions) -> Message:
    with ZipFile(distributions.wheel) as wheel:
        (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_string(wheel.read(name).decode())


def files_of(sdist: Path) -> set[str]:
    with tarfile.open(sdist) as archive:
        return {member.name.partition("/")[2] for member in archive if member.isfile()}


def test_the_program_says_its_version(installed: Installed) -> None:
    assert __version__ in installed.start(installed.program("convert-console"), "--version")


def test_the_package_that_runs_is_the_one_of_the_wheel(installed: Installed) -> None:
    code = "import convert_console; print(convert_console.__file__)"
    file = Path(installed.start(installed.program("python"), "-c", code).strip())
    assert file.is_relative_to(installed.folder)


def test_the_command_line_encodes_what_it_reads(installed: Installed) -> None:
    document = json.dumps({"cid": "10000009", "pid": "10000001", "ev": []})
    said = installed.start(installed.program("convert-console"), "encode", "-", text=document)
    assert "10000009" in said


def test_all_that_the_program_reads_is_in_the_wheel(installed: Installed) -> None:
    code = "from convert_console.resources import resource; print(resource())"
    folder = Path(installed.start(installed.program("python"), "-c", code).strip())
    assert folder.is_relative_to(installed.folder)
    wanted = {file for file in _files(ROOT / "resources") if file.partition("/")[0] in SHIPPED}
    assert _files(folder) == wanted


def test_every_folder_of_the_resources_is_shipped_or_for_a_checkout() -> None:
    found = {path.name for path in (ROOT / "resources").iterdir()}
    assert found - {*SHIPPED} <= {"ci", "guide", "screenshots"}


def test_the_window_opens(installed: Installed) -> None:
    installed.start(installed.program("python"), "-m", "convert_console", "--demo")


def test_both_are_small_and_hold_no_picture_of_the_window(distributions: Distributions) -> None:
    with ZipFile(distributions.wheel) as wheel:
        pictures = [name for name in wheel.namelist() if name.endswith(".png")]
    assert pictures == ["convert_console/_resources/icons/app-256.png"]
    assert not [name for name in files_of(distributions.sdist) if "screenshots" in name]
    assert distributions.wheel.stat().st_size < 2_000_000
    assert distributions.sdist.stat().st_size < 1_600_000


def test_the_wheel_built_from_the_source_distribution_is_the_same(
    distributions: Distributions, tmp_path: Path
) -> None:
    with tarfile.open(distributions.sdist) as archive:
        # Debian 12 has Python 3.11.2, and only 3.11.4 knows filters.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(tmp_path)
    (project,) = tmp_path.iterdir()
    again = built(tmp_path / "built", project)
    assert again.wheel.read_bytes() == distributions.wheel.read_bytes()


def test_the_windows_program_opens_no_terminal(distributions: Distributions) -> None:
    with ZipFile(distributions.wheel) as wheel:
        (name,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
        text = wheel.read(name).decode()
    assert re.search(
        r"\[gui_scripts\]\nconvert-console-window = convert_console\.__main__:main", text
    )


def test_the_licences_of_all_that_is_inside_are_named_and_there(
    distributions: Distributions, metadata: Message
) -> None:
    assert metadata["License-Expression"] == "MIT AND OFL-1.1 AND ISC AND Unlicense"
    named = metadata.get_all("License-File")
    assert named
    with ZipFile(distributions.wheel) as wheel:
        info = f"convert_console-{__version__}.dist-info"
        texts = {name: wheel.read(f"{info}/licenses/{name}").decode() for name in named}
    begin = {
        "LICENSE": "MIT License",
        "resources/data/LICENSE-isbot.txt": "unencumbered software",
        "resources/fonts/Inter-OFL.txt": "SIL OPEN FONT LICENSE Version 1.1",
        "resources/fonts/JetBrainsMono-OFL.txt": "SIL OPEN FONT LICENSE Version 1.1",
        "resources/icons/LICENSE-lucide.txt": "ISC License",
    }
    assert texts.keys() == begin.keys()
    assert all(phrase in texts[name] for name, phrase in begin.items())


def test_every_classifier_is_one_that_an_index_accepts(metadata: Message) -> None:
    from trove_classifiers import classifiers

    named = metadata.get_all("Classifier")
    assert named
    assert set(named) <= classifiers
    minors = {name.rpartition(".")[2] for name in named if "Python :: 3." in name}
    assert minors == {"11", "12", "13", "14"}
    systems = {name.partition(" :: ")[2] for name in named if name.startswith("Operating System")}
    assert systems == {"MacOS", "Microsoft :: Windows", "POSIX :: Linux"}


def test_the_links_of_the_project_are_given(metadata: Message) -> None:
    links = dict(link.split(", ") for link in metadata.get_all("Project-URL") or ())
    assert links.keys() >= {"Homepage", "Source", "Issues", "Changelog", "Documentation"}
    assert all(link.startswith("https://") for link in links.values())


def test_the_readme_of_an_index_shows_pictures_of_this_version(metadata: Message) -> None:
    readme = metadata.get_payload()
    assert isinstance(readme, str)
    links = re.findall(r"\]\(([^)\s]+)\)", readme)
    pictures = [link for link in links if link.endswith(".png")]
    assert pictures
    assert [link for link in links if not link.startswith(("https://", "#"))] == []
    ours = [link for link in links if link.startswith((RAW, PAGE))]
    files = [link.removeprefix(RAW).removeprefix(PAGE) for link in ours]
    assert set(pictures) <= set(ours)
    assert [file for file in files if not (ROOT / file).exists()] == []


def test_types_are_announced_to_those_who_import_it(distributions: Distributions) -> None:
    with ZipFile(distributions.wheel) as wheel:
        assert "convert_console/py.typed" in wheel.namelist()


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize("system", ["linux", "win32", "darwin"])
def test_the_bundles_are_made_of_versions_that_are_fixed(python: str, system: str) -> None:
    machine = {"python_version": python, "python_full_version": f"{python}.0"}
    machine |= {"sys_platform": system, "implementation_name": "cpython"}
    machine |= {"platform_python_implementation": "CPython"}

    def of_this_machine(lines: Iterable[str]) -> list[Requirement]:
        every = map(Requirement, lines)
        return [one for one in every if one.marker is None or one.marker.evaluate(machine)]

    lines = (ROOT / ".ci" / "constraints.txt").read_text("utf-8").splitlines()
    fixed = of_this_machine(line for line in lines if not line.lstrip().startswith("#"))
    version = {_plain(one.name): str(one.specifier).removeprefix("==") for one in fixed}
    assert all(str(one.specifier).startswith("==") for one in fixed)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needs = [*project["dependencies"], *project["optional-dependencies"]["bundle"]]
    for need in of_this_machine(needs):
        fixed_version = version.get(_plain(need.name), "0")
        assert need.specifier.contains(fixed_version), f"{need}: renew .ci/constraints.txt"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
