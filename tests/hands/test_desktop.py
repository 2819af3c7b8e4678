"""The icon and the name under which a desktop on X shows the window."""

from __future__ import annotations

import subprocess

from convert_console.resources import APPLICATION_ID
from support.hands import Hands


def properties(hands: Hands) -> dict[str, str]:
    """What the window tells the window manager, as xprop prints it."""
    env = hands.screen.env
    found = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--pid", str(hands.process.pid), "--name", "."],
        env=env, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    window = found.stdout.split()[0]
    names = ("WM_CLASS", "_NET_WM_ICON", "_KDE_NET_WM_DESKTOP_FILE")
    said = subprocess.run(
        ["xprop", "-len", "40", "-id", window, *names],
        env=env, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    lines = (line for line in said.stdout.splitlines() if line[:1] not in ("\t", ""))
    return dict(line.partition("(")[::2] for line in lines)


def test_a_desktop_finds_the_icon_and_the_menu_entry_of_the_window(hands: Hands) -> None:
    found = properties(hands)
    assert found["WM_CLASS"].endswith('"convert-console"')
    assert "not found" not in found["_NET_WM_ICON"]
    assert APPLICATION_ID in found["_KDE_NET_WM_DESKTOP_FILE"]
