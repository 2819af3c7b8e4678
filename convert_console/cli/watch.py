"""`watch`: shows what a page sends to Convert, in a browser of its own or one that runs already."""

import argparse
import json
import queue
import re
import signal
import sys
import threading
import time
from collections.abc import Sequence

from convert_console.cli.collect import (
    TIMEOUT,
    LinePrinter,
    add_expect_arguments,
    check_writable,
    configuration_in,
    report,
    time_of_day,
)
from convert_console.cli.command import DONE, NOT_DELIVERED, Command, InvalidInput, plan_in
from convert_console.cli.target import catalog_of, complete_profiles, plan_of, saved_profile
from convert_console.core.catalog.catalog import Catalog, read_catalog
from convert_console.core.linter.problem import Problem, Situation
from convert_console.core.plan.plan import Plan
from convert_console.core.request.profile import Profile
from convert_console.core.text import one_line
from convert_console.core.traffic.expectations import Watches
from convert_console.core.watch.tracking import custom_domain, page_url
from convert_console.core.watch.words import request_words
from convert_console.services.collector.expecting import POLL_SECONDS, LastStep
from convert_console.services.collector.received import entry_json
from convert_console.services.storage.folders import Folders
from convert_console.services.watch.browser import BrowserUnusable, lacks_display, lacks_sandbox
from convert_console.services.watch.page_watch import PageWatch, WatchSettings
from convert_console.services.watch.watched import SOURCE, Watched

SUITE = "convert-console watch"
WITHOUT_PROFILE = "terminal"
"""The name of the browser's profile that is kept where no profile of the console is given."""


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", nargs="?", metavar="URL", help="the page to open")
    parser.add_argument(
        "--mode",
        choices=("answer", "observe"),
        default="answer",
        help="answer: requests to Convert are answered on this machine, and none reaches it "
        "(default); observe: they go on to Convert and count there, and its answers are shown",
    )
    parser.add_argument(
        "--browser",
        default="",
        metavar="PATH",
        help="the program of the browser (default: the Chrome, Chromium, Edge or Brave that is "
        "found)",
    )
    parser.add_argument(
        "--headless", action="store_true", help="run the browser without a window, as in CI"
    )
    parser.add_argument(
        "--attach",
        default="",
        metavar="ADDRESS",
        help="watch a browser that runs already, such as one that a Playwright or Selenium test "
        "drives, started with --remote-debugging-port=9222: 127.0.0.1:9222",
    )
    profile = parser.add_argument(
        "--profile",
        metavar="NAME",
        help="a saved profile: names of its project, its own domain if it has one, and how far it "
        "may reach",
    )
    profile.completer = complete_profiles  # type: ignore[attr-defined]
    parser.add_argument(
        "--domain",
        action="append",
        default=[],
        metavar="HOST",
        help="a custom domain that takes the project's tracking; may be repeated",
    )
    parser.add_argument(
        "--keep-login",
        action="store_true",
        help="use the same browser profile next time, so that a login survives (default: a new, "
        "empty one that is deleted in the end)",
    )
    parser.add_argument(
        "--catalog", metavar="FILE", help="a project's configuration: gives names, and is checked"
    )
    parser.add_argument(
        "--json", action="store_true", help="print each request as one line of JSON"
    )
    add_expect_arguments(parser, "been sent")


def _watch(options: argparse.Namespace) -> int:
    if options.junit and not options.expect:
        raise InvalidInput("--junit needs --expect FILE.")
    check_writable(options.junit)
    profile = saved_profile(options.profile) if options.profile else None
    settings = _settings(options, profile)
    catalog = catalog_of(profile) if profile else None
    if options.catalog:
        read = read_catalog(configuration_in(options.catalog))
        catalog = read if isinstance(read, Catalog) else None
    plan = plan_in(options.expect) if options.expect else None
    if not options.attach and lacks_sandbox():
        print(
            "convert-console: as root the browser's sandbox cannot run, so it is switched off. "
            "Open only pages that you trust.",
            file=sys.stderr,
        )
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    last_step = LastStep()
    if plan:
        last_step.listen()
    watches = Watches(plan.expectations) if plan else None
    known_plan = plan or (plan_of(profile) if profile else None)
    situation = _Known(catalog, frozenset(profile.silenced if profile else ()), known_plan)
    return _Session(options, settings, watches, situation, stopped, last_step).run()


