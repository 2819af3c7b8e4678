"""Makes or completes .venv, for `.ci/install`: `python -I .ci/environment.py EXTRA [NAMED]`.

EXTRA and NAMED are those of `whole.py`. CONVERT_CONSOLE_VENV names another folder than .venv. A
failure is explained in one sentence, with exit code 1.
"""

import ast
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))
import whole  # noqa: E402

ROOT = Path(whole.ROOT)
VENV = Path(whole.VENV)
MARK = Path(whole.MARK)
PYTHON = VENV / "bin" / "python"
LOG = VENV / "install.log"

# The caller's pip settings that are used: where packages come from, and how to get them. Others,
# such as `user`, `target` or `no-deps`, would install elsewhere or leave packages out.
KEPT_SETTINGS = {
    *("index-url", "extra-index-url", "no-index", "find-links", "trusted-host", "keyring-provider"),
    *("cert", "client-cert", "proxy", "timeout", "default-timeout", "retries", "use-feature"),
    *("cache-dir", "no-cache-dir"),
}

# What pip prints, and the cause in plain words. The first match is reported.
CAUSES = (
    (r"No space left on device", "the disk is full"),
    (r"Disk quota exceeded", "the disk quota is used up"),
    (r"Read-only file system", "the file system is read-only"),
    (r"Permission denied: '([^']+)'", "no permission to write {0}"),
    (r"ProxyError|Cannot connect to proxy", "the proxy cannot be reached"),
    (r"TLS CA certificate bundle, invalid path: (\S+)", "there are no certificates in {0}"),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError|SSLCertVerificationError",
        "the certificate of {host} is not trusted (a certificate of your own is named by PIP_CERT)",
    ),
    (
        r"name resolution|Name or service not known|nodename nor servname|getaddrinfo failed"
        r"|No address associated",
        "the name {host} cannot be resolved (is there a network?)",
    ),
    (r"Network is unreachable|No route to host", "there is no network to reach {host}"),
    (r"Connection refused", "{host} refuses the connection"),
    (r"[Tt]imed out|(?:Read|Connect)Timeout", "{host} does not answer"),
    (r"Connection(?:Reset)?Error|Connection aborted|broken by", "{host} breaks the connection"),
    (r"\b([45]\d\d) (?:Client |Server )?Error", "the package index answers with status {0}"),
    (r"HTTP error (\d+)", "the package index answers with status {0}"),
    (
        r"No matching distribution found for ([^\n]+)",
        "the package index has no {0} for this Python",
    ),
    (r"DO NOT MATCH THE HASHES", "a download is damaged"),
    (r"ERROR: ([^\n]+)", "{0}"),
)


def make(extra: str, named: str) -> None:
    """Make or complete the environment; one process at a time."""
    if VENV.is_file():
        raise Failed(f"{VENV} is a file, but the packages need a folder: move it away.")
    if VENV.is_dir() and not os.access(VENV, os.W_OK):
        raise Failed(f"{VENV} cannot be changed by this user: delete it, or give it to them.")
    with _alone() as lock:
        state = _state(extra, named)
        if state == whole.WHOLE:
            return
        before = MARK.read_text("utf-8") if state == whole.INCOMPLETE else ""
        MARK.unlink(missing_ok=True)
        if state == whole.BROKEN:
            _make_new(lock)
        try:
            _install(extra, lock)
        except Failed:
            # Usually nothing has changed yet, and the old environment works without a network.
            if before:
                MARK.write_text(before, "utf-8")
            raise
        extras = {extra, "run"}
        if before and json.loads(before)["project"] == whole.facts()["project"]:
            extras.update(json.loads(before)["extras"])
        written = MARK.with_suffix(".new")
        written.write_text(json.dumps({**whole.facts(), "extras": sorted(extras)}), "utf-8")
        written.replace(MARK)


def _state(extra: str, named: str) -> int:
    command = [PYTHON, "-I", whole.__file__, extra, named]
    try:
        code = subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode
    except OSError:  # no Python is there, or none that starts
        return whole.BROKEN
    return code if code in (whole.WHOLE, whole.INCOMPLETE) else whole.BROKEN


