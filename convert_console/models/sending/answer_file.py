"""Saves the body of an answer into a file."""

from pathlib import Path

from convert_console.core.verdict.exchange import Answer
from convert_console.services.storage.files import StoreFailed, write_whole


def save_body(answer: Answer, path: str) -> tuple[bool, str]:
    """Write the kept bytes of a body; whether that worked, and a sentence about it."""
    try:
        write_whole(Path(path), answer.body)
    except StoreFailed as why:
        return False, str(why)
    lacking = answer.left_out
    remark = f" The other {lacking:,} bytes were not kept." if lacking else ""
    return True, f"Saved {len(answer.body):,} bytes to {path}.{remark}"


def file_name(answer: Answer) -> str:
    """A suggested name, by the content type.

    >>> file_name(Answer(200, "OK", (("Content-Type", "application/json"),), b"", 0))
    'answer.json'
    """
    kind = (answer.header("content-type") or "").lower()
    endings = (("json", "json"), ("html", "html"), ("xml", "xml"), ("text/", "txt"))
    return f"answer.{next((ending for word, ending in endings if word in kind), 'bin')}"
