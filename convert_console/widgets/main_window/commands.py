"""Every command of the window, in the order of its menus."""

from collections.abc import Callable
from functools import partial

from convert_console.models.history.grouping import Group
from convert_console.models.profiles.preferences import Contrast, Scheme
from convert_console.widgets.history.retention_dialog import limit_history
from convert_console.widgets.history.row_actions import resend_command, selection_commands
from convert_console.widgets.kit.actions import Command, Menu
from convert_console.widgets.kit.place import PlaceName
from convert_console.widgets.main_window.rail import PLACES
from convert_console.widgets.main_window.window import MainWindow

GROUPINGS: tuple[tuple[str, Group, str], ...] = (
    ("Group by day", "day", "Ctrl+Alt+1"),
    ("Group by visitor", "visitor", "Ctrl+Alt+2"),
    ("Do not group", "", "Ctrl+Alt+0"),
)
"""Commands that group the history, with the key of the grouping and their shortcuts."""


def menus(
    window: MainWindow,
    examples: dict[str, Callable[[], None]],
    tools: tuple[Command, ...],
    about: tuple[Command, ...],
) -> tuple[Menu, ...]:
    """The window's menus; `examples` are titles of requests and what loads them, `tools` and
    `about` are commands for the menus Tools and Help.
    """
    return (
        Menu("Request", _request(window)),
        Menu("Edit", _edit(window)),
        Menu("View", _view(window)),
        Menu("Go", _go(window)),
        Menu("History", _history(window)),
        Menu("Profile", _profile(window)),
        Menu("Tools", tools),
        Menu(
            "Examples", tuple(Command(n, _on_panes(window, load)) for n, load in examples.items())
        ),
        Menu("Help", _help(window, about)),
    )


def _request(window: MainWindow) -> tuple[Command | None, ...]:
    return (
        Command("Send", window.send, "Ctrl+Return", "Send the request on screen", once=True),
        resend_command(lambda: window.list_in_sight.row_actions),
        Command(
            "Confirm in Convert's live log",
            window.confirm,
            "Ctrl+Shift+Y",
            "The selected requests, or the result",
        ),
        Command("Cancel", window.cancel, "Esc", "Stop waiting, or close the message"),
        Command("Go to the message", window.message.take_focus, "F6", "At the lower edge"),
        None,
        Command("New request", _on_panes(window, window.new_request), "Ctrl+N"),
        Command("Save request as…", window.saved.save_as, "Ctrl+S"),
        Command("Saved requests", window.find_saved, "Ctrl+O"),
        Command("Paste anything", _on_panes(window, window.paste_anything), "Ctrl+Shift+V"),
        Command("POST or GET", _on_panes(window, window.toggle_method), "Ctrl+M"),
        None,
        Command("Quit", window.close, "Ctrl+Q"),
    )


_FORMER_KEYS: dict[PlaceName, str] = {
    "traffic": "Ctrl+Shift+I",
    "orders": "Ctrl+Shift+O",
    "journeys": "Ctrl+Shift+J",
    "results": "Ctrl+E",
}
"""The shortcuts of places that were windows of their own."""


def _go(window: MainWindow) -> tuple[Command, ...]:
    return tuple(
        Command(
            entry.word,
            partial(window.places.open, entry.name),
            f"Alt+{key}",
            entry.hint,
            other_keys=tuple(filter(None, (_FORMER_KEYS.get(entry.name, ""),))),
        )
        for key, entry in enumerate(PLACES, 1)
    )


def _profile(window: MainWindow) -> tuple[Command | None, ...]:
    commands = window.profile_commands
    choose = window.top.picker.choose_from_list
    return (
        Command("Choose profile", choose, "Ctrl+P", "Type a name or a project number"),
        None,
        *(commands.new, commands.settings, commands.names),
        Command("List all names by API", window.list_names, "", "Drafts and paused ones, too"),
        commands.duplicate,
        None,
        *(commands.export, commands.import_file),
        None,
        commands.delete,
    )


