"""Commands of HTTPie and xh."""

import json

import pytest

from support.pasting import BODY, ENDPOINT, document, notes_of, only, recognised

DOCUMENT = {
    "cid": "10000009", "pid": "10000001", "vid": "v-1", "tid": "0012",
    "ev": [{"evt": "tr", "goals": [100300301, 100300302], "r": 1.5}],
}  # fmt: skip
EVENTS = json.dumps(DOCUMENT["ev"])
PLAIN = "cid=10000009 pid=10000001 vid=v-1 tid=0012"


@pytest.mark.parametrize(
    "command",
    [
        f"http POST {ENDPOINT} {PLAIN} ev:='{EVENTS}'",
        f"$ http --verbose {ENDPOINT} \\\n  {PLAIN} \\\n  ev:='{EVENTS}'",
        f"VID=v-1\nxh post {ENDPOINT} cid=10000009 pid=10000001 vid=$VID tid=0012 'ev:={EVENTS}'",
        f"https {ENDPOINT.removeprefix('https://')} {PLAIN} 'ev[0][evt]=tr' "
        "'ev[0][goals][]:=100300301' 'ev[0][goals][]:=100300302' 'ev[0][r]:=1.5'",
        f"http {ENDPOINT} --raw '{json.dumps(DOCUMENT)}'",
        f"echo '{json.dumps(DOCUMENT)}' | http {ENDPOINT}",
        f"http {ENDPOINT} <<< '{json.dumps(DOCUMENT)}'",
    ],
)
def test_each_way_to_write_a_command_is_the_same_request(command):
    request = only(f"{command} User-Agent:ConvertAgent/1.0")
    assert json.dumps(document(request)) == json.dumps(DOCUMENT)
    assert (request.method, request.endpoint) == ("POST", ENDPOINT)
    assert request.user_agent == "ConvertAgent/1.0"
    assert request.headers == (("Content-Type", "application/json"),)


def test_digits_and_separators_in_values_stay():
    command = (
        f"""http {ENDPOINT} cid=1 pid=2 'ev:=[{{"r":1.10}}]' vid=a:b=c@d 's\\:x=1' ra=@f.txt"""
    )
    assert '"r": 1.10' in only(command).text
    assert document(only(command))["vid"] == "a:b=c@d"
    assert document(only(command))["s:x"] == "1"
    assert "in a file, which is not read: ra=@f.txt" in notes_of(command)


def test_queries_go_by_get_and_forms_are_read_as_forms():
    query = only(f"xh get {ENDPOINT} cid==1 'ev[0][evt]==tr' 'seg[campaign]==a b&c'")
    form = only(f"http -f {ENDPOINT} cid=1 'ev[0][evt]=tr' 'seg[campaign]=a b&c'")
    assert (query.method, form.method) == ("GET", "POST")
    expected = {"cid": "1", "ev": [{"evt": "tr"}], "seg": {"campaign": "a b&c"}}
    assert document(query) == document(form) == expected


def test_each_command_is_a_request():
    found = recognised(f"http {ENDPOINT} cid=1 ev:=[]\nhttp {ENDPOINT} cid=2 'ev[][evt]=tr'\n")
    assert [document(request)["cid"] for request in found.requests] == ["1", "2"]
    assert found.label == "HTTPie commands"


def test_an_item_that_does_not_fit_is_left_out_with_a_note():
    command = f"http {ENDPOINT} cid=1 ev:=[] 'ev[][evt]=tr' 'ev[x]=1' 's{'[0]' * 100}=1'"
    assert document(only(command)) == {"cid": "1", "ev": [{"evt": "tr"}]}
    assert "was left out: ev[x]." in notes_of(command)


def test_a_sentence_that_begins_with_http_is_no_command():
    assert recognised(f"http request failed: {BODY}").label.startswith("JSON document")
