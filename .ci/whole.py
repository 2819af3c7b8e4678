"""Checks whether .venv is complete: `.venv/bin/python -I .ci/whole.py EXTRA NAMED`.

EXTRA is `run`, `dev` or `bundle`; NAMED is the interpreter that it should be made with, or empty.
The exit code is WHOLE or INCOMPLETE; any other means that .venv must be made again.

`.venv/installed` is written last and removed before anything changes, so that it is missing after
a kill. Later changes, such as `pip uninstall` or a lost file, show in pip's lists of files. Every
`make run` runs this, so it imports little.
"""

import json
import os
import sys
import zlib

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, os.environ.get("CONVERT_CONSOLE_VENV", ".venv"))
MARK = f"{VENV}/installed"

WHOLE, INCOMPLETE, BROKEN = 0, 3, 4

MADE = ("folder", "python", "settings")
"""The facts that never change for an environment."""


def state(extra: str, named: str = "") -> int:
    """The state of the environment."""
    try:
        with open(MARK, encoding="utf-8") as file:
            known = json.load(file)
        found = facts()
        # An interpreter may have become Python 3.12 since, below an environment of 3.11.
        python = "python{}.{}".format(*sys.version_info)
        if python != known["python"] or any(known[fact] != found[fact] for fact in MADE):
            return BROKEN
        if named and base_of(named) != os.path.realpath(sys._base_executable):
            return BROKEN
        site = site_packages()
        if not all(is_whole(site, folder) for folder in found["records"]):
            return BROKEN
        if not any(folder.startswith("pip-") for folder in found["records"]):
            return BROKEN  # nothing could complete it
        if known["project"] != found["project"] or extra not in known["extras"]:
            return INCOMPLETE
        # Another release of pip does no harm: pip itself tells people to upgrade it.
        wanted = {entry for entry in known["records"].items() if not entry[0].startswith("pip-")}
        return WHOLE if wanted <= found["records"].items() else INCOMPLETE
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return BROKEN


def facts() -> "dict[str, object]":
    """What is recorded of an environment: its path, its Python and what is installed."""
    site = site_packages()
    folders = [name for name in os.listdir(site) if name.endswith(".dist-info")]
    with open(f"{ROOT}/pyproject.toml", "rb") as file:
        project = zlib.crc32(file.read())
    return {
        "folder": ROOT,
        "python": os.path.basename(os.path.dirname(site)),
        "settings": os.stat(f"{VENV}/pyvenv.cfg").st_size,
        "project": project,
        "records": {name: os.stat(f"{site}/{name}/RECORD").st_size for name in folders},
    }


def site_packages() -> str:
    """The folder of the installed packages."""
    (python,) = (name for name in os.listdir(f"{VENV}/lib") if name.startswith("python"))
    return f"{VENV}/lib/{python}/site-packages"


def is_whole(site: str, folder: str) -> bool:
    """Whether the files that pip lists for a package exist and have the right size.

    Byte code is ignored: Python makes it when it is missing.
    """
    complete = False
    with open(f"{site}/{folder}/RECORD", encoding="utf-8") as file:
        for line in file:
            name, _, size = line.rstrip("\n").rsplit(",", 2)
            if "__pycache__" not in name:
                found = os.stat(f"{site}/" + name.strip('"')).st_size
                if size and found != int(size):
                    return False
            complete = complete or name == f"{folder}/RECORD"
    return complete


def base_of(python: str) -> str:
    """The real interpreter of a Python, which may be in an environment, a link or a shim."""
    import subprocess

    code = "import os, sys; print(os.path.realpath(sys._base_executable))"
    done = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(state(*sys.argv[1:]))
