"""cURL commands as people and browsers write them."""

import json

import pytest

from convert_console.core.paste.programs.curl import (
    COMMANDS_LIMIT,
    NeedsFile,
    command_of,
    mended,
    piped_in,
)
from convert_console.core.paste.programs.shell_script import ShellScript
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
def test_the_copy_for_each_shell_is_the_same_request(text, ends):
    request = only(text.replace("\n", ends))
    assert (request.method, request.endpoint) == ("POST", ENDPOINT)
    assert request.headers == (("accept", "*/*"), ("content-type", "text/plain;charset=UTF-8"))
    assert request.user_agent == "Mozilla/5.0 (X11) Chrome/126.0.0.0"
    assert document(request) == json.loads(BODY) and "1.10" in request.text
    assert request.notes == ()


PROMPTS = ("me@host ~ % ", "root@web-1:/var/www# ", "[me@host shop]$ ", "me@host ~/shop> ", "➜ ")


@pytest.mark.parametrize(
    "prompt", ["$ ", "> ", "% ", "PS C:\\Users\\me> ", "C:\\Users\\me>", "# ", *PROMPTS]
)
def test_a_prompt_before_it_is_passed_over(prompt):
    assert document(only(f"{prompt}curl '{ENDPOINT}?cid=1'")) == {"cid": "1"}


def test_several_commands_are_several_requests():
    found = recognised(f"{CHROME_BASH}\ncurl 'https://x.example/' ;\n{CHROME_BASH}")
    assert (found.label, len(found.requests)) == ("cURL commands (bash)", 2)


def test_other_commands_next_to_it_are_passed_over():
    assert document(only(f"curl '{ENDPOINT}?cid=1' ; curly hair")) == {"cid": "1"}


def test_data_can_go_into_the_query():
    request = only(f"curl -G {ENDPOINT} --data-urlencode 'cid=1 2' -d pid=3 --url-query vid=4")
    assert (request.method, document(request)) == ("GET", {"vid": "4", "cid": "1 2", "pid": "3"})
    assert document(only(f"curl '{ENDPOINT}?cid=1' -G -d pid=2")) == {"cid": "1", "pid": "2"}
    command = f"curl -G -d 'cid=1&pid=3' {ENDPOINT}"
    both = recognised(f"{command} {ENDPOINT}").requests
    assert [one._replace(title="") for one in both] == [only(command)._replace(title="")] * 2


def test_json_names_its_type_unless_the_command_does():
    headers = (("Content-Type", "application/json"), ("Accept", "application/json"))
    assert only(f"curl {ENDPOINT} --json '{{}}'").headers == headers
    own = only(f"curl {ENDPOINT} -H 'accept: */*' --json '{{}}'").headers
    assert own == (("accept", "*/*"), ("Content-Type", "application/json"))


def test_what_curl_adds_itself_is_noted():
    request = only(f"curl {ENDPOINT} -d '{{}}'")
    assert request.headers == (("Content-Type", "application/x-www-form-urlencoded"),)
    assert "no Content-Type" in request.notes[0] and "no User-Agent" in request.notes[1]
    assert "no Content-Type" not in notes_of(f"curl {ENDPOINT} {JSON} -d '{{}}'")


def test_a_removed_user_agent_is_none():
    assert only(f"curl {ENDPOINT} {JSON} -d '{{}}' -H 'User-Agent:'").user_agent is None
    assert only(f"curl {ENDPOINT} {JSON} -d '{{}}' -H 'User-Agent;' -H odd").user_agent is None


def test_a_body_with_shell_variables_or_faults_is_kept():
    request = only(f"curl {ENDPOINT} {JSON} -d '{{\\\"cid\\\": $CID}}'")
    assert request.text == '{\\"cid\\": $CID}'
    assert "not JSON" in request.notes[0]


def test_the_method_is_what_the_command_says():
    assert only(f"curl -X PUT {ENDPOINT} {JSON} -d '{{}}'").method is None
    assert only(f"curl -I '{ENDPOINT}?cid=1'").method == "GET"


@pytest.mark.parametrize("text", ["curl", "curl https://shop.example/", "curl -d x=1 h.example"])
def test_a_command_that_carries_nothing_is_recognised_as_one(text):
    assert "cURL command" in refused(text)


def test_a_file_is_never_opened():
    assert "payload.json" in refused(f"curl {ENDPOINT} -d @payload.json")


def test_a_word_with_the_same_beginning_is_not_matched():
    assert "cURL command, but" not in refused("curly hair")


def test_each_address_and_each_next_is_a_separate_request():
    found = recognised(f"curl '{ENDPOINT}?cid=1' {ENDPOINT}?cid=2 --next {ENDPOINT}?cid=3")
    assert [document(request)["cid"] for request in found.requests] == ["1", "2", "3"]


