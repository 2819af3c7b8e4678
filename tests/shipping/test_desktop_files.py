"""What desktops and software centres read of the program, judged by their own validators."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QImage

from convert_console import __version__
from convert_console.core.export.formats import EXPORT_FORMATS
from convert_console.models.profiles.saved_requests import SAVED_SUFFIX
from convert_console.resources import APPLICATION_ID, resource
from convert_console.services.storage.desktop_entry import install_entry
from support.distributions import ROOT

FOLDER = ROOT / "resources" / "desktop"
ENTRY = FOLDER / f"{APPLICATION_ID}.desktop"
TYPES = FOLDER / f"{APPLICATION_ID}.xml"
METAINFO = FOLDER / f"{APPLICATION_ID}.metainfo.xml"
PICTURES = "https://raw.githubusercontent.com/convert-console/convert-console/main/"

VALIDATORS = {
    "desktop-file-validate": (str(ENTRY),),
    "appstreamcli": ("validate", "--no-net", "--explain", str(METAINFO)),
}


@pytest.mark.parametrize("name", VALIDATORS)
@pytest.mark.skipif(sys.platform != "linux", reason="the validators are Linux programs")
def test_its_validator_finds_nothing(name: str) -> None:
    program = shutil.which(name)
    if not program and not os.environ.get("CI"):
        pytest.skip(f"this machine lacks {name}")
    assert program, "see .ci/run"
    command = [program, *VALIDATORS[name]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout
    assert not re.search(r"\b(warning|error)s?:", done.stdout), done.stdout


@pytest.fixture(scope="module")
def component() -> ElementTree.Element:
    return ElementTree.parse(METAINFO).getroot()


def test_all_agree_on_the_name_of_the_program(component: ElementTree.Element) -> None:
    entry = configparser.RawConfigParser()
    entry.read(ENTRY, "utf-8")
    assert component.findtext("id") == entry["Desktop Entry"]["Icon"] == APPLICATION_ID
    assert component.findtext("launchable") == f"{APPLICATION_ID}.desktop"
    assert {path.name for path in FOLDER.iterdir()} == {ENTRY.name, METAINFO.name, TYPES.name}


def test_the_window_is_known_to_the_desktop_by_that_name() -> None:
    """Wayland compositors find the icon by it; `tests/hands` asks an X server."""
    code = "from convert_console.app.run import application\n"
    code += "print(application().desktopFileName())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == APPLICATION_ID


def test_the_newest_release_is_this_version(component: ElementTree.Element) -> None:
    releases = component.findall("releases/release")
    assert releases[0].get("version") == __version__
    dates = [release.get("date", "") for release in releases]
    assert dates == sorted(dates, reverse=True)


def test_the_licence_is_that_of_the_wheel(component: ElementTree.Element) -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'license = "{component.findtext("project_license")}"' in project


def test_the_pictures_are_in_the_repository(component: ElementTree.Element) -> None:
    pictures = [image.text or "" for image in component.iter("image")]
    assert pictures
    for picture in pictures:
        assert picture.startswith(PICTURES)
        assert (ROOT / picture.removeprefix(PICTURES)).is_file()


def test_the_icon_is_as_large_as_its_folder_says() -> None:
    image = QImage(str(resource("icons", "app-256.png")))
    assert (image.width(), image.height()) == (256, 256)


def test_the_types_of_files_are_those_that_the_program_opens(
    component: ElementTree.Element,
) -> None:
    entry = configparser.RawConfigParser()
    entry.read(ENTRY, "utf-8")
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    types = ElementTree.parse(TYPES).getroot().findall(f"{space}mime-type")
    own = [one.get("type") for one in types]
    assert [one.text for one in component.iter("mediatype")] == own
    # Others, such as text/csv, would open with it by default: a user's entries come before the
    # system's.
    assert entry["Desktop Entry"]["MimeType"].split(";") == [*own, ""]
    globs = [glob.get("pattern") for one in types for glob in one.iter(f"{space}glob")]
    assert globs == [f"*.{SAVED_SUFFIX}", f"*.{EXPORT_FORMATS['evidence'].suffix}"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such a database")
def test_a_desktop_knows_the_files_by_their_names(tmp_path: Path) -> None:
    missing = [name for name in ("update-mime-database", "gio") if not shutil.which(name)]
    if missing and not os.environ.get("CI"):
        pytest.skip(f"this machine lacks {' and '.join(missing)}")
    assert not missing, "see .ci/run"
    install_entry(tmp_path, ["/opt/console"])
    kinds = {}
    for name in ("sale.convert.json", "requests.evidence.html", "other.json", "other.html"):
        (tmp_path / name).write_text("{}", "utf-8")
        asked = ["gio", "info", "-a", "standard::fast-content-type", str(tmp_path / name)]
        env = {**os.environ, "XDG_DATA_HOME": str(tmp_path), "GIO_USE_VFS": "local"}
        said = subprocess.run(asked, env=env, capture_output=True, text=True, check=True).stdout
        kinds[name] = said.rpartition(": ")[2].strip()
    assert kinds["sale.convert.json"] == "application/vnd.convert-console.request+json"
    assert kinds["requests.evidence.html"] == "application/vnd.convert-console.evidence+html"
    assert "convert-console" not in kinds["other.json"] + kinds["other.html"]
