"""The same console without a window: each module adds one command for a terminal or a script."""
