"""What is said of the address and the headers."""

from dataclasses import replace

import pytest

from support.linting import CLEAN, DROP, PROFILE, document, fixed, places, problems

METRICS = "metrics.convertexperiments.com"
BROWSER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Safari/537.36"
)


def at(url: str):
    return replace(PROFILE, target="custom", endpoint=url)


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_another_project_s_address_is_reported(method) -> None:
    profile = replace(PROFILE, project="10000002")
    assert places(CLEAN, "pid-host", method, profile=profile) == [("error", "pid")]
    shouted = at(f"HTTPS://10000002.{METRICS.upper()}./track")
    assert places(CLEAN, "pid-host", profile=shouted) == [("error", "pid")]


@pytest.mark.parametrize(
    "url",
    [
        f"https://10000001.{METRICS}/track",
        "https://track.shop.example/track",
        "http://127.0.0.1:8765/track",
        f"https://10000002.{METRICS}.shop.example/track",
        f"https://.{METRICS}/track",
        "https://[broken/track",
        "",
    ],
)
def test_the_own_address_and_those_that_name_no_project_are_fine(url) -> None:
    assert problems(CLEAN, "pid-host", profile=at(url)) == []


def test_a_number_and_a_text_are_the_same_project_and_a_missing_one_is_reported_elsewhere() -> None:
    assert problems(document(pid=10000001), "pid-host") == []
    assert problems(document(pid=DROP), "pid-host") == []
    assert problems(CLEAN, "pid-host", profile=replace(PROFILE, project="")) == []


@pytest.mark.parametrize("pid", [" 10000001 ", "10000001\n", "\t10000001"])
def test_a_project_with_blanks_around_differs_from_the_address_and_can_be_trimmed(pid) -> None:
    (problem,) = problems(document(pid=pid), "pid-host")
    assert (problem.severity, problem.where) == ("error", "pid")
    assert "spaces" in problem.sentence
    assert fixed(document(pid=pid), "pid-host")["pid"] == "10000001"
    own = at("https://track.shop.example/track")
    assert problems(document(pid=pid), "pid-host", profile=own) == []


@pytest.mark.parametrize("pid", [True, -5, " 10000002 "])
def test_what_cannot_be_the_address_s_project_is_reported_and_not_corrected(pid) -> None:
    assert places(document(pid=pid), "pid-host") == [("error", "pid")]
    assert [one.fix for one in problems(document(pid=pid), "pid-host")] == [None]


@pytest.mark.parametrize("pid", [None, "", " ", [], {}, ["10000001"], {"a": 1}])
def test_a_project_that_is_missing_or_nested_is_not_compared(pid) -> None:
    assert problems(document(pid=pid), "pid-host") == []


@pytest.mark.parametrize("word", ["undefined", "null", "NaN"])
def test_a_word_in_place_of_an_id_is_reported(word) -> None:
    host = at(f"https://{word}.{METRICS}/track")
    assert places(CLEAN, "host-undefined", profile=host) == [("error", "")]
    assert places(document(cid=word), "host-undefined") == [("error", "cid")]
    assert places(document(pid=word), "host-undefined") == [("error", "pid")]


@pytest.mark.parametrize("cid", ["10000009", 10000009, None, "nullify", DROP])
def test_other_ids_are_not_undefined(cid) -> None:
    assert problems(document(cid=cid), "host-undefined") == []


@pytest.mark.parametrize(
    "host",
    [
        "cdn-4.convertexperiments.com",
        "cdn.convertexperiments.com",
        "10000001.track.convertexperiments.com",
    ],
)
def test_a_host_that_takes_no_events_is_reported_with_the_right_one(host) -> None:
    (problem,) = problems(CLEAN, "wrong-host", profile=at(f"https://{host}/track"))
    assert (problem.severity, problem.where) == ("error", "")
    assert f"https://10000001.{METRICS}/track" in problem.sentence


def test_the_right_address_is_a_pattern_as_long_as_there_is_no_project() -> None:
    profile = at("https://cdn-4.convertexperiments.com/track")
    (problem,) = problems(document(pid=DROP), "wrong-host", profile=profile)
    assert "{pid}." in problem.sentence


@pytest.mark.parametrize(
    "url",
    [
        f"https://10000001.{METRICS}/track",
        "https://cdn-4.shop.example/track",
        "http://localhost:1/",
    ],
)
def test_other_hosts_are_not_called_wrong(url) -> None:
    assert problems(CLEAN, "wrong-host", profile=at(url)) == []


@pytest.mark.parametrize("agent", [None, "", " "])
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_request_without_a_user_agent_is_reported(agent, method) -> None:
    profile = replace(PROFILE, user_agent=agent)
    assert places(CLEAN, "ua-missing", method, profile=profile) == [("error", "")]
    assert problems(CLEAN, "ua-bot", method, profile=profile) == []


@pytest.mark.parametrize(
    "agent", ["node", "python-httpx/0.28", "MyShop/1.0", "convert-console/0.1"]
)
def test_a_user_agent_like_a_bot_s_is_reported(agent) -> None:
    profile = replace(PROFILE, user_agent=agent)
    assert places(CLEAN, "ua-bot", profile=profile) == [("error", "")]
    assert problems(CLEAN, "ua-missing", profile=profile) == []


@pytest.mark.parametrize("agent", [PROFILE.user_agent, "ConvertAgent/1.0", BROWSER])
@pytest.mark.parametrize("rule", ["ua-missing", "ua-bot"])
def test_convert_s_agent_and_browsers_pass(agent, rule) -> None:
    assert problems(CLEAN, rule, profile=replace(PROFILE, user_agent=agent)) == []


@pytest.mark.parametrize(
    "value", ["text/html;charset=UTF-8", "application/x-www-form-urlencoded", ""]
)
def test_a_body_that_is_not_called_json_is_reported(value) -> None:
    profile = replace(PROFILE, headers=(("content-type", value),))
    assert places(CLEAN, "content-type", profile=profile) == [("warning", "")]
    assert problems(CLEAN, "content-type", "GET", profile=profile) == []


def test_a_beacon_s_plain_text_is_normal_traffic() -> None:
    profile = replace(PROFILE, headers=(("Content-Type", "text/plain;charset=UTF-8"),))
    assert places(CLEAN, "content-type", profile=profile) == [("info", "")]


def test_convert_agent_further_on_is_a_conflict_of_the_sources() -> None:
    profile = replace(PROFILE, user_agent="okhttp/4.12.0 ConvertAgent/2.1.0")
    (problem,) = problems(CLEAN, "ua-bot", profile=profile)
    assert problem.severity == "warning"
    assert "sources disagree" in problem.sentence


@pytest.mark.parametrize(
    "headers",
    [
        (),
        (("X-Test", "text/plain"),),
        (("Content-Type", "application/json; charset=utf-8"),),
        (("content-type", "Application/JSON"),),
        (("Content-Type", "application/vnd.convert+json"),),
    ],
)
def test_json_by_any_of_its_names_is_fine(headers) -> None:
    assert problems(CLEAN, "content-type", profile=replace(PROFILE, headers=headers)) == []


def test_nothing_is_reported_about_an_impossible_request() -> None:
    assert problems(CLEAN, "content-type", profile=replace(PROFILE, project="")) == []
