"""Web requests of PowerShell."""

import json

import pytest

from convert_console.core.paste.recognise import recognise
from support.pasting import BODY, ENDPOINT, document, notes_of, only, refused

ESCAPED = BODY.replace('"', '`"')
CHROME = f"""$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession
$session.UserAgent = "UA $([char]233)$([char]55357)$([char]56832)"
Invoke-WebRequest -UseBasicParsing -Uri "{ENDPOINT}" `
-Method "POST" `
-WebSession $session `
-Headers @{{
"accept"="*/*"
  "x"="}}"
}} `
-ContentType "text/plain" `
-Body "{ESCAPED}\""""


def test_chromes_copy_is_the_request():
    request = only(CHROME)
    assert (request.method, request.endpoint, request.user_agent) == ("POST", ENDPOINT, "UA é😀")
    assert request.headers == (("accept", "*/*"), ("x", "}"), ("Content-Type", "text/plain"))
    assert document(request) == json.loads(BODY)


def test_a_body_may_be_bytes_and_the_address_without_its_option():
    text = f"irm '{ENDPOINT}' -Method Post -Body ([System.Text.Encoding]::UTF8.GetBytes('{{}}'))"
    assert (only(text).endpoint, only(text).text) == (ENDPOINT, "{}")


def test_signs_of_powershell_are_read():
    assert only(f'irm "{ENDPOINT}" -Method Post -Body "{{""cid"":""`$$([char]9999999)""}}"').text


def test_a_text_before_the_command_is_no_address():
    text = f"""Write-Host "x"; irm "{ENDPOINT}" -Method Post -Body '{{}}'"""
    assert only(text).endpoint == ENDPOINT


def test_another_request_is_refused():
    assert "PowerShell" in refused("Invoke-WebRequest -Uri 'https://shop.example/'")
    assert not hasattr(recognise("say irm now"), "requests")


def test_unclosed_quotes_extend_to_the_end():
    request = only(f"iwr '{ENDPOINT}' -Method Post -Headers @{{'x'='y'; \"z -Body `\"{{`\"")
    assert (request.method, request.endpoint) == (None, ENDPOINT)
    assert request.headers == (("x", "y"),)


def test_words_before_the_command_are_not_part_of_it():
    said = "Here's a call:\n$s.UserAgent = 'UA'\n"
    request = only(f'{said}irm -Method Post -Uri {ENDPOINT} -Body \'{{"cid":"1"}}\'')
    assert (request.method, request.user_agent) == ("POST", "UA")


# What a script sets before its command.

DOCUMENT = {"cid": "1", "pid": "2", "vid": "it is", "ev": [{"evt": "tr", "r": 1.5, "goals": ["7"]}]}
TEXT = json.dumps(DOCUMENT)
TABLE = "@{cid='1'; pid = \"2\"\n  'vid'=\"it is\"; ev=@(@{evt='tr'; r=1.5; goals=@('7')})}"
SEND = f"Invoke-RestMethod -Uri '{ENDPOINT}' -Method Post"
WITH_NAME = TEXT.replace("it is", "$v")
QUOTED = TEXT.replace('"', '`"')
SCRIPTS = {
    "a here-string": f"$b = @'\n{TEXT}\n'@\n{SEND} -Body $b",
    "with variables": f"$v = 'it is'\n$b = @\"\n{WITH_NAME}\n\"@\n{SEND} -Body $b",
    "at once": f"{SEND} -Body @'\n{TEXT}\n'@",
    "a text": f"$b = '{TEXT}'\n{SEND} -Body $b -ContentType 'application/json'",
    "in double quotes": f'$b = "{QUOTED}"\n{SEND} -Body $b',
    "a table": f"$b = {TABLE} | ConvertTo-Json -Depth 5\n{SEND} -Body $b",
    "a table set before": f"$p = {TABLE}\n$b = $p | ConvertTo-Json -Depth 5\n{SEND} -Body $b",
    "converted at once": f"$p = {TABLE}\n{SEND} -Body ($p | ConvertTo-Json -Depth 5)",
    "as an argument": f"$p = {TABLE}\n{SEND} -Body (ConvertTo-Json $p -Depth 9)",
    "in order": f"$b = [ordered]{TABLE} | ConvertTo-Json -Depth 9\n{SEND} -Body $b",
    "as bytes": f"$b = '{TEXT}'\n{SEND} -Body ([System.Text.Encoding]::UTF8.GetBytes($b))",
    "parameters": f"$params = @{{\n  Uri = '{ENDPOINT}'\n  Method = 'POST'\n"
    f"  Body = ({TABLE} | ConvertTo-Json -Depth 5)\n}}\nInvoke-RestMethod @params",
    "a text in parameters": f"$body = '{TEXT}'\n$params = @{{Uri = '{ENDPOINT}'; Method = 'Post';"
    " Body = $body}\nInvoke-WebRequest @params",
    "the address, too": f"$uri = '{ENDPOINT}'\n$b = '{TEXT}'\nirm $uri -Method Post -Body $b",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_body_is_looked_up(name):
    request = only(SCRIPTS[name])
    assert document(request) == DOCUMENT
    assert (request.method, request.endpoint) == ("POST", ENDPOINT)


def test_headers_that_are_added_to_a_table_are_read():
    text = (
        "$h = @{'X-A' = 'b'}\n$h.Add(\"User-Agent\", \"Agent/1\")\n"
        f"$h['Content-Type'] = 'application/json'\n{SEND} -Headers $h -Body '{TEXT}'"
    )
    request = only(text)
    assert request.user_agent == "Agent/1"
    assert request.headers == (("X-A", "b"), ("Content-Type", "application/json"))


def test_a_table_that_powershell_writes_in_part_is_noted():
    assert "-Depth" in notes_of(f"$b = {TABLE} | ConvertTo-Json\n{SEND} -Body $b")
    assert "-Depth" not in notes_of(SCRIPTS["a table"])


def test_a_value_of_a_table_that_is_not_here_is_a_placeholder():
    text = f"{SEND} -Body (@{{cid='1'; pid='2'; vid=$id; new=$true; ids='1','2'}} | ConvertTo-Json)"
    assert document(only(text)) == {
        "cid": "1", "pid": "2", "vid": "${$id}", "new": True, "ids": ["1", "2"],
    }  # fmt: skip
