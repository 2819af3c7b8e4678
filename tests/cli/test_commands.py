"""The command line as a whole: its help, its exit codes, its one sentence on errors."""

import json
import re
from pathlib import Path

import pytest

from convert_console import __version__
from convert_console.cli.commands import COMMANDS, run
from convert_console.services.collector.server import Collector
from support import terminal
from support.profiles import save_profile

NAMES = tuple(COMMANDS)


def test_every_command_is_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert re.findall(r"^    (\w+)", said, re.MULTILINE) == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_its_own_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run([name, "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert f"usage: convert-console {name}" in said
    assert re.search(f"^examples?:\n  convert-console {name}\\b", said, re.MULTILINE)


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["--version"])
    assert capsys.readouterr().out == f"convert-console {__version__}\n"


@pytest.mark.parametrize("arguments", [["unknown"], ["encode"], ["send", "-", "--method", "PUT"]])
def test_a_command_line_that_is_invalid_ends_with_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(arguments)
    assert ended.value.code == 2
    assert "usage: convert-console" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["encode", "nowhere.json"],
        ["send", "nowhere.json"],
        ["check", "nowhere.json"],
        ["paste", "nowhere.json"],
    ],
)
def test_input_that_cannot_be_used_ends_with_2_and_one_sentence(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("convert-console: ")
    assert err.endswith(".\n")
    assert err.count("\n") == 1


def test_a_process_ends_with_the_functions_result() -> None:
    ended = terminal.run("encode", "nowhere.json")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("convert-console: nowhere.json cannot be read")


NO_QT = """
import sys
from convert_console.__main__ import main
for line in sys.argv[1:]:
    try:
        print(line, main(line.split()), file=sys.stderr)
    except SystemExit as ended:
        print(line, ended.code, file=sys.stderr)
sys.exit(any(name.startswith(("PySide6", "shiboken", "qasync")) for name in sys.modules))
"""


def test_no_command_loads_qt(tmp_path: Path, collector: Collector) -> None:
    document = '{"pid": "2", "vid": "v", "ev": [{"evt": "viewExp"}]}'
    (tmp_path / "a.json").write_text(document)
    step = {"method": "POST", "pause": 0, "document": document}
    journey = json.dumps({"name": "a", "repeats": 1, "steps": [step]})
    (tmp_path / "journey.json").write_text(journey)
    (tmp_path / "orders.csv").write_text("order_id,total\nO-1,1.50\n")
    save_profile(target="custom", endpoint=collector.url, reach="local")
    lines = {
        "decode cid=1": 0,
        f"send {tmp_path}/a.json --profile Shop --record": 0,
        f"journey {tmp_path}/journey.json --profile Shop": 0,
        f"orders {tmp_path}/orders.csv --profile Shop": 1,
        "history status:200 --csv": 0,
        "completion bash": 0,
        "journey nobody": 2,
    }
    process = terminal.start_python("-c", NO_QT, *lines)
    _, err = process.communicate(timeout=terminal.SECONDS)
    ended = [line for line in err.decode().splitlines() if line.rpartition(" ")[0] in lines]
    assert ended == [f"{line} {code}" for line, code in lines.items()]
    assert process.returncode == 0


def test_a_script_gets_utf_8_whatever_the_code_page() -> None:
    ended = terminal.run("decode", "vid=%E6%97%A5%ED%A0%BD", PYTHONIOENCODING="cp1252")
    assert ended.code == 0
    assert '"vid": "日' in ended.out
