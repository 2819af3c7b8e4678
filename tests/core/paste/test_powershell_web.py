"""Web requests of PowerShell."""

import json

from convert_console.core.paste.recognise import recognise
from support.pasting import BODY, ENDPOINT, document, only, refused

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


def test_quotes_that_are_never_closed_go_on_to_the_end():
    request = only(f"iwr '{ENDPOINT}' -Method Post -Headers @{{'x'='y'; \"z -Body `\"{{`\"")
    assert (request.method, request.endpoint) == (None, ENDPOINT)
    assert request.headers == (("x", "y"),)


def test_words_before_the_command_are_no_part_of_it():
    said = "Here's a call:\n$s.UserAgent = 'UA'\n"
    request = only(f'{said}irm -Method Post -Uri {ENDPOINT} -Body \'{{"cid":"1"}}\'')
    assert (request.method, request.user_agent) == ("POST", "UA")
