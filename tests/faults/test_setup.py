"""The set-up in .venv survives kills, damage, settings of the caller and a missing network.

The real scripts run in a small project of the same shape, whose packages are made here, so that
nothing is downloaded.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="make and sh are not used there")

ROOT = Path(__file__).parents[2]
PATIENCE = 180

PROJECT = """
[build-system]
requires = []
build-backend = "tiny_backend"
backend-path = ["."]

[project]
name = "convert-console"
version = "0.1"
requires-python = ">=3.11"
dependencies = ["tiny-qt>=1,<2", "tiny-http>=1,<2"]

[project.optional-dependencies]
dev = ["tiny-test>=1,<2"]
"""

BACKEND = '''
"""Builds the editable wheel of the small project."""

import base64, hashlib, zipfile

INFO = "convert_console-0.1.dist-info"
FILES = {
    "convert_console.pth": "%(root)s",
    f"{INFO}/METADATA": """Metadata-Version: 2.1
Name: convert-console
Version: 0.1
Requires-Dist: tiny-qt>=1,<2
Requires-Dist: tiny-http>=1,<2
Provides-Extra: dev
Requires-Dist: tiny-test>=1,<2; extra == "dev"
""",
    f"{INFO}/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    f"{INFO}/entry_points.txt": "[console_scripts]\\nconvert-console=convert_console:main\\n",
}


def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "convert_console-0.1-py3-none-any.whl"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        for path, text in FILES.items():
            wheel.writestr(path, text)
        wheel.writestr(f"{INFO}/RECORD", "".join(f"{path},,\\n" for path in FILES))
    return name
'''

PROGRAM = """
def main():
    import tiny_http, tiny_qt
    print("started", tiny_http.part_7.NAME, tiny_qt.part_7.NAME)
"""


def make_wheel(folder: Path, name: str, version: str = "1.0") -> None:
    module, information = name.replace("-", "_"), f"{name.replace('-', '_')}-{version}.dist-info"
    parts = {f"{module}/part_{number}.py": f"NAME = '{name}'\n" * 9 for number in range(60)}
    files = {
        **parts,
        f"{module}/__init__.py": f"from {module} import part_7\n",
        f"{information}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{information}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    lines = []
    with zipfile.ZipFile(folder / f"{module}-{version}-py3-none-any.whl", "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
            lines.append(f"{path},sha256={digest.decode().rstrip('=')},{len(text)}")
        wheel.writestr(f"{information}/RECORD", "\n".join([*lines, f"{information}/RECORD,,", ""]))


class Tree:
    """A checkout of the small project, with the real scripts."""

    def __init__(self, root: Path, wheels: Path) -> None:
        self.root, self.wheels = root, wheels
        (root / ".ci").mkdir(parents=True)
        for script in ("install", "python", "environment.py", "whole.py"):
            shutil.copy(ROOT / ".ci" / script, root / ".ci")
        (root / ".ci" / "apt-install").write_text("exit 1\n")
        (root / "convert_console").mkdir()
        (root / "convert_console" / "__init__.py").write_text(PROGRAM)
        (root / "pyproject.toml").write_text(PROJECT)
        (root / "tiny_backend.py").write_text(BACKEND % {"root": root})

    @property
    def site(self) -> Path:
        (site,) = self.root.glob(".venv/lib/python*/site-packages")
        return site

    def environment(self, **settings: str) -> dict[str, str]:
        plain = {
            name: text for name, text in os.environ.items() if name[:4] not in ("PIP_", "PYTH")
        }
        offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels)}
        return {**plain, **offline, "PYTHON": sys.executable, **settings}

    def start(self, *arguments: str, **settings: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            ["sh", ".ci/install", *arguments],
            cwd=self.root,
            env=self.environment(**settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def install(self, *arguments: str, **settings: str) -> tuple[int, str, str]:
        """Exit code, standard output and standard error."""
        started = self.start(*arguments, **settings)
        said, complained = started.communicate(timeout=PATIENCE)
        return started.returncode, said, complained

    def is_whole(self, extra: str = "run", named: str = "") -> bool:
        """What is asked at each start, by the environment's own Python."""
        command = [".venv/bin/python", "-I", ".ci/whole.py", extra, named]
        try:
            done = subprocess.run(command, cwd=self.root, capture_output=True, check=False)
        except OSError:
            return False
        return done.returncode == 0

    def works(self) -> bool:
        program = str(self.root / ".venv" / "bin" / "convert-console")
        done = subprocess.run(
            [program], env=self.environment(), capture_output=True, text=True, check=False
        )
        return done.stdout == "started tiny-http tiny-qt\n"


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheels")
    for name in ("tiny-qt", "tiny-http", "tiny-test"):
        make_wheel(folder, name)
    return folder


