"""`check` prints problems as JSON, and its exit code says whether there are errors."""

import json
import time
from pathlib import Path

import pytest

from convert_console.cli.commands import run
from convert_console.core.request.new_ids import visitor_id

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
def test_blanks_around_the_project_id_are_reported_without_an_endpoint_too(pid, tmp_path, capsys):
    odd = json.loads((DATA / "clean.json").read_text()) | {"pid": pid}
    (tmp_path / "odd.json").write_text(json.dumps(odd))
    code, problems = checked(capsys, str(tmp_path / "odd.json"))
    (said,) = [problem for problem in problems if problem["rule"] == "pid-host"]
    assert (code, said["severity"], said["path"]) == (1, "error", "pid")
    assert "spaces" in said["message"]


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


def at(tmp_path, text: str) -> str:
    (tmp_path / "given").write_text(text, encoding="utf-8")
    return str(tmp_path / "given")


HOST = "10000002.metrics.convertexperiments.com"
SMALL = '{"cid": "10000009", "pid": "10000001"}'


@pytest.mark.parametrize(
    "endpoint", [f"https://{HOST}/track", f"{HOST}/track", f" //{HOST}/track", HOST]
)
def test_an_endpoint_may_lack_its_scheme(endpoint, tmp_path, capsys):
    _, problems = checked(capsys, at(tmp_path, SMALL), "--endpoint", endpoint)
    assert ("pid-host", "pid") in {(one["rule"], one["path"]) for one in problems}


@pytest.mark.parametrize(
    "endpoint", ["not a url", "ftp://host/track", "https://", "ho$t", "é.example"]
)
def test_an_endpoint_that_is_not_an_address_exits_2_with_one_sentence(endpoint, tmp_path, capsys):
    assert run(["check", at(tmp_path, SMALL), "--endpoint", endpoint]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1


@pytest.mark.parametrize(
    "url",
    [
        f"https://{HOST}/track?cid=1&pid=1",
        f"HTTPS://{HOST}/track?cid=1&pid=1",
        f"{HOST}/track?cid=1&pid=1",
        f"//{HOST}/track?cid=1&pid=1",
        f"https://{HOST}/track?cid=1&amp;pid=1&amp;s=summer sale\n",
    ],
)
def test_a_tracking_url_brings_its_own_endpoint_and_method(url, tmp_path, capsys):
    _, problems = checked(capsys, at(tmp_path, url))
    found = {(one["rule"], one["path"]) for one in problems}
    assert {("pid-host", "pid"), ("missing-vid", "vid")} <= found
    assert not {"json-syntax", "missing-cid", "missing-pid"} & {rule for rule, _ in found}


def test_a_tracking_url_may_stand_in_place_of_a_file(capsys):
    _, problems = checked(capsys, f"https://{HOST}/track?cid=1&pid=1")
    assert {"pid-host", "missing-vid"} <= {one["rule"] for one in problems}


QUERIES = ("cid=1&pid=1&{}", "?cid=1&pid=1&{}", "/track?cid=1&pid=1&{}", "localhost:1/t?pid=1&{}")


@pytest.mark.parametrize("query", QUERIES)
def test_a_bare_query_is_read_as_one_from_a_file_and_as_it_is(query, tmp_path, capsys):
    written = query.format("ev[1][evt]=tr")
    from_file = checked(capsys, at(tmp_path, written))
    assert checked(capsys, written) == from_file
    rules = {one["rule"] for one in from_file[1]}
    assert {"missing-vid", "get-gap"} <= rules
    assert not {"json-syntax", "missing-pid"} & rules


def test_a_query_longer_than_a_file_s_name_may_be_is_read(capsys):
    _, problems = checked(capsys, f"cid=1&pid={'1' * 5_000}")
    assert "get-too-long" in {one["rule"] for one in problems}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"curl 'https://{HOST}/track' -d '{{\"cid\":1}}'", "cURL command (bash)"),
        ("_conv_s=sh:1796000000000-0.4*si:1*pv:1", "Cookie"),
    ],
)
def test_content_for_other_programs_is_named_with_its_reader(text, what, tmp_path, capsys):
    file = at(tmp_path, text)
    assert run(["check", file]) == 1
    told = capsys.readouterr()
    assert json.loads(told.out)[0]["rule"] == "json-syntax"
    assert told.err.startswith("note: recognised as: ") and what in told.err
    assert f"“convert-console paste {file} --document 1 | convert-console check -”" in told.err


@pytest.mark.parametrize("text", ['{"cid":', "nothing of ours", "a=b", ""])
def test_nothing_more_is_reported_about_anything_else(text, tmp_path, capsys):
    assert run(["check", at(tmp_path, text)]) == 1
    assert capsys.readouterr().err == ""


def test_an_endpoint_given_with_a_url_takes_precedence(tmp_path, capsys):
    url = at(tmp_path, f"https://{HOST}/track?cid=1&pid=10000001")
    _, problems = checked(capsys, url, "--endpoint", "https://cdn-4.convertexperiments.com/track")
    rules = {one["rule"] for one in problems}
    assert "wrong-host" in rules and "pid-host" not in rules


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_problems_visible_only_in_the_query_are_reported_for_a_get(method, tmp_path, capsys):
    url = at(tmp_path, f"https://{HOST}/track?cid=1&cid=2&ev[0][evt]=tr&ev[2][evt]=tr")
    _, problems = checked(capsys, url, "--method", method)
    found = [(p["rule"], p["path"]) for p in problems if p["rule"] in ("get-gap", "duplicate-key")]
    assert found == ([("get-gap", "ev"), ("duplicate-key", "cid")] if method == "GET" else [])


