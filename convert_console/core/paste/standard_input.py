"""What a pasted command line pipes into its command: by `echo`, `printf`, or a text below it."""

from __future__ import annotations

import re

from convert_console.core.paste.shell import commands_in

_SAID = re.compile(r"(?:\A|\n)[ \t]*+(?:[$>#%][ \t]++)?+(?P<said>(?:echo|printf)[ \t])")
_BELOW = re.compile(r"<<-?[ \t]*(?P<quote>['\"]?)(?P<word>\w{1,40})(?P=quote)[^\n]*\n")
_FORMAT = re.compile(r"(?:-[neE]+|%s(?:\\n)?|--)")


def piped_in(before: str, command: str) -> tuple[str | None, str]:
    r"""The text, `None` where nothing is piped in; and the command without it.

    >>> piped_in("echo '{}' | ", "curl -d @- h")
    ('{}', 'curl -d @- h')
    """
    command = command.replace("\r\n", "\n")
    below = _BELOW.search(command) if "<<" in command else None
    last = below and re.compile(rf"^\t*{below['word']}[ \t]*$", re.MULTILINE).search(
        command, below.end()
    )
    if below and last:
        text = command[below.end() : last.start()].removesuffix("\n")
        return text, f"{command[: below.start()]} {command[last.end() :]}"
    piped = before.rstrip()
    said = _SAID.search(piped, piped.rfind("|", 0, -1) + 1) if piped.endswith("|") else None
    if not said:
        return None, command
    text = piped[said.start("said") : -1]
    words = [word for words in commands_in(text, "bash") for word in words[1:]]
    while words and _FORMAT.fullmatch(words[0]):
        words.pop(0)
    return " ".join(words), command