def _edit(window: MainWindow) -> tuple[Command | None, ...]:
    events = window.builder.events
    json, add = window.preview.json, window.builder.add_event
    folding = json.editor.folding

    def here(run: Callable[[], object]) -> Callable[[], None]:
        return _on_panes(window, run)

    return (
        Command("Undo", window.undo, "Ctrl+Z"),
        Command("Redo", window.redo, "Ctrl+Shift+Z", other_keys=("Ctrl+Y",)),
        None,
        Command("Add viewExp", here(lambda: add("viewExp")), "Ctrl+1"),
        Command("Add hitGoal", here(lambda: add("hitGoal")), "Ctrl+2"),
        Command("Add tr", here(lambda: add("tr")), "Ctrl+3"),
        Command("Duplicate event", here(events.duplicate), "Ctrl+D"),
        Command("Move event up", here(events.move_up), "Alt+Up"),
        Command("Move event down", here(events.move_down), "Alt+Down"),
        Command("Delete event", here(events.delete), "Ctrl+Backspace"),
        None,
        Command("Format JSON", here(json.format_text), "Ctrl+Shift+F"),
        Command("Fold at the caret", here(folding.fold_at_caret), "Alt+Left", "In the JSON"),
        Command("Unfold at the caret", here(folding.unfold_at_caret), "Alt+Right", "In the JSON"),
        Command("Fold every event", here(json.fold_events), "Ctrl+Shift+0"),
        Command("Unfold everything", here(folding.unfold_all), "Ctrl+Shift+9"),
    )


def _view(window: MainWindow) -> tuple[Command | None, ...]:
    look, preview = window.models.preferences, window.preview

    def theme(scheme: Scheme) -> Command:
        return Command(
            f"Theme: {scheme}",
            lambda: look.use_scheme(scheme),
            is_on=lambda: look.scheme == scheme,
        )

    def contrast(wanted: Contrast) -> Command:
        return Command(
            f"Contrast: {wanted}",
            lambda: look.use_contrast(wanted),
            is_on=lambda: look.contrast == wanted,
        )

    return (
        Command("JSON", _on_panes(window, lambda: preview.go_to(preview.JSON)), "Ctrl+J"),
        Command("GET URL", _on_panes(window, preview.url.setFocus), "Ctrl+L"),
        Command("Wire", _on_panes(window, lambda: preview.go_to(preview.WIRE)), "Ctrl+W"),
        Command("Answer", _on_panes(window, lambda: preview.go_to(preview.ANSWER)), "Ctrl+R"),
        Command(
            "Find in JSON",
            _on_panes(window, preview.open_find),
            "Ctrl+Shift+L",
            "In the editor also Ctrl+F",
        ),
        Command(
            "Next problem",
            _on_panes(window, window.problems.next),
            "F8",
            "Open the list of problems",
        ),
        Command("Previous problem", _on_panes(window, window.problems.previous), "Shift+F8"),
        None,
        theme("system"),
        theme("light"),
        theme("dark"),
        contrast("system"),
        contrast("high"),
        None,
        Command("Larger", lambda: look.zoom_by(1), "Ctrl++"),
        Command("Smaller", lambda: look.zoom_by(-1), "Ctrl+-"),
        Command("Actual size", lambda: look.zoom_by(0), "Ctrl+0"),
    )


def _history(window: MainWindow) -> tuple[Command | Menu | None, ...]:
    look = window.models.preferences

    def group(by: Group) -> None:
        window.show_list().group_by(by)

    return (
        Command("Filter history", window.focus_filter, "Ctrl+F"),
        *(Command(text, partial(group, by), keys) for text, by, keys in GROUPINGS),
        None,
        Command(
            "Details",
            lambda: window.show_list().toggle_detail(),
            "Ctrl+Alt+D",
            "Of the selected request",
        ),
        None,
        *selection_commands(lambda: window.list_in_sight.row_actions),
        None,
        Command("History limits…", lambda: limit_history(look, window)),
    )


def _help(window: MainWindow, about: tuple[Command, ...]) -> tuple[Command | None, ...]:
    return (
        Command("All commands…", window.help.show_commands, "Ctrl+K"),
        Command("About this field", window.help.explain, "F1"),
        Command("Shortcuts…", window.help.show_shortcuts, "", "Every command that has a key"),
        None,
        *about,
    )


def _on_panes(window: MainWindow, run: Callable[[], object]) -> Callable[[], None]:
    """A command for the panes, which a comparison may cover."""

    def show_and_run() -> None:
        window.show_panes()
        run()

    return show_and_run
