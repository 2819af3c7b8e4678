"""A real headless browser, which opens a file and returns its DOM, a picture or a PDF."""

from __future__ import annotations

import os
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
BROWSER = next(filter(None, map(shutil.which, NAMES)), "")
"""The browser of this machine, or ""."""

SECONDS = 120
_QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-default-apps", "--disable-extensions", "--disable-dev-shm-usage",
    "--disable-client-side-phishing-detection", "--no-default-browser-check", "--no-pings",
    "--disable-domain-reliability", "--metrics-recording-only", "--hide-scrollbars",
    "--disable-features=NetworkTimeServiceQuerying,OptimizationHints,Translate,MediaRouter",
    "--password-store=basic", "--use-mock-keychain", "--proxy-bypass-list=<-loopback>",
)  # fmt: skip
_DARK = "--blink-settings=preferredColorScheme=0"


class Browser:
    """All its requests go to a proxy on this machine."""

    def __init__(self, folder: Path, proxy: str) -> None:
        self._folder = folder
        self._proxy = proxy

    def dom(self, page: Path) -> Dom:
        """The DOM of a page."""
        dom = Dom()
        dom.feed(self._run(page, "--dump-dom", "--virtual-time-budget=2000").decode("utf-8"))
        return dom

    def picture(self, page: Path, size: tuple[int, int], *, dark: bool = False) -> Path:
        """A picture of a page at a size."""
        path = self._folder / f"{page.stem}-{size[0]}-{'dark' if dark else 'light'}.png"
        scheme = (_DARK,) if dark else ()
        window = f"--window-size={size[0]},{size[1]}"
        self._run(page, f"--screenshot={path}", window, *scheme)
        return path

    def printed(self, page: Path) -> Path:
        """A page as PDF."""
        path = self._folder / f"{page.stem}.pdf"
        self._run(page, f"--print-to-pdf={path}", "--no-pdf-header-footer")
        return path

    def _run(self, page: Path, *options: str) -> bytes:
        profile = self._folder / "browser"
        process = subprocess.run(
            [BROWSER, *_QUIET, f"--user-data-dir={profile}", f"--proxy-server={self._proxy}",
             *options, page.as_uri()],
            capture_output=True, check=False, timeout=SECONDS, env={**os.environ},
        )  # fmt: skip
        assert process.returncode == 0, process.stderr.decode("utf-8", "replace")
        return process.stdout


class Dom(HTMLParser):
    """The elements of a page as the browser serialised them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.names: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self._open: list[tuple[str, str, str]] = []
        self._texts: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pairs = [(name, value or "") for name, value in attrs]
        self.names.append(tag)
        self.attributes += [(tag, name, value) for name, value in pairs]
        if tag not in _VOID_ELEMENTS:
            values = dict(pairs)
            self._open.append((tag, values.get("id", ""), values.get("class", "")))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        keys = {part for _, id_, classes in self._open for part in (f"#{id_}", *classes.split())}
        for key in {tag for tag, _, _ in self._open} | keys:
            self._texts.setdefault(key, []).append(data)

    def text(self, key: str) -> str:
        """All text within an element, a class, or an id after `#`."""
        return "".join(self._texts.get(key, ()))


_VOID_ELEMENTS = frozenset({"meta", "link", "img", "br", "hr", "input", "base"})
