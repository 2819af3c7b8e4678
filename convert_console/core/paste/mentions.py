"""Tells whether a long text has a word at all, many times as fast as a pattern looks for it."""


def mentions(text: str, *words: str) -> bool:
    """Whether one of some words in lower case is in a text, in whatever case.

    >>> mentions("Invoke-WebRequest -Uri", "invoke-"), mentions("curl", "invoke-")
    (True, False)
    """
    lowered = text.lower()
    return any(word in lowered for word in words)
