"""JavaScript packages from the registry, as pinned in `tests/data/npm`."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

LOCK = Path(__file__).parents[1] / "data" / "npm"
NPM = shutil.which("npm") or ""
NODE = shutil.which("node") or ""

# `npm ci` cannot install it, since a package that only its types need is not in the registry.
SDK = "@convertcom/js-sdk"
SDK_VERSION = "4.4.3"
SDK_SHA512 = (
    "4e3d51759683dc07c317b10b327c352d8dcb8082f075064103790d5eb5bc2ab7"
    "d41d112e9b7635ed78ee240786ad391458fa135220da21079ec47b8e83a39b79"
)


def installed(folder: Path) -> Path:
    """Install the packages below a folder; returns the `node_modules` that scripts find them in."""
    for file in ("package.json", "package-lock.json"):
        shutil.copy(LOCK / file, folder)
    _npm(folder, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    _npm(folder, "pack", f"{SDK}@{SDK_VERSION}", "--silent")
    (packed,) = folder.glob("*.tgz")
    assert hashlib.sha512(packed.read_bytes()).hexdigest() == SDK_SHA512
    modules = folder / "node_modules"
    target = modules / SDK
    target.mkdir(parents=True)
    tar = ("tar", "-xzf", str(packed), "--strip-components=1", "-C", str(target))
    subprocess.run(tar, check=True, timeout=300)
    return modules


def _npm(folder: Path, *arguments: str) -> None:
    done = subprocess.run(
        [NPM, *arguments], cwd=folder, capture_output=True, text=True, timeout=300, check=False,
        env={**os.environ, "npm_config_update_notifier": "false"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