@pytest.mark.parametrize(("brackets", "expected"), [("%5B%5D", ["get-too-long"]), ("[]", [])])
def test_the_length_of_a_url_counts_its_brackets_as_they_are_written(
    brackets, expected, tmp_path, capsys
):
    query = "&".join([f"a{brackets}=xxxxxxxx"] * 150)
    _, problems = checked(capsys, at(tmp_path, f"https://{HOST}/track?{query}"))
    assert [one["rule"] for one in problems if one["rule"] == "get-too-long"] == expected


@pytest.mark.parametrize("word", ["undefined", "null", "NaN"])
def test_a_word_in_place_of_the_project_is_reported_once_without_an_endpoint(
    word, tmp_path, capsys
):
    _, problems = checked(capsys, at(tmp_path, json.dumps({"pid": word})))
    assert [one["path"] for one in problems if one["rule"] == "host-undefined"] == ["pid"]


@pytest.mark.parametrize(
    ("agent", "rule"),
    [("none", "ua-missing"), ("None", "ua-missing"), ("", "ua-missing"), ("curl/8", "ua-bot")],
)
def test_the_user_agent_is_judged(agent, rule, tmp_path, capsys):
    code, problems = checked(capsys, at(tmp_path, SMALL), "--user-agent", agent)
    assert rule in {one["rule"] for one in problems} and code == 1


@pytest.mark.parametrize("arguments", [[], ["x", "--method", "PUT"], ["x", "--agent", "y"]])
def test_arguments_that_cannot_be_read_exit_2(arguments, capsys):
    with pytest.raises(SystemExit) as left:
        run(["check", *arguments])
    assert left.value.code == 2


@pytest.mark.parametrize("keyed", [False, True])
def test_a_catalog_may_be_of_lists_or_keyed_by_id_with_numbers_or_texts(keyed, tmp_path, capsys):
    goal = {"id": 7, "type": "visits_page"}
    catalog = {"goals": {"7": {"type": "visits_page"}} if keyed else [goal], "experiences": []}
    (tmp_path / "catalog.json").write_text(json.dumps(catalog))
    request = at(tmp_path, json.dumps({"ev": [{"evt": "tr", "goals": ["7", 8]}]}))
    _, problems = checked(capsys, request, "--catalog", str(tmp_path / "catalog.json"))
    found = {(one["rule"], one["path"]) for one in problems}
    assert {("goal-not-revenue", "ev[0].goals[0]"), ("unknown-goal", "ev[0].goals[1]")} <= found


V1 = {
    "accountId": "10000009",
    "projectId": "10000001",
    "visitors": [
        {
            "visitorId": "v",
            "events": [
                {"eventType": "bucketing", "data": {"experienceId": "5", "variationId": "7"}}
            ],
        }
    ],
    "source": "js4.4.3",
}
V1_ENDPOINT = "https://metrics.convertexperiments.com/v1/track/10000009/10000001"


@pytest.mark.parametrize("more", [[], ["--endpoint", V1_ENDPOINT]])
def test_a_body_of_the_v1_api_is_judged_by_its_rules(more, tmp_path, capsys):
    assert checked(capsys, at(tmp_path, json.dumps(V1)), *more) == (0, [])
    odd = json.dumps({**V1, "visitors": [{**V1["visitors"][0], "visitorId": ""}]})  # type: ignore[dict-item]
    code, problems = checked(capsys, at(tmp_path, odd), *more)
    assert code == 1
    assert [(one["rule"], one["path"]) for one in problems] == [
        ("missing-vid", "visitors[0].visitorId")
    ]


def test_a_body_for_the_other_endpoint_is_reported(tmp_path, capsys):
    track = f"https://{HOST.replace('2.', '1.')}/track"
    for text, endpoint in ((json.dumps(V1), track), (SMALL, V1_ENDPOINT)):
        code, problems = checked(capsys, at(tmp_path, text), "--endpoint", endpoint)
        assert code == 1 and "body-for-other-endpoint" in {one["rule"] for one in problems}


@pytest.mark.parametrize("key", ["None", "undefined", "null", ""])
def test_an_address_without_an_sdk_key_is_reported(key, tmp_path, capsys):
    endpoint = f"https://metrics.convertexperiments.com/v1/track/{key}"
    _, problems = checked(capsys, at(tmp_path, json.dumps(V1)), "--endpoint", endpoint)
    assert "sdk-key-undefined" in {one["rule"] for one in problems}


@pytest.mark.parametrize("ids", [{"accountId": "null"}, {"projectId": "é"}, {"accountId": None}])
def test_a_v1_body_with_odd_ids_is_checked_all_the_same(ids, tmp_path, capsys):
    code, problems = checked(capsys, at(tmp_path, json.dumps({**V1, **ids})))
    assert code == 1
    assert {one["path"] for one in problems} == {*ids}