def _settings(options: argparse.Namespace, profile: Profile | None) -> WatchSettings:
    """What to watch; raises `InvalidInput`."""
    if options.attach and (options.browser or options.headless or options.keep_login):
        raise InvalidInput(
            "--attach watches a browser that runs already: leave out --browser, --headless and "
            "--keep-login."
        )
    url = page_url(options.url or "")
    if not url and (options.url or not options.attach):
        what = f"{options.url} is not the address of a page" if options.url else "No page is given"
        raise InvalidInput(f"{what}. Give one such as https://shop.example/checkout.")
    if profile and profile.reach == "local" and options.mode == "observe":
        raise InvalidInput(
            f"The profile {profile.name} is local only, and --mode observe lets requests leave "
            "this machine. Leave --mode out, or set the profile to ask before it sends."
        )
    if not options.attach and not options.headless and lacks_display():
        raise InvalidInput("There is no display for the browser's window. Add --headless.")
    domains = [domain.lower().rstrip(".") for domain in options.domain]
    if profile and profile.target == "custom":
        domains.append(custom_domain(profile.endpoint))
    return WatchSettings(
        url=url,
        profiles=Folders.default().browsers,
        mode=options.mode,
        browser=options.browser,
        headless=options.headless,
        attach=options.attach,
        kept=(profile.id if profile else WITHOUT_PROFILE) if options.keep_login else "",
        domains=tuple(filter(None, domains)),
    )


class _Known:
    """What is known of the project when a request is checked."""

    def __init__(
        self, catalog: Catalog | None, silenced: frozenset[str], plan: Plan | None
    ) -> None:
        self.catalog = catalog
        self._silenced = silenced
        self._plan = plan

    def at(self, moment: float) -> Situation:
        return Situation(moment, self.catalog, silenced=self._silenced, plan=self._plan)