# What people have in their settings for the sake of other projects.
ELSEWHERE = {
    "user": "1",
    "target": "/nowhere/target",
    "no-deps": "1",
    "dry-run": "1",
    "require-virtualenv": "1",
    "only-binary": ":none:",
    "constraint": "/nowhere/constraints.txt",
    "python": "/nowhere/python",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, wheels: Path) -> Tree:
    """A whole environment, made in spite of settings that would put packages elsewhere."""
    base = tmp_path_factory.mktemp("made with a space")
    tree = Tree(base / "tree", wheels)
    lines = [f"{name} = {text}" for name, text in ELSEWHERE.items() if name != "python"]
    configuration = base / "pip.conf"
    # The place of the packages is in the file alone, and has to hold.
    configuration.write_text("\n".join(["[global]", f"find-links = {wheels}", "[install]", *lines]))
    settings = {f"PIP_{name.upper().replace('-', '_')}": text for name, text in ELSEWHERE.items()}
    settings |= {"PIP_PREFIX": "/nowhere/prefix", "PIP_ROOT": "/nowhere/root"}
    settings |= {"PIP_CONFIG_FILE": str(configuration), "PIP_FIND_LINKS": ""}
    settings |= {"PYTHONPATH": "/nowhere", "PYTHONHOME": "/nowhere", "PYTHONSAFEPATH": "1"}
    settings |= {"PYTHONDONTWRITEBYTECODE": "1", "CDPATH": "/:/tmp"}
    code, said, complained = tree.install(**settings)
    assert (code, complained) == (0, ""), complained
    assert "Making .venv" in said
    return tree


@pytest.fixture
def undamaged(made: Tree) -> Iterator[Tree]:
    assert made.is_whole()
    yield made
    assert made.is_whole(), "the damage was not undone"


def test_settings_of_the_caller_neither_move_nor_leave_out_packages(made: Tree) -> None:
    assert made.works()
    assert made.is_whole()
    assert list(made.site.glob("tiny_qt/__pycache__/part_7.*.pyc")), "byte code makes starts quick"


def test_nothing_happens_when_nothing_changed(made: Tree) -> None:
    before = (made.root / ".venv" / "installed").stat().st_mtime_ns
    assert made.install() == (0, "", "")
    assert (made.root / ".venv" / "installed").stat().st_mtime_ns == before


def remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


SITE = "lib/python*/site-packages"


DAMAGE: list[tuple[str, Callable[[Path], None]]] = [
    (f"{SITE}/tiny_qt/part_30.py", remove),
    (f"{SITE}/tiny_qt/part_30.py", truncate),
    (f"{SITE}/tiny_qt", remove),
    (f"{SITE}/tiny_qt-1.0.dist-info/RECORD", remove),
    (f"{SITE}/tiny_qt-1.0.dist-info/RECORD", truncate),
    (f"{SITE}/tiny_http-1.0.dist-info", remove),
    (f"{SITE}/convert_console.pth", remove),
    (f"{SITE}/pip", remove),
    (f"{SITE}/pip-*.dist-info", remove),
    (f"{SITE}/pip/__main__.py", truncate),
    ("bin/convert-console", remove),
    ("bin/python", remove),
    ("pyvenv.cfg", remove),
    ("pyvenv.cfg", truncate),
    ("installed", remove),
    ("installed", truncate),
]


def test_damage_is_noticed(undamaged: Tree) -> None:
    unnoticed = []
    for place, damage in DAMAGE:
        (path,) = (undamaged.root / ".venv").glob(place)
        kept = undamaged.root / "kept"
        if path.is_dir():
            shutil.copytree(path, kept)
        else:
            shutil.copy2(path, kept, follow_symlinks=False)
        damage(path)
        if undamaged.is_whole():
            unnoticed.append(f"{damage.__name__} {place}")
        if path.exists():
            remove(path)
        kept.rename(path)
    assert unnoticed == []


def test_byte_code_that_is_gone_is_no_damage(undamaged: Tree) -> None:
    shutil.rmtree(undamaged.site / "tiny_qt" / "__pycache__")
    assert undamaged.is_whole()


def test_another_interpreter_is_noticed_and_another_name_of_the_same_is_not(
    undamaged: Tree, tmp_path: Path
) -> None:
    other = tmp_path / "python"
    other.write_text("#!/bin/sh\necho /other/bin/python3\n")
    other.chmod(0o755)
    assert not undamaged.is_whole(named=str(other))
    assert undamaged.is_whole(named=sys.executable)
    assert undamaged.is_whole(named=str(undamaged.root / ".venv" / "bin" / "python"))


def test_without_a_package_index_one_sentence_names_the_cause_and_the_old_state_stays(
    made: Tree,
) -> None:
    code, _, complained = made.install(
        "dev", PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_NO_INDEX="", PIP_FIND_LINKS=""
    )
    assert code == 1
    assert complained.splitlines() == [
        "Convert Console and what its tests need cannot be installed: 127.0.0.1 refuses the"
        " connection; what pip said is in .venv/install.log."
    ]
    assert made.install("run") == (0, "", "")
    assert made.works()


