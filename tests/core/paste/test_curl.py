"""cURL commands as people and browsers write them."""

import json

import pytest

from convert_console.core.paste.curl import COMMANDS_LIMIT
from support.pasting import BODY, ENDPOINT, document, notes_of, only, recognised, refused

JSON = "-H 'Content-Type: application/json'"
CHROME_BASH = f"""curl '{ENDPOINT}' \\
  -H 'accept: */*' \\
  -H 'content-type: text/plain;charset=UTF-8' \\
  -H 'user-agent: Mozilla/5.0 (X11) Chrome/126.0.0.0' \\
  --data-raw $'{BODY.replace("'", chr(92) + "'")}' \\
  --compressed ;"""
CHROME_CMD = f"""curl ^"{ENDPOINT}^" ^
  -H ^"accept: */*^" ^
  -H ^"content-type: text/plain;charset=UTF-8^" ^
  -H ^"user-agent: Mozilla/5.0 (X11) Chrome/126.0.0.0^" ^
  --data-raw ^"{BODY.replace('"', "^" + chr(92) + '^"').replace("{", "^{").replace("}", "^}")}^" ^
  --compressed"""
OLD_CMD = (
    f'curl "{ENDPOINT}" -H "accept: */*" -H "content-type: text/plain;charset=UTF-8" '
    '-H "user-agent: Mozilla/5.0 (X11) Chrome/126.0.0.0" '
    f'--data-binary "{BODY.replace(chr(34), chr(92) + chr(34))}" --compressed'
)
POWERSHELL = f"""curl.exe --request POST '{ENDPOINT}' `
  -H 'accept: */*' `
  -H 'content-type: text/plain;charset=UTF-8' `
  -A "Mozilla/5.0 (X11) Chrome/126.0.0.0" `
  -d '{BODY.replace("'", "''").replace('"', chr(92) + '"')}'"""
POWERSHELL_7 = POWERSHELL.replace('\\"', '"')


@pytest.mark.parametrize("text", [CHROME_BASH, CHROME_CMD, OLD_CMD, POWERSHELL, POWERSHELL_7])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_each_shells_copy_is_the_same_request(text, ends):
    draft = only(text.replace("\n", ends))
    assert (draft.method, draft.endpoint) == ("POST", ENDPOINT)
    assert draft.headers == (("accept", "*/*"), ("content-type", "text/plain;charset=UTF-8"))
    assert draft.user_agent == "Mozilla/5.0 (X11) Chrome/126.0.0.0"
    assert document(draft) == json.loads(BODY) and "1.10" in draft.text
    assert draft.notes == ()


@pytest.mark.parametrize("prompt", ["$ ", "> ", "% ", "PS C:\\Users\\me> ", "C:\\Users\\me>", "# "])
def test_a_prompt_before_it_is_passed_over(prompt):
    assert document(only(f"{prompt}curl '{ENDPOINT}?cid=1'")) == {"cid": "1"}


def test_several_commands_are_several_requests():
    found = recognised(f"{CHROME_BASH}\ncurl 'https://x.example/' ;\n{CHROME_BASH}")
    assert (found.what, len(found.drafts)) == ("cURL commands (bash)", 2)


def test_other_commands_beside_it_are_passed_over():
    assert document(only(f"curl '{ENDPOINT}?cid=1' ; curly hair")) == {"cid": "1"}


def test_data_can_go_into_the_query():
    draft = only(f"curl -G {ENDPOINT} --data-urlencode 'cid=1 2' -d pid=3 --url-query vid=4")
    assert (draft.method, document(draft)) == ("GET", {"vid": "4", "cid": "1 2", "pid": "3"})
    assert document(only(f"curl '{ENDPOINT}?cid=1' -G -d pid=2")) == {"cid": "1", "pid": "2"}


def test_json_names_its_type_unless_the_command_does():
    headers = (("Content-Type", "application/json"), ("Accept", "application/json"))
    assert only(f"curl {ENDPOINT} --json '{{}}'").headers == headers
    own = only(f"curl {ENDPOINT} -H 'accept: */*' --json '{{}}'").headers
    assert own == (("accept", "*/*"), ("Content-Type", "application/json"))


def test_what_curl_adds_itself_is_said():
    draft = only(f"curl {ENDPOINT} -d '{{}}'")
    assert draft.headers == (("Content-Type", "application/x-www-form-urlencoded"),)
    assert "no Content-Type" in draft.notes[0] and "no User-Agent" in draft.notes[1]
    assert "no Content-Type" not in notes_of(f"curl {ENDPOINT} {JSON} -d '{{}}'")


