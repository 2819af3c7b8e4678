"""Explains which system library or screen is missing if the window cannot start."""

# Imports nothing of Qt, since that is what fails. `.ci/system-libraries` runs this as a program
# that prints the Debian packages to install, one per line.

import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
"""What Qt's wheels need on every Linux: library file and Debian package."""

SCREEN_LIBRARIES = {
    "DISPLAY": {
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-shape.so.0": "libxcb-shape0",
    },
    "WAYLAND_DISPLAY": {
        "libwayland-cursor.so.0": "libwayland-cursor0",
        "libwayland-egl.so.1": "libwayland-egl1",
    },
}
"""What a window needs in addition, by the variable that names its screen."""

PACKAGES = {**LIBRARIES, **SCREEN_LIBRARIES["DISPLAY"], **SCREEN_LIBRARIES["WAYLAND_DISPLAY"]}

INCOMPLETE = 1
"""The exit code when something has to be installed."""

NO_SCREEN = 2
"""The exit code when there is nothing to open a window on."""


def wanted_libraries(environment: Mapping[str, str]) -> dict[str, str]:
    """The libraries that a window needs on the screens that the environment names."""
    needed = dict(LIBRARIES)
    for variable, libraries in SCREEN_LIBRARIES.items():
        if environment.get(variable):
            needed |= libraries
    return needed


def missing_libraries(libraries: Iterable[str]) -> list[str]:
    """The library files that the dynamic loader, which Qt uses, does not find."""
    import ctypes  # only needed after a failure, and takes 10 ms

    missing = []
    for library in libraries:
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(library)
    return missing


def explain_missing(missing: Iterable[str]) -> str:
    """The sentence that names library files and the command that installs them."""
    first, *others = dict.fromkeys(missing)
    more = f" and {len(others)} more {'library' if len(others) == 1 else 'libraries'}"
    sentence = f"Qt cannot start, because this system lacks {first}{more if others else ''}"
    packages = [PACKAGES[file] for file in (first, *others) if file in PACKAGES]
    if packages:
        return f"{sentence}; on Debian and Ubuntu: sudo apt-get install {' '.join(packages)}"
    return f"{sentence}; install the package that holds it"


def explain_import(error: ImportError) -> str | None:
    """The sentence for an import that failed because of the system or the installation.

    `None` if a name is missing in our own modules, which is a bug.
    """
    library = _missing_file(str(error))
    if library:
        return explain_missing([library, *missing_libraries(wanted_libraries(os.environ))])
    if isinstance(error, ModuleNotFoundError) and not (error.name or "").startswith(
        "convert_console"
    ):
        return f"Convert Console is not fully installed ({error}); install it again"
    if error.path and error.path.endswith((".so", ".pyd")):
        return f"{Path(error.path).name} cannot be loaded on this system: {error}"
    return None


def explain_no_screen(environment: Mapping[str, str]) -> str | None:
    """The sentence if Linux names no screen; `None` if it does, or if none is needed."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM")
    if sys.platform != "linux" or any(environment.get(name) for name in named):
        return None
    return (
        "No window can be opened, because there is no screen: neither DISPLAY nor WAYLAND_DISPLAY"
        " is set; to test the program without a screen, run: convert-console --demo"
    )


def explain_abort(messages: list[str], environment: Mapping[str, str]) -> tuple[str, int]:
    """Sentence and exit code for the messages of Qt when it gave up starting.

    Qt's own message names a wrong package for missing libraries, and not the missing display.
    """
    unknown = re.search(r'Could not find the Qt platform plugin "(.*?)"', "\n".join(messages))
    if unknown:
        return f"Qt has no platform “{unknown[1]}”: unset or correct QT_QPA_PLATFORM", NO_SCREEN
    platform = environment.get("QT_QPA_PLATFORM", "")
    screens = {"wayland": "WAYLAND_DISPLAY", "xcb": "DISPLAY"}
    tried = [
        (plugin, variable)
        for plugin, variable in screens.items()
        if (plugin in platform if platform else environment.get(variable))
    ]
    missing = [file for plugin, _ in tried for file in _missing_of_plugin(plugin)]
    if missing:
        needed = wanted_libraries(environment)
        return explain_missing([*missing, *missing_libraries(needed)]), INCOMPLETE
    if not tried:
        reason = messages[-1].strip().partition("\n")[0]
        return f"Qt cannot start on QT_QPA_PLATFORM={platform}: {reason}", NO_SCREEN
    unset = [variable for _, variable in tried if not environment.get(variable)]
    if unset:
        return f"QT_QPA_PLATFORM={platform} needs {unset[-1]}, which is not set", NO_SCREEN
    places = " or ".join(f"{variable}={environment[variable]}" for _, variable in tried)
    return (
        f"No window can be opened, because no screen answers at {places}; correct it, or unset it"
        " and run: convert-console --demo",
        NO_SCREEN,
    )


def _missing_of_plugin(name: str) -> list[str]:
    """The library file without which Qt's platform plugin cannot be loaded, if there is one."""
    import ctypes

    import PySide6

    folder = Path(PySide6.__path__[0], "Qt", "plugins", "platforms")
    for plugin in (folder / f"libq{name}.so", folder / f"libq{name}-generic.so"):
        if plugin.exists():
            try:
                ctypes.CDLL(str(plugin))
            except OSError as error:
                return [_missing_file(str(error)) or str(error)]
    return []


def _missing_file(message: str) -> str | None:
    match = re.match(r"(\S+): cannot open shared object file", message)
    return match[1] if match else None


def main(arguments: list[str]) -> int:
    """Print the packages that are missing; with `every`, those of every kind of screen.

    The exit code says whether Qt cannot start: of several screens that are named, one is enough.
    """
    every = arguments == ["every"]
    missing = missing_libraries(PACKAGES if every else wanted_libraries(os.environ))
    print("\n".join(PACKAGES[file] for file in missing))
    screens = [kind for name, kind in SCREEN_LIBRARIES.items() if os.environ.get(name)]
    usable = not screens or any(not kind.keys() & set(missing) for kind in screens)
    works = not missing if every else usable and not LIBRARIES.keys() & set(missing)
    return 0 if works else INCOMPLETE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
