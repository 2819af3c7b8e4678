"""The same console without a window: each module adds one command for a terminal or a script."""

COMPLETING = "_ARGCOMPLETE"
"""The environment variable with which a shell asks for completions; there are no arguments then."""

OPEN = "--open"
"""The option whose files the window opens."""
