"""Names and values line by line."""

import pytest

from support.pasting import ENDPOINT, document, notes_of, only, recognised, refused

PARSED = """Query String Parameters
cid: 12345
seg[devices][]: DESK
seg[campaign]:
ev[0][evt]: hitGoal
ev[0][goals][]: 1
ev[0][goals][]: 2
"""


def test_a_browsers_panel_is_read_as_the_query_that_it_shows():
    request = only(PARSED)
    assert request.method == "GET"
    assert document(request) == {
        "cid": "12345",
        "seg": {"devices": ["DESK"], "campaign": ""},
        "ev": [{"evt": "hitGoal", "goals": ["1", "2"]}],
    }
    assert "Query String Parameters" in notes_of(PARSED)


@pytest.mark.parametrize("between", [": ", "\t", "\n", "\r\n", " :"])
def test_name_and_value_may_be_parted_by_a_colon_a_tab_or_a_line(between):
    text = f"cid{between}a & b\r\npid{between}2"
    assert document(only(text)) == {"cid": "a & b", "pid": "2"}
    assert len(only(text).notes) == 1


def test_bullets_bold_names_and_code_around_values_are_not_part_of_them():
    text = "* **cid**: `1`\n* **pid:** 2\n* **ev[0][evt]** = tr"
    assert document(only(text)) == {"cid": "1", "pid": "2", "ev": [{"evt": "tr"}]}


@pytest.mark.parametrize(
    "text",
    [
        '__cid: 9\n__exps: ["1"]\n__vars: ["2"]',
        "Additional details\n__cid\n9\n\n__exps\n1\n__vars\n2",
        "attributes[__cid]=9&attributes[__exps]=1&attributes[__vars]=2&note=x",
        "attributes%5B__cid%5D=9&attributes%5B__exps%5D=1&attributes%5B__vars%5D=2",
    ],
)
def test_the_attributes_of_a_cart_are_known_in_lines_and_in_a_form(text):
    assert recognised(text).label == "Shopify cart attributes"
    event = {"evt": "viewExp", "vars": ["2"], "exps": ["1"]}
    assert document(only(text)) == {"cid": "9", "ev": [event]}


@pytest.mark.parametrize(
    "text",
    [
        "cid: 5",
        "cid: 5\ncid: 6",
        "__other: 5",
        "0=a attributes[__",
        "cid: 1\npid: 2\nev:\n  - evt: tr",
        "cid: 1\npid: 2\n" + "s: x\n" * 40_000,
    ],
)
def test_one_parameter_and_yaml_and_a_text_without_end_are_nothing(text):
    assert refused(text)


def test_a_hundred_thousand_empty_lines_are_passed_once():
    assert refused("a" + "\n" * 100_000 + "x")


@pytest.mark.parametrize(
    "text",
    [
        "cid: 1\npid: \ud800\nvid: v",
        "cid: 1\npid: 2\nvid: \udfffa",
        "curl https://1.metrics.convertexperiments.com/track --data-urlencode cid=\ud800",
        "curl https://1.metrics.convertexperiments.com/track -F cid=\ud800 -F pid=2",
        '{"log":{"entries":[{"request":{"method":"POST","url":"https://h/track","postData":'
        '{"params":[{"name":"cid","value":"\ud800"},{"name":"pid","value":"2"}]}}}]}}',
    ],
)
def test_half_of_a_character_is_read_as_a_browser_sends_it(text):
    assert "\ufffd" in only(text).text


def test_quotes_that_a_panel_puts_around_values_are_taken_off():
    text = 'cid: "1"\npid: "2"\nev[0][evt]: "hitGoal"\nseg[campaign]: ""'
    expected = {"cid": "1", "pid": "2", "ev": [{"evt": "hitGoal"}], "seg": {"campaign": ""}}
    assert document(only(text)) == expected


IN_CALLS = {
    "appended": "const p = new URLSearchParams();\n{}\nfetch('ENDPOINT?' + p)",
    "set": "const url = new URL('ENDPOINT');\n{}\nnew Image().src = url;",
    "listed": "requests.get('ENDPOINT', params=[{}])",
    "in a template": "const p = new URLSearchParams([{}]);\nnew Image().src = `ENDPOINT?${{p}}`;",
}
ONE_CALL = {
    "appended": "p.append('{}', {});",
    "set": 'url.searchParams.set("{}", {});',
    "listed": "('{}', {}),",
    "in a template": "['{}', {}],",
}


@pytest.mark.parametrize("kind", IN_CALLS)
def test_parameters_that_a_program_adds_one_by_one_are_a_query(kind):
    pairs = {"cid": "'1'", "pid": "2", "vid": "visitor", "ev[0][evt]": "'tr'", "ev[0][r]": '"1.10"'}
    calls = "".join(ONE_CALL[kind].format(name, value) for name, value in pairs.items())
    text = IN_CALLS[kind].format(calls).replace("ENDPOINT", ENDPOINT)
    request = only(text)
    event = {"evt": "tr", "r": "1.10"}
    assert document(request) == {"cid": "1", "pid": "2", "vid": "${visitor}", "ev": [event]}
    assert (request.method, request.endpoint) == ("GET", ENDPOINT)
    assert "replace each placeholder: visitor." in notes_of(text)


def test_a_form_that_a_program_posts_is_a_document_too():
    text = (
        "f.append('cid', '1'); f.append('ev[0][evt]', 'tr');\n"
        "f.append('cid', '2'); f.append('ev[0][evt]', 'tr');\n"
        f"fetch('{ENDPOINT}', {{method: 'POST', body: f}})"
    )
    requests = recognised(text).requests
    assert [document(request)["cid"] for request in requests] == ["1", "2"]
    assert {(request.method, request.endpoint) for request in requests} == {("POST", ENDPOINT)}


def test_names_alone_in_calls_are_no_parameters():
    refused("form.set('cid', 1); form.set('pid', 2);")
