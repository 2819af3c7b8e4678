"""Whatever foreign text says, no command writes what a terminal would obey."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from xml.etree import ElementTree

import pytest

from support import terminal

HOSTILE = (
    "\x1b[2J\x1b]0;title\x07\x08\r\x0b\x0c\x7f\x85\x9b2J\x9d"  # clears the screen, sets the title
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    "\u2028\u2029\u200b\u2060\ufeff\xad\U000e0041\U000e0100a\u200db"
)
ALLOWED = frozenset("\n\t\u200c\u200d")  # layout, and what joins the parts of an emoji


def dangerous(text: str) -> list[str]:
    """By Python's own tables, so that this does not repeat what it tests."""
    hidden = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return [c for c in set(text) - ALLOWED if unicodedata.category(c) in hidden]


def harmless(*arguments: str, given: str = "", **environment: str) -> terminal.Result:
    """What a command says, once nothing in it can move the cursor."""
    ended = terminal.run(*arguments, given=given.encode(errors="surrogatepass"), **environment)
    assert dangerous(ended.out) == []
    assert dangerous(ended.err) == []
    assert "Traceback" not in ended.err
    return ended


def all_harmless(*runs: tuple[list[str], str]) -> list[tuple[int, str]]:
    """The exit code of each of several commands and what it says on the standard output.

    They run one after the other in a process, each with its input.
    """
    ended = terminal.start_python("-c", _EACH)
    given = json.dumps(runs).encode()
    out, err = ended.communicate(given, timeout=terminal.SECONDS)
    assert dangerous(out.decode()) == []
    assert dangerous(err.decode()) == []
    assert b"Traceback" not in err
    parts = re.split(r"^ended with (\d)$", out.decode(), flags=re.MULTILINE)
    said, codes = parts[:-1:2], parts[1::2]
    assert len(codes) == len(runs)
    return [(int(code), text.strip()) for code, text in zip(codes, said, strict=True)]


def codes_of(*runs: tuple[list[str], str]) -> list[int]:
    """The exit codes of several commands, each with its input."""
    return [code for code, _ in all_harmless(*runs)]


