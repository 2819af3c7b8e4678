"""The targets of Copy as."""

from collections.abc import Callable
from typing import NamedTuple

from convert_console.core.copy_as.curl import write_bash, write_cmd, write_powershell
from convert_console.core.copy_as.javascript import write_javascript
from convert_console.core.copy_as.php import write_php
from convert_console.core.copy_as.python import write_python
from convert_console.core.copy_as.request_parts import (
    body_text,
    refuse_nul,
    refuse_other_than_ascii,
    refuse_unsendable,
)
from convert_console.core.export.har import unsent_har
from convert_console.core.request.wire import WireRequest


class CopyTarget(NamedTuple):
    """One entry of every Copy as menu; `write` raises CopyError where the target cannot hold it."""

    id: str
    title: str
    write: Callable[[WireRequest], str]


def write_raw(wire: WireRequest) -> str:
    """Request line, headers, blank line and body; the lines of the head end in CR LF."""
    refuse_unsendable(wire)
    refuse_nul(wire)
    refuse_other_than_ascii(wire.headers)
    return wire.head.decode("ascii") + body_text(wire)


def write_har(wire: WireRequest) -> str:
    """An archive of one request without an answer."""
    return unsent_har(wire, body_text(wire)) + "\n"


# In the order of the menus. To add a target: an entry here, and its function in a file next to this
# one. Where a program can run the copy, name it in `COMMANDS` of tests/support/handing.py: then it
# is run, and must send what Send sends. CI installs such programs in .ci/run.
TARGETS: tuple[CopyTarget, ...] = (
    CopyTarget("curl-bash", "cURL (bash)", write_bash),
    CopyTarget("curl-cmd", "cURL (cmd.exe)", write_cmd),
    CopyTarget("curl-powershell", "cURL (PowerShell)", write_powershell),
    CopyTarget("python", "Python (httpx)", write_python),
    CopyTarget("javascript", "JavaScript (fetch)", write_javascript),
    CopyTarget("php", "PHP (curl)", write_php),
    CopyTarget("raw", "Raw HTTP", write_raw),
    CopyTarget("har", "HAR", write_har),
)
