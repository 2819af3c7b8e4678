"""A profile: where requests of one project go, and as whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from convert_console import __version__

Target = Literal["convert", "local", "custom"]
Reach = Literal["local", "ask", "free"]
Spelling = Literal["literal", "percent"]

CONVERT_AGENT = f"ConvertAgent/1.0 (convert-console/{__version__})"
LOCAL_ENDPOINT = "http://127.0.0.1:8765/track"
NO_PROJECT = (
    "This profile has no project id yet. Enter it in the profile settings (Ctrl+,), or choose "
    "another target."
)

CONNECT_TIMEOUT = "Connect timeout"
RESPONSE_TIMEOUT = "Response timeout"
TOTAL_TIMEOUT = "Total timeout"
EXTRA_CERTIFICATES = "Extra certificates"
"""What the profile settings call these, for sentences that send a person there."""


@dataclass(frozen=True)
class Profile:
    """What is ours to remember for one project.

    `id` names the profile's file and never changes; `endpoint` is the whole URL for the target
    "custom", and the collector's actual URL for "local". `user_agent` is `None` to send no such
    header. `silenced` are the ids of rules that say nothing here. `reach` says how far a send may
    go: loopback only, after a question, or freely. `catalog_base` replaces the usual address of
    configurations; "" keeps it. The timeouts are in seconds: to connect, in silence, altogether.
    `proxy` is "none", "system" or the address of an HTTP proxy, perhaps with a user and never with
    a password. `ca_file` names certificates to trust besides the system's. `segments` is the JSON
    text of the `seg` that new requests begin with. A header's value that must not lie in a file is
    `hidden.HIDDEN` here.
    """

    id: str
    name: str
    project: str = ""
    account: str = ""
    target: Target = "convert"
    endpoint: str = ""
    user_agent: str | None = CONVERT_AGENT
    spelling: Spelling = "literal"
    reach: Reach = "ask"
    headers: tuple[tuple[str, str], ...] = ()
    silenced: tuple[str, ...] = ()
    catalog_base: str = ""
    connect_timeout: float = 10.0
    silence_timeout: float = 30.0
    total_timeout: float = 60.0
    proxy: str = "none"
    ca_file: str = ""
    segments: str = ""

    def __repr__(self) -> str:
        """Without settings: a profile's file may hold secrets that somebody wrote into it."""
        return f"Profile({self.id!r}, {self.name!r})"

    @property
    def url(self) -> str:
        """The endpoint without a query.

        >>> Profile(id="a", name="A", project="10000001").url
        'https://10000001.metrics.convertexperiments.com/track'
        """
        if self.target == "convert":
            return f"https://{self.project}.metrics.convertexperiments.com/track"
        if self.target == "local":
            return self.endpoint or LOCAL_ENDPOINT
        return self.endpoint

    @property
    def lacks_project(self) -> bool:
        """Whether it aims at its project's own host, and no project is named."""
        return self.target == "convert" and not self.project
