"""What a script of bash sends, wherever it has written it down."""

import json

import pytest

from convert_console.core.paste.programs.shell_script import ShellScript
from support.pasting import ENDPOINT, document, notes_of, only, recognised

DOCUMENT = {"cid": "1", "pid": "2", "vid": "it is", "ev": [{"evt": "tr", "r": 1.5}]}
BODY = json.dumps(DOCUMENT)
ESCAPED = BODY.replace('"', '\\"')
# Each sends BODY.
SCRIPTS = {
    "a variable": f"BODY='{BODY}'\ncurl -d \"$BODY\" {ENDPOINT}",
    "in braces": f"export BODY='{BODY}'\ncurl --data-raw \"${{BODY}}\" {ENDPOINT}",
    "without quotes": f"BODY='{BODY}'; curl -d $BODY {ENDPOINT}",
    "in double quotes": f'DATA="{ESCAPED}"\ncurl -d "$DATA" {ENDPOINT}',
    "of variables": f'VID="it is"\nB="{ESCAPED.replace("it is", "$VID")}"\ncurl -d "$B" {ENDPOINT}',
    "between quotes": "VID='it is'\ncurl -d "
    f"'{BODY.replace('it is', chr(39) + '${VID}' + chr(39))}' {ENDPOINT}",
    "a default": f'curl -d "{ESCAPED.replace("it is", "${VID:-it is}")}" {ENDPOINT}',
    "an address, too": f'URL={ENDPOINT}\nBODY=\'{BODY}\'\ncurl "$URL" -d "$BODY"',
    "read": f"read -r -d '' BODY <<'EOF'\n{BODY}\nEOF\ncurl -d \"$BODY\" {ENDPOINT}",
    "cat": f"BODY=$(cat <<'EOF'\n{BODY}\nEOF\n)\ncurl -d \"$BODY\" {ENDPOINT}",
    "cat at once": f'curl {ENDPOINT} -d "$(cat <<EOF\n{BODY}\nEOF\n)"',
    "backticks": f'curl {ENDPOINT} -d "`cat <<EOF\n{BODY}\nEOF\n`"',
    "a variable below": f'VID="it is"\ncurl {ENDPOINT} -d @- <<EOF\n'
    f"{BODY.replace('it is', '$VID')}\nEOF\n",
    "tabs": f"curl {ENDPOINT} -d @- <<-EOF\n\t{BODY}\n\tEOF\n",
    "piped": f"cat <<'EOF' | curl -d @- {ENDPOINT}\n{BODY}\nEOF\n",
    "piped on": f"cat <<'EOF' | jq -c . | curl -d @- {ENDPOINT}\n{BODY}\nEOF\n",
    "echo": f"echo '{BODY}' | jq -c . | curl -d @- {ENDPOINT}",
    "echo of a variable": f"B='{BODY}'\necho \"$B\" | curl -d @- {ENDPOINT}",
    "printf": f"B='{BODY}'\nprintf '%s' \"$B\" | curl --data-binary @- {ENDPOINT}",
    "a here-string": f"curl -d @- {ENDPOINT} <<< '{BODY}'",
    "of a variable": f"B='{BODY}'\ncurl -d @- {ENDPOINT} <<<\"$B\"",
    "a function": f'body() {{\ncat <<EOF\n{BODY}\nEOF\n}}\ncurl -d "$(body)" {ENDPOINT}',
    "piped from it": f"function body {{\ncat <<EOF\n{BODY}\nEOF\n}}\nbody | curl -d @- {ENDPOINT}",
    "a file": f"cat > body.json <<'EOF'\n{BODY}\nEOF\ncurl -d @body.json {ENDPOINT}",
    "a file behind": f"cat <<'EOF' > ./body.json\n{BODY}\nEOF\ncurl -d @body.json {ENDPOINT}",
    "cat of a file": f"cat > b.json <<E\n{BODY}\nE\ncat b.json | curl -d @- {ENDPOINT}",
    "from a file": f"cat > b.json <<E\n{BODY}\nE\ncurl -d @- {ENDPOINT} < b.json",
    "tee": f"tee b.json <<E\n{BODY}\nE\ncurl -d @b.json {ENDPOINT}",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_body_is_looked_up(name):
    request = only(SCRIPTS[name])
    assert document(request) == DOCUMENT
    assert (request.method, request.endpoint) == ("POST", ENDPOINT)
    assert recognised(SCRIPTS[name]).label == "cURL command (bash)"


def test_each_command_is_given_the_value_that_holds_before_it():
    text = "".join(
        f"BODY='{BODY.replace('it is', f'v-{i}')}'\ncurl -d \"$BODY\" {ENDPOINT}\n"
        for i in range(3)
    )
    vids = [document(request)["vid"] for request in recognised(text).requests]
    assert vids == ["v-0", "v-1", "v-2"]


def test_what_is_not_set_stays_to_be_filled_in():
    assert (
        '"vid": "$VID"'
        in only(f'curl {ENDPOINT} -d "{{\\"cid\\":\\"1\\",\\"vid\\":\\"$VID\\"}}"').text
    )
    assert "$CID" in only(f'curl {ENDPOINT} -d \'{{"cid":"$CID"}}\'; CID=5').text


def test_a_body_of_a_command_that_cannot_be_run_here_is_found_in_its_text():
    text = (
        f"""curl {ENDPOINT} -d "$(jq -n --arg vid "$VID" '{{cid: "1", pid: "2", vid: $vid}}')\""""
    )
    assert document(only(text)) == {"cid": "1", "pid": "2", "vid": "${$vid}"}
    assert "placeholder" in notes_of(text)


def test_values_that_name_each_other_end():
    script = ShellScript('A="$B$B"\nB="$A$A"\n')
    assert script.expander(0)('"$A"', 20).count("$") <= 64


def test_values_that_grow_are_not_followed_for_ever():
    text = "".join(f'V{i}="{f"$V{i + 1}" * 200}"\n' for i in range(5)) + "V5=xxxxxxxxxx\n"
    assert len(ShellScript(text).expander(0)('"$V0"', 0)) < 10_000_000


def test_a_variable_that_is_extended_has_its_earlier_value_in_it() -> None:
    text = f'VID=abc\nVID="$VID-1"\ncurl {ENDPOINT} -d "{{\\"vid\\":\\"$VID\\"}}"'
    assert document(only(text)) == {"vid": "abc-1"}


OTHER = BODY.replace("it is", "other")
FUNCTION = "body() {\n  cat <<EOF\n@@\nEOF\n}\n"
# Each sends what stands in place of @@, by the same words.
TWICE = {
    "a file": f"cat > body.json <<'EOF'\n@@\nEOF\ncurl -d @body.json {ENDPOINT}\n",
    "read": f"read -r -d '' BODY <<'EOF'\n@@\nEOF\ncurl -d \"$BODY\" {ENDPOINT}\n",
    "a function": f'{FUNCTION}curl -d "$(body)" {ENDPOINT}\n',
    "piped from it": f"{FUNCTION}body | curl -d @- {ENDPOINT}\n",
    "piped": f"cat <<'EOF' | curl -d @- {ENDPOINT}\n@@\nEOF\n",
    "echo": f"echo '@@' | curl -d @- {ENDPOINT}\n",
    "echo to HTTPie": f"echo '@@' | http POST {ENDPOINT}\n",
    "printf of a variable": f"B='@@'\nprintf '%s' \"$B\" | curl -d @- {ENDPOINT}\n",
    "from a file": f"cat > b.json <<E\n@@\nE\ncurl -d @- {ENDPOINT} < b.json\n",
}


@pytest.mark.parametrize("name", TWICE)
def test_a_script_that_does_the_same_twice_sends_two_documents(name: str) -> None:
    text = TWICE[name].replace("@@", BODY) + TWICE[name].replace("@@", OTHER)
    vids = [document(request)["vid"] for request in recognised(text).requests]
    assert vids == ["it is", "other"]


def test_what_is_added_to_a_file_belongs_to_it() -> None:
    first, _, second = BODY.partition(", ")
    text = f"cat > b <<E\n{first},\nE\ncat >> b <<E\n{second}\nE\ncurl -d @b {ENDPOINT}"
    assert document(only(text)) == DOCUMENT
