"""Foreign text neither hides nor turns round the sentences of the window that quote it."""

from __future__ import annotations

import json
import unicodedata

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QWidget

from support.driver import Driver, visible, words
from support.endpoint import Endpoint, answer

HOSTILE = "\u202egnp.exe\u2066\u200b\x07\x1b[31m\x7f\x9b\u2028\U000e0041"
HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def deceiving(text: str) -> bool:
    return any(unicodedata.category(sign) in HIDDEN and sign not in "\n\t" for sign in text)


def said(window: QWidget) -> list[str]:
    """Labels and tips, and what lists tell."""
    tips = [widget.toolTip() for widget in visible(window, QWidget)]
    rows = [
        widget.item(row).text()
        for widget in visible(window, QListWidget)
        for row in range(widget.count())
    ]
    return [text for text in (*words(window), *tips, *rows) if text]


def test_hidden_characters_are_shown_in_quoted_text(driver: Driver) -> None:
    window = driver.window
    signs = HOSTILE.encode().decode("latin-1")
    redirect = answer("302 \x9b2J", headers=[f"Location: /{signs}", f"Server: {signs}"])
    refusal = answer("403 \x9b\xad", f"<p>{HOSTILE}".encode())
    with Endpoint([redirect, refusal]) as endpoint:
        driver.aim(endpoint.url)
        for _ in range(2):
            driver.send()
            window.preview.turn_to(window.preview.ANSWER)
            assert [text for text in said(window) if deceiving(text)] == []
    whole = {HOSTILE: HOSTILE, "vid": HOSTILE, "cid": HOSTILE, "seg": {HOSTILE: [HOSTILE]}}
    events = [{"evt": HOSTILE, "goals": [HOSTILE], HOSTILE: 1}, {"evt": "tr", "r": HOSTILE}]
    driver.paste_json(json.dumps({**whole, "ev": events}))
    for page in ("Events", "Request", "Segments"):
        driver.turn_builder(page)
        assert [text for text in said(window) if deceiving(text)] == []
    window.message.show_info(f"{HOSTILE} was read.", "Undo")
    window.message.hold(f"{HOSTILE} cannot be written.")
    assert "⟨U+202E⟩gnp.exe" in driver.message
    assert [text for text in said(window) if deceiving(text)] == []
    lines = window.problems.panel.list.problem_model
    driver.until(lambda: lines.rowCount() > 3)
    for row in range(lines.rowCount()):
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            assert not deceiving(str(lines.index(row, 0).data(role)))