_EACH = """
import io, json, sys
from convert_console.__main__ import main
for arguments, given in json.load(sys.stdin):
    sys.stdin = io.TextIOWrapper(io.BytesIO(given.encode(errors="surrogatepass")))
    try:
        code = main(arguments)
    except SystemExit as ended:
        code = ended.code
    print(f"\\nended with {code}", flush=True)
"""


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """An endpoint that gives every connection the same bytes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    plain, _ = listener.accept()
                except OSError:
                    return
                with plain:
                    plain.recv(65_536)
                    plain.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/track"
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


def sent_to(*answers: bytes) -> list[int]:
    """The exit codes of two sends to an endpoint of each answer, in words and as JSON."""
    with ExitStack() as endpoints:
        runs = []
        for answer in answers:
            send = ["send", "-", "--endpoint", endpoints.enter_context(answering(answer))]
            runs += [(send, "{}"), ([*send, "--json"], "{}")]
        return codes_of(*runs)


def test_every_dangerous_character_there_is_becomes_an_escape() -> None:
    """All of Unicode, in a value of JSON: it reads back as the same value."""
    everything = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x11_0000))))
    # Signs of Arabic and Egyptian script that Python counts as format, but that are seen.
    seen = "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001345f"
    value = re.sub(f"[{seen}]", "", everything)
    (said,) = json.loads(harmless("paste", "-", "--json", given=json.dumps([{"vid": value}])).out)[
        "documents"
    ]
    assert said["document"]["vid"] == value


def test_documents_keep_their_meaning_but_become_harmless() -> None:
    commands = (["encode"], ["paste", "--json"], ["paste"], ["check"])
    queries = []
    for raw in (False, True):
        document = json.dumps({HOSTILE: HOSTILE, "cid": "1"}, ensure_ascii=not raw)
        runs = [([*command, "-"], document) for command in commands]
        (_, query), (_, pasted), _, (_, problems) = all_harmless(*runs)
        assert json.loads(pasted)["documents"][0]["document"][HOSTILE] == HOSTILE
        json.loads(problems)
        queries.append(query)
    for _, decoded in all_harmless(*((["decode", query], "") for query in queries)):
        assert json.loads(decoded)[HOSTILE] == HOSTILE


def test_a_single_surrogate_in_json_is_kept() -> None:
    pasted = json.loads(harmless("paste", "-", "--json", given='{"vid": "\\ud800"}').out)
    assert pasted["documents"][0]["document"] == {"vid": "\ud800"}


def test_broken_documents_are_quoted_safely() -> None:
    texts = (
        f"{{'a': {HOSTILE}",
        f"{HOSTILE}",
        f'{{"cid": "1", {HOSTILE}}}',
        f'{{"ev": [{{"evt": "{HOSTILE}", "goals": "{HOSTILE}"}}], "pid": "{HOSTILE}"}}',
        f"curl 'https://a.example/{HOSTILE}' -H 'X: {HOSTILE}' -d '{{\"vid\":\"{HOSTILE}\"}}'",
        f"cid={HOSTILE}&{HOSTILE}[]=1&cid=2&vid[{HOSTILE}]=%1b[2J",
        f"/track?cid=1&cid={HOSTILE}&%1B[2J=%1B[2J&a[%E2%80%AE]=1&a=2",
        "\ufeff{}",
    )
    commands = (["encode"], ["decode"], ["check"], ["paste"], ["paste", "--json"], ["send"])
    codes = codes_of(*(([*command, "-"], text) for text in texts for command in commands))
    assert set(codes) == {0, 1, 2}


def test_arguments_are_repeated_safely() -> None:
    arguments: list[list[str]] = [
        [HOSTILE],
        ["encode", HOSTILE],
        ["encode", "-", HOSTILE],
        ["encode", "-", "--spelling", HOSTILE],
        ["decode", f"a[{HOSTILE}]={HOSTILE}"],
        ["check", HOSTILE],
        ["check", f"https://{HOSTILE}/?cid={HOSTILE}"],
        ["check", "-", "--endpoint", HOSTILE],
        ["check", "-", "--user-agent", HOSTILE],
        ["check", "-", "--catalog", HOSTILE],
        ["paste", HOSTILE],
        ["send", HOSTILE],
        ["send", "-", "--endpoint", f"http://127.0.0.1:1/{HOSTILE}"],
        ["send", "-", "--endpoint", HOSTILE],
        ["send", "-", "--local", "--user-agent", HOSTILE],
        ["collector", "--port", HOSTILE],
        ["collector", "--timeout", HOSTILE],
        ["collector", "--expect", HOSTILE],
        ["collector", "--expect", "-", "--junit", f"{HOSTILE}/nowhere.xml"],
    ]
    codes = codes_of(*((given, '{"cid": "1"}') for given in arguments))
    assert set(codes) == {0, 1, 2}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_a_file_s_name_moves_no_cursor_and_forges_no_line(tmp_path: Path) -> None:
    name = "a\n\x1b[2Jconvert-console: all is well \u202e.json"
    ended = harmless("encode", str(tmp_path / name))
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    (tmp_path / name).write_text("no JSON")
    harmless("encode", str(tmp_path / name))
    harmless("check", str(tmp_path / name))
    not_utf_8 = tmp_path / "\udc9b2J"
    not_utf_8.write_bytes(b"\x9b")
    assert "\\udc9b2J is not UTF-8" in harmless("check", str(not_utf_8)).err


def test_an_endpoint_cannot_clear_the_screen() -> None:
    """In its reason, its headers, its Location and its body, as UTF-8 and as single bytes."""
    signs = re.sub("[\r\x0b\x0c]", "", HOSTILE).encode()  # what httpx lets through
    answer = (
        b"HTTP/1.1 %d \x9b2J\xc2\x9b\r\nLocation: /%s\r\nServer: %s\r\n"
        b'Content-Type: application/json; charset="%s"\r\nX-A: \x9b2J%s\r\n\r\n{"a":"%s\x9b2J"}'
    )
    assert sent_to(*(answer % (status, *[signs] * 5) for status in (200, 302, 503))) == [
        *(0, 0),
        *[1] * 4,
    ]


def test_a_location_that_clears_the_screen_is_shown_as_an_escape() -> None:
    answer = b"HTTP/1.1 302 Found\r\nLocation: /\x1b[2J\xe2\x80\xae\r\nContent-Length: 0\r\n\r\n"
    with answering(answer) as url:
        told = harmless("send", "-", "--endpoint", url, "--json", given="{}")
    headers = dict(json.loads(told.out)["answer"]["headers"])
    assert headers["Location"].startswith("/\x1b[2J")
    assert "/\\u001b[2J" in told.out


def test_an_answer_that_is_not_http_is_quoted_safely() -> None:
    named = b"HTTP/1.1 200 OK\r\nX-\x1b[2J\xc2\x9b: 1\r\n\r\n"
    answers = (HOSTILE.encode(), named, b"\x9b2J\r\n\r\n", b"HTTP/1.1 \x1b[2J\r\n\r\n")
    assert sent_to(*answers) == [1] * 8


def test_expectations_and_requests_are_printed_safely(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    wanted = tmp_path / "wanted.json"
    document = {"vid": HOSTILE, HOSTILE: "b"}
    named = {"name": f"{HOSTILE}\nmet       forged", "document": document}
    wanted.write_text(json.dumps([named]), encoding="utf-8")
    arguments = ("--port", "0", "--expect", str(wanted), "--timeout", "30")
    process = terminal.start("collector", *arguments, "--junit", str(report))
    assert process.stdin and process.stdout
    first = process.stdout.readline().decode()
    url = re.findall(r"http://\S+/track", first)[0]
    other = json.dumps({"vid": f"{HOSTILE}!"}, ensure_ascii=False)
    harmless("send", "-", "--endpoint", url, given=other)
    query = harmless("encode", "-", given=json.dumps(document)).out.strip()
    harmless("send", "-", "--endpoint", f"{url}?{query}", given="{}", NO_PROXY="*")
    process.terminate()
    out, err = process.communicate(timeout=terminal.SECONDS)
    assert dangerous(first + out.decode()) == []
    assert dangerous(err.decode()) == []
    assert ("missing " in out.decode(), "\nmet " in out.decode()) == (True, False)
    text = report.read_text(encoding="utf-8")
    assert dangerous(text) == []
    [case] = ElementTree.fromstring(text)[0].iter("testcase")
    assert "missing" not in case.get("name", "missing")


def test_faulty_expectations_are_printed_safely() -> None:
    texts = (f'[{{"{HOSTILE}": 1}}]', f"[{HOSTILE}", json.dumps([{HOSTILE: 1}]))
    assert codes_of(*((["collector", "--expect", "-"], text) for text in texts)) == [2] * 3


def test_a_bug_and_a_log_line_are_printed_safely() -> None:
    """A traceback, what a thread raises, a warning and a log that nobody set up."""
    script = f"""
