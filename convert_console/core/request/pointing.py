"""What to tell somebody whose shop, CRM or script shall send to the local collector."""

from __future__ import annotations

from urllib.parse import urlsplit

_SAMPLE = (
    '{"cid":"10000009","pid":"10000001","vid":"1796000000000-0.4126735590148273",'
    '"ev":[{"evt":"viewExp","exps":["100400101"],"vars":["1004200201"]}]}'
)


def pointing_words(url: str) -> str:
    """Steps as plain text, with the address and a command to try it; nothing leaves this machine.

    >>> pointing_words("http://127.0.0.1:8765/track").splitlines()[0]
    'Send tracking requests to http://127.0.0.1:8765/track'
    """
    port = urlsplit(url).port
    return f"""Send tracking requests to {url}

1. Where the shop, CRM or script has https://{{project}}.metrics.convertexperiments.com/track,
   put {url} for the time of the test.
2. To try it from a terminal:
   curl -A 'ConvertAgent/1.0' -H 'Content-Type: application/json' -d '{_SAMPLE}' {url}
3. The collector listens on this machine alone. From a server, open a way back to it:
   ssh -R {port}:127.0.0.1:{port} user@server

What comes in is answered as Convert's endpoint is documented to answer, and is forwarded nowhere.
"""
