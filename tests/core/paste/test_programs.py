"""Programs and logs of many kinds, each with the same document in it."""

import json

from convert_console.core.paste.measure import measure
from convert_console.core.paste.recognise import LOOSE_READERS, recognise
from support.pasting import DATA, ENDPOINT, document, recognised

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