def test_an_agent_that_is_taken_away_is_none():
    assert only(f"curl {ENDPOINT} {JSON} -d '{{}}' -H 'User-Agent:'").user_agent is None
    assert only(f"curl {ENDPOINT} {JSON} -d '{{}}' -H 'User-Agent;' -H odd").user_agent is None


def test_a_body_with_shell_variables_or_faults_is_kept():
    draft = only(f"curl {ENDPOINT} {JSON} -d '{{\\\"cid\\\": $CID}}'")
    assert draft.text == '{\\"cid\\": $CID}'
    assert "not JSON" in draft.notes[0]


def test_the_method_is_what_the_command_says():
    assert only(f"curl -X PUT {ENDPOINT} {JSON} -d '{{}}'").method is None
    assert only(f"curl -I '{ENDPOINT}?cid=1'").method == "GET"


@pytest.mark.parametrize("text", ["curl", "curl https://shop.example/", "curl -d x=1 h.example"])
def test_a_command_that_carries_nothing_is_said_to_be_one(text):
    assert "cURL command" in refused(text)


def test_a_file_is_never_opened():
    assert "payload.json" in refused(f"curl {ENDPOINT} -d @payload.json")


def test_a_word_that_begins_like_it_is_none():
    assert "cURL command, but" not in refused("curly hair")


def test_each_address_and_each_next_is_a_request_of_its_own():
    found = recognised(f"curl '{ENDPOINT}?cid=1' {ENDPOINT}?cid=2 --next {ENDPOINT}?cid=3")
    assert [document(draft)["cid"] for draft in found.drafts] == ["1", "2", "3"]


@pytest.mark.parametrize(
    "text",
    [
        f'A=b sudo /usr/bin/curl {ENDPOINT} -d \'{{"cid":"1"}}\'',
        f'Please run: curl {ENDPOINT} -d \'{{"cid":"1"}}\'',
        f'```curl {ENDPOINT} -d \'{{"cid":"1"}}\'```',
        f'curl ‘{ENDPOINT}’ –data ‘{{"cid":"1"}}’',
        f'curl "{ENDPOINT}" --data-raw "{{""cid"":""1""}}"',
        f'C:\\bin\\curl.exe {ENDPOINT} -d "{{\\"cid\\":\\"1\\"}}"',
        f'curl.exe {ENDPOINT} -d @\'\n{{"cid":"1"}}\n\'@',
        f'echo \'{{"cid":"1"}}\' | curl {ENDPOINT} -d @-',
    ],
)
def test_however_it_is_written_it_is_the_same_request(text):
    draft = only(text)
    assert (draft.method, draft.endpoint) == ("POST", ENDPOINT)
    assert document(draft) == {"cid": "1"}


def test_a_line_break_that_firefox_puts_between_quotes_is_one():
    text = f'curl "{ENDPOINT}" --data-raw "{{""cid"":"^\n\n"1}}"'
    assert document(only(text)) == {"cid": 1}


def test_a_header_that_is_not_kept_is_not_said_to_stand():
    assert "stands in the headers" not in notes_of(f"curl {ENDPOINT} -d cid=1")


def test_of_too_many_commands_the_first_are_read_and_it_is_said():
    found = recognised(f"curl '{ENDPOINT}?cid=1'\n" * (COMMANDS_LIMIT + 1))
    assert len(found.drafts) == COMMANDS_LIMIT
    assert "Only the first 1,000 commands were read." in notes_of(
        f"curl '{ENDPOINT}?cid=1'\n" * 1_001
    )


def test_of_too_many_addresses_the_first_are_read_and_it_is_said():
    found = recognised("curl" + f" '{ENDPOINT}?cid=1'" * (COMMANDS_LIMIT + 1))
    assert len(found.drafts) == COMMANDS_LIMIT
    assert "Only the first 1,000 addresses of the command were read." in " ".join(
        found.drafts[0].notes
    )


def test_a_long_body_is_not_copied_to_a_thousand_addresses():
    body = '{"cid":"' + "1" * 500_000 + '"}'
    found = recognised("curl" + f" '{ENDPOINT}'" * 1_000 + f" -d '{body}'")
    assert len(found.drafts) == 3
    assert "Only the first 3 addresses of the command were read." in " ".join(found.drafts[0].notes)
