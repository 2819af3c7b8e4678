"""Leaves out calls of a program that are in its comments."""

import re

LEFT_OUT = "Calls in comments were left out."

# Texts in quotes come first, since they may hold what looks like a comment. One without an end goes
# to the end of its line, so that the time grows with the length alone.
_PIECE = re.compile(
    r"\"(?:[^\"\\\n]|\\.)*+\"?+|'(?:[^'\\\n]|\\.)*+'?+|`(?:[^`\\]|\\.)*+`?+"
    r"|(?P<comment>(?<![:\w=(\"'/\\])//[^\n]*+"
    r"|(?<![*\w\"'/])/\*[^*]*+(?:\*++[^*/][^*]*+)*+(?:\*++(?:/|\Z)|\Z)|^[ \t]*+\#[^\n]*+)",
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
        is_whole = comment and (not comment.startswith("/*") or comment.endswith("*/"))
        return " " * len(comment) if is_whole and call.search(comment) else match[0]

    kept = _PIECE.sub(blank, text)
    return (kept, (LEFT_OUT,)) if kept != text and call.search(kept) else (text, ())
