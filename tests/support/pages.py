"""A real browser that visits pages of this machine until they have done what they do."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from support.browser import BROWSER

SECONDS = 120
DONE = "/done"
_OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-default-browser-check", "--password-store=basic", "--use-mock-keychain",
    "--disable-extensions", "--no-proxy-server", "--remote-debugging-port=0",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE ::1",
)  # fmt: skip


SENDING = """
const body = (vid) => JSON.stringify({ cid: "10000009", pid: "10000001", vid, ev: [
  { evt: "hitGoal", goals: ["100300301"], exps: ["100400101"], vars: ["1004200201"] }] });
const json = { "Content-Type": "application/json" };
const post = (vid, options) => fetch(URL_, { method: "POST", body: body(vid), ...options })
  .then((answer) => answer.json());
const xhr = (vid, withCredentials) => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest();
  request.open("POST", URL_);
  request.withCredentials = withCredentials;
  request.setRequestHeader("Content-Type", "application/json");
  request.onload = () => resolve(JSON.parse(request.responseText));
  request.onerror = () => reject(new Error("the answer may not be read"));
  request.send(body(vid));
});
const blob = (vid) => new Blob([body(vid)], { type: "application/json" });
const image = (vid) => new Promise((resolve) => {
  const image = new Image();
  image.onload = image.onerror = () => resolve({ status: "ok" });
  image.src = `${URL_}?cid=10000009&pid=10000001&vid=${vid}&ev[0][evt]=viewExp`;
});
const worker = (vid) => new Promise((resolve) => {
  const code = `fetch("${URL_}", { method: "POST", body: ${JSON.stringify(body(vid))},
    headers: { "Content-Type": "application/json" } })
    .then((answer) => answer.json()).then((said) => postMessage(said))`;
  new Worker(window.URL.createObjectURL(new Blob([code]))).onmessage = (e) => resolve(e.data);
});
"""
"""What a page has to send with, to `URL_`."""


class Pages:
    """Serves files by their paths; what a page posts to `DONE` ends the visit."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._done = threading.Event()
        self.said: Any = None
        """What the page has posted, as JSON."""
        pages = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = files.get(self.path.partition("?")[0])
                self.send_response(404 if content is None else 200)
                kind = "text/javascript" if self.path.endswith(".js") else "text/html"
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                if self.path.endswith(".zip"):
                    self.send_header("Content-Disposition", "attachment")
                self.send_header("Content-Length", str(len(content or b"")))
                self.end_headers()
                self.wfile.write(content or b"")

            def do_POST(self) -> None:
                text = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(204)
                self.end_headers()
                if self.path == DONE:
                    pages.said = json.loads(text)
                    pages._done.set()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def wait(self) -> Any:
        """Wait until a page has done what it does; returns what it has posted."""
        assert self._done.wait(SECONDS)
        return self.said

    @contextmanager
    def served(self) -> Iterator[Pages]:
        """Serve them meanwhile."""
        thread = threading.Thread(target=self._server.serve_forever)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            thread.join()
            self._server.server_close()

    def visit(
        self, path: str, folder: Path, *options: str, until: Callable[[], bool] = lambda: True
    ) -> Any:
        """Open a page in the browser; returns what it has posted in the end. The browser stays
        open until `until` holds too: what it sends by itself ends with it.
        """
        log = folder / "browser.log"
        with log.open("wb") as errors:
            process = subprocess.Popen(
                [BROWSER, *_OPTIONS, f"--user-data-dir={folder / 'browser'}", *options,
                 self.url + path],
                stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True,
                env={**os.environ, "HOME": str(folder)},
            )  # fmt: skip
        try:
            assert self._done.wait(SECONDS), log.read_text("utf-8", "replace")
            end = time.monotonic() + SECONDS
            while not until():
                assert time.monotonic() < end, log.read_text("utf-8", "replace")
                time.sleep(0.01)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(SECONDS)
        return self.said
