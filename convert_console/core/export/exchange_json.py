"""An exchange as plain JSON values, for scripts."""

import json
from base64 import b64encode
from typing import Any

from convert_console.core.convert_api.sighting import sighting_values
from convert_console.core.verdict.exchange import Answer, Exchange, Failure
from convert_console.core.verdict.verdict import verdict


def exchange_json(exchange: Exchange) -> str:
    """`exchange_values` as indented text."""
    return json.dumps(exchange_values(exchange), indent=2, ensure_ascii=False)


def exchange_values(exchange: Exchange) -> dict[str, Any]:
    """The exchange with its verdict; bytes that are not UTF-8 are base64.

    Keys: `id`, `sent_at` (Unix seconds), `profile`, `rehearsal`, `request`, `answer` or `failure`,
    `answered` (of what came in, the status that it was answered), `live_log` (what Convert's live
    log showed; null if it was not read), `timings` (seconds), `verdict`.
    """
    judged = verdict(exchange)
    request = exchange.request
    return {
        "id": exchange.id,
        "sent_at": exchange.sent_at,
        "profile": exchange.profile,
        "rehearsal": exchange.is_here,
        "request": {
            "method": request.method,
            "url": request.url,
            "headers": [list(header) for header in request.headers],
            **_body(request.body),
        },
        **_outcome(exchange.outcome),
        **({"answered": exchange.answered} if exchange.inbound else {}),
        "live_log": sighting_values(exchange.sighting),
        "timings": exchange.timings._asdict(),
        "verdict": {
            "kind": judged.kind,
            "word": judged.word,
            "sentence": judged.sentence,
            "next_step": judged.next_step,
        },
    }


def _outcome(outcome: Answer | Failure | None) -> dict[str, Any]:
    if isinstance(outcome, Answer):
        answer = {
            "status": outcome.status,
            "reason": outcome.reason,
            "headers": [list(header) for header in outcome.headers],
            **_body(outcome.body),
            "body_size": outcome.body_size,
            "note": outcome.note,
        }
        return {"answer": answer}
    return {"failure": outcome._asdict() if outcome else None}


def _body(body: bytes) -> dict[str, str]:
    try:
        return {"body": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"body_base64": b64encode(body).decode("ascii")}