import logging, threading, warnings
from convert_console.cli import streams
from convert_console.__main__ import main
def bug(_): raise ZeroDivisionError({HOSTILE!r})
from convert_console.cli import check
check.CHECK = check.CHECK._replace(run=bug)
streams.prepare()
logging.getLogger("httpx").warning("%s", {HOSTILE!r})
warnings.warn({HOSTILE!r})
thread = threading.Thread(target=bug, args=(1,)); thread.start(); thread.join()
main(["check", "-"])
"""
    ended = terminal.python(script)
    assert ended.code == 1
    assert dangerous(ended.out + ended.err) == []
    assert ended.err.count("\\u001b[2J") >= 4


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of POSIX")
def test_a_terminal_gets_no_colours_of_python_either() -> None:
    """Python 3.13 colours tracebacks, 3.14 the help; escaped, that could not be read."""
    import pty  # there is none on Windows

    controlling, terminals = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", _ON_A_TERMINAL], stdout=terminals, stderr=terminals
    )
    os.close(terminals)
    shown = b""
    with suppress(OSError):  # Linux says so when all of it was read
        while part := os.read(controlling, 65_536):
            shown += part
    os.close(controlling)
    assert process.wait(terminal.SECONDS) == 1
    text = shown.decode().replace("\r\n", "\n")
    assert dangerous(text) == []
    assert "u001b" not in text
    assert "usage: convert-console" in text
    assert "ZeroDivisionError: a bug" in text


_ON_A_TERMINAL = """
from convert_console.__main__ import main
try:
    main(["--help"])
except SystemExit:
    raise ZeroDivisionError("a bug")
"""
