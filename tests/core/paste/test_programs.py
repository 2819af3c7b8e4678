"""Programs and logs of many kinds, each with the same document in it."""

import json

import pytest

from convert_console.core.paste.measure import measure
from convert_console.core.paste.recognise import LOOSE_READERS, recognise
from support.pasting import DATA, ENDPOINT, document, notes_of, recognised

WHOLE = {
    "cid": "10000009",
    "pid": "10000001",
    "vid": "1760049583065-0.4126735590148273",
    "ev": [
        {
            "evt": "hitGoal",
            "goals": ["100300301", "100300302"],
            "exps": ["100400101"],
            "vars": ["1004200201"],
        }
    ],
}
JSON = json.dumps(WHOLE)
QUOTED = JSON.replace('"', '\\"')


def php(value: object, opens: str, closes: str) -> str:
    if isinstance(value, dict):
        inner = ", ".join(f"'{key}' => {php(item, opens, closes)}" for key, item in value.items())
    elif isinstance(value, list):
        inner = ", ".join(php(item, opens, closes) for item in value)
    else:
        return f"'{value}'"
    return f"{opens}{inner}{closes}"


def powershell(value: object) -> str:
    if isinstance(value, dict):
        inner = "; ".join(f"{key} = {powershell(item)}" for key, item in value.items())
        return f"@{{ {inner} }}"
    if isinstance(value, list):
        return f"@({', '.join(map(powershell, value))})"
    return f"'{value}'"


def python_dict(value: object) -> str:
    if isinstance(value, dict):
        return f"dict({', '.join(f'{key}={python_dict(item)}' for key, item in value.items())})"
    return f"[{', '.join(map(python_dict, value))}]" if isinstance(value, list) else repr(value)


def pairs(value: dict | list) -> list[tuple]:
    return list(value.items() if isinstance(value, dict) else enumerate(value))


def print_r(value: object, indent: str = "") -> str:
    if not isinstance(value, dict | list):
        return str(value)
    inner = "".join(
        f"{indent}    [{key}] => {print_r(item, indent + ' ' * 8)}\n" for key, item in pairs(value)
    )
    return f"Array\n{indent}(\n{inner}{indent})\n"


def var_export(value: object, indent: str = "") -> str:
    if not isinstance(value, dict | list):
        return f"'{value}'"
    inner = "".join(
        f"{indent}  {key!r} => "
        + (f"\n{indent}  " if isinstance(item, dict | list) else "")
        + f"{var_export(item, indent + '  ')},\n"
        for key, item in pairs(value)
    )
    return f"array (\n{inner}{indent})"


def var_dump(value: object, indent: str = "") -> str:
    if not isinstance(value, dict | list):
        return f'{indent}string({len(str(value))}) "{value}"\n'
    inner = "".join(
        f"{indent}  [{json.dumps(key)}]=>\n{var_dump(item, indent + '  ')}"
        for key, item in pairs(value)
    )
    return f"{indent}array({len(value)}) {{\n{inner}{indent}}}\n"


def serialized(value: object) -> str:
    if isinstance(value, int):
        return f"i:{value};"
    if not isinstance(value, dict | list):
        return f's:{len(str(value))}:"{value}";'
    inner = "".join(serialized(key) + serialized(item) for key, item in pairs(value))
    return f"a:{len(value)}:{{{inner}}}"


def symfony(value: object, indent: str = "") -> str:
    if not isinstance(value, dict | list):
        return json.dumps(value)
    inner = "".join(
        f"{indent}  {json.dumps(key)} => {symfony(item, indent + '  ')}\n"
        for key, item in pairs(value)
    )
    return f"array:{len(value)} [\n{inner}{indent}]"


