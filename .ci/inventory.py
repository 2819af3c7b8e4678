"""Writes what a bundle holds into it: `python .ci/inventory.py FOLDER`.

`licences/` gets the licence of every package and system library inside, and `sbom.cdx.json` lists
them with their versions (CycloneDX 1.6). Runs with the Python that the bundle was made with.
"""

import json
import re
import shutil
import subprocess
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
TEXTS = ROOT / "resources" / "licences"
"""A folder for each package whose wheel holds more than its licence files say: Qt for Python, Qt
itself and what is in it, and OpenSSL.
"""

LICENCE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)

README = """What is inside this bundle, and by which licence.

Each folder is named like the package or library that it is about. Qt, PySide6 and Shiboken are used
by the GNU Lesser General Public License 3: they are separate files, in _internal/PySide6 and
_internal/shiboken6, that you may replace by your own builds. Their source is at
https://download.qt.io/official_releases. ../sbom.cdx.json lists all versions.
"""


def main(folder: Path) -> None:
    """Write the licences and the list."""
    licences = folder / "licences"
    shutil.rmtree(licences, ignore_errors=True)
    licences.mkdir()
    (licences / "README.txt").write_text(README, "utf-8")
    (licences / "convert-console").mkdir()
    for path in (ROOT / "LICENSE", *ROOT.glob("resources/*/*OFL.txt"),
                 *ROOT.glob("resources/*/LICENSE-*.txt")):  # fmt: skip
        shutil.copy(path, licences / "convert-console")
    components = [_python(licences)]
    packages = _needed("convert-console")
    components += [_package(packages[name], licences) for name in sorted(packages)]
    components += _system_libraries(folder, licences)
    source = (ROOT / "convert_console" / "__init__.py").read_text("utf-8")
    version = re.search(r'__version__ = "(.+)"', source)[1]
    own = {"type": "application", "name": "convert-console", "version": version}
    listed = {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"component": own}, "components": components,
    }  # fmt: skip
    (folder / "sbom.cdx.json").write_text(json.dumps(listed, indent=1) + "\n", "utf-8")


def _needed(name: str) -> "dict[str, Distribution]":
    """The packages that a package needs on this system, with those that they need."""
    found: dict[str, Distribution] = {}
    waiting = [name]
    while waiting:
        for text in distribution(waiting.pop()).requires or ():
            need = Requirement(text)
            plain = re.sub(r"[-_.]+", "-", need.name).lower()
            if plain not in found and (need.marker is None or need.marker.evaluate({"extra": ""})):
                found[plain] = distribution(need.name)
                waiting.append(need.name)
    return found


def _package(package: Distribution, licences: Path) -> "dict[str, object]":
    name, meta = package.name.lower(), package.metadata
    target = licences / name
    target.mkdir()
    for path in sorted(TEXTS.glob(f"{name.replace('_', '-')}/*")):
        shutil.copy(path, target)
    for path in package.files or ():
        if ".dist-info" in str(path.parent) and LICENCE.search(path.name):
            shutil.copy(str(path.locate()), target / path.name)
    stated = meta.get("License-Expression") or meta.get("License") or ""
    stated = stated.partition("\n")[0]
    if not any(target.iterdir()):
        classified = [line for line in meta.get_all("Classifier") or () if "License" in line]
        (target / "LICENSE.txt").write_text("\n".join([stated, *classified]) + "\n", "utf-8")
    found: dict[str, object] = {
        "type": "library", "name": package.name, "version": package.version,
        "purl": f"pkg:pypi/{name.replace('_', '-')}@{package.version}",
    }  # fmt: skip
    return {**found, "licenses": [{"license": {"name": stated}}]} if stated else found


def _python(licences: Path) -> "dict[str, object]":
    version = sys.version.split()[0]
    target = licences / "python"
    target.mkdir()
    places = [Path(sys.base_prefix, "LICENSE.txt"), Path(_standard(), "LICENSE.txt")]
    minor = ".".join(version.split(".")[:2])
    places.append(Path(f"/usr/share/doc/python{minor}/copyright"))
    text = next((place for place in places if place.is_file()), None)
    if text:
        shutil.copy(text, target / "LICENSE.txt")
    else:
        (target / "LICENSE.txt").write_text("https://docs.python.org/3/license.html\n", "utf-8")
    return {"type": "framework", "name": "Python", "version": version}


def _standard() -> str:
    import os

    return os.path.dirname(os.__file__)


def _system_libraries(folder: Path, licences: Path) -> "list[dict[str, object]]":
    """Those of a Debian system, which knows the package of each file."""
    if not shutil.which("dpkg-query"):
        return []
    names = sorted({path.name for path in folder.glob("_internal/lib*.so*")})
    packages: dict[str, str] = {}
    for name in names:
        said = subprocess.run(
            ["dpkg-query", "--search", f"*/{name}"], capture_output=True, text=True, check=False
        ).stdout
        for line in said.splitlines()[:1]:
            packages.setdefault(line.partition(":")[0], name)
    components: list[dict[str, object]] = []
    for package in sorted(packages):
        version = subprocess.run(
            ["dpkg-query", "--show", "--showformat=${Version}\n", package],
            capture_output=True, text=True, check=True,
        ).stdout.splitlines()[0]  # fmt: skip
        text = Path(f"/usr/share/doc/{package}/copyright")
        (licences / package).mkdir(exist_ok=True)
        if text.is_file():
            shutil.copy(text, licences / package / "copyright.txt")
        components.append(
            {"type": "library", "name": package, "version": version,
             "purl": f"pkg:deb/debian/{package}@{version}"}
        )  # fmt: skip
    common = Path("/usr/share/common-licenses")
    if components and common.is_dir():
        (licences / "common-licenses").mkdir()
        for path in common.iterdir():
            shutil.copy(path, licences / "common-licenses" / f"{path.name}.txt")
    return components


if __name__ == "__main__":
    main(Path(sys.argv[1]))
