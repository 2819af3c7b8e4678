"""Leaves out calls, commands and documents that are in comments."""

import re

LEFT_OUT = "Calls in comments were left out."
REQUESTS_LEFT_OUT = "Requests in comments were left out."

# Texts in quotes come first, since they may hold what looks like a comment. One without an end goes
# to the end of its line, so that the time grows with the length alone.
_PIECE = re.compile(
    r"\"(?:[^\"\\\n]|\\.)*+\"?+|'(?:[^'\\\n]|\\.)*+'?+|`(?:[^`\\]|\\.)*+`?+"
    r"|(?P<comment>(?<![:\w=(\"'/\\])//[^\n]*+(?:\n[ \t]*+//[^\n]*+)*+"
    r"|(?<![*\w\"'/])/\*[^*]*+(?:\*++[^*/][^*]*+)*+(?:\*++(?:/|\Z)|\Z)"
    r"|^[ \t]*+\#[^\n]*+|<!--(?:[^-]++|-(?!->))*(?:-->|\Z))",
    re.MULTILINE,
)


def without_comments(text: str, call: re.Pattern[str]) -> tuple[str, tuple[str, ...]]:
    r"""A text with blanks in place of the comments that hold a call, and a note on them.

    A text whose calls are all in comments stays as it is: somebody wants them to be read.

    >>> import re
    >>> without_comments("f(1)\n// f(2)", re.compile("f"))[0]
    'f(1)\n       '
    """

    def blank(match: re.Match[str]) -> str:
        comment = match["comment"]
        is_whole = comment and (comment[:2] not in _ENDS or comment.endswith(_ENDS[comment[:2]]))
        return _SIGN.sub(" ", comment) if is_whole and call.search(comment) else match[0]

    kept = _PIECE.sub(blank, text)
    return (kept, (LEFT_OUT,)) if kept != text and call.search(kept) else (text, ())


_ENDS = {"/*": "*/", "<!": "-->"}
_SIGN = re.compile(r"[^\n]")


def without_commented_requests(text: str) -> tuple[str, tuple[str, ...]]:
    """A text with blanks in place of the comments that hold a command, a document or an address
    of a request where the text has another one outside of them, and a note on that.
    """
    kept = text
    if any(sign in text for sign in _SIGNS):
        for kind in _REQUESTS:
            kept = without_comments(kept, kind)[0]
    return (text, ()) if kept == text else (kept, (REQUESTS_LEFT_OUT,))


_SIGNS = ("//", "/*", "#", "<!--")
_REQUESTS = (
    re.compile(r"\bcurl(?:\.exe)?[ \t]+(?:[-'\"$^\\]|[a-z]++://|[\w.-]++[:/])", re.IGNORECASE),
    re.compile(r"[{\[(][\s/#*]*+[\"']?(?:cid|pid|vid|ev|seg)[\"']?\s*+(?::|=>)"),
    re.compile(r"https?://[^\s\"'<>?]{1,300}+\?(?:[^\s\"'<>]{0,300}?&)?(?:cid|pid|vid)="),
)