MEANT = {
    "ADDRESS": ENDPOINT,
    "DOCQ": QUOTED,
    "DOCV": JSON.replace('"', '""'),
    "PHPDOC": php(WHOLE, "[", "]"),
    "PHPARRAY": php(WHOLE, "array( ", " )"),
    "PSDOC": powershell(WHOLE),
    "JSDOC": JSON.replace('"cid"', "cid").replace('"evt"', "evt").replace('"', "'"),
    "PYDOC": repr(WHOLE),
    "PYDICT": python_dict(WHOLE),
    "RUBYDOC": JSON.replace('":', '"=>'),
    "PRINTR": print_r(WHOLE),
    "VAREXPORT": var_export(WHOLE),
    "VARDUMP": var_dump(WHOLE),
    "SERIALIZED": serialized(WHOLE),
    "SYMFONY": symfony(WHOLE),
    "DOC": JSON,
}


def programs() -> dict[str, str]:
    found = {}
    for part in (DATA / "programs.txt").read_text("utf-8").split("\n=== ")[1:]:
        name, _, text = part.partition("\n")
        for word, meaning in MEANT.items():
            text = text.replace(word, meaning)
        found[name] = text
    return found


PROGRAMS = programs()


def test_the_document_is_found_in_every_program_with_its_address():
    for name, text in PROGRAMS.items():
        (request,) = recognised(text).requests
        assert document(request) == WHOLE, name
        if ENDPOINT in text:
            assert (request.method, request.endpoint) == ("POST", ENDPOINT), name


def test_no_program_is_read_as_less_than_the_loose_readers_find_in_it():
    for name, text in PROGRAMS.items():
        loose = [measure(read(text)) for read in LOOSE_READERS]
        assert measure(recognise(text)) >= max(loose), name


def test_csharp_puts_a_text_together_line_by_line():
    lines = [f'@"{line}"' for line in json.dumps(WHOLE, indent=4).replace('"', '""').split("\n")]
    text = ' + "\\n" +\n'.join(lines)
    program = f'var client = new RestClient("{ENDPOINT}");\nvar body = {text};'
    (request,) = recognised(program).requests
    assert (document(request), request.endpoint) == (WHOLE, ENDPOINT)
    with_name = program.replace('""100300301""', '""" + Goals.First() + @"""')
    goals = ["${Goals.First()}", "100300302"]
    assert document(recognised(with_name).requests[0])["ev"][0]["goals"] == goals


@pytest.mark.parametrize(
    "call",
    [
        'request["User-Agent"] = "ConvertAgent/1.0"\nrequest["Content-Type"] = "application/json"',
        'r.addValue("ConvertAgent/1.0", forHTTPHeaderField: "User-Agent")\n'
        'r.setValue("application/json", forHTTPHeaderField: "Content-Type")',
        '[r setValue:@"ConvertAgent/1.0" forHTTPHeaderField:@"User-Agent"];\n'
        '[r setValue:@"application/json" forHTTPHeaderField:@"Content-Type"];',
    ],
)
def test_headers_are_found_however_a_language_sets_them(call):
    (request,) = recognised(f"url = URI(\"{ENDPOINT}\")\n{call}\nr.body = '{JSON}'").requests
    assert (request.user_agent, request.endpoint) == ("ConvertAgent/1.0", ENDPOINT)
    assert request.headers == (("Content-Type", "application/json"),)


@pytest.mark.parametrize(
    ("program", "method"),
    [
        ("httpx.get('ADDRESS', params={'cid': '1', 'ev[0][evt]': 'tr'})", "GET"),
        ("url = 'ADDRESS'\nrequests.get(url, params={'cid': '1', 'ev[0][evt]': 'tr'})", "GET"),
        ("$.get('ADDRESS', {cid: '1', ev: [{evt: 'tr'}]})", "GET"),
        ("axios({method: 'get', url: 'ADDRESS', params: {cid: '1', ev: [{evt: 'tr'}]}})", "GET"),
        ("x = cookies.get('v'); send('ADDRESS', {cid: '1', ev: [{evt: 'tr'}]})", "POST"),
        ("requests.post('ADDRESS', json={'cid': c.get('//x'), 'ev': [{'evt': 'tr'}]})", "POST"),
    ],
)
def test_a_call_that_gets_puts_its_data_into_the_query(program, method):
    (request,) = recognised(program.replace("ADDRESS", ENDPOINT)).requests
    assert (request.method, document(request)["ev"]) == (method, [{"evt": "tr"}])


