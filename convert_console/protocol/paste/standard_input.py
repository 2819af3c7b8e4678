"""What a pasted command line pipes into its command: by `echo`, `printf`, or a text below it."""

from __future__ import annotations

import re

from convert_console.protocol.paste.shell_words import commands_in

_PIPED = re.compile(r"(?:^|\n)[ \t]*(?:[$>#%][ \t]+)?(?P<said>(?:echo|printf)[ \t][^|]*+)\|\s*$")
_BELOW = re.compile(r"<<-?[ \t]*(?P<quote>['\"]?)(?P<word>\w{1,40})(?P=quote)[^\n]*\n")
_FORMAT = re.compile(r"(?:-[neE]+|%s(?:\\n)?|--)")
_LOOKED_AT = 2_000_000


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
    piped = _PIPED.search(before, max(0, len(before) - _LOOKED_AT))
    if not piped:
        return None, command
    words = [word for words in commands_in(piped["said"], "bash") for word in words[1:]]
    while words and _FORMAT.fullmatch(words[0]):
        words.pop(0)
    return " ".join(words), command
