"""What people paste out of code, shells and logs, each with the request that is right."""

import json

import pytest

from convert_console.core.paste import Recognised
from convert_console.core.paste.measure import measure
from convert_console.core.paste.recognise import LOOSE_READERS, recognise
from support.pasting import DATA, ENDPOINT, document, notes_of, recognised

TEXTS = {path.stem: path.read_text("utf-8") for path in sorted((DATA / "pasted").glob("*.txt"))}
HIT = {"evt": "hitGoal", "goals": ["100300301"], "exps": ["100400101"], "vars": ["1004200201"]}
VISITOR = "1760049583065-0.4126735590148273"
WHOLE = {"cid": "10000009", "pid": "10000001", "vid": VISITOR, "ev": [HIT]}
SALE = {"evt": "tr", "goals": ["7"], "exps": ["1"], "vars": ["2"], "r": "12,50", "prc": 1}
# Where a text has another document than WHOLE.
DOCUMENTS = {
    "shopify-pixel": {
        "cid": "${attrs.cid}",
        "pid": "${attrs.pid}",
        "seg": "${attrs.defaultSegments}",
        "s": "shopify",
        "vid": "${attrs.vid}",
        "ev": [
            {
                "evt": "tr",
                "goals": ["${goal}"],
                "exps": "${attrs.exps}",
                "vars": "${attrs.vars}",
                "r": "${total}",
                "prc": "${items.length}",
            }
        ],
    },
    "wp-remote-post": {**WHOLE, "vid": "${$vid}", "ev": [{**HIT, "goals": [100300301]}]},
    "apps-script": {**WHOLE, "vid": "${row[0]}"},
    "decimal-comma-number": {"cid": "10000009", "pid": "10000001", "vid": "a", "ev": [SALE]},
    "php-array": {
        "cid": "10000009",
        "pid": "10000001",
        "vid": "a",
        "ev": [{"evt": "hitGoal", "goals": ["100300301"]}],
    },
    "print_r": {**WHOLE, "ev": [{"evt": "hitGoal", "goals": ["100300301"]}]},
}


@pytest.mark.parametrize("name", TEXTS)
def test_the_document_in_the_text_is_found(name):
    (request,) = recognised(TEXTS[name]).requests
    assert document(request) == DOCUMENTS.get(name, WHOLE)


@pytest.mark.parametrize("name", [name for name, text in TEXTS.items() if ENDPOINT in text])
def test_its_address_is_found_with_it(name):
    (request,) = recognised(TEXTS[name]).requests
    assert (request.method, request.endpoint) == ("POST", ENDPOINT)


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_is_read_as_less_than_the_loose_readers_find_in_it(name):
    loose = [measure(read(TEXTS[name])) for read in LOOSE_READERS]
    assert measure(recognise(TEXTS[name])) >= max(loose)


def test_a_decimal_comma_is_named():
    assert "decimal comma" in notes_of(TEXTS["decimal-comma-number"])
    assert "12,50" in notes_of(TEXTS["decimal-comma-number"])


@pytest.mark.parametrize(
    ("pasted", "amount"),
    [
        ('{"cid":"1","r":12,50}', "12,50"),
        ('{"cid":"1","r":1.234,50,"prc":1}', "1.234,50"),
        ('{"cid":"1","r":1,234,50}', "1,234,50"),
        ("{cid: '1', r: -3,5 }", "-3,5"),
        ("['cid' => '1', 'r' => 12,50, 'prc' => 1]", "12,50"),
    ],
)
def test_an_amount_with_a_decimal_comma_is_never_cut(pasted, amount):
    (request,) = recognised(pasted).requests
    assert document(request)["r"] == amount


# Every way to write a document is found inside of every text that people put around it.

COMPACT = json.dumps(WHOLE)
SPELLED = {
    "JSON": COMPACT,
    "laid out": json.dumps(WHOLE, indent=2),
    "JavaScript": COMPACT.replace('"cid"', "cid").replace('"evt"', "evt").replace('"', "'"),
    "PHP": COMPACT.replace("{", "array(").replace("}", ")").replace(":", "=>"),
    "short PHP": COMPACT.replace("{", "[").replace("}", "]").replace(":", " =>"),
    "in quotes": json.dumps(COMPACT),
    "twice in quotes": json.dumps(json.dumps(COMPACT)),
}
AROUND = [
    "{}",
    "[2026-03-29T02:30:00+02:00] main.INFO: track {} []",
    "[29-Mar-2026 00:30:00 UTC] {}",
    "[Sun Mar 29 01:30:00.1 2026] [php:notice] [pid 123] [client 10.0.0.1:5] {}",
    '{"level":"info","at":1} {}',
    "2026-03-29 02:30:00,123 - tracker - DEBUG - payload={}",
    f"POST to {ENDPOINT} with {{}} -> 200",
    f"const body = {{}};\nfetch('{ENDPOINT}', {{method: 'POST', body}});",
    f"$body = {{}};\nwp_remote_post('{ENDPOINT}', array('body' => $body));",
    f"payload = {{}}\nrequests.post('{ENDPOINT}', json=payload)",
    f"curl -X POST {ENDPOINT} -d @body.json\n# body.json:\n{{}}",
    "const {cid, pid, vid} = settings;\nsend({});",
]


@pytest.mark.parametrize("spelled", SPELLED)
def test_a_document_is_found_in_whatever_is_around_it(spelled):
    for around in AROUND:
        text = around.replace("{}", SPELLED[spelled])
        found = recognise(text)
        assert isinstance(found, Recognised), (around, found)
        assert measure(found) >= max(measure(read(text)) for read in LOOSE_READERS), around
        assert [document(request) for request in found.requests] == [WHOLE], around