@contextmanager
def _alone() -> Iterator[int]:
    """Hold the lock. Child processes inherit it, so a pip that outlives this process keeps it."""
    with open(__file__, "rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another installation in this folder to end", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        except OSError:  # a network folder without locks
            pass
        yield lock.fileno()


def _make_new(lock: int) -> None:
    print(f"Making {VENV.name} with Python {sys.version.split()[0]}", flush=True)
    if VENV.is_symlink():
        VENV.unlink()  # not the files in its target
    VENV.mkdir(parents=True, exist_ok=True)
    for path in VENV.iterdir():  # not the folder itself, which may be a mount point
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    base = sys._base_executable  # this Python may be in the environment just removed
    said = _run([base, "-I", "-m", "venv", str(VENV)], _environment(), lock)
    if said is not None:
        last = (said.strip().splitlines() or ["no reason is given"])[-1]
        raise Failed(f"{base} cannot make a virtual environment: {last}")


def _install(extra: str, lock: int) -> None:
    what = {"run": "Convert Console", "dev": "Convert Console and what its tests need"}
    name = what.get(extra, "Convert Console and what makes a bundle of it")
    print(f"Installing {name} into {VENV.name}: a minute or two", flush=True)
    target = "." if extra == "run" else f".[{extra}]"
    pip = [str(PYTHON), "-I", "-m", "pip"]
    environment = {**_environment(), **_kept_settings(pip)}
    # A bundle is made of fixed versions; people who install it otherwise get the newest that fit.
    fixed = ["--constraint", ".ci/constraints.txt"] if extra == "bundle" else []
    said = _run([*pip, "install", *fixed, "--editable", target], environment, lock)
    if said is not None:
        raise Failed(
            f"{name} cannot be installed: {_cause(said, environment.get('PIP_INDEX_URL'))};"
            f" what pip said is in {LOG.relative_to(ROOT)}."
        )
    # Without byte code a start takes three times as long.
    compiled = [str(PYTHON), "-I", "-m", "compileall", "-qq", "-j", "0"]
    _run([*compiled, str(VENV / "lib"), str(ROOT / "convert_console")], _environment(), lock)


def _run(command: list[str], environment: dict[str, str], lock: int) -> "str | None":
    """The output of a command that failed, or None."""
    with open(LOG, "ab+") as log:
        start = log.seek(0, os.SEEK_END)
        code = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=(lock,),
            check=False,
        ).returncode
        log.seek(start)
        return log.read().decode("utf-8", "replace") if code else None


def _environment() -> dict[str, str]:
    """The caller's environment without settings of Python and pip."""
    kept = {
        name: text for name, text in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))
    }
    return {**kept, "PIP_CONFIG_FILE": os.devnull}


def _kept_settings(pip: list[str]) -> dict[str, str]:
    """The caller's pip settings from files and variables, as variables."""
    kept = {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PIP_RETRIES": "2",  # with pip's default of five a missing network takes half a minute
    }
    caller = {name: text for name, text in os.environ.items() if _setting(name) in KEPT_SETTINGS}
    environment = {**_environment(), **caller}
    del environment["PIP_CONFIG_FILE"]
    if "PIP_CONFIG_FILE" in os.environ:
        environment["PIP_CONFIG_FILE"] = os.environ["PIP_CONFIG_FILE"]
    listed = subprocess.run(
        [*pip, "config", "list"],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    ).stdout
    # One per line, and later sections win: global.index-url='https://…'
    sections = ("global", "install", ":env:")
    found = re.findall(r"^([\w:]+)\.([\w-]+)=(.+)$", listed, re.MULTILINE)
    relevant = [entry for entry in found if entry[0] in sections and entry[1] in KEPT_SETTINGS]
    for _, name, text in sorted(relevant, key=lambda entry: sections.index(entry[0])):
        value = str(ast.literal_eval(text))
        if value:  # pip treats an empty value as none
            kept["PIP_" + name.upper().replace("-", "_")] = value
    return kept


def _setting(variable: str) -> str:
    return variable[4:].lower().replace("_", "-") if variable.startswith("PIP_") else ""


def _cause(said: str, index: "str | None") -> str:
    named = re.search(r"host='([^']+)'", said)
    host = named[1] if named else urlsplit(index or "https://pypi.org").hostname
    for pattern, cause in CAUSES:
        found = re.search(pattern, said)
        if found:
            return cause.format(*found.groups(), host=host)
    return (said.strip().splitlines() or ["pip gives no reason"])[-1]


class Failed(Exception):
    """The environment cannot be made; the text says why."""


def main(extra: str, named: str = "") -> int:
    """Make the environment; returns the exit code."""
    try:
        make(extra, named)
    except Failed as why:
        sys.exit(str(why))
    except OSError as why:
        sys.exit(f"{why.filename or VENV} cannot be used: {why.strerror}.")
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