class _Session:
    """One watch, from its start to its report."""

    def __init__(
        self,
        options: argparse.Namespace,
        settings: WatchSettings,
        watches: Watches | None,
        known: _Known,
        stopped: threading.Event,
        last_step: LastStep,
    ) -> None:
        self._last_step = last_step
        self._last_request = time.monotonic()
        self._options = options
        self._settings = settings
        self._watches = watches
        self._known = known
        self._stopped = stopped
        # Not a SimpleQueue, whose `get` may wait for ever after a signal (see `expecting`).
        self._records: queue.Queue[Watched] = queue.Queue()
        self._printer = LinePrinter(stopped, as_json=options.json)
        self._watch = PageWatch(settings, self._records.put, _complain)

    def run(self) -> int:
        """Watch until the end, and return the exit code."""
        starter = threading.Thread(target=self._stop_early, daemon=True)
        starter.start()
        try:
            product = self._watch.start()
        except BrowserUnusable as why:
            if self._stopped.is_set():
                return DONE if not self._watches else self._report(0.0)
            raise InvalidInput(str(why)) from None
        try:
            self._say_begin(product)
            self._printer.start()
            took = self._wait()
        finally:
            if self._watches:
                self._last_step.ignore()
            self._watch.stop()
            self._take_all()
            self._printer.finish()
        if self._printer.fault:
            raise self._printer.fault
        if self._watch.reason:
            _complain(self._watch.reason)
        if self._watches:
            return self._report(took)
        return NOT_DELIVERED if self._watch.reason else DONE

    def _stop_early(self) -> None:
        """Let Ctrl+C end a start that takes long, and a watch that waits for nothing."""
        self._stopped.wait()
        self._watch.stop()

    def _say_begin(self, product: str) -> None:
        what = self._settings.url or "every page"
        if self._settings.mode == "observe":
            to = "Requests go on to Convert and count in live statistics."
        elif self._settings.attach:
            to = "Until this ends, requests to Convert are answered on this machine."
        else:
            to = "Requests to Convert are answered on this machine; none reaches it."
        stream = sys.stderr if self._options.json else sys.stdout
        print(f"Watching {one_line(what)} in {one_line(product)}. {to}", file=stream, flush=True)

    def _wait(self) -> float:
        """Take requests until all is settled, the browser ends, it is stopped or time is up;
        returns the seconds it took.
        """
        began = time.monotonic()
        limit = self._options.timeout or (TIMEOUT if self._watches else threading.TIMEOUT_MAX)
        while not self._stopped.is_set() and not self._watch.ended.is_set():
            if self._watches and (
                self._watches.settled
                or self._last_step.nothing_follows(self._watches, self._last_request)
            ):
                break
            left = began + limit - time.monotonic()
            if left <= 0:
                break
            try:
                self._take(self._records.get(timeout=min(left, POLL_SECONDS)))
            except queue.Empty:
                continue
        return time.monotonic() - began

    def _take_all(self) -> None:
        """Take what came just before the end."""
        while True:
            try:
                self._take(self._records.get_nowait())
            except queue.Empty:
                return

    def _take(self, watched: Watched) -> None:
        self._last_request = time.monotonic()
        received = watched.received
        problems = watched.problems(self._known.at(received.received_at))
        self._printer.add_line(
            as_json(watched, json.dumps([problem.as_dict() for problem in problems]))
            if self._options.json
            else as_line(watched, self._known.catalog, problems)
        )
        if self._watches and received.is_tracking:
            documents = watched.documents
            self._watches.add(received.arrived, received.verdict, problems, documents)
        elif self._watches:
            self._watches.add_not_taken(f"{received.method}: {received.reason}")

    def _report(self, took: float) -> int:
        assert self._watches is not None
        return report(
            self._watches,
            took,
            self._options.junit,
            SUITE,
            rehearsal=self._settings.mode == "answer",
            as_json=self._options.json,
        )


def as_line(watched: Watched, catalog: Catalog | None, problems: Sequence[Problem]) -> str:
    """A request in a line, for people."""
    received = watched.received
    faults = sum(problem.severity != "info" for problem in problems)
    nothing = "no events" if watched.documents else "no document"
    words = received.reason or request_words(watched.documents, catalog) or nothing
    parts = [
        f"{received.verdict:8}  {received.method:4}  {watched.kind:14}  {one_line(words)}",
        f"{faults} problem{'' if faults == 1 else 's'}" if faults else "",
        one_line(watched.page[:200]),
        one_line(watched.called_from[:100]),
    ]
    return f"{time_of_day(received.received_at)}  {'  '.join(part for part in parts if part)}"


def as_json(watched: Watched, problems: str) -> str:
    """A request in a line of JSON; `problems` are JSON as well."""
    entry = entry_json(
        watched.received,
        watched.documents,
        problems,
        source=SOURCE,
        url=watched.url,
        page=watched.page,
        kind=watched.kind,
        called_from=watched.called_from,
        mode=watched.mode,
    )
    return re.sub(r"[\r\n]", " ", entry)  # in JSON they are between values only


def _complain(sentence: str) -> None:
    print(f"convert-console: {one_line(sentence)}", file=sys.stderr, flush=True)


WATCH = Command(
    "watch",
    "open a page in a browser and print what it sends to Convert, until the browser is closed",
    _arguments,
    _watch,
    (
        "watch https://shop.example/checkout",
        "watch http://localhost:8000 --headless --expect expected.json --junit result.xml",
        "watch --attach 127.0.0.1:9222 --json",
    ),
)
