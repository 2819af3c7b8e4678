"""A paste that holds more than is read of it says so, and mixes no two requests."""

import json

import pytest

from convert_console.core.paste import Recognised
from convert_console.core.paste.recognise import recognise

HOST = "x.metrics.convertexperiments.com"
DOCUMENT = '{"cid":"1","pid":"2","vid":"%d"}'
ONE_OF_EACH = {
    "tracking URLs": f"https://{HOST}/track?cid=1&pid=2&vid=%d\n",
    "legacy URLs": "https://2.track.convertexperiments.com/track/?c=1&p=2&u=1&e=%d.200001\n",
    "lines of a server's log": '10.0.0.1 "GET /track?cid=1&pid=2&vid=%d HTTP/1.1" 200\n',
    "documents": f"2026-01-01 INFO sent {DOCUMENT}\n",
    "addresses of the application": "https://app.convert.com/accounts/1/projects/2/experiences/%d\n",
    "cURL commands": f"curl 'https://{HOST}/track?cid=1&pid=2&vid=%d'\n",
    "parts of a cURL command": f"-A x 'https://{HOST}/track?cid=1&pid=2&vid=%d' --next ",
    "calls of fetch": f"fetch('https://{HOST}/track?cid=1&pid=2&vid=%d');\n",
    "calls of _conv_q": "_conv_q.push(['triggerConversion','%d']);\n",
    "PowerShell commands": f"iwr -Uri 'https://{HOST}/track' -Method POST -Body '{DOCUMENT}'\n",
    "HTTP requests": f"GET /track?cid=1&pid=2&vid=%d HTTP/1.1\nHost: {HOST}\n\n",
}


def several(kind: str, count: int) -> str:
    start = "curl " if kind == "parts of a cURL command" else ""
    return start + "".join(ONE_OF_EACH[kind] % (100_000 + i) for i in range(count))


def told(found: Recognised) -> list[str]:
    every = [*found.notes, *(note for request in found.requests for note in request.notes)]
    return [note for note in every if "Paste the others" in note or "was not read. Paste" in note]


@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_what_is_not_read_of_a_long_paste_is_noted(kind):
    found = recognise(several(kind, 2_100))
    assert isinstance(found, Recognised)
    assert told(found)


@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_a_short_paste_is_read_whole_without_a_note(kind):
    found = recognise(several(kind, 3))
    assert isinstance(found, Recognised)
    assert told(found) == []
    whole = "".join(request.text for request in found.requests)
    assert all(str(100_000 + i) in whole for i in range(3))


def test_a_document_among_others_that_cannot_be_read_is_noted_as_left_out():
    broken = '{"cid":' + "[" * 300
    found = recognise("\n".join((DOCUMENT % 1, broken, DOCUMENT % 3)))
    assert isinstance(found, Recognised)
    assert [json.loads(request.text)["vid"] for request in found.requests] == ["1", "3"]
    assert "Left out parts that could not be read as JSON: 1." in found.notes


@pytest.mark.parametrize("label", ["[2026-01-01 10:00:00] INFO: ", "[main] ", "[1] [x] sent "])
@pytest.mark.parametrize("count", [1, 3])
def test_brackets_before_the_lines_of_a_log_are_no_list_of_documents(label: str, count: int):
    found = recognise("\n".join(label + DOCUMENT % i for i in range(count)))
    assert isinstance(found, Recognised)
    vids = [json.loads(request.text)["vid"] for request in found.requests]
    assert vids == [str(i) for i in range(count)]


def test_powershell_commands_are_read_each_with_its_own_headers_and_body():
    text = "\n".join(
        f"$session.UserAgent = 'Agent/{i}'\n"
        f'Invoke-WebRequest -UseBasicParsing -Uri "https://{HOST}/track" -Method "POST" '
        f'-Headers @{{"X-Only-{i}"="iwr {i}"}} -Body \'{DOCUMENT % i}\''
        for i in range(3)
    )
    found = recognise(text)
    assert isinstance(found, Recognised)
    assert found.label == "PowerShell web requests"
    assert [request.user_agent for request in found.requests] == ["Agent/0", "Agent/1", "Agent/2"]
    assert [request.headers for request in found.requests] == [
        ((f"X-Only-{i}", f"iwr {i}"),) for i in range(3)
    ]
    assert [json.loads(request.text)["vid"] for request in found.requests] == ["0", "1", "2"]


def test_http_requests_one_after_another_are_not_taken_for_one_with_a_body():
    posted = DOCUMENT % 2
    text = (
        f"GET /track?cid=1&vid=1 HTTP/1.1\r\nHost: {HOST}\r\n\r\n"
        f"POST /track HTTP/1.1\r\nHost: {HOST}\r\nX-A: b\r\n\r\n{posted}\r\n\r\n"
        f"GET /track?cid=1&vid=3 HTTP/1.1\r\nHost: {HOST}\r\n\r\n"
    )
    found = recognise(text)
    assert isinstance(found, Recognised)
    assert [request.method for request in found.requests] == ["GET", "POST", "GET"]
    assert [json.loads(request.text)["vid"] for request in found.requests] == ["1", "2", "3"]


URL = f"https://{HOST}/track"
LIVE = DOCUMENT % 1
OLD = DOCUMENT % 2


@pytest.mark.parametrize(
    "text",
    [
        f"# curl '{URL}' -d '{OLD}'\ncurl '{URL}' -d '{LIVE}'",
        f"// const body = {OLD};\nconst body = {LIVE};\nfetch('{URL}', {{method: 'POST', body}});",
        f"const body = {LIVE}; /* was {OLD} */",
        "// const body = {\n//   cid: '1', pid: '2', vid: '2'\n// };\n" + f"const body = {LIVE};",
        f"# payload = {OLD}\npayload = {LIVE}",
        f"<!-- <img src='{URL}?cid=1&pid=2&vid=2'> -->\n<img src='{URL}?cid=1&pid=2&vid=1'>",
    ],
)
def test_a_request_in_a_comment_is_left_out_with_a_note(text):
    found = recognise(text)
    assert isinstance(found, Recognised)
    assert [json.loads(request.text)["vid"] for request in found.requests] == ["1"]
    assert "Requests in comments were left out." in found.notes


@pytest.mark.parametrize(
    ("text", "vids"),
    [
        (f"# curl '{URL}' -d '{OLD}'\n# curl '{URL}' -d '{LIVE}'", ["2", "1"]),
        (f"// first\n{OLD}\n// second\n{LIVE}", ["2", "1"]),
        (f"# cat <<EOF | curl '{URL}' -d @-\n{LIVE}\nEOF", ["1"]),
        (f"see //{HOST}/track?cid=1&pid=2&vid=2 and {URL}?cid=1&pid=2&vid=1", ["2", "1"]),
    ],
)
def test_what_only_looks_like_a_request_in_a_comment_is_read(text, vids):
    found = recognise(text)
    assert isinstance(found, Recognised)
    assert [json.loads(request.text)["vid"] for request in found.requests] == vids
    assert "Requests in comments were left out." not in found.notes