def test_what_is_missing_is_added_and_nothing_else_is_made(made: Tree) -> None:
    """A package that was uninstalled, and what the tests need."""
    pip = [str(made.root / ".venv" / "bin" / "python"), "-m", "pip", "uninstall", "-qy", "tiny-qt"]
    subprocess.run(pip, check=True, env=made.environment())
    assert not made.works()
    assert not made.is_whole("run")
    code, said, complained = made.install("dev")
    assert (code, complained) == (0, "")
    assert "Making" not in said
    assert made.works()
    assert made.is_whole("dev")
    assert made.is_whole("run")


# Lines of pip 23.2 to 25, and of a Python that makes an environment.
SAID = {
    "connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection "
    "object at 0x7f>: Failed to establish a new connection: [Errno -3] Temporary failure in name "
    "resolution')': /simple/h11/": "the name index.test cannot be resolved (is there a network?)",
    "Failed to establish a new connection: [Errno 101] Network is unreachable')': /simple/h11/": (
        "there is no network to reach index.test"
    ),
    "connection broken by 'ProxyError('Cannot connect to proxy.', NewConnectionError('Failed to "
    "establish a new connection: [Errno 111] Connection refused'))'": "the proxy cannot be reached",
    "connection broken by 'ReadTimeoutError(\"HTTPSConnectionPool(host='files.test', port=443): "
    "Read timed out. (read timeout=15)\")': /simple/h11/": "files.test does not answer",
    "ERROR: Could not install packages due to an OSError: Could not find a suitable TLS CA "
    "certificate bundle, invalid path: /no/ca.pem": "there are no certificates in /no/ca.pem",
    "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify "
    "failed: unable to get local issuer certificate'))": (
        "the certificate of index.test is not trusted (a certificate of your own is named by"
        " PIP_CERT)"
    ),
    "WARNING: 401 Error, Credentials not correct for https://index.test/simple/h11/": (
        "the package index answers with status 401"
    ),
    "ERROR: HTTP error 503 while getting https://index.test/h11.whl": (
        "the package index answers with status 503"
    ),
    "Collecting async-timeout\nERROR: No matching distribution found for qasync<0.29,>=0.28": (
        "the package index has no qasync<0.29,>=0.28 for this Python"
    ),
    "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device": (
        "the disk is full"
    ),
    "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: "
    "'/usr/lib/x'": "no permission to write /usr/lib/x",
    "ERROR: Cannot install a and b because these have conflicting dependencies.": (
        "Cannot install a and b because these have conflicting dependencies."
    ),
    "Killed": "Killed",
    "": "pip gives no reason",
}


def test_each_cause_that_pip_names_at_length_is_reported_in_a_sentence() -> None:
    code = (
        "import json, runpy, sys; told = runpy.run_path(sys.argv[1])['_cause'];"
        "index = 'https://index.test/simple';"
        "print(json.dumps([told(said, index) for said in json.load(sys.stdin)]))"
    )
    told = subprocess.run(
        [sys.executable, "-I", "-c", code, str(ROOT / ".ci" / "environment.py")],
        input=json.dumps(list(SAID)),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(told.stdout) == list(SAID.values())


def test_a_file_in_place_of_the_environment_is_named(tmp_path: Path, wheels: Path) -> None:
    tree = Tree(tmp_path / "tree", wheels)
    (tree.root / ".venv").write_text("mine")
    code, said, complained = tree.install()
    assert (code, said) == (1, "")
    assert complained.splitlines() == [
        f"{tree.root}/.venv is a file, but the packages need a folder: move it away."
    ]
    assert (tree.root / ".venv").read_text() == "mine"


def test_a_python_that_does_not_exist_is_named_and_nothing_is_lost(undamaged: Tree) -> None:
    code, said, complained = undamaged.install(PYTHON="/nowhere/python")
    assert (code, said, len(complained.splitlines())) == (1, "", 1)
    assert "/nowhere/python" in complained


def test_a_moved_folder_is_noticed(undamaged: Tree) -> None:
    here, there = undamaged.root, undamaged.root.with_name("moved")
    undamaged.root = here.rename(there)
    noticed = not undamaged.is_whole()
    undamaged.root = there.rename(here)
    assert noticed


# As far as a set-up had come when it was killed.
MOMENTS = [
    ".venv/bin/python",
    ".venv/lib/python*/site-packages/pip/_vendor",
    ".venv/lib/python*/site-packages/tiny_http*",
]


def test_leftovers_of_kills_are_repaired_even_by_two_windows_at_once(
    tmp_path: Path, wheels: Path
) -> None:
    tree = Tree(tmp_path / "tree", wheels)
    for moment in MOMENTS:
        started = tree.start()
        deadline = time.monotonic() + PATIENCE
        while started.poll() is None and not any(tree.root.glob(moment)):
            assert time.monotonic() < deadline, moment
            time.sleep(0.01)
        os.killpg(started.pid, signal.SIGKILL)
        started.communicate(timeout=PATIENCE)
    both = [tree.start(), tree.start()]
    said = [one.communicate(timeout=PATIENCE) for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert sum("Making .venv" in words for words, _ in said) <= 1  # none if the kill was late
    assert tree.works()
