"""Requests that are hard to copy, and programs that execute the copies."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from convert_console.core.request.draft import Draft, Method
from convert_console.core.request.headers import Headers
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import WireRequest, encode
from convert_console.services.collector.received import Received
from convert_console.services.collector.server import Collector

SECONDS = 60
"""How long a test waits before it fails as hung."""

PROFILE = Profile(id="p", name="P", target="custom")
DOCUMENT = '{"cid": "1", "ev": [{"evt": "tr", "goals": ["7"], "r": 1.10}], "seg": {"new": 0}}'
SIGNS = (
    r""" " ' ` $HOME $(id) ${x} %PATH% %c% !! !x \ \\ \" \n \' """
    r"""^ & | < > ( ) { } [ ] * ? ~ # ; , @ = """
)

BODIES: dict[str, str] = {
    "signs": SIGNS,
    "lines": f'{{\n  "a": 1,\n  "b": "{SIGNS}"\n}}\n',
    "other than ascii": "é ž ßſ – ‘’“” 日本 🦊 \u00a0\u2028\u2029\ufeff\x85\x9f",
    "other line ends": "a\r\nb\rc\td",
    "control": "".join(map(chr, range(1, 32))) + "\x7f",
    "empty": "",
    "a file's name": "@/etc/hostname",
    "not utf-8": "é \"\ud83d\" $x 'y' \\",
    "nul": "a\0b",
    "backslash at the end": "a b\\",
    "long": "\"'$%é" * 50_000,
}
AGENTS: dict[str, str | None] = {
    "none": None,
    "empty": "",
    "signs": SIGNS.strip(),
    "latin": "Agent/1.0 é",
}
HEADERS: dict[str, tuple[tuple[str, str], ...]] = {
    "twice": (("X-A", "1"), ("X-A", "2"), ("x-a", ""), ("Accept", "text/html")),
    "of the body": (("content-type", 'text/plain; charset="utf-8"'), ("X-Tab", "a\tb")),
    "host": (("Host", "shop.example:8443"),),
    "latin": (("X-A", "1 é"), ("X-A", "2")),
}
TARGETS: dict[str, str] = {
    "encoded": "?x=%22%5B%5D/%2e%2e/a%20b&y=/../z",
    "signs": "?q=`{x}|\\^<>'\"$HOME%PATH%!!*~;@,[]()",
}
PATHS = ("/a/./b/../c//d;p=1", "/a%20b/%2e%2e/%C3%A9", "/p'a\"(b)$c!`{x}|^<>[]?q")
QUERIES: dict[str, str] = {
    "brackets": DOCUMENT,
    "apostrophe": '{"vid": "it\'s (*)~!"}',
    "percent": '{"vid": "é %PATH% $HOME \\n &=+"}',
}


def wire(url: str, text: str = DOCUMENT, method: Method = "POST", **profile: object) -> WireRequest:
    """A request as the console creates it."""
    with_url = replace(PROFILE, endpoint=url, **profile)  # type: ignore[arg-type]
    request = encode(Draft(text, method), with_url)
    assert isinstance(request, WireRequest), request
    return request


def cases(url: str) -> dict[str, WireRequest]:
    """Requests to a tracking URL, each with one detail that a copy easily loses."""
    return {
        **{f"body {name}": wire(url, text) for name, text in BODIES.items()},
        **{f"agent {name}": wire(url, user_agent=agent) for name, agent in AGENTS.items()},
        **{f"headers {name}": wire(url, headers=own) for name, own in HEADERS.items()},
        **{f"target {name}": wire(url + target) for name, target in TARGETS.items()},
        **{f"get {name}": wire(url, text, "GET") for name, text in QUERIES.items()},
        "get percent-encoded": wire(url, method="GET", spelling="percent"),
        "get as nobody": wire(url, method="GET", user_agent=None),
        "get of a target": wire(url + TARGETS["signs"], method="GET"),
    }


CASES = tuple(cases("http://127.0.0.1:1/track"))


def arrived(received: Received) -> tuple[object, ...]:
    """The parts of a received request that a copy must not change."""
    return received.method, received.target, received.body, _relevant_headers(received.headers)


def sent(wire: WireRequest) -> tuple[object, ...]:
    """The same parts of the request that was copied."""
    return wire.method, wire.target, wire.body, _relevant_headers(wire.headers)


def _relevant_headers(headers: Headers) -> list[tuple[str, str]]:
    lower = [(name.lower(), value) for name, value in headers]
    return sorted(header for header in lower if header[0] in ("user-agent", "content-type", "x-a"))


COMMANDS = {
    "curl-bash": ("bash", "sh", ()),
    "python": (sys.executable, "py", ()),
    "javascript": ("node", "js", ()),
    "php": ("php", "php", ("curl",)),
}
"""The program for each form, the suffix of its scripts, and the extensions it needs."""


def runs_here(form: str) -> bool:
    """Whether this machine can execute the scripts of a form."""
    program, _, extensions = COMMANDS[form]
    path = shutil.which(program)
    if not path or (form == "curl-bash" and (sys.platform == "win32" or not shutil.which("curl"))):
        return False
    if not extensions:
        return True
    loaded = subprocess.run([path, "-m"], capture_output=True, text=True, check=False).stdout
    return set(extensions) <= set(loaded.split())


def execute(form: str, script: str, folder: Path) -> str:
    """Run a copied script, and return its output."""
    program, suffix, _ = COMMANDS[form]
    file = folder / f"copied.{suffix}"
    file.write_bytes(script.encode("utf-8"))
    return output_of(shutil.which(program) or program, str(file))


SEPARATOR = "\f"

RUNNERS = {
    "python": (
        "-c",
        "import runpy, sys\n"
        "for file in sys.argv[1:]:\n"
        "    print(end='\\f')\n"
        "    runpy.run_path(file)",
    ),
    # The next script begins when the one before has nothing left to wait for.
    "javascript": (
        "-e",
        "const files = process.argv.slice(1);"
        "process.on('beforeExit', () => {"
        " if (files.length) { process.stdout.write('\\f'); require(files.shift()); }"
        "});",
    ),
    "php": ("-r", 'foreach (array_slice($argv, 1) as $file) { echo "\\f"; include $file; }'),
}
"""What a program is given to run files one after the other: it takes longer to start than to run
one.
"""


def execute_all(form: str, scripts: dict[str, str], folder: Path) -> dict[str, str]:
    """Run copied scripts one after the other, and return the output of each by its name."""
    if form not in RUNNERS:
        return {name: execute(form, script, folder) for name, script in scripts.items()}
    program, suffix, _ = COMMANDS[form]
    files = [folder / f"copied {number}.{suffix}" for number in range(len(scripts))]
    for file, script in zip(files, scripts.values(), strict=True):
        file.write_bytes(script.encode("utf-8"))
    command = (shutil.which(program) or program, *RUNNERS[form], *map(str, files))
    _, *outputs = output_of(*command).split(SEPARATOR)
    return dict(zip(scripts, outputs, strict=True))


def output_of(*command: str) -> str:
    """The output of a program, which must succeed."""
    # A client that reads certificates refuses the empty file that this process has for them.
    environment = {name: value for name, value in os.environ.items() if name != "SSL_CERT_FILE"}
    process = subprocess.run(
        command, capture_output=True, check=False, timeout=SECONDS, env=environment
    )
    assert process.returncode == 0, process.stderr.decode("utf-8", "replace")
    return process.stdout.decode("utf-8", "replace")


def last(collector: Collector) -> Received:
    """The one request since the last call."""
    (received,) = collector.received()
    collector.clear()
    return received