@pytest.mark.parametrize(
    "text",
    [
        f'A=b sudo /usr/bin/curl {ENDPOINT} -d \'{{"cid":"1"}}\'',
        f'sudo -u www-data curl {ENDPOINT} -d \'{{"cid":"1"}}\'',
        f'docker exec -it web curl {ENDPOINT} -d \'{{"cid":"1"}}\'',
        f'kubectl exec deploy/web -- curl {ENDPOINT} -d \'{{"cid":"1"}}\'',
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
    request = only(text)
    assert (request.method, request.endpoint) == ("POST", ENDPOINT)
    assert document(request) == {"cid": "1"}


def test_a_line_break_that_firefox_puts_between_quotes_is_kept():
    text = f'curl "{ENDPOINT}" --data-raw "{{""cid"":"^\n\n"1}}"'
    assert document(only(text)) == {"cid": 1}


def test_a_header_that_is_not_kept_is_not_announced():
    assert "stands in the headers" not in notes_of(f"curl {ENDPOINT} -d cid=1")


def test_the_first_of_too_many_commands_are_read_with_a_note():
    found = recognised(f"curl '{ENDPOINT}?cid=1'\n" * (COMMANDS_LIMIT + 1))
    assert len(found.requests) == COMMANDS_LIMIT
    assert "Only the first 1,000 commands were read." in notes_of(
        f"curl '{ENDPOINT}?cid=1'\n" * 1_001
    )


def test_the_first_of_too_many_addresses_are_read_with_a_note():
    found = recognised("curl" + f" '{ENDPOINT}?cid=1'" * (COMMANDS_LIMIT + 1))
    assert len(found.requests) == COMMANDS_LIMIT
    assert "Only the first 1,000 addresses of the command were read." in " ".join(
        found.requests[0].notes
    )


def test_a_long_body_is_not_copied_to_a_thousand_addresses():
    body = '{"cid":"' + "1" * 500_000 + '"}'
    found = recognised("curl" + f" '{ENDPOINT}'" * 1_000 + f" -d '{body}'")
    assert len(found.requests) == 3
    assert "Only the first 3 addresses of the command were read." in " ".join(
        found.requests[0].notes
    )


# Options of cURL.


def test_short_options_may_be_combined_and_hold_their_value():
    command = command_of(["-sSLXPOST", "-Ha: b", "-d1", "-d", "2", "https://h/", "more"])
    assert (command.method, command.headers, command.body) == ("POST", ["a: b"], "1&2")
    assert command.addresses == ["https://h/"]
    assert {"s", "S", "L"} <= command.flags


def test_options_with_values_are_passed_over_whole():
    words = ["--max-time", "5", "-o", "out", "--compressed", "--retry=3", "--url", "https://h/"]
    assert command_of(words).addresses == ["https://h/"]
    assert command_of(["-x"]).addresses == []


def test_agent_referrer_and_cookie_are_headers():
    words = ["-A", "UA", "-e", "https://r/", "-b", "a=b", "-b", "cookies.txt"]
    assert command_of(words).headers == ["user-agent: UA", "referer: https://r/", "Cookie: a=b"]


def test_data_is_joined_and_encoded_as_curl_does():
    words = ["--data-urlencode", "a=b c", "--data-urlencode", "=d&e", "--data-urlencode", "f g"]
    assert command_of(words).body == "a=b+c&d%26e&f+g"
    assert command_of(["--json", "{", "--json", "}"]).body == "{}"
    assert command_of(["--url-query", "a=b c"]).queries == ["a=b+c"]
    assert command_of([]).body is None


def test_raw_data_may_begin_with_an_at_sign():
    assert command_of(["--data-raw", "@x"]).body == "@x"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-d", "@body.json"], "the file body.json"),
        (["--data-binary", "@-"], "standard input"),
        (["--json", "@x"], "the file x"),
        (["--data-urlencode", "name@file"], "the file file"),
        (["-F", "a=@b;type=x"], "the file b"),
        (["-T", "file"], "-T"),
        (["-K", "config"], "-K"),
    ],
)
def test_what_is_in_a_file_is_asked_for(words, said):
    with pytest.raises(NeedsFile, match=said):
        command_of(words)


def test_a_login_is_left_out_and_never_repeated():
    command = command_of(["-u", "me:secret"])
    assert "secret" not in " ".join(command.notes) and "--user" in command.notes[0]


def test_an_escaped_bracket_of_an_address_is_a_bracket_unless_globbing_is_off():
    words = ["h/?seg\\[a\\]=1"]
    assert command_of(words).addresses == ["http://h/?seg[a]=1"]
    assert command_of(["-g", *words]).addresses == ["http://h/?seg\\[a\\]=1"]


