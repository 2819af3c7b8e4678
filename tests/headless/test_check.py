"""`check` prints problems as JSON, and its exit code says whether there are errors."""

import json
import time
from pathlib import Path

import pytest

from convert_console.headless.commands import run
from convert_console.protocol.visitor import visitor_id

DATA = Path(__file__).parents[1] / "data"
OBSERVED = json.loads((DATA / "observed.json").read_text())


def checked(capsys, *arguments: str) -> tuple[int, list[dict[str, str]]]:
    code = run(["check", *arguments])
    return code, json.loads(capsys.readouterr().out)


def arguments_of(entry, folder: Path) -> list[str]:
    file = folder / "request"
    url = entry.get("url", "")
    if "payload" in entry:
        file.write_text(json.dumps(entry["payload"]))
    else:
        file.write_text(url)
    found = [str(file), "--method", entry["method"]]
    if url and "payload" in entry:
        found += ["--endpoint", url]
    agent = entry.get("headers", {}).get("User-Agent")
    return [*found, "--user-agent", agent] if agent else found


@pytest.mark.parametrize("entry", OBSERVED, ids=lambda entry: entry["name"])
def test_what_was_observed_fires_the_rules_it_must_and_no_others(entry, tmp_path, capsys):
    _, problems = checked(capsys, *arguments_of(entry, tmp_path))
    fired = {problem["rule"] for problem in problems}
    assert set(entry["rules_that_must_fire"]) <= fired
    assert not set(entry["rules_that_must_not_fire"]) & fired


def test_a_clean_request_has_nothing_above_info_and_exits_0(tmp_path, capsys):
    clean = json.loads((DATA / "clean.json").read_text())
    clean["vid"] = visitor_id(time.time(), 1)
    (tmp_path / "clean.json").write_text(json.dumps(clean))
    code, problems = checked(capsys, str(tmp_path / "clean.json"))
    assert {problem["severity"] for problem in problems} <= {"info"}
    assert code == 0


@pytest.mark.parametrize("pid", [" 10000001 ", "10000001\n"])
def test_blanks_around_the_project_id_are_said_without_an_endpoint_too(pid, tmp_path, capsys):
    odd = json.loads((DATA / "clean.json").read_text()) | {"pid": pid}
    (tmp_path / "odd.json").write_text(json.dumps(odd))
    code, problems = checked(capsys, str(tmp_path / "odd.json"))
    (said,) = [problem for problem in problems if problem["rule"] == "pid-host"]
    assert (code, said["severity"], said["path"]) == (1, "error", "pid")
    assert "blanks" in said["message"]


def test_errors_exit_1_with_rule_severity_path_and_message(tmp_path, capsys):
    (tmp_path / "bad.json").write_text('{"cid":"1","pid":"2","ev":[]}')
    code, problems = checked(capsys, str(tmp_path / "bad.json"), "--json")
    assert code == 1
    assert {"rule", "severity", "path", "message"} == set(problems[0])
    assert "missing-vid" in {problem["rule"] for problem in problems}


def test_broken_json_is_a_problem_and_not_a_failure(tmp_path, capsys):
    (tmp_path / "broken.json").write_text('{"cid":')
    code, problems = checked(capsys, str(tmp_path / "broken.json"))
    assert (code, problems[0]["rule"]) == (1, "json-syntax")


def test_a_file_that_is_not_there_exits_2_with_one_sentence(capsys):
    assert run(["check", "nowhere.json"]) == 2
    assert capsys.readouterr().err.startswith("convert-console: nowhere.json cannot be read")


def test_a_catalog_that_is_none_exits_2(tmp_path, capsys):
    (tmp_path / "request.json").write_text("{}")
    (tmp_path / "catalog.json").write_text("[]")
    code = run(
        ["check", str(tmp_path / "request.json"), "--catalog", str(tmp_path / "catalog.json")]
    )
    assert code == 2
    assert capsys.readouterr().err.count("\n") == 1
