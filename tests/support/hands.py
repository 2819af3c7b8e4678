"""A real mouse and keyboard: the program under a virtual X server, driven by XTEST.

Nothing here looks into the program. What it shows is read from the screen's pixels and from the
accessibility tree, as a screen reader does; what it did from the files that it keeps.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar

from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    MessageType,
    message_bus,
    new_method_call,
)
from jeepney.io.blocking import open_dbus_connection
from PySide6.QtGui import QImage

from convert_console.app.system import missing_libraries, wanted_libraries

T = TypeVar("T")

PROGRAMS = ("Xvfb", "openbox", "xdotool", "dbus-daemon")
_LAUNCHERS = (
    "/usr/libexec/at-spi-bus-launcher",
    "/usr/lib/at-spi2-core/at-spi-bus-launcher",
    "/usr/lib/at-spi-bus-launcher",
)
LAUNCHER = next(filter(os.path.exists, _LAUNCHERS), "")
MISSING = [
    *(name for name in PROGRAMS if not shutil.which(name)),
    *([] if LAUNCHER else ["at-spi2-core"]),
    *missing_libraries(wanted_libraries({"DISPLAY": ":0"})),
]
"""What this machine lacks for these tests."""

PATIENCE = 60.0
"""Seconds after which a wait fails a test; a busy machine may be slow."""

POLL = 0.02

AFTER_A_CLICK = 0.1
"""Seconds from a click to the next key: the window manager gets a click first and hands it on, and
a key overtakes it.
"""

ACCENT = "#2455d6"
"""The colour of links and of the focus in the light theme."""

SCREEN = 1712, 1070
"""A screen on which the first window is 1284 by 802 pixels large."""

Point = tuple[int, int]

Place = tuple[str, str]
"""A widget in the accessibility tree: the bus name of its program, and its path."""


PRESSED_ROLES = frozenset(
    {"push button", "toggle button", "button menu", "radio button", "check box", "combo box",
     "text", "spin button", "spin box", "slider", "page tab", "link"}
)  # fmt: skip
"""Roles of what people press or type into."""


class Box(NamedTuple):
    """A rectangle on the screen."""

    x: int
    y: int
    width: int
    height: int

    @property
    def center(self) -> Point:
        return self.x + self.width // 2, self.y + self.height // 2

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    def holds(self, other: Box) -> bool:
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.right <= self.right
            and other.bottom <= self.bottom
        )


class Node(NamedTuple):
    """A widget in the accessibility tree."""

    name: str
    role: str
    box: Box
    place: Place


def until(what: Callable[[], T | None], why: str, seconds: float = PATIENCE) -> T:
    """Wait until something is true, and return it."""
    end = time.monotonic() + seconds
    while True:
        found = what()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds:.0f} s: {why}")
        time.sleep(POLL)


class Screen:
    """A virtual X server with a window manager, and the buses of a desktop."""

    def __init__(self, folder: Path, width: int, height: int) -> None:
        self._stack = ExitStack()
        self.size = width, height
        folder.mkdir(parents=True)
        self._picture = folder / "Xvfb_screen0"
        display = self._start_server(folder, width, height)
        self.env = {
            **{name: os.environ[name] for name in ("PATH", "LC_ALL", "TZ") if name in os.environ},
            "DISPLAY": display,
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "NO_AT_BRIDGE": "0",
            "GSETTINGS_BACKEND": "memory",
        }
        self.env["DBUS_SESSION_BUS_ADDRESS"] = self._start_bus()
        self.start(["openbox", "--sm-disable"])
        self.start([LAUNCHER, "--launch-immediately"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        self._stack.close()

    def start(self, command: list[str], **more: Any) -> subprocess.Popen[bytes]:
        """Start a program on this screen, which ends with it."""
        process = subprocess.Popen(
            command, env=self.env, stdin=subprocess.DEVNULL,
            **{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **more},
        )  # fmt: skip
        self._stack.callback(_end, process)
        return process

    def at_end(self, close: Callable[[], object]) -> None:
        """Call this when the screen is closed, before the programs on it end."""
        self._stack.callback(close)

    def picture(self) -> QImage:
        """What the screen shows now."""
        data = self._picture.read_bytes()
        head = struct.unpack_from(">25I", data)
        size, width, height, line, colors = head[0], head[4], head[5], head[12], head[19]
        start = size + colors * 12
        image = QImage(data[start:], width, height, line, QImage.Format.Format_RGB32)
        return image.copy()

    def settled(self) -> QImage:
        """What the screen shows once two looks at it are the same."""
        before = self.picture()

        def same() -> bool:
            nonlocal before
            time.sleep(POLL)
            now, before = before, self.picture()
            return bool(now == before)

        until(same, "the screen does not come to rest")
        return before

    def _start_server(self, folder: Path, width: int, height: int) -> str:
        reads, writes = os.pipe()
        size = f"{width}x{height}x24"
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writes), "-screen", "0", size, "-nolisten", "tcp",
             "-fbdir", str(folder), "-noreset", "-r"],  # no key repeats on a busy machine
            pass_fds=[writes], stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._stack.callback(_end, server)
        os.close(writes)
        with os.fdopen(reads) as numbers:
            number = numbers.readline().strip()
        assert number, "Xvfb does not start"
        return f":{number}"

    def _start_bus(self) -> str:
        bus = self.start_bus()
        assert bus.stdout is not None
        address = bus.stdout.readline().decode().strip()
        self._stack.callback(bus.stdout.close)
        assert address, "dbus-daemon does not start"
        return address

    def start_bus(self) -> subprocess.Popen[bytes]:
        command = ["dbus-daemon", "--session", "--print-address=1", "--nofork", "--nosyslog"]
        return self.start(command, stdout=subprocess.PIPE)


class Tree:
    """The accessibility tree of a screen (AT-SPI2 over D-Bus)."""

    ACCESSIBLE = "org.a11y.atspi.Accessible"
    COLLECTION = "org.a11y.atspi.Collection"
    COMPONENT = "org.a11y.atspi.Component"
    TEXT = "org.a11y.atspi.Text"
    SHOWING, FOCUSED, FOCUSABLE, CHECKED = 25, 12, 11, 4
    """Bits of a state set."""

    AT_ONCE = 100
    """Questions that are asked together; their answers fit into the buffer of a socket."""

    def __init__(self, session_bus: str) -> None:
        launcher = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")

        def address() -> str:
            with open_dbus_connection(session_bus) as bus:
                reply = bus.send_and_get_reply(new_method_call(launcher, "GetAddress"))
            is_answer = reply.header.message_type is MessageType.method_return
            return str(reply.body[0]) if is_answer else ""

        self._address = until(address, "there is no accessibility bus")
        self._bus = open_dbus_connection(self._address)

    def close(self) -> None:
        self._bus.close()

    def focused(self, place: Place) -> Node | None:
        """The widget below a place that has the keyboard."""
        # Asked, not listened for: as soon as anyone listens, Qt sends each key through the bus
        # before it handles it, and a mouse that clicks meanwhile is faster.
        with_state = set(self._matches(place, self.SHOWING, self.FOCUSED))
        nodes = self._read([one for one in self._shown(place) if one in with_state])
        for node in nodes:
            # Qt calls each current tab so, and the inside of a text that scrolls.
            if node is not None and node.role not in ("page tab", "filler"):
                return self.focused(node.place) or node
        return None

    def programs(self) -> list[Place]:
        root = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
        return self.children(root)

    def node(self, place: Place) -> Node | None:
        """A widget by its place; `None` if it is gone or hidden."""
        (state,) = self._states([place])
        return self._read([place])[0] if state >> self.SHOWING & 1 else None

    def walk(
        self, place: Place, is_wanted: Callable[[str], bool] = lambda _name: True
    ) -> Iterator[Node]:
        """Everything shown below a place that has a wanted name, in the order of the tree."""
        places = self._shown(place)
        wanted = [one for one, name in zip(places, self._names(places), strict=True)
                  if is_wanted(name)]  # fmt: skip
        return (node for node in self._read(wanted) if node is not None)

    def names(self, place: Place) -> list[str]:
        """The names of everything shown below a place, in the order of the tree."""
        return self._names(self._shown(place))

    def controls(self, place: Place) -> list[Node]:
        """What is shown below a place and takes the focus, or is of a role that people press."""
        takes_focus = set(self._matches(place, self.SHOWING, self.FOCUSABLE))
        places = self._shown(place)
        roles = self._ask(places, self.ACCESSIBLE, "GetRoleName")
        controls = [
            one
            for one, role in zip(places, roles, strict=True)
            if one in takes_focus or role in PRESSED_ROLES
        ]
        return [node for node in self._read(controls) if node is not None]

    def is_checked(self, place: Place) -> bool:
        return bool(self._states([place])[0] >> self.CHECKED & 1)

    def description(self, place: Place) -> str:
        getting = (self.ACCESSIBLE, "Description")
        found = self._ask([place], "org.freedesktop.DBus.Properties", "Get", "ss", getting)[0]
        return str(found[1]) if found else ""

    @contextmanager
    def listening(self) -> Iterator[Callable[[], list[str]]]:
        """Hears what a screen reader would speak by itself; the function returns all of it so far.

        Only for a story that needs it: Qt sends each key through the bus as long as anyone listens.
        """
        with open_dbus_connection(self._address) as bus:
            registry = DBusAddress(
                "/org/a11y/atspi/registry",
                "org.a11y.atspi.Registry",
                "org.a11y.atspi.Registry",
            )
            rule = MatchRule(
                type="signal", interface="org.a11y.atspi.Event.Object", member="Announcement"
            )
            bus.send_and_get_reply(message_bus.AddMatch(rule))
            no_properties: list[str] = []
            event = ("object:announcement", no_properties, "")
            bus.send_and_get_reply(new_method_call(registry, "RegisterEvent", "sass", event))
            spoken: list[str] = []

            def heard() -> list[str]:
                with suppress(TimeoutError):
                    while True:
                        message = bus.receive(timeout=POLL)
                        if message.header.fields.get(HeaderFields.member) == "Announcement":
                            spoken.append(str(message.body[3][1]))
                return spoken

            yield heard

    def last_child(self, place: Place) -> Place | None:
        """The last child of a place that is shown."""
        children = self.children(place)
        states = zip(reversed(children), reversed(self._states(children)), strict=True)
        return next((child for child, state in states if state >> self.SHOWING & 1), None)

    def named_child(self, place: Place, beginning: str) -> Place | None:
        """The first child of a place whose name begins so, shown or not."""
        children = self.children(place)
        names = zip(children, self._names(children), strict=True)
        return next((child for child, name in names if name.startswith(beginning)), None)

    def children(self, place: Place) -> list[Place]:
        return [
            tuple(child) for child in self._ask([place], self.ACCESSIBLE, "GetChildren")[0] or []
        ]

    def _shown(self, root: Place) -> list[Place]:
        """Everything below a place that is shown, in the order of the tree."""
        found = self._matches(root, self.SHOWING)
        # A row of a list that is hidden says that it is shown: each parent has to be shown too.
        getting = (self.ACCESSIBLE, "Parent")
        parents = self._ask(found, "org.freedesktop.DBus.Properties", "Get", "ss", getting)
        shown = {root: None}
        for place, parent in zip(found, parents, strict=True):
            if parent and tuple(parent[1]) in shown:
                shown[place] = None
        del shown[root]
        return list(shown)

    def _matches(self, root: Place, *states: int) -> list[Place]:
        """Everything below a place that says it has these states, in the order of the tree."""
        bits = sum(1 << state for state in states)
        words = [bits & 0xFFFFFFFF, bits >> 32]
        # All of the states; any attribute, role and interface; in the tree's order, and no limit.
        rule: tuple[Any, ...] = (words, 1, {}, 1, [0, 0, 0, 0], 1, [], 1, False)
        kinds, body = "(aiia{ss}iaiiasib)uib", (rule, 1, 0, True)
        question = _message(*root, self.COLLECTION, "GetMatches", kinds, body)
        (found,) = self._ask_at_once([question])
        return [tuple(place) for place in found or []]

    def _states(self, places: list[Place]) -> list[int]:
        states = self._ask(places, self.ACCESSIBLE, "GetState")
        return [state[0] if state else 0 for state in states]

    def _names(self, places: list[Place]) -> list[str]:
        getting = (self.ACCESSIBLE, "Name")
        names = self._ask(places, "org.freedesktop.DBus.Properties", "Get", "ss", getting)
        return [str(name[1]) if name else "" for name in names]

    def caret(self, place: Place) -> int:
        """The position of the caret in a text."""
        getting = (self.TEXT, "CaretOffset")
        (offset,) = self._ask([place], "org.freedesktop.DBus.Properties", "Get", "ss", getting)
        return int(offset[1]) if offset else -1

    def text(self, place: Place) -> str:
        return str(self._ask([place], self.TEXT, "GetText", "ii", (0, -1))[0] or "")

    def _read(self, places: list[Place]) -> list[Node | None]:
        roles = self._ask(places, self.ACCESSIBLE, "GetRoleName")
        extents = self._ask(places, self.COMPONENT, "GetExtents", "u", (0,))
        return [
            None if role is None or box is None else Node(name, str(role), Box(*box), place)
            for place, name, role, box in zip(
                places, self._names(places), roles, extents, strict=True
            )
        ]

    def _ask(
        self, places: list[Place], interface: str, method: str, kinds: str = "", body: Any = ()
    ) -> list[Any]:
        """The answer of each place; `None` of a widget that is gone since it was found."""
        answers: list[Any] = []
        for start in range(0, len(places), self.AT_ONCE):
            some = places[start : start + self.AT_ONCE]
            answers += self._ask_at_once(
                [_question(*place, interface, method, kinds, body) for place in some]
            )
        return answers

    def _ask_at_once(self, questions: list[bytes]) -> list[Any]:
        # All are sent before the first answer is read: on a busy machine each turn takes long.
        numbers = {next(self._bus.outgoing_serial): question for question in questions}
        self._bus.sock.sendall(
            b"".join(
                question[:8] + struct.pack("<I", number) + question[12:]
                for number, question in numbers.items()
            )
        )
        answers: dict[int, Any] = {}
        while len(answers) < len(questions):
            reply = self._bus.receive(timeout=PATIENCE)
            to = reply.header.fields.get(HeaderFields.reply_serial)
            if to in numbers:
                is_answer = reply.header.message_type is MessageType.method_return
                answers[to] = reply.body[0] if is_answer else None
        return [answers[number] for number in numbers]


def _message(
    name: str, path: str, interface: str, method: str, kinds: str, body: tuple[Any, ...]
) -> bytes:
    """A question in the form in which it is sent, without its number."""
    address = DBusAddress(path, name, interface)
    return bytes(new_method_call(address, method, kinds or None, body).serialise(serial=0))


_question = lru_cache(100_000)(_message)
"""Most questions are asked many times, and writing one takes longer than sending it."""


NAMES = {
    "account_id": "10000009",
    "project": {"id": "10000001", "name": "Example shop"},
    "goals": [
        {"id": "100300301", "name": "Purchase", "type": "revenue"},
        {"id": "100300302", "name": "Add to cart"},
        {"id": "100300304", "name": "Cart viewed"},
        {"id": "100300307", "name": "Callback requested"},
    ],
    "experiences": [
        {
            "id": "100400101",
            "name": "Checkout button",
            "variations": [
                {"id": "1004200200", "name": "Original"},
                {"id": "1004200201", "name": "Green button"},
            ],
        },
        {
            "id": "100400102",
            "name": "Hero test",
            "variations": [{"id": "1004200210", "name": "Large hero"}],
        },
    ],
    "segments": [{"id": "100500501", "name": "Returning buyers"}],
}
"""A configuration whose names the program knows from its start."""


class Hands:
    """The running program on a screen, with a folder of its own."""

    def __init__(self, screen: Screen, folder: Path, settings: Mapping[str, object]) -> None:
        self.screen = screen
        self.home = folder / "console"
        self.home.mkdir(parents=True)
        (self.home / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
        (self.home / "catalogs").mkdir()
        kept = {"version": 1, "source": "names.json", "loaded_at": 1_767_225_600}
        (self.home / "catalogs" / "local-sample.json").write_text(
            f'{json.dumps(kept)[:-1]}, "configuration":\n{json.dumps(NAMES)}\n}}\n', "utf-8"
        )
        screen.env["CONVERT_CONSOLE_HOME"] = str(self.home)
        self._errors = (folder / "stderr").open("w+b")
        screen.at_end(self._errors.close)
        env = {"QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
        screen.env.update(env)
        self._found: dict[tuple[str, str], Place] = {}
        self._is_untouched = False
        self._keys_from = 0.0
        self.tree = Tree(screen.env["DBUS_SESSION_BUS_ADDRESS"])
        screen.at_end(self.tree.close)
        self._start()
        self._profile = until(self.profile, "the profile is not kept")
        # The first request is the sample, and is kept only after a moment.
        until(lambda: any(self._drafts.glob("*.draft")), "no draft is kept")
        self.sample = self.document()
        self.until_active()
        self.screen.settled()
        self._is_untouched = True

    def restart(self) -> None:
        """End the program, and start it again with what it has kept."""
        self.close()
        self._start()

    def kill(self) -> None:
        """Kill the program."""
        self.process.kill()
        self.process.wait(PATIENCE)

    def start_again(self) -> None:
        """Start the program after it was killed."""
        self._start()

    def _start(self) -> None:
        self._found.clear()
        before = set(self.tree.programs())
        command = [sys.executable, "-m", "convert_console"]
        self.process = self.screen.start(command, stderr=self._errors)
        self._root = until(
            lambda: next(iter(set(self.tree.programs()) - before), None),
            "the program does not start",
        )
        self.window = until(self._main_window, "there is no window")
        # The profile is kept when the background work starts, before any key is handled.
        until(self._kept_profile.exists, "the background work does not start")

    def close(self) -> None:
        """End the program as its user does; a message on stderr fails the test."""
        self.keys("ctrl+q")
        assert self.process.wait(PATIENCE) == 0
        self._errors.seek(0)
        said = self._errors.read().decode("utf-8", "replace")
        # Qt says this when a story asks for a widget that has just gone.
        about_gone = ("Could not find accessible", "Accessible invalid")
        said = "".join(line for line in said.splitlines(True) if not line.startswith(about_gone))
        assert not said, said

    # What hands do

    def move(self, to: Node | Box | Point) -> None:
        self._xdotool("mousemove", *map(str, _point(to)))

    def click(self, at: Node | Box | Point, button: int = 1) -> None:
        x, y = _point(at)
        self._xdotool("mousemove", str(x), str(y), "click", "--delay", "5", str(button))
        self._keys_from = time.monotonic() + AFTER_A_CLICK

    def double_click(self, at: Node | Box | Point) -> None:
        x, y = _point(at)
        twice = ["--repeat", "2", "--delay", "60", "1"]
        self._xdotool("mousemove", str(x), str(y), "click", *twice)
        self._keys_from = time.monotonic() + AFTER_A_CLICK

    def drag(self, start: Node | Box | Point, end: Node | Box | Point) -> None:
        """Press at a place, move to another one in steps, and let go there."""
        (x, y), (to_x, to_y) = _point(start), _point(end)
        self._xdotool("mousemove", str(x), str(y), "mousedown", "1")
        for step in range(1, 6):
            at = x + (to_x - x) * step // 5, y + (to_y - y) * step // 5
            self._xdotool("mousemove", *map(str, at))
        self._xdotool("mouseup", "1")

    def choose_in_menu(self, at: Node | Box | Point, entry: int, button: int = 1) -> None:
        """Open the menu of a widget, and choose an entry by its number."""
        self._open_menu(at, button)
        self.keys(*["Down"] * entry, "Return")

    def choose_by_key(self, key: str, entry: int) -> None:
        """Open the menu of what has the keyboard by a key, and choose an entry by its number."""
        before = self.screen.settled()

        def is_open() -> bool:
            # A menu changes more lines of the screen than a caret that blinks.
            now, width = self.screen.picture(), before.width()
            lines = (now.copy(0, y, width, 1) != before.copy(0, y, width, 1)
                     for y in range(0, before.height(), 4))  # fmt: skip
            return sum(lines) >= 20

        self.keys(key)
        until(is_open, "the menu does not open")
        self.keys(*["Down"] * entry, "Return")

    def open_and_close_menu(self, at: Node | Box | Point) -> None:
        """Open the menu of a widget, and leave it with Esc."""
        is_open = self._open_menu(at)
        self.keys("Escape")
        # A key that comes before the menu is gone has been lost; why is not known.
        until(lambda: not is_open(), "the menu stays open")
        self.screen.settled()

    def _open_menu(self, at: Node | Box | Point, button: int = 1) -> Callable[[], bool]:
        # Menus are not in the tree: look for its pixels.
        x, y = _point(at)
        self.move((x, y))
        area = x + 10, y + 40, 60, 100
        before = self.screen.settled().copy(*area)

        def is_open() -> bool:
            return bool(self.screen.picture().copy(*area) != before)

        self.click((x, y), button)
        until(is_open, "the menu does not open")
        return is_open

    def drag_from_program(self, start: Point, to: Point) -> None:
        """Drag from a place to another with the left button, slowly enough for another program."""
        self._xdotool("mousemove", *map(str, start), "sleep", "0.2", "mousedown", "1")
        x, y = start
        for step in range(1, 11):
            place = x + (to[0] - x) * step // 10, y + (to[1] - y) * step // 10
            self._xdotool("mousemove", *map(str, place), "sleep", "0.05")
        self._xdotool("mousemove", str(to[0] + 2), str(to[1] + 2), "sleep", "0.2", "mouseup", "1")

    def wheel(self, at: Node | Box | Point, notches: int = 1) -> None:
        """Turn the wheel over a place, downwards; a negative number is upwards."""
        x, y = _point(at)
        turns = ["--repeat", str(abs(notches)), "--delay", "5", "5" if notches > 0 else "4"]
        self._xdotool("mousemove", str(x), str(y), "click", *turns)

    def keys(self, *keys: str) -> None:
        """Press keys or shortcuts, by the names of X: "ctrl+z", "Return"."""
        self._wait_for_click()
        self._xdotool("key", "--clearmodifiers", "--delay", "5", *keys)

    def type(self, text: str) -> None:
        self._wait_for_click()
        self._xdotool("type", "--clearmodifiers", "--delay", "5", text)

    def start_over(self) -> None:
        """Load the sample request into the first profile, and use its first target and agent."""
        if self._is_untouched:
            return
        self.keys("Escape", "Escape")
        self._restore_profile()
        before = self.document().get("vid")
        self.command("with revenue")
        self.sample = self.until_document(lambda document: document["vid"] != before)
        self._is_untouched = True

    def command(self, name: str) -> None:
        """Run a command by words of its name, with the palette."""
        self.until_active()
        self.keys("ctrl+k")
        self.type(name)
        self.keys("Return")

    def mark(self) -> None:
        """Wait until the program has handled all keys so far, and has kept what they changed."""
        self.until_active()
        until(partial(self._is_sent_by, "POST"), "it is not sent by POST")
        self.keys("ctrl+m")
        until(partial(self._is_sent_by, "GET"), "it is not sent by GET")
        self.keys("ctrl+m")

    def open_event(self, number: int) -> None:
        """Open the card of an event, from its head."""
        self.click(self.find("Events", "page tab"))
        self.click(self.find(str(number), "push button"))

    def segment(self, name: str) -> Node:
        """Open the page of the segments, and scroll to a field."""
        tab = self.find("Segments", "page tab")
        self.click(tab)
        foot = self.find("Send none", "push button").box
        at = Box(foot.x, tab.box.bottom, foot.width, foot.y - tab.box.bottom)

        def in_sight() -> Node | None:
            self.screen.settled()
            node = self.look_for(name, "text")
            if node is not None and not at.y <= node.box.y < node.box.bottom <= at.bottom:
                self.wheel(at, 2 if node.box.y > at.y else -2)
                return None
            return node

        return until(in_sight, f"{name!r} is not in sight")

    def until_active(self) -> None:
        """Wait until the main window gets the keys: a dialog that closes still has them."""
        until(lambda: self.title().endswith("Convert Console"), "another window has the keys")

    def _is_sent_by(self, method: str) -> bool:
        return self.method() == method

    def _is_as_first(self, key: str) -> bool:
        return bool(self.profile()[key] == self._profile[key])

    def _restore_profile(self) -> None:
        for field, key, word in (
            ("Target", "target", "local"),
            ("User-Agent", "user_agent", "ConvertAgent"),
        ):
            if self.profile()[key] != self._profile[key]:
                self.click(self.find(field, "text"))
                self.type(word)
                self.keys("Return")
                until(partial(self._is_as_first, key), "it is not kept")

    # What is seen

    @property
    def root(self) -> Place:
        """The program in the accessibility tree."""
        return self._root

    def nodes(self) -> list[Node]:
        """Everything that is shown."""
        return list(self.tree.walk(self._root))

    def texts(self) -> str:
        """The names of everything that is shown, a line each."""
        return "\n".join(self.tree.names(self._root))

    def find(self, name: str, role: str = "") -> Node:
        """The first widget of a name, once it is shown. A name may also be the beginning of one,
        before a blank.
        """
        return until(lambda: self.look_for(name, role), f"there is no {role} {name!r}")

    def look_for(self, name: str, role: str = "") -> Node | None:
        def is_named(found: str) -> bool:
            return found == name or found.startswith((f"{name} ", f"{name}\t"))

        # A walk asks the program a thousand questions: look first where it was found before.
        before = self._found.get((name, role))
        node = before and self.tree.node(before)
        if node and is_named(node.name) and (not role or node.role == role):
            return node
        walk = self.tree.walk(self._root, is_named)
        node = next((node for node in walk if not role or node.role == role), None)
        if node:
            self._found[name, role] = node.place
        return node

    def find_color(self, area: Box, color: str) -> Point:
        """The first pixel of a colour in an area of the screen, once there is one."""

        def place() -> Point | None:
            picture = self.screen.picture()
            for y in range(area.y, min(area.bottom, picture.height())):
                for x in range(area.x, min(area.right, picture.width())):
                    if picture.pixelColor(x, y).name() == color:
                        return x, y
            return None

        return until(place, f"there is no {color}")

    def value(self, name: str) -> str:
        """The text in a field."""
        return self.tree.text(self.find(name, "text").place)

    def title(self) -> str:
        """The title of the active window, as the window manager shows it."""
        command = ["xdotool", "getactivewindow", "getwindowname"]
        done = subprocess.run(
            command,
            check=False,
            env=self.screen.env,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        return done.stdout.strip()  # there is none while one window hands over to another

    def focused(self) -> str:
        """The name of the widget that has the keyboard."""
        node = self.tree.focused(self._root)
        return node.name if node else ""

    def field(self, name: str) -> Box:
        """The place of a text field."""
        return self.find(name, "text").box

    def pair(self) -> tuple[Box, Box]:
        """The fields for the first experience and variation of the open card."""
        return self.field("experience 1"), self.field("variation 1")

    def has_caret(self, box: Box) -> bool:
        """Whether a field has the border of the focus, in the light theme."""
        picture = self.screen.picture()
        column = range(box.x - 2, box.x + 4)
        return any(picture.pixelColor(x, box.center[1]).name() == ACCENT for x in column)

    def choices(self) -> list[str]:
        """The entries of the open list of choices, as far as they are in sight; none if it is
        closed.
        """
        return [node.name for node in self.list_entries()]

    def list_entries(self) -> list[Node]:
        # It is the last child of the window, over all others.
        last = self.tree.last_child(self.window.place)
        entries = self.tree.named_child(last, "Choices for ") if last else None
        return list(self.tree.walk(entries)) if entries else []

    # What is kept

    def document(self) -> dict[str, Any]:
        """The draft that is kept, as JSON."""
        read: dict[str, Any] = json.loads(self.draft())
        return read

    def draft(self) -> str:
        """The text of the draft that is kept."""
        return self._kept_draft()[1]

    def until_document(self, is_right: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """Wait until the kept draft is as it should be, and return it."""

        def right() -> dict[str, Any] | None:
            # A text that is still being typed is no JSON yet.
            with suppress(KeyError, IndexError, json.JSONDecodeError):
                document = self.document()
                return document if is_right(document) else None
            return None

        try:
            return until(right, "")
        except AssertionError:
            raise AssertionError(f"the draft stays {self.draft()}") from None

    def method(self) -> str:
        """The method that is kept with the draft."""
        return str(self._kept_draft()[0]["method"])

    def sends(self) -> int:
        """How many requests the history has kept."""
        file = f"file:{self.home / 'history.sqlite3'}?mode=ro"
        with closing(sqlite3.connect(file, uri=True)) as db:
            return int(db.execute("SELECT count(*) FROM entry").fetchone()[0])

    def _kept_draft(self) -> tuple[dict[str, Any], str]:
        """What is noted of the draft that was saved last, of any profile, and its text."""
        drafts = list(self._drafts.glob("*.draft"))
        if not drafts:
            return {"method": ""}, "{}"
        latest = max(drafts, key=lambda path: path.stat().st_mtime_ns)
        head, text = latest.read_bytes().split(b"\n", 1)
        return json.loads(head), text.decode("utf-8")

    @property
    def _drafts(self) -> Path:
        return self.home / "drafts"

    def profile(self) -> dict[str, Any]:
        """The settings of the first profile that are kept."""
        read: dict[str, Any] = json.loads(self._kept_profile.read_text("utf-8"))
        return read

    @property
    def _kept_profile(self) -> Path:
        return self.home / "profiles" / "local-sample.json"

    def _main_window(self) -> Node | None:
        found = map(self.tree.node, self.tree.children(self._root))
        return next((node for node in found if node and node.role == "frame"), None)

    def _wait_for_click(self) -> None:
        time.sleep(max(self._keys_from - time.monotonic(), 0))

    def _xdotool(self, *words: str) -> None:
        self._is_untouched = False
        # The end of a pipe is noticed at once, the end of a process only after up to 50 ms.
        subprocess.run(
            ["xdotool", *words], env=self.screen.env, check=True, timeout=PATIENCE,
            stdout=subprocess.PIPE,
        )  # fmt: skip


@contextmanager
def running(
    folder: Path, size: tuple[int, int] = SCREEN, scale: float = 1.0, **settings: object
) -> Iterator[Hands]:
    """The program on a screen of its own, ended at the end; `scale` is that of the desktop."""
    with Screen(folder / "screen", *size) as screen:
        screen.env["QT_SCALE_FACTOR"] = str(scale)
        hands = Hands(screen, folder, settings)
        yield hands
        hands.close()


def _point(place: Node | Box | Point) -> Point:
    match place:
        case Node():
            return place.box.center
        case Box():
            return place.center
        case _:
            return place


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