@pytest.mark.parametrize(
    "program",
    [
        "requests.get('ADDRESS?cid=1&ev[0][evt]=tr', headers={'User-Agent': 'ConvertAgent/1.0'})",
        "wget -qO- --user-agent=\"ConvertAgent/1.0\" 'ADDRESS?cid=1&ev[0][evt]=tr'",
        "$o = ['http' => ['user_agent' => 'ConvertAgent/1.0']];\n"
        "file_get_contents('ADDRESS?cid=1&ev[0][evt]=' . $kind, false, stream_context_create($o));",
    ],
)
def test_the_user_agent_of_an_address_with_a_query_is_found(program):
    (request,) = recognised(program.replace("ADDRESS", ENDPOINT)).requests
    assert (request.method, request.user_agent) == ("GET", "ConvertAgent/1.0")


def test_a_print_r_that_was_cut_says_so() -> None:
    whole = print_r(WHOLE)
    assert "ends before its last bracket" not in notes_of(whole)
    assert "ends before its last bracket" in notes_of(whole[: len(whole) * 2 // 3])


@pytest.mark.parametrize(
    "change", ["body.vid = visitor;", "body['vid'] = visitor", "$body->vid = $visitor;"]
)
def test_a_value_that_a_program_sets_later_is_named(change: str) -> None:
    before = f"const body = {json.dumps(WHOLE)};\n"
    after = f"\nfetch('{ENDPOINT}', {{body: JSON.stringify(body)}})"
    assert "which were not read: vid." in notes_of(before + change + after)
    assert "not read" not in notes_of(before + "if (body.vid == visitor) {}" + after)


@pytest.mark.parametrize("order", ["{0}\n\nas JSON: {1}", "{1}\n\nas PHP has it:\n{0}"])
def test_json_beside_a_print_r_is_read_as_well(order: str) -> None:
    text = order.format(print_r(WHOLE), json.dumps({**WHOLE, "vid": "other"}))
    vids = [document(request)["vid"] for request in recognised(text).requests]
    assert len(vids) == 2 and "other" in vids and WHOLE["vid"] in vids


HOST = ENDPOINT.split("/")[2]
WRITTEN = json.dumps(WHOLE)
WIRE = (
    "POST /track HTTP/1.1",
    f"Host: {HOST}",
    "User-Agent: ConvertAgent/1.0",
    "Content-Type: application/json",
    "",
)


@pytest.mark.parametrize(
    "text",
    [
        "send: b'"
        + "".join(f"{line}\\r\\n" for line in WIRE)
        + f"'\nsend: b'{WRITTEN}'\nreply: ''",
        "\n".join(
            f'DEBUG wire - http-outgoing-0 >> "{line}"'
            for line in (*(f"{line}[\\r][\\n]" for line in WIRE), WRITTEN)
        ),
        f'conn = http.client.HTTPSConnection("{HOST}")\n'
        f"""headers = {{'Content-Type': 'application/json', 'User-Agent': 'ConvertAgent/1.0'}}
conn.request("POST", "/track", json.dumps({WHOLE!r}), headers)""",
        f"const options = {{hostname: '{HOST}', path: '/track', method: 'POST', headers: "
        "{'Content-Type': 'application/json', 'User-Agent': 'ConvertAgent/1.0'}};\n"
        f"const req = https.request(options);\nreq.write(JSON.stringify({WRITTEN}));",
    ],
)
def test_host_and_path_that_are_named_apart_are_one_address(text: str) -> None:
    (request,) = recognised(text).requests
    assert (request.method, request.endpoint) == ("POST", ENDPOINT)
    assert request.user_agent == "ConvertAgent/1.0"
    assert request.headers == (("Content-Type", "application/json"),)
    assert document(request) == WHOLE


def test_of_several_hosts_none_is_the_target() -> None:
    text = f"'{HOST}' '1{HOST}' '/track' sends {WRITTEN}"
    assert recognised(text).requests[0].endpoint is None
