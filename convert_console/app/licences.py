"""Finds the licences of the program, and of the fonts, icons, data and packages in it."""

import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import Distribution, PackageMetadata, PackageNotFoundError, distribution
from pathlib import Path

from convert_console import __version__
from convert_console.resources import resource, resource_text
from convert_console.widgets.main_window.licences_dialog import Licence

OWN = "convert-console"

SHIPPED = (
    ("Inter", "SIL Open Font License 1.1", ("fonts", "Inter-OFL.txt")),
    ("JetBrains Mono", "SIL Open Font License 1.1", ("fonts", "JetBrainsMono-OFL.txt")),
    ("Lucide icons", "ISC", ("icons", "LICENSE-lucide.txt")),
    ("isbot patterns", "Unlicense", ("data", "LICENSE-isbot.txt")),
)
"""Name, licence and file of what is in the resources and not ours."""

NO_TEXT = "The installed package holds no text of its licence."

PYTHON_LICENCE = "https://docs.python.org/3/license.html"

_FILE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def licences() -> tuple[Licence, ...]:
    """All licences: ours first, then by name. Reads files for about 0.1 s, so call it in a thread.

    A bundle has its licences in a folder, which `.ci/inventory.py` writes; elsewhere those of the
    installed packages are read.
    """
    shipped = [Licence(name, "", said, resource_text(*file)) for name, said, file in SHIPPED]
    folder = bundle_folder()
    others = _of_bundle(folder) if folder is not None else [_python(), *_of_packages()]
    own = next((one for one in others if one.name == OWN), Licence(OWN, "", "", ""))
    rest = sorted(
        (*shipped, *(one for one in others if one is not own)), key=lambda one: one.name.casefold()
    )
    return Licence("Convert Console", __version__, "MIT", own.text), *rest


def bundle_folder() -> Path | None:
    """The folder of a bundle that has `licences`; `None` for an installed package or a checkout."""
    if not getattr(sys, "frozen", False):
        return None
    program = Path(sys.executable).parent
    places = program, program.parent / "Resources"  # the second in an application of macOS
    return next((place for place in places if (place / "licences").is_dir()), None)


def _of_bundle(folder: Path) -> list[Licence]:
    """What the folder `licences` of a bundle holds; versions are in the list of components."""
    listed: dict[str, tuple[str, str]] = {}
    with suppress(OSError, ValueError, TypeError, KeyError):
        for part in json.loads((folder / "sbom.cdx.json").read_text("utf-8"))["components"]:
            stated = [one["license"]["name"] for one in part.get("licenses", ())]
            listed[part["name"].lower()] = part["version"], ", ".join(stated)
    found = []
    for place in sorted((folder / "licences").iterdir()):
        if place.is_dir():
            files = sorted(path for path in place.iterdir() if path.is_file())
            if place.name == OWN:
                files = [path for path in files if path.name == "LICENSE"]
            texts = [_text(path) for path in files]
            found.append(Licence(place.name, *listed.get(place.name, ("", "")), _joined(texts)))
        else:
            found.append(Licence("About this bundle", "", "", _text(place)))
    return found


def _of_packages() -> Iterator[Licence]:
    """The installed packages that the program needs, with those that they need, and itself."""
    waiting, seen = [OWN], set[str]()
    while waiting:
        name = waiting.pop()
        plain = re.sub(r"[-_.]+", "-", name).lower()
        if plain in seen:
            continue
        seen.add(plain)
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue  # one for another system
        yield _of_package(package, own=plain == OWN)
        for need in package.requires or ():
            match = _NAME.match(need)
            if match and "extra ==" not in need:
                waiting.append(match[0])


def _of_package(package: Distribution, *, own: bool) -> Licence:
    meta = package.metadata
    classified = [line.rpartition(" :: ")[2] for line in meta.get_all("Classifier") or ()
                  if line.startswith("License")]  # fmt: skip
    said = _first(meta, "License-Expression") or _first(meta, "License")
    stated = said.partition("\n")[0].strip() or ", ".join(classified)
    texts = []
    for path in package.files or ():
        if ".dist-info" in str(path.parent) and _FILE.search(path.name):
            text = _text(Path(str(path.locate())))
            if text and (not own or path.name == "LICENSE"):
                texts.append(text)
    texts += _more_texts(package.name)
    address = _first(meta, "Home-page") or _first(meta, "Project-URL").rpartition(", ")[2]
    missing = "\n".join(filter(None, (NO_TEXT, address)))
    return Licence(package.name, package.version, stated, _joined(texts) or missing)


def _more_texts(name: str) -> list[str]:
    """The texts for what a package holds and has no licence of in its wheel, such as Qt."""
    folder = resource("licences", re.sub(r"[-_.]+", "-", name).lower())
    return [_text(path) for path in sorted(folder.iterdir())] if folder.is_dir() else []


def _first(meta: PackageMetadata, key: str) -> str:
    return next(iter(meta.get_all(key) or ()), "")


def _python() -> Licence:
    version = sys.version.split()[0]
    minor = ".".join(version.split(".")[:2])
    places = (
        Path(sys.base_prefix, "LICENSE.txt"),
        Path(os.__file__).with_name("LICENSE.txt"),
        Path(f"/usr/share/doc/python{minor}/copyright"),
    )
    text = next((_text(place) for place in places if place.is_file()), "") or PYTHON_LICENCE
    return Licence("Python", version, "Python Software Foundation License", text)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace").strip()
    except OSError:
        return ""


def _joined(texts: list[str]) -> str:
    return f"\n\n{'-' * 72}\n\n".join(dict.fromkeys(filter(None, texts)))