def test_a_form_of_parts_becomes_a_plain_one_with_a_note():
    command = command_of(["-F", "a=b c", "--form-string", "d=@e"])
    assert command.body == "a=b+c&d=%40e"
    assert command.notes == ["The command sends a multipart form (multipart/form-data)."]


def test_what_is_not_known_or_is_in_a_file_is_named():
    words = ["--frob", "-H", "@h.txt", "-b", "jar.txt", "-b", "a=b", "-b", "c=d"]
    command = command_of(words)
    assert "--frob" in command.notes[0] and "h.txt" in command.notes[1]
    assert "jar.txt" in command.notes[2] and command.headers == ["Cookie: a=b; c=d"]


def test_what_is_piped_in_is_the_data():
    assert command_of(["-d", "@-"], "a\nb").body == "ab"
    assert command_of(["--data-binary", "@-"], "@a\nb").body == "@a\nb"


# What is piped into a command.


@pytest.mark.parametrize("before", ["echo '{}' | ", "printf %s '{}' |\n", "$ echo -n '{}' | "])
def test_echo_and_printf_give_their_words(before):
    assert piped_in(before, 0, len(before), ShellScript("")) == "{}"


def test_nothing_piped_in_is_nothing():
    assert piped_in("cat x |", 0, 7, ShellScript("")) is None


@pytest.mark.parametrize("option", ["-d", "--data-binary", "--json"])
def test_a_text_below_the_command_is_its_input(option):
    command = f"curl {option} @- {ENDPOINT} <<'EOF'\r\n{{\r\n\"cid\":1}}\r\nEOF\r\n"
    assert document(only(command)) == {"cid": 1}


def test_a_text_below_without_its_end_is_still_found():
    assert document(only(f'curl -d @- {ENDPOINT} <<EOF\n{{"cid":"1","pid":"2"}}'))["pid"] == "2"


# Commands that went through a word processor or a chat.


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("curl ‘https://h/’", "curl 'https://h/'"),
        ("curl “a'b”", "curl 'a'\\''b'"),
        ("curl\u00a0x\u200by", "curl xy"),
        ("curl –data x —H y", "curl --data x -H y"),
        ("curl -d '‘ –x’\u00a0'", "curl -d '‘ –x’\u00a0'"),
        ('curl ^"{\\^"a\\^": \\^"“b”\\^"}^" –d “c”', 'curl ^"{\\^"a\\^": \\^"“b”\\^"}^" -d \'c\''),
        (r"curl -d $'it\'s ‘a’' b", r"curl -d $'it\'s ‘a’' b"),
    ],
)
def test_what_is_outside_of_straight_quotes_is_as_it_was_typed(text, typed):
    assert mended(text)[0] == typed


def test_each_kind_is_noted_once():
    assert len(mended("curl ‘a’ ‘b’\u00a0–data x")[1]) == 3
    assert mended("curl x") == ("curl x", ())


# Other data of Convert in a command

COOKIE = "_conv_s=si:4*sh:1588166554499-0.2*pv:2"


def test_cookies_of_a_shops_page_are_read_out_of_a_command():
    assert '"1588166554499-0.2"' in only(f"curl https://shop.example/ -b '{COOKIE}'").text


def test_attributes_of_a_cart_are_read_out_of_a_command():
    cart = '{"attributes": {"__cid": "1", "__pid": "2"}}'
    found = recognised(f"curl https://shop.example/cart/update.js -d '{cart}'")
    assert found.label == "Shopify cart attributes"


def test_a_command_without_any_is_refused():
    assert "not a tracking request" in refused("curl https://shop.example/")


@pytest.mark.parametrize(
    "below",
    ["See https://docs.example.com/track for more.", "(from https://forum.example/t/1)"],
)
def test_a_link_in_what_is_written_below_a_command_is_no_address_of_it(below: str) -> None:
    request = only(f"curl '{ENDPOINT}' -d '{BODY.replace(chr(39), '')}'\n\n{below}\n")
    assert request.endpoint == ENDPOINT


def test_a_call_of_fetch_below_a_command_is_a_request_of_its_own() -> None:
    documents = [{"cid": "1", "pid": "2", "vid": vid, "ev": [{"evt": "tr"}]} for vid in ("a", "b")]
    first, second = map(json.dumps, documents)
    text = f"curl '{ENDPOINT}' -d '{first}'\n\nfetch('{ENDPOINT}', {{method: 'POST', "
    found = recognised(text + f"body: JSON.stringify({second})}})").requests
    assert [document(request) for request in found] == documents
    assert {request.endpoint for request in found} == {ENDPOINT}
